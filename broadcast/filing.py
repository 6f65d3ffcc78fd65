"""Filing a report: what was recorded or written gets its number, rings the duty phones, and its reporter is told. From
whichever side a recording becomes known (the call, the carrier's callback, the sweep), it is filed once; so is the name
of who wants to join."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from broadcast import duty, errands, status
from broadcast.means import Means
from broadcast.plan import kind_of
from broadcast.proofs import ask
from carrier.carrier import Language
from carrier.phone import PhoneKind
from db.broadcasts import Broadcast, BroadcastState, ErrandKind, Urgency
from db.calls import account_of_call
from db.member_joining import put_on_the_list
from db.moves import move
from db.overrides import keep_reason, waiting_override
from db.people import Zone
from db.proofs import proof_in_call
from db.reports import Recording, Report, ReportState, free_number, open_in_call

_ANOTHER = 10_000  # added to the turn of a report for which no turn of the call was opened
_TRIES = 5  # for a free number, when another report takes the same one at the same moment


def keep_recording(means: Means, call_id: str, recording_id: str, seconds: int, now: datetime) -> int | None:
    """A recording of this call is known at the carrier: the report, the draft or the override that waited for it gets it. Its row's
    id, for `want_recording`; None when it was known, or nothing waited."""
    try:
        return _keep(means, call_id, recording_id, seconds, now)
    except IntegrityError:
        if not _is_known(means, recording_id):
            raise
        return None  # told from two sides at once: the other one kept it


def _is_known(means: Means, recording_id: str) -> bool:
    with means.database.reading() as session:
        return (
            session.exec(select(Recording.id).where(Recording.carrier_id == recording_id)).first() is not None
        )


def _keep(means: Means, call_id: str, recording_id: str, seconds: int, now: datetime) -> int | None:
    with means.database.writing() as session:
        if session.exec(select(Recording.id).where(Recording.carrier_id == recording_id)).first():
            return None
        report, draft = open_in_call(session, call_id), _open_draft(session, call_id)
        proof, override = proof_in_call(session, call_id), waiting_override(session, call_id)
        if report is None and draft is None and proof is None and override is None:
            report = _another(session, call_id, now)
            if report is None:
                return None
        recording = Recording(
            token=secrets.token_urlsafe(24),
            carrier_id=recording_id,
            call_id=call_id,
            seconds=seconds,
            language=report.language if report else proof.language if proof else Language.NL,
            made_at=now,
            account=account_of_call(session, call_id),
        )
        session.add(recording)
        session.flush()
        if proof is not None and (report is None or proof.asked_at >= report.opened_at):
            proof.recording_id = recording.id
            put_on_the_list(session, proof, now)
            session.flush()
            ask(means, session, proof, now)
        elif report is not None:
            report.recording_id = recording.id
            session.flush()
            file_report(means, session, report, now)
        elif override is not None and (draft is None or override.made_at >= draft.drafted_at):
            keep_reason(session, override, recording.id or 0, now)
        elif draft is not None:
            draft.recording_id = recording.id
        return recording.id


def _another(session: Session, call_id: str, now: datetime) -> Report | None:
    """Something more was spoken in a call whose report is filed already: it is a report of its own, about the same."""
    asked = select(Report).where(Report.call_id == call_id, col(Report.recording_id).is_not(None))
    filed = session.exec(asked.order_by(col(Report.turn).desc())).first()
    if filed is None:
        return None
    report = Report(
        zone_id=filed.zone_id, network_id=filed.network_id, member_id=filed.member_id, answers=filed.answers, kind=filed.kind,
        now=filed.now, reporter=filed.reporter, reporter_hash=filed.reporter_hash, language=filed.language, call_id=call_id,
        turn=filed.turn + _ANOTHER, opened_at=now,
    )  # fmt: skip
    session.add(report)
    session.flush()
    return report


def file_report(means: Means, session: Session, report: Report, now: datetime) -> None:
    """Something was kept: the report gets its number, the duty phones ring, the reporter gets the number by text."""
    new = col(Report.state) != ReportState.TAKEN
    if not move(session, Report, report.id or 0, ReportState.FILED, new, filed_at=now):
        return
    session.refresh(report)
    _give_number(session, report, now)
    duty.duty(session, report, now, means.settings, means.texts)
    if report.answers is not None:
        status.sighted(session, report.answers)
    _text_number(means, session, report, now)


def add_to_report(
    means: Means, session: Session, report: Report, words: str, key: str, now: datetime
) -> None:
    """The reporter has texted something more: it belongs to the same report. Who has taken that hears it told again, so
    that nothing waits unheard. `key`: the text's own id."""
    report.text = "\n".join(filter(None, (report.text, words)))
    session.flush()
    taken = col(Report.state) == ReportState.TAKEN
    if move(session, Report, report.id or 0, ReportState.FILED, taken):
        session.refresh(report)
        duty.duty(session, report, now, means.settings, means.texts, again=f":{key}")


def _open_draft(session: Session, call_id: str) -> Broadcast | None:
    asked = select(Broadcast).where(
        Broadcast.call_id == call_id,
        Broadcast.state == BroadcastState.DRAFT,
        col(Broadcast.recording_id).is_(None),
        col(Broadcast.outcome).is_(None) | (col(Broadcast.outcome) == "spoken"),
    )
    return session.exec(asked.order_by(col(Broadcast.id).desc())).first()


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


def _text_number(means: Means, session: Session, report: Report, now: datetime) -> None:
    """A text gets its answer anyway; who withheld his number, or rings from a landline, heard it in the call."""
    if (
        report.reporter is None
        or report.recording_id is None
        or kind_of(report.reporter) is not PhoneKind.MOBILE
    ):
        return
    zone = session.get_one(Zone, report.zone_id)
    facts = {"zone": zone.name, "number": report.number}
    body = means.texts.message("report_number", report.language, facts)
    errands.text(
        session, key=f"report_number:{report.id}", zone_id=report.zone_id, kind=ErrandKind.REPORT_NUMBER,
        number=report.reporter, language=report.language, body=body, now=now, urgency=Urgency.ANSWER, report_id=report.id,
    )  # fmt: skip
