"""What the duty call does: somebody of the police takes the reports that nobody has taken yet."""

from __future__ import annotations

from broadcast.duty import pass_on as pass_it_on
from broadcast.wake import wake
from db.audit import write_down
from db.broadcasts import Errand
from db.reports import Report, untaken
from flows.engine.visit import Outcome, Visit
from ivr.desk.desk import Desk, number_fact, recording_facts, report_facts, there
from ivr.desk.waiting import take


def answer_duty(desk: Desk, visit: Visit) -> Outcome:
    """How many reports wait, and the newest of them."""
    with desk.exchange.database.reading() as session:
        reports = untaken(session, desk.zone_id)
        if not reports:
            return Outcome("none")
        facts = report_facts(desk, session, reports[0], visit.language)
    return Outcome("one" if len(reports) == 1 else "several", facts | {"count": len(reports)})


def take_report(desk: Desk, visit: Visit) -> Outcome:
    """Key 1 (or 2): the newest report is taken; its other duty calls are no longer due."""
    with desk.exchange.database.writing() as session:
        for report in untaken(session, desk.zone_id):
            if take(desk, session, report, _who(desk)):
                facts = report_facts(desk, session, report, visit.language)
                if report.recording_id is None:
                    write_down(session, desk.now, _who(desk), "report read", report=report.id)
                return Outcome(
                    "spoken" if report.recording_id else "written", facts | {"from_report": report.id}
                )
    return Outcome("none")


def hear_report_again(desk: Desk, visit: Visit) -> Outcome:
    """The report that was just heard."""
    with desk.exchange.database.reading() as session:
        report = session.get_one(Report, number_fact(visit, "report_id"))
    return Outcome("spoken" if report.recording_id else "written")


def report_ready(desk: Desk, visit: Visit) -> Outcome:
    """Whether the recording of the present report has come in from the carrier. Who listens to it is written down."""
    officer = number_fact(visit, "officer_id")
    with desk.exchange.database.writing() as session:
        report = session.get_one(Report, number_fact(visit, "report_id"))
        ready, token = recording_facts(session, report.recording_id, "report_audio")
        if ready == "yes":
            who = f"officer {officer}" if officer is not None else _who(desk)
            write_down(session, desk.now, who, "report heard", report=there(report.id))
    return Outcome(ready, token)


def more_reports(desk: Desk, visit: Visit) -> Outcome:
    """Whether more reports wait."""
    with desk.exchange.database.reading() as session:
        count = len(untaken(session, desk.zone_id))
    return Outcome("more" if count else "none", {"count": count})


def pass_on(desk: Desk, visit: Visit) -> Outcome:
    """Key 3: the next duty phone rings now, for everything that waits."""
    errand = _errand(desk)
    if errand is not None:
        with desk.exchange.database.writing() as session:
            pass_it_on(session, errand, desk.now, desk.exchange.settings.duty_again)
        wake(desk.exchange.redis)
    return Outcome("passed")


def _errand(desk: Desk) -> Errand | None:
    if desk.attempt is None or desk.attempt.errand_id is None:
        return None
    with desk.exchange.database.reading() as session:
        return session.get(Errand, desk.attempt.errand_id)


def _who(desk: Desk) -> str:
    errand = _errand(desk)
    return f"duty phone {errand.position}" if errand else "duty"
