"""The door: a draft becomes a broadcast with its deliveries, once, however often it is knocked. And its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from broadcast.failpoints import failpoint
from broadcast.members import insert_deliveries, who_gets_it
from db.audit import write_down
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Delivery,
    DeliveryState,
    Tally,
    Urgency,
    Way,
    Wish,
)
from db.claims import ALIVE, one_at_a_time
from db.moves import count, move, open_tally
from db.people import Officer, Zone
from db.reports import Report, ReportState
from db.session import Database
from settings import Settings

URGENCY = {
    BroadcastKind.ALERT: Urgency.ALERT,
    BroadcastKind.CORRECTION: Urgency.ALERT,
    BroadcastKind.FEEDBACK: Urgency.FEEDBACK,
    BroadcastKind.DRILL: Urgency.FEEDBACK,
    BroadcastKind.NOTICE: Urgency.NOTICE,
}
_TALK = 45.0  # seconds that one call takes from ringing to its end, for the honest time
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Started:
    """A broadcast runs, to so many members; `again` when it was running already."""

    members: int
    again: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """How far a broadcast is, in members; who confirmed was reached too."""

    reached: int = 0
    confirmed: int = 0
    failed: int = 0
    suppressed: int = 0
    stopped: int = 0
    sightings: int = 0


def start(database: Database, settings: Settings, broadcast_id: int, now: datetime) -> Started | None:
    """Confirm a draft: it and its deliveries are there when this returns. None when it was put aside."""
    with database.writing() as session:
        ends = {"confirmed_at": now, "closes_at": now + settings.sighting_window}
        if not move(session, Broadcast, broadcast_id, BroadcastState.CONFIRMED, **ends):
            return _started_before(session, broadcast_id)
        broadcast = session.get_one(Broadcast, broadcast_id, populate_existing=True)
        if broadcast.kind is BroadcastKind.ALERT:
            zone = session.get_one(Zone, broadcast.zone_id)
            broadcast.feedback_due_at = end_of_next_working_day(now, ZoneInfo(zone.timezone))
        broadcast.members = _deliver(session, broadcast, now)
        if broadcast.report_id is not None:  # a report of which a message was made waits no more
            move(session, Report, broadcast.report_id, ReportState.HANDLED)
        officer = session.get_one(Officer, broadcast.officer_id)
        what = {"broadcast": broadcast_id, "kind": broadcast.kind.value, "members": broadcast.members}
        write_down(session, now, f"officer {officer.id}", "broadcast started", **what)
        session.flush()
        failpoint("start.before_commit")
    failpoint("start.after_commit")
    return Started(broadcast.members, again=False)


def _started_before(session: Session, broadcast_id: int) -> Started | None:
    broadcast = session.get(Broadcast, broadcast_id)
    if broadcast is None or broadcast.state is BroadcastState.CANCELLED:
        return None
    return Started(broadcast.members, again=True)


def _deliver(session: Session, broadcast: Broadcast, now: datetime) -> int:
    """Make the deliveries; how many are not suppressed."""
    broadcast_id = broadcast.id or 0
    insert_deliveries(session, broadcast, URGENCY[broadcast.kind], now)
    open_tally(session, broadcast_id)
    asked = (
        select(Delivery.state, func.count())
        .where(Delivery.broadcast_id == broadcast_id)
        .group_by(Delivery.state)
    )
    made = dict(session.exec(asked).all())
    count(session, broadcast_id, 0, {"suppressed": made.get(DeliveryState.SUPPRESSED, 0)})
    return made.get(DeliveryState.PENDING, 0)


def end_of_next_working_day(now: datetime, zone: ZoneInfo) -> datetime:
    """When feedback is owed; holidays are not known here."""
    day = now.astimezone(zone) + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day.replace(hour=23, minute=59, second=0, microsecond=0).astimezone(now.tzinfo)


def recipients(session: Session, broadcast_id: int) -> int:
    """How many members would get this draft."""
    who = who_gets_it(session, session.get_one(Broadcast, broadcast_id), func.now())
    counted = select(func.count()).select_from(who).where(who.c.suppressed.is_(None))
    return int(session.execute(counted).scalar_one())


def seconds_until_last_ring(session: Session, settings: Settings, broadcast_id: int) -> float:
    """The honest time until the last phone of this draft rings: its own calls, after those that go first, at the
    account's rate, or slower where the lines are too few."""
    broadcast = session.get_one(Broadcast, broadcast_id)
    who = who_gets_it(session, broadcast, func.now())
    own = select(func.count()).select_from(who).where(who.c.suppressed.is_(None), who.c.can_call == 1)
    ahead = (
        select(func.count())
        .select_from(Delivery)
        .where(col(Delivery.call_due_at).is_not(None), col(Delivery.urgency) <= URGENCY[broadcast.kind])
    )
    calls: int = session.execute(own).scalar_one() + session.exec(ahead).one()
    rate = min(settings.calls_per_second, settings.calls_at_once / _TALK)
    return calls / rate


def counts(session: Session, broadcast_id: int) -> Counts:
    """The broadcast's counters; never counted from its deliveries."""
    sums = [
        func.coalesce(func.sum(column), 0)
        for column in (
            Tally.reached, Tally.confirmed, Tally.failed, Tally.suppressed, Tally.stopped, Tally.sightings,
        )
    ]  # fmt: skip
    row = session.execute(select(*sums).where(Tally.broadcast_id == broadcast_id)).one()
    return Counts(*(int(value) for value in row))


def finish(session: Session, broadcast_id: int, why: str, now: datetime) -> bool:
    """Close a broadcast (`over`, `stopped`, `deadline`): nothing more is due, live calls are ended, who was not
    reached is `stopped` (one who is on the phone right now, when that call ends). Whether it was open."""
    one_at_a_time(session)  # a claim must not slip in between
    if not move(session, Broadcast, broadcast_id, BroadcastState.CLOSED, closed_why=why, closed_at=now):
        return False
    live = (col(Attempt.broadcast_id) == broadcast_id, col(Attempt.way) == Way.CALL, ALIVE)
    quietly = {"synchronize_session": False}
    ended = update(Attempt).where(*live, col(Attempt.pressed).is_(False)).values(wish=Wish.IS_ENDED)
    session.execute(ended.execution_options(**quietly))
    of_it = col(Delivery.broadcast_id) == broadcast_id
    nothing_due = update(Delivery).where(
        of_it, col(Delivery.call_due_at).is_not(None) | col(Delivery.text_due_at).is_not(None)
    )
    session.execute(nothing_due.values(call_due_at=None, text_due_at=None).execution_options(**quietly))
    on_the_phone = select(Attempt.delivery_id).where(*live)
    waiting = (
        select(Delivery.id)
        .where(
            of_it,
            col(Delivery.state).in_([DeliveryState.PENDING, DeliveryState.TRYING]),
            col(Delivery.id).not_in(on_the_phone),
        )
        .order_by(col(Delivery.id))
        .with_for_update()
    )
    rows = [row for row in session.exec(waiting) if row is not None]
    _stop(session, broadcast_id, rows)
    return True


def _stop(session: Session, broadcast_id: int, rows: list[int]) -> None:
    for first in range(0, len(rows), 500):
        some = rows[first : first + 500]
        stopped = update(Delivery).where(col(Delivery.id).in_(some)).values(state=DeliveryState.STOPPED)
        session.execute(stopped.execution_options(synchronize_session=False))
    count(session, broadcast_id, 0, {"stopped": len(rows)})
