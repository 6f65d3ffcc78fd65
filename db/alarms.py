"""What a person has to hear of: alarms that are on until what they tell of is over, and the worker's last words, by
which a restored database is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, Session, SQLModel, col, select

from db.broadcasts import Way


class Trouble(StrEnum):
    """What may be wrong; a member's and a broadcast's have its number behind."""

    CARRIER_AWAY = "carrier_away"  # not reached, or without an answer
    CALLS_REFUSED = "calls_refused"  # the account, or what is set up there
    TEXTS_REFUSED = "texts_refused"
    TOO_MANY = "too_many"  # the carrier takes less than the settings say
    RESTORED = "restored"  # broadcasts are held until a person resumes them
    NOT_SETTLED = "not_settled"  # a member's delivery has no end


class Alarm(SQLModel, table=True):
    """One thing that is wrong, since when, and when it was last seen."""

    __tablename__ = "alarms"

    name: str = Field(primary_key=True, max_length=64)
    detail: str = Field(default="", max_length=200)
    since: datetime
    seen_at: datetime


class LastWords(SQLModel, table=True):
    """When a worker was last here; one row."""

    __tablename__ = "last_words"

    id: int = Field(default=1, primary_key=True)
    at: datetime


REFUSED = {Way.CALL: Trouble.CALLS_REFUSED, Way.TEXT: Trouble.TEXTS_REFUSED}


def ring(session: Session, name: str, detail: str, now: datetime) -> bool:
    """An alarm is on; whether that is news."""
    seen = update(Alarm).where(col(Alarm.name) == name).values(seen_at=now, detail=detail[:200])
    done = session.execute(seen.execution_options(synchronize_session=False))
    if isinstance(done, CursorResult) and done.rowcount:
        return False
    session.add(Alarm(name=name, detail=detail[:200], since=now, seen_at=now))
    session.flush()
    return True


def over(session: Session, *names: str) -> None:
    """These alarms are over."""
    session.execute(delete(Alarm).where(col(Alarm.name).in_(names)))


def alarms(session: Session) -> Sequence[Alarm]:
    """What is wrong now, the oldest first."""
    return session.exec(select(Alarm).order_by(col(Alarm.since))).all()
