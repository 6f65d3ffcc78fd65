"""What the carrier tells, and what is heard in a call, become moves. Everything here may come late, doubled and in any
order, and ends in the same state."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import update
from sqlmodel import Session, col, select

from broadcast import callbacks
from broadcast.alarming import OUR_FAULT, refused_afterwards, texts_get_through
from broadcast.ended import DELIVERED, NOT_SENT, end, flag_phone, next_phone_at_once, reach, reach_if_told
from broadcast.failpoints import failpoint
from broadcast.follow_up import ask_again
from carrier.carrier import CallState, PickedUpBy, TextState, Why
from carrier.words import CallEvent, MachineEvent, TextEvent
from db.broadcasts import (
    Attempt,
    AttemptState,
    Delivery,
    DeliveryState,
    Way,
    Wish,
)
from db.claims import ALIVE
from db.due import outlook
from db.moves import count, move, move_delivery
from db.session import Database
from settings import Settings

OVER = frozenset(
    {CallState.COMPLETED, CallState.BUSY, CallState.NO_ANSWER, CallState.FAILED, CallState.CANCELLED}
)
_NOT_OUR_FAULT = frozenset({Why.NUMBER, Why.OPTED_OUT, Why.NO_TEXTS})
_NOT_A_PERSON = frozenset({PickedUpBy.MACHINE, PickedUpBy.FAX})
_QUIETLY = {"synchronize_session": False}

log = structlog.get_logger()


def call_event(database: Database, settings: Settings, token: str, event: CallEvent, now: datetime) -> bool:
    """A call of ours has come somewhere; whether there is something for the pump to do now."""
    ended = database.write_together(lambda session: _call_came(session, settings, token, event, now))
    failpoint("event.after_commit")
    return ended and _work_waits(database, now)


def _call_came(session: Session, settings: Settings, token: str, event: CallEvent, now: datetime) -> bool:
    """Whether it has ended just now."""
    attempt = callbacks.seen(session, token)
    if attempt is None:
        return False
    if not callbacks.adopt(session, attempt, event.id):
        log.error("two_for_one_attempt", attempt=attempt.id)
        return False
    to = callbacks.FURTHER.get(event.state, AttemptState.ENDED)
    if not attempt.may_become(to):
        return False
    if to is not AttemptState.ENDED:
        callbacks.further(session, settings, attempt, to, now)
    elif not callbacks.over(session, settings, attempt, event.state.value, now):
        end(session, settings, session.get_one(Attempt, attempt.id), event.state.value, now)
    failpoint("event.before_commit")
    return to is AttemptState.ENDED


def text_event(database: Database, settings: Settings, token: str, event: TextEvent, now: datetime) -> bool:
    """A text of ours has come somewhere; whether there is something for the pump to do now."""
    with database.writing() as session:
        attempt = _attempt(session, token)
        if attempt is None or not adopt(session, attempt, event.id):
            return False
        text_is(session, settings, attempt, event, now)
        failpoint("event.before_commit")
    failpoint("event.after_commit")
    return event.why is not None and _work_waits(database, now)


def machine_event(database: Database, token: str, event: MachineEvent, now: datetime) -> bool:
    """The verdict on who picked up. A machine is told the message after its beep, unless somebody pressed a key;
    whether the pump has to redirect a call for that."""
    with database.writing() as session:
        attempt = _attempt(session, token)
        if attempt is None or not adopt(session, attempt, event.call_id) or attempt.picked_up_by is not None:
            return False
        attempt.picked_up_by = event.picked_up_by
        machine = event.picked_up_by in _NOT_A_PERSON
        over = attempt.state is AttemptState.ENDED
        if machine and attempt.delivery_id and not over and not attempt.pressed and attempt.wish is None:
            attempt.wish = Wish.AFTER_BEEP
        session.flush()
        reach_if_told(session, attempt, now)
        return attempt.wish is not None


def call_is(session: Session, settings: Settings, attempt: Attempt, state: CallState, now: datetime) -> bool:
    """A call is in this state, says the carrier; whether that was news. An attempt only goes forward."""
    attempt_id = attempt.id or 0
    match state:
        case CallState.QUEUED:
            return move(session, Attempt, attempt_id, AttemptState.PLACED, placed_at=now)
        case CallState.RINGING:
            return move(session, Attempt, attempt_id, AttemptState.RINGING, ringing_at=now)
        case CallState.ANSWERED:
            return _picked_up(session, settings, attempt, now)
        case _:
            return end(session, settings, attempt, state.value, now)


def text_is(session: Session, settings: Settings, attempt: Attempt, event: TextEvent, now: datetime) -> None:
    """A text is in this state, says the carrier."""
    match event.state:
        case TextState.QUEUED:
            move(session, Attempt, attempt.id or 0, AttemptState.PLACED, placed_at=now)
        case TextState.SENT:
            move(session, Attempt, attempt.id or 0, AttemptState.PLACED, placed_at=now)
            texts_get_through(session)
        case TextState.DELIVERED:
            end(session, settings, attempt, DELIVERED, now)
            texts_get_through(session)
        case _ if event.why in _NOT_OUR_FAULT:
            flag_phone(session, attempt.number_hash, Way.TEXT, event.why, now)
            next_phone_at_once(session, settings, attempt, event.why.value, now)
        case _:
            # The alarm comes last, as everywhere: so nobody waits in a circle.
            reason = f"refused {event.code}" if event.why in OUR_FAULT else event.state.value
            end(session, settings, attempt, reason, now)
            refused_afterwards(session, event, now)


def adopt(session: Session, attempt: Attempt, carrier_id: str) -> bool:
    """The attempt is this call (or text) at the carrier: by its token it is found even before we were told its id.
    False for another one: a double that is the carrier's fault, and that changes nothing."""
    mine = (col(Attempt.id) == attempt.id, col(Attempt.carrier_id).is_(None))
    session.execute(update(Attempt).where(*mine).values(carrier_id=carrier_id).execution_options(**_QUIETLY))
    session.refresh(attempt)
    if attempt.carrier_id != carrier_id:
        log.error("two_for_one_attempt", attempt=attempt.id)
    return attempt.carrier_id == carrier_id


