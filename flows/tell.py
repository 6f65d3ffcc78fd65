"""A flow as a script that can be read and signed: what is said at each step, how long it takes, and where each key leads.
Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from carrier.carrier import Language
from carrier.segments import segments
from flows.engine.duration import path_seconds, spoken_seconds
from flows.engine.steps import Do, Flow, Menu, Play, Record, Step, ways
from flows.engine.texts import Texts
from flows.engine.visit import Fact


def script(
    flow: Flow, texts: Texts, language: Language, facts: Mapping[str, Fact], to_send: Sequence[str] = ()
) -> str:
    """The whole script. `to_send` are the steps that an officer hears from dialling to sending: with them it ends in
    the seconds that these take."""
    lines = [f"{flow.name}, {language}", ""]
    for number, (name, step) in enumerate(flow.steps.items(), start=1):
        lines += [f"{number}. {name}", *(f"   {line}" for line in _told(flow, name, step, texts, language, facts)), ""]
    total = path_seconds(flow, texts, language, flow.steps, facts)
    lines.append(texts.phrase("tell_total", language, {"count": ceil(total)}))
    lines.append(texts.phrase("tell_signed", language) + " " + "_" * 40)
    if to_send:
        lines.append(f"to send: {ceil(path_seconds(flow, texts, language, to_send, facts))} s")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def messages_script(texts: Texts, language: Language, facts: Mapping[str, Fact]) -> str:
    """Everything that is sent as a text, or said when something breaks, with the messages that each takes."""
    lines = [f"messages, {language}", ""]
    for number, name in enumerate(texts.messages, start=1):
        words = texts.message(name, language, facts)
        lines += [f"{number}. {name}", *(f"   {line}" for line in f"“{words}” ({segments(words)} sms)".splitlines()), ""]
    lines.append(texts.phrase("tell_signed", language) + " " + "_" * 40)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _told(
    flow: Flow, name: str, step: Step, texts: Texts, language: Language, facts: Mapping[str, Fact]
) -> Iterator[str]:
    """What happens at one step."""
    words = texts.say(flow.name, name, language, facts)
    if words:
        yield f"“{words}” ({ceil(spoken_seconds(words))} s)"
    match step:
        case Play():
            yield f"({texts.phrase('tell_recording', language)})"
        case Record(seconds=seconds):
            yield f"({texts.phrase('tell_speaks', language, {'count': seconds})})"
        case _:
            pass
    yield from _ways_on(step, texts, language)


def _ways_on(step: Step, texts: Texts, language: Language) -> Iterator[str]:
    """Where each key, or each answer of the system, leads; everything that leads to one place in one line."""
    leads: dict[str, list[str]] = {}
    for way, target in ways(step):
        leads.setdefault(target, []).append(_way(step, way, texts, language))
    for target, reasons in leads.items():
        yield f"{', '.join(filter(None, reasons))} → {target}".strip()


def _way(step: Step, way: str, texts: Texts, language: Language) -> str:
    match step:
        case Menu() if way != "silence":
            return texts.phrase("tell_key", language, {"key": way})
        case Do():
            return way
        case _:
            return texts.phrase("tell_silence", language) if way in {"silence", "empty"} else way
