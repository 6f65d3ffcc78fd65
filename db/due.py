"""What is due: one question for the most urgent deliveries with everything that decides how each is tried, and one for
when a pump has to look again. They are asked twenty times a second, so they are made once."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, literal_column, select
from sqlmodel import Session, SQLModel

from carrier.carrier import Language
from carrier.phone import PhoneKind
from db.accounts import IN_USE
from db.broadcasts import BroadcastKind, BroadcastState, DeliveryState, ErrandState, Way
from db.claims import LONGEST_TALK
from db.people import LineUse, MembershipState, Wants
from db.prepared import Prepared


@dataclass(frozen=True, slots=True)
class DuePhone:
    """One of a member's phones. `taken`: this broadcast has this number in this round; `busy`: it is on the phone
    with us, or rung by us."""

    number: str
    hash: str
    kind: PhoneKind
    wants: Wants = Wants.BOTH
    quiet_nights: bool = False
    paused_until: datetime | None = None
    no_calls: bool = False
    no_texts: bool = False
    failed: bool = False
    taken: bool = False
    busy: bool = False


@dataclass(frozen=True, slots=True)
class DueDelivery:
    """A delivery whose call or text is due, with its member's phones in their order; `left`: he is no active member
    of any of its networks any more."""

    id: int
    broadcast_id: int
    member_id: int
    urgency: int
    tries: int
    state: DeliveryState
    reason: str | None
    network: str
    language: Language
    left: bool
    phones: tuple[DuePhone, ...]


@dataclass(frozen=True, slots=True)
class DueErrand:
    """An errand that is due."""

    id: int
    zone_id: int
    urgency: int
    tries: int
    number: str
    number_hash: str
    body: str | None


@dataclass(frozen=True, slots=True)
class Message:
    """What has to be known of a broadcast while its deliveries are claimed: `hotline` is its zone's shown number
    at the account in use, `text_line` the one that texts come from where that cannot."""

    id: int
    zone_id: int
    kind: BroadcastKind
    state: BroadcastState
    confirmed_at: datetime | None
    timezone: str
    text: str | None
    spoken: bool
    outcome: str | None
    hotline: str | None
    text_line: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a pump has to do, and when: the earliest time at which something is due, by way (None: nothing); whether
    a live call is to be changed; when the carrier is to be asked about something; whether somebody is on the phone with
    us: an officer who is about to send must find a pump at work."""

    due: dict[Way, datetime | None]
    wished: bool
    ask: datetime | None
    live: bool

    def is_empty(self, now: datetime) -> bool:
        """Whether there is nothing to do now, and no call under way."""
        return not (self.has_work(now) or self.live)

    def has_work(self, now: datetime) -> bool:
        """Whether there is something to do now."""
        return self.wished or any(at is not None and at <= now for at in (*self.due.values(), self.ask))


_TABLES = SQLModel.metadata.tables
_D, _E, _A, _B = (_TABLES[name].c for name in ("deliveries", "errands", "attempts", "broadcasts"))
_P, _M, _N, _L, _CALLS = (_TABLES[name].c for name in ("phones", "members", "networks", "lines", "calls"))
_ZONES = _TABLES["zones"].c
_MS, _BN = _TABLES["memberships"].c, _TABLES["broadcast_networks"].c
_ALIVE: Any = literal_column("attempts.state <> 'ended'")  # written out: so SQLite sees that the index fits
_NOW: Any = bindparam("now")
_MOST: Any = bindparam("most")
_CAME_IN = (_CALLS.ended_at.is_(None), _CALLS.began_at >= bindparam("long_ago"))


def _mine(way: Way) -> Any:
    """The deliveries that are due, held."""
    due_at = _D.call_due_at if way is Way.CALL else _D.text_due_at
    names = [
        "id",
        "broadcast_id",
        "member_id",
        "network_id",
        "urgency",
        "order_key",
        "tries",
        "state",
        "reason",
    ]
    asked = select(*(_D[name] for name in names)).where(due_at <= _NOW)
    first = asked.order_by(_D.urgency, _D.order_key, _D.id).limit(_MOST)
    return first.with_for_update(skip_locked=True).subquery("mine")


def _due_deliveries(way: Way) -> Select[Any]:
    """One row per phone of each due delivery."""
    mine = _mine(way)
    joined = (
        mine.join(_TABLES["networks"], _N.id == mine.c.network_id)
        .join(_TABLES["members"], _M.id == mine.c.member_id)
        .outerjoin(_TABLES["phones"], _P.member_id == mine.c.member_id)
    )
    busy = _is_busy() if way is Way.CALL else literal_column("0")
    phone = (
        _P.number, _P.number_hash, _P.kind, _P.wants, _P.quiet_nights, _P.paused_until, _P.no_calls_since.is_not(None),
        _P.no_texts_since.is_not(None), _P.failed_since.is_not(None), _is_taken(mine, way), busy,
    )  # fmt: skip
    of_it = (
        mine.c.id, mine.c.broadcast_id, mine.c.member_id, mine.c.urgency, mine.c.tries, mine.c.state, mine.c.reason,
        _N.name, _M.language, ~_is_member(mine),
    )  # fmt: skip
    order = (mine.c.urgency, mine.c.order_key, mine.c.id, _P.position, _P.id)
    return select(*of_it, *phone).select_from(joined).order_by(*order)


