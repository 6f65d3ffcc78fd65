"""People by the thousand: a file with types, weights and ranges of seconds, from which each is drawn by a seed."""

import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from simulator.people import Person
from simulator.verdicts import Mistakes

Table = Mapping[str, Any]

_SECONDS = frozenset(
    {
        "after",
        "greeting",
        "hangs_up_after",
        "hello",
        "max_length",
        "rings_back_after",
        "seconds",
        "verdict_after",
        "wait",
    }
)
"""What may be written as [least, most] too: then every phone draws its own."""

_TOP = frozenset({"seed", "types", "people", "machine_detection"})
_SOMEBODY = "+32470000000"


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of a file, and how well machines are told from people."""

    people: dict[str, Person] = field(default_factory=dict)
    mistakes: Mistakes | None = None


class WrongHere(ValueError):
    """What is wrong in a description, and in which entry of it."""

    def __init__(self, what: str, reason: Exception, table: str = "", place: int = 0) -> None:
        super().__init__(f"{what}: {reason}")
        self.table = table
        self.place = place


def load_crowd(path: Path) -> Crowd:
    """The people of a TOML file; ValueError says the file, the line, and who."""
    text = path.read_text(encoding="utf-8")
    try:
        return read_crowd(tomllib.loads(text))
    except WrongHere as wrong:
        line = _line(text, wrong.table, wrong.place)
        where = f"{path.name}, line {line}" if line else path.name
        raise ValueError(f"{where}: {wrong}") from wrong
    except ValueError as wrong:
        raise ValueError(f"{path.name}: {wrong}") from wrong


def read_crowd(given: Table | Sequence[Table]) -> Crowd:
    """The people of a whole description, or of a list; ValueError says who, and what is wrong."""
    whole: Table = given if isinstance(given, Mapping) else {"people": given}
    if unknown := set(whole) - _TOP:
        raise ValueError(f"there is no {', '.join(sorted(unknown))}; there is {', '.join(sorted(_TOP))}")
    seed, types = whole.get("seed", 0), whole.get("types", {})
    if not isinstance(seed, int):
        raise ValueError(f"seed is a whole number, not {seed!r}")
    _check_types(types)
    people: dict[str, Person] = {}
    for place, entry in enumerate(whole.get("people", ()), start=1):
        for person in _entry(entry, place, types, seed):
            if person.number in people:
                reason = ValueError("this number is there twice")
                raise WrongHere(f"person {place} ({person.number})", reason, "[[people]]", place)
            people[person.number] = person
    return Crowd(people, _mistakes(whole))


def _entry(entry: Table, place: int, types: Table, seed: int) -> Iterator[Person]:
    """Everybody of one [[people]] table."""
    number = ""
    try:
        if not isinstance(entry, Mapping):
            raise ValueError(f"{entry!r} is no table")
        for index, number in enumerate(_numbers(entry), start=1):
            yield _person(entry, number, index, types, seed)
    except WrongHere:
        raise
    except ValueError as wrong:
        who = f"person {place} ({number})" if number else f"person {place}"
        raise WrongHere(who, wrong, "[[people]]", place) from wrong


def _person(entry: Table, number: str, index: int, types: Table, seed: int) -> Person:
    dice = random.Random(f"{seed} {number}")  # noqa: S311 - repeatable, not secret
    own = {name: value for name, value in entry.items() if name not in ("numbers", "count", "type")}
    described = {"seed": seed, **_type(entry.get("type"), types, dice), **own, "number": number}
    if isinstance(described.get("name"), str):
        described["name"] = described["name"].replace("{n}", str(index))
    return Person.read(_drawn(described, dice))


def _numbers(entry: Table) -> Iterator[str]:
    """The number of an entry, or its numbers: a list, or so many from the first on."""
    numbers, many = entry.get("numbers"), entry.get("count")
    if (numbers is None) == ("number" not in entry):
        raise ValueError("an entry has a number, or numbers")
    if many is not None and not (isinstance(many, int) and many > 0 and isinstance(numbers, str)):
        raise ValueError("count is a whole number, and goes with the first of its numbers")
    if numbers is None:
        yield entry["number"]
    elif isinstance(numbers, str):
        if not re.fullmatch(r"\+\d+", numbers):
            raise ValueError(f"numbers begins with a number such as +32470000000, not with {numbers!r}")
        yield from (f"+{int(numbers[1:]) + more}" for more in range(many or 1))
    else:
        yield from numbers


def _type(wanted: Any, types: Table, dice: random.Random) -> Table:
    """The type of a phone: named, or drawn from a table of weights."""
    if wanted is None:
        return {}
    weights = {wanted: 1} if isinstance(wanted, str) else wanted
    if not isinstance(weights, Mapping) or not weights:
        raise ValueError(f"type is a name, or a table of names and weights, not {wanted!r}")
    if unknown := [name for name in weights if name not in types]:
        raise ValueError(f"there is no type {', '.join(unknown)}; there are {', '.join(types) or 'none'}")
    if not all(isinstance(weight, int | float) and weight >= 0 for weight in weights.values()):
        raise ValueError("a weight is a number from 0 on")
    if not any(weights.values()):
        raise ValueError("one of the weights is above 0")
    found: Table = types[dice.choices(list(weights), list(weights.values()))[0]]
    return found


def _drawn(item: Any, dice: random.Random, name: str = "") -> Any:
    """The same with every range of seconds drawn."""
    if isinstance(item, Mapping):
        return {key: _drawn(value, dice, key) for key, value in item.items()}
    if not isinstance(item, list):
        return item
    if name in _SECONDS:
        if len(item) != 2 or not all(isinstance(each, int | float) for each in item) or item[0] > item[1]:
            raise ValueError(f"{name} is a number, or [least, most], not {item}")
        return round(dice.uniform(*item), 3)
    return [_drawn(each, dice) for each in item]


def _check_types(types: Any) -> None:
    if not isinstance(types, Mapping):
        raise ValueError("types are tables: [types.NAME]")
    for name, described in types.items():
        try:
            if not isinstance(described, Mapping) or "number" in described:
                raise ValueError("a type is a table without a number")
            Person.read(_drawn({**described, "number": _SOMEBODY}, random.Random(0)))  # noqa: S311
        except ValueError as wrong:
            raise WrongHere(f"type {name}", wrong, f"[types.{name}]", 1) from wrong


def _mistakes(whole: Table) -> Mistakes | None:
    if "machine_detection" not in whole:
        return None
    try:
        return Mistakes.read({"seed": whole.get("seed", 0), **whole["machine_detection"]})
    except (ValueError, TypeError) as wrong:
        raise WrongHere("machine_detection", wrong, "[machine_detection]", 1) from wrong


def _line(text: str, table: str, place: int) -> int | None:
    """The line of the header of this kind at that place; None when it is not written with headers."""
    found = count(1)
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().replace(" ", "").startswith(table) and next(found) == place:
            return number
    return None
