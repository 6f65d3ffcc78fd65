"""The questions of the watch and of the pump: whether there is work, how many calls are live, what has to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, literal_column, or_, text, union_all
from sqlalchemy import select as core_select
from sqlmodel import Session, col, exists, select

from db.accounts import IN_USE
from db.alarms import Alarm, Trouble
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandState,
    Way,
)
from db.calls import Call
from db.news import News
from db.people import Line, LineUse, Zone
from db.prepared import Prepared
from db.reports import Recording, RecordingStatus, Report, ReportState

STILL_CALLED = (DeliveryState.PENDING, DeliveryState.TRYING, DeliveryState.REACHED)

# Written out, not bound: only so does SQLite see that the index on live attempts fits.
ALIVE: ColumnElement[bool] = literal_column("attempts.state <> 'ended'")

_ONE_CLAIM_AT_A_TIME = 7102  # an advisory lock's number
LONGEST_TALK = timedelta(hours=1)


def one_at_a_time(session: Session) -> None:
    """Claims wait for each other until the transaction ends: two must not both find a phone free."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_CLAIM_AT_A_TIME})"))


_LIVE_CALLS = Prepared(
    core_select(
        core_select(func.count())
        .select_from(Attempt)
        .where(ALIVE, col(Attempt.way) == literal_column("'call'"))
        .scalar_subquery()
        + core_select(func.count())
        .select_from(Call)
        .where(col(Call.ended_at).is_(None), col(Call.began_at) >= bindparam("long_ago"))
        .scalar_subquery()
    )
)


def live_calls(session: Session, now: datetime) -> int:
    """The calls under way, ours and those that came in: the carrier counts both."""
    return int(_LIVE_CALLS.rows(session, long_ago=now - LONGEST_TALK)[0][0])


def on_the_phone(session: Session, hashes: Sequence[str], now: datetime) -> set[str]:
    """Which of these numbers are on the phone with us, or being rung by us."""
    rung = select(Attempt.number_hash).where(
        ALIVE, col(Attempt.way) == Way.CALL, col(Attempt.number_hash).in_(hashes)
    )
    calling = select(Call.caller_hash).where(*_came_in(now), col(Call.caller_hash).in_(hashes))
    return {found for (found,) in session.execute(union_all(rung, calling)) if found}


def senders(session: Session, way: Way) -> dict[int, str]:
    """By zone, at the account in use: the number shown on its calls; for texts its text line, where it has one."""
    lines = session.exec(select(Line).where(Line.account == IN_USE)).all()
    shown = {line.zone_id: line.number for line in lines if line.shown}
    if way is Way.CALL:
        return shown
    return shown | {line.zone_id: line.number for line in lines if line.use is LineUse.TEXT_LINE}


def something_is_left(session: Session, delivery_id: int) -> bool:
    """Whether a call or a text of this delivery is still due, or under way."""
    still_due = col(Delivery.call_due_at).is_not(None) | col(Delivery.text_due_at).is_not(None)
    return _holds(
        session,
        exists().where(col(Delivery.id) == delivery_id, still_due),
        exists().where(col(Attempt.delivery_id) == delivery_id, ALIVE),
    )


def wished(session: Session, most: int = 50) -> list[int]:
    """The live calls that are to be changed and that the carrier knows."""
    asked = select(Attempt.id).where(
        col(Attempt.wish).is_not(None), ALIVE, col(Attempt.carrier_id).is_not(None)
    )
    return [found for found in session.exec(asked.limit(most)) if found is not None]


def unsent(session: Session, most: int = 1000) -> set[int]:
    """The calls that are to be ended and that the carrier may not know yet."""
    asked = select(Attempt.id).where(col(Attempt.wish).is_not(None), ALIVE, col(Attempt.carrier_id).is_(None))
    return {found for found in session.exec(asked.limit(most)) if found is not None}


def to_ask(session: Session, now: datetime, most: int) -> Sequence[int | None]:
    """The attempts about which the carrier is to be asked."""
    return session.exec(
        select(Attempt.id).where(col(Attempt.ask_at) <= now).order_by(col(Attempt.ask_at)).limit(most)
    ).all()


def anything(session: Session, now: datetime) -> bool:
    """Whether there is work for a pump."""
    return _holds(session, *_work(now))


def untidy(session: Session, now: datetime, keep: timedelta) -> bool:
    """Whether there is something to be tidied up: a broadcast at its end, a report left open, a recording awaited, or
    kept longer than `keep`."""
    return _holds(
        session,
        exists().where(*past_its_end(now)),
        exists().where(*left_open(now)),
        exists().where(*awaited_long(now)),
        exists().where(*kept_twice()),
        exists().where(*kept_too_long(now, keep)),
        exists().where(col(News.due_at) <= now),
        exists().where(col(Alarm.name).startswith(f"{Trouble.UNREADABLE}:")),
        exists().where(col(Zone.id).not_in(select(News.zone_id))),
    )


def past_its_end(now: datetime) -> tuple[Any, ...]:
    """Broadcasts whose time is over."""
    not_held = col(Broadcast.held_since).is_(None)
    return col(Broadcast.state) == BroadcastState.CONFIRMED, col(Broadcast.closes_at) <= now, not_held


def left_open(now: datetime) -> tuple[Any, ...]:
    """Reports whose call ended a while ago, and that still wait for a recording."""
    gone = select(Call.id).where(
        col(Call.id) == col(Report.call_id), col(Call.ended_at) <= now - timedelta(seconds=30)
    )
    return col(Report.state) == ReportState.OPEN, exists(gone)


def awaited_long(now: datetime) -> tuple[Any, ...]:
    """Recordings that should have been fetched by now."""
    return (
        col(Recording.status) == RecordingStatus.AWAITED,
        col(Recording.made_at) <= now - timedelta(seconds=20),
    )


def kept_twice() -> tuple[Any, ...]:
    """Recordings that we have and the carrier has still."""
    return col(Recording.status) == RecordingStatus.KEPT, col(Recording.deleted_at_carrier).is_(False)


def kept_too_long(now: datetime, keep: timedelta) -> tuple[Any, ...]:
    """Recordings whose time to be kept is over."""
    return col(Recording.status) == RecordingStatus.KEPT, col(Recording.made_at) <= now - keep


def _errand_due(now: datetime) -> tuple[Any, ...]:
    return col(Errand.state) == ErrandState.PENDING, col(Errand.due_at) <= now


def _due(way: Way, now: datetime) -> tuple[Any, ...]:
    return (
        exists().where((col(Delivery.call_due_at) if way is Way.CALL else col(Delivery.text_due_at)) <= now),
        exists().where(*_errand_due(now), col(Errand.way) == way),
    )


def _work(now: datetime) -> tuple[Any, ...]:
    return (
        *_due(Way.CALL, now),
        *_due(Way.TEXT, now),
        exists().where(col(Attempt.ask_at) <= now),
        exists().where(col(Attempt.wish).is_not(None), ALIVE),
    )


def _came_in(now: datetime) -> tuple[Any, ...]:
    """A call that came in is live until its end is told; one whose end was never told, for an hour."""
    return col(Call.ended_at).is_(None), col(Call.began_at) >= now - LONGEST_TALK


def _holds(session: Session, *questions: Any) -> bool:
    """Whether one of them does; asked in one go."""
    return bool(session.execute(select(or_(*questions))).scalar_one())
