"""What the call to a reporter does whose report nobody of the police has heard yet."""

from __future__ import annotations

from db.broadcasts import Errand
from db.reports import Report, ReportState
from flows.engine.visit import Outcome, Visit
from flows.phrases import digits_apart
from ivr.desk.desk import Desk


def find_unheard(desk: Desk, visit: Visit) -> Outcome:
    """Whether the report still waits: somebody may have taken it while we rang."""
    with desk.exchange.database.reading() as session:
        errand = session.get_one(Errand, desk.attempt.errand_id if desk.attempt else None)
        report = session.get_one(Report, errand.report_id)
    waits = report.state is ReportState.FILED
    return Outcome("waits" if waits else "heard", {"number": digits_apart(report.number or "")})
