"""What the carrier answered to a request of the pump, written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlmodel import Session

from broadcast.alarming import all_is_well, sound_the_alarm
from broadcast.attempts import Ready
from broadcast.ended import end, flag_phone, give_back, is_young, next_phone_at_once
from broadcast.failpoints import failpoint
from broadcast.follow_up import ask_if_silent
from broadcast.means import Means
from broadcast.pushback import PushBack
from carrier.carrier import Placed, Refused, Unreachable, Why
from carrier.phone import masked
from db.broadcasts import Attempt
from db.moves import hold, placed

HOLD_OFF = timedelta(seconds=5)  # nothing is sent for so long when the carrier refuses all of us
_HOLD_BRIEFLY = timedelta(seconds=0.5)
_OTHERS_FIRST = timedelta(seconds=30)  # before what was refused for our own fault is tried again

ALARMING = frozenset({Why.ACCOUNT, Why.SETTING})
_NUMBERS = frozenset({Why.NUMBER, Why.OPTED_OUT, Why.NO_TEXTS})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dropped:
    """It was not sent: its turn came too late, the pump ends, or its sender has no room for so many seconds."""

    wait: float = 0.0


Answer = Placed | Refused | Unreachable | Dropped


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and its answer."""

    ready: Ready
    answer: Answer


def was_taken(answer: Answer) -> bool | None:
    """Whether the carrier took it or said something about the member; None when that says nothing of the carrier."""
    match answer:
        case Placed():
            return True
        case Refused(why=why):
            return why not in ALARMING
        case Unreachable():
            return False
        case Dropped():
            return None


def hold_off(answer: Answer, push_back: PushBack) -> float:
    """For how many seconds nothing more is sent this way."""
    match answer:
        case Refused(why=Why.ACCOUNT):
            return HOLD_OFF.total_seconds()
        case Refused(why=Why.SETTING) if (
            push_back.nothing_goes()
        ):  # one country that is not allowed stops nobody else
            return HOLD_OFF.total_seconds()
        case Unreachable(too_many=True) if not push_back.nothing_goes():
            return 0.0  # it goes more slowly instead
        case Unreachable(accepted=accepted, retry_after=wait) if (
            accepted is False or push_back.nothing_goes()
        ):
            return wait if wait is not None else _HOLD_BRIEFLY.total_seconds()
        case _:
            return 0.0


def write(means: Means, answers: Sequence[Answered], now: datetime) -> None:
    """Write a group of answers down: one transaction for what the carrier took, one for the rest. Always in the order
    of the attempts, so that nobody waits in a circle."""
    answers = sorted(answers, key=lambda one: one.ready.attempt_id)
    taken = [one for one in answers if isinstance(one.answer, Placed)]
    if taken:
        with means.database.writing() as session:
            placed(
                session,
                [_row(means, one.ready, one.answer, now) for one in taken if isinstance(one.answer, Placed)],
                now,
            )
            all_is_well(session, {one.ready.way for one in taken})
            failpoint("written.before_commit")
        failpoint("written.after_commit")
    others = [one for one in answers if not isinstance(one.answer, Placed)]
    if others:
        with means.database.writing() as session:
            # The attempts first, all of them: a callback holds its attempt before it asks for the delivery.
            hold(session, [one.ready.attempt_id for one in others])
            for one in others:
                _not_placed(session, means, one.ready, one.answer, now)
            if not taken:
                sound_the_alarm(session, [(one.ready.way, one.answer) for one in others], now)


def _row(means: Means, ready: Ready, answer: Placed, now: datetime) -> dict[str, object]:
    return {"row_id": ready.attempt_id, "carrier": answer.id, "ask": _ask(means, ready, answer, now)}


def _ask(means: Means, ready: Ready, answer: Placed, now: datetime) -> datetime:
    return ask_if_silent(ready.way, ready.ring_seconds + answer.queue_seconds, now, means.settings)


def _not_placed(session: Session, means: Means, ready: Ready, answer: Answer, now: datetime) -> None:
    match answer:
        case Refused(why=Why.ACCOUNT):  # the member is not to blame, however long it takes
            log.critical("carrier_refuses_us", why=answer.why, code=answer.code, way=ready.way)
            give_back(session, ready.attempt_id, now + _OTHERS_FIRST, now)
        case Refused(why=Why.SETTING) if is_young(session, means.settings, ready.attempt_id, now):
            log.critical("carrier_refuses_us", why=answer.why, code=answer.code, way=ready.way)
            give_back(session, ready.attempt_id, now + _OTHERS_FIRST, now)
        case Refused():
            _refused(session, means, ready, answer, now)
        case Unreachable(accepted=False, retry_after=wait):
            log.warning("carrier_unreachable", error=str(answer), way=ready.way)
            give_back(session, ready.attempt_id, now + timedelta(seconds=wait or 0), now)
        case Unreachable():  # nobody knows: it stays `placing`, and the carrier's list is asked
            log.warning("answer_lost", error=str(answer), attempt=ready.attempt_id)
        case Dropped(wait=wait):
            give_back(session, ready.attempt_id, now + timedelta(seconds=wait), now)


def _refused(session: Session, means: Means, ready: Ready, refused: Refused, now: datetime) -> None:
    log.info("refused", why=refused.why, code=refused.code, number=masked(ready.number))
    attempt = session.get_one(Attempt, ready.attempt_id)
    if refused.why in _NUMBERS:
        flag_phone(session, ready.number_hash, ready.way, refused.why, now)
        next_phone_at_once(session, means.settings, attempt, refused.why.value, now)
    else:
        end(session, means.settings, attempt, f"refused {refused.code}", now)
