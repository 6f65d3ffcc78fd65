"""Tidying up, every few seconds while there is something: broadcasts at their end, reports that were left open,
recordings that did not come."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel import col, exists, select

from broadcast import recordings
from broadcast.ended import fail_if_nothing_is_left
from broadcast.means import Means
from broadcast.start import finish
from carrier.carrier import Carrier, Refused, Unreachable
from db.broadcasts import Attempt, Broadcast, Delivery, DeliveryState
from db.claims import ALIVE, awaited_long, kept_twice, left_open, past_its_end
from db.moves import move
from db.reports import Recording, Report, ReportState

_AT_ONCE = 50

log = structlog.get_logger()


async def tidy(means: Means, carrier: Carrier, now: datetime) -> None:
    """All of it, once."""
    close_the_old(means, now)
    await drop_the_empty(means, carrier, now)
    await fetch_the_missing(means, carrier, now)


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
    return closed


async def drop_the_empty(means: Means, carrier: Carrier, now: datetime) -> None:
    """A report whose call ended, and of which the carrier has no recording either, is dropped: nothing was said."""
    with means.database.reading() as session:
        asked = select(Report.id, Report.call_id).where(*left_open(now), col(Report.recording_id).is_(None))
        empty = session.exec(asked.limit(_AT_ONCE)).all()
    for report_id, call_id in empty:
        try:
            there = await carrier.recordings_of(call_id)
        except (Refused, Unreachable) as away:
            log.warning("recordings_not_asked", error=str(away))
            continue
        if _known(means, there):
            with means.database.writing() as session:
                move(session, Report, report_id or 0, ReportState.DROPPED)
        else:
            log.error("recording_without_its_report", report=report_id)


def _known(means: Means, there: object) -> bool:
    """Whether all of the carrier's recordings are with us."""
    wanted = list(there) if isinstance(there, list | tuple) else []
    with means.database.reading() as session:
        have = set(session.exec(select(Recording.carrier_id).where(col(Recording.carrier_id).in_(wanted))))
    return set(wanted) <= have


async def fetch_the_missing(means: Means, carrier: Carrier, now: datetime) -> None:
    """Recordings that are awaited too long, and those that the carrier has still."""
    with means.database.reading() as session:
        asked = select(Recording.id).where(*awaited_long(now)).limit(_AT_ONCE)
        twice = select(Recording.id).where(*kept_twice()).limit(_AT_ONCE)
        missing = [*session.exec(asked), *session.exec(twice)]
    for recording_id in filter(None, missing):
        await recordings.fetch(means, carrier, recording_id, waits=())
