"""The door: who gets a broadcast, once, and how it ends."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from broadcast.start import end_of_next_working_day, finish, recipients, seconds_until_last_ring, start
from carrier.carrier import CallState
from db.audit import AuditEntry, broken_at
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Delivery,
    DeliveryState,
    Way,
    Wish,
)
from db.people import MembershipState, Wants

NAMUR = "+32450000001"
GHENT = "+3215000002"
BRUGES = "+32450000003"


def test_a_draft_is_started_once_however_often_the_door_is_knocked(village: Any) -> None:
    member, draft = village.member(NAMUR), village.draft()
    first = start(village.database, village.settings, draft, village.now)
    again = start(village.database, village.settings, draft, village.now)
    assert first is not None
    assert again is not None
    assert (1, False, 1, True) == (first.members, first.again, again.members, again.again)
    assert village.delivery(member).state is DeliveryState.PENDING
    with village.database.reading() as session:
        assert [1] == list(session.exec(select(func.count(col(Delivery.id)))))
        assert ["broadcast started"] == list(
            session.exec(select(AuditEntry.what).where(AuditEntry.what == "broadcast started"))
        )
        assert broken_at(session) is None


def test_a_draft_that_was_put_aside_is_not_started(village: Any) -> None:
    draft = village.draft()
    with village.database.writing() as session:
        session.get_one(Broadcast, draft).state = BroadcastState.CANCELLED
    assert start(village.database, village.settings, draft, village.now) is None


def test_one_person_in_two_networks_gets_one_delivery_and_both_are_remembered(village: Any) -> None:
    member = village.member(NAMUR, networks=("2018", "9018"))
    village.started("2018", "9018")
    delivery = village.delivery(member)
    assert 2 == len(delivery.networks)
    assert delivery.network_id in delivery.networks


def test_who_is_paused_or_opted_out_is_suppressed_with_the_reason(village: Any) -> None:
    later = village.now + timedelta(days=7)
    paused = village.member(NAMUR, paused_until=later)
    away = village.member(GHENT, state=MembershipState.PAUSED)
    out = village.member(BRUGES, wants=Wants.TEXTS, no_texts_since=village.now)
    phoneless = village.member()
    draft = village.started()
    reasons = [village.delivery(one).reason for one in (paused, away, out, phoneless)]
    assert ["paused", "paused", "opted_out", "no_usable_phone"] == reasons
    assert {"suppressed": 4} == village.tally(draft) == village.counted(draft)
    assert [] == village.claims(Way.CALL) + village.claims(Way.TEXT)


def test_nobody_gets_anything_who_is_pending_suspended_or_gone(village: Any) -> None:
    for state in (MembershipState.PENDING, MembershipState.SUSPENDED, MembershipState.LEFT):
        village.member(NAMUR, state=state)
    draft = village.draft()
    with village.database.reading() as session:
        assert 0 == recipients(session, draft)


def test_landlines_are_called_first_and_mobiles_are_texted_at_once(village: Any) -> None:
    village.member(NAMUR)
    village.member(GHENT)
    village.started()
    assert [GHENT, NAMUR] == [one.number for one in village.claims()]
    assert [NAMUR] == [one.number for one in village.claims(Way.TEXT)]


def test_our_own_number_is_never_called(village: Any) -> None:
    member = village.member("+3215000900")
    village.started()
    assert village.delivery(member).state is DeliveryState.SUPPRESSED


def test_what_settles_an_alert_goes_to_those_whom_it_reached(village: Any) -> None:
    reached, missed = village.member(GHENT), village.member(NAMUR, wants=Wants.CALLS)
    alert = village.started()
    with village.database.writing() as session:
        session.get_one(Delivery, village.delivery(reached).id).state = DeliveryState.CONFIRMED
        session.get_one(Delivery, village.delivery(missed).id).state = DeliveryState.FAILED
    feedback = village.started(kind=BroadcastKind.FEEDBACK, settles=alert)
    assert feedback == village.delivery(reached).broadcast_id
    assert alert == village.delivery(missed).broadcast_id


def test_the_honest_time_counts_those_who_go_first(village: Any) -> None:
    for at in range(10):
        village.member(f"+321500001{at}")
    village.started()
    draft = village.draft()
    with village.database.reading() as session:
        assert 20.0 == seconds_until_last_ring(session, village.settings, draft)
        assert 10 == recipients(session, draft)


def test_feedback_is_owed_by_the_end_of_the_next_working_day(village: Any) -> None:
    brussels = ZoneInfo("Europe/Brussels")
    friday = village.now + timedelta(days=3)
    assert ["Wed 22:59", "Mon 22:59"] == [
        end_of_next_working_day(day, brussels).strftime("%a %H:%M") for day in (village.now, friday)
    ]


def test_a_stopped_broadcast_calls_nobody_any_more(village: Any) -> None:
    called, waiting = village.member(GHENT), village.member(NAMUR)
    broadcast = village.started()
    [live] = village.claims(most=1)
    village.places(live)
    with village.database.writing() as session:
        assert finish(session, broadcast, "stopped", village.now)
        assert not finish(session, broadcast, "stopped", village.now)
    assert [] == village.claims() + village.claims(Way.TEXT)
    assert Wish.IS_ENDED is village.attempt(live).wish
    assert DeliveryState.STOPPED is village.delivery(waiting).state
    assert DeliveryState.TRYING is village.delivery(called).state
    village.tells(live, CallState.CANCELLED)
    assert DeliveryState.STOPPED is village.delivery(called).state
    assert {"stopped": 2} == village.tally(broadcast) == village.counted(broadcast)
    with village.database.reading() as session:
        assert [] == session.exec(select(Attempt.id).where(col(Attempt.wish).is_not(None))).all()
