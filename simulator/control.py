"""The control interface under /sim/: people, lines, calls by hand, texts, log, faults, clock."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from simulator import calls, texts
from simulator.hands import Impossible, Json, do
from simulator.people import read_people, read_script
from simulator.rest.door import COMPANY
from simulator.webhooks import WebhookFailed, resend
from simulator.world import Call, Company, Line

LONGEST_POLL = 60.0

Control = Callable[[Company, web.Request], Awaitable[Any]]


def routes() -> list[web.RouteDef]:
    """All that can be asked of the simulator itself."""
    return [
        web.get("/sim/", _answering(state)),
        web.get("/sim/people", _answering(get_people)),
        web.put("/sim/people", _answering(put_people)),
        web.post("/sim/people", _answering(add_people)),
        web.get("/sim/lines", _answering(get_lines)),
        web.put("/sim/lines", _answering(put_lines)),
        web.post("/sim/lines", _answering(add_lines)),
        web.post("/sim/dial", _answering(dial)),
        web.post("/sim/text", _answering(text)),
        web.get("/sim/calls", _answering(list_calls)),
        web.get("/sim/calls/{sid}", _answering(get_call)),
        web.post("/sim/calls/{sid}/{act}", _answering(act)),
        web.get("/sim/events", _answering(events)),
        web.get("/sim/log", _answering(read_log)),
        web.get("/sim/faults", _answering(get_faults)),
        web.put("/sim/faults", _answering(put_faults)),
        web.put("/sim/speed", _answering(put_speed)),
        web.put("/sim/settings", _answering(put_settings)),
        web.post("/sim/resend/{n}", _answering(send_again)),
    ]


def _answering(control: Control) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            return web.json_response(await control(request.app[COMPANY], request))
        except Impossible as reason:
            return web.json_response({"error": str(reason)}, status=409)
        except (ValueError, TypeError, KeyError) as wrong:
            return web.json_response({"error": f"{type(wrong).__name__}: {wrong}"}, status=400)

    return answer


async def state(company: Company, request: web.Request) -> Json:
    """What there is."""
    del request
    return {
        "account_sid": company.account.sid,
        "speed": company.clock.speed,
        "lines": list(company.lines),
        "people": len(company.people),
        "calls": len(company.calls),
        "calls_live": sum(not call.over for call in company.calls.values()),
        "texts": len(company.texts),
        "log": company.log.last,
    }


async def get_people(company: Company, request: web.Request) -> list[Json]:
    """Everybody."""
    del request
    return [asdict(person) for person in company.people.values()]


async def put_people(company: Company, request: web.Request) -> Json:
    """Exactly these people."""
    company.people = read_people(await request.json())
    company.rung.clear()
    return {"people": len(company.people)}


async def add_people(company: Company, request: web.Request) -> Json:
    """These people too, in place of those with the same number."""
    added = read_people(await request.json())
    company.people |= added
    for number in added:
        company.rung.pop(number, None)
    return {"people": len(company.people)}


async def get_lines(company: Company, request: web.Request) -> list[Json]:
    """The account's numbers."""
    del request
    return [_show_line(line) for line in company.lines.values()]


async def put_lines(company: Company, request: web.Request) -> Json:
    """Exactly these lines."""
    company.lines = _read_lines(await request.json())
    return {"lines": len(company.lines)}


async def add_lines(company: Company, request: web.Request) -> Json:
    """These lines too."""
    company.lines |= _read_lines(await request.json())
    return {"lines": len(company.lines)}


async def dial(company: Company, request: web.Request) -> Json:
    """A person rings a line, by script or by hand."""
    asked = await request.json()
    _line(company, asked["to"])
    script = None if asked.get("script") is None else read_script(asked["script"])
    call = calls.dial(company, asked["from"], asked["to"], script, bool(asked.get("withheld", False)))
    return {"call": call.sid}


async def text(company: Company, request: web.Request) -> Json:
    """A person texts a line."""
    asked = await request.json()
    _line(company, asked["to"])
    return {"message": texts.receive(company, asked["from"], asked["to"], asked["body"]).sid}


