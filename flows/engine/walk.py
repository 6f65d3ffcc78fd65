"""The walk through the tables: from a step to the next one at which the person has to answer.

Pure but for the actions that the tables name. Every wait is one turn, numbered from 1 and answered once: the same
question asked again gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from carrier.carrier import Language
from flows.engine.kept import from_json, to_json
from flows.engine.moves import chosen, counted, fact, give, is_number, learnt, typed, wait
from flows.engine.steps import (
    Ask,
    Do,
    Enter,
    Flow,
    Menu,
    Pause,
    PickLanguage,
    Play,
    Record,
    Say,
    Step,
    Transfer,
)
from flows.engine.texts import Texts
from flows.engine.visit import (
    Actions,
    Audio,
    Joined,
    Keyed,
    Over,
    Said,
    Spoken,
    Transferred,
    Turn,
    Visit,
    Waited,
    Words,
)

__all__ = ["TableError", "answer", "begin", "from_json", "to_json"]

MOST_STEPS = 50  # walked without a wait; more is a circle in the table

# How often a prompt is said again before the person is given up.
AGAIN_AFTER_SILENCE = 1
# A `#` typed after the last digit of the number before ends this prompt at once, so the first silence costs nothing.
AGAIN_AFTER_SILENT_NUMBER = 2
AGAIN_AFTER_WRONG_KEY = 3

LANGUAGE_KEYS = {str(key): language for key, language in enumerate(Language, start=1)}


class TableError(Exception):
    """A table leads nowhere: a mistake of ours, never of the person on the line."""


def begin(
    flows: Mapping[str, Flow], texts: Texts, visit: Visit, actions: Actions, at: str | None = None
) -> tuple[Visit, Turn]:
    """Start the visit's flow, or enter it at the step `at`; a turn that was waiting is left unanswered. Raises
    TableError."""
    walk = _Walk(flows, texts, actions)
    flow = walk.flow(visit.flow)
    step = flow.start if at is None else _place(flow, at) or flow.start
    return walk.to(replace(visit, back=(), silences=0, pauses=0), step)


def answer(  # noqa: PLR0917 - a turn is a step and a number
    flows: Mapping[str, Flow], texts: Texts, visit: Visit, step: str, turn: int, said: Said, actions: Actions
) -> tuple[Visit, Turn]:
    """Take what was said at a step's turn. A turn answered before gets the same answer again; a turn that nobody
    knows is told where we are. Raises TableError."""
    if not visit.kept:
        return begin(flows, texts, visit, actions)
    now = visit.kept[-1]
    if (step, turn) != (now.step, now.number):
        return visit, _given(visit.kept, step, turn)
    if isinstance(now.wait, Over | Joined):
        return visit, now
    walk = _Walk(flows, texts, actions)
    place = _place(walk.flow(visit.flow), visit.step)
    if place is None:  # a deploy took the step away: what was said cannot be an answer to another one
        return begin(flows, texts, visit, actions)
    return walk.answered(replace(visit, step=place), said)


def _given(kept: tuple[Turn, ...], step: str, turn: int) -> Turn:
    """The answer that this turn got; where nobody knows it, the present turn."""
    for asked, reply in pairwise(kept):
        if (asked.step, asked.number) == (step, turn):
            return reply
    return kept[-1]


def _place(flow: Flow, name: str) -> str | None:
    """Where a step of this or an earlier release is now; None when it is no more."""
    name = name if name in flow.steps else flow.renamed.get(name, "")
    return name if name in flow.steps else None


@dataclass(frozen=True, slots=True)
class _Walk:
    """The tables, the words and who does what they name."""

    flows: Mapping[str, Flow]
    texts: Texts
    actions: Actions

    def flow(self, name: str) -> Flow:
        if name not in self.flows:
            raise TableError(f"there is no flow {name}")
        return self.flows[name]

    def step(self, visit: Visit) -> Step:
        steps = self.flow(visit.flow).steps
        if visit.step not in steps:
            raise TableError(f"{visit.flow}: there is no step {visit.step}")
        return steps[visit.step]

    # ---- on, until somebody has to answer

    def to(self, visit: Visit, name: str) -> tuple[Visit, Turn]:
        """Walk on from the step `name` until the person has to answer."""
        visit = replace(visit, step=name)
        said: list[Words | Audio] = []
        for _ in range(MOST_STEPS):
            step = self.step(visit)
            visit = counted(visit, step)
            said += self.heard(visit, step)
            awaited = wait(visit, step)
            if awaited is not None:
                return give(visit, said, awaited)
            visit = self.past(visit, step)
        raise TableError(f"{visit.flow}, {visit.step}: {MOST_STEPS} steps without a wait, from {name}")

    def heard(self, visit: Visit, step: Step) -> list[Words | Audio]:
        """What the person hears at this step."""
        match step:
            case PickLanguage():
                return [words for language in Language for words in self.words(visit, language)]
            case Play(audio=audio):
                return [Audio(token) for token in fact(visit, audio)]
            case Pause() if visit.pauses > 1:
                return []
            case Do() | Enter() | Transfer():
                return []
            case _:
                return list(self.words(visit, visit.language))

    def words(self, visit: Visit, language: Language) -> Iterable[Words]:
        text = self.texts.say(visit.flow, visit.step, language, visit.facts)
        if text:
            yield Words(text, language, visit.flow, visit.step)

    def past(self, visit: Visit, step: Step) -> Visit:
        """The visit at the step that follows one at which nobody has to answer."""
        match step:
            case Say(then=then) | Play(then=then):
                return replace(visit, step=then)
            case Do():
                return self.done(visit, step)
            case Enter(flow=flow, at=at):
                return replace(visit, flow=flow, step=at or self.flow(flow).start, back=())
            case Pause(then=then, otherwise=otherwise):
                return replace(visit, step=otherwise or then)
            case Transfer(unanswered=unanswered):
                return replace(visit, step=unanswered)
            case _:
                raise TableError(f"{visit.flow}, {visit.step}: somebody has to answer here")

    def done(self, visit: Visit, step: Do) -> Visit:
        outcome = self.actions.do(step.action, visit)
        if outcome.name not in step.outcomes:
            raise TableError(f"{visit.flow}, {visit.step}: no way on from {step.action}: {outcome.name}")
        back = () if step.changes else visit.back
        return replace(learnt(visit, outcome), step=step.outcomes[outcome.name], back=back)

    # ---- what somebody answered

    def answered(self, visit: Visit, said: Said) -> tuple[Visit, Turn]:
        """Take what was said where the visit stands; what does not fit there has the prompt said again."""
        step = self.step(visit)
        match step, said:
            case ((Menu() | PickLanguage() | Ask()), Keyed(digits=digits)):
                return self.keyed(visit, step, digits)
            case Record(), Spoken():
                return self.spoken(visit, step, said)
            case Pause(then=then), Waited():
                return self.to(visit, then)
            case Transfer(answered=yes, unanswered=no), Transferred(answered=answered):
                return self.to(visit, yes if answered else no)
            case _:
                return self.again(visit, step, AGAIN_AFTER_WRONG_KEY)

    def keyed(self, visit: Visit, step: Menu | PickLanguage | Ask, digits: str) -> tuple[Visit, Turn]:
        if not digits:
            return self.silent(visit, step)
        if digits == "*" and visit.back:
            return self.back(visit)
        match step:
            case Menu(keys=keys) if digits in keys:
                return self.on(chosen(visit, step, digits), keys[digits])
            case PickLanguage(then=then) if digits in LANGUAGE_KEYS:
                return self.on(replace(visit, language=LANGUAGE_KEYS[digits]), then)
            case Ask(then=then) if is_number(digits, step.digits):
                return self.on(typed(visit, step, digits), then)
            case _:
                return self.again(visit, step, AGAIN_AFTER_WRONG_KEY)

    def silent(self, visit: Visit, step: Menu | PickLanguage | Ask) -> tuple[Visit, Turn]:
        match step:
            case Menu(silence=str(silence)) if not step.patient or visit.silences >= AGAIN_AFTER_SILENCE:
                return self.on(chosen(visit, step, ""), silence)
            case Ask():
                return self.again(visit, step, AGAIN_AFTER_SILENT_NUMBER)
            case _:
                return self.again(visit, step, AGAIN_AFTER_SILENCE)

    def spoken(self, visit: Visit, step: Record, said: Spoken) -> tuple[Visit, Turn]:
        if said.recording:  # kept whatever follows: nothing that was spoken is lost
            visit = replace(learnt(visit, self.actions.do(step.keep, visit, said)), back=())
        if said.hung_up:
            return give(visit, (), Over())
        something = said.recording and said.seconds > 0
        return self.to(replace(visit, silences=0), step.then if something else step.empty)

    def on(self, visit: Visit, to: str) -> tuple[Visit, Turn]:
        """Walk on from a step that was answered; `*` leads back to it."""
        return self.to(replace(visit, silences=0, back=(*visit.back, visit.step)), to)

    def again(self, visit: Visit, step: Step, times: int) -> tuple[Visit, Turn]:
        """Say the prompt again, at most so many times; then give up."""
        if visit.silences < times:
            return self.to(replace(visit, silences=visit.silences + 1), visit.step)
        silence = step.silence if isinstance(step, Menu) else None
        return self.on(visit, silence or self.flow(visit.flow).give_up)

    def back(self, visit: Visit) -> tuple[Visit, Turn]:
        """The last step that waited; where a deploy took it away, the start."""
        flow = self.flow(visit.flow)
        step = _place(flow, visit.back[-1]) or flow.start
        return self.to(replace(visit, silences=0, back=visit.back[:-1]), step)
