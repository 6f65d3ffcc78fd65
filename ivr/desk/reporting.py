"""How a report is opened before the beep, and filed once something is known to be kept: nothing spoken is lost."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from broadcast import errands, status
from broadcast.jobs import want_recording
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from db.broadcasts import Broadcast, BroadcastState, ErrandKind, Urgency
from db.moves import move
from db.people import Zone
from db.reports import Recording, Report, ReportState, free_number, open_in_call
from ivr.desk.desk import there
from ivr.exchange import Exchange

_TRIES = 5  # for a free number, when another report takes the same one at the same moment


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
    with exchange.database.writing() as session:
        if session.exec(select(Recording.id).where(Recording.carrier_id == recording_id)).first():
            return
        report, draft = open_in_call(session, call_id), _open_draft(session, call_id)
        if report is None and draft is None:
            return
        language = report.language if report else Language.NL
        recording = Recording(
            token=secrets.token_urlsafe(24),
            carrier_id=recording_id,
            call_id=call_id,
            seconds=seconds,
            language=language,
            made_at=now,
        )
        session.add(recording)
        session.flush()
        if report is not None:
            report.recording_id = recording.id
            session.flush()
            file_report(exchange, session, report, now)
        elif draft is not None:
            draft.recording_id = recording.id
        kept = there(recording.id)
    want_recording(exchange.redis, kept)
    wake(exchange.redis)


def _open_draft(session: Session, call_id: str) -> Broadcast | None:
    asked = select(Broadcast).where(
        Broadcast.call_id == call_id,
        Broadcast.state == BroadcastState.DRAFT,
        col(Broadcast.recording_id).is_(None),
        col(Broadcast.outcome).is_(None) | (col(Broadcast.outcome) == "spoken"),
    )
    return session.exec(asked.order_by(col(Broadcast.id).desc())).first()


def file_report(exchange: Exchange, session: Session, report: Report, now: datetime) -> None:
    """Something was kept: the report gets its number, the duty phones ring, the reporter gets the number by text."""
    if not move(session, Report, there(report.id), ReportState.FILED, filed_at=now):
        return
    session.refresh(report)
    _give_number(session, report, now)
    errands.duty(session, report, now, exchange.settings, exchange.texts)
    if report.answers is not None:
        status.sighted(session, report.answers)
    _text_number(exchange, session, report, now)


def _give_number(session: Session, report: Report, now: datetime) -> None:
    for _ in range(_TRIES):
        try:
            with session.begin_nested():
                report.number = free_number(session, report.zone_id, now)
                session.flush()
        except IntegrityError:
            session.refresh(report)
        else:
            return


def _text_number(exchange: Exchange, session: Session, report: Report, now: datetime) -> None:
    if report.reporter is None or report.recording_id is None or not _is_mobile(exchange, report.reporter):
        return  # withheld, a landline, or a text that gets its answer anyway
    zone = session.get(Zone, report.zone_id)
    body = exchange.texts.message(
        "report_number", report.language, {"zone": zone.name if zone else "", "number": report.number}
    )
    errands.text(
        session, key=f"report_number:{report.id}", zone_id=report.zone_id, kind=ErrandKind.REPORT_NUMBER, number=report.reporter,
        language=report.language, body=body, now=now, urgency=Urgency.ANSWER, report_id=report.id,
    )  # fmt: skip


def _is_mobile(exchange: Exchange, number: str) -> bool:
    try:
        return Phone.parse(number, countries=exchange.settings.countries).kind is PhoneKind.MOBILE
    except NotAPhone:
        return False
