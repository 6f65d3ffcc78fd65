"""Calls: create, fetch, list, change, delete."""

from aiohttp import web

from simulator import calls
from simulator.rest import call_form
from simulator.rest.door import read_form
from simulator.rest.errors import Refusal, check_length, is_url, not_found
from simulator.rest.paging import Json, between, page, when
from simulator.world import ANSWERED, API_VERSION, Call, Company, new_sid


def create(company: Company, form: dict[str, str], events: frozenset[str], n: int) -> web.Response:
    """Accept a call, or refuse it as Twilio does."""
    call_form.check(company, form)
    sid = new_sid("CA")
    call = Call(
        sid=sid,
        direction="outbound-api",
        from_=form["From"],
        to=form["To"],
        leg=calls.new_leg(company, sid, form["To"]),
        source=call_form.source(form),
        fallback=call_form.fallback(form),
        callback=call_form.callback(form, "StatusCallback", events or frozenset({"completed"})),
        detection=call_form.detection(form),
        ring_timeout=call_form.seconds(form, "Timeout", 60),
        time_limit=call_form.seconds(form, "TimeLimit", 14400),
        queue_ms=round(company.call_turns.seconds() * 1000),
    )
    if events - call_form.EVENTS:
        company.log.add("error", call=sid, code=21626, text="Invalid 'StatusCallbackEvent'", url="")
    answer = web.json_response(show(company, call), status=201)
    calls.place(company, call, n)
    return answer


async def fetch(company: Company, request: web.Request) -> web.StreamResponse:
    """One call."""
    return web.json_response(show(company, _find(company, request)))


async def list_all(company: Company, request: web.Request) -> web.StreamResponse:
    """Calls to, from, in a status, of a parent, begun or ended between two moments; newest first.

    A queued call has no time yet: no filter on times finds it.
    """
    query = request.query
    number = query.get("To") or query.get("From")
    known = company.calls_by_number.get(number, []) if number else list(company.calls.values())
    wanted = {"to": query.get("To"), "from_": query.get("From"), "status": query.get("Status")}
    wanted["parent"] = query.get("ParentCallSid")
    begun, ended = between(query, "StartTime"), between(query, "EndTime")
    found = (
        call
        for call in reversed(known)
        if all(value is None or getattr(call, name) == value for name, value in wanted.items())
        and begun(call.started)
        and ended(call.ended)
    )
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


async def delete(company: Company, request: web.Request) -> web.StreamResponse:
    """Forget a call that is over."""
    call = _find(company, request)
    if not call.over:
        raise Refusal(20009)
    company.forget_call(call)
    return web.Response(status=204)


def show(company: Company, call: Call) -> Json:
    """A call as the API shows it."""
    uri = f"/{API_VERSION}/Accounts/{company.account.sid}/Calls/{call.sid}"
    line = company.lines.get(call.to if call.direction == "inbound" else call.from_)
    return {
        "sid": call.sid,
        "account_sid": company.account.sid,
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
        "phone_number_sid": None if line is None else line.sid,
        "price": call.price,
        "price_unit": "EUR",
        "queue_time": str(call.queue_ms),
        "start_time": when(call.started),
        "status": call.status,
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def _find(company: Company, request: web.Request) -> Call:
    call = company.calls.get(request.match_info["sid"])
    if call is None:
        raise not_found(request)
    return call


def _end(call: Call, status: str) -> None:
    if status not in ("completed", "canceled"):
        raise Refusal(20001, f"Status {status}")
    if call.over:
        raise Refusal(21220, "Call is not in-progress. Cannot redirect.")
    if status == "canceled" and call.status == ANSWERED:
        raise Refusal(21220, "Call is in-progress. Cannot cancel.")
    calls.end(call)


def _redirect(call: Call, form: dict[str, str]) -> None:
    if call.status != ANSWERED:
        raise Refusal(21220, "Call is not in-progress. Cannot redirect.")
    if form.get("Url") and not is_url(form["Url"]):
        raise Refusal(21205, form["Url"])
    if not form.get("Url"):
        check_length(form.get("Twiml", ""))
    call.fallback = call_form.fallback(form) or call.fallback
    call.leg.move(call_form.source(form))
