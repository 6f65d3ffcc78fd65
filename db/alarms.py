"""What a person has to hear of: alarms that are on until what they tell of is over, and the worker's last words, by
which a restored database is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, false, literal_column, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, Session, SQLModel, col, exists, select

from db.broadcasts import Attempt, AttemptState, Way


class Trouble(StrEnum):
    """What may be wrong; a member's, an errand's and a broadcast's have its number behind."""

    CARRIER_AWAY = "carrier_away"  # not reached, or without an answer
    CALLS_REFUSED = "calls_refused"  # the account, or what is set up there
    TEXTS_REFUSED = "texts_refused"
    TOO_MANY = "too_many"  # the carrier takes less than the settings say
    RESTORED = "restored"  # broadcasts are held until a person resumes them
    NOT_SETTLED = "not_settled"  # a member's delivery has no end
    UNREADABLE = "unreadable"  # sealed with a key that SEAL_KEYS does not have


_SILENCE = timedelta(seconds=4)  # a carrier answers within one, as a rule
_NEWEST = 200  # attempts among which one that it took is looked for
# Written out, not bound: only so does SQLite see that the index on live attempts fits.
_ALIVE: ColumnElement[bool] = literal_column("attempts.state <> 'ended'")


class Alarm(SQLModel, table=True):
    """One thing that is wrong, since when, and when it was last seen. `afterwards`: the carrier took it and refused it
    later, so that its taking others says nothing."""

    __tablename__ = "alarms"

    name: str = Field(primary_key=True, max_length=64)
    detail: str = Field(default="", max_length=200)
    since: datetime
    seen_at: datetime
    afterwards: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class LastWords(SQLModel, table=True):
    """When a worker was last here; one row."""

    __tablename__ = "last_words"

    id: int = Field(default=1, primary_key=True)
    at: datetime


REFUSED = {Way.CALL: Trouble.CALLS_REFUSED, Way.TEXT: Trouble.TEXTS_REFUSED}


def ring(session: Session, name: str, detail: str, now: datetime, *, afterwards: bool = False) -> bool:
    """An alarm is on; whether that is news."""
    said: dict[str, object] = {"seen_at": now, "detail": detail[:200]}
    said |= {"afterwards": True} if afterwards else {}
    seen = update(Alarm).where(col(Alarm.name) == name).values(**said)
    done = session.execute(seen.execution_options(synchronize_session=False))
    if isinstance(done, CursorResult) and done.rowcount:
        return False
    session.add(Alarm(name=name, detail=detail[:200], since=now, seen_at=now, afterwards=afterwards))
    session.flush()
    return True


def over(session: Session, *names: str) -> None:
    """These alarms are over."""
    session.execute(delete(Alarm).where(col(Alarm.name).in_(names)))


def taken_again(session: Session, *names: str) -> None:
    """The carrier takes what it did not take: these alarms are over, but for what it refuses after it has taken it."""
    session.execute(delete(Alarm).where(col(Alarm.name).in_(names), col(Alarm.afterwards).is_(False)))


def alarms(session: Session) -> Sequence[Alarm]:
    """What is wrong now, the oldest first."""
    return session.exec(select(Alarm).order_by(col(Alarm.since))).all()


def carrier_trouble(session: Session, now: datetime, patience: timedelta) -> str | None:
    """What is wrong with the carrier now, in one word: `away`, `all` (it refuses calls and texts), `calls`, `texts`, `slow`
    (it takes less); None when all is well. `patience` is how long one request may take: a carrier that hangs is known
    sooner than that."""
    on = set(session.exec(select(Alarm.name)).all())
    for word, names in _CARRIER:
        if names <= on:
            return word
    return "away" if _is_silent(session, now, patience) else None


def _is_silent(session: Session, now: datetime, patience: timedelta) -> bool:
    """It was asked for something a while ago, and has answered nothing since."""
    asked = col(Attempt.placing_at)
    lately = (asked <= now - _SILENCE, asked > now - patience - _SILENCE)
    hangs = exists().where(_ALIVE, col(Attempt.state) == AttemptState.PLACING, *lately)
    newest = select(Attempt.placed_at).order_by(col(Attempt.id).desc()).limit(_NEWEST).subquery()
    question = select(hangs & ~exists().where(newest.c.placed_at > now - _SILENCE))
    return bool(session.execute(question).scalar_one())


_CARRIER: Sequence[tuple[str, frozenset[str]]] = (
    ("away", frozenset({Trouble.CARRIER_AWAY})),
    ("all", frozenset({Trouble.CALLS_REFUSED, Trouble.TEXTS_REFUSED})),
    ("calls", frozenset({Trouble.CALLS_REFUSED})),
    ("texts", frozenset({Trouble.TEXTS_REFUSED})),
    ("slow", frozenset({Trouble.TOO_MANY})),
)
