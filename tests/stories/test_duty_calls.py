"""The duty call, key by key: who is on duty hears what nobody has taken yet, over HTTP, through the phone company."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import select
from town import PIN, Town, a_mobile
from walks import NOBODY, SEEN, TAKES, changes_zone, presses, reports, soon

from db.people import Wants, Zone
from db.reports import ReportState
from db.set_up import add_duty_phone


def test_the_duty_phone_hears_which_network_what_from_whom_and_how_long_ago(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    reports(town, town.member("Jan", answers=NOBODY))
    said = town.world.wait_for("heard", 20, number=town.duty, contains="nieuwe melding")["text"]
    assert all(words in said for words in ("inbraak", f"BIN {town.bin}", "een lid", "zonet"))


def test_several_reports_are_told_in_one_call(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    town.lives(town.duty, "Wachtdienst", answers=NOBODY)
    reports(town, number, "Het eerste: een grijze bestelwagen.")
    reports(town, number, "Het tweede: een rode jas.")
    script = [
        {"press": "1"},
        {"hears": "De volgende", "press": "1"},
        {"hears": "aangenomen", "hang_up": True},
    ]
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 1.0, "script": script}])
    town.world.wait_for("heard", 40, number=town.duty, contains="er wachten 2 meldingen")
    assert soon(lambda: {report.state for report in town.reports()} == {ReportState.TAKEN}, 30)


def test_2_makes_a_message_of_the_report_after_badge_and_pin(town: Town) -> None:
    listener = town.member("Maria", landline=True)
    town.lives(town.duty, "Wachtdienst", interactive=True)
    reports(town, town.member("Jan", answers=NOBODY))
    duty = town.world.call_to(town.duty, 20)
    duty.answers()
    duty.hears("Er een bericht van maken")
    presses(duty, "2").hears("badgenummer")
    presses(duty, town.badge, PIN).hears(f"Bericht voor BIN {town.bin}")
    presses(duty, "1", "2").hears("Versturen: druk 1", timeout=20)
    presses(duty, "1").hears("Verstuurd")
    town.world.wait_for("heard", 20, number=listener, contains="achter nummer 46")
    (report,) = town.reports()
    assert (town.broadcasts()[0].report_id, report.state in {ReportState.TAKEN, ReportState.HANDLED}) == (
        report.id,
        True,
    )


def mobile_on_duty(town: Town) -> str:
    """A second duty phone, a mobile that is texted."""
    number: str = a_mobile()
    town.lives(number, "Tweede wachtdienst", answers=NOBODY)
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        add_duty_phone(session, mine, number=number, now=datetime.now(UTC), wants=Wants.BOTH)
    return number


def test_a_mobile_on_duty_gets_it_as_a_text_as_well(town: Town) -> None:
    number = mobile_on_duty(town)
    reports(town, town.member("Jan", answers=NOBODY))
    text = town.world.wait_for("text", 20, to=number, contains="nieuwe melding")["text"]
    assert text.startswith(f"BIN {town.bin}")


def test_a_zone_may_have_what_is_not_going_on_now_by_text_alone(town: Town) -> None:
    changes_zone(town, duty_texts_only=True)
    number = mobile_on_duty(town)
    reports(town, town.member("Jan", answers=NOBODY), SEEN, "1", "1", "2")
    town.world.wait_for("text", 20, to=number, contains="nieuwe melding")
    assert not soon(lambda: bool(town.calls_to(town.duty) or town.calls_to(number)), 3)


def test_what_goes_on_now_rings_there_all_the_same(town: Town) -> None:
    changes_zone(town, duty_texts_only=True)
    mobile_on_duty(town)
    reports(town, town.member("Jan", answers=NOBODY))
    assert soon(lambda: bool(town.calls_to(town.duty)))
