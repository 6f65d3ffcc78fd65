"""The questions of the pump and of the watch: what is due, who is on the phone, what has to be asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, text, union_all
from sqlmodel import Session, col, exists, select

from carrier.carrier import Language
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastNetwork,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandState,
    Way,
)
from db.calls import Call
from db.people import Line, LineUse, Member, Membership, MembershipState, Network, Phone
from db.reports import Recording, RecordingStatus, Report, ReportState

STILL_CALLED = (DeliveryState.PENDING, DeliveryState.TRYING, DeliveryState.REACHED)

# Written out, not bound: only so does SQLite see that the index on live attempts fits.
ALIVE: ColumnElement[bool] = literal_column("attempts.state <> 'ended'")

_ONE_CLAIM_AT_A_TIME = 7102  # an advisory lock's number
_LONGEST_TALK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery whose call or text is due."""

    id: int
    broadcast_id: int
    member_id: int
    network: str
    language: Language
    urgency: int
    order_key: int
    tries: int
    state: DeliveryState
    reason: str | None
    call_waits: bool
    text_waits: bool
    """A call (or text) is due too, or under way."""


@dataclass(frozen=True, slots=True)
class DueErrand:
    """An errand that is due."""

    id: int
    urgency: int
    zone_id: int
    number: str
    number_hash: str
    body: str | None
    tries: int


