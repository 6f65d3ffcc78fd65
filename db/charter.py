"""A network's charter as data: which messages the police may send to it, and when. Pure. Police may override it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from db.broadcasts import BroadcastKind
from db.reports import ReportKind


class Clause(StrEnum):
    """What a charter can have against a message."""

    FRESH = "fresh"  # the fact is too old for an urgent message
    KIND = "kind"  # facts of that kind are not for this network
    NIGHT = "night"  # not urgent, and it is night
    NIGHT_KIND = "night_kind"  # urgent, but facts of that kind do not wake anybody
    NEEDS = "needs"  # something that an urgent message must have is missing


class Need(StrEnum):
    """What an urgent message must have, so that it helps."""

    SOURCE = "source"
    PLACE = "place"
    TIME = "time"
    DESCRIPTION = "description"
    DIRECTION = "direction"
    PATROL = "patrol"  # a patrol is on its way
    NO_DANGER = "no_danger"  # nobody is put in danger by watching


class CharterWrong(ValueError):
    """A charter cannot be read; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Charter:
    """One network's rules. Without any, PRODUCT's: facts of at most 15 minutes, nothing that is not urgent at night.
    `kinds` and `night_kinds`: the kinds of facts for which an urgent message may go out; None is all."""

    fresh_minutes: int = 15
    night: tuple[time, time] | None = (time(22), time(6))
    kinds: frozenset[ReportKind] | None = None
    night_kinds: frozenset[ReportKind] | None = None
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Intended:
    """The message that an officer is about to make. `kind_of_fact`: None when nobody asked; `age` of the fact; `met`:
    whether it has what the charter needs, None when nobody asked."""

    kind: BroadcastKind
    age: timedelta = timedelta(0)
    kind_of_fact: ReportKind | None = None
    met: bool | None = None


def read_charter(data: Mapping[str, Any]) -> Charter:
    """The charter that is kept with a network; raises CharterWrong. An absent rule is the usual one, a null none."""
    usual = Charter()
    unknown = sorted(data.keys() - {"fresh_minutes", "night", "kinds", "night_kinds", "needs"})
    if unknown:
        raise CharterWrong(f"a charter has no rule {unknown[0]}")
    try:
        return Charter(
            fresh_minutes=int(data.get("fresh_minutes", usual.fresh_minutes)),
            night=_hours(data["night"]) if "night" in data else usual.night,
            kinds=_kinds(data.get("kinds")),
            night_kinds=_kinds(data.get("night_kinds")),
            needs=tuple(Need(word) for word in data.get("needs") or ()),
        )
    except (TypeError, ValueError) as error:
        raise CharterWrong(str(error)) from None


def against(charter: Charter, intended: Intended, now: datetime, zone: ZoneInfo) -> tuple[Clause, ...]:
    """What the charter has against this message now; nothing when it may go out. Feedback and corrections always may."""
    night = is_night(charter, now, zone)
    if intended.kind in {BroadcastKind.FEEDBACK, BroadcastKind.CORRECTION}:
        return ()
    if intended.kind is not BroadcastKind.ALERT:
        return (Clause.NIGHT,) if night else ()
    found = {
        Clause.FRESH: intended.age > timedelta(minutes=charter.fresh_minutes),
        Clause.KIND: _outside(intended.kind_of_fact, charter.kinds),
        Clause.NIGHT_KIND: night and _outside(intended.kind_of_fact, charter.night_kinds),
        Clause.NEEDS: bool(charter.needs) and intended.met is False,
    }
    return tuple(clause for clause, holds in found.items() if holds)


def asks_kind(charter: Charter, intended: Intended, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the charter has to know what kind of fact it is, and does not yet."""
    if intended.kind is not BroadcastKind.ALERT or intended.kind_of_fact is not None:
        return False
    return charter.kinds is not None or (charter.night_kinds is not None and is_night(charter, now, zone))


def asks_needs(charter: Charter, intended: Intended) -> bool:
    """Whether the officer has to be asked for what the charter needs."""
    return intended.kind is BroadcastKind.ALERT and bool(charter.needs) and intended.met is None


def is_night(charter: Charter, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is night there, in the charter's sense."""
    if charter.night is None:
        return False
    since, until = charter.night
    here = now.astimezone(zone).time()
    return since <= here < until if since < until else here >= since or here < until


def _outside(kind: ReportKind | None, allowed: frozenset[ReportKind] | None) -> bool:
    return kind is not None and allowed is not None and kind not in allowed


def _kinds(words: Any) -> frozenset[ReportKind] | None:
    return None if words is None else frozenset(ReportKind(word) for word in words)


def _hours(hours: Any) -> tuple[time, time] | None:
    if hours is None:
        return None
    since, until = (time.fromisoformat(text) for text in hours)
    return since, until
