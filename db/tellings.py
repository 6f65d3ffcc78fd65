"""What was told of alarms, to people who are not on the line: each kind of alarm once when it comes on, once when it is
over, and never more often than a person wants to hear of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, select

from db.alarms import Alarm, alarms

_TRY_AGAIN = timedelta(minutes=1)  # a way that did not work


class Telling(SQLModel, table=True):
    """The last that was told of one kind of alarm: whether it was on, for how many alarms, when. `ways_left` have still to
    be tried (again), at `again_at`."""

    __tablename__ = "tellings"

    kind: str = Field(primary_key=True, max_length=32)
    is_on: bool
    count: int
    at: datetime
    ways_left: str = Field(default="", max_length=40)
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Word:
    """Something to be told: an alarm has come on, or is over. `details` name no person."""

    kind: str
    is_on: bool
    at: datetime
    since: datetime
    details: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


def kind_of(name: str) -> str:
    """The kind of an alarm; a member's or a broadcast's has its number behind."""
    return name.partition(":")[0]


def to_tell(session: Session, now: datetime, pause: timedelta) -> list[str]:
    """The kinds of alarms of which there is something to tell now."""
    on = _by_kind(session)
    told = {one.kind: one for one in session.exec(select(Telling))}
    return [
        kind
        for kind in sorted(on.keys() | told.keys())
        if _is_news(told.get(kind), on.get(kind, ()), now, pause) or _is_left(told.get(kind), now)
    ]


def take(session: Session, kind: str, ways: Collection[str], now: datetime, pause: timedelta) -> Word | None:
    """What is to be told of this kind now, by which ways; None when another process does it. Whoever takes it tries each
    way once, and says which worked (`told_by`); the others are tried again later."""
    on = _by_kind(session).get(kind, ())
    telling = session.get(Telling, kind, with_for_update=True, populate_existing=True)
    if _is_news(telling, on, now, pause):
        telling = telling or Telling(kind=kind, is_on=False, count=0, at=now)
        telling.is_on, telling.count, telling.at = bool(on), len(on), now
        telling.ways_left = " ".join(ways)
    elif telling is None or not _is_left(telling, now):
        return None
    telling.again_at = now + _TRY_AGAIN if telling.ways_left else None
    session.add(telling)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    since = min((one.since for one in on), default=telling.at)
    details = tuple(one.detail for one in on)
    return Word(kind, telling.is_on, telling.at, since, details, tuple(telling.ways_left.split()))


def told_by(session: Session, word: Word, way: str) -> None:
    """This way has worked."""
    telling = session.get(Telling, word.kind, with_for_update=True, populate_existing=True)
    if telling is None or telling.at != word.at:
        return
    left = [one for one in telling.ways_left.split() if one != way]
    telling.ways_left = " ".join(left)
    telling.again_at = telling.again_at if left else None
    session.flush()


def _by_kind(session: Session) -> dict[str, list[Alarm]]:
    found: dict[str, list[Alarm]] = {}
    for one in alarms(session):
        found.setdefault(kind_of(one.name), []).append(one)
    return found


def _is_news(telling: Telling | None, on: Sequence[Alarm], now: datetime, pause: timedelta) -> bool:
    if telling is None:
        return bool(on)
    more = bool(on) != telling.is_on or len(on) > telling.count
    return more and now >= telling.at + pause


def _is_left(telling: Telling | None, now: datetime) -> bool:
    return telling is not None and telling.again_at is not None and telling.again_at <= now
