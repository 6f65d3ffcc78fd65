"""What one sets on the simulator while it runs: clock, faults, rates and money, machine detection."""

from dataclasses import asdict

from aiohttp import web

from simulator.control import answering
from simulator.hands import Impossible, Json
from simulator.settings import Value, change, settings
from simulator.verdicts import Mistakes
from simulator.webhooks import WebhookFailed, resend
from simulator.world import Company


def routes() -> list[web.RouteDef]:
    """Everything that can be set."""
    return [
        web.get("/sim/clock", answering(get_clock)),
        web.put("/sim/clock", answering(put_clock)),
        web.post("/sim/clock/advance", answering(advance)),
        web.put("/sim/speed", answering(put_clock)),
        web.get("/sim/faults", answering(get_faults)),
        web.put("/sim/faults", answering(put_faults)),
        web.get("/sim/settings", answering(get_settings)),
        web.put("/sim/settings", answering(put_settings)),
        web.get("/sim/machine-detection", answering(get_mistakes)),
        web.put("/sim/machine-detection", answering(put_mistakes)),
        web.post("/sim/resend/{n}", answering(send_again)),
    ]


async def get_clock(company: Company, request: web.Request) -> Json:
    """How late it is, and how time goes."""
    del request
    clock = company.clock
    return {"clock": round(clock.now(), 3), "speed": clock.speed, "by_hand": clock.by_hand}


async def put_clock(company: Company, request: web.Request) -> Json:
    """Run at a speed, or stand still until it is advanced."""
    asked = await request.json()
    if asked.get("by_hand"):
        company.clock.stop()
    else:
        company.clock.set_speed(float(asked["speed"]))
    return await get_clock(company, request)


async def advance(company: Company, request: web.Request) -> Json:
    """Let so many seconds pass; answered when everything that was due has happened."""
    await company.clock.advance(float((await request.json())["seconds"]))
    return await get_clock(company, request)


async def get_faults(company: Company, request: web.Request) -> list[Json]:
    """What is switched on."""
    del request
    return [asdict(fault) for fault in company.faults.all()]


async def put_faults(company: Company, request: web.Request) -> list[Json]:
    """Switch exactly these on."""
    company.faults.put(await request.json())
    return await get_faults(company, request)


async def get_settings(company: Company, request: web.Request) -> dict[str, Value]:
    """Rates, money and patience."""
    del request
    return settings(company)


async def put_settings(company: Company, request: web.Request) -> dict[str, Value]:
    """Set these of them; the others stay."""
    change(company, await request.json())
    return settings(company)


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


async def get_mistakes(company: Company, request: web.Request) -> Json:
    """How often machine detection is wrong, unsure or late."""
    del request
    return asdict(company.mistakes)


async def put_mistakes(company: Company, request: web.Request) -> Json:
    """Set all of it; what is not named is none."""
    company.mistakes = Mistakes.read(await request.json())
    return asdict(company.mistakes)
