"""How long somebody listens: the seconds that the prompts along a way through a flow take. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from carrier.carrier import Language
from flows.engine.steps import Flow, ways
from flows.engine.texts import Texts
from flows.engine.visit import Fact

CHARACTERS_A_SECOND = 14  # of a voice that is easily understood, pauses between sentences included
MOST_STEPS = 200  # on one way; more is a circle


def spoken_seconds(text: str) -> float:
    """The seconds that a sentence takes to be said."""
    return len(" ".join(text.split())) / CHARACTERS_A_SECOND


def path_to(flow: Flow, to: str, chosen: Mapping[str, str]) -> tuple[str, ...]:
    """The steps from the flow's start up to and with the step `to`, taking at each step the key or outcome that
    `chosen` gives it, else its first. Raises ValueError where that way does not lead there."""
    path = [flow.start]
    while path[-1] != to:
        on = dict(ways(flow.steps[path[-1]]))
        here = path[-1]
        if not on or len(path) > MOST_STEPS or chosen.get(here, next(iter(on))) not in on:
            raise ValueError(f"{flow.name}: no way from {here} to {to}")
        path.append(on[chosen.get(here, next(iter(on)))])
    return tuple(path)


def path_seconds(
    flow: Flow, texts: Texts, language: Language, path: Iterable[str], facts: Mapping[str, Fact]
) -> float:
    """The seconds of all prompts of these steps, their slots filled with `facts`. What somebody recorded is apart."""
    return sum(spoken_seconds(texts.say(flow.name, step, language, facts) or "") for step in path)


def longest_prompts(
    flow: Flow, texts: Texts, language: Language, facts: Mapping[str, Fact]
) -> Sequence[tuple[str, float]]:
    """Every step that speaks with its seconds, the longest first."""
    each = ((step, path_seconds(flow, texts, language, (step,), facts)) for step in flow.steps)
    return sorted(((step, seconds) for step, seconds in each if seconds), key=lambda one: -one[1])
