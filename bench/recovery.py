"""P14: the only dispatcher is killed; for how long is the line silent?"""

from __future__ import annotations

import itertools
import os
import signal
import time
from collections.abc import Iterable
from pathlib import Path

from bench.figure import Figure, at_most
from bench.ground import LATENCY, Ground, ground
from bench.plan import Plan
from bench.usage import tree
from demo.embedded import Process
from demo.stage import worker

_RATE = 50


def measure(plan: Plan) -> Iterable[Figure]:
    """The watch on the same machine starts another; or the worker of another machine takes over."""
    same = [_gap(1) for _ in range(plan.repeats)]
    yield at_most("P14", "silence after a kill, same machine", same, 1.0, "s")
    other = [_gap(2) for _ in range(plan.repeats)]
    yield at_most("P14", "silence after a machine is gone, another takes over", other, 3.0, "s")


def _gap(machines: int) -> float:
    """The longest silence in the seconds around the kill."""
    with ground(calls_per_second=str(_RATE), carrier_visibility="5s") as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        draft = made.draft(made.network(_RATE * 20))
        with worker(made.folder, made.environment) as first:
            if machines == 1:
                return _killed(made, draft, [_pump(first)])
            with worker(made.folder, made.environment) as second:
                made.start(draft)
                time.sleep(2)
                busy = max((first, second), key=lambda one: _cpu(_pump(one)))
                return _killed(made, None, list(reversed(tree(busy.pid))), busy)


def _killed(made: Ground, draft: int | None, victims: list[int], parent: Process | None = None) -> float:
    if draft is not None:
        made.start(draft)
        time.sleep(2)
    if parent is not None:
        parent.kill()  # first: it would start its children again
    for victim in victims:
        if parent is None or victim != parent.pid:
            os.kill(victim, signal.SIGKILL)
    time.sleep(8)
    stamps = made.stamps()
    return max(later - earlier for earlier, later in itertools.pairwise(stamps))


def _pump(parent: Process) -> int:
    """The child that has worked most: the pump, once it has called somebody; before, the first."""
    return max(tree(parent.pid)[1:], key=_cpu)


def _cpu(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
