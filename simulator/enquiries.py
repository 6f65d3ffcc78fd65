"""What one asks the simulator afterwards: the log, what a phone went through, what a machine recorded."""

from aiohttp import web

from simulator.control import answering, find_call
from simulator.hands import Impossible, Json
from simulator.histories import history, known_phones
from simulator.log import as_line
from simulator.sounds import wav
from simulator.world import Company

LONGEST_POLL = 60.0


def routes() -> list[web.RouteDef]:
    """Everything that can be asked."""
    return [
        web.get("/sim/events", answering(events)),
        web.get("/sim/log", answering(read_log)),
        web.get("/sim/log.jsonl", answering(log_lines)),
        web.get("/sim/phones", answering(get_phones)),
        web.get("/sim/phones/{number}", answering(get_phone)),
        web.get("/sim/calls/{sid}/tape.wav", answering(get_tape)),
    ]


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


async def log_lines(company: Company, request: web.Request) -> web.StreamResponse:
    """The same as lines of JSON, as the file has them."""
    found = await read_log(company, request)
    return web.Response(text="".join(map(as_line, found)), content_type="application/jsonl")


async def get_phones(company: Company, request: web.Request) -> dict[str, Json]:
    """Every phone that rang, rang a line, or got or sent a text: how often."""
    del request
    return {number: history(company.log.about(number)).counts() for number in known_phones(company.log)}


async def get_phone(company: Company, request: web.Request) -> Json:
    """One phone: when it rang, what was heard and pressed on it, which texts it got and sent."""
    number = request.match_info["number"]
    return {"number": number, **history(company.log.about(number)).show()}


async def get_tape(company: Company, request: web.Request) -> web.StreamResponse:
    """What an answering machine recorded, as a sound that carries its words."""
    call = find_call(company, request)
    if call.tape is None:
        raise Impossible("no machine has recorded this call")
    return web.Response(body=wav(call.tape.words, call.tape.seconds), content_type="audio/x-wav")
