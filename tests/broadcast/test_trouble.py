"""What goes wrong at the carrier: who is to blame, who hears of it, and that no member pays for it."""

from __future__ import annotations

from typing import Any

import pytest

from broadcast.pushback import PushBack
from broadcast.sent import Answer, Answered, hold_off, write
from carrier.carrier import Placed, Refused, TextState, Unreachable, Why
from db.alarms import alarms
from db.broadcasts import DeliveryState, Way
from db.people import Wants

GHENT = "+32450000002"
OTHERS = ("+32450000003", "+32450000004")


def names(village: Any) -> list[str]:
    with village.database.reading() as session:
        return [alarm.name for alarm in alarms(session)]


@pytest.mark.parametrize(
    ("answer", "alarm"),
    [
        (Refused(Why.ACCOUNT, 20003), "calls_refused"),
        (Refused(Why.SETTING, 21210), "calls_refused"),
        (Unreachable("ClientConnectorError", accepted=False), "carrier_away"),
        (Unreachable("TimeoutError", accepted=None), "carrier_away"),
        (Unreachable("asked to wait", accepted=False, too_many=True), "too_many"),
    ],
)
def test_an_alarm_is_on_until_the_carrier_takes_a_call_again(
    village: Any, answer: Answer, alarm: str
) -> None:
    village.member(GHENT)
    village.started()
    [ready] = village.claims()
    village.places(ready, answer)
    assert [alarm] == names(village)
    village.places(ready, Placed("CA1"))
    assert [] == names(village)


def test_a_number_that_is_refused_is_nobodys_alarm(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [ready] = village.claims()
    village.places(ready, Refused(Why.NUMBER, 21211))
    assert [] == names(village)


def test_a_text_that_our_own_sender_cannot_send_is_not_tried_for_ever(village: Any) -> None:
    member = village.member(GHENT)
    broadcast = village.started()
    tries = 0
    refused = Refused(Why.SETTING, 21606)
    while tries < 100 and (ready := village.claims(Way.TEXT)):
        tries += 1
        village.places(ready[0], refused)
        village.later(seconds=31)
    assert 2 < tries < 100
    assert ["texts_refused"] == names(village)
    assert [GHENT] == [one.number for one in village.claims()]  # the call is made all the same
    assert DeliveryState.TRYING is village.delivery(member).state
    assert {} == village.tally(broadcast)


@pytest.mark.parametrize(("why", "code"), [(Why.SETTING, 30018), (Why.ACCOUNT, 30002)])
def test_a_text_that_is_refused_after_it_was_taken_sounds_the_same_alarm(
    village: Any, why: Why, code: int
) -> None:
    member = village.member(GHENT, wants=Wants.TEXTS)
    for number in OTHERS:
        village.member(number, wants=Wants.TEXTS)
    village.started()
    refused, *others = sorted(village.claims(Way.TEXT), key=lambda one: one.number != GHENT)
    village.places(refused)
    village.tells_text(refused, TextState.FAILED, why, code)
    with village.database.reading() as session:
        assert [("texts_refused", f"{why} {code}")] == [(one.name, one.detail) for one in alarms(session)]
    assert (DeliveryState.FAILED, f"refused {code}") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    village.places(others[0])  # that the carrier takes another says nothing
    assert ["texts_refused"] == names(village)
    village.places(others[1], Refused(Why.SETTING, 21606))
    village.places(others[1])
    assert ["texts_refused"] == names(village)
    village.tells_text(others[0], TextState.DELIVERED)
    assert [] == names(village)


def test_a_text_that_fails_by_the_members_phone_is_nobodys_alarm(village: Any) -> None:
    village.member(GHENT)
    village.started()
    [ready] = village.claims(Way.TEXT)
    village.places(ready)
    village.tells_text(ready, TextState.UNDELIVERED, Why.NUMBER, 30005)
    assert [] == names(village)


def test_an_account_that_is_suspended_burns_no_member(village: Any) -> None:
    member = village.member(GHENT)
    village.started()
    for _ in range(5):
        [ready] = village.claims()
        village.places(ready, Refused(Why.ACCOUNT, 30002))
        village.later(hours=1)
    assert (DeliveryState.PENDING, 0) == (village.delivery(member).state, village.delivery(member).tries)


def test_a_storm_of_too_many_is_written_down_together(village: Any) -> None:
    numbers = [f"+3245000010{at}" for at in range(5)]
    for number in numbers:
        village.member(number)
    village.started()
    no = Unreachable("asked to wait", accepted=False, retry_after=2.0, too_many=True)
    write(village.means, [Answered(ready, no) for ready in village.claims()], village.now)
    assert [] == village.claims()
    village.later(seconds=60)
    assert numbers == [ready.number for ready in village.claims()]


def test_one_country_that_is_not_allowed_stops_nobody_else() -> None:
    push_back = PushBack(10.0)
    for number in range(20):
        push_back.answered(number != 19, number / 100, number / 100)
    assert 0.0 == hold_off(Refused(Why.SETTING, 21215), push_back)
    assert 0.0 < hold_off(Refused(Why.ACCOUNT, 20003), push_back)
