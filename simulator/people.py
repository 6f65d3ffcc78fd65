"""Who has which phone, and how they behave."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

T = TypeVar("T")


class Behaviour(StrEnum):
    """What happens when a phone is rung."""

    PERSON = "person"
    VOICEMAIL = "voicemail"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a person on the phone.

    `hears`: waits until these words were said since the last step; without it, until the call waits for
    input. A `wait` begins at once, and so does what follows it.
    """

    hears: str | None = None
    press: str | None = None
    speak: str | None = None
    seconds: float | None = None
    hang_up: bool = False
    wait: float | None = None

    def __post_init__(self) -> None:
        acts = [self.press is not None, self.speak is not None, self.hang_up, self.wait is not None]
        if sum(acts) > 1 or (not any(acts) and self.hears is None):
            raise ValueError("a step has one of press, speak, hang_up, wait")
        if self.press is not None and not (self.press and set(self.press) <= set("0123456789*#ABCD")):
            raise ValueError(f"no such keys: {self.press!r}")


Script = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one call is answered: after so many seconds of ringing, and then by whom."""

    kind: Behaviour = Behaviour.PERSON
    after: float = 3.0
    script: Script = ()
    greeting: float = 8.0
    """Seconds of a voicemail's greeting, before its beep."""
    max_length: float = 120.0
    """Seconds that a voicemail records."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person texts back to a text with these words."""

    reply: str
    contains: str = ""
    after: float = 5.0


@dataclass(frozen=True, slots=True)
class Person:
    """A phone and who is at it; `interactive` ones are answered over the control interface."""

    number: str
    name: str = ""
    answers: tuple[Answer, ...] = (Answer(),)
    texts: tuple[Reaction, ...] = ()
    texts_arrive: bool = True
    rings_back_after: float | None = None
    ring_back: Script = ()
    interactive: bool = False

    def answer(self, rung_before: int) -> Answer:
        """How this ring is answered; the last answer repeats."""
        return self.answers[min(rung_before, len(self.answers) - 1)]

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Self:
        """A person from a dict; raises ValueError, naming what is wrong."""
        _known(cls, item)
        given = dict(item)
        if "answers" in given:
            given["answers"] = tuple(_answer(each) for each in given["answers"]) or (Answer(),)
        if "texts" in given:
            given["texts"] = tuple(_of(Reaction, each) for each in given["texts"])
        if "ring_back" in given:
            given["ring_back"] = read_script(given["ring_back"])
        return _of(cls, given)


def read_script(items: Iterable[Mapping[str, Any]]) -> Script:
    """Steps from dicts; raises ValueError, naming what is wrong."""
    return tuple(_of(Step, item) for item in items)


def read_people(items: Iterable[Mapping[str, Any]]) -> dict[str, Person]:
    """People by their number; raises ValueError, naming what is wrong."""
    return {person.number: person for person in (Person.read(item) for item in items)}


def load_people(path: Path) -> dict[str, Person]:
    """People from a TOML file with `[[people]]` tables."""
    return read_people(tomllib.loads(path.read_text(encoding="utf-8")).get("people", []))


def _answer(item: Mapping[str, Any]) -> Answer:
    given = dict(item)
    if "kind" in given:
        given["kind"] = Behaviour(given["kind"])
    if "script" in given:
        given["script"] = read_script(given["script"])
    return _of(Answer, given)


def _of(kind: type[T], item: Mapping[str, Any]) -> T:
    _known(kind, item)
    try:
        return kind(**item)
    except TypeError as wrong:
        raise ValueError(f"{kind.__name__}: {wrong}") from wrong


def _known(kind: type, item: Mapping[str, Any]) -> None:
    unknown = set(item) - {field.name for field in fields(kind)}
    if unknown:
        raise ValueError(f"{kind.__name__} knows no {', '.join(sorted(unknown))}")
