"""What people do when their phone rings, on a clock that the test moves."""

from typing import Any

import pytest
from twilio.rest import Client

from simulator.client import SimulatorClient
from simulator.clock import Clock
from simulator.world import Account, Company

LINE = "+3232020202"
AN = "+32470000001"
LANDLINE = "+3232345678"
ASKS = '<Gather numDigits="1" timeout="20" action="/key"><Say>Bericht. Druk 1.</Say></Gather>'


@pytest.fixture
def company() -> Company:
    return Company(Account(sid="AC" + "a" * 32, token="t" * 32), Clock(by_hand=True))


def rung(world: SimulatorClient, app: Any, twilio: Client, to: str = AN, **person: Any) -> Any:
    """The call after ten minutes, made to somebody like this."""
    world.people({"seed": 3, "people": [{"number": to, **person}]})
    app.on("/key", "<Hangup/>")
    call = twilio.calls.create(to=to, from_=LINE, url=app.on("/alert", ASKS), timeout=30)
    world.advance(600)
    return twilio.calls(call.sid).fetch()


@pytest.mark.parametrize(
    ("answer", "status", "rings"),
    [
        ({"kind": "busy"}, "busy", 0),
        ({"kind": "declines", "after": 6}, "busy", 1),
        ({"kind": "no_answer"}, "no-answer", 1),
        ({"kind": "off"}, "no-answer", 0),
        ({"kind": "failed"}, "failed", 0),
        ({"after": 29}, "completed", 1),
        ({"after": 31}, "no-answer", 1),
    ],
)
def test_a_phone_that_rings_or_does_not(
    world: SimulatorClient, app: Any, twilio: Client, answer: dict[str, Any], status: str, rings: int
) -> None:
    assert status == rung(world, app, twilio, answers=[answer]).status
    assert rings == len(world.history(AN)["rung"])


def test_a_slow_walk_to_a_landline_takes_its_time(world: SimulatorClient, app: Any, twilio: Client) -> None:
    walk = [{"after": [18, 28], "script": [{"press": "1"}]}]
    assert "completed" == rung(world, app, twilio, LANDLINE, answers=walk).status
    moments = {entry["kind"]: entry["clock"] for entry in world.log(number=LANDLINE)}
    assert 18 <= moments["picked_up"] - moments["rang"] <= 28


def test_who_hangs_up_after_some_seconds_does_so_whatever_is_said(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    call = rung(
        world, app, twilio, answers=[{"hangs_up_after": 1, "script": [{"hears": "druk 1", "press": "1"}]}]
    )
    assert ("completed", "1") == (call.status, call.duration)
    assert ["Bericht. Druk"] == [words[:13] for words in world.history(AN)["heard"]]
    assert [] == world.history(AN)["pressed"]


def test_who_presses_after_so_long_presses_then(world: SimulatorClient, app: Any, twilio: Client) -> None:
    rung(world, app, twilio, answers=[{"script": [{"wait": 7.5}, {"press": "1"}]}])
    moments = {entry["kind"]: entry["clock"] for entry in world.log(number=AN)}
    assert 7.5 == pytest.approx(moments["key"] - moments["picked_up"], abs=0.01)


def test_who_missed_a_call_rings_the_number_that_was_shown(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    app.on("/voice", "<Say>Welkom terug.</Say>")
    rung(world, app, twilio, answers=[{"kind": "no_answer"}], rings_back_after=[60, 120])
    seen = world.history(AN)
    assert [LINE] == [dialled["to"] for dialled in seen["dialled"]]
    assert ["Welkom terug."] == seen["heard"]


def test_a_text_to_a_landline_does_not_arrive(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": "+31612345678", "phone": "landline"}])
    text = twilio.messages.create(to="+31612345678", from_=LINE, body="Dag")
    world.advance(60)
    assert ("undelivered", 30006) == _fate(twilio, text.sid)


def test_a_text_to_a_phone_that_is_off_does_not_arrive(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": AN, "texts_arrive": False}])
    text = twilio.messages.create(to=AN, from_=LINE, body="Dag")
    world.advance(60)
    assert ("undelivered", 30003) == _fate(twilio, text.sid)


def _fate(twilio: Client, sid: str) -> tuple[str, int]:
    text = twilio.messages(sid).fetch()
    return text.status, text.error_code
