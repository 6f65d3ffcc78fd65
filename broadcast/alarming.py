"""The carrier's trouble becomes alarms, which a person hears; and alarms are over when it works again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import structlog
from sqlmodel import Session

from carrier.carrier import Refused, Unreachable, Why
from carrier.words import TextEvent
from db.alarms import REFUSED, Trouble, over, ring, taken_again
from db.broadcasts import Way

OUR_FAULT = frozenset({Why.ACCOUNT, Why.SETTING})
"""The account, or what is set up there: no member is to blame."""

log = structlog.get_logger()


def sound_the_alarm(session: Session, answers: Iterable[tuple[Way, object]], now: datetime) -> None:
    """Nothing went through in this moment, and it was not the members' fault."""
    for name, detail in {_name(way, answer): _detail(answer) for way, answer in answers}.items():
        if name is not None and ring(session, name, detail, now):
            log.critical("alarm", name=name, detail=detail)


def all_is_well(session: Session, ways: Collection[Way]) -> None:
    """The carrier takes what goes these ways."""
    taken_again(session, Trouble.CARRIER_AWAY, Trouble.TOO_MANY, *(REFUSED[way] for way in ways))


def refused_afterwards(session: Session, event: TextEvent, now: datetime) -> None:
    """The carrier took a text and refuses it now. Where the fault is ours, that is the same alarm as if it had refused it
    at once, until a text gets through."""
    if event.why not in OUR_FAULT:
        return
    detail = f"{event.why} {event.code}"
    if ring(session, Trouble.TEXTS_REFUSED, detail, now, afterwards=True):
        log.critical("alarm", name=Trouble.TEXTS_REFUSED, detail=detail)


def texts_get_through(session: Session) -> None:
    """A text has left the carrier."""
    over(session, Trouble.TEXTS_REFUSED)


def _name(way: Way, answer: object) -> str | None:
    match answer:
        case Refused(why=why) if why in OUR_FAULT:
            return REFUSED[way]
        case Unreachable(too_many=True):
            return Trouble.TOO_MANY
        case Unreachable():
            return Trouble.CARRIER_AWAY
        case _:
            return None


def _detail(answer: object) -> str:
    return f"{answer.why} {answer.code}" if isinstance(answer, Refused) else str(answer)
