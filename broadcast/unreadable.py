"""What becomes of a delivery, an errand or an attempt whose row cannot be opened: it fails alone, and an alarm says whose
it is. It is never tried again blindly: without its number nobody can be asked what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from broadcast.ended import fail_if_nothing_is_left
from broadcast.plan import WhyNot
from db.broadcasts import Attempt, AttemptState, Delivery, DeliveryState, Errand, ErrandState
from db.moves import move, move_delivery
from db.unreadable import cannot_open

_REASON = WhyNot.UNREADABLE.value


def fail_delivery(session: Session, delivery_id: int, member_id: int, now: datetime) -> None:
    """None of this member's numbers that are left can be opened."""
    move_delivery(session, delivery_id, DeliveryState.FAILED, reason=_REASON)
    cannot_open(session, "member", member_id, now)


def fail_errand(session: Session, errand_id: int, now: datetime) -> None:
    """Its number or its words cannot be opened."""
    move(session, Errand, errand_id, ErrandState.FAILED, reason=_REASON)
    cannot_open(session, "errand", errand_id, now)


def end_attempt(session: Session, attempt_id: int, now: datetime) -> None:
    """Nobody can ask the carrier about it: its number cannot be opened."""
    asked = select(Attempt.delivery_id, Attempt.errand_id).where(Attempt.id == attempt_id)
    delivery_id, errand_id = session.exec(asked.with_for_update()).one()
    over = {"reason": _REASON, "ended_at": now, "ask_at": None, "wish": None}
    if not move(session, Attempt, attempt_id, AttemptState.ENDED, **over):
        return
    if errand_id is not None:
        fail_errand(session, errand_id, now)
    elif delivery_id is not None:
        fail_if_nothing_is_left(session, delivery_id, _REASON)
        cannot_open(session, "member", session.get_one(Delivery, delivery_id).member_id, now)
