"""The control interface, and a phone in somebody's own hands."""

import asyncio
from typing import Any

import aiohttp
import pytest
from twilio.rest import Client

from simulator.client import AsyncSimulatorClient, NotHeard, Refused, SimulatorClient

LINE = "+3232020202"
MINE = "+32470000009"


def test_a_phone_in_ones_hands_is_answered_and_declined(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": MINE, "interactive": True}])
    document = '<Response><Gather numDigits="1"><Say>Druk 1.</Say></Gather></Response>'
    twilio.calls.create(to=MINE, from_=LINE, twiml=document)
    call = world.call_to(MINE).answers()
    call.hears("druk 1")
    call.says_nothing()
    assert "completed" == call.ended()["status"]
    twilio.calls.create(to=MINE, from_=LINE, twiml=document)
    assert "busy" == world.call_to(MINE).declines().ended()["status"]


def test_hands_are_slow_and_the_call_waits_for_them(world: SimulatorClient, app: Any) -> None:
    world.speed(500)
    app.on("/voice", '<Gather numDigits="1" timeout="5" action="/key"/><Say>te laat</Say>')
    app.on("/key", '<Record maxLength="20" timeout="5" action="/kept"/>')
    app.on("/kept", "<Hangup/>")
    call = world.dial(MINE, LINE)
    world.events(timeout=0.3, kind="never")
    call.presses("1")
    world.events(timeout=0.3, kind="never")
    call.speaks("Twee mannen.").presses("#")
    call.ended()
    assert ["Twee mannen."] == [each["text"] for each in world.log(kind="recorded")]


def test_nobody_presses_on_a_call_that_is_over(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Say>Dag.</Say>")
    call = world.dial(MINE, LINE)
    call.ended()
    with pytest.raises(NotHeard, match=r"this call is over.*\n.*Dag\."):
        call.presses("1")


def test_an_unknown_line_is_named_with_those_that_exist(world: SimulatorClient) -> None:
    with pytest.raises(Refused, match=r"\+32999.*3232020202"):
        world.dial(MINE, "+32999")


def test_nonsense_is_refused_with_its_reason(world: SimulatorClient) -> None:
    with pytest.raises(Refused, match="earthquake"):
        world.faults({"name": "earthquake"})
    with pytest.raises(Refused, match="colour"):
        world.lines([{"number": LINE, "colour": "red"}])
    with pytest.raises(Refused, match="above 0"):
        world.speed(0)
    with pytest.raises(Refused, match="no webhook"):
        world.resend(99999)


def test_events_wait_for_what_is_wanted(world: SimulatorClient, app: Any) -> None:
    assert [] == world.events(timeout=0.05, kind="dialled")
    with pytest.raises(NotHeard, match="dialled"):
        world.wait_for("dialled", timeout=0.05)
    world.dial(MINE, LINE, script=[])
    assert MINE == world.wait_for("dialled")["number"]


def test_the_same_can_be_done_in_an_event_loop(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather numDigits="1" action="/key"><Say>Druk 1.</Say></Gather>')
    app.on("/key", "<Hangup/>")

    async def story() -> str:
        async with aiohttp.ClientSession() as session:
            client = AsyncSimulatorClient(world.base_url, session)
            await client.people([{"number": MINE}], add=True)
            sid = await client.dial(MINE, LINE)
            await client.events(timeout=5, kind="saying", call=sid, contains="druk 1")
            await client.act(sid, "press", keys="1")
            [ended] = await client.events(timeout=5, kind="call_status", event="completed")
            return str(ended["status"])

    assert "completed" == asyncio.run(story())
    assert ["1"] == [each.form["Digits"] for each in app.requests("/key")]
