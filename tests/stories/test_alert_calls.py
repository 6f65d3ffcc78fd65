"""Whole alert calls: voicemail, keys, wishes taken on the phone, and what the coordinator hears of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select
from town import Town
from walks import are_neighbours, presses, sends

from db.broadcasts import DeliveryState, Way
from db.news import News
from db.people import Membership, Network, Phone, Role

VOICE = "richting station"


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def heard(town: Town, number: str) -> list[str]:
    return [entry["text"] for entry in town.world.log(kind="heard", number=number)]


def person(*keys: str) -> list[dict[str, object]]:
    return [{"kind": "person", "after": 2.0, "script": [{"press": key} for key in keys]}]


def test_a_machine_with_a_long_greeting_gets_the_whole_message_after_its_beep(town: Town) -> None:
    number = town.member(
        "Jürgen", landline=True, answers=[{"kind": "voicemail", "after": 2.0, "greeting": 22.0}]
    )
    town.alert()
    assert soon(lambda: town.delivery(number).reached_by is Way.CALL, 30)
    beep = town.world.log(kind="voicemail_beep", number=number)[0]["n"]
    after = [entry["text"] for entry in town.world.log(kind="heard", number=number) if entry["n"] > beep]
    whole = ["dringend bericht", VOICE, "Ik herhaal"]
    assert whole == [words for words in whole if any(words in said for said in after)]
    assert 1 == len(town.calls_to(number))


def test_a_person_who_says_nothing_hears_it_twice_and_is_reached(town: Town) -> None:
    number = town.member("Jan", landline=True, answers=person())
    town.alert()
    assert soon(lambda: town.delivery(number).state == DeliveryState.REACHED, 40)
    assert soon(lambda: not town.live_calls(), 40)
    assert sum("Wij herhalen" in words for words in heard(town, number)) == 1
    assert 1 == len(town.calls_to(number))


def test_a_member_who_leaves_in_the_call_reads_it_confirmed_and_gets_no_more(town: Town) -> None:
    number = town.member("Els", answers=person("9", "3", "1"))
    town.member("Jan", landline=True)
    officer = town.alert()
    town.world.wait_for("text", 20, to=number, contains="geen lid meer")
    officer.hangs_up()
    assert soon(lambda: not town.live_calls())
    town.alert().hangs_up()
    assert soon(lambda: not town.live_calls(), 40)
    assert 1 == len(town.calls_to(number))


def test_a_pause_taken_in_the_call_is_confirmed_by_text(town: Town) -> None:
    number = town.member("Els", answers=person("9", "1"))
    town.alert()
    town.world.wait_for("text", 20, to=number, contains="krijgt u pas weer berichten")
    asked = select(Phone.paused_until).where(col(Phone.number_hash) == number)
    assert town.rows(asked)[0] > datetime.now(UTC) + timedelta(days=5)


def test_the_coordinator_is_texted_which_number_failed_and_who_left(town: Town) -> None:
    coordinator = town.member("Koen", answers=person("1"))
    town.member("Els", answers=person("9", "3", "1"))
    dead = town.member("Guido", landline=True, answers=[{"kind": "failed"}])
    assert soon(lambda: len(town.rows(select(News).where(News.zone_id == town.zone_id()))) == 1, 40)
    with town.up.database.writing() as session:
        theirs = select(Membership).join(Phone, col(Phone.member_id) == col(Membership.member_id))
        session.exec(theirs.where(col(Phone.number_hash) == coordinator)).one().role = Role.COORDINATOR
    town.alert()
    town.world.wait_for("heard", 20, contains="geen lid meer")
    with town.up.database.writing() as session:
        session.exec(select(Phone).where(col(Phone.number_hash) == dead)).one().failed_since = datetime.now(
            UTC
        )
        session.get_one(News, town.zone_id()).due_at = datetime.now(UTC)
    text = town.world.wait_for("text", 40, to=coordinator, contains="voor de coördinator")["text"]
    assert f"Nummer werkt niet: Guido (..{dead[-3:]})" in text
    assert "Geen lid meer: Els" in text


def test_who_is_in_two_networks_is_called_once(town: Town) -> None:
    number = town.member("Jan", landline=True, answers=person("1"))
    are_neighbours(town)
    with town.up.database.writing() as session:
        shops = session.exec(select(Network.id).where(col(Network.code) == town.bin_z)).one()
        member = session.exec(select(Phone.member_id).where(col(Phone.number_hash) == number)).one()
        session.add(Membership(member_id=member, network_id=shops or 0))
    call = presses(town.signed_in(), "1", town.bin, "9", "1").hears("na de toon")
    sends(call)
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED)
    assert soon(lambda: not town.live_calls())
    assert len(town.calls_to(number)) == 1


def test_who_is_on_the_phone_with_us_is_not_rung(town: Town) -> None:
    number = town.member("Jan", landline=True, answers=person("1"))
    call = town.dials(number, town.hotline)
    call.hears("Iets melden")
    town.alert()
    assert not soon(lambda: bool(town.calls_to(number)), 3)
    call.hangs_up()
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED, 30)


def test_2_is_heard_again_and_1_confirms(town: Town) -> None:
    number = town.member("An", landline=True, answers=person("2", "1"))
    town.alert()
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED, 30)
    assert sum(VOICE in words for words in heard(town, number)) == 2


def test_a_mobile_is_texted_and_called_and_a_confirmation_by_text_ends_the_calls(town: Town) -> None:
    number = town.member(
        "Els", answers=[{"kind": "no_answer"}], texts=[{"contains": "dringend", "reply": "1"}]
    )
    town.alert()
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED)
    assert soon(lambda: not town.live_calls(), 30)
    assert len(town.calls_to(number)) <= 1
