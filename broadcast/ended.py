"""An attempt is over: what that means for its delivery or its errand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from broadcast.errands import was_heard
from broadcast.follow_up import RINGS_OFFICERS, next_call, next_duty, next_officer, next_try
from carrier.carrier import CallState, PickedUpBy, Why
from db.broadcasts import (
    Attempt,
    AttemptState,
    Broadcast,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandKind,
    ErrandState,
    Way,
)
from db.claims import ALIVE, STILL_CALLED
from db.moves import move, move_delivery
from db.people import Phone
from db.reports import Report, ReportState
from settings import Settings

NOT_SENT = "not_sent"
DELIVERED = "delivered"
UNCONFIRMED = "unconfirmed"  # a text that was sent, and whose delivery nobody tells

_NOBODY_PICKED_UP = frozenset({CallState.BUSY.value, CallState.NO_ANSWER.value, CallState.FAILED.value})
_NOT_A_PERSON = frozenset({PickedUpBy.MACHINE, PickedUpBy.FAX})
_RETRIES_AFTER_FIRST_CALLS = 1_000_000  # added to the order key: nobody's second call goes before a first one


def end(session: Session, settings: Settings, attempt: Attempt, reason: str, now: datetime) -> bool:
    """The attempt has ended: `reason` says how (`completed`, `busy`, `delivered` …). Whether this was news."""
    over = {"reason": reason, "ended_at": now, "ask_at": None, "wish": None}
    if not move(session, Attempt, attempt.id or 0, AttemptState.ENDED, **over):
        return False
    session.refresh(attempt)
    if attempt.errand_id is not None:
        _after_errand(session, settings, attempt, reason, now)
    elif attempt.way is Way.CALL:
        _after_call(session, settings, attempt, reason, now)
    elif reason == DELIVERED:
        reach(session, attempt.delivery_id or 0, Way.TEXT, now)
    else:
        fail_if_nothing_is_left(session, attempt.delivery_id or 0, reason)
    return True


def give_back(session: Session, attempt_id: int, again_at: datetime, now: datetime) -> bool:
    """The carrier certainly never got this attempt: its delivery (or errand) is due again, in the same round."""
    over = {"reason": NOT_SENT, "ended_at": now, "ask_at": None, "wish": None, "round": None}
    if not move(session, Attempt, attempt_id, AttemptState.ENDED, col(Attempt.carrier_id).is_(None), **over):
        return False
    attempt = session.get_one(Attempt, attempt_id, populate_existing=True)
    if attempt.errand_id is not None:
        again = {"due_at": again_at, "tries": Errand.tries - 1}
        move(session, Errand, attempt.errand_id, ErrandState.PENDING, **again)
        return True
    delivery = _delivery(session, attempt.delivery_id or 0)
    if attempt.way is Way.TEXT:
        _due(session, delivery, text_due_at=again_at)
    elif delivery.attempt_id == attempt_id:
        _due(session, delivery, call_due_at=again_at, attempt_id=None, tries=max(delivery.tries - 1, 0))
    return True


def is_young(session: Session, settings: Settings, attempt_id: int, now: datetime) -> bool:
    """Whether what is wrong with our own set-up may still be mended in time for this attempt's message."""
    attempt = session.get_one(Attempt, attempt_id)
    lasts = settings.text_valid if attempt.way is Way.TEXT else settings.retry_deadline
    if attempt.errand_id is not None:
        return now < session.get_one(Errand, attempt.errand_id).made_at + lasts
    broadcast = session.get_one(Broadcast, attempt.broadcast_id)
    return broadcast.confirmed_at is not None and now < broadcast.confirmed_at + lasts


def reach(session: Session, delivery_id: int, by: Way, now: datetime) -> bool:
    """A member was reached. By a call: that message is not called again."""
    first = move_delivery(session, delivery_id, DeliveryState.REACHED, reached_at=now, reached_by=by)
    if by is Way.CALL:
        called = (col(Delivery.id) == delivery_id, col(Delivery.state) == DeliveryState.REACHED)
        session.execute(
            update(Delivery)
            .where(*called)
            .values(reached_by=Way.CALL, call_due_at=None)
            .execution_options(synchronize_session=False)
        )
    return first


def reach_if_told(session: Session, attempt: Attempt, now: datetime) -> bool:
    """One telling heard through reaches a person. A machine hears it too, so it counts when the verdict is in, or
    when the call has ended without one."""
    known = attempt.picked_up_by is not None or attempt.state is AttemptState.ENDED
    if attempt.delivery_id is None or attempt.told == 0 or not known or attempt.picked_up_by in _NOT_A_PERSON:
        return False
    return reach(session, attempt.delivery_id, Way.CALL, now)


def flag_phone(session: Session, number_hash: str, way: Way, why: Why, now: datetime) -> None:
    """Remember what the carrier said about a number, for every member who has it."""
    match why, way:
        case (Why.NUMBER, Way.CALL):
            flag = {"failed_since": now}
        case (Why.OPTED_OUT, Way.CALL):
            flag = {"no_calls_since": now}
        case ((Why.NUMBER | Why.OPTED_OUT | Why.NO_TEXTS), Way.TEXT):
            flag = {"no_texts_since": now}
        case _:
            return
    changed = update(Phone).where(col(Phone.number_hash) == number_hash).values(flag)
    session.execute(changed.execution_options(synchronize_session=False))


