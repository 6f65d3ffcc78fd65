"""The check of the tables and their words, at start-up and in the tests. Each finding is a sentence."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from carrier.carrier import Language
from carrier.segments import segments
from flows.engine.steps import (
    Ask,
    Do,
    End,
    Enter,
    Flow,
    Join,
    Menu,
    Pause,
    PickLanguage,
    Record,
    Say,
    Step,
    gives_up,
    ways,
)
from flows.engine.texts import Sentence, Table, Texts, fill, slots

MOST_SEGMENTS = 2  # of one text: the carrier charges each, and the pace counts each

# "Druk 1", "appuyez sur 1", "drücken Sie 1", "press 1"
NAMED_KEY = re.compile(r"\b(?:druk|sur|tapez|drücken Sie|Taste|press) (\d)(?!\d)", re.IGNORECASE)


def check(  # noqa: PLR0917 - what the check compares with each other
    flows: Mapping[str, Flow],
    texts: Texts,
    actions: Collection[str],
    outcomes: Mapping[str, Collection[str]] | None = None,
    longest: Mapping[str, str] | None = None,
    texted: Collection[str] = ("text_line",),
) -> list[str]:
    """What is wrong with the tables and the words; empty when they are sound. `outcomes` are those that each action
    can return; `longest` gives every slot that there is its longest value; the words of the flows `texted`, and all
    messages, are sent as texts."""
    return [
        *(finding for flow in flows.values() for finding in check_table(flow, flows)),
        *(finding for flow in flows.values() for finding in check_actions(flow, actions, outcomes)),
        *(
            finding
            for flow in flows.values()
            for finding in check_words(flow, texts.flows.get(flow.name, {}))
        ),
        *(f"texts/{name}.toml: there is no flow {name}" for name in texts.flows if name not in flows),
        *_check_sentences("messages", texts.messages),
        *_check_sentences("phrases", texts.phrases),
        *_check_slots(texts, longest),
        *_check_lengths(texts, longest or {}, texted),
    ]


# ---- the table


def check_table(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[str]:
    """Whether every step is led to, and leads to an end."""
    for name, step in flow.steps.items():
        for way, target in ways(step):
            if target not in flow.steps:
                yield f"{flow.name}, {name}: {way or 'then'} leads to {target}, which is no step"
        if isinstance(step, Enter) and step.flow not in flows:
            yield f"{flow.name}, {name}: enters {step.flow}, which is no flow"
        elif isinstance(step, Enter) and step.at is not None and step.at not in flows[step.flow].entrances:
            yield f"{flow.name}, {name}: enters {step.flow} at {step.at}, which is no entrance"
        if isinstance(step, Menu) and step.quiet and step.silence is None:
            yield f"{flow.name}, {name}: says nothing, and silence leads nowhere"
        if isinstance(step, Menu) and not step.values.keys() <= step.keys.keys():
            yield f"{flow.name}, {name}: has a value for a key that it does not have"
        if isinstance(step, Menu) and not step.unsaid <= step.keys.keys():
            yield f"{flow.name}, {name}: leaves a key unsaid that it does not have"
    yield from _check_names(flow)
    yield from _check_ways(flow)


def _check_names(flow: Flow) -> Iterator[str]:
    if flow.give_up not in flow.steps:
        yield f"{flow.name}: give_up leads to {flow.give_up}, which is no step"
    for entrance in sorted(flow.entrances - flow.steps.keys()):
        yield f"{flow.name}: the entrance {entrance} is no step"
    for old, new in flow.renamed.items():
        if new not in flow.steps:
            yield f"{flow.name}: {old} was renamed to {new}, which is no step"
        if old in flow.steps:
            yield f"{flow.name}: {old} was renamed to {new}, and is still a step"


def _check_ways(flow: Flow) -> Iterator[str]:
    onward = {name: _targets(flow, step) for name, step in flow.steps.items()}
    backward: dict[str, set[str]] = {name: set() for name in flow.steps}
    for name, targets in onward.items():
        for target in targets & flow.steps.keys():
            backward[target].add(name)
    led_to = _reached([flow.start, *flow.entrances], onward)
    ending = _reached([name for name, step in flow.steps.items() if isinstance(step, End | Enter | Join)], backward)
    for name in flow.steps:
        if name not in led_to:
            yield f"{flow.name}, {name}: nothing leads here"
        if name not in ending:
            yield f"{flow.name}, {name}: no end is reached from here"


def _targets(flow: Flow, step: Step) -> set[str]:
    return {target for _, target in ways(step)} | ({flow.give_up} if gives_up(step) else set())


def _reached(first: Iterable[str], onward: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(first)
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += onward.get(name, set())
    return reached


# ---- the actions


def check_actions(
    flow: Flow, actions: Collection[str], outcomes: Mapping[str, Collection[str]] | None
) -> Iterator[str]:
    """Whether every action exists, and every outcome of it goes somewhere."""
    for name, step in flow.steps.items():
        match step:
            case Do(action=action) | Record(keep=action) if action not in actions:
                yield f"{flow.name}, {name}: there is no action {action}"
            case Do(action=action, outcomes=ways_on) if outcomes is not None:
                returned = set(outcomes.get(action, ()))
                for outcome in sorted(returned - ways_on.keys()):
                    yield f"{flow.name}, {name}: the outcome {outcome} of {action} goes nowhere"
                for outcome in sorted(ways_on.keys() - returned):
                    yield f"{flow.name}, {name}: {action} never returns {outcome}"


# ---- the words


def check_words(flow: Flow, table: Table) -> Iterator[str]:
    """Whether every step that speaks has its words, in every language, naming every key."""
    for name in table:
        if name not in flow.steps:
            yield f"{flow.name}, {name}: there are words for it, but no step"
    for name, step in flow.steps.items():
        yield from _check_step_words(f"{flow.name}, {name}", step, table.get(name))


def _check_step_words(place: str, step: Step, sentence: Sentence | None) -> Iterator[str]:
    match step:
        case Menu(quiet=True) if sentence is None:
            return
        case Menu(quiet=True):
            yield f"{place}: has words that are never said"
        case Say() | Menu() | PickLanguage() | Ask() | Record() if sentence is None:
            yield f"{place}: has no words"
        case Say() | Menu() | PickLanguage() | Ask() | Record() | Pause() | End() | Join() if sentence is not None:
            yield from _check_sentence(place, sentence)
            yield from _check_keys(place, step, sentence)
        case _ if sentence is not None:
            yield f"{place}: has words that are never said"


def _check_keys(place: str, step: Step, sentence: Sentence) -> Iterator[str]:
    """Whether a menu's words name every key that it has, and none that it has not."""
    for own_key, language in enumerate(Language, start=1):
        keys = (
            {str(own_key)}
            if isinstance(step, PickLanguage)
            else step.keys.keys() - step.unsaid
            if isinstance(step, Menu)
            else set()
        )
        text = sentence.get(language, "").strip()
        if not keys or not text:
            continue
        for key in keys:
            if not re.search(rf"(?<!\d){re.escape(key)}(?!\d)", text):
                yield f"{place}: the words in {language} do not name the key {key}"
        for key in NAMED_KEY.findall(text):
            if key not in keys:
                yield f"{place}: the words in {language} name the key {key}, which it does not have"


