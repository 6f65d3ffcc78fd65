"""P17: texts are paid by their segments, so the rate counts segments."""

from __future__ import annotations

import time
from collections.abc import Iterable

from bench.figure import Figure, at_least, at_most, overshoot
from bench.ground import LATENCY, dispatchers, ground
from bench.plan import Plan
from carrier.segments import segments
from db.people import Wants

_RATE = 40  # segments a second
_LONG = "Twee mannen in de Waterloostraat, richting station. " * 4


def measure(plan: Plan) -> Iterable[Figure]:
    """Texts of two segments and more."""
    runs = [_once(5 if plan.quick else 20) for _ in range(plan.repeats)]
    over, used = zip(*runs, strict=True)
    yield at_most("P17", f"segments over {_RATE} in any second, as arrived", over, 0, "segments")
    yield at_least("P17", "used of the segments", used, 99.0, "%")


def _once(seconds: int) -> tuple[float, float]:
    with ground(text_segments_per_second=str(_RATE)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        texts = _RATE * seconds // 2
        draft = made.draft(made.network(texts, Wants.TEXTS), _LONG)
        with dispatchers(made) as (dispatcher,):
            made.start(draft)
            time.sleep(seconds)
            made.wait_for_count(texts, 2 * seconds + 20, "create_text")
            dispatcher.stop()
        asked = made.asked("create_text")
    stamps = [float(one["at"]) for one in asked]
    costs = [segments(str(one["form"]["Body"])) for one in asked]
    spent = sum(costs[:-1])
    return overshoot(stamps, _RATE, costs), 100 * spent / (stamps[-1] - stamps[0]) / _RATE
