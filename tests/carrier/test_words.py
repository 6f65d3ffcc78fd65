"""The vendor's words in ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.carrier import CallState, PickedUpBy, RecordingState, TextState, Why
from carrier.words import (
    CallEvent,
    MachineEvent,
    RecordingEvent,
    TextEvent,
    call_event,
    call_state,
    is_id,
    machine_event,
    picked_up_by,
    recording_event,
    recording_state,
    text_event,
    text_state,
    why,
)


def test_the_end_of_a_call_is_understood() -> None:
    form = {
        "CallSid": "CA1", "CallStatus": "completed", "CallDuration": "17", "Duration": "1", "SequenceNumber": "3",
        "Timestamp": "Tue, 24 Nov 2026 20:15:00 +0000", "AnsweredBy": "human", "SipResponseCode": "200", "New": "x",
    }  # fmt: skip
    assert CallEvent("CA1", CallState.COMPLETED) == call_event(form)


def test_a_call_event_may_say_very_little() -> None:
    assert CallEvent(id="CA1", state=CallState.BUSY) == call_event({"CallSid": "CA1", "CallStatus": "busy"})


def test_a_call_that_is_answered_is_in_progress_in_their_words() -> None:
    assert CallState.ANSWERED == call_state("in-progress")


@pytest.mark.parametrize("word", [None, "", "COMPLETED", "answered", "exploded"])
def test_an_unknown_word_means_nothing(word: str | None) -> None:
    found = call_state(word), text_state(word), picked_up_by(word), recording_state("in-progress")
    assert (None, None, None, None) == found


def test_every_state_of_ours_has_a_word_of_theirs() -> None:
    calls = [
        "queued",
        "initiated",
        "ringing",
        "in-progress",
        "completed",
        "busy",
        "no-answer",
        "failed",
        "canceled",
    ]
    texts = [
        "accepted",
        "scheduled",
        "queued",
        "sending",
        "sent",
        "delivered",
        "read",
        "partially_delivered",
        "undelivered",
        "failed",
        "canceled",
    ]
    assert set(CallState) == {call_state(word) for word in calls}
    assert set(TextState) == {text_state(word) for word in texts}
    assert set(RecordingState) == {recording_state(word) for word in ("completed", "absent", "failed")}


def test_a_text_that_failed_says_why() -> None:
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30006"}
    assert TextEvent("SM1", TextState.UNDELIVERED, Why.NO_TEXTS, 30006) == text_event(form)


def test_a_text_that_arrived_has_no_reason() -> None:
    assert TextEvent("SM1", TextState.DELIVERED) == text_event({"SmsSid": "SM1", "SmsStatus": "delivered"})


@pytest.mark.parametrize(
    "word", ["machine_start", "machine_end_beep", "machine_end_silence", "machine_end_other"]
)
def test_a_voicemail_is_a_machine(word: str) -> None:
    form = {"CallSid": "CA1", "AnsweredBy": word, "MachineDetectionDuration": "4300"}
    assert MachineEvent("CA1", PickedUpBy.MACHINE, 4300) == machine_event(form)


def test_a_recording_is_ready() -> None:
    form = {
        "CallSid": "CA1",
        "RecordingSid": "RE1",
        "RecordingStatus": "completed",
        "RecordingDuration": "12",
    }
    assert RecordingEvent("RE1", "CA1", RecordingState.COMPLETED, 12) == recording_event(form)


@pytest.mark.parametrize("id_", ["", "../x", "CA1/..", "a" * 65, "CA 1", "CÀ1", "CA1\n", "CA1?x", "CA1.json"])
def test_what_cannot_be_an_id_is_no_event(id_: str) -> None:
    assert not is_id(id_)
    assert call_event({"CallSid": id_, "CallStatus": "busy"}) is None
    assert recording_event({"CallSid": "CA1", "RecordingSid": id_, "RecordingStatus": "completed"}) is None


def test_ids_of_other_carriers_are_ids() -> None:
    assert is_id("0e0c2f3e-0b1c-4b4e-9f3f-1f2e3d4c5b6a")


@given(st.dictionaries(
    st.sampled_from(["CallSid", "CallStatus", "SequenceNumber", "Timestamp", "CallDuration", "AnsweredBy", "ErrorCode",
                     "MessageSid", "MessageStatus", "RecordingSid", "RecordingStatus", "MachineDetectionDuration"]),
    st.text(max_size=30) | st.sampled_from(["CA1", "busy", "failed", "human", "completed", "٣", "-1", "9" * 12]),
))  # fmt: skip
def test_no_form_makes_us_stumble(form: dict[str, str]) -> None:
    for read in (call_event, text_event, machine_event, recording_event):
        assert read(form) is None or form


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (20003, Why.ACCOUNT), (30002, Why.ACCOUNT),
        (20404, Why.SETTING), (21606, Why.SETTING), (21408, Why.SETTING), (13227, Why.SETTING), (21617, Why.SETTING),
        (21211, Why.NUMBER), (21217, Why.NUMBER), (13225, Why.NUMBER), (30005, Why.NUMBER),
        (21610, Why.OPTED_OUT),
        (21614, Why.NO_TEXTS), (21612, Why.NO_TEXTS),
        (21220, Why.GONE),
        (21214, Why.OTHER), (30003, Why.OTHER), (30036, Why.OTHER), (99999, Why.OTHER), (0, Why.OTHER),
    ],
)  # fmt: skip
def test_a_code_decides_what_we_do_next(code: int, expected: Why) -> None:
    assert expected == why(code)


@pytest.mark.parametrize(
    ("status", "expected"), [(401, Why.ACCOUNT), (403, Why.ACCOUNT), (404, Why.SETTING), (400, Why.OTHER)]
)
def test_without_a_known_code_the_answers_status_decides(status: int, expected: Why) -> None:
    assert expected == why(status, status)
