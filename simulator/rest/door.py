"""The door of the REST API: who may come in, what is written down, what goes wrong on purpose."""

import asyncio
import base64
import binascii
import functools
import time
from collections.abc import Awaitable, Callable

from aiohttp import web
from multidict import MultiDictProxy

from simulator.billing import Standing, standing
from simulator.faults import FaultName
from simulator.rest.errors import Refusal, not_found
from simulator.world import Company

COMPANY = web.AppKey("company", Company)

Form = MultiDictProxy[str | bytes | web.FileField]
Endpoint = Callable[[Company, web.Request], Awaitable[web.StreamResponse]]
Creator = Callable[[Company, dict[str, str], frozenset[str], int], web.Response]


def guarded(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An endpoint for those who are let in, of an account that is active."""

    async def active(company: Company, request: web.Request) -> web.StreamResponse:
        check_standing(company)
        return await endpoint(company, request)

    return admitting(active)


def admitting(endpoint: Endpoint) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """An endpoint for those who are let in; refusals become Twilio's error document."""

    async def enter(request: web.Request) -> web.StreamResponse:
        company = request.app[COMPANY]
        company.requests += 1
        try:
            _admit(company, request)
            answer = await endpoint(company, request)
        except Refusal as refusal:
            answer = refusal.answer()
            _note(company, request, answer.status, refusal.code)
        else:
            if request.method != "POST":
                _note(company, request, answer.status, None)
        finally:
            company.requests -= 1
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
            await _before(company, on, n, form)
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


@functools.lru_cache
def who(authorization: str) -> tuple[str, str]:
    """The user and the password of Basic authentication; two empty words when it is none."""
    kind, _, given = authorization.partition(" ")
    try:
        user, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return (user, password) if kind.casefold() == "basic" else ("", "")


def _admit(company: Company, request: web.Request) -> None:
    if not company.account.admits(*who(request.headers.get("Authorization", ""))):
        raise Refusal(20003)
    if request.match_info.get("account") != company.account.sid:
        raise not_found(request)
    most = company.rates.requests_at_once
    if most is not None and company.requests > most:
        raise Refusal(20429, retry_after=company.rates.retry_after)


def check_standing(company: Company) -> None:
    """Raise 20005 while the account is suspended, or out of money."""
    if standing(company) is not Standing.ACTIVE:
        raise Refusal(20005)


def _note(company: Company, request: web.Request, status: int, code: int | None) -> None:
    company.log.add("rest", method=request.method, path=request.path_qs, status=status, code=code)


async def _before(company: Company, on: str, n: int, form: dict[str, str]) -> None:
    faults = company.faults
    check_standing(company)
    now = company.clock.now() if company.clock.by_hand else time.monotonic()
    if not company.creates.admits(company.rates.creates_per_second, now):
        raise Refusal(20429, retry_after=company.rates.retry_after)
    if late := faults.take(FaultName.LATENCY, on):
        _strikes(company, n, FaultName.LATENCY)
        await asyncio.sleep(late.seconds)
    if faults.take(FaultName.TOO_MANY_REQUESTS, on):
        _strikes(company, n, FaultName.TOO_MANY_REQUESTS)
        raise Refusal(20429, retry_after=company.rates.retry_after)
    if faults.take(FaultName.UNAVAILABLE, on):
        _strikes(company, n, FaultName.UNAVAILABLE)
        raise Refusal(20503)
    if refuse := faults.take(FaultName.REFUSE, on):
        _strikes(company, n, FaultName.REFUSE)
        raise Refusal(refuse.code, form.get("To", ""))


async def _after(
    company: Company, on: str, n: int, request: web.Request, answer: web.Response
) -> web.StreamResponse:
    faults = company.faults
    if hang := faults.take(FaultName.HANG_AFTER_ACCEPTING, on):
        _strikes(company, n, FaultName.HANG_AFTER_ACCEPTING)
        await asyncio.sleep(hang.seconds)
    if faults.take(FaultName.ERROR_AFTER_ACCEPTING, on):
        _strikes(company, n, FaultName.ERROR_AFTER_ACCEPTING)
        raise Refusal(20500)
    if faults.take(FaultName.RESET_AFTER_ACCEPTING, on) and request.transport is not None:
        _strikes(company, n, FaultName.RESET_AFTER_ACCEPTING)
        request.transport.abort()
    return answer


def _strikes(company: Company, n: int, name: FaultName) -> None:
    company.log.add("fault", name=name, create=n)
