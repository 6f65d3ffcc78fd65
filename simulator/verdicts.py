"""What machine detection finds: who picked up, after how long, and how often it is mistaken. Pure."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Protocol, Self

from simulator.people import Answer, Behaviour

_FAX_AFTER = 2.0
_MAKES_SURE = 0.6
"""Seconds by which a long greeting goes beyond the threshold before it is called a machine."""


class Thresholds(Protocol):
    """What was asked about machines; seconds."""

    until_the_end: bool
    timeout: float
    speech: float
    speech_end: float
    silence: float


@dataclass(frozen=True, slots=True)
class Mistakes:
    """How often a verdict is wrong (a machine is a person, a person a machine), `unknown`, or late by so much.

    Chances from 0 to 1; Twilio's own detection is right in 85 to 90 of 100 calls.
    """

    wrong: float = 0.0
    unknown: float = 0.0
    late: float = 0.0
    late_by: float = 10.0
    seed: int = 0

    @classmethod
    def read(cls, item: Mapping[str, Any]) -> Self:
        """From a dict; raises ValueError, naming what is wrong."""
        if unknown := set(item) - {field.name for field in fields(cls)}:
            raise ValueError(f"it knows no {', '.join(sorted(unknown))}")
        for name, value in item.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                raise ValueError(f"{name} is a number from 0 on, not {value!r}")
            if name in ("wrong", "unknown", "late") and value > 1:
                raise ValueError(f"{name} is a chance from 0 to 1, not {value!r}")
        return cls(**item)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said, and after how many seconds; None is: when this phone's own machine is ready to record."""

    words: str
    after: float | None


def verdict(answer: Answer, asked: Thresholds, mistakes: Mistakes, dice: random.Random) -> Verdict:
    """What is said about this answer, mistakes and all."""
    found = _found(answer, asked)
    # Always as many draws, so that one chance changes nothing about the others.
    wrong, unknown, late = dice.random(), dice.random(), dice.random()
    words, after = found.words, found.after
    if wrong < mistakes.wrong:
        words, after = _mistaken(words, asked), found.after if found.after is not None else asked.speech
    if unknown < mistakes.unknown:
        words, after = "unknown", asked.silence
    words = answer.verdict or words
    after = after if answer.verdict_after is None else answer.verdict_after
    if late < mistakes.late:
        after = (answer.greeting if after is None else after) + mistakes.late_by
    if after is not None and after > asked.timeout:
        return Verdict("unknown", asked.timeout)
    return Verdict(words, after)


def _found(answer: Answer, asked: Thresholds) -> Verdict:
    """What is heard: a short word is a person, a long one a machine, silence is unknown, a tone a fax."""
    match answer.kind:
        case Behaviour.FAX:
            return Verdict("fax", _FAX_AFTER)
        case Behaviour.VOICEMAIL if answer.full and asked.until_the_end:
            return Verdict("machine_end_other", answer.greeting)
        case Behaviour.VOICEMAIL if asked.until_the_end and not answer.beep:
            return Verdict("machine_end_silence", answer.greeting + asked.speech_end)
        case Behaviour.VOICEMAIL if asked.until_the_end:
            return Verdict("machine_end_beep", None)
        case Behaviour.VOICEMAIL:
            return _by_length(answer.greeting, asked)
    return _by_length(answer.hello, asked)


def _by_length(spoken: float, asked: Thresholds) -> Verdict:
    if spoken <= 0:
        return Verdict("unknown", asked.silence)
    if spoken <= asked.speech:
        return Verdict("human", spoken + asked.speech_end)
    if not asked.until_the_end:
        return Verdict("machine_start", asked.speech + _MAKES_SURE)
    return Verdict("machine_end_silence", spoken + asked.speech_end)


def _mistaken(words: str, asked: Thresholds) -> str:
    if words != "human":
        return "human"
    return "machine_end_silence" if asked.until_the_end else "machine_start"
