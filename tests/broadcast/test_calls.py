"""From the claim to the end of a call: whom it reaches, who is tried again, and nobody twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlmodel import select

from broadcast.follow_up import next_try
from broadcast.sent import Dropped
from broadcast.status import answered, confirmed, machine_event, pressed, told, voicemail_complete
from carrier.carrier import CallState, PickedUpBy, Refused, TextState, Unreachable, Why
from carrier.words import MachineEvent
from db.broadcasts import AttemptState, DeliveryState, Way, Wish
from db.calls import Call
from db.people import Phone, Wants
from settings import Settings

NAMUR = "+32450000001"
GHENT = "+3215000002"
BRUGES = "+3215000003"


def hears(village: Any, ready: Any, times: int = 1) -> None:
    """A telling is heard through in this call."""
    village.tells(ready, CallState.ANSWERED)
    with village.database.writing() as session:
        attempt = village.attempt(ready)
        assert answered(session, attempt, f"CA{ready.attempt_id}", village.now)
        for _ in range(times):
            told(session, attempt, village.now)


def verdict(village: Any, ready: Any, by: PickedUpBy) -> bool:
    event = MachineEvent(f"CA{ready.attempt_id}", by)
    return machine_event(village.database, ready.token, event, village.now)


def test_who_is_busy_is_called_again_after_a_minute_and_then_after_three(village: Any) -> None:
    member = village.member(GHENT)
    broadcast = village.started()
    assert [GHENT] == village.rings(CallState.BUSY)
    village.later(seconds=59)
    assert [] == village.rings(CallState.BUSY)
    village.later(seconds=1)
    assert [GHENT] == village.rings(CallState.BUSY)
    village.later(minutes=3)
    assert [GHENT] == village.rings(CallState.NO_ANSWER)
    village.later(hours=1)
    assert [] == village.claims()
    assert (DeliveryState.FAILED, "no_answer") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    assert {"failed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_each_round_begins_with_the_next_phone(village: Any) -> None:
    village.member(NAMUR, GHENT, wants=Wants.CALLS)
    village.started()
    rung = village.rings(CallState.NO_ANSWER)
    village.later(minutes=1)
    rung += village.rings(CallState.NO_ANSWER)
    village.later(minutes=3)
    assert [NAMUR, GHENT, NAMUR] == rung + village.rings(CallState.NO_ANSWER)


def test_the_first_telling_heard_through_by_a_person_reaches_her(village: Any) -> None:
    member = village.member(GHENT)
    broadcast = village.started()
    [call] = village.claims()
    village.places(call)
    verdict(village, call, PickedUpBy.HUMAN)
    hears(village, call)
    village.tells(call, CallState.COMPLETED)
    village.later(hours=1)
    assert [] == village.claims()
    assert (DeliveryState.REACHED, Way.CALL) == (
        village.delivery(member).state,
        village.delivery(member).reached_by,
    )
    assert {"reached": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_what_a_machine_heard_before_its_beep_reaches_nobody(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call)
    hears(village, call)
    assert verdict(village, call, PickedUpBy.MACHINE)
    assert not verdict(village, call, PickedUpBy.HUMAN)
    assert Wish.AFTER_BEEP is village.attempt(call).wish
    village.tells(call, CallState.COMPLETED)
    assert DeliveryState.PENDING is village.delivery(member).state
    village.later(minutes=1)
    assert [GHENT] == [one.number for one in village.claims()]


def test_the_whole_message_on_the_machine_reaches_its_owner(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call)
    verdict(village, call, PickedUpBy.MACHINE)
    with village.database.writing() as session:
        voicemail_complete(session, village.attempt(call), village.now)
    village.tells(call, CallState.COMPLETED)
    assert DeliveryState.REACHED is village.delivery(member).state


def test_a_telling_without_a_verdict_counts_when_the_call_has_ended(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call)
    hears(village, call)
    assert DeliveryState.TRYING is village.delivery(member).state
    village.tells(call, CallState.COMPLETED)
    assert DeliveryState.REACHED is village.delivery(member).state


def test_one_who_presses_a_key_is_not_interrupted(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call)
    hears(village, call, times=0)
    with village.database.writing() as session:
        pressed(session, village.attempt(call), village.now)
    assert not verdict(village, call, PickedUpBy.MACHINE)
    assert (None, DeliveryState.REACHED) == (village.attempt(call).wish, village.delivery(member).state)


def test_a_confirmation_by_text_ends_the_ringing_and_every_retry(village: Any) -> None:
    member = village.member(NAMUR)
    broadcast = village.started()
    [text], [call] = village.claims(Way.TEXT), village.claims()
    village.places(text)
    village.places(call)
    village.tells_text(text, TextState.DELIVERED)
    with village.database.writing() as session:
        assert confirmed(session, village.delivery(member).id, village.now, Way.TEXT)
        assert not confirmed(session, village.delivery(member).id, village.now, Way.CALL)
    assert Wish.IS_ENDED is village.attempt(call).wish
    village.tells(call, CallState.NO_ANSWER)
    village.later(hours=1)
    assert [] == village.claims()
    assert {"reached": 1, "confirmed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_a_text_delivered_reaches_but_the_first_call_is_made_all_the_same(village: Any) -> None:
    member = village.member(NAMUR)
    village.started()
    [text] = village.claims(Way.TEXT)
    village.places(text)
    village.tells_text(text, TextState.DELIVERED)
    assert DeliveryState.REACHED is village.delivery(member).state
    assert [NAMUR] == village.rings(CallState.BUSY)
    assert DeliveryState.REACHED is village.delivery(member).state
    village.later(minutes=1)
    assert [NAMUR] == village.rings(CallState.BUSY)


def test_two_members_of_one_house_are_rung_once(village: Any) -> None:
    first, second = village.member(GHENT), village.member(GHENT)
    broadcast = village.started()
    assert [GHENT] == [one.number for one in village.claims()]
    states = {village.delivery(one).state: village.delivery(one).reason for one in (first, second)}
    assert {DeliveryState.TRYING: None, DeliveryState.SUPPRESSED: "same_phone"} == states
    assert {"suppressed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_the_second_member_of_a_house_is_rung_on_another_phone(village: Any) -> None:
    village.member(GHENT)
    village.member(GHENT, BRUGES)
    village.started()
    assert [GHENT, BRUGES] == [one.number for one in village.claims()]


def test_nobody_is_called_who_is_on_the_phone_with_us(village: Any) -> None:
    village.member(GHENT)
    village.started()
    with village.database.writing() as session:
        session.add(Call(id="CAin", line_id=1, caller=GHENT, caller_hash=GHENT, began_at=village.now))
    assert [] == village.claims()
    with village.database.writing() as session:
        session.get_one(Call, "CAin").ended_at = village.now
    village.later(seconds=4)
    assert [GHENT] == [one.number for one in village.claims()]


def test_calls_at_once_counts_those_that_came_in(village: Any) -> None:
    village.settings = village.settings.model_copy(update={"calls_at_once": 2})
    village.member(GHENT)
    village.member(BRUGES)
    village.started()
    with village.database.writing() as session:
        session.add(Call(id="CAin", line_id=1, began_at=village.now))
    assert 1 == len(village.claims())
    assert [] == village.claims()


def test_a_second_call_that_slips_through_hears_that_it_was_told(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [call] = village.claims()
    with village.database.writing() as session:
        attempt = village.attempt(call)
        heard = [answered(session, attempt, id_, village.now) for id_ in ("CA1", "CA2", "CA1")]
    assert [True, False, True] == heard


def test_a_late_word_of_an_ended_call_does_not_silence_the_next(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [first] = village.claims()
    village.places(first)
    hears(village, first, times=0)
    village.tells(first, CallState.COMPLETED)
    with village.database.writing() as session:
        answered(session, village.attempt(first), f"CA{first.attempt_id}", village.now)
    village.later(minutes=1)
    [second] = village.claims()
    village.places(second)
    hears(village, second)


def test_a_callback_that_is_faster_than_our_own_commit_is_not_taken_back(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.tells(call, CallState.RINGING)
    village.tells(call, CallState.ANSWERED)
    village.places(call)
    attempt = village.attempt(call)
    assert (AttemptState.ANSWERED, f"CA{call.attempt_id}") == (attempt.state, attempt.carrier_id)


@pytest.mark.parametrize("turn", range(4))
def test_doubled_and_reordered_callbacks_end_in_the_same_state(village: Any, turn: int) -> None:
    member = village.member(GHENT)
    broadcast = village.started()
    [call] = village.claims()
    village.places(call)
    story = [CallState.QUEUED, CallState.RINGING, CallState.ANSWERED, CallState.COMPLETED]
    for state in story[turn:] + story[:turn] + story:
        village.tells(call, state)
    assert (AttemptState.ENDED, "completed") == (village.attempt(call).state, village.attempt(call).reason)
    assert (DeliveryState.PENDING, 1) == (village.delivery(member).state, village.delivery(member).tries)
    assert {} == village.tally(broadcast)


def test_a_number_that_the_carrier_refuses_is_flagged_and_the_next_phone_is_due_at_once(village: Any) -> None:
    member = village.member(GHENT, BRUGES)
    village.started()
    [call] = village.claims()
    village.places(call, Refused(Why.NUMBER, 21211))
    [again] = village.claims()
    assert BRUGES == again.number
    village.places(again, Refused(Why.NUMBER, 21211))
    assert [] == village.claims()
    assert (DeliveryState.FAILED, "number") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    with village.database.reading() as session:
        assert all(session.scalars(select(Phone.failed_since)))


def test_an_opt_out_told_by_the_carrier_is_remembered_and_seen(village: Any) -> None:
    member = village.member(NAMUR, wants=Wants.TEXTS)
    village.started()
    [text] = village.claims(Way.TEXT)
    village.places(text, Refused(Why.OPTED_OUT, 21610))
    assert (DeliveryState.FAILED, "opted_out") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    other = village.started()
    assert (other, "opted_out") == (village.delivery(member).broadcast_id, village.delivery(member).reason)


@pytest.mark.parametrize("why", [Why.ACCOUNT, Why.SETTING])
def test_our_own_trouble_with_the_carrier_burns_no_member(village: Any, why: Why) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call, Refused(why, 20003))
    assert (DeliveryState.PENDING, 0) == (village.delivery(member).state, village.delivery(member).tries)
    village.now += timedelta(hours=1)
    assert [GHENT] == [one.number for one in village.claims()]


@pytest.mark.parametrize("answer", [Unreachable("429", accepted=False), Dropped()])
def test_what_certainly_was_not_sent_is_due_again_in_the_same_round(village: Any, answer: Any) -> None:
    member = village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call, answer)
    village.later(seconds=3600)
    [again] = village.claims()
    assert call.token != again.token
    assert (1, None) == (village.attempt(again).round, village.attempt(call).round)
    assert 1 == village.delivery(member).tries


def test_a_lost_answer_is_never_simply_asked_again(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [call] = village.claims()
    village.places(call, Unreachable("time-out", accepted=None))
    village.later(hours=1)
    assert [] == village.claims()
    assert AttemptState.PLACING is village.attempt(call).state


def test_one_who_left_in_the_meantime_is_not_called(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    with village.database.writing() as session:
        for membership in session.connection().exec_driver_sql("SELECT id FROM memberships").all():
            session.connection().exec_driver_sql(
                f"UPDATE memberships SET state = 'left' WHERE id = {int(membership[0])}"
            )
    assert [] == village.claims()
    assert (DeliveryState.SUPPRESSED, "left") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )


@given(tries=some.integers(1, 5), waited=some.floats(0, 3600))
def test_no_retry_is_later_than_the_deadline(tries: int, waited: float) -> None:
    rules = Settings.model_construct(
        retry_after=(timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=8)),
        retry_deadline=timedelta(minutes=15),
    )
    began = datetime(2026, 1, 1, tzinfo=UTC)
    again = next_try(tries, began, began + timedelta(seconds=waited), rules)
    assert again is None or again <= began + timedelta(minutes=15)
    assert (again is None) or tries <= 3
