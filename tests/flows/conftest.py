"""A call in a test: a tiny flow, its words, and a person who presses, speaks, waits and hangs up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from carrier.carrier import Language
from flows.engine.steps import Flow, Step
from flows.engine.texts import Texts
from flows.engine.visit import Audio, Keyed, Outcome, Over, Said, Spoken, Turn, Visit
from flows.engine.walk import answer, begin, from_json, to_json


@dataclass
class Doers:
    """Does the actions of a tiny flow: each returns its scripted outcome; what was done is written down."""

    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    seen: list[Visit] = field(default_factory=list)
    kept: list[str | None] = field(default_factory=list)

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        self.done.append(action)
        self.seen.append(visit)
        if said:
            self.kept.append(said.recording)
        return self.outcomes.get(action, Outcome("done"))


@dataclass
class Call:
    """One call through a tiny flow. The visit goes through its JSON between two turns, as on the line."""

    flows: Mapping[str, Flow]
    texts: Texts
    doers: Doers
    visit: Visit
    turn: Turn

    def says(self, said: Said) -> Call:
        return self.says_at(self.turn.step, self.turn.number, said)

    def says_at(self, step: str, number: int, said: Said) -> Call:
        visit = from_json(to_json(self.visit))
        assert visit is not None
        self.visit, self.turn = answer(self.flows, self.texts, visit, step, number, said, self.doers)
        return self

    def presses(self, digits: str) -> Call:
        return self.says(Keyed(digits))

    def is_silent(self) -> Call:
        return self.says(Keyed(""))

    def enters(self, entrance: str) -> Call:
        self.visit, self.turn = begin(self.flows, self.texts, self.visit, self.doers, at=entrance)
        return self

    @property
    def hears(self) -> list[str]:
        return [f"<{part.token}>" if isinstance(part, Audio) else part.text for part in self.turn.said]

    @property
    def at(self) -> str:
        return self.turn.step

    @property
    def is_over(self) -> bool:
        return isinstance(self.turn.wait, Over)


Calls = Callable[..., Call]


@pytest.fixture
def words() -> Callable[[Mapping[str, Flow]], Texts]:
    """Words for every step: its name, with the language before it when it is not Dutch."""
    return _words


def _words(flows: Mapping[str, Flow]) -> Texts:
    def sentence(step: str) -> dict[str, str]:
        return {language: step if language == Language.NL else f"{language} {step}" for language in Language}

    return Texts({name: {step: sentence(step) for step in flow.steps} for name, flow in flows.items()})


@pytest.fixture
def call() -> Calls:
    """Rings a tiny flow: its steps, and the outcomes of its actions."""
    return _call


def _call(
    steps: Mapping[str, Step],
    *others: Flow,
    outcomes: Mapping[str, Outcome] | None = None,
    facts: Mapping[str, str] | None = None,
    texts: Texts | None = None,
    entrances: frozenset[str] = frozenset(),
) -> Call:
    flow = Flow("tiny", give_up="bye", steps=steps, entrances=entrances)
    flows = {each.name: each for each in (flow, *others)}
    texts = texts or _words(flows)
    doers = Doers(outcomes or {})
    visit, turn = begin(flows, texts, Visit("CA1", "tiny", "", Language.NL, facts=facts or {}), doers)
    return Call(flows, texts, doers, visit, turn)
