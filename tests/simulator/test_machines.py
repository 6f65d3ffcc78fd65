"""Answering machines: what is found out about them, how often that is wrong, and what they record."""

from random import Random
from typing import Any

import pytest
from twilio.rest import Client

from simulator.client import Refused, SimulatorClient
from simulator.clock import Clock
from simulator.people import Answer, Behaviour
from simulator.sounds import listen
from simulator.verdicts import Mistakes, Verdict, verdict
from simulator.world import Account, Company, Detection

LINE = "+3232020202"
PHONE = "+32470000001"
MACHINE = {"kind": "voicemail", "after": 5, "greeting": 10}


@pytest.fixture
def company() -> Company:
    return Company(Account(sid="AC" + "a" * 32, token="t" * 32), Clock(by_hand=True))


def found(answer: Answer, mistakes: Mistakes = Mistakes(), *, end: bool = False, **asked: float) -> Verdict:  # noqa: B008
    detection = Detection(until_the_end=end, asynchronous=True, callback=None, **asked)
    return verdict(answer, detection, mistakes, Random(mistakes.seed))


@pytest.mark.parametrize(
    ("answer", "end", "words", "after"),
    [
        (Answer(hello=1.2), False, "human", 2.4),
        (Answer(hello=0), False, "unknown", 5.0),
        (Answer(hello=4), False, "machine_start", 3.0),
        (Answer(hello=4), True, "machine_end_silence", 5.2),
        (Answer(Behaviour.VOICEMAIL, greeting=8), False, "machine_start", 3.0),
        (Answer(Behaviour.VOICEMAIL, greeting=2), False, "human", 3.2),
        (Answer(Behaviour.VOICEMAIL, greeting=8), True, "machine_end_beep", None),
        (Answer(Behaviour.VOICEMAIL, greeting=8, beep=False), True, "machine_end_silence", 9.2),
        (Answer(Behaviour.VOICEMAIL, greeting=8, full=True), True, "machine_end_other", 8.0),
        (Answer(Behaviour.VOICEMAIL, greeting=40, beep=False), True, "unknown", 30.0),
        (Answer(Behaviour.FAX), False, "fax", 2.0),
        (Answer(verdict="machine_start", verdict_after=9), False, "machine_start", 9.0),
    ],
)
def test_a_verdict_comes_from_how_long_somebody_speaks(
    answer: Answer, end: bool, words: str, after: float | None
) -> None:
    heard = found(answer, end=end)
    assert (words, after) == (heard.words, heard.after if heard.after is None else pytest.approx(heard.after))


def test_the_thresholds_are_those_that_were_asked_for() -> None:
    assert "machine_start" == found(Answer(hello=2), speech=1.0).words
    assert "human" == found(Answer(hello=4), speech=6.0).words
    assert 2.0 == found(Answer(hello=0), silence=2.0).after


def test_detection_is_mistaken_as_often_as_it_is_told() -> None:
    words = [found(Answer(), Mistakes(wrong=0.2, unknown=0.1, seed=seed)).words for seed in range(2000)]
    assert 360 == pytest.approx(words.count("machine_start"), abs=60)
    assert 200 == pytest.approx(words.count("unknown"), abs=40)


def test_a_late_verdict_is_late_by_so_much() -> None:
    assert 12.4 == pytest.approx(found(Answer(), Mistakes(late=1, late_by=10)).after)
    assert 18 == found(Answer(Behaviour.VOICEMAIL), Mistakes(late=1, late_by=10), end=True).after


def ring(world: SimulatorClient, app: Any, twilio: Client, answer: dict[str, Any], **more: Any) -> Any:
    """The call after ten minutes, to somebody like this, with machine detection."""
    world.people([{"number": PHONE, "answers": [answer]}])
    document = app.on("/alert", '<Say loop="2">Dit is een bericht van de politie.</Say><Pause length="8"/>')
    asked = {"machine_detection": "Enable", **more}
    call = twilio.calls.create(to=PHONE, from_=LINE, url=document, **asked)
    world.advance(600)
    return twilio.calls(call.sid).fetch()


def again(world: SimulatorClient, app: Any, twilio: Client) -> str:
    call = twilio.calls.create(to=PHONE, from_=LINE, url=app.url + "/alert", machine_detection="Enable")
    world.advance(600)
    return str(twilio.calls(call.sid).fetch().answered_by)


def test_the_verdict_is_on_the_first_request_when_it_is_waited_for(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    assert "machine_start" == ring(world, app, twilio, MACHINE).answered_by
    assert ["machine_start"] == [each.form["AnsweredBy"] for each in app.requests("/alert")]


def test_otherwise_it_is_told_with_how_long_it_took(world: SimulatorClient, app: Any, twilio: Client) -> None:
    callback = app.on("/verdict", None)
    ring(world, app, twilio, MACHINE, async_amd="true", async_amd_status_callback=callback)
    [told] = app.requests("/verdict")
    assert "machine_start" == told.form["AnsweredBy"]
    assert 3000 == pytest.approx(int(told.form["MachineDetectionDuration"]), abs=20)


def test_a_mistake_is_the_same_mistake_every_time(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.machine_detection(wrong=0.5, seed=4)
    # Having people anew begins their rings anew.
    verdicts = []
    for _ in range(2):
        told = ring(world, app, twilio, MACHINE).answered_by
        verdicts.append([told, *(again(world, app, twilio) for _ in range(8))])
    assert verdicts[0] == verdicts[1]
    assert {"human", "machine_start"} == set(verdicts[0])
    with pytest.raises(Refused, match="chance from 0 to 1"):
        world.machine_detection(wrong=1.5)


def test_what_the_machine_recorded_can_be_listened_to(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    call = ring(world, app, twilio, MACHINE | {"greeting": 4})
    sound = listen(world.tape(call.sid))
    # The first sentence had begun when the machine began to record.
    assert sound.words.endswith("Dit is een bericht van de politie.")
    assert len("Dit is een bericht van de politie.") < len(sound.words)
    state = world.request("GET", f"/sim/calls/{call.sid}")["tape"]
    assert (sound.words, pytest.approx(sound.seconds, abs=0.01)) == (state["words"], state["seconds"])
    assert ["Dit is een bericht van de politie."] == world.history(PHONE)["on_tape"]


def test_a_full_mailbox_records_nothing(world: SimulatorClient, app: Any, twilio: Client) -> None:
    call = ring(world, app, twilio, MACHINE | {"greeting": 4, "full": True})
    assert "4" == call.duration
    with pytest.raises(Refused, match="no machine has recorded"):
        world.tape(call.sid)


def test_a_machine_without_a_beep_records_all_the_same(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    call = ring(world, app, twilio, MACHINE | {"greeting": 2.5, "beep": False})
    assert [] == world.log(kind="voicemail_beep")
    assert "politie" in listen(world.tape(call.sid)).words


def test_a_fax_is_a_fax(world: SimulatorClient, app: Any, twilio: Client) -> None:
    assert "fax" == ring(world, app, twilio, {"kind": "fax"}).answered_by
