"""How others would do it, each at its best: one RQ job for each member (forking, and not), and a thread for each chunk of
members with the plain client. What they reach with a carrier that answers after 150 ms, beside ours."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from redis import Redis
from rq import Queue

from bench import peer_job
from bench.figure import Figure, shown
from bench.ground import LATENCY, Ground, dispatchers, ground
from bench.plan import Plan

_RATE = 100
_THREADS = 32
_WORKERS = 4  # twice the cores: they mostly wait


def measure(plan: Plan) -> Iterable[Figure]:
    """Each way, the same members."""
    count = 100 if plan.quick else 1_000
    ways: dict[str, Callable[[Ground, Sequence[str]], None]] = {
        "one RQ job a member, SimpleWorker": lambda made, numbers: _jobs(made, numbers, "simple"),
        "one RQ job a member, forking Worker": lambda made, numbers: _jobs(made, numbers, "fork"),
        f"plain client, {_THREADS} threads": _threads,
    }
    for name, way in ways.items():
        yield from _figures(name, *_measured(way, count))
    yield from _figures(f"ours, at {_RATE}/s", *_ours(count))


def _figures(name: str, first: float, rate: float, cpu: float) -> Iterable[Figure]:
    yield shown("peers", f"calls a second: {name}", rate, "/s")
    yield shown("peers", "… first call after", first * 1000, "ms")
    yield shown("peers", "… CPU a call", cpu * 1e6, "µs")


def _measured(way: Callable[[Ground, Sequence[str]], None], count: int) -> tuple[float, float, float]:
    numbers = [f"+3247{number:07d}" for number in range(count)]
    with ground() as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        os.environ.update(made.environment)
        peer_job.client.cache_clear()
        before, began = _cpu(), time.monotonic()
        way(made, numbers)
        used = _cpu() - before
        stamps = made.stamps()
    assert len(stamps) == count, f"{len(stamps)} of {count}"
    return stamps[0] - began, (count - 1) / (stamps[-1] - stamps[0]), used / count


def _cpu() -> float:
    return sum(
        usage.ru_utime + usage.ru_stime for usage in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    )


def _jobs(made: Ground, numbers: Sequence[str], worker: str) -> None:
    with Redis.from_url(made.settings.redis_url) as redis:
        jobs = [Queue.prepare_data("bench.peer_job.call", args=(number,)) for number in numbers]
        peer_job.queue(redis).enqueue_many(jobs)
    command = [sys.executable, "-m", "bench.peer_job", worker]
    running = [subprocess.Popen(command, env={**os.environ, **made.environment}) for _ in range(_WORKERS)]
    for one in running:
        one.wait(300)


def _threads(_made: Ground, numbers: Sequence[str]) -> None:
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(peer_job.call, numbers))


def _ours(count: int) -> tuple[float, float, float]:
    with ground(calls_per_second=str(_RATE)) as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        draft = made.draft(made.network(count))
        with dispatchers(made) as (dispatcher,):
            began = made.start(draft)
            time.sleep(count / _RATE)
            stamps = made.wait_for_count(count, 20)
            told = dispatcher.stop()
    return stamps[0] - began, (count - 1) / (stamps[-1] - stamps[0]), told["cpu"] / count
