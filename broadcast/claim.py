"""Claiming: what is due becomes attempts, committed before the carrier hears of them."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from broadcast.failpoints import failpoint
from broadcast.follow_up import first_ask
from broadcast.means import Means
from broadcast.plan import Reach, WhyNot, Words, choose, kind_of, ring_seconds, text_body
from carrier.carrier import Language
from carrier.phone import PhoneKind
from carrier.segments import segments
from db import claims
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
from db.claims import STILL_CALLED, DueDelivery, DueErrand
from db.moves import move, move_delivery
from db.people import Member, Network, Phone
from flows.engine.texts import Texts
from settings import Settings

A_LITTLE_LATER = timedelta(seconds=3)  # for who is on the phone with us
_SENDER_MISSING = timedelta(seconds=30)
_MOST_TURNS = 20

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ready:
    """One call or text whose attempt is committed; it goes to the carrier at its slot, or is given back."""

    attempt_id: int
    token: str
    way: Way
    number: str
    number_hash: str
    sender: str
    ring_seconds: int = 0
    detects_machine: bool = False
    body: str = ""
    segments: int = 1
    claimed_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An attempt to be made."""

    delivery_id: int | None
    errand_id: int | None
    broadcast_id: int | None
    round: int
    number: str
    number_hash: str
    sender: str
    kind: PhoneKind
    body: str | None = None
    alert: bool = True


def claim(means: Means, way: Way, most: int, now: datetime) -> list[Ready]:
    """At most so many calls (or texts) that are due, the most urgent first. When this returns, their attempts are
    committed, and nobody else claims them."""
    with means.database.writing() as session:
        claims.one_at_a_time(session)
        if way is Way.CALL:
            most = min(most, means.settings.calls_at_once - claims.live_calls(session))
        wanted: list[_Wanted] = []
        for _ in range(_MOST_TURNS):
            if len(wanted) >= most or not _take(session, means, way, most - len(wanted), wanted, now):
                break
        ready = _attempts(session, means.settings, way, wanted, now)
        failpoint("claim.before_commit")
    failpoint("claim.after_commit")
    return ready


def _take(session: Session, means: Means, way: Way, most: int, wanted: list[_Wanted], now: datetime) -> bool:
    """Take what is due off the list, and put what can be tried on `wanted`; whether anything was due."""
    errands = claims.due_errands(session, way, now, most)
    deliveries = claims.due_deliveries(session, way, now, most)
    both: list[DueErrand | DueDelivery] = [*errands, *deliveries]
    due = sorted(both, key=lambda one: one.urgency)[:most]
    senders = claims.senders(session)
    wanted += _errands(session, way, [one for one in due if isinstance(one, DueErrand)], senders, wanted, now)
    wanted += _deliveries(
        session, means, way, [one for one in due if isinstance(one, DueDelivery)], senders, wanted, now
    )
    return bool(due)


def _errands(
    session: Session,
    way: Way,
    due: Sequence[DueErrand],
    senders: dict[int, str],
    before: Iterable[_Wanted],
    now: datetime,
) -> list[_Wanted]:
    hashes = {one.id: one.number_hash for one in due}
    busy = _busy(session, way, hashes.values(), before)
    wanted = []
    for one in due:
        sender = senders.get(one.zone_id)
        if sender is None or one.number_hash in busy:
            later = now + (A_LITTLE_LATER if sender else _sender_missing(one.zone_id))
            _put_off_errand(session, one.id, later)
        elif move(session, Errand, one.id, ErrandState.TRYING, tries=Errand.tries + 1):
            busy |= {one.number_hash} if way is Way.CALL else set()
            kind = kind_of(one.number) or PhoneKind.LANDLINE
            wanted.append(
                _Wanted(
                    None,
                    one.id,
                    None,
                    one.tries + 1,
                    one.number,
                    one.number_hash,
                    sender,
                    kind,
                    one.body,
                    alert=False,
                )
            )
    return wanted


