"""A visit as it is kept between two turns: compact JSON with a version. Secrets are left out."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from carrier.carrier import Language
from flows.engine.visit import Audio, Joined, Keys, Moment, Over, Through, Turn, Visit, Voice, Wait, Words

VERSION = 1  # one more whenever a field of these classes changes: an older visit then starts again

_PARTS = {kind.__name__: kind for kind in (Audio, Keys, Voice, Moment, Through, Over, Joined)}


def to_json(visit: Visit) -> str:
    """The visit as text."""
    kept = [
        [turn.flow, turn.step, turn.number, [_packed(part) for part in turn.said], _packed(turn.wait)]
        for turn in visit.kept
    ]
    place = [visit.id, visit.flow, visit.step, visit.language, visit.turn]
    walked = [list(visit.back), visit.silences, visit.pauses]
    known = [VERSION, place, dict(visit.facts), walked, kept]
    return json.dumps(known, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Visit | None:
    """The visit that was kept; None when it is of another release or cannot be read: the call then starts again."""
    try:
        version, *known = json.loads(text)
        return _visit(*known) if version == VERSION else None
    except (ValueError, TypeError, KeyError, IndexError):
        return None


def _visit(place: Any, facts: Any, walked: Any, kept: Any) -> Visit:
    id_, flow, step, language, turn = place
    back, silences, pauses = walked
    return Visit(
        id_, flow, step, Language(language), turn, dict(facts),
        back=tuple(back), silences=silences, pauses=pauses, kept=tuple(_turn(*turn) for turn in kept),
    )  # fmt: skip


def _turn(flow: str, step: str, number: int, said: list[Any], wait: list[Any]) -> Turn:
    return Turn(flow, step, number, tuple(_unpacked(part) for part in said), _unpacked(wait))


def _packed(part: Words | Audio | Wait) -> list[Any]:
    return [type(part).__name__, *(getattr(part, field.name) for field in fields(part))]


def _unpacked(packed: list[Any]) -> Any:
    kind, *values = packed
    if kind == Words.__name__:
        text, language, flow, step = values
        return Words(text, Language(language), flow, step)
    return _PARTS[kind](*values)
