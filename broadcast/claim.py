"""Claiming: what is due becomes attempts, committed before the carrier hears of them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import update
from sqlmodel import Session, col

from broadcast.attempts import Ready, Wanted, make_attempts
from broadcast.failpoints import failpoint
from broadcast.means import Means
from broadcast.on_duty import off_duty_until
from broadcast.plan import WhyNot, Words, choose, kind_of, text_body, waits_until
from broadcast.unreadable import fail_delivery, fail_errand
from carrier.phone import PhoneKind, written
from db import claims, due
from db.broadcasts import (
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandState,
    Urgency,
    Way,
)
from db.columns import UNREADABLE
from db.due import DueDelivery, DueErrand, Message
from db.moves import move, move_delivery
from db.unreadable import cannot_open
from flows.engine.texts import Texts
from settings import Settings

A_LITTLE_LATER = timedelta(seconds=3)  # for who is on the phone with us
_SENDER_MISSING = timedelta(seconds=30)
_MOST_TURNS = 20
_COUNTED_FOR = 1.0  # seconds
_MAY_RING_IN = 50  # calls that may come in meanwhile

log = structlog.get_logger()


@dataclass(slots=True)
class Room:
    """How many more calls may be under way at once. Counted at each claim when it is scarce, else once a second."""

    _free: float = 0.0
    _counted: float = -_COUNTED_FOR

    def left(self, session: Session, settings: Settings, most: int, now: datetime) -> int:
        """At most so many."""
        age = time.monotonic() - self._counted
        # All pumps together start no more than the rate.
        started_since = settings.calls_per_second * (age + 1) + _MAY_RING_IN
        if age > _COUNTED_FOR or self._free - started_since < most:
            self._free = settings.calls_at_once - claims.live_calls(session, now)
            self._counted = time.monotonic()
            return max(min(most, int(self._free)), 0)
        return most


@dataclass(slots=True)
class _Claim:
    """One claim: what it works with, and what it has taken so far."""

    session: Session
    means: Means
    way: Way
    now: datetime
    wanted: list[Wanted] = field(default_factory=list)
    rung: set[str] = field(default_factory=set)  # numbers
    taken: set[tuple[int, str, int]] = field(default_factory=set)  # broadcast, number, round


def claim(means: Means, way: Way, most: int, now: datetime, room: Room | None = None) -> list[Ready]:
    """At most so many calls (or texts) that are due, the most urgent first. When this returns, their attempts are
    committed, and nobody else claims them."""
    with means.database.writing() as session:
        claims.one_at_a_time(session)
        if way is Way.CALL:
            most = (room or Room()).left(session, means.settings, most, now)
        mine = _Claim(session, means, way, now)
        for _ in range(_MOST_TURNS if most > 0 else 0):
            # What cannot be tried now is off the list by then: look further, so that no slot is lost.
            if not _take(mine, most) or mine.wanted:
                break
        ready = make_attempts(session, means.settings, way, mine.wanted, now)
        failpoint("claim.before_commit")
    failpoint("claim.after_commit")
    return ready


def _take(mine: _Claim, most: int) -> bool:
    """Take what is due off the list, and put what can be tried on `wanted`; whether anything was due."""
    errands = due.due_errands(mine.session, mine.way, mine.now, most)
    deliveries = due.due_deliveries(mine.session, mine.way, mine.now, most)
    if errands:
        both: list[DueErrand | DueDelivery] = [*errands, *deliveries]
        first = sorted(both, key=lambda one: one.urgency)[:most]
        _errands(mine, [one for one in first if isinstance(one, DueErrand)])
        deliveries = [one for one in first if isinstance(one, DueDelivery)]
    messages = due.messages(mine.session, {one.broadcast_id for one in deliveries}) if deliveries else {}
    for one in deliveries:
        _delivery(mine, one, messages[one.broadcast_id])
    return bool(errands or deliveries)


def _errands(mine: _Claim, errands: Sequence[DueErrand]) -> None:
    senders = claims.senders(mine.session, mine.way)
    busy = claims.on_the_phone(mine.session, [one.number_hash for one in errands], mine.now)
    for one in errands:
        sender = senders.get(one.zone_id)
        if sender is None:
            _put_off_errand(mine.session, one.id, mine.now + _sender_missing(one.zone_id))
        elif UNREADABLE in (one.number, one.body):
            fail_errand(mine.session, one.id, mine.now)
        elif mine.way is Way.CALL and (later := _off_duty(mine, one)) is not None:
            _put_off_errand(mine.session, one.id, later)
        elif mine.way is Way.CALL and one.number_hash in busy | mine.rung:
            _put_off_errand(mine.session, one.id, mine.now + A_LITTLE_LATER)
        elif move(mine.session, Errand, one.id, ErrandState.TRYING, tries=Errand.tries + 1):
            mine.rung.add(one.number_hash)
            kind = kind_of(one.number) or PhoneKind.LANDLINE
            mine.wanted.append(
                Wanted(
                    None, one.id, None, one.tries + 1, one.number, one.number_hash, sender, kind, one.body, alert=False
                )
            )  # fmt: skip


def _off_duty(mine: _Claim, one: DueErrand) -> datetime | None:
    """Until when it is not this duty phone's hours; the hours are those of this moment."""
    return off_duty_until(mine.session, one.id, mine.now) if one.urgency == Urgency.DUTY else None


