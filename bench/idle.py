"""P15: what a Buurtlijn uses in which nothing happens."""

from __future__ import annotations

import time
from collections.abc import Iterable

from bench.figure import Figure, at_most
from bench.ground import ground
from bench.plan import Plan
from bench.usage import cpu_seconds, memory_mb
from bench.web import web
from demo.stage import worker

_SECONDS = 60
_QUICK_SECONDS = 10


def measure(plan: Plan) -> Iterable[Figure]:
    """The web server and the worker, with all their processes."""
    seconds = _QUICK_SECONDS if plan.quick else _SECONDS
    with ground() as made, web(made) as server, worker(made.folder, made.environment) as working:
        time.sleep(3)
        parents = (server.pid, working.pid)
        commands, used = made.redis_commands(), sum(map(cpu_seconds, parents))
        time.sleep(seconds)
        used = sum(map(cpu_seconds, parents)) - used
        commands = made.redis_commands() - commands - 1  # one is the question itself
        largest = max(map(memory_mb, parents))
    yield at_most("P15", "of a core, web and worker together", 100 * used / seconds, 0.5, "%")
    yield at_most("P15", "Redis commands a second", commands / seconds, 2, "/s")
    yield at_most("P15", "memory of the largest process", largest, 120, "MB")
