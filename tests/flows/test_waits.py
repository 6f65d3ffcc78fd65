"""Speaking, pauses and being put through."""

from flows.engine.steps import (
    Do,
    End,
    Menu,
    Pause,
    Record,
    Transfer,
)
from flows.engine.visit import Moment, Outcome, Spoken, Through, Transferred, Voice, Waited

BYE = {"bye": End()}


SPEAK = {
    "speak": Record("keep", then="thanks", empty="nothing", seconds=20),
    "thanks": End(),
    "nothing": End(),
    **BYE,
}


def test_what_was_spoken_is_kept_and_the_caller_goes_on(call):
    ringing = call(SPEAK, outcomes={"keep": Outcome("kept", {"number": "4711"})})
    assert Voice(20) == ringing.turn.wait
    assert ["thanks"] == ringing.says(Spoken("RE1", 7)).hears
    assert ["RE1"] == ringing.doers.kept
    assert {"number": "4711"} == ringing.visit.facts


def test_what_was_spoken_is_kept_when_the_caller_hangs_up(call):
    ringing = call(SPEAK).says(Spoken("RE1", 7, hung_up=True))
    assert ["RE1"] == ringing.doers.kept
    assert ringing.is_over
    assert [] == ringing.hears


def test_hanging_up_before_the_first_word_keeps_nothing(call):
    ringing = call(SPEAK).says(Spoken(None, hung_up=True))
    assert [] == ringing.doers.done
    assert ringing.is_over


def test_an_empty_recording_falls_through(call):
    ringing = call(SPEAK).says(Spoken(None))
    assert ["nothing"] == ringing.hears
    assert [] == ringing.doers.done


def test_a_recording_without_length_is_kept_and_falls_through(call):
    ringing = call(SPEAK).says(Spoken("RE1", 0))
    assert ["nothing"] == ringing.hears
    assert ["RE1"] == ringing.doers.kept


def test_the_same_recording_told_twice_is_kept_once(call):
    ringing = call(SPEAK).says(Spoken("RE1", 7))
    assert ["thanks"] == ringing.says_at("speak", 1, Spoken("RE1", 7)).hears
    assert ["RE1"] == ringing.doers.kept


# ---- pauses and transfers


def test_a_pause_is_repeated_and_then_left(call):
    steps = {
        "ready": Do("ready", {"done": "bye", "not_yet": "moment"}),
        "moment": Pause(1, then="ready", at_most=2, otherwise="silent"),
        "silent": End(),
        **BYE,
    }
    ringing = call(steps, outcomes={"ready": Outcome("not_yet")})
    assert (["moment"], Moment(1)) == (ringing.hears, ringing.turn.wait)
    assert ([], Moment(1)) == (ringing.says(Waited()).hears, ringing.turn.wait)
    assert ["silent"] == ringing.says(Waited()).hears


def test_pauses_are_counted_in_a_row(call):
    steps = {
        "moment": Pause(1, then="main", at_most=1, otherwise="bye"),
        "main": Menu({"1": "moment"}),
        **BYE,
    }
    ringing = call(steps).says(Waited()).presses("1")
    assert Moment(1) == ringing.turn.wait


def test_a_pause_of_no_seconds_proves_that_all_was_heard(call):
    ringing = call({"close": Pause(0, then="heard"), "heard": Do("heard", {"done": "bye"}), **BYE})
    assert [] == ringing.doers.done
    assert ["heard"] == ringing.says(Waited()).doers.done


def test_a_call_is_put_through_to_the_number_that_is_known(call):
    steps = {"through": Transfer("dispatch", answered="bye", unanswered="sorry"), "sorry": End(), **BYE}
    ringing = call(steps, facts={"dispatch": "+3232000000"})
    assert Through("+3232000000") == ringing.turn.wait
    assert ["sorry"] == ringing.says(Transferred(False)).hears
    assert ["bye"] == call(steps, facts={"dispatch": "+3232000000"}).says(Transferred(True)).hears
    assert ["sorry"] == call(steps).hears