def answered(session: Session, attempt: Attempt, call_id: str, now: datetime) -> bool:
    """Somebody picked up. True for the call that tells the message (and for the same call again); False when another
    call tells it or told it."""
    mine = session.get_one(Attempt, attempt.id, populate_existing=True)
    adopt(session, mine, call_id)
    move(session, Attempt, mine.id or 0, AttemptState.ANSWERED, answered_at=now)
    if mine.delivery_id is None:
        return mine.carrier_id == call_id
    if mine.state is AttemptState.ENDED and mine.reason != NOT_SENT:
        return True  # told late, of a call that is over: it must not be taken for the next one
    first = col(Delivery.heard_call).is_(None) | (col(Delivery.heard_call) == call_id)
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == mine.delivery_id, first)
        .values(heard_call=call_id)
        .execution_options(**_QUIETLY)
    )
    asked = select(Delivery.heard_call).where(Delivery.id == mine.delivery_id)
    return session.exec(asked).one() == call_id


def told(session: Session, attempt: Attempt, now: datetime) -> int:
    """One telling was heard through; how many now in this call. The member is reached, if it is a person."""
    session.execute(
        update(Attempt)
        .where(col(Attempt.id) == attempt.id)
        .values(told=Attempt.told + 1)
        .execution_options(**_QUIETLY)
    )
    mine = session.get_one(Attempt, attempt.id, populate_existing=True)
    reach_if_told(session, mine, now)
    return mine.told


def pressed(session: Session, attempt: Attempt, now: datetime) -> None:
    """A key was pressed: a person is there, and is not interrupted any more."""
    session.execute(
        update(Attempt)
        .where(col(Attempt.id) == attempt.id)
        .values(pressed=True, wish=None)
        .execution_options(**_QUIETLY)
    )
    if attempt.delivery_id is not None:
        reach(session, attempt.delivery_id, Way.CALL, now)


def voicemail_complete(session: Session, attempt: Attempt, now: datetime) -> None:
    """The whole message is on the machine."""
    if attempt.delivery_id is not None:
        reach(session, attempt.delivery_id, Way.CALL, now)


def confirmed(session: Session, delivery_id: int, now: datetime, by: Way | None = None) -> bool:
    """A member has confirmed, by any way: nothing more is due, and what still rings is ended. Whether it was news."""
    how = {"confirmed_at": now, "text_due_at": None, "call_due_at": None}
    # Held first, as everybody does: the attempts, then the delivery.
    its = select(Attempt.id).where(Attempt.delivery_id == delivery_id, ALIVE).order_by(col(Attempt.id))
    session.exec(its.with_for_update()).all()
    if not move_delivery(session, delivery_id, DeliveryState.CONFIRMED, **how):
        return False
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.reached_at).is_(None))
        .values(reached_at=now, reached_by=by)
        .execution_options(**_QUIETLY)
    )
    not_answered = col(Attempt.state).in_([AttemptState.PLACING, AttemptState.PLACED, AttemptState.RINGING])
    rings = (col(Attempt.delivery_id) == delivery_id, col(Attempt.way) == Way.CALL, ALIVE, not_answered)
    session.execute(update(Attempt).where(*rings).values(wish=Wish.IS_ENDED).execution_options(**_QUIETLY))
    return True


def sighted(session: Session, broadcast_id: int) -> None:
    """One more sighting of this broadcast."""
    count(session, broadcast_id, 0, {"sightings": 1})


def _picked_up(session: Session, settings: Settings, attempt: Attempt, now: datetime) -> bool:
    """While it is talked, the carrier is asked from time to time, for the case that its end is never told."""
    again = ask_again(now, settings)
    return move(session, Attempt, attempt.id or 0, AttemptState.ANSWERED, answered_at=now, ask_at=again)


def _attempt(session: Session, token: str) -> Attempt | None:
    return session.exec(select(Attempt).where(Attempt.token == token).with_for_update()).first()


def _work_waits(database: Database, now: datetime) -> bool:
    with database.reading() as session:
        return outlook(session, now).has_work(now)
