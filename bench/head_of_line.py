"""P7: a small urgent alert, while a large notice is under way."""

from __future__ import annotations

import time
from collections.abc import Iterable

from bench.figure import Figure, at_least, at_most, utilisation
from bench.ground import LATENCY, dispatchers, ground
from bench.plan import Plan
from db.broadcasts import BroadcastKind

_URGENT = 200
_RATES = (30, 100, 500)


def measure(plan: Plan) -> Iterable[Figure]:
    """At each rate."""
    for rate in (100,) if plan.quick else _RATES:
        runs = [_once(rate, 5_000 if plan.quick else 50_000) for _ in range(plan.repeats)]
        first, last, used = zip(*runs, strict=True)
        yield at_most("P7", f"first urgent call at {rate}/s", first, max(60.0, 1500.0 / rate), "ms")
        # 60 ms are the way to the first call, whatever the number.
        most = 1.05 + 0.06 / (_URGENT / rate)
        yield at_most("P7", f"last urgent call ÷ what 200 take at {rate}/s", last, most)
        yield at_least("P7", f"used of {rate}/s over the whole", used, 99.0, "%")


def _once(rate: int, large: int) -> tuple[float, float, float]:
    """The first urgent call (ms), the last (of the shortest time), the rate's use (%)."""
    with ground(calls_per_second=str(rate)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        notice = made.draft(made.network(large), kind=BroadcastKind.DRILL)
        network = made.network(_URGENT)
        urgent = made.draft(network)
        fewest = made.numbers - _URGENT
        with dispatchers(made) as (dispatcher,):
            made.start(notice)
            time.sleep(3)
            committed = made.start(urgent)
            time.sleep(_URGENT / rate + 4)
            dispatcher.stop()
        asked = made.asked()
    stamps = [float(one["at"]) for one in asked]
    arrived = [float(one["at"]) for one in asked if int(one["to"].removeprefix("+3247")) >= fewest]
    assert len(arrived) == _URGENT
    return (
        1000 * (arrived[0] - committed),
        (arrived[-1] - committed) / (_URGENT / rate),
        utilisation(stamps, rate),
    )