def one_at_a_time(session: Session) -> None:
    """Claims wait for each other until the transaction ends: two must not both find a phone free."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_CLAIM_AT_A_TIME})"))


def due_deliveries(session: Session, way: Way, now: datetime, most: int) -> list[DueDelivery]:
    """The most urgent deliveries whose call (or text) is due."""
    text_lives = exists().where(
        col(Attempt.delivery_id) == col(Delivery.id), col(Attempt.way) == Way.TEXT, ALIVE
    )
    columns = (
        Delivery.id, Delivery.broadcast_id, Delivery.member_id, Network.name, Member.language, Delivery.urgency,
        Delivery.order_key, Delivery.tries, Delivery.state, Delivery.reason,
        col(Delivery.call_due_at).is_not(None) | col(Delivery.attempt_id).is_not(None),
        col(Delivery.text_due_at).is_not(None) | text_lives,
    )  # fmt: skip
    asked = (
        select(*columns)  # type: ignore[call-overload]
        .join(Network, col(Network.id) == col(Delivery.network_id))
        .join(Member, col(Member.id) == col(Delivery.member_id))
        .where(_due_at(way) <= now)
        .order_by(col(Delivery.urgency), col(Delivery.order_key))
        .limit(most)
        .with_for_update(skip_locked=True, of=Delivery)
    )
    return [DueDelivery(*row) for row in session.execute(asked)]


def due_errands(session: Session, way: Way, now: datetime, most: int) -> list[DueErrand]:
    """The most urgent errands that are due."""
    asked = (
        select(Errand)
        .where(*_errand_due(now), Errand.way == way)
        .order_by(col(Errand.urgency), col(Errand.due_at))
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    return [
        DueErrand(one.id or 0, one.urgency, one.zone_id, one.number, one.number_hash, one.body, one.tries)
        for one in session.exec(asked)
    ]


def is_due(session: Session, way: Way, now: datetime) -> bool:
    """Whether a call (or text) is due."""
    return _holds(session, *_due(way, now))


def live_calls(session: Session, now: datetime) -> int:
    """The calls under way, ours and those that came in: the carrier counts both."""
    ours = select(func.count()).select_from(Attempt).where(ALIVE, col(Attempt.way) == Way.CALL)
    theirs = select(func.count()).select_from(Call).where(*_came_in(now))
    return int(session.execute(select(ours.scalar_subquery() + theirs.scalar_subquery())).scalar_one())


def on_the_phone(session: Session, hashes: Collection[str], now: datetime) -> set[str]:
    """Which of these numbers are on the phone with us, or being rung by us."""
    wanted = list(hashes)
    rung = select(Attempt.number_hash).where(
        ALIVE, col(Attempt.way) == Way.CALL, col(Attempt.number_hash).in_(wanted)
    )
    calling = select(Call.caller_hash).where(*_came_in(now), col(Call.caller_hash).in_(wanted))
    return {found for (found,) in session.execute(union_all(rung, calling)) if found}


def rounds_taken(
    session: Session, way: Way, broadcasts: Collection[int], hashes: Collection[str]
) -> set[tuple[int, str, int]]:
    """Broadcast, number and round of what was already tried at these numbers."""
    asked = select(Attempt.broadcast_id, Attempt.number_hash, Attempt.round).where(
        col(Attempt.broadcast_id).in_(list(broadcasts)),
        col(Attempt.number_hash).in_(list(hashes)),
        col(Attempt.way) == way,
        col(Attempt.round).is_not(None),
    )
    return {(broadcast or 0, number, turn or 0) for broadcast, number, turn in session.exec(asked)}


def phones_of(session: Session, members: Collection[int]) -> list[Phone]:
    """The phones of these members, in their order."""
    asked = select(Phone).where(col(Phone.member_id).in_(list(members)))
    return list(session.exec(asked.order_by(col(Phone.member_id), col(Phone.position), col(Phone.id))))


def senders(session: Session, way: Way) -> dict[int, str]:
    """By zone: the number shown on its calls; for texts its text line, where it has one."""
    shown = {line.zone_id: line.number for line in session.exec(select(Line).where(col(Line.shown)))}
    if way is Way.CALL:
        return shown
    return shown | {
        line.zone_id: line.number for line in session.exec(select(Line).where(Line.use == LineUse.TEXT_LINE))
    }


def wished(session: Session, most: int = 50) -> list[int]:
    """The live calls that are to be changed and that the carrier knows."""
    asked = select(Attempt.id).where(
        col(Attempt.wish).is_not(None), ALIVE, col(Attempt.carrier_id).is_not(None)
    )
    return [found for found in session.exec(asked.limit(most)) if found is not None]


def to_ask(session: Session, now: datetime, most: int) -> Sequence[Attempt]:
    """The attempts about which the carrier is to be asked."""
    return session.exec(
        select(Attempt).where(col(Attempt.ask_at) <= now).order_by(col(Attempt.ask_at)).limit(most)
    ).all()


def still_members(
    session: Session, broadcasts: Collection[int], members: Collection[int]
) -> set[tuple[int, int]]:
    """Broadcast and member, where he is an active member of one of its networks to this day."""
    asked = (
        select(BroadcastNetwork.broadcast_id, Membership.member_id)
        .join(Membership, col(Membership.network_id) == col(BroadcastNetwork.network_id))
        .where(
            col(BroadcastNetwork.broadcast_id).in_(list(broadcasts)),
            col(Membership.member_id).in_(list(members)),
            Membership.state == MembershipState.ACTIVE,
        )
    )
    return set(session.exec(asked))


def anything(session: Session, now: datetime) -> bool:
    """Whether there is work for a pump."""
    return _holds(session, *_work(now))


def nothing(session: Session, now: datetime) -> bool:
    """Whether there is no work for a pump, and no call of ours under way."""
    return not _holds(session, *_work(now), exists().where(ALIVE, col(Attempt.way) == Way.CALL))


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
    )


def past_its_end(now: datetime) -> tuple[Any, ...]:
    """Broadcasts whose time is over."""
    return col(Broadcast.state) == BroadcastState.CONFIRMED, col(Broadcast.closes_at) <= now


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


def _due_at(way: Way) -> Any:
    return col(Delivery.call_due_at) if way is Way.CALL else col(Delivery.text_due_at)


def _errand_due(now: datetime) -> tuple[Any, ...]:
    return col(Errand.state) == ErrandState.PENDING, col(Errand.due_at) <= now


def _due(way: Way, now: datetime) -> tuple[Any, ...]:
    return (
        exists().where(_due_at(way) <= now),
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
    return col(Call.ended_at).is_(None), col(Call.began_at) >= now - _LONGEST_TALK


def _holds(session: Session, *questions: Any) -> bool:
    """Whether one of them does; asked in one go."""
    return bool(session.execute(select(or_(*questions))).scalar_one())
