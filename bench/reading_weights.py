"""What the meanings of words speak for, learnt from the labelled examples and `reading_lessons.toml`:
`python -m bench.reading_weights`.

Softmax regression with a slope of its own per weight; always the same from the same examples. It prints how many kinds
are right in each round when the weights were learnt from the others, and writes `flows/reading/weights.csv`.
"""

from __future__ import annotations

import math
import random
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.reading import examples
from flows.reading import about
from flows.reading.concepts import features
from flows.reading.weighing import FILE, KINDS, weighed

SHORT = Path(__file__).with_name("reading_lessons.toml")
ROUNDS = 15
PULL = 0.03  # towards nothing, so that what is seen seldom says little
STEP = 0.3
LEAST_SEEN = 2  # texts in which a word is
OF_A_WORD = 0.5  # a word says less than a meaning

Weights = dict[str, list[float]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is in one text, and the kind that it tells; `file` is its round."""

    file: str
    found: frozenset[str]
    kind: str


def lessons() -> list[Lesson]:
    """All labelled reports, and the short texts that are there to be learnt from."""
    kinds = tomllib.loads(SHORT.read_text(encoding="utf-8"))
    short = [
        Lesson("", frozenset(features(*about(text))), kind) for kind, texts in kinds.items() for text in texts
    ]
    return short + [
        Lesson(one.file, frozenset(features(*about(one.text))), one.labels["kind"])
        for one in examples()
        if "kind" in one.labels
    ]


def learnt(every: Sequence[Lesson]) -> Weights:
    """The weights that tell the kinds of these texts."""
    seen = Counter(feature for lesson in every for feature in lesson.found)
    weights: Weights = {
        feature: [0.0] * len(KINDS)
        for feature, count in sorted(seen.items())
        if count >= LEAST_SEEN or feature[0] != "w"
    }
    slopes = {feature: [1e-6] * len(KINDS) for feature in weights}
    order, shuffle = list(every), random.Random(1).shuffle  # nothing secret
    for _ in range(ROUNDS):
        shuffle(order)
        for lesson in order:
            _learn(lesson, weights, slopes)
    return {feature: [row * _size(feature) for row in rows] for feature, rows in weights.items()}


def _learn(lesson: Lesson, weights: Weights, slopes: Weights) -> None:
    """Move the weights of one text's features towards its kind."""
    known = sorted(lesson.found & weights.keys())
    score = weighed(known, {feature: [row * _size(feature) for row in weights[feature]] for feature in known})
    likely = _shares(score)
    for at, kind in enumerate(KINDS):
        error = likely[at] - (kind == lesson.kind)
        for feature in known:
            row, slope = weights[feature], slopes[feature]
            move = error * _size(feature) + PULL * row[at]
            slope[at] += move * move
            row[at] -= STEP * move / math.sqrt(slope[at])


def _size(feature: str) -> float:
    return OF_A_WORD if feature[0] == "w" else 1.0


def _shares(score: Sequence[float]) -> list[float]:
    most = max(score)
    powers = [math.exp(one - most) for one in score]
    return [one / sum(powers) for one in powers]


def right(every: Iterable[Lesson], weights: Mapping[str, list[float]]) -> int:
    """How many of these texts are told rightly by the weights alone."""
    return sum(_told(lesson, weights) == lesson.kind for lesson in every)


def _told(lesson: Lesson, weights: Mapping[str, list[float]]) -> str:
    score = weighed(lesson.found, weights)
    return max(KINDS, key=lambda kind: score[KINDS.index(kind)])


def main() -> None:
    """Print how well each round is told by the others, and write the weights of all."""
    every = lessons()
    total = 0
    for file in sorted({lesson.file for lesson in every} - {""}):
        own = [lesson for lesson in every if lesson.file == file]
        count = right(own, learnt([lesson for lesson in every if lesson.file != file]))
        total += count
        print(f"{file}: {count} of {len(own)}")
    told = sum(lesson.file != "" for lesson in every)
    print(f"together: {total} of {told}, {total / told:.3f}")
    FILE.write_text(written(learnt(every)), encoding="utf-8")


def written(weights: Weights) -> str:
    """The weights as the file has them: a feature a line, two decimals; those that say nothing are left out."""
    rows = {feature: [f"{one:.2f}" for one in row] for feature, row in sorted(weights.items())}
    told = [[feature, *row] for feature, row in rows.items() if any(float(one) for one in row)]
    return "".join(",".join(row) + "\n" for row in [["feature", *KINDS], *told])


if __name__ == "__main__":
    main()