async def list_calls(company: Company, request: web.Request) -> list[Json]:
    """The calls of one phone, or all; `live=1` leaves out those that are over."""
    number = request.query.get("number")
    known = company.calls_by_number.get(number, []) if number else list(company.calls.values())
    return [_show_call(call) for call in known if not (request.query.get("live") and call.over)]


async def get_call(company: Company, request: web.Request) -> Json:
    """One call, with everything that was heard on it."""
    return _show_call(_call(company, request))


async def act(company: Company, request: web.Request) -> Json:
    """Do something with a phone that is in somebody's hands."""
    call = _call(company, request)
    asked = await request.json() if request.can_read_body else {}
    await do(call, request.match_info["act"], asked)
    return _show_call(call)


async def events(company: Company, request: web.Request) -> Json:
    """Entries of the log after one, waiting for the first; every other field of the query must match."""
    wanted = dict(request.query)
    after = int(wanted.pop("after", "0"))
    patience = min(float(wanted.pop("timeout", "0")), LONGEST_POLL)
    found = await company.log.wait(wanted, after, patience)
    return {"events": found, "last": found[-1]["n"] if found else company.log.last}


async def read_log(company: Company, request: web.Request) -> list[Json]:
    """The log, or those entries whose fields match the query."""
    wanted = dict(request.query)
    return company.log.find(wanted, int(wanted.pop("after", "0")))


async def get_faults(company: Company, request: web.Request) -> list[Json]:
    """What is switched on."""
    del request
    return [asdict(fault) for fault in company.faults.all()]


async def put_faults(company: Company, request: web.Request) -> list[Json]:
    """Switch exactly these on."""
    company.faults.put(await request.json())
    return await get_faults(company, request)


async def put_speed(company: Company, request: web.Request) -> Json:
    """Run the clock at another speed."""
    company.clock.set_speed(float((await request.json())["speed"]))
    return {"speed": company.clock.speed}


async def put_settings(company: Company, request: web.Request) -> Json:
    """How patient the carrier is with webhooks (real seconds), how slow with recordings (simulated)."""
    asked = await request.json()
    company.webhook_seconds = float(asked.get("webhook_seconds", company.webhook_seconds))
    company.recording_delay = float(asked.get("recording_delay", company.recording_delay))
    return {"webhook_seconds": company.webhook_seconds, "recording_delay": company.recording_delay}


async def send_again(company: Company, request: web.Request) -> Json:
    """Send a logged webhook once more, exactly as it was sent."""
    entry = company.log.get(int(request.match_info["n"]))
    if entry is None or entry["kind"] != "webhook":
        raise Impossible("no webhook has this number")
    try:
        reply = await resend(company, entry)
    except WebhookFailed as failed:
        raise Impossible(str(failed)) from failed
    return {"status": reply.status, "body": reply.body.decode(errors="replace")}


def _line(company: Company, number: str) -> Line:
    line = company.lines.get(number)
    if line is None:
        raise Impossible(f"{number} is no line; there are {', '.join(company.lines) or 'none'}")
    return line


def _call(company: Company, request: web.Request) -> Call:
    call = company.calls.get(request.match_info["sid"])
    if call is None:
        raise Impossible("no such call")
    return call


def _read_lines(items: list[Json]) -> dict[str, Line]:
    settable = {field.name for field in fields(Line)} - {"sid", "created", "updated"}
    for item in items:
        if unknown := set(item) - settable:
            raise ValueError(f"a line knows no {', '.join(sorted(unknown))}")
    return {line.number: line for line in (Line(**item) for item in items)}


def _show_line(line: Line) -> Json:
    shown = asdict(line)
    del shown["created"], shown["updated"]
    return shown


def _show_call(call: Call) -> Json:
    leg = call.leg
    now = leg.clock.now()
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from": call.from_,
        "to": call.to,
        "number": leg.number,
        "status": call.status,
        "duration": call.duration,
        "answered_by": call.answered_by,
        "listening": leg.listening,
        "waiting": leg.waiting,
        "ended_by": leg.gone,
        "heard": [{"text": said.heard(now), "voice": said.voice} for said in leg.utterances],
    }
