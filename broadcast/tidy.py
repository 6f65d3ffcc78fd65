"""Tidying up, every few seconds while there is something: broadcasts at their end, reports that were left open,
recordings that did not come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, exists, select

from broadcast import news, recordings
from broadcast.ended import fail_if_nothing_is_left
from broadcast.filing import keep_recording
from broadcast.means import Means
from broadcast.start import finish
from carrier.carrier import Carrier, Refused, Unreachable
from carrier.carriers import Carriers
from db.alarms import Trouble, ring
from db.broadcasts import Attempt, Broadcast, Delivery, DeliveryState
from db.calls import account_of_call
from db.claims import ALIVE, awaited_long, kept_too_long, kept_twice, left_open, past_its_end
from db.columns import CannotOpen
from db.moves import move
from db.reports import Recording, RecordingStatus, Report, ReportState
from db.unreadable import look_again

_AT_ONCE = 50
_NOT_THERE = frozenset({404, 20404})  # a call that the carrier does not know has no recordings

log = structlog.get_logger()


async def tidy(means: Means, carriers: Carriers, now: datetime) -> None:
    """All of it, once."""
    close_the_old(means, now)
    forget_the_old(means, now)
    with means.database.writing() as session:
        look_again(session)
    news.tell(means, now)
    await settle_the_open(means, carriers, now)
    await fetch_the_missing(means, carriers, now)


def close_the_old(means: Means, now: datetime) -> int:
    """Close broadcasts whose time is over, once nothing of them is due or live: a first call is made however late it
    is. How many were closed."""
    closed = 0
    with means.database.reading() as session:
        old = session.exec(select(Broadcast.id).where(*past_its_end(now)).limit(_AT_ONCE)).all()
    for broadcast_id in filter(None, old):
        with means.database.writing() as session:
            due = exists().where(
                col(Delivery.broadcast_id) == broadcast_id,
                col(Delivery.call_due_at).is_not(None) | col(Delivery.text_due_at).is_not(None),
            )
            live = exists().where(col(Attempt.broadcast_id) == broadcast_id, ALIVE)
            if session.execute(select(due | live)).scalar_one():
                continue
            unsettled = select(Delivery.id).where(
                col(Delivery.broadcast_id) == broadcast_id,
                col(Delivery.state).in_([DeliveryState.PENDING, DeliveryState.TRYING]),
            )
            for delivery_id in session.exec(unsettled.order_by(col(Delivery.id))).all():
                fail_if_nothing_is_left(session, delivery_id or 0, "not_reached")
            closed += finish(session, broadcast_id, "deadline", now)
            _all_settled(session, broadcast_id, now)
    return closed


def _all_settled(session: Session, broadcast_id: int, now: datetime) -> None:
    """Every member has an end, or an alarm says which one has none."""
    open_still = select(Delivery.member_id).where(
        col(Delivery.broadcast_id) == broadcast_id,
        col(Delivery.state).in_([DeliveryState.PENDING, DeliveryState.TRYING]),
    )
    for member_id in session.exec(open_still).all():
        if ring(session, f"{Trouble.NOT_SETTLED}:{broadcast_id}:{member_id}", f"member {member_id}", now):
            log.critical("not_settled", broadcast=broadcast_id, member=member_id)


def forget_the_old(means: Means, now: datetime) -> None:
    """Recordings are kept so long and no longer: the audio goes, the row that says that there was one stays."""
    old = update(Recording).where(*kept_too_long(now, means.settings.keep_recordings))
    forgotten = {"status": RecordingStatus.FORGOTTEN, "audio": None}
    with means.database.writing() as session:
        session.execute(old.values(forgotten).execution_options(synchronize_session=False))


async def settle_the_open(means: Means, carriers: Carriers, now: datetime) -> None:
    """A report whose call ended without a recording that we know of: what the carrier has of it is filed; nothing was
    said where the carrier has none either, and the report is dropped."""
    with means.database.reading() as session:
        asked = select(Report.id, Report.call_id).where(*left_open(now), col(Report.recording_id).is_(None))
        rows = session.exec(asked.limit(_AT_ONCE)).all()
        left = [(report_id, call_id, account_of_call(session, call_id)) for report_id, call_id in rows]
    for report_id, call_id, account in left:
        try:
            there = await _recordings_of(carriers.of(account), call_id)
            kept = [keep_recording(means, call_id, recording_id, 0, now) for recording_id in there]
        except (Refused, Unreachable, CannotOpen) as no:
            log.warning("report_not_settled", report=report_id, error=str(no))
            continue
        if not any(kept):
            with means.database.writing() as session:
                move(session, Report, report_id or 0, ReportState.DROPPED)


async def _recordings_of(carrier: Carrier, call_id: str) -> Sequence[str]:
    try:
        return await carrier.recordings_of(call_id)
    except Refused as refused:
        if refused.code in _NOT_THERE:
            return ()
        raise


async def fetch_the_missing(means: Means, carriers: Carriers, now: datetime) -> None:
    """Recordings that are awaited too long, and those that the carrier has still."""
    with means.database.reading() as session:
        awaited = session.exec(select(Recording.id).where(*awaited_long(now)).limit(_AT_ONCE)).all()
        twice = session.exec(select(Recording.id).where(*kept_twice()).limit(_AT_ONCE)).all()
        missing = [*awaited, *twice]
    for recording_id in filter(None, missing):
        await recordings.fetch(means, carriers, recording_id, waits=())