def next_phone_at_once(
    session: Session, settings: Settings, attempt: Attempt, reason: str, now: datetime
) -> None:
    """The carrier will never ring this number: another phone of the member is due now; the claim sees if there is one."""
    if not move(
        session,
        Attempt,
        attempt.id or 0,
        AttemptState.ENDED,
        reason=reason,
        ended_at=now,
        ask_at=None,
        wish=None,
    ):
        return
    session.refresh(attempt)
    if attempt.errand_id is not None:
        _after_errand(session, settings, attempt, reason, now)
        return
    seen = update(Delivery).where(col(Delivery.id) == attempt.delivery_id).values(reason=reason)
    session.execute(seen.execution_options(synchronize_session=False))
    delivery = _delivery(session, attempt.delivery_id or 0)
    if attempt.way is Way.TEXT:
        fail_if_nothing_is_left(session, delivery.id or 0, reason)
    elif delivery.attempt_id == attempt.id and _still_runs(session, delivery.broadcast_id):
        _due(session, delivery, call_due_at=now, attempt_id=None)


def fail_if_nothing_is_left(session: Session, delivery_id: int, reason: str) -> None:
    """A delivery fails when nothing of it is due or under way and nobody was reached."""
    delivery = _delivery(session, delivery_id)
    if delivery.call_due_at or delivery.text_due_at or delivery.state not in STILL_CALLED:
        return
    alive = select(Attempt.id).where(ALIVE, col(Attempt.delivery_id) == delivery_id)
    if session.exec(alive.limit(1)).first() is None and delivery.state is not DeliveryState.REACHED:
        move_delivery(session, delivery_id, DeliveryState.FAILED, reason=delivery.reason or reason)


def _after_call(session: Session, settings: Settings, attempt: Attempt, reason: str, now: datetime) -> None:
    reach_if_told(session, attempt, now)
    delivery = _delivery(session, attempt.delivery_id or 0)
    if delivery.attempt_id != attempt.id:
        return
    by_call = delivery.state is DeliveryState.REACHED and delivery.reached_by is Way.CALL
    if by_call or delivery.state not in STILL_CALLED:
        return
    broadcast = session.get_one(Broadcast, delivery.broadcast_id)
    if broadcast.state is not BroadcastState.CONFIRMED or broadcast.confirmed_at is None:
        _let_go(session, delivery)
        move_delivery(session, delivery.id or 0, DeliveryState.STOPPED)
        return
    again = next_try(delivery.tries, broadcast.confirmed_at, now, settings)
    if again is None:
        _let_go(session, delivery, reason=reason)
        fail_if_nothing_is_left(session, delivery.id or 0, reason)
    else:
        later = later_order(delivery.order_key, delivery.tries)
        _due(session, delivery, call_due_at=again, attempt_id=None, heard_call=None, order_key=later)


def later_order(order_key: int, tries: int) -> int:
    """The order key of the next try: after all who were tried less often."""
    return order_key % _RETRIES_AFTER_FIRST_CALLS + tries * _RETRIES_AFTER_FIRST_CALLS


def _after_errand(session: Session, settings: Settings, attempt: Attempt, reason: str, now: datetime) -> None:
    errand = session.get_one(Errand, attempt.errand_id, populate_existing=True)
    errand_id = errand.id or 0
    if errand.kind is ErrandKind.DUTY and errand.way is Way.CALL:
        report = session.get(Report, errand.report_id) if errand.report_id else None
        again = next_duty(errand.made_at, now, settings)
        if report is None or report.state not in {ReportState.OPEN, ReportState.FILED}:
            move(session, Errand, errand_id, ErrandState.DONE, reason=reason)
        elif again is None:
            move(session, Errand, errand_id, ErrandState.FAILED, reason=reason)
        else:
            move(session, Errand, errand_id, ErrandState.PENDING, due_at=again, reason=reason)
        return
    good = reason in {DELIVERED, UNCONFIRMED, "completed"}
    if attempt.pressed and errand.kind is ErrandKind.NEWS:
        was_heard(session, errand)
    again = None if good else _rung_again(errand, reason, now)
    if again is not None:
        move(session, Errand, errand_id, ErrandState.PENDING, due_at=again, reason=reason)
        return
    move(session, Errand, errand_id, ErrandState.DONE if good else ErrandState.FAILED, reason=reason)


def _rung_again(errand: Errand, reason: str, now: datetime) -> datetime | None:
    """When who was rung outside a broadcast, and did not pick up, is rung again."""
    if errand.kind in RINGS_OFFICERS:
        return next_officer(errand.made_at, now)
    if errand.way is Way.TEXT or reason not in _NOBODY_PICKED_UP:
        return None
    return next_call(errand.kind, errand.tries, now)


def _delivery(session: Session, delivery_id: int) -> Delivery:
    """The delivery, held: another thing told at the same moment waits for what we make of ours. Always the attempt
    first, then its delivery, or two would wait for each other."""
    return session.get_one(Delivery, delivery_id, populate_existing=True, with_for_update=True)


def _due(session: Session, delivery: Delivery, **values: object) -> None:
    """Something of the delivery is due again. Who was reached by text stays reached."""
    if delivery.state is DeliveryState.TRYING:
        move_delivery(session, delivery.id or 0, DeliveryState.PENDING, **values)
        return
    still = (col(Delivery.id) == delivery.id, col(Delivery.state).in_(STILL_CALLED))
    session.execute(
        update(Delivery).where(*still).values(**values).execution_options(synchronize_session=False)
    )


def _let_go(session: Session, delivery: Delivery, **also: object) -> None:
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery.id)
        .values(attempt_id=None, heard_call=None, **also)
        .execution_options(synchronize_session=False)
    )


def _still_runs(session: Session, broadcast_id: int) -> bool:
    asked = select(Broadcast.state).where(Broadcast.id == broadcast_id)
    return session.exec(asked).one() is BroadcastState.CONFIRMED