def _delivery(mine: _Claim, one: DueDelivery, message: Message) -> None:
    if _in_the_way(mine, one, message):
        return
    way, round_ = mine.way, one.tries + 1 if mine.way is Way.CALL else 1
    taken = {
        phone.hash for phone in one.phones if phone.taken or (message.id, phone.hash, round_) in mine.taken
    }
    busy = {phone.hash for phone in one.phones if phone.busy or (way is Way.CALL and phone.hash in mine.rung)}
    morning = waits_until(message.kind, mine.now, message.timezone)
    phone = choose(one.phones, way, one.tries, taken, busy, mine.now, night=morning is not None)
    if phone is WhyNot.NIGHT:
        _put_off(mine.session, way, one, morning)
        return
    if isinstance(phone, WhyNot):
        _not_now(mine, one, phone)
        return
    mine.taken.add((message.id, phone.hash, round_))
    mine.rung.add(phone.hash)
    hotline = message.hotline or ""
    sender = hotline if way is Way.CALL else message.text_line or hotline
    body = _body(message, one, mine.means.texts) if way is Way.TEXT else None
    mine.wanted.append(
        Wanted(one.id, None, message.id, round_, phone.number, phone.hash, sender, phone.kind, body)
    )


def _in_the_way(mine: _Claim, one: DueDelivery, message: Message) -> bool:
    """Whether this delivery is not tried now, whatever its phones; what that means is written down."""
    if message.state is not BroadcastState.CONFIRMED:
        _nothing_more(mine.session, one, DeliveryState.STOPPED)
    elif message.text == UNREADABLE:
        cannot_open(mine.session, "broadcast", message.id, mine.now)
        _nothing_more(mine.session, one, DeliveryState.FAILED, reason=WhyNot.UNREADABLE.value)
    elif message.hotline is None:
        _put_off(mine.session, mine.way, one, mine.now + _sender_missing(message.zone_id))
    elif mine.way is Way.CALL and one.tries > 0 and _too_late(message, mine.means.settings, mine.now):
        _not_now(mine, one, WhyNot.TOO_LATE)
    elif one.left:
        _nothing_more(mine.session, one, DeliveryState.SUPPRESSED, reason="left")
    else:
        return False
    return True


def _body(message: Message, one: DueDelivery, texts: Texts) -> str:
    text = message.text
    if text is None and not message.spoken and message.outcome:
        text = texts.message(f"outcome_{message.outcome}", one.language, {"network": one.network})
    over = message.outcome == "over"
    words = Words(message.kind, one.network, written(message.hotline or ""), text, over)
    return text_body(words, one.language, texts)


def _too_late(message: Message, settings: Settings, now: datetime) -> bool:
    """The deadline ends retries, also those that had to wait for their slot."""
    return message.confirmed_at is not None and now > message.confirmed_at + settings.retry_deadline


def _not_now(mine: _Claim, one: DueDelivery, why: WhyNot) -> None:
    if why is WhyNot.ON_THE_PHONE:
        _put_off(mine.session, mine.way, one, mine.now + A_LITTLE_LATER)
        return
    _put_off(mine.session, mine.way, one, None)
    if one.state is DeliveryState.REACHED or claims.something_is_left(mine.session, one.id):
        return
    if why is WhyNot.UNREADABLE:
        fail_delivery(mine.session, one.id, one.member_id, mine.now)
    elif why is WhyNot.NUMBER or one.tries > 0:
        move_delivery(mine.session, one.id, DeliveryState.FAILED, reason=one.reason or why.value)
    else:
        move_delivery(mine.session, one.id, DeliveryState.SUPPRESSED, reason=why.value)


def _put_off(session: Session, way: Way, one: DueDelivery, until: datetime | None) -> None:
    when = {"call_due_at": until} if way is Way.CALL else {"text_due_at": until}
    changed = update(Delivery).where(col(Delivery.id) == one.id).values(**when)
    session.execute(changed.execution_options(synchronize_session=False))


def _put_off_errand(session: Session, errand_id: int, until: datetime) -> None:
    changed = update(Errand).where(col(Errand.id) == errand_id).values(due_at=until)
    session.execute(changed.execution_options(synchronize_session=False))


def _nothing_more(session: Session, one: DueDelivery, state: DeliveryState, **also: str) -> None:
    for way in Way:
        _put_off(session, way, one, None)
    move_delivery(session, one.id, state, **also)


def _sender_missing(zone_id: int) -> timedelta:
    log.critical("no_line_is_shown", zone=zone_id, do="mark one of the zone's hotlines as shown")
    return _SENDER_MISSING
