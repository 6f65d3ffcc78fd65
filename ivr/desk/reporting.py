"""A report is opened before the beep, and filed once something is known to be kept: nothing spoken is lost."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from broadcast import filing
from broadcast.jobs import want_recording
from broadcast.wake import wake
from db.reports import Report
from ivr.desk.desk import there
from ivr.exchange import Exchange


def open_report(session: Session, report: Report) -> int:
    """The row exists before the beep; the same call and turn find the same row."""
    same = select(Report).where(Report.call_id == report.call_id, Report.turn == report.turn)
    found = session.exec(same).first()
    if found is None:
        session.add(report)
        session.flush()
        found = report
    return there(found.id)


def keep_recording(exchange: Exchange, call_id: str, recording_id: str, seconds: int, now: datetime) -> None:
    """A recording of this call is known at the carrier: the report or the draft that waited for it gets it. However
    often and from whichever side this comes, it happens once."""
    kept = filing.keep_recording(exchange.means, call_id, recording_id, seconds, now)
    if kept is not None:
        want_recording(exchange.redis, kept)
        wake(exchange.redis)
