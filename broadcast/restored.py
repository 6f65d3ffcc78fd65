"""A database that was put back from a backup: its running broadcasts are held until a person resumes them. Known by the
worker's last words, which stand in the database and in Redis: in the database they have gone back in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from redis import Redis, RedisError
from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, exists, select

from db.alarms import LastWords, Trouble, over, ring
from db.broadcasts import Attempt, Broadcast, BroadcastState, Delivery, DeliveryState, Way
from db.session import Database, open_database
from settings import Settings

_KEY = "last_words"
_GONE_BACK = timedelta(minutes=1)
# Where Redis has lost them, a longer silence may be a backup. A machine that starts again after a power cut goes on by
# itself: until then an alert still means something.
_TOO_LONG = timedelta(minutes=15)

log = structlog.get_logger()


def under_way(settings: Settings) -> bool:
    """Whether a broadcast runs; not in a database that has no tables yet."""
    database = open_database(settings)
    try:
        with database.reading() as session:
            runs = select(Broadcast.id).where(Broadcast.state == BroadcastState.CONFIRMED).limit(1)
            return session.exec(runs).first() is not None
    except SQLAlchemyError:
        return False
    finally:
        database.close()


def look_back(database: Database, redis: Redis, now: datetime) -> int:
    """Say that a worker is here, and hold what runs in a database that was put back; how many broadcasts."""
    heard = _heard(redis, now)
    with database.writing() as session:
        last = session.get(LastWords, 1)
        if last is None:
            session.add(LastWords(at=now))
            return 0
        held = hold_all(session, now) if was_put_back(last.at, heard, now) else 0
        last.at = now
        return held


def _heard(redis: Redis, now: datetime) -> datetime | None:
    try:
        said = redis.get(_KEY)
        redis.set(_KEY, now.timestamp())
    except (RedisError, OSError):
        return None
    return datetime.fromtimestamp(float(said), UTC) if isinstance(said, bytes) else None


def was_put_back(last: datetime, heard: datetime | None, now: datetime) -> bool:
    """Whether the database has forgotten what Redis remembers, or nobody can tell and the silence was long."""
    return now - last > _TOO_LONG if heard is None else heard - last > _GONE_BACK


def hold_all(session: Session, now: datetime) -> int:
    """Nothing of what runs goes on by itself; how many broadcasts are held."""
    runs = select(Broadcast.id).where(
        Broadcast.state == BroadcastState.CONFIRMED,
        col(Broadcast.held_since).is_(None),
        exists().where(
            col(Delivery.broadcast_id) == col(Broadcast.id),
            col(Delivery.call_due_at).is_not(None) | col(Delivery.text_due_at).is_not(None),
        ),
    )
    ids = [found for found in session.exec(runs) if found is not None]
    if ids:
        _change(session, Broadcast, col(Broadcast.id).in_(ids), held_since=now)
        _change(session, Delivery, col(Delivery.broadcast_id).in_(ids), call_due_at=None, text_due_at=None)
        ring(session, Trouble.RESTORED, f"broadcasts {', '.join(map(str, ids))}", now)
        log.critical("held_after_restore", broadcasts=ids, do="buurtlijn broadcast resume, or stop")
    return len(ids)


def resume(session: Session, broadcast_id: int, now: datetime) -> bool:
    """A person has decided: who was not called (or texted) as far as this database knows is called now. Whether it
    was held."""
    mine = (col(Broadcast.id) == broadcast_id, col(Broadcast.held_since).is_not(None))
    if not _change(session, Broadcast, *mine, held_since=None):
        return False
    waits = (col(Delivery.broadcast_id) == broadcast_id, col(Delivery.state) == DeliveryState.PENDING)
    texted = exists().where(col(Attempt.delivery_id) == col(Delivery.id), col(Attempt.way) == Way.TEXT)
    open_still = col(Delivery.state).in_([DeliveryState.PENDING, DeliveryState.TRYING])
    _change(session, Delivery, *waits, call_due_at=now)
    _change(
        session, Delivery, col(Delivery.broadcast_id) == broadcast_id, open_still, ~texted, text_due_at=now
    )
    no_more_held(session)
    return True


def no_more_held(session: Session) -> None:
    """The alarm is over when nothing is held any more."""
    if session.exec(select(Broadcast.id).where(col(Broadcast.held_since).is_not(None))).first() is None:
        over(session, Trouble.RESTORED)


def _change(
    session: Session, table: type[Broadcast] | type[Delivery], *where: object, **values: object
) -> int:
    changed = update(table).where(*where).values(**values)  # type: ignore[arg-type]
    done = session.execute(changed.execution_options(synchronize_session=False))
    return done.rowcount if isinstance(done, CursorResult) else 0
