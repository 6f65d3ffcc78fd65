"""P14: the only dispatcher is killed; for how long is the line silent?"""

from __future__ import annotations

import contextlib
import itertools
import os
import signal
import time
from collections.abc import Iterable

from redis import Redis

from bench.figure import Figure, at_most
from bench.ground import LATENCY, Ground, ground
from bench.plan import Plan
from bench.usage import tree
from broadcast.wake import HEART
from demo.embedded import Process
from demo.stage import worker

_RATE = 50
_SETTLES = 2.0  # seconds until a worker's children are there


def measure(plan: Plan) -> Iterable[Figure]:
    """The watch on the same machine starts another; or the worker of another machine takes over."""
    same = [_gap(1) for _ in range(plan.repeats)]
    yield at_most("P14", "silence after a kill, same machine", same, 1.0, "s")
    other = [_gap(2) for _ in range(plan.repeats)]
    yield at_most("P14", "silence after a machine is gone, another takes over", other, 3.0, "s")


def _gap(machines: int) -> float:
    """The longest silence in the seconds around the kill."""
    with contextlib.ExitStack() as ends:
        made = ends.enter_context(ground(calls_per_second=str(_RATE), carrier_visibility="5s"))
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        draft = made.draft(made.network(_RATE * 20))
        workers = [ends.enter_context(worker(made.folder, made.environment)) for _ in range(machines)]
        time.sleep(_SETTLES)
        made.start(draft)
        time.sleep(2)
        pump = _pump(made)
        for victim in [pump] if machines == 1 else _machine(workers, pump):
            os.kill(victim, signal.SIGKILL)
        time.sleep(8)
        return max(later - earlier for earlier, later in itertools.pairwise(made.stamps()))


def _pump(made: Ground) -> int:
    """The process whose heart beats."""
    with Redis.from_url(made.settings.redis_url) as redis:
        heart = redis.get(HEART)
    assert isinstance(heart, bytes), "no pump lives"
    return int(heart.rpartition(b":")[2])


def _machine(workers: list[Process], pump: int) -> list[int]:
    """All of the worker that has this pump; the parent first: it would start its children again."""
    return next(family for family in map(tree, (one.pid for one in workers)) if pump in family)
