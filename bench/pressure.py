"""P5: the carrier takes half of what it took, and says so with 429."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from bench.figure import Figure, at_least, at_most, shown
from bench.ground import LATENCY, dispatchers, ground
from bench.plan import Plan

_RATE = 100
_HALF = _RATE / 2
_SETTLE = 5.0  # seconds that a dispatcher has to adapt


@dataclass(frozen=True, slots=True)
class _Run:
    taken: float
    refused: float
    lost: int
    doubled: int


def measure(plan: Plan) -> Iterable[Figure]:
    """At 100 a second, with a carrier that takes 50."""
    runs = [_once(10 if plan.quick else 25) for _ in range(plan.repeats)]
    yield at_least(
        "P5", "sent, of the rate that the carrier takes", [100 * run.taken for run in runs], 95.0, "%"
    )
    yield at_most("P5", "… no more than that", [100 * run.taken for run in runs], 101.0, "%")
    yield at_most("P5", "answered 429 after 5 s", [100 * run.refused for run in runs], 1.0, "%")
    yield at_most("P5", "members lost", [float(run.lost) for run in runs], 0)
    yield at_most("P5", "members called twice", [float(run.doubled) for run in runs], 0)
    yield shown("P5", "rate that the carrier takes", _HALF, "calls/s")


def _once(seconds: int) -> _Run:
    calls = int(_HALF * seconds)
    with ground(calls_per_second=str(_RATE)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        made.world.settings(creates_per_second=_HALF, retry_after=1)
        draft = made.draft(made.network(calls))
        with dispatchers(made) as (dispatcher,):
            began = made.start(draft)
            time.sleep(seconds)
            made.wait_for_count(calls, 30)
            dispatcher.stop()
        taken = made.asked()
        refused = [entry for entry in made.world.log(kind="refused") if float(entry["at"]) > began + _SETTLE]
    settled = [entry for entry in taken if float(entry["at"]) > began + _SETTLE]
    span = float(settled[-1]["at"]) - float(settled[0]["at"])
    times = Counter(entry["to"] for entry in taken)
    return _Run(
        taken=(len(settled) - 1) / span / _HALF,
        refused=len(refused) / (len(refused) + len(settled)),
        lost=calls - len(times),
        doubled=sum(count > 1 for count in times.values()),
    )
