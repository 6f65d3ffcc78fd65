"""What a single step does to a visit: pure values in, values out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from flows.engine.steps import Ask, End, Join, Menu, Pause, PickLanguage, Record, Step, Transfer
from flows.engine.visit import (
    Audio,
    Fact,
    Joined,
    Keys,
    Moment,
    Outcome,
    Over,
    Through,
    Turn,
    Visit,
    Voice,
    Wait,
    Words,
)

KEPT_TURNS = 5  # the present one, and so the answers to the four before it


def give(visit: Visit, said: Iterable[Words | Audio], wait: Wait) -> tuple[Visit, Turn]:
    """The visit as it is kept, and its new turn. No secret goes into either."""
    turn = Turn(visit.flow, visit.step, visit.turn + 1, tuple(said), wait)
    back = visit.back[: visit.back.index(visit.step)] if visit.step in visit.back else visit.back
    kept = (*visit.kept, turn)[-KEPT_TURNS:]
    return replace(visit, turn=turn.number, kept=kept, back=back, secrets={}), turn


def wait(visit: Visit, step: Step) -> Wait | None:
    """What is awaited at this step; None where the walk goes on by itself."""
    match step:
        case Menu(seconds=seconds):
            return Keys(1, seconds)
        case PickLanguage():
            return Keys(1)
        case Ask(digits=digits):
            return Keys(digits)
        case Record(seconds=seconds):
            return Voice(seconds)
        case Pause(seconds=seconds, at_most=at_most, otherwise=otherwise):
            return Moment(seconds) if otherwise is None or visit.pauses <= at_most else None
        case Transfer(to=to):
            return next((Through(number) for number in fact(visit, to)), None)
        case End():
            return Over()
        case Join():
            return Joined()
        case _:
            return None


def counted(visit: Visit, step: Step) -> Visit:
    """Pauses in a row are counted: those between which nothing else was awaited."""
    if not isinstance(step, Pause):
        return visit
    last = visit.kept[-1] if visit.kept else None
    in_a_row = last is not None and (last.flow, last.step) == (visit.flow, visit.step)
    return replace(visit, pauses=visit.pauses + 1 if in_a_row else 1)


def fact(visit: Visit, name: str) -> tuple[str, ...]:
    """The fact as a text, if there is one."""
    value = visit.facts.get(name)
    return (str(value),) if value else ()


def is_number(digits: str, length: int) -> bool:
    return len(digits) == length and digits.isascii() and digits.isdecimal()


def chosen(visit: Visit, step: Menu, key: str) -> Visit:
    """What the key stands for is known; after silence, or a key that stands for nothing, nothing is: the choice of
    an earlier round must not be taken for this one's."""
    if step.fact is None:
        return visit
    facts: dict[str, Fact] = {name: value for name, value in visit.facts.items() if name != step.fact}
    if key in step.values:
        facts[step.fact] = step.values[key]
    return replace(visit, facts=facts)


def typed(visit: Visit, step: Ask, digits: str) -> Visit:
    if step.secret:
        return replace(visit, secrets={**visit.secrets, visit.step: digits})
    return replace(visit, facts={**visit.facts, visit.step: digits})


def learnt(visit: Visit, outcome: Outcome) -> Visit:
    """What an action told is known from here on."""
    return replace(visit, facts={**visit.facts, **outcome.facts}, language=outcome.language or visit.language)
