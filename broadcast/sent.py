"""What the carrier answered to a request of the pump, written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session

from broadcast.attempts import Ready
from broadcast.ended import end, flag_phone, give_back, next_phone_at_once
from broadcast.failpoints import failpoint
from broadcast.follow_up import ask_if_silent
from broadcast.means import Means
from carrier.carrier import Placed, Refused, Unreachable, Why
from carrier.phone import masked
from db.broadcasts import Attempt
from db.moves import placed

HOLD_OFF = timedelta(seconds=5)  # nothing is sent for so long when the carrier refuses all of us
_HOLD_BRIEFLY = timedelta(seconds=0.5)
_OTHERS_FIRST = timedelta(seconds=30)  # before what was refused for our own fault is tried again

ALARMING = frozenset({Why.ACCOUNT, Why.SETTING})
_NUMBERS = frozenset({Why.NUMBER, Why.OPTED_OUT, Why.NO_TEXTS})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dropped:
    """It was not sent: its turn came too late, or the pump ends."""


Answer = Placed | Refused | Unreachable | Dropped


@dataclass(frozen=True, slots=True)
class Answered:
    """One request and its answer."""

    ready: Ready
    answer: Answer


def hold_off(answer: Answer) -> float:
    """For how many seconds nothing more is sent this way."""
    match answer:
        case Refused(why=why) if why in ALARMING:
            return HOLD_OFF.total_seconds()
        case Unreachable(accepted=False, retry_after=wait):
            return wait if wait is not None else _HOLD_BRIEFLY.total_seconds()
        case _:
            return 0.0


def write(means: Means, answers: Sequence[Answered]) -> None:
    """Write a group of answers down, in as few transactions as can be."""
    now = datetime.now(UTC)
    taken = [
        {
            "row_id": one.ready.attempt_id,
            "carrier": one.answer.id,
            "ask": _ask(means, one.ready, one.answer, now),
        }
        for one in sorted(answers, key=lambda one: one.ready.attempt_id)
        if isinstance(one.answer, Placed)
    ]
    if taken:
        with means.database.writing() as session:
            placed(session, taken, now)
            failpoint("written.before_commit")
        failpoint("written.after_commit")
    for one in answers:
        if not isinstance(one.answer, Placed):
            with means.database.writing() as session:
                _not_placed(session, means, one.ready, one.answer, now)


def _ask(means: Means, ready: Ready, answer: Placed, now: datetime) -> datetime:
    return ask_if_silent(ready.way, ready.ring_seconds + answer.queue_seconds, now, means.settings)


def _not_placed(session: Session, means: Means, ready: Ready, answer: Answer, now: datetime) -> None:
    match answer:
        case Refused(why=why) if why in ALARMING:
            log.critical("carrier_refuses_us", why=why, code=answer.code, way=ready.way)
            give_back(session, ready.attempt_id, now + _OTHERS_FIRST, now)
        case Refused():
            _refused(session, means, ready, answer, now)
        case Unreachable(accepted=False):
            log.warning("carrier_unreachable", error=str(answer), way=ready.way)
            give_back(session, ready.attempt_id, now, now)
        case Unreachable():  # nobody knows: it stays `placing`, and the carrier's list is asked
            log.warning("answer_lost", error=str(answer), attempt=ready.attempt_id)
        case Dropped():
            give_back(session, ready.attempt_id, now, now)


def _refused(session: Session, means: Means, ready: Ready, refused: Refused, now: datetime) -> None:
    log.info("refused", why=refused.why, code=refused.code, number=masked(ready.number))
    attempt = session.get_one(Attempt, ready.attempt_id)
    if refused.why in _NUMBERS:
        flag_phone(session, ready.number_hash, ready.way, refused.why, now)
        next_phone_at_once(session, means.settings, attempt, refused.why.value, now)
    else:
        end(session, means.settings, attempt, f"refused {refused.code}", now)
