"""Claiming: what is due becomes attempts, committed before the carrier hears of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from broadcast.attempts import Ready, Wanted, make_attempts
from broadcast.failpoints import failpoint
from broadcast.means import Means
from broadcast.plan import Reach, WhyNot, Words, choose, kind_of, text_body
from carrier.phone import PhoneKind, written
from db import claims
from db.broadcasts import (
    Broadcast,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandState,
    Way,
)
from db.claims import DueDelivery, DueErrand
from db.moves import move, move_delivery
from db.people import Phone
from flows.engine.texts import Texts
from settings import Settings

A_LITTLE_LATER = timedelta(seconds=3)  # for who is on the phone with us
_SENDER_MISSING = timedelta(seconds=30)
_MOST_TURNS = 20

log = structlog.get_logger()


def claim(means: Means, way: Way, most: int, now: datetime) -> list[Ready]:
    """At most so many calls (or texts) that are due, the most urgent first. When this returns, their attempts are
    committed, and nobody else claims them."""
    with means.database.writing() as session:
        claims.one_at_a_time(session)
        if way is Way.CALL:
            most = min(most, means.settings.calls_at_once - claims.live_calls(session, now))
        wanted: list[Wanted] = []
        for _ in range(_MOST_TURNS if most > 0 else 0):
            # What cannot be tried now is off the list by then: look further, so that no slot is lost.
            if not _take(session, means, way, most, wanted, now) or wanted:
                break
        ready = make_attempts(session, means.settings, way, wanted, now)
        failpoint("claim.before_commit")
    failpoint("claim.after_commit")
    return ready


def _take(session: Session, means: Means, way: Way, most: int, wanted: list[Wanted], now: datetime) -> bool:
    """Take what is due off the list, and put what can be tried on `wanted`; whether anything was due."""
    errands = claims.due_errands(session, way, now, most)
    deliveries = claims.due_deliveries(session, way, now, most)
    both: list[DueErrand | DueDelivery] = [*errands, *deliveries]
    due = sorted(both, key=lambda one: one.urgency)[:most]
    senders = claims.senders(session, way)
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
    before: Iterable[Wanted],
    now: datetime,
) -> list[Wanted]:
    hashes = {one.id: one.number_hash for one in due}
    busy = _busy(session, way, hashes.values(), before, now)
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
                Wanted(
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
    session: Session, means: Means, way: Way, due: Sequence[DueDelivery], senders: dict[int, str], before: Iterable[Wanted],
    now: datetime,
) -> list[Wanted]:  # fmt: skip
    if not due:
        return []
    facts = _Facts.read(session, due)
    hashes = [phone.hash for phones in facts.phones.values() for phone in phones]
    busy = _busy(session, way, hashes, before, now)
    taken = claims.rounds_taken(session, way, facts.broadcasts, hashes)
    wanted = []
    for one in due:
        broadcast, round_ = facts.broadcasts[one.broadcast_id], one.tries + 1 if way is Way.CALL else 1
        if _in_the_way(session, means, way, one, facts, now):
            continue
        had = {number for where, number, turn in taken if where == one.broadcast_id and turn == round_}
        phone = choose(facts.phones.get(one.member_id, []), way, one.tries, had, busy, now)
        if isinstance(phone, WhyNot):
            _not_now(session, way, one, phone, now)
            continue
        taken.add((one.broadcast_id, phone.hash, round_))
        busy |= {phone.hash} if way is Way.CALL else set()
        body = facts.body(one, means.texts) if way is Way.TEXT else None
        sender = senders[broadcast.zone_id]
        wanted.append(
            Wanted(one.id, None, one.broadcast_id, round_, phone.number, phone.hash, sender, phone.kind, body)
        )
    return wanted


def _in_the_way(
    session: Session, means: Means, way: Way, one: DueDelivery, facts: _Facts, now: datetime
) -> bool:  # fmt: skip
    """Whether this delivery is not tried now, whatever its phones; what that means is written down."""
    broadcast = facts.broadcasts[one.broadcast_id]
    if broadcast.state is not BroadcastState.CONFIRMED:
        _stopped(session, one)
    elif broadcast.zone_id not in facts.hotlines:
        _put_off(session, way, one, now + _sender_missing(broadcast.zone_id))
    elif way is Way.CALL and one.tries > 0 and _too_late(broadcast, means.settings, now):
        _not_now(session, way, one, WhyNot.TOO_LATE, now)
    elif (one.broadcast_id, one.member_id) not in facts.members:
        _suppressed(session, one, "left")
    else:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Facts:
    """What has to be known of some due deliveries."""

    broadcasts: dict[int, Broadcast]
    members: set[tuple[int, int]]
    phones: dict[int, list[Reach]]
    hotlines: dict[int, str]  # whom a text asks to ring

    @classmethod
    def read(cls, session: Session, due: Sequence[DueDelivery]) -> _Facts:
        members = {one.member_id for one in due}
        broadcasts = select(Broadcast).where(col(Broadcast.id).in_({one.broadcast_id for one in due}))
        phones: dict[int, list[Reach]] = {}
        for phone in claims.phones_of(session, members):
            phones.setdefault(phone.member_id, []).append(_reach(phone))
        return cls(
            {one.id or 0: one for one in session.exec(broadcasts)},
            claims.still_members(session, {one.broadcast_id for one in due}, members),
            phones,
            claims.senders(session, Way.CALL),
        )

    def body(self, one: DueDelivery, texts: Texts) -> str:
        broadcast, language, network = self.broadcasts[one.broadcast_id], one.language, one.network
        message = broadcast.text
        if message is None and broadcast.recording_id is None and broadcast.outcome:
            message = texts.message(f"outcome_{broadcast.outcome}", language, {"network": network})
        line = written(self.hotlines[broadcast.zone_id])
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


def _busy(
    session: Session, way: Way, hashes: Iterable[str], before: Iterable[Wanted], now: datetime
) -> set[str]:
    if way is Way.TEXT:
        return set()
    return claims.on_the_phone(session, set(hashes), now) | {one.number_hash for one in before}


def _too_late(broadcast: Broadcast, settings: Settings, now: datetime) -> bool:
    """The deadline ends retries, also those that had to wait for their slot."""
    return broadcast.confirmed_at is not None and now > broadcast.confirmed_at + settings.retry_deadline


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


def _suppressed(session: Session, one: DueDelivery, why: str) -> None:
    for way in Way:
        _put_off(session, way, one, None)
    move_delivery(session, one.id, DeliveryState.SUPPRESSED, reason=why)


def _sender_missing(zone_id: int) -> timedelta:
    log.critical("no_line_is_shown", zone=zone_id, do="mark one of the zone's hotlines as shown")
    return _SENDER_MISSING
