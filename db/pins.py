"""Officers' PINs: made, hashed, checked. A try is counted before the PIN is compared, so that tries at the same moment
cannot get past the limit; the comparison holds no connection to the database."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import case, delete, func, literal, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from db.people import Mandate, Network, NetworkState, NewPin, Officer, PinTries
from db.session import Database

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)
FREE_FAILURES = 2  # wrong PINs in a row without a wait
MOST_IN_A_ROW = 10  # no more comparisons than this for one caller and one badge, until they are forgotten
FORGOTTEN_AFTER = timedelta(days=1)
MOST_PER_BADGE = 50  # failures in a day, all callers together, before the badge counts as under attack
WITHHELD = "withheld"  # all callers without a number are one caller

_BADGE = re.compile(r"\d{1,5}", re.ASCII)
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)  # OWASP's figures: 19 MiB, twice
# Compared when nobody has the badge, so that it takes as long as for an officer: the hash of 16 forgotten random bytes.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$3ieiy441IcyGduHkaEYUhQ$eQ8rzbXSnmj1ZsZnx7/gqeXAGVZFjG1ZvbzXc3S0+Vk"

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Right:
    """Badge and PIN belong together."""

    officer_id: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """Badge or PIN is wrong; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Locked:
    """This caller waits until then with this badge. `began` by this very failure: officer and mandatary are told."""

    until: datetime
    began: bool = False


PinCheck = Right | Wrong | Locked


def hash_pin(pin: str) -> str:
    """What is kept of a PIN. Takes some 20 ms and 19 MiB: never inside a session."""
    return _HASHER.hash(pin)


def new_pin() -> str:
    """Six random digits that are not easily guessed."""
    while easily_guessed(pin := f"{secrets.randbelow(1_000_000):06}"):
        pass
    return pin


def easily_guessed(pin: str) -> bool:
    """Few different digits, counting up or down, a part said twice, or a birthday (day, month, year)."""
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    is_date = 1 <= int(pin[:2]) <= 31 and 1 <= int(pin[2:4]) <= 12
    return len(set(pin)) < 3 or steps <= {1} or steps <= {9} or pin[:3] == pin[3:] or is_date


def wait_after(failures: int, *, attacked: bool = False) -> timedelta | None:
    """How long a caller waits after so many wrong PINs in a row; at once the longest for a badge under attack."""
    if failures >= MOST_IN_A_ROW:
        return FORGOTTEN_AFTER
    if attacked:
        return LONGEST_WAIT
    if failures <= FREE_FAILURES:
        return None
    return min(FIRST_WAIT * (1 << failures - FREE_FAILURES - 1), LONGEST_WAIT)


def check_pin(
    database: Database,
    *,
    badge: str,
    pin: str,
    caller: str | None,
    now: datetime,
    zone_id: int | None = None,
    withheld: str = WITHHELD,
) -> PinCheck:
    """Whether badge and PIN belong together. `caller` in E.164, None when withheld: then counted as `withheld`. With a
    `zone_id`, an officer of another zone is nobody."""
    if not _BADGE.fullmatch(badge):
        return Wrong()
    who = caller if caller and caller.startswith("+") else withheld
    with database.writing() as session:
        counted = _count(session, who, badge, now)
    if isinstance(counted, Locked):
        return counted
    with database.reading() as session:
        officer = officer_by_badge(session, badge)
    if officer is not None and zone_id is not None and officer.zone_id != zone_id:
        officer = None
    if not _fits(officer.pin_hash if officer else _NOBODYS, pin) or not officer or officer.id is None:
        return Wrong() if counted is None else Locked(counted, began=True)
    with database.writing() as session:
        session.execute(_tries(who, badge))
    return Right(officer.id)


def choose_pin(session: Session, officer_id: int, pin_hash: str, call_id: str, now: datetime) -> None:
    """Remember the PIN that an officer has typed for the first time, until it was typed again in the same call."""
    chosen = session.get(NewPin, officer_id) or NewPin(
        officer_id=officer_id, pin_hash="", call_id="", made_at=now
    )
    chosen.pin_hash, chosen.call_id, chosen.made_at = pin_hash, call_id, now
    session.add(chosen)


