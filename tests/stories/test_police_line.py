"""What an officer does on the police line, from dialling to hanging up, through the phone company."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import select
from town import PIN, Town, a_mobile

from db.broadcasts import BroadcastKind, DeliveryState
from db.people import Wants, Zone
from db.pins import hash_pin
from db.reports import ReportState
from db.set_up import add_duty_phone, add_officer
from simulator.client import CallClient

SEEN = "Twee mannen klimmen over de muur achter nummer 46."
VOICE = "richting station"


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def zone(town: Town, **values: object) -> None:
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        for name, value in values.items():
            setattr(mine, name, value)


def colleague(town: Town, **behaviour: object) -> str:
    """Another officer of the zone; the number."""
    number: str = a_mobile()
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        add_officer(
            session, mine, badge=f"3{town.badge[1:]}", name="Claes", pin_hash=hash_pin(PIN), number=number,
            now=datetime.now(UTC),
        )  # fmt: skip
    town.lives(number, "Claes", **behaviour)
    return number


def reports(town: Town, words: str = SEEN) -> str:
    """A member reports a burglary that goes on now, and hangs up; the number."""
    number: str = town.member(
        "Jan", answers=[{"kind": "person", "after": 1.0, "script": [{"press": "1"}, {"speak": "Met Jan."}]}]
    )
    call = town.dials(number, town.hotline)
    for hears, key in (("Iets melden", "1"), ("Waarover", "1"), ("Gebeurt het nu", "1"), ("in gevaar", "1")):
        call.hears(hears)
        call.presses(key)
    call.hears("na de toon")
    call.speaks(words)
    call.hangs_up()
    assert soon(town.every_recording_is_in)
    return number


def to_the_beep(town: Town, call: CallClient) -> CallClient:
    """From the menu to a new urgent message."""
    call.hears("Nieuw bericht")
    call.presses("1")
    call.hears("code van het netwerk")
    call.presses(town.bin)
    call.hears("Dringend")
    call.presses("1")
    return call.hears("na de toon")


def speaks(call: CallClient) -> CallClient:
    call.speaks(f"Twee mannen in de Waterloostraat, {VOICE}.")
    call.presses("#")
    return call.hears("Versturen: druk 1", timeout=20)


def test_an_officer_with_a_withheld_number_is_rung_back_and_sends_from_there(town: Town) -> None:
    zone(town, call_back=True)
    member = town.member("Maria", landline=True)
    town.lives(town.officer, "Verbeeck", interactive=True)
    call = town.dials(town.officer, town.police_line, withheld=True)
    call.hears("badgenummer")
    call.presses(town.badge)
    call.hears("pincode")
    call.presses(PIN)
    call.hears("wij bellen u nu terug")
    back = town.world.call_to(town.officer, 20)
    back.answers()
    back.hears("zonet aangemeld")
    back.presses("1")
    speaks(to_the_beep(town, back)).presses("1")
    back.hears("Verstuurd")
    town.world.wait_for("heard", 20, number=member, contains=VOICE)


def test_a_message_to_many_goes_out_when_a_colleague_who_is_rung_approves(town: Town) -> None:
    zone(town, approval_above=0)
    member = town.member("Maria", landline=True)
    other = colleague(
        town, answers=[{"kind": "person", "after": 1.0, "script": [{"hears": "Goedkeuren", "press": "1"}]}]
    )
    call = speaks(to_the_beep(town, town.signed_in()))
    call.presses("1")
    call.hears("moet een tweede collega goedkeuren")
    town.world.wait_for("heard", 20, number=other, contains=VOICE)
    call.hears("Verstuurd", timeout=20)
    town.world.wait_for("heard", 20, number=member, contains=VOICE)


def test_a_sighting_is_heard_by_the_officer_who_stays_on_the_line(town: Town) -> None:
    seer = town.member("Greet", answers=[{"kind": "no_answer"}])
    officer = town.alert()
    town.world.texts(seer, town.hotline, "Rode jas, Draakplaats")
    officer.hears("Nieuwe waarneming", timeout=30)
    officer.hears("Rode jas, Draakplaats")
    assert soon(lambda: [report.state for report in town.reports()] == [ReportState.TAKEN])
    assert [(report.taken_by or "").split()[0] for report in town.reports()] == ["officer"]


def test_over_is_heard_by_exactly_those_who_were_reached(town: Town) -> None:
    reached = town.member("Jan", landline=True)
    missed = town.member("Guido", landline=True, answers=[{"kind": "failed"}])
    officer = town.alert()
    assert soon(lambda: DeliveryState(town.delivery(reached).state) is DeliveryState.CONFIRMED)
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Het is voorbij")
    officer.presses("2")
    officer.hears("hoort dat het voorbij is")
    town.world.wait_for("heard", 20, number=reached, contains="voorbij")
    (over,) = town.broadcasts(BroadcastKind.CORRECTION)
    assert (over.members, town.world.log(kind="heard", number=missed)) == (1, [])


def test_a_message_that_was_cut_off_is_offered_and_sent_in_the_next_call(town: Town) -> None:
    member = town.member("Maria", landline=True)
    call = to_the_beep(town, town.signed_in())
    call.speaks(f"Twee mannen, {VOICE}.")
    call.hangs_up()
    assert soon(town.every_recording_is_in)
    again = town.signed_in()
    again.hears("niet-verzonden bericht")
    again.presses("1")
    again.hears(VOICE, timeout=20)
    again.hears("Versturen: druk 1")
    again.presses("1")
    again.hears("Verstuurd")
    town.world.wait_for("heard", 20, number=member, contains=VOICE)


def test_the_officer_and_the_reporter_talk_and_neither_sees_the_others_number(town: Town) -> None:
    reporter = reports(town)
    officer = town.signed_in()
    officer.presses("2")
    officer.hears("achter nummer 46", timeout=20)
    officer.hears("De melder bellen")
    officer.presses("4")
    officer.hears("Uw nummer blijft verborgen")
    rang = town.world.wait_for("rang", 20, number=reporter)
    shown = town.world.request("GET", f"/sim/calls/{rang['call']}")["from"]
    assert shown == town.hotline


def test_a_report_that_is_passed_on_rings_the_next_duty_phone_at_once(town: Town) -> None:
    later = [{"kind": "person", "after": 1.0, "script": [{"press": "3"}]}]
    town.lives(town.duty, "Wachtdienst", answers=later)
    second = a_mobile()
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        add_duty_phone(session, mine, number=second, now=datetime.now(UTC), wants=Wants.CALLS)
    takes = [{"press": "1"}, {"hears": "aangenomen", "hang_up": True}]
    town.lives(second, "Tweede wachtdienst", answers=[{"kind": "person", "after": 1.0, "script": takes}])
    reports(town)
    town.world.wait_for("heard", 30, number=second, contains="achter nummer 46")
    assert soon(lambda: [report.taken_by for report in town.reports()] == ["duty phone 2"])
