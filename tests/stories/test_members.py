"""Members and strangers on the hotline and the text line, over HTTP: the report, the wish, the proof of a number."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from sqlmodel import col, select
from town import Town, a_landline, a_mobile

from carrier.carrier import Language
from db.people import Member, Membership, MembershipState, Network, Phone, Zone
from db.reports import ReportState

NOBODY = [{"kind": "no_answer"}]


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def state(town: Town, number: str) -> MembershipState | None:
    asked = (
        select(Membership.state)
        .join(Phone, col(Phone.member_id) == col(Membership.member_id))
        .where(Phone.number_hash == number)
    )
    return next(iter(town.rows(asked)), None)


def lies_in(town: Town, postcode: str) -> None:
    with town.up.database.writing() as session:
        session.exec(select(Network).where(Network.code == town.bin)).one().postcodes = [postcode]


def code_in(text: str) -> str:
    """The last number of four digits; the network's code may stand before it."""
    return str(re.findall(r"\b\d{4}\b", text)[-1])


def test_dispatch_does_not_answer_and_the_report_is_spoken_all_the_same(town: Town) -> None:
    dispatch = a_landline()
    town.lives(dispatch, "Meldkamer", answers=[{"kind": "no_answer"}])
    with town.up.database.writing() as session:
        network = session.exec(select(Network).where(Network.code == town.bin)).one()
        session.get_one(Zone, network.zone_id).dispatch_number = dispatch
    call = town.dials(town.member("Jan"), town.hotline)
    for key in ("1", "1", "1", "0"):
        call.presses(key)
    call.hears("Er neemt nu niemand op", timeout=30)
    call.hears("Zeg na de toon")
    call.speaks("Twee mannen achter nummer 46")
    call.hangs_up()
    assert soon(lambda: [report.state for report in town.reports()] == [ReportState.FILED])


def test_leaving_takes_the_code_that_we_text(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    call = town.dials(number, town.hotline)
    for key in ("3", "4", "1", "1"):
        call.presses(key)
    call.hears("sms met een code")
    call.hangs_up()
    asked = town.world.wait_for("text", 20, to=number, contains="verlaten")
    assert state(town, number) is MembershipState.ACTIVE
    town.world.texts(number, town.hotline, code_in(asked["text"]))
    town.world.wait_for("text", 20, to=number, contains="geen lid meer")
    assert state(town, number) is MembershipState.LEFT


def test_a_landline_is_rung_back_before_its_wish_is_done(town: Town) -> None:
    agrees = [{"kind": "person", "after": 1.0, "script": [{"press": "1"}]}]
    number = town.member("Nathalie", language=Language.FR, landline=True, answers=agrees)
    call = town.dials(number, town.hotline)
    for key in ("3", "2", "1"):
        call.presses(key)
    call.hears("nous vous rappelons")
    call.hangs_up()
    town.world.wait_for("heard", 30, number=number, contains="Nous avons noté votre souhait")
    assert soon(lambda: town.rows(select(Phone.quiet_nights).where(Phone.number_hash == number)) == [True])


def test_a_stranger_joins_by_phone_and_proves_the_number_by_text(town: Town) -> None:
    lies_in(town, "2018")
    stranger = a_mobile()
    town.lives(stranger, "An", answers=NOBODY)
    call = town.dials(stranger, town.hotline)
    for key in ("1", "3", "1", "2018", "1"):
        call.presses(key)
    call.hears("Zeg na de toon uw voornaam")
    call.speaks("An Peeters, Dolfijnstraat 12")
    call.presses("#")
    call.hears("sms met een code")
    asked = town.world.wait_for("text", 20, to=stranger, contains="lid te worden")
    assert state(town, stranger) is MembershipState.PENDING
    town.world.texts(stranger, town.hotline, code_in(asked["text"]))
    town.world.wait_for("text", 20, to=stranger, contains="uw nummer is bevestigd")
    proven = town.rows(select(Phone.proven_at).where(Phone.number_hash == stranger))
    assert proven[0] is not None


def test_a_texted_report_asks_where_and_is_corrected_by_an_answer(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    town.world.texts(number, town.hotline, "Er wordt ingebroken bij de buren")
    town.world.wait_for("text", 20, to=number, contains="Waar?")
    town.world.texts(number, town.hotline, "Dolfijnstraat 64")
    town.world.wait_for("text", 20, to=number, contains="Dolfijnstraat 64")
    town.world.texts(number, town.hotline, "46 niet 64")
    town.world.wait_for("text", 20, to=number, contains="Dolfijnstraat 46")
    assert [report.place for report in town.reports()] == ["Dolfijnstraat 46"]


def test_thanks_are_answered_and_wake_nobody(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    town.world.texts(number, town.hotline, "Bedankt!")
    town.world.wait_for("text", 20, to=number, contains="graag gedaan")
    assert (town.reports(), town.calls_to(town.duty)) == ([], [])


def test_a_text_after_a_spoken_report_belongs_to_it(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    call = town.dials(number, town.hotline)
    for key in ("1", "1", "2"):
        call.presses(key)
    call.speaks("Er is ingebroken")
    call.hangs_up()
    town.world.wait_for("text", 20, to=number, contains="heeft nummer")
    town.world.texts(number, town.hotline, "Dolfijnstraat 46, achterdeur")
    town.world.wait_for("text", 20, to=number, contains="toegevoegd aan melding")
    (report,) = town.reports()
    assert (report.text, report.recording_id is None) == ("Dolfijnstraat 46, achterdeur", False)


def test_a_language_that_was_texted_is_spoken_when_one_rings(town: Town) -> None:
    number = town.member("Jan", answers=NOBODY)
    town.world.texts(number, town.hotline, "TAAL FR")
    town.world.wait_for("text", 20, to=number, contains="désormais dans cette langue")
    call = town.dials(number, town.hotline)
    call.hears("En danger")
    call.hangs_up()
    assert town.rows(
        select(Member.language)
        .join(Phone, col(Phone.member_id) == col(Member.id))
        .where(Phone.number_hash == number)
    ) == [Language.FR]
