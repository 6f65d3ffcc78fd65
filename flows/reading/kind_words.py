"""The words that tell what a text is about: `kinds.toml` and `deeds.toml`, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flows.reading.signs import Signs


@dataclass(frozen=True, slots=True)
class Gone:
    """Words that say together that something of the writer's is gone."""

    mine: Signs
    things: Signs
    gone: Signs


@dataclass(frozen=True, slots=True)
class Together:
    """What is done to what, in one language, and the kind that both tell."""

    language: str
    kind: str
    what: Signs
    done: Signs


@dataclass(frozen=True, slots=True)
class KindWords:
    """All of them."""

    burglary: Signs
    not_burglary: Signs
    pretext: Signs
    enters: Signs
    breaks_into: Signs
    car_theft: Signs
    theft: Signs
    not_theft: Signs
    vandalism: Signs
    not_vandalism: Signs
    vehicle: Signs
    person: Signs
    not_person: Signs
    suspect: Signs
    incident: Signs
    strange: Signs
    sits_in: Signs
    tampers: Signs
    drives: Signs
    carrier: Signs
    gone: tuple[Gone, ...]
    together: tuple[Together, ...]


@cache
def kind_words() -> KindWords:
    """As they are in the files; what `deeds.toml` tells counts for less than `kinds.toml`."""
    read = _table("kinds.toml")
    gone = tuple(Gone(**_signs(one)) for one in read.pop("gone"))
    together = tuple(Together(**_signs(one)) for one in read.pop("together") + _table("deeds.toml")["together"])
    return KindWords(**_signs(read), gone=gone, together=together)


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _signs(table: dict[str, Any]) -> dict[str, Any]:
    return {name: Signs(value) if isinstance(value, list) else value for name, value in table.items()}
