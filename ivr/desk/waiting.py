"""The reports that wait, on the police line: newest first, next, handled, made into a message, the reporter rung."""

from __future__ import annotations

from sqlmodel import Session

from broadcast import duty
from db.audit import write_down
from db.moves import move
from db.people import shown_line
from db.reports import Report, ReportState, waiting
from flows.engine.visit import Outcome, Visit
from ivr.desk.choosing import NEW
from ivr.desk.desk import Desk, number_fact, report_facts, there
from ivr.desk.officers import for_officers, network_ids, officers_networks, the_officer


@for_officers
def count_waiting(desk: Desk, visit: Visit) -> Outcome:
    """How many reports wait."""
    with desk.exchange.database.reading() as session:
        count = len(waiting(session, desk.zone_id, network_ids(session, visit)))
    return Outcome({0: "none", 1: "one"}.get(count, "some"), {"count": count})


@for_officers
def newest_report(desk: Desk, visit: Visit) -> Outcome:
    """The newest report that waits."""
    return _report_before(desk, visit, None)


@for_officers
def next_report(desk: Desk, visit: Visit) -> Outcome:
    """The one before the report that was just heard."""
    return _report_before(desk, visit, number_fact(visit, "report_id"))


def _report_before(desk: Desk, visit: Visit, before: int | None) -> Outcome:
    with desk.exchange.database.writing() as session:
        reports = waiting(session, desk.zone_id, network_ids(session, visit), before)
        if not reports:
            return Outcome("none", {"report_id": None})
        report = reports[0]
        take(desk, session, report, the_officer(visit))
        facts = report_facts(desk, session, report, visit.language)
        if report.recording_id is None:
            write_down(session, desk.now, the_officer(visit), "report read", report=there(report.id))
    return Outcome("spoken" if report.recording_id else "written", facts)


def take(desk: Desk, session: Session, report: Report, who: str) -> bool:
    """Somebody of the police has it: nobody else is rung for it. False when it was taken before."""
    if not move(session, Report, there(report.id), ReportState.TAKEN, taken_at=desk.now, taken_by=who):
        return False
    duty.stop_duty(session, there(report.id), desk.now)
    return True


@for_officers
def handle_report(desk: Desk, visit: Visit) -> Outcome:
    """Key 3: nothing more to do for this report."""
    report = number_fact(visit, "report_id")
    with desk.exchange.database.writing() as session:
        if report is not None and move(session, Report, report, ReportState.HANDLED):
            duty.stop_duty(session, report, desk.now)
            write_down(session, desk.now, the_officer(visit), "report handled", report=report)
    return Outcome("handled")


@for_officers
def alert_of_report(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: the report proposes its network."""
    report_id = number_fact(visit, "report_id")
    with desk.exchange.database.reading() as session:
        report = session.get(Report, report_id) if report_id is not None else None
        mine = {network.id: network.name for network in officers_networks(session, visit)}
    new = NEW | {"from_report": report_id, "of_report": True}
    if report is None or report.network_id not in mine:
        return Outcome("unknown", new)
    return Outcome("known", new | {"network_id": report.network_id, "network": mine[report.network_id]})


@for_officers
def find_reporter(desk: Desk, visit: Visit) -> Outcome:
    """Key 4: the reporter is rung from the number that members know; neither hears the other's number. The number
    itself stays in the database: the table gets the report's name for it."""
    report_id = number_fact(visit, "report_id")
    with desk.exchange.database.writing() as session:
        report = session.get(Report, report_id) if report_id is not None else None
        if report is None or report.reporter is None or shown_line(session, desk.zone_id) is None:
            return Outcome("unknown")
        write_down(session, desk.now, the_officer(visit), "reporter rung", report=report_id)
    return Outcome("known", {"reporter": f"report:{report_id}"})
