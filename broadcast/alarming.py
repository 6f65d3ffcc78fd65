"""The carrier's trouble becomes alarms, which a person hears; and alarms are over when it works again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import structlog
from sqlmodel import Session

from carrier.carrier import Refused, Unreachable, Why
from db.alarms import REFUSED, Trouble, over, ring
from db.broadcasts import Way

log = structlog.get_logger()


def sound_the_alarm(session: Session, answers: Iterable[tuple[Way, object]], now: datetime) -> None:
    """Nothing went through in this moment, and it was not the members' fault."""
    for name, detail in {_name(way, answer): _detail(answer) for way, answer in answers}.items():
        if name is not None and ring(session, name, detail, now):
            log.critical("alarm", name=name, detail=detail)


def all_is_well(session: Session, ways: Collection[Way]) -> None:
    """The carrier takes what goes these ways."""
    over(session, Trouble.CARRIER_AWAY, Trouble.TOO_MANY, *(REFUSED[way] for way in ways))


def _name(way: Way, answer: object) -> str | None:
    match answer:
        case Refused(why=Why.ACCOUNT | Why.SETTING):
            return REFUSED[way]
        case Unreachable(too_many=True):
            return Trouble.TOO_MANY
        case Unreachable():
            return Trouble.CARRIER_AWAY
        case _:
            return None


def _detail(answer: object) -> str:
    return f"{answer.why} {answer.code}" if isinstance(answer, Refused) else str(answer)
