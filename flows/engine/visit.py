"""One conversation under way: where it stands, what is known, and what is said next. Plain values, kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from carrier.carrier import Language

Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence to be spoken or written. `step` and `flow` say which recorded audio may be played instead."""

    text: str
    language: Language
    flow: str
    step: str


@dataclass(frozen=True, slots=True)
class Audio:
    """A recording to be played, by its unguessable token."""

    token: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Wait for `digits` keys. `*` alone always comes through. `seconds` after the last word, where not as usual."""

    digits: int
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Beep, then wait for at most `seconds` of speech."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Moment:
    """Wait `seconds`, then ask again."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Through:
    """Put the call through to `number`."""

    number: str


@dataclass(frozen=True, slots=True)
class Over:
    """Nothing more: hang up."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Nothing more from us: who waits at the other end is joined."""


Wait = Keys | Voice | Moment | Through | Over | Joined


@dataclass(frozen=True, slots=True)
class Turn:
    """What the person hears and what is then awaited. The same turn renders as TwiML, as a text, as a terminal line.
    `flow`, `step` and `number` are the end of the URL at which it is answered."""

    flow: str
    step: str
    number: int
    said: tuple[Words | Audio, ...]
    wait: Wait


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys pressed; empty after silence."""

    digits: str


@dataclass(frozen=True, slots=True)
class Spoken:
    """A recording was made. `hung_up` when the person is gone. An empty one has no id."""

    recording: str | None
    seconds: int = 0
    hung_up: bool = False


@dataclass(frozen=True, slots=True)
class Waited:
    """The pause is over."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The other side answered, or did not."""

    answered: bool


Said = Keyed | Spoken | Waited | Transferred


@dataclass(frozen=True, slots=True)
class Visit:
    """Where one call (or one text conversation) stands. `id` is the carrier's id of the call. `secrets` live one turn
    and are never kept. `kept` are the last turns given, so that the same question gets the same answer."""

    id: str
    flow: str
    step: str
    language: Language
    turn: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    back: tuple[str, ...] = ()
    silences: int = 0
    pauses: int = 0
    kept: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an action ended, what is known since, and (when it was learnt) the person's language."""

    name: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    language: Language | None = None


class Actions(Protocol):
    """Who does what the tables name. `said` is set for a Record's `keep` alone."""

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        """Do the named action for this visit; raises KeyError when there is none of that name."""
