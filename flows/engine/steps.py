"""The vocabulary of a flow. A flow is a table of named steps; a step's name is where a visit stands, the key of the
words said there, the box in the diagram and a part of the webhook's URL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Say:
    """The step's words are said, and the walk goes on."""

    then: str


@dataclass(frozen=True, slots=True)
class Menu:
    """The step's words name keys; one key is awaited. `values` are kept as the fact `fact` for the key pressed.
    Silence repeats the words once and then gives up, unless `silence` names where it leads. The keys in `unsaid` work
    without being offered; `seconds` is how long a key is waited for after the last word, where it is not as usual. A
    `patient` one says its words once more before silence leads on. A `quiet` one says nothing: its keys were named before,
    and somebody listens on."""

    keys: Mapping[str, str]
    silence: str | None = None
    fact: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    unsaid: frozenset[str] = frozenset()
    seconds: int | None = None
    patient: bool = False
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class PickLanguage:
    """1 Dutch, 2 French, 3 German, 4 English; each offered in its own words."""

    then: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A number of exactly `digits` digits is awaited and kept as the fact of the step's name; a secret one is known
    to the actions of this one turn only."""

    digits: int
    then: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """The step's words, a beep, then the person speaks for at most `seconds`; a key or a hang-up ends it. The action
    `keep` runs however the recording comes to be known; `then` is for who is still there; `empty` is where an empty
    recording falls through to."""

    keep: str
    then: str
    empty: str
    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Play:
    """The recording whose token is the fact `audio` is played, and the walk goes on."""

    audio: str
    then: str


@dataclass(frozen=True, slots=True)
class Do:
    """A named action is done; its named outcome says where the walk goes on. One that `changes` the world is a
    barrier: `*` does not lead back over it."""

    action: str
    outcomes: Mapping[str, str]
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Pause:
    """The step's words (if any, at the first of several pauses in a row), `seconds` of quiet, and the walk goes on at
    `then`; after `at_most` visits in a row at `otherwise`. With 0 seconds it proves that everything before it was played to the end."""

    seconds: int
    then: str
    at_most: int = 1
    otherwise: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """The call goes through to the number that is the fact `to`."""

    to: str
    answered: str
    unanswered: str


@dataclass(frozen=True, slots=True)
class Enter:
    """The call goes on in another flow, with the same facts: at its start, or at its entrance `at`."""

    flow: str
    at: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """The step's words (if any) are said, and the conversation is over."""


@dataclass(frozen=True, slots=True)
class Join:
    """The step's words (if any) are said, and whoever waits at the other end is joined: there is nothing more to say."""


Step = Say | Menu | PickLanguage | Ask | Record | Play | Do | Pause | Transfer | Enter | End | Join


@dataclass(frozen=True, slots=True)
class Flow:
    """A named table. It starts at its first step; `give_up` is where two silences lead; `entrances` are the steps at
    which we may put a live call; `renamed` finds steps of an earlier release."""

    name: str
    give_up: str
    steps: Mapping[str, Step]
    entrances: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """The first step of the table."""
        return next(iter(self.steps))


def ways(step: Step) -> tuple[tuple[str, str], ...]:
    """Every way out of a step that the table writes down, as (key or outcome, step it leads to). Giving up is the
    flow's and is not among them; another flow's start neither."""
    match step:
        case Say(then=then) | Play(then=then) | PickLanguage(then=then) | Ask(then=then):
            return (("", then),)
        case Menu(keys=keys, silence=silence):
            return (*keys.items(), *((("silence", silence),) if silence else ()))
        case Record(then=then, empty=empty):
            return (("", then), ("empty", empty))
        case Do(outcomes=outcomes):
            return tuple(outcomes.items())
        case Pause(then=then, otherwise=otherwise):
            return (("", then), *((("too long", otherwise),) if otherwise else ()))
        case Transfer(answered=answered, unanswered=unanswered):
            return (("answered", answered), ("unanswered", unanswered))
        case Enter() | End() | Join():
            return ()


def gives_up(step: Step) -> bool:
    """Whether silence at this step leads to the flow's `give_up` in the end."""
    match step:
        case Menu(silence=silence):
            return silence is None
        case _:
            return isinstance(step, Ask | PickLanguage)
