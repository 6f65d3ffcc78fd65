"""The door of the REST API: who may come in, what is written down, what goes wrong on purpose."""

import asyncio
import base64
import binascii
from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import MultiDictProxy

from simulator.faults import FaultName
from simulator.rest.errors import Refusal, not_found, too_many, unauthorised
from simulator.world import Company

COMPANY = web.AppKey("company", Company)

Form = MultiDictProxy[str | bytes | web.FileField]
Endpoint = Callable[[Company, web.Request], Awaitable[web.StreamResponse]]
Creator = Callable[[Company, dict[str, str], frozenset[str], int], web.Response]


def guarded(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An endpoint behind the door; refusals become Twilio's error document."""

    async def enter(request: web.Request) -> web.StreamResponse:
        company = request.app[COMPANY]
        try:
            _admit(company, request)
            answer = await endpoint(company, request)
        except Refusal as refusal:
            answer = refusal.answer()
            _note(company, request, answer.status, refusal.code)
        else:
            if request.method != "POST":
                _note(company, request, answer.status, None)
        return answer

    return enter


def creating(on: str, kind: str, create: Creator) -> Endpoint:
    """An endpoint that makes a call or a text: written down on arrival, before anything can go wrong."""

    async def made(company: Company, request: web.Request) -> web.StreamResponse:
        form, events = await read_form(request)
        n = company.log.add(
            kind,
            **{"from": form.get("From", ""), "to": form.get("To", "")},
            url=form.get("Url", ""),
            status_callback=form.get("StatusCallback", ""),
            form=form,
        )
        try:
            await _before(company, on, n)
            answer = create(company, form, events, n)
        except Refusal as refusal:
            company.log.add("refused", create=n, code=refusal.code, text=refusal.message)
            raise
        return await _after(company, on, n, request, answer)

    return made


async def read_form(request: web.Request) -> tuple[dict[str, str], frozenset[str]]:
    """The form, and the status callback events, which are the only field that may come several times."""
    form = await request.post()
    events = frozenset(
        event for value in form.getall("StatusCallbackEvent", []) for event in str(value).split()
    )
    return {name: str(value) for name, value in form.items()}, events


async def nowhere(company: Company, request: web.Request) -> web.StreamResponse:
    """What this API does not have."""
    del company
    raise not_found(request)


def _admit(company: Company, request: web.Request) -> None:
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    try:
        user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise unauthorised() from None
    if kind.casefold() != "basic" or not company.account.admits(user, password):
        raise unauthorised()
    if request.match_info.get("account") != company.account.sid:
        raise not_found(request)


def _note(company: Company, request: web.Request, status: int, code: int | None) -> None:
    company.log.add("rest", method=request.method, path=request.path_qs, status=status, code=code)


async def _before(company: Company, on: str, n: int) -> None:
    faults = company.faults
    if late := faults.take(FaultName.LATENCY, on):
        _strikes(company, n, FaultName.LATENCY)
        await asyncio.sleep(late.seconds)
    if faults.take(FaultName.TOO_MANY_REQUESTS, on):
        _strikes(company, n, FaultName.TOO_MANY_REQUESTS)
        raise too_many()
    if faults.take(FaultName.UNAVAILABLE, on):
        _strikes(company, n, FaultName.UNAVAILABLE)
        raise Refusal(503, 20503, "Service Unavailable")


async def _after(
    company: Company, on: str, n: int, request: web.Request, answer: web.Response
) -> web.StreamResponse:
    faults = company.faults
    if hang := faults.take(FaultName.HANG_AFTER_ACCEPTING, on):
        _strikes(company, n, FaultName.HANG_AFTER_ACCEPTING)
        await asyncio.sleep(hang.seconds)
    if faults.take(FaultName.ERROR_AFTER_ACCEPTING, on):
        _strikes(company, n, FaultName.ERROR_AFTER_ACCEPTING)
        raise Refusal(500, 20500, "An internal server error has occurred")
    if faults.take(FaultName.RESET_AFTER_ACCEPTING, on) and request.transport is not None:
        _strikes(company, n, FaultName.RESET_AFTER_ACCEPTING)
        request.transport.abort()
    return answer


def _strikes(company: Company, n: int, name: FaultName) -> None:
    company.log.add("fault", name=name, create=n)
