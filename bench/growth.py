"""P12: what one recipient costs, however many there are: the rate out of the way, an instant carrier."""

from __future__ import annotations

import time
from collections.abc import Iterable

from sqlalchemy import text

from bench.figure import Figure, at_most, shown
from bench.ground import Ground, dispatchers, ground
from bench.plan import Plan

_SIZES = (1_000, 10_000, 100_000)
_QUICK_SIZES = (500, 2_000)
_HISTORY = 10_000_000
_QUICK_HISTORY = 100_000
_UNLIMITED = "10000"


def measure(plan: Plan) -> Iterable[Figure]:
    """Sizes, then one size in a database with a long history."""
    sizes = _QUICK_SIZES if plan.quick else _SIZES
    each, memory = {}, {}
    for size in sizes:
        each[size], memory[size] = _once(size)
        yield shown("P12", f"a recipient of {size:,}", each[size] * 1e6, "µs")
    least, most = sizes[0], sizes[-1]
    yield at_most("P12", f"a recipient of {most:,} ÷ of {least:,}", each[most] / each[least], 1.10)
    yield at_most("P12", f"memory for {most:,} − for {least:,}", memory[most] - memory[least], 16, "MB")
    history = _QUICK_HISTORY if plan.quick else _HISTORY
    aged, _ = _once(sizes[1], history)
    yield at_most("P12", f"a recipient with {history:,} old attempts ÷ with none", aged / each[sizes[1]], 1.2)


def _once(size: int, history: int = 0) -> tuple[float, float]:
    """Seconds for one recipient, and the most memory (MB)."""
    with ground(calls_per_second=_UNLIMITED) as made:
        made.world.faults({"name": "drop_callbacks"})
        if history:
            _age(made, history)
        draft = made.draft(made.network(size))
        with dispatchers(made) as (dispatcher,):
            made.start(draft)
            time.sleep(size / 2_000)
            stamps = made.wait_for_count(size, 300)
            told = dispatcher.stop()
    assert len(stamps) == size, f"{len(stamps)} of {size} were called"
    return (stamps[-1] - stamps[0]) / (size - 1), told["rss_mb"]


def _age(made: Ground, attempts: int) -> None:
    """An old broadcast of one member, tried so often that the table is as long as after years."""
    draft = made.draft(made.network(1))
    with made.database.writing() as session:
        session.execute(text("UPDATE broadcasts SET state = 'closed' WHERE id = :id"), {"id": draft})
    with made.database.writing() as session:
        session.execute(
            text(
                "INSERT INTO attempts (broadcast_id, way, round, token, number, number_hash, segments, told, pressed, asked, state, placing_at)"
                " WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < :many)"
                " SELECT :broadcast, 'call', 1, 'old' || x, '', 'old' || x, 1, 0, false, 0, 'ended', '2025-01-01 00:00:00.000000'"
                " FROM n"
            ),
            {"many": attempts, "broadcast": draft},
        )
