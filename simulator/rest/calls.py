"""Calls: create, fetch, list, change."""

from aiohttp import web

from simulator import calls
from simulator.legs import Source
from simulator.numbering import can_be_dialled
from simulator.rest.door import read_form
from simulator.rest.errors import Refusal, not_found
from simulator.rest.paging import Json, page, when
from simulator.world import ANSWERED, API_VERSION, Call, Callback, Company, Detection, new_sid

MOST_TWIML = 4000


def create(company: Company, form: dict[str, str], events: frozenset[str], n: int) -> web.Response:
    """Accept a call, or refuse it as Twilio does."""
    _check(company, form)
    sid = new_sid("CA")
    call = Call(
        sid=sid,
        direction="outbound-api",
        from_=form["From"],
        to=form["To"],
        leg=calls.new_leg(company, sid, form["To"]),
        source=_source(form),
        fallback=_fallback(form),
        callback=_callback(form, "StatusCallback", events or frozenset({"completed"})),
        detection=_detection(form),
        ring_timeout=_seconds(form, "Timeout", 60),
        time_limit=_seconds(form, "TimeLimit", 14400),
    )
    answer = web.json_response(show(company, call), status=201)
    calls.place(company, call, n)
    return answer


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One call."""
    return web.json_response(show(company, _find(company, request)))


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """Calls to, from and in a status; queued ones too; newest first."""
    query = request.query
    number = query.get("To") or query.get("From")
    known = company.calls_by_number.get(number, []) if number else list(company.calls.values())
    wanted = {"to": query.get("To"), "from_": query.get("From"), "status": query.get("Status")}
    found = [
        call
        for call in reversed(known)
        if all(value is None or getattr(call, name) == value for name, value in wanted.items())
        and query.get("ParentCallSid") in (None, call.parent)
    ]
    return page(request, "calls", found, lambda call: show(company, call))


async def change(company: Company, request: web.Request) -> web.StreamResponse:
    """Redirect a live call, or end one that is not over."""
    call = _find(company, request)
    form, _ = await read_form(request)
    company.log.add("change_call", call=call.sid, form=form)
    if "Status" in form:
        _end(call, form["Status"])
    elif "Url" in form or "Twiml" in form:
        _redirect(call, form)
    return web.json_response(show(company, call))


def show(company: Company, call: Call) -> Json:
    """A call as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{company.account.sid}/Calls/{call.sid}"
    return {
        "sid": call.sid,
        "account_sid": company.account.sid,
        "annotation": None,
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": when(call.created),
        "date_updated": when(call.updated),
        "direction": call.direction,
        "duration": None if call.duration is None else str(call.duration),
        "end_time": when(call.ended),
        "forwarded_from": None,
        "from": call.from_,
        "from_formatted": call.from_,
        "group_sid": None,
        "parent_call_sid": call.parent,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "EUR",
        "queue_time": "0",
        "start_time": when(call.started),
        "status": call.status,
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def _check(company: Company, form: dict[str, str]) -> None:
    to, from_ = form.get("To", ""), form.get("From", "")
    if not to:
        raise Refusal(400, 21201, "No 'To' number is specified")
    if not from_:
        raise Refusal(400, 21213, "No 'From' number is specified")
    if not can_be_dialled(to):
        raise Refusal(400, 21211, f"The phone number you are attempting to call, {to}, is not valid.")
    if from_ not in company.lines:
        raise Refusal(
            400, 21210, f"The source phone number provided, {from_}, is not yet verified for your account."
        )
    if not form.get("Url") and not form.get("Twiml"):
        raise Refusal(400, 21205, "Url parameter is required.")
    if not form.get("Url") and len(form["Twiml"]) > MOST_TWIML:
        raise Refusal(400, 32018, "The TwiML is over 4000 characters.")
    for name in ("Url", "StatusCallback", "FallbackUrl", "AsyncAmdStatusCallback"):
        _check_url(name, form.get(name, ""))


def _check_url(name: str, url: str) -> None:
    if url and not url.startswith(("http://", "https://")):
        raise Refusal(400, 21205, f"{name} is not a valid URL: {url}")


def _source(form: dict[str, str]) -> Source:
    if url := form.get("Url"):
        return Source(url, form.get("Method", "POST").upper())
    return Source(twiml=form.get("Twiml", ""))


def _fallback(form: dict[str, str]) -> Source | None:
    url = form.get("FallbackUrl")
    return Source(url, form.get("FallbackMethod", "POST").upper()) if url else None


def _callback(form: dict[str, str], name: str, events: frozenset[str]) -> Callback | None:
    url = form.get(name)
    return Callback(url, form.get(f"{name}Method", "POST").upper(), events) if url else None


def _detection(form: dict[str, str]) -> Detection | None:
    kind = form.get("MachineDetection", "")
    if kind not in ("Enable", "DetectMessageEnd"):
        return None
    asynchronous = form.get("AsyncAmd", "").casefold() == "true"
    return Detection(
        until_the_end=kind == "DetectMessageEnd",
        asynchronous=asynchronous,
        callback=_callback(form, "AsyncAmdStatusCallback", frozenset()) if asynchronous else None,
        timeout=_seconds(form, "MachineDetectionTimeout", 30),
    )


def _seconds(form: dict[str, str], name: str, default: int) -> int:
    given = form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() else default


def _find(company: Company, request: web.Request) -> Call:
    call = company.calls.get(request.match_info["sid"])
    if call is None:
        raise not_found(request)
    return call


def _end(call: Call, status: str) -> None:
    if status not in ("completed", "canceled"):
        raise Refusal(400, 20001, f"Invalid Status: {status}")
    if call.over or (status == "canceled" and call.status == ANSWERED):
        raise Refusal(400, 21220, "Unable to update record. Call is not in a state that can be changed.")
    calls.end(call)


def _redirect(call: Call, form: dict[str, str]) -> None:
    if call.status != ANSWERED:
        raise Refusal(400, 21220, "Call is not in-progress. Cannot redirect.")
    if not form.get("Url") and len(form.get("Twiml", "")) > MOST_TWIML:
        raise Refusal(400, 32018, "The TwiML is over 4000 characters.")
    call.leg.move(_source(form))
