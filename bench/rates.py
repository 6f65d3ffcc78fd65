"""P1, P2, P3, P8, P9: one broadcast at each rate, calls only, beside a raw client at the same rate."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from bench.figure import Figure, at_least, at_most, overshoot, shown, unevenness, utilisation
from bench.ground import LATENCY, Ground, dispatchers, ground
from bench.plan import Plan

RATES = (1, 10, 30, 100, 500, 1000)
_QUICK_RATES = (30, 100, 500)
_LATENCIES = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Run:
    """One broadcast."""

    utilisation: float
    own_overshoot: float
    overshoot: float
    unevenness: float
    cpu: float
    commits: float
    rows: float
    redis: float


def measure(plan: Plan) -> Iterable[Figure]:
    """Each rate's figures."""
    for rate in _QUICK_RATES if plan.quick else RATES:
        runs, raws = [], []
        for _ in range(plan.repeats):
            run, raw = _once(rate, _count(rate, plan.quick), LATENCY, with_raw=plan.wants("P8"))
            runs.append(run)
            raws.append(raw)
        yield from _figures(rate, runs, raws)
    if plan.wants("P1") and not plan.quick:
        for latency in _LATENCIES:
            run, _ = _once(100, 2000, latency, with_raw=False)
            yield at_least(
                "P1", f"used of 100/s, carrier answers after {latency:g} s", run.utilisation, 99.0, "%"
            )


def _count(rate: int, quick: bool) -> int:
    return max(30, (3 if quick else 20) * rate)


def _once(rate: int, count: int, latency: float, *, with_raw: bool) -> tuple[Run, float]:
    with ground(calls_per_second=str(rate)) as made:
        made.world.faults({"name": "latency", "seconds": latency}, {"name": "drop_callbacks"})
        run = _broadcast(made, rate, count)
        return run, _raw(made, rate, min(count, 5 * rate + 30)) if with_raw else 0.0


def _broadcast(made: Ground, rate: int, count: int) -> Run:
    draft = made.draft(made.network(count))
    with dispatchers(made) as (dispatcher,):
        before = made.redis_commands()
        made.start(draft)
        time.sleep(count / rate)  # the log is read when all is over: reading it costs the door time
        stamps = made.wait_for_count(count, count / rate + 20)
        redis = made.redis_commands() - before
        told = dispatcher.stop()
    return Run(
        utilisation=utilisation(stamps, rate) if len(stamps) == count else 0.0,
        own_overshoot=overshoot(told["sent"], rate),
        overshoot=overshoot(stamps, rate),
        unevenness=unevenness(stamps, rate),
        cpu=told["cpu"] / count,
        commits=told["commits"] / count,
        rows=told["rows"] / count,
        redis=redis / count,
    )


def _raw(made: Ground, rate: int, count: int) -> float:
    said = subprocess.run(
        [sys.executable, "-m", "bench.raw", str(rate), str(count)],
        env={**os.environ, **made.environment}, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return float(said.stdout)


def _figures(rate: int, runs: list[Run], raws: list[float]) -> Iterable[Figure]:
    of = f"at {rate}/s"
    yield at_least("P1", f"used of the rate {of}", [run.utilisation for run in runs], 99.0, "%")
    yield at_most(
        "P2", f"over the rate in any second, as sent, {of}", [run.own_overshoot for run in runs], 0, "calls"
    )
    yield at_most(
        "P2", f"… as arrived, {of}", [run.overshoot for run in runs], 0 if rate < 200 else rate / 100, "calls"
    )
    yield at_most("P3", f"unevenness {of}", [run.unevenness for run in runs], 0.10 if rate >= 100 else 0.15)
    if any(raws):
        ratios = [run.cpu / raw for run, raw in zip(runs, raws, strict=True)]
        note = f"{min(run.cpu for run in runs) * 1e6:.0f} µs a call; raw client {min(raws) * 1e6:.0f} µs"
        if rate >= 500 or rate <= 100:
            yield at_most("P8", f"CPU ÷ raw client {of}", ratios, 1.25 if rate >= 500 else 1.5, note=note)
    yield at_most("P9", f"commits a call {of}", [run.commits for run in runs], _most_commits(rate))
    yield at_most("P9", f"rows written a call before the first callback {of}", [run.rows for run in runs], 2)
    yield at_most(
        "P9", f"Redis commands a call {of}", [run.redis for run in runs], 0.1 if rate >= 100 else 1.1
    )
    yield shown("P8", f"CPU a call {of}", [run.cpu * 1e6 for run in runs], "µs")


def _most_commits(rate: int) -> float:
    if rate >= 500:
        return 0.05
    return 0.25 if rate >= 100 else 2.1
