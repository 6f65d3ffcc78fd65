"""A row that cannot be opened, since its key is gone: it fails alone and says whose it is, and everybody else is called."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from broadcast import news
from broadcast.duty import duty
from broadcast.errands import text as errand_text
from broadcast.sweep import _due as asked_about
from broadcast.wishes import _take as wishes_taken
from carrier.carrier import CallState, Language, Unreachable
from db.alarms import alarms
from db.broadcasts import Attempt, AttemptState, DeliveryState, ErrandKind, ErrandState, Way, Wish
from db.claims import untidy
from db.columns import Keys
from db.people import Role, Zone
from db.set_up import add_duty_phone
from db.unreadable import look_again

ANN, BEN, CAS = "+32450000001", "+32450000002", "+32450000003"
HOME = "+3215000002"
OTHER = Keys({"gone": b"0" * 32}, b"x")


def poison(village: Any, table: str, column: str, row_id: int, plain: str = "+32450000009") -> None:
    """This value was sealed with a key that is not there."""
    with village.database.writing() as session:
        session.execute(
            text(f"UPDATE {table} SET {column} = :sealed WHERE id = :id"),
            {"sealed": OTHER.seal(plain.encode()), "id": row_id},
        )


def poison_phone(village: Any, member: int, position: int = 1) -> None:
    with village.database.reading() as session:
        asked = text("SELECT id FROM phones WHERE member_id = :member AND position = :position")
        phone = session.execute(asked, {"member": member, "position": position}).scalar_one()
    poison(village, "phones", "number", phone)


def names(village: Any) -> list[str]:
    with village.database.reading() as session:
        return sorted(alarm.name for alarm in alarms(session))


def zone_of(session: Any) -> Zone:
    zone: Zone = session.get_one(Zone, 1)
    return zone


@pytest.mark.parametrize("way", list(Way))
def test_a_member_whose_number_cannot_be_opened_fails_alone(village: Any, way: Way) -> None:
    first, bad, last = (village.member(number) for number in (ANN, BEN, CAS))
    poison_phone(village, bad)
    broadcast = village.started()
    assert {ANN, CAS} == {one.number for one in village.claims(way)}
    other = Way.TEXT if way is Way.CALL else Way.CALL
    assert {ANN, CAS} == {one.number for one in village.claims(other)}
    assert (DeliveryState.FAILED, "unreadable") == (
        village.delivery(bad).state,
        village.delivery(bad).reason,
    )
    assert DeliveryState.TRYING is village.delivery(first).state is village.delivery(last).state
    assert [f"unreadable:member:{bad}"] == names(village)
    assert {"failed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_a_member_with_another_number_is_called_there(village: Any) -> None:
    member = village.member(BEN, HOME)
    poison_phone(village, member)
    village.started()
    assert [HOME] == [one.number for one in village.claims()]
    assert [] == village.claims(Way.TEXT)
    assert [] == names(village)


def test_an_errand_that_cannot_be_opened_fails_alone(village: Any) -> None:
    with village.database.writing() as session:
        for key, number in (("a", ANN), ("b", BEN), ("c", CAS)):
            errand_text(
                session, key=key, zone_id=1, kind=ErrandKind.ANSWER, number=number, language=Language.NL,
                body="Ja.", now=village.now,
            )  # fmt: skip
    number, body = (next(one.id for one in village.errands() if one.key == key) for key in "ab")
    poison(village, "errands", "number", number)
    poison(village, "errands", "body", body)
    assert [CAS] == [one.number for one in village.claims(Way.TEXT)]
    with village.database.reading() as session:
        states = dict(session.execute(text("SELECT key, state FROM errands")).all())
    assert {"a": ErrandState.FAILED, "b": ErrandState.FAILED, "c": ErrandState.TRYING} == states
    assert sorted(f"unreadable:errand:{one}" for one in (number, body)) == names(village)


def test_a_message_that_cannot_be_opened_fails_and_the_others_go_out(village: Any) -> None:
    member = village.member(ANN)
    other = village.member(BEN, networks=["9018"])
    bad, good = village.started("2018"), village.started("9018")
    poison(village, "broadcasts", "text", bad, "Rode wagen.")
    assert [BEN] == [one.number for one in village.claims()]
    assert (DeliveryState.FAILED, "unreadable") == (
        village.delivery(member).state,
        village.delivery(member).reason,
    )
    assert DeliveryState.TRYING is village.delivery(other).state
    assert [f"unreadable:broadcast:{bad}"] == names(village)
    assert {"failed": 1} == village.tally(bad)
    assert {} == village.tally(good)


def test_an_attempt_that_cannot_be_opened_hides_no_other_that_is_to_be_asked_about(village: Any) -> None:
    bad, good = village.member(HOME), village.member("+3215000003")
    village.started()
    for ready in village.claims():
        village.places(ready, Unreachable("time-out", accepted=None))
    lost = village.delivery(bad).attempt_id
    poison(village, "attempts", "number", lost)
    village.later(seconds=11)
    assert [village.delivery(good).attempt_id] == [one.id for one in asked_about(village.means, village.now)]
    assert (DeliveryState.FAILED, "unreadable") == (
        village.delivery(bad).state,
        village.delivery(bad).reason,
    )
    assert f"unreadable:member:{bad}" in names(village)
    village.later(minutes=5)
    assert [] == village.claims()  # never blindly again


def test_the_call_of_an_attempt_that_cannot_be_opened_is_ended_all_the_same(village: Any) -> None:
    village.member(HOME)
    village.started()
    [ready] = village.claims()
    village.places(ready)
    village.tells(ready, CallState.RINGING)
    with village.database.writing() as session:
        session.get_one(Attempt, ready.attempt_id).wish = Wish.IS_ENDED
    poison(village, "attempts", "number", ready.attempt_id)
    [(attempt, wish)] = wishes_taken(village.means)
    assert (f"CA{ready.attempt_id}", AttemptState.RINGING, Wish.IS_ENDED) == (
        attempt.carrier_id,
        attempt.state,
        wish,
    )


def test_a_report_rings_the_duty_phones_that_can_be_opened(village: Any) -> None:
    with village.database.writing() as session:
        phones = [
            add_duty_phone(session, zone_of(session), number=number, now=village.now).id
            for number in (ANN, BEN)
        ]
    poison(village, "duty_phones", "number", phones[0] or 0)
    report = village.report()
    with village.database.writing() as session:
        assert 2 == duty(session, report, village.now, village.settings, village.means.texts)
    assert {BEN} == {one.number for one in village.errands()}
    assert [f"unreadable:duty phone:{phones[0]}"] == names(village)


def test_the_news_of_one_network_does_not_hold_up_the_others(village: Any) -> None:
    for code, number, coordinator in (("2018", ANN, BEN), ("9018", CAS, "+32450000004")):
        village.member(number, networks=[code], no_texts_since=village.now)
        member = village.member(coordinator, networks=[code])
        with village.database.writing() as session:
            session.execute(
                text("UPDATE memberships SET role = :role WHERE member_id = :id"),
                {"role": Role.COORDINATOR, "id": member},
            )
    poison_phone(village, 1)
    news.tell(village.means, village.now - timedelta(days=1))
    village.later(days=1)
    assert 1 == news.tell(village.means, village.now)
    assert ["unreadable:network:1"] == names(village)


def test_the_alarm_is_over_once_the_key_is_back(village: Any) -> None:
    member = village.member(ANN)
    with village.database.reading() as session:
        sealed = session.execute(text("SELECT number FROM phones")).scalar_one()
    poison_phone(village, member)
    village.started()
    village.claims()
    village.claims(Way.TEXT)
    with village.database.writing() as session:
        assert untidy(session, village.now, timedelta(days=30))
        look_again(session)
    assert [f"unreadable:member:{member}"] == names(village)
    with village.database.writing() as session:
        session.execute(text("UPDATE phones SET number = :sealed"), {"sealed": sealed})
    with village.database.writing() as session:
        look_again(session)
    assert [] == names(village)
