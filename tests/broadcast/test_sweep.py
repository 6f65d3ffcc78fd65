"""What fell between two chairs: the carrier's list decides, and never is an attempt made twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from broadcast.sweep import settle
from carrier.carrier import CallState, SeenCall, SeenText, TextState, Unreachable
from db.broadcasts import AttemptState, DeliveryState, Way
from db.claims import to_ask
from db.people import Wants

NAMUR = "+32450000001"
GHENT = "+3215000002"
LOST = Unreachable("time-out", accepted=None)


def asks(village: Any, ready: Any, *seen: SeenCall | SeenText) -> None:
    """The carrier is asked, and has these."""
    settle(village.means, ready.attempt_id, seen, village.now)


def call(village: Any, id_: str, state: CallState = CallState.RINGING, seconds: float = 1.0) -> SeenCall:
    return SeenCall(id_, GHENT, village.now + timedelta(seconds=seconds), state)


def is_asked_now(village: Any, ready: Any) -> bool:
    with village.database.reading() as session:
        return ready.attempt_id in to_ask(session, village.now, 10)


def test_a_lost_answer_is_asked_about_after_ten_seconds_and_again_after_a_minute(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [lost] = village.claims()
    village.places(lost, LOST)
    moments = []
    for second in range(70):
        if is_asked_now(village, lost):
            moments.append(second)
            asks(village, lost)
        village.later(seconds=1)
    assert [10, 60] == moments
    assert [GHENT] == [one.number for one in village.claims()]


def test_a_call_that_the_carrier_has_is_found_and_not_made_again(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [lost] = village.claims()
    village.places(lost, LOST)
    seen = call(village, "CAfound", CallState.BUSY)
    village.later(seconds=10)
    asks(village, lost, seen)
    attempt = village.attempt(lost)
    assert ("CAfound", AttemptState.ENDED, "busy") == (attempt.carrier_id, attempt.state, attempt.reason)
    assert (DeliveryState.PENDING, 1) == (village.delivery(member).state, village.delivery(member).tries)


def test_calls_from_before_and_those_of_other_attempts_are_not_taken_for_it(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [first] = village.claims()
    village.places(first)
    village.tells(first, CallState.BUSY)
    other = call(village, f"CA{first.attempt_id}", CallState.BUSY, seconds=60)
    before = call(village, "CAbefore", CallState.COMPLETED, seconds=-30)
    village.later(minutes=1)
    [lost] = village.claims()
    village.places(lost, LOST)
    asks(village, lost, before, other)
    assert (None, AttemptState.PLACING) == (village.attempt(lost).carrier_id, village.attempt(lost).state)


def test_a_call_whose_end_was_never_told_is_ended_by_asking(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [silent] = village.claims()
    village.places(silent)
    village.tells(silent, CallState.ANSWERED)
    id_ = f"CA{silent.attempt_id}"
    village.later(seconds=30)
    assert is_asked_now(village, silent)
    asks(village, silent, call(village, id_, CallState.ANSWERED))
    assert not is_asked_now(village, silent)
    village.later(seconds=30)
    asks(village, silent, call(village, id_, CallState.COMPLETED))
    assert AttemptState.ENDED is village.attempt(silent).state
    assert DeliveryState.PENDING is village.delivery(member).state


def test_a_text_is_found_by_its_words(village: Any) -> None:
    village.member(NAMUR, wants=Wants.TEXTS)
    village.started()
    [lost] = village.claims(Way.TEXT)
    village.places(lost, LOST)
    other = SeenText("SM1", NAMUR, village.now, "Andere woorden", TextState.SENT)
    same = SeenText("SM2", NAMUR, village.now, lost.body, TextState.SENT)
    asks(village, lost, other, same)
    assert ("SM2", AttemptState.PLACED) == (village.attempt(lost).carrier_id, village.attempt(lost).state)


def test_a_text_whose_delivery_nobody_tells_ends_some_time(village: Any) -> None:
    member = village.member(NAMUR, wants=Wants.TEXTS)
    broadcast = village.started()
    [text] = village.claims(Way.TEXT)
    village.places(text)
    village.later(minutes=12)
    sent = SeenText(f"CA{text.attempt_id}", NAMUR, village.now, text.body, TextState.SENT)
    asks(village, text, sent)
    assert (DeliveryState.FAILED, "unconfirmed") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    assert {"failed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_what_ended_meanwhile_is_left_alone(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [done] = village.claims()
    village.places(done)
    village.tells(done, CallState.BUSY)
    asks(village, done)
    assert ("busy", None) == (village.attempt(done).reason, village.attempt(done).ask_at)
