"""The hotline, bullet by bullet: who rings, over HTTP, through the phone company."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select
from town import Town, a_landline, a_mobile
from walks import (
    NOBODY,
    SEEN,
    TAKES,
    VOICE,
    changes_network,
    changes_zone,
    code_in,
    presses,
    reports,
    sends,
    soon,
    to_the_beep,
)

from db.broadcasts import DeliveryState, Errand, ErrandKind, ErrandState
from db.people import Membership, Network, Phone, Wants
from db.reports import ReportKind

WAITS = [{"kind": "person", "after": 2.0, "script": [{"wait": 600}]}]


def phone(town: Town, number: str) -> Phone:
    found: Phone = town.rows(select(Phone).where(Phone.number_hash == number))[0]
    return found


def joins_the_shops_too(town: Town, number: str) -> None:
    with town.up.database.writing() as session:
        member = session.exec(select(Phone.member_id).where(Phone.number_hash == number)).one()
        shops = session.exec(select(Network.id).where(Network.code == town.bin_z)).one()
        session.add(Membership(member_id=member, network_id=shops or 0))


def test_who_rings_back_hears_the_newest_alert_again_confirms_and_hears_the_one_before(town: Town) -> None:
    number = town.member("Dirk", answers=NOBODY)
    town.alert("Eerst een grijze bestelwagen.").hangs_up()
    town.alert("Daarna een rode jas.").hangs_up()
    call = town.dials(number, town.hotline)
    call.hears("In gevaar")
    call.hears("Daarna een rode jas", timeout=20)
    call.presses("2")
    call.hears("Daarna een rode jas")
    call.presses("1")
    call.hears("bevestiging is genoteerd")
    call.hears("Eerst een grijze bestelwagen")
    call.presses("4")
    call.hears("Iets melden")
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED)


def test_who_rings_back_may_say_what_was_seen(town: Town) -> None:
    number = town.member("Dirk", answers=NOBODY)
    town.alert().hangs_up()
    call = town.dials(number, town.hotline)
    call.hears(VOICE, timeout=20)
    call.presses("3")
    call.hears("in welke richting")
    call.speaks("Ze lopen de Draakplaats op.")
    call.hangs_up()
    (alert,) = town.broadcasts()
    assert soon(lambda: [report.answers for report in town.reports()] == [alert.id])


def test_a_stranger_hears_no_alert_and_not_who_is_a_member(town: Town) -> None:
    town.member("Dirk", answers=NOBODY)
    town.alert().hangs_up()
    call = town.dials(a_mobile(), town.hotline)
    presses(call, "1").hears("Iets melden")
    presses(call, "2").hears("geen berichten voor u")
    presses(call, "3").hears("geen lid")
    call.hangs_up()
    assert not any(VOICE in said["text"] for said in town.world.log(kind="heard", call=call.sid))


def test_the_latest_messages_are_heard_with_their_feedback(town: Town) -> None:
    number = town.member("Jan", landline=True)
    officer = town.alert()
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED)
    presses(officer, "1", "2").hears("Vergeet de feedback niet")
    presses(officer, "4", "1").hears("Versturen: druk 1")
    presses(officer, "1").hears("Verstuurd")
    call = town.dials(number, town.hotline)
    presses(call, "4", "2").hears("aanhouding verricht", timeout=20)
    presses(call, "2").hears("Voorbij")
    presses(call, "2").hears(VOICE, timeout=20)


def test_shopkeepers_are_asked_about_shoplifting_first(town: Town) -> None:
    number = town.member("Karel", network=town.bin_z, answers=NOBODY)
    call = presses(town.dials(number, town.hotline), "1").hears("Winkeldiefstal: druk 1")
    presses(call, "1", "1", "1").hears("na de toon").speaks("Hij stak drie flessen in zijn jas.").hangs_up()
    assert soon(lambda: [report.kind for report in town.reports()] == [ReportKind.THEFT])


def test_what_was_longer_ago_is_reported_without_the_question_about_danger(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    reports(town, number, SEEN, "1", "1", "2")
    assert [report.now for report in town.reports()] == [False]


def test_0_puts_the_caller_through_to_the_dispatch_of_the_zone(town: Town) -> None:
    dispatch = a_landline()
    town.lives(
        dispatch,
        "Meldkamer",
        answers=[{"kind": "person", "after": 1.0, "script": [{"speak": "Met de meldkamer."}]}],
    )
    changes_zone(town, dispatch_number=dispatch)
    call = presses(town.dials(town.member("Jan"), town.hotline), "0")
    call.hears("Met de meldkamer", timeout=20)


def test_a_caller_in_two_networks_is_asked_for_which_one_and_the_duty_phone_hears_it(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    number = town.member("Jan", answers=NOBODY)
    joins_the_shops_too(town, number)
    call = presses(town.dials(number, town.hotline), "1").hears(f"Gaat het over BIN {town.bin}")
    presses(call, "2", "1", "1", "1").hears("na de toon").speaks(SEEN).hangs_up()
    town.world.wait_for("heard", 30, number=town.duty, contains=f"BIN-Z {town.bin_z}")


def test_who_asks_is_told_whether_the_report_was_heard(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    reports(town, number)
    own = town.reports()[0].number or ""
    presses(town.dials(number, town.hotline), "4", own).hears("nog niet gehoord").hangs_up()
    officer = town.signed_in()
    presses(officer, "2").hears("achter nummer 46", timeout=20)
    presses(town.dials(number, town.hotline), "4", own).hears("De politie heeft uw melding")


def test_a_report_that_nobody_took_is_told_so_by_text(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    reports(town, number)
    waits = select(Errand.id).where(Errand.kind == ErrandKind.NOT_HEARD, Errand.zone_id == town.zone_id())
    assert soon(lambda: len(town.rows(waits)) == 1)
    with town.up.database.writing() as session:
        session.get_one(Errand, town.rows(waits)[0]).due_at = datetime.now(UTC)
    text = town.world.wait_for("text", 30, to=number, contains="nog niet gehoord")["text"]
    assert "101" in text


def test_a_report_that_was_taken_is_not_told_to_be_unheard(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    reports(town, town.member("Jan", answers=NOBODY))
    of_zone = select(Errand.state).where(
        Errand.kind == ErrandKind.NOT_HEARD, Errand.zone_id == town.zone_id()
    )
    assert soon(lambda: town.rows(of_zone) == [ErrandState.STOPPED], 30)


def test_a_pause_is_taken_and_ended_by_phone_and_each_confirmed_by_text(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    presses(town.dials(number, town.hotline), "3", "1", "07").hears("geen berichten tot en met").hangs_up()
    town.world.wait_for("text", 20, to=number, contains="op dit nummer geen berichten tot en met")
    until = phone(town, number).paused_until
    assert until is not None
    assert timedelta(days=5) < until - datetime.now(UTC) <= timedelta(days=8)
    presses(town.dials(number, town.hotline), "3", "1").hears("weer, vanaf nu").hangs_up()
    town.world.wait_for("text", 20, to=number, contains="krijgt onze berichten weer")
    assert phone(town, number).paused_until is None


def test_how_one_is_reached_changes_with_the_code_that_we_text(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    presses(town.dials(number, town.hotline), "3", "2", "1").hears("sms met een code").hangs_up()
    asked = town.world.wait_for("text", 20, to=number, contains="iemand vroeg met dit nummer")
    assert phone(town, number).wants is Wants.BOTH
    town.world.texts(number, town.hotline, code_in(asked["text"]))
    town.world.wait_for("text", 20, to=number, contains="Uw wens is genoteerd")
    assert phone(town, number).wants is Wants.CALLS


def test_a_language_is_chosen_by_phone_and_confirmed_by_text(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    presses(town.dials(number, town.hotline), "3", "3", "2").hangs_up()
    town.world.wait_for("text", 20, to=number, contains="Police")
    town.dials(number, town.hotline).hears("En danger").hangs_up()


def test_a_membership_is_left_only_when_it_was_asked_twice(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    presses(town.dials(number, town.hotline), "3", "4", "1").hears("Weet u het zeker")
    call = presses(town.dials(number, town.hotline), "3", "4", "1", "2").hears("U blijft lid")
    call.hangs_up()
    members = select(Membership.state).join(Phone, col(Phone.member_id) == col(Membership.member_id))
    assert [state.value for state in town.rows(members.where(Phone.number_hash == number))] == ["active"]


def test_an_unknown_caller_picks_a_language_and_hears_it(town: Town) -> None:
    call = town.dials(a_mobile(), town.hotline)
    presses(call, "3").hears("In Gefahr")


def test_a_drill_sounds_like_one_from_its_first_word(town: Town) -> None:
    number = town.member("Jan", answers=WAITS)
    changes_network(town, town.bin, charter={"night": None})
    officer = to_the_beep(town, town.signed_in(), "4")
    sends(officer).hangs_up()
    town.world.wait_for("heard", 30, number=number, contains="Oefening")
    first = town.world.log(kind="heard", number=number)[0]["text"]
    assert first.startswith("Oefening")
