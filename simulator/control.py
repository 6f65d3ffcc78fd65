"""The control interface under /sim/: people, lines, calls by hand, texts.

What one sets is in `knobs.py`, what one asks afterwards in `enquiries.py`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from simulator import calls, texts
from simulator.crowd import read_crowd
from simulator.hands import Impossible, Json, do
from simulator.people import read_script
from simulator.rest.door import COMPANY
from simulator.world import Call, Company, Line

Control = Callable[[Company, web.Request], Awaitable[Any]]


def routes() -> list[web.RouteDef]:
    """All that can be asked of the simulator itself."""
    return [
        web.get("/sim/", answering(state)),
        web.get("/sim/people", answering(get_people)),
        web.put("/sim/people", answering(put_people)),
        web.post("/sim/people", answering(add_people)),
        web.get("/sim/lines", answering(get_lines)),
        web.put("/sim/lines", answering(put_lines)),
        web.post("/sim/lines", answering(add_lines)),
        web.post("/sim/dial", answering(dial)),
        web.post("/sim/text", answering(text)),
        web.get("/sim/calls", answering(list_calls)),
        web.get("/sim/calls/{sid}", answering(get_call)),
        web.post("/sim/calls/{sid}/{act}", answering(act)),
    ]


def answering(control: Control) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A control with its answer as JSON, and its refusals as {"error": why}: 409 or 400."""

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            answer = await control(request.app[COMPANY], request)
        except Impossible as reason:
            return web.json_response({"error": str(reason)}, status=409)
        except (ValueError, TypeError, KeyError) as wrong:
            kind = "" if isinstance(wrong, ValueError) else f"{type(wrong).__name__}: "
            return web.json_response({"error": f"{kind}{wrong}"}, status=400)
        return answer if isinstance(answer, web.StreamResponse) else web.json_response(answer)

    return answer


async def state(company: Company, request: web.Request) -> Json:
    """What there is."""
    del request
    return {
        "account_sid": company.account.sid,
        "speed": company.clock.speed,
        "by_hand": company.clock.by_hand,
        "clock": round(company.clock.now(), 3),
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
    """Exactly these people: a list, or a whole description as a file has it."""
    crowd = read_crowd(await request.json())
    company.people = crowd.people
    company.mistakes = crowd.mistakes or company.mistakes
    company.rung.clear()
    return {"people": len(company.people)}


async def add_people(company: Company, request: web.Request) -> Json:
    """These people too, in place of those with the same number."""
    added = read_crowd(await request.json()).people
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
    call = calls.dial(company, asked["from"], asked["to"], script, asked.get("withheld", False))
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
    return [show_call(call) for call in known if not (request.query.get("live") and call.over)]


async def get_call(company: Company, request: web.Request) -> Json:
    """One call, with everything that was heard on it."""
    return show_call(find_call(company, request))


async def act(company: Company, request: web.Request) -> Json:
    """Do something with a phone that is in somebody's hands."""
    call = find_call(company, request)
    asked = await request.json() if request.can_read_body else {}
    await do(call, request.match_info["act"], asked)
    return show_call(call)


def _line(company: Company, number: str) -> Line:
    line = company.lines.get(number)
    if line is None:
        raise Impossible(f"{number} is no line; there are {', '.join(company.lines) or 'none'}")
    return line


def find_call(company: Company, request: web.Request) -> Call:
    """The call that a path names; raises Impossible."""
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


def show_call(call: Call) -> Json:
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
        "tape": asdict(call.tape) if call.tape else None,
        "heard": [{"text": said.heard(now), "voice": said.voice} for said in leg.utterances],
    }