def _is_member(mine: Any) -> Any:
    return exists().where(
        _BN.broadcast_id == mine.c.broadcast_id,
        _MS.network_id == _BN.network_id,
        _MS.member_id == mine.c.member_id,
        _MS.state == literal_column(f"'{MembershipState.ACTIVE}'"),
    )


def _is_taken(mine: Any, way: Way) -> Any:
    return exists().where(
        _A.broadcast_id == mine.c.broadcast_id,
        _A.number_hash == _P.number_hash,
        _A.way == literal_column(f"'{way}'"),
        _A.round == (mine.c.tries + 1 if way is Way.CALL else literal_column("1")),
    )


def _is_busy() -> Any:
    rung = exists().where(_A.number_hash == _P.number_hash, _A.way == literal_column("'call'"), _ALIVE)
    calling = exists().where(_CALLS.caller_hash == _P.number_hash, *_CAME_IN)
    return rung | calling


_COLUMNS = 10  # of a delivery; then those of the phone
_DELIVERIES = {way: Prepared(_due_deliveries(way)) for way in Way}

_ERRANDS = Prepared(
    select(_E.id, _E.zone_id, _E.urgency, _E.tries, _E.number, _E.number_hash, _E.body)
    .where(
        _E.state == literal_column(f"'{ErrandState.PENDING}'"), _E.due_at <= _NOW, _E.way == bindparam("way")
    )
    .order_by(_E.urgency, _E.due_at)
    .limit(_MOST)
    .with_for_update(skip_locked=True)
)


def _line(condition: Any) -> Any:
    mine = (_L.zone_id == _B.zone_id, _L.account == IN_USE, condition)
    return select(_L.number).where(*mine).limit(1).scalar_subquery()


_MESSAGE = Prepared(select(
    _B.id, _B.zone_id, _B.kind, _B.state, _B.confirmed_at, _ZONES.timezone, _B.text, _B.recording_id.is_not(None), _B.outcome,
    _line(_L.shown), _line(_L.use == literal_column(f"'{LineUse.TEXT_LINE}'")),
).join_from(_TABLES["broadcasts"], _TABLES["zones"]).where(_B.id == bindparam("id")))  # fmt: skip


def _earliest(column: Any, *where: Any) -> Any:
    return select(func.min(column)).where(*where).scalar_subquery()


def _errand_due(way: Way) -> Any:
    pending = _E.state == literal_column(f"'{ErrandState.PENDING}'")
    return _earliest(_E.due_at, pending, _E.way == literal_column(f"'{way}'"))


_OUTLOOK = Prepared(select(
    _earliest(_D.call_due_at), _errand_due(Way.CALL), _earliest(_D.text_due_at), _errand_due(Way.TEXT),
    exists().where(_A.wish.is_not(None), _ALIVE), _earliest(_A.ask_at),
    exists().where(_ALIVE, _A.way == literal_column("'call'")) | exists().where(*_CAME_IN),
))  # fmt: skip


def due_deliveries(session: Session, way: Way, now: datetime, most: int) -> list[DueDelivery]:
    """The most urgent deliveries whose call (or text) is due; held until the transaction ends."""
    asked = {"now": now, "most": most} | ({"long_ago": now - LONGEST_TALK} if way is Way.CALL else {})
    found: list[DueDelivery] = []
    rows = _DELIVERIES[way].rows(session, **asked)
    at = 0
    while at < len(rows):
        one, phones = rows[at], []
        while at < len(rows) and rows[at][0] == one[0]:
            if rows[at][_COLUMNS] is not None:
                phones.append(DuePhone(*rows[at][_COLUMNS:]))
            at += 1
        found.append(DueDelivery(*[*one[:_COLUMNS], tuple(phones)]))
    return found


def due_errands(session: Session, way: Way, now: datetime, most: int) -> list[DueErrand]:
    """The most urgent errands that are due; held until the transaction ends."""
    return [DueErrand(*row) for row in _ERRANDS.rows(session, now=now, most=most, way=way)]


def messages(session: Session, ids: Collection[int]) -> dict[int, Message]:
    """These broadcasts, by id."""
    return {row[0]: Message(*row) for id_ in ids for row in _MESSAGE.rows(session, id=id_)}


def outlook(session: Session, now: datetime) -> Outlook:
    """What there is to do, and when."""
    calls, call_errands, texts, text_errands, wished, ask, live = _OUTLOOK.rows(
        session, long_ago=now - LONGEST_TALK
    )[0]
    due = {Way.CALL: _sooner(calls, call_errands), Way.TEXT: _sooner(texts, text_errands)}
    return Outlook(due, bool(wished), ask, bool(live))


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min(filter(None, (one, other)), default=None)
