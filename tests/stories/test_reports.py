"""A resident rings or texts, and within seconds the duty phone of the police rings."""

from __future__ import annotations

from town import Town, a_mobile

from carrier.carrier import Language
from db.reports import ReportState
from simulator.client import CallClient

SEEN = "Twee mannen klimmen over de muur achter nummer 46."
TAKES = [{"press": "1"}, {"hears": "aangenomen", "hang_up": True}]


def reports(call: CallClient, words: str = SEEN) -> CallClient:
    """Report a burglary that goes on now."""
    call.hears("Iets melden")
    call.presses("1")
    call.hears("Waarover")
    call.presses("1")
    call.hears("Gebeurt het nu")
    call.presses("1")
    call.hears("in gevaar")
    call.presses("1")
    call.hears("na de toon")
    return call.speaks(words)


def test_a_report_rings_the_duty_phone_and_is_taken_and_heard(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    resident = town.member("Jan")
    call = reports(town.dials(resident, town.hotline))
    call.presses("#")
    call.hears("heeft nummer")
    town.world.wait_for("heard", 20, number=town.duty, contains="achter nummer 46")
    town.world.wait_for("hung_up", 20, number=town.duty)
    (report,) = town.reports()
    assert (report.state, report.taken_by) == (ReportState.TAKEN, "duty phone 1")


def test_a_hang_up_in_mid_recording_is_a_report_all_the_same(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    call = reports(town.dials(town.member("Jan"), town.hotline))
    call.hangs_up()
    town.world.wait_for("heard", 20, number=town.duty, contains="achter nummer 46")
    assert [report.state for report in town.reports()] == [ReportState.TAKEN]


def test_a_report_by_text_is_answered_and_heard_on_the_duty_phone(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[{"kind": "person", "after": 2.0, "script": TAKES}])
    resident = town.member("Lieve")
    town.world.texts(resident, town.hotline, "Verdachte bestelwagen in de Dolfijnstraat")
    town.world.wait_for("text", 20, to=resident, contains="begrepen: verdacht voertuig, Dolfijnstraat")
    town.world.wait_for("heard", 20, number=town.duty, contains="Dolfijnstraat")


def test_a_reporter_on_a_mobile_gets_the_number_by_text(town: Town) -> None:
    resident = town.member("Jan")
    reports(town.dials(resident, town.hotline)).hangs_up()
    town.world.wait_for("text", 20, to=resident, contains="heeft nummer")


def test_a_duty_phone_that_is_not_answered_rings_again(town: Town) -> None:
    town.lives(
        town.duty,
        "Wachtdienst",
        answers=[{"kind": "no_answer"}, {"kind": "busy"}, {"kind": "person", "script": TAKES}],
    )
    reports(town.dials(town.member("Jan"), town.hotline)).hangs_up()
    town.world.wait_for("heard", 40, number=town.duty, contains="achter nummer 46")
    assert len(town.calls_to(town.duty)) == 3


def test_a_stranger_without_a_number_is_heard_too(town: Town) -> None:
    call = town.dials(a_mobile(), town.hotline, withheld=True)
    call.hears("Voor Nederlands")
    call.presses("1")
    reports(call).hangs_up()
    town.world.wait_for("rang", 20, number=town.duty)
    (report,) = town.reports()
    assert (report.reporter, report.member_id) == (None, None)


def test_a_member_is_spoken_to_in_french(town: Town) -> None:
    call = town.dials(town.member("Nathalie", language=Language.FR), town.hotline)
    call.hears("En danger")
    call.hangs_up()
