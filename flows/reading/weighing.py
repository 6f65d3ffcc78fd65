"""Which kind is likeliest by the meanings of a text, weighed together: `weights.csv`, learnt from the labelled examples."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from flows.reading.concepts import features

KINDS = ("burglary", "theft", "suspicious_person", "suspicious_vehicle", "vandalism", "other")
FILE = Path(__file__).with_name("weights.csv")
_SAID = 0.5  # what the kind counts for that the words say themselves
Weights = Mapping[str, list[float]]


@cache
def weights() -> Weights:
    """For each feature how much it speaks for each of the kinds. `python -m bench.reading_weights` writes them."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {feature: [float(one) for one in row] for feature, *row in rows}


def likeliest(about: str, language: str | None, said: str) -> str:
    """The kind that most speaks for; `said` is the one that is said in so many words, which counts too, and alone when
    no word means anything."""
    found = features(about, language)
    if not found:
        return said
    score = weighed(found, weights())
    return max(KINDS, key=lambda kind: score[KINDS.index(kind)] + _SAID * (kind == said))


def weighed(found: Iterable[str], learnt: Weights) -> list[float]:
    """What speaks for each kind, added up."""
    rows = [learnt[feature] for feature in sorted(found) if feature in learnt]
    return [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(KINDS)