def _deliveries(
    session: Session, means: Means, way: Way, due: Sequence[DueDelivery], senders: dict[int, str], before: Iterable[_Wanted],
    now: datetime,
) -> list[_Wanted]:  # fmt: skip
    if not due:
        return []
    facts = _Facts.read(session, due)
    hashes = [phone.hash for phones in facts.phones.values() for phone in phones]
    busy = _busy(session, way, hashes, before)
    taken = claims.rounds_taken(session, way, facts.broadcasts, hashes)
    wanted = []
    for one in due:
        broadcast, round_ = facts.broadcasts[one.broadcast_id], one.tries + 1 if way is Way.CALL else 1
        sender = senders.get(broadcast.zone_id)
        if broadcast.state is not BroadcastState.CONFIRMED:
            _stopped(session, one)
            continue
        if sender is None:
            _put_off(session, way, one, now + _sender_missing(broadcast.zone_id))
            continue
        had = {number for where, number, turn in taken if where == one.broadcast_id and turn == round_}
        phone = choose(facts.phones.get(one.member_id, []), way, one.tries, had, busy, now)
        if isinstance(phone, WhyNot):
            _not_now(session, way, one, phone, now)
        elif _claimed(session, way, one):
            taken.add((one.broadcast_id, phone.hash, round_))
            busy |= {phone.hash} if way is Way.CALL else set()
            body = facts.body(one, sender, means.texts) if way is Way.TEXT else None
            wanted.append(
                _Wanted(
                    one.id, None, one.broadcast_id, round_, phone.number, phone.hash, sender, phone.kind, body
                )
            )
    return wanted


@dataclass(frozen=True, slots=True)
class _Facts:
    """What has to be known of some due deliveries."""

    broadcasts: dict[int, Broadcast]
    phones: dict[int, list[Reach]]
    languages: dict[int, Language]
    networks: dict[int, str]

    @classmethod
    def read(cls, session: Session, due: Sequence[DueDelivery]) -> _Facts:
        members = {one.member_id for one in due}
        broadcasts = select(Broadcast).where(col(Broadcast.id).in_({one.broadcast_id for one in due}))
        languages = select(Member.id, Member.language).where(col(Member.id).in_(members))
        networks = select(Network.id, Network.name).where(
            col(Network.id).in_({one.network_id for one in due})
        )
        phones: dict[int, list[Reach]] = {}
        for phone in claims.phones_of(session, members):
            phones.setdefault(phone.member_id, []).append(_reach(phone))
        return cls(
            {one.id or 0: one for one in session.exec(broadcasts)},
            phones,
            {member or 0: Language(language) for member, language in session.exec(languages)},
            {network or 0: name for network, name in session.exec(networks)},
        )

    def body(self, one: DueDelivery, line: str, texts: Texts) -> str:
        broadcast, language = self.broadcasts[one.broadcast_id], self.languages[one.member_id]
        network = self.networks[one.network_id]
        message = broadcast.text
        if message is None and broadcast.recording_id is None and broadcast.outcome:
            message = texts.message(f"outcome_{broadcast.outcome}", language, {"network": network})
        return text_body(Words(broadcast.kind, network, line, message), language, texts)


def _reach(phone: Phone) -> Reach:
    return Reach(
        number=phone.number,
        hash=phone.number_hash,
        kind=phone.kind,
        wants=phone.wants,
        paused_until=phone.paused_until,
        no_calls=phone.no_calls_since is not None,
        no_texts=phone.no_texts_since is not None,
        failed=phone.failed_since is not None,
    )


def _busy(session: Session, way: Way, hashes: Iterable[str], before: Iterable[_Wanted]) -> set[str]:
    if way is Way.TEXT:
        return set()
    return claims.on_the_phone(session, set(hashes)) | {one.number_hash for one in before}


