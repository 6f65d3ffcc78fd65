"""P4: two and four dispatchers share one rate, and one of them is killed half-way."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from bench.figure import Figure, at_least, at_most, overshoot, unevenness, utilisation
from bench.ground import LATENCY, dispatchers, ground
from bench.plan import Plan

_RATE = 100
_AFTER_A_KILL = 10.0  # seconds that are looked at


def measure(plan: Plan) -> Iterable[Figure]:
    """With 2 and 4 dispatchers."""
    for count in (2,) if plan.quick else (2, 4):
        runs = [_together(count, 10 if plan.quick else 20) for _ in range(plan.repeats)]
        of = f"by {count} dispatchers"
        yield at_least("P4", f"used of {_RATE}/s {of}", [utilisation(run, _RATE) for run in runs], 98.5, "%")
        yield at_most(
            "P4", f"over the rate, as arrived, {of}", [overshoot(run, _RATE) for run in runs], 0, "calls"
        )
        yield at_most("P4", f"unevenness {of}", [unevenness(run, _RATE) for run in runs], 0.10)
    if not plan.quick:
        after = [_one_killed() for _ in range(plan.repeats)]
        yield at_least("P4", "used in the 10 s after one of 2 was killed", after, 95.0, "%")


def _together(count: int, seconds: int) -> Sequence[float]:
    calls = _RATE * seconds
    with ground(calls_per_second=str(_RATE)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        draft = made.draft(made.network(calls))
        with dispatchers(made, count) as running:
            made.start(draft)
            time.sleep(seconds)
            stamps = made.wait_for_count(calls, 20)
            for one in running:
                one.stop()
    return stamps


def _one_killed() -> float:
    seconds = 20
    with ground(calls_per_second=str(_RATE)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        draft = made.draft(made.network(_RATE * seconds * 2))
        with dispatchers(made, 2) as (victim, other):
            made.start(draft)
            time.sleep(5)
            victim.kill()
            killed = time.monotonic()
            time.sleep(_AFTER_A_KILL + 1)
            stamps = made.stamps()
            other.stop()
    after = [at for at in stamps if killed <= at < killed + _AFTER_A_KILL]
    return 100.0 * len(after) / (_RATE * _AFTER_A_KILL)