def chosen_pin(session: Session, officer_id: int, call_id: str) -> str | None:
    """The hash of the PIN that was typed for the first time in this call."""
    chosen = session.get(NewPin, officer_id)
    return chosen.pin_hash if chosen is not None and chosen.call_id == call_id else None


def forget_choice(session: Session, officer_id: int) -> None:
    """The chosen PIN is set, or was not typed the same again."""
    session.execute(delete(NewPin).where(col(NewPin.officer_id) == officer_id))


def is_pin(pin_hash: str, pin: str) -> bool:
    """Whether this is the PIN of which that is the hash. Takes as long as `hash_pin`."""
    return _fits(pin_hash, pin)


def forget_tries(session: Session, badge: str) -> None:
    """A new PIN begins with no failures, whoever made them."""
    session.execute(delete(PinTries).where(col(PinTries.badge) == badge))


def officer_by_badge(session: Session, badge: str) -> Officer | None:
    """The officer with this badge; none when nobody has it or it was revoked."""
    return session.exec(
        select(Officer).where(Officer.badge == badge, col(Officer.revoked_at).is_(None))
    ).one_or_none()


def may_send_to(session: Session, officer_id: int) -> list[Network]:
    """The active networks for which this officer may send now, by code; none once revoked."""
    officer = session.get(Officer, officer_id)
    if officer is None or officer.revoked_at is not None:
        return []
    wanted = select(Network).where(Network.zone_id == officer.zone_id, Network.state == NetworkState.ACTIVE)
    if not officer.whole_zone:
        mandated = select(Mandate.network_id).where(Mandate.officer_id == officer_id)
        wanted = wanted.where(col(Network.id).in_(mandated))
    return list(session.exec(wanted.order_by(Network.code)))


def _count(session: Session, who: str, badge: str, now: datetime) -> Locked | datetime | None:
    """Counts one failure, before anything is compared: `Locked` when none may be compared now; else until when this
    caller waits if this one fails."""
    session.execute(
        delete(PinTries).where(col(PinTries.badge) == badge, col(PinTries.last_at) <= now - FORGOTTEN_AFTER)
    )
    today = session.exec(select(func.coalesce(func.sum(PinTries.failures), 0)).where(PinTries.badge == badge))
    attacked = today.one() >= MOST_PER_BADGE
    if attacked:
        _LOG.error("badge_under_attack", badge=badge)
    counted = session.execute(_one_more(session, who, badge, now, attacked=attacked)).one_or_none()
    if counted is not None:
        until: datetime | None = counted.locked_until
        return until
    still = session.exec(
        select(PinTries.locked_until).where(PinTries.caller_hash == who, PinTries.badge == badge)
    ).one_or_none()
    return Locked(still or now)


def _one_more(session: Session, who: str, badge: str, now: datetime, *, attacked: bool) -> Any:
    """One statement that counts and locks, or returns nothing when it is locked: the database puts tries at the same
    moment in a row."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    until = {
        n: literal(now + wait, type_=PinTries.__table__.c.locked_until.type)  # type: ignore[attr-defined]
        for n in range(1, MOST_IN_A_ROW + 1)
        if (wait := wait_after(n, attacked=attacked))
    }
    failures, locked = col(PinTries.failures), col(PinTries.locked_until)
    return (
        insert(PinTries)
        .values(caller_hash=who, badge=badge, failures=1, last_at=now, locked_until=until.get(1))
        .on_conflict_do_update(
            index_elements=["caller_hash", "badge"],
            set_={
                "failures": failures + 1,
                "last_at": now,
                "locked_until": case(until, value=failures + 1, else_=None),
            },
            where=or_(locked.is_(None), locked <= now) & (failures < MOST_IN_A_ROW),
        )
        .returning(locked)
    )


def _tries(who: str, badge: str) -> Any:
    return delete(PinTries).where(col(PinTries.caller_hash) == who, col(PinTries.badge) == badge)


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        return _HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False