def _claimed(session: Session, way: Way, one: DueDelivery) -> bool:
    """Nothing is due of it any more; the attempt that follows is what happens now."""
    taken = {"call_due_at": None, "tries": one.tries + 1} if way is Way.CALL else {"text_due_at": None}
    changed = (
        update(Delivery)
        .where(col(Delivery.id) == one.id, col(Delivery.state).in_(STILL_CALLED))
        .values(**taken)
    )
    session.execute(changed.execution_options(synchronize_session=False))
    if one.state is DeliveryState.PENDING:
        return move_delivery(session, one.id, DeliveryState.TRYING)
    return True


def _not_now(session: Session, way: Way, one: DueDelivery, why: WhyNot, now: datetime) -> None:
    if why is WhyNot.ON_THE_PHONE:
        _put_off(session, way, one, now + A_LITTLE_LATER)
        return
    _put_off(session, way, one, None)
    something_is_left = one.call_waits if way is Way.TEXT else one.text_waits
    if something_is_left or one.state is DeliveryState.REACHED:
        return
    if why is WhyNot.NUMBER or one.tries > 0:
        move_delivery(session, one.id, DeliveryState.FAILED, reason=one.reason or why.value)
    else:
        move_delivery(session, one.id, DeliveryState.SUPPRESSED, reason=why.value)


def _put_off(session: Session, way: Way, one: DueDelivery, until: datetime | None) -> None:
    when = {"call_due_at": until} if way is Way.CALL else {"text_due_at": until}
    changed = update(Delivery).where(col(Delivery.id) == one.id).values(**when)
    session.execute(changed.execution_options(synchronize_session=False))


def _put_off_errand(session: Session, errand_id: int, until: datetime) -> None:
    changed = update(Errand).where(col(Errand.id) == errand_id).values(due_at=until)
    session.execute(changed.execution_options(synchronize_session=False))


def _stopped(session: Session, one: DueDelivery) -> None:
    for way in Way:
        _put_off(session, way, one, None)
    move_delivery(session, one.id, DeliveryState.STOPPED)


def _sender_missing(zone_id: int) -> timedelta:
    log.critical("no_line_is_shown", zone=zone_id, do="mark one of the zone's hotlines as shown")
    return _SENDER_MISSING


def _attempts(
    session: Session, settings: Settings, way: Way, wanted: Sequence[_Wanted], now: datetime
) -> list[Ready]:
    if not wanted:
        return []
    tokens = [secrets.token_urlsafe(24) for _ in wanted]
    costs = [segments(one.body) if one.body else 1 for one in wanted]
    rows = [
        {
            "delivery_id": one.delivery_id, "errand_id": one.errand_id, "broadcast_id": one.broadcast_id, "way": way,
            "round": one.round, "token": token, "number": one.number, "number_hash": one.number_hash,
            "body": one.body, "segments": cost, "placing_at": now, "ask_at": first_ask(now, settings),
        }
        for one, token, cost in zip(wanted, tokens, costs, strict=True)
    ]  # fmt: skip
    ids = session.scalars(
        insert(Attempt).returning(col(Attempt.id), sort_by_parameter_order=True), rows
    ).all()
    if way is Way.CALL:
        _now_current(session, wanted, [made or 0 for made in ids])
    return [
        Ready(
            attempt_id=made or 0,
            token=token,
            way=way,
            number=one.number,
            number_hash=one.number_hash,
            sender=one.sender,
            ring_seconds=ring_seconds(one.kind, settings),
            detects_machine=one.alert and way is Way.CALL,
            body=one.body or "",
            segments=cost,
        )
        for made, one, token, cost in zip(ids, wanted, tokens, costs, strict=True)
    ]


def _now_current(session: Session, wanted: Sequence[_Wanted], ids: Sequence[int]) -> None:
    """Each delivery knows its present call."""
    for made, one in zip(ids, wanted, strict=True):
        if one.delivery_id is not None:
            current = update(Delivery).where(col(Delivery.id) == one.delivery_id).values(attempt_id=made)
            session.execute(current.execution_options(synchronize_session=False))