def _check_sentences(file: str, table: Table) -> Iterator[str]:
    for name, sentence in table.items():
        yield from _check_sentence(f"{file}, {name}", sentence)


def _check_sentence(place: str, sentence: Sentence) -> Iterator[str]:
    for language in Language:
        if not sentence.get(language, "").strip():
            yield f"{place}: has no words in {language}"
    for other in sorted(sentence.keys() - set(Language)):
        yield f"{place}: {other} is no language of ours"
    filled = {language: slots(text) for language, text in sentence.items() if text.strip()}
    if len(set(filled.values())) > 1:
        each = "; ".join(
            f"{language}: {', '.join(sorted(names)) or 'none'}" for language, names in filled.items()
        )
        yield f"{place}: the languages have different slots ({each})"


# ---- the slots, and what they make of a text's length


def _check_slots(texts: Texts, longest: Mapping[str, str] | None) -> Iterator[str]:
    if longest is None:
        return
    for place, sentence in _all_sentences(texts):
        for slot in sorted(frozenset().union(*map(slots, sentence.values())) - longest.keys()):
            yield f"{place}: nobody fills the slot {slot}"


def _check_lengths(texts: Texts, longest: Mapping[str, str], texted: Collection[str]) -> Iterator[str]:
    for place, sentence in _all_sentences(texts):
        if place.partition(",")[0] not in {"messages", *texted}:
            continue
        for language, text in sentence.items():
            count = segments(fill(text, longest))
            if count > MOST_SEGMENTS:
                yield f"{place}: the text in {language} takes {count} messages; {MOST_SEGMENTS} are allowed"


def _all_sentences(texts: Texts) -> Iterator[tuple[str, Sentence]]:
    for file, table in [*texts.flows.items(), ("messages", texts.messages), ("phrases", texts.phrases)]:
        for name, sentence in table.items():
            yield f"{file}, {name}", sentence
