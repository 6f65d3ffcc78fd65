"""Who is in several networks reports for the right one, by text and by phone, and can say that it is another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from callers import HOTLINE, MEMBER, STRANGER, Call, Carrier
from sqlmodel import Session, col, select

from broadcast.start import start
from carrier.phone import PhoneKind
from db.broadcasts import Attempt, Broadcast, BroadcastNetwork, Errand, ErrandKind, Tally, Way
from db.people import DutyPhone, Member, Membership, Network, Officer, Phone, Wants
from db.reports import Report, ReportState

DUTY_MOBILE = "+32450002009"


@pytest.fixture(autouse=True)
def _in_two_networks(carrier: Carrier) -> None:
    """Jan is in BIN Zurenborg, and since a little later in BIN-Z Dam."""
    with carrier.database.writing() as session:
        network(session, "2018").streets = ["Dolfijnstraat", "Kerkstraat"]
        network(session, "2060").streets = ["Damplein", "Lange Lobroekstraat", "Kerkstraat"]
        jan = session.exec(select(Phone.member_id).where(Phone.number_hash == MEMBER)).one()
        session.add(Membership(member_id=jan, network_id=network(session, "2060").id or 0))


def network(session: Session, code: str) -> Network:
    found: Network = session.exec(select(Network).where(Network.code == code)).one()
    return found


def told(carrier: Carrier) -> list[tuple[str | None, str | None]]:
    """Each report: the code of its network, and its place."""
    with carrier.database.reading() as session:
        codes = {one.id: one.code for one in session.exec(select(Network))}
        reports = session.exec(select(Report).order_by(col(Report.id)))
        return [(codes.get(report.network_id), report.place) for report in reports]


def texted(carrier: Carrier, kind: ErrandKind = ErrandKind.ANSWER) -> list[str]:
    with carrier.database.reading() as session:
        asked = select(Errand.body).where(Errand.kind == kind, Errand.way == Way.TEXT)
        return [body or "" for body in session.exec(asked.order_by(col(Errand.id)))]


def alert_to(carrier: Carrier, *codes: str) -> int:
    """An alert to these networks runs."""
    now = datetime.now(UTC)
    with carrier.database.writing() as session:
        officer = session.exec(select(Officer)).one()
        draft = Broadcast(zone_id=officer.zone_id, officer_id=officer.id or 0, call_id=f"CA{codes}", turn=1, drafted_at=now,
                          text="Twee mannen")  # fmt: skip
        session.add(draft)
        session.flush()
        draft_id = draft.id or 0
        for code in codes:
            session.add(BroadcastNetwork(broadcast_id=draft_id, network_id=network(session, code).id or 0))
    start(carrier.database, carrier.settings, draft_id, now)
    return draft_id


def sightings(carrier: Carrier) -> int:
    with carrier.database.reading() as session:
        return sum(session.exec(select(Tally.sightings)))


def seconds_duty_phone(carrier: Carrier) -> None:
    """A mobile duty phone that reads reports."""
    with carrier.database.writing() as session:
        session.add(DutyPhone(zone_id=1, number=DUTY_MOBILE, number_hash=DUTY_MOBILE, kind=PhoneKind.MOBILE, position=2,
                              wants=Wants.TEXTS))  # fmt: skip


# ---- by text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("Inbraak bezig in de Dolfijnstraat 64", "2018"),
        ("Winkeldief op het Damplein 3", "2060"),
        ("Winkeldief in de Lange Lobroeckstraat 3", "2060"),
        ("BIN-Z Dam: inbraak in de Dolfijnstraat 64", "2060"),
        ("2060 inbraak in de Kerkstraat 5", "2060"),
        ("Inbraak in de Kerkstraat 5", "2018"),
        ("Er wordt ingebroken bij de buren", "2018"),
    ],
)
def test_a_name_decides_else_the_street_else_the_oldest_membership(
    carrier: Carrier, body: str, code: str
) -> None:
    carrier.texts(body)
    assert [one for one, _ in told(carrier)] == [code]


def test_the_answer_names_the_network_and_tells_how_to_name_another(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Kerkstraat 5")
    (answer,) = texted(carrier)
    assert "voor BIN Zurenborg" in answer
    assert "Ander netwerk? Antwoord met de naam" in answer


@pytest.mark.parametrize("answer", ["Dam", "2060", "nee het is BIN-Z Dam", "2060 niet 2018"])
def test_another_name_in_answer_moves_the_report(carrier: Carrier, answer: str) -> None:
    carrier.texts("Inbraak in de Kerkstraat 5")
    carrier.texts(answer)
    assert told(carrier) == [("2060", "Kerkstraat 5")]
    assert "is nu voor BIN-Z Dam" in texted(carrier)[1]


def test_a_duty_phone_that_read_the_old_network_reads_the_new_one(carrier: Carrier) -> None:
    seconds_duty_phone(carrier)
    carrier.texts("Inbraak in de Kerkstraat 5")
    carrier.texts("Dam")
    first, second = texted(carrier, ErrandKind.DUTY)
    assert (first.startswith("BIN Zurenborg"), second.startswith("BIN-Z Dam")) == (True, True)


def test_the_duty_call_and_the_police_line_name_the_network_it_moved_to(
    carrier: Carrier, a_duty_call: Callable[[int], Attempt], officer: Call
) -> None:
    carrier.texts("Inbraak in de Kerkstraat 5")
    carrier.texts("Dam")
    carrier.rings(a_duty_call(1), "+3215002001").hears("BIN-Z Dam")
    officer.presses("2").hears("BIN-Z Dam")


def test_who_has_taken_it_is_told_again_when_it_moves(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Kerkstraat 5")
    with carrier.database.writing() as session:
        session.exec(select(Report)).one().state = ReportState.TAKEN
    carrier.texts("Dam")
    with carrier.database.reading() as session:
        report = session.exec(select(Report)).one()
    assert (told(carrier)[0][0], report.state) == ("2060", ReportState.FILED)


def test_the_answer_to_where_may_lie_in_another_network(carrier: Carrier) -> None:
    carrier.texts("Er wordt ingebroken bij de buren")
    assert "voor BIN Zurenborg" in texted(carrier)[0]
    carrier.texts("Damplein 3")
    assert told(carrier) == [("2060", "Damplein 3")]


def test_the_name_in_answer_to_where_is_followed_by_the_same_question(carrier: Carrier) -> None:
    carrier.texts("Er wordt ingebroken bij de buren")
    carrier.texts("Dam")
    assert "Waar?" in texted(carrier)[1]
    carrier.texts("Kerkstraat 5")
    assert told(carrier) == [("2060", "Kerkstraat 5")]


def test_a_network_that_was_named_stays_wherever_the_place_is(carrier: Carrier) -> None:
    carrier.texts("BIN-Z Dam er wordt ingebroken")
    carrier.texts("Dolfijnstraat 64")
    assert told(carrier) == [("2060", "Dolfijnstraat 64")]


def test_a_whole_report_that_names_another_network_is_another_report(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    carrier.texts("In Dam ook een inbraak, Damplein 3")
    assert told(carrier) == [("2018", "Dolfijnstraat 64"), ("2060", "Damplein 3")]


def test_who_is_in_one_network_is_asked_nothing_about_networks(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        session.exec(select(Membership).order_by(col(Membership.id).desc())).first().state = "left"
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    assert "netwerk" not in texted(carrier)[0]


def test_a_stranger_who_names_a_network_is_still_a_stranger(carrier: Carrier) -> None:
    carrier.texts("BIN-Z Dam: inbraak in de Dolfijnstraat 64", from_=STRANGER)
    assert told(carrier) == [(None, "Dolfijnstraat 64")]


# ---- while an alert runs


def test_the_network_in_which_an_alert_runs_goes_before_the_oldest(carrier: Carrier) -> None:
    alert_to(carrier, "2060")
    carrier.texts("Twee mannen met een rugzak in de Kerkstraat 5")
    assert [one for one, _ in told(carrier)] == ["2060"]
    assert sightings(carrier) == 1


def test_what_is_said_of_a_network_without_an_alert_is_a_report_there(carrier: Carrier) -> None:
    alert_to(carrier, "2060")
    carrier.texts("BIN Zurenborg: inbraak in de Kerkstraat 5")
    assert ([one for one, _ in told(carrier)], sightings(carrier)) == (["2018"], 0)


def test_of_two_alerts_the_one_where_the_place_lies_is_meant(carrier: Carrier) -> None:
    here, newer = alert_to(carrier, "2018"), alert_to(carrier, "2060")
    carrier.texts("Twee mannen met een rugzak, Dolfijnstraat 12")
    carrier.texts("Twee mannen met een rugzak, Kerkstraat 12")
    with carrier.database.reading() as session:
        assert list(session.exec(select(Report.answers).order_by(col(Report.id)))) == [here, newer]


def test_a_sighting_that_was_meant_for_another_network_becomes_a_report_there(carrier: Carrier) -> None:
    alert_to(carrier, "2018")
    carrier.texts("Er wordt ingebroken, Kerkstraat 5")
    assert sightings(carrier) == 1
    carrier.texts("Dam")
    with carrier.database.reading() as session:
        report = session.exec(select(Report)).one()
    assert (report.answers, told(carrier)[0][0], sightings(carrier)) == (None, "2060", 0)


# ---- by phone


def test_a_caller_in_two_networks_is_asked_for_which_one(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE).presses("1").hears("Gaat het over BIN Zurenborg")
    call.presses("2").presses("1").presses("2").speaks()
    assert [one for one, _ in told(carrier)] == ["2060"]


def test_a_caller_is_asked_first_about_the_network_in_which_an_alert_runs(carrier: Carrier) -> None:
    alert_to(carrier, "2060")
    call = carrier.call(HOTLINE).presses("4").presses("1").hears("Gaat het over BIN-Z Dam")
    call.presses("").presses("").presses("1").presses("2").speaks()
    assert [one for one, _ in told(carrier)] == ["2060"]


def test_an_alert_that_begins_while_the_caller_is_asked_changes_nothing(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE).presses("1").hears("Gaat het over BIN Zurenborg")
    alert_to(carrier, "2060")
    call.presses("1").presses("1").presses("2").speaks()
    assert [one for one, _ in told(carrier)] == ["2018"]


def test_whoever_of_the_house_is_in_that_network_reports(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        session.exec(select(Membership).order_by(col(Membership.id).desc())).first().state = "left"
        els = Member(name="Els", created_at=datetime.now(UTC))
        session.add(els)
        session.flush()
        els_id = els.id
        session.add(Phone(member_id=els.id or 0, number=MEMBER, number_hash=MEMBER, kind=PhoneKind.MOBILE))
        session.add(Membership(member_id=els.id or 0, network_id=network(session, "2060").id or 0))
    carrier.call(HOTLINE).presses("1").presses("2").presses("1").presses("2").speaks()
    carrier.texts("BIN-Z Dam: winkeldief op het Damplein 7")
    with carrier.database.reading() as session:
        assert {report.member_id for report in session.exec(select(Report))} == {els_id}
