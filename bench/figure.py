"""A figure: what was measured, best and worst of its repeats, and the target that it has to meet."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a table. `code` is P1 … P17, or a word for what has no number there; without `limit` it is printed
    for comparison only."""

    code: str
    what: str
    values: tuple[float, ...]
    unit: str = ""
    limit: float | None = None
    at_least: bool = False
    """The limit is a floor; else a ceiling."""
    note: str = ""

    @property
    def best(self) -> float:
        """The best repeat."""
        return max(self.values) if self.at_least else min(self.values)

    @property
    def worst(self) -> float:
        """The worst repeat: this one has to meet the target."""
        return min(self.values) if self.at_least else max(self.values)

    @property
    def missed(self) -> bool:
        """Whether the worst repeat misses the target."""
        if self.limit is None:
            return False
        return self.worst < self.limit if self.at_least else self.worst > self.limit

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return asdict(self) | {"best": self.best, "worst": self.worst, "missed": self.missed}


def at_most(
    code: str, what: str, values: float | Sequence[float], limit: float, unit: str = "", note: str = ""
) -> Figure:
    """A figure with a ceiling."""
    return Figure(code, what, _several(values), unit, limit, note=note)


def at_least(
    code: str, what: str, values: float | Sequence[float], limit: float, unit: str = "", note: str = ""
) -> Figure:
    """A figure with a floor."""
    return Figure(code, what, _several(values), unit, limit, at_least=True, note=note)


def shown(code: str, what: str, values: float | Sequence[float], unit: str = "", note: str = "") -> Figure:
    """A figure without a target."""
    return Figure(code, what, _several(values), unit, note=note)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed; 0 of nothing."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)] if ordered else 0.0


def utilisation(stamps: Sequence[float], rate: float) -> float:
    """How much of the rate was used, in per cent: by the first and the last stamp (seconds), in order."""
    return 100.0 * (len(stamps) - 1) / (stamps[-1] - stamps[0]) / rate


def overshoot(stamps: Sequence[float], rate: float, costs: Sequence[int] | None = None) -> float:
    """By how much the fullest half-open second exceeds the rate; never below 0."""
    first, inside, fullest = 0, 0, 0
    weights = costs or [1] * len(stamps)
    for at, weight in zip(stamps, weights, strict=True):
        inside += weight
        while stamps[first] <= at - 1.0:
            inside -= weights[first]
            first += 1
        fullest = max(fullest, inside)
    return max(fullest - max(rate, 1.0), 0.0)


def unevenness(stamps: Sequence[float], rate: float) -> float:
    """The coefficient of variation: of the counts per 100 ms from 100 a second, of the gaps below."""
    if rate < 100:
        gaps = [later - earlier for earlier, later in itertools.pairwise(stamps)]
        return statistics.pstdev(gaps) / statistics.mean(gaps)
    tenths = int((stamps[-1] - stamps[0]) * 10)
    counts = [0] * tenths
    for at in stamps:
        tenth = int((at - stamps[0]) * 10)
        if tenth < tenths:
            counts[tenth] += 1
    return statistics.pstdev(counts) / statistics.mean(counts)


def _several(values: float | Sequence[float]) -> tuple[float, ...]:
    return tuple(values) if isinstance(values, Sequence) else (values,)
