"""How well texts are read: precision and recall per field over the labelled examples, and the time that a text takes."""

from __future__ import annotations

import time as clock
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figure import Figure, at_most, shown
from bench.plan import Plan
from flows.reading import as_told, read

EXAMPLES = Path(__file__).parents[1] / "tests" / "flows" / "reading_examples"
LANGUAGES = ("nl", "fr", "de", "en")
FIELDS = ("kind", "place", "time", "plate", "persons", "vehicle", "direction", "command", "network", "days")
WHERE_NAMED = {"vehicle", "direction"}  # judged only where an example names them
LABELS = {*FIELDS, *LANGUAGES, "chatter", "streets", "unsure"}
MOST_MILLISECONDS = 50

HARD: Mapping[str, str] = {
    "letters": "a" * 1600,
    "digits": "1" * 1600,
    "spaces": " " * 1600,
    "numbers": "1 " * 800,
    "plates": "1-abc-12 " * 178,
    "streets": "straat Kerk " * 133,
    "rue": "rue de la " * 160,
    "times": "10 min half " * 133,
    "clock": "1:2.3u4h" * 200,
    "people": "twee jonge " * 145,
    "vehicles": "witte auto de " * 115,
    "directions": "richting de " * 133,
    "corners": "hoek Kerkstraat en " * 85,
    "politeness": "aub " * 400,
    "slips": "inbrak verdahcte camionete " * 60,
    "capitals": "Aa Bb Cc-Dd'Ee " * 106,
    "one letter": "\ufdfa" * 1600,
    "accents": "é\u0301" * 800,
    "marks": ".,;:!?-/" * 200,
    "cue": "plaat " * 266,
    "combining": "a" + "\u0301" * 1599,
    "emoji": "\U0001f46e\U0001f3fd\u200d\u2642\ufe0f" * 320,
    "right to left": "\u05e9\u05dc\u05d5\u05dd " * 320,
    "lines": "a\n" * 800,
    "hours": "1u" * 800,
    "near streets": "Kerkstraatt 1 " * 114,
    "meanings": "deur raam slot fiets auto man tas " * 47,
    "small words": "in de " * 266,
}
"""Texts of 1,600 characters that would be slow to read if anything were."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text, and what ought to be read out of it; `file` is where it stands."""

    file: str
    language: str
    text: str
    labels: Mapping[str, Any]


def examples(folder: Path = EXAMPLES) -> Iterator[Example]:
    """All labelled texts."""
    for file in sorted(folder.glob("*.toml")):
        for labels in tomllib.loads(file.read_text(encoding="utf-8"))["examples"]:
            language = next(name for name in LANGUAGES if name in labels)
            if not labels.keys() <= LABELS:
                raise ValueError(f"{file.name}: {labels}")
            yield Example(file.stem, language, labels[language], labels)


def wanted(example: Example) -> dict[str, Any]:
    """Each field that is judged, with the value that ought to be read; None where nothing ought to be."""
    return {
        field: example.labels.get(field)
        for field in FIELDS
        if field in example.labels or field not in WHERE_NAMED
    }


def wrong(example: Example) -> dict[str, tuple[Any, Any]]:
    """The fields that are read wrongly: what they ought to be, what they are."""
    told = as_told(read(example.text, tuple(example.labels.get("streets", ()))))
    return {
        field: (value, told[field])
        for field, value in wanted(example).items()
        if not same(field, value, told[field])
    }


def same(field: str, expected: Any, actual: Any) -> bool:
    """Whether two values are the same; capitals do not count in what is written."""
    if isinstance(expected, str) and isinstance(actual, str) and field in ("place", "vehicle", "direction"):
        return expected.casefold() == actual.casefold()
    return bool(expected == actual)


@dataclass
class Score:
    """How often a field was read: rightly, wrongly, or not though it was there."""

    right: int = 0
    read: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        """Of what was read, how much is right."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Of what was there, how much was read rightly."""
        return self.right / self.there if self.there else 1.0


def scores(every: Sequence[Example]) -> dict[str, Score]:
    """A score per field."""
    found = {field: Score() for field in FIELDS}
    for example in every:
        told = as_told(read(example.text, tuple(example.labels.get("streets", ()))))
        for field, value in wanted(example).items():
            score = found[field]
            score.there += value is not None
            score.read += told[field] is not None
            score.right += value is not None and same(field, value, told[field])
    return found


TARGETS: Mapping[str, float] = {
    "kind": 0.9,
    "place": 0.9,
    "time": 0.9,
    "plate": 1.0,
    "command": 1.0,
    "network": 1.0,
    "days": 1.0,
}


def measure(plan: Plan) -> Iterator[Figure]:
    """Precision and recall per field over all labelled texts, texts without any error per language, and the slowest."""
    every = list(examples())
    for field, score in scores(every).items():
        note = f"{score.right} right of {score.read} read and {score.there} there"
        for what, value in (("precision", score.precision), ("recall", score.recall)):
            yield Figure(
                "reading", f"{field}: {what}", (value,), limit=TARGETS.get(field), at_least=True, note=note
            )
    for name in LANGUAGES:
        own = [example for example in every if example.language == name]
        faultless = sum(not wrong(example) for example in own)
        yield shown(
            "reading", f"texts in {name} read without an error", faultless / len(own), note=f"of {len(own)}"
        )
    yield from _slowest(plan.repeats)


def _slowest(repeats: int) -> Iterator[Figure]:
    """The hard text that takes longest."""
    taken = {name: [_milliseconds(text) for _ in range(repeats)] for name, text in HARD.items()}
    name = max(taken, key=lambda one: min(taken[one]))
    yield at_most(
        "reading", "slowest text of 1,600 characters, CPU", taken[name], MOST_MILLISECONDS, "ms", note=name
    )


def _milliseconds(text: str) -> float:
    start = clock.process_time()
    read(text)
    return (clock.process_time() - start) * 1000
