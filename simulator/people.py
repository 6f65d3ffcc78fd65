"""Who has which phone, and how they behave: as it is described. Files of people are in `crowd.py`."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from types import NoneType
from typing import Any, Self, TypeVar, get_args, get_origin, get_type_hints

from simulator.numbering import can_get_texts

T = TypeVar("T")

_KEYS = frozenset("0123456789*#ABCD")
_NO_SIGN_OF_IT = 30003
_A_LANDLINE = 30006


class Behaviour(StrEnum):
    """What happens when a phone is rung."""

    PERSON = "person"
    VOICEMAIL = "voicemail"
    FAX = "fax"
    DECLINES = "declines"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    OFF = "off"
    FAILED = "failed"


class Handset(StrEnum):
    """What kind of phone it is; texts do not arrive at a landline."""

    MOBILE = "mobile"
    LANDLINE = "landline"


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
        if self.press is not None and not (self.press and set(self.press) <= _KEYS):
            raise ValueError(f"no such keys: {self.press!r}")


Script = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """How one call is answered: after so many seconds of ringing, and then by whom."""

    kind: Behaviour = Behaviour.PERSON
    after: float = 3.0
    script: Script = ()
    hangs_up_after: float | None = None
    """Seconds after picking up, whatever the script is at."""
    hello: float = 1.2
    """Seconds that a person speaks on picking up; machine detection listens to nothing else."""
    greeting: float = 8.0
    """Seconds of a voicemail's greeting, before its beep."""
    beep: bool = True
    """Whether a voicemail beeps before it records."""
    full: bool = False
    """A full mailbox greets, and hangs up."""
    max_length: float = 120.0
    """Seconds that a voicemail records."""
    verdict: str | None = None
    """What machine detection says, right or wrong; None: what it would find."""
    verdict_after: float | None = None
    """Seconds that machine detection takes for it."""
    weight: float = 0.0
    """Where every answer of a person has one, each ring draws among them; otherwise they come in order."""


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
    phone: Handset | None = None
    """By default what the number says."""
    answers: tuple[Answer, ...] = (Answer(),)
    texts: tuple[Reaction, ...] = ()
    texts_arrive: bool = True
    rings_back_after: float | None = None
    ring_back: Script = ()
    interactive: bool = False
    seed: int = 0

    @property
    def handset(self) -> Handset:
        """What kind of phone it is."""
        by_number = Handset.MOBILE if can_get_texts(self.number) else Handset.LANDLINE
        return self.phone or by_number

    @property
    def text_error(self) -> int | None:
        """Twilio's code for a text that does not arrive; None when texts arrive."""
        if self.handset is Handset.LANDLINE:
            return _A_LANDLINE
        return None if self.texts_arrive else _NO_SIGN_OF_IT

    def answer(self, rung_before: int) -> Answer:
        """How this ring is answered: drawn by weight, or in order, the last one again and again."""
        if len(self.answers) > 1 and all(answer.weight for answer in self.answers):
            weights = [answer.weight for answer in self.answers]
            return self.dice(f"ring {rung_before}").choices(self.answers, weights)[0]
        return self.answers[min(rung_before, len(self.answers) - 1)]

    def dice(self, purpose: str) -> random.Random:
        """The same for the same seed, number and purpose."""
        return random.Random(f"{self.seed} {self.number} {purpose}")  # noqa: S311 - repeatable, not secret

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Self:
        """A person from a dict; raises ValueError, naming what is wrong."""
        given = dict(item)
        if "answers" in given:
            given["answers"] = tuple(_answer(each) for each in _list(given, "answers")) or (Answer(),)
        if "texts" in given:
            given["texts"] = tuple(_of(Reaction, each) for each in _list(given, "texts"))
        if "ring_back" in given:
            given["ring_back"] = read_script(_list(given, "ring_back"))
        return _of(cls, given)


def read_script(items: Iterable[Mapping[str, Any]]) -> Script:
    """Steps from dicts; raises ValueError, naming what is wrong."""
    return tuple(_of(Step, item) for item in items)


def read_people(items: Iterable[Mapping[str, Any]]) -> dict[str, Person]:
    """People by their number; raises ValueError, naming what is wrong."""
    return {person.number: person for person in (Person.read(item) for item in items)}


def _answer(item: Mapping[str, Any]) -> Answer:
    given = _table("Answer", item)
    if "script" in given:
        given["script"] = read_script(_list(given, "script"))
    return _of(Answer, given)


def _list(given: Mapping[str, Any], name: str) -> list[Any]:
    if not isinstance(given[name], list | tuple):
        raise ValueError(f"{name} is a list")
    return list(given[name])


def _table(what: str, item: Any) -> dict[str, Any]:
    if not isinstance(item, Mapping):
        raise ValueError(f"{what}: {item!r} is no table")
    return dict(item)


def _of(kind: type[T], item: Mapping[str, Any]) -> T:
    """One of these from a dict; every value is looked at, so that a mistake shows where it was made."""
    given = _table(kind.__name__, item)
    known = _FIELDS[kind]
    if unknown := set(given) - set(known):
        raise ValueError(
            f"{kind.__name__} knows no {', '.join(sorted(unknown))}; it knows {', '.join(known)}"
        )
    checked = {name: _checked(name, each, known[name]) for name, each in given.items() if each is not None}
    try:
        return kind(**checked)
    except TypeError as wrong:
        raise ValueError(f"{kind.__name__}: {wrong}") from wrong


def _fields(kind: Any) -> dict[str, type]:
    """The fields with the kind of their values."""
    hints = get_type_hints(kind)
    named = {field.name: hints[field.name] for field in fields(kind)}
    return {name: _kind(hint) for name, hint in named.items()}


def _kind(hint: Any) -> type:
    """`float | None` is float, `tuple[Step, ...]` is tuple."""
    kinds = [each for each in get_args(hint) if each is not NoneType]
    found: type = kinds[0] if NoneType in get_args(hint) else get_origin(hint) or hint
    return found


def _checked(name: str, value: Any, kind: type) -> Any:
    if kind in (float, int):
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise ValueError(f"{name} is a number, not {value!r}")
        return kind(value)
    if kind in (str, bool):
        if not isinstance(value, kind):
            raise ValueError(f"{name} is {'a text' if kind is str else 'true or false'}, not {value!r}")
    elif issubclass(kind, StrEnum):
        if value not in list(kind):
            raise ValueError(f"{name} is one of {', '.join(kind)}, not {value!r}")
        return kind(value)
    return value


_FIELDS: dict[type, dict[str, type]] = {kind: _fields(kind) for kind in (Step, Answer, Reaction, Person)}
