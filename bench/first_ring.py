"""P6: from the officer's "1" at our server to the first call at the carrier's door. An officer rings the police line,
speaks, and sends; everything runs as in production: web server, worker, Redis."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator

from sqlmodel import select

from bench.figure import Figure, at_most, quantile
from bench.ground import OFFICER, Ground, ground
from bench.plan import Plan
from bench.web import web
from broadcast.start import finish
from db.broadcasts import Broadcast, BroadcastState
from db.people import Network
from demo.hamlet import BADGE, PIN, POLICE_LINE
from demo.stage import worker

_SIZES = {10: 30, 1_000: 20, 100_000: 5}
_QUICK_SIZES = {10: 3}
_SPEED = 20.0


def measure(plan: Plan) -> Iterable[Figure]:
    """For small and large networks, then with Redis down."""
    middles = {}
    for size, times in (_QUICK_SIZES if plan.quick else _SIZES).items():
        took = _sent(size, times)
        middles[size] = quantile(took, 0.5)
        note = f"{times} broadcasts"
        yield at_most("P6", f"first call of {size:,} members, p50", 1000 * middles[size], 20, "ms", note)
        yield at_most(
            "P6", f"first call of {size:,} members, p99", 1000 * quantile(took, 0.99), 100, "ms", note
        )
    if not plan.quick:
        yield at_most("P6", "first call of 100,000 ÷ of 10", middles[100_000] / middles[10], 2)
    without = [_without_redis() for _ in range(plan.repeats)]
    yield at_most("P6", "first call with Redis down, from the commit", without, 1.2, "s")


def _sent(size: int, times: int) -> list[float]:
    """Seconds of each broadcast."""
    with ground(speed=_SPEED, calls_per_second="10") as made:
        networks = [made.network(size)] if size >= 100_000 else [made.network(size) for _ in range(times)]
        with _running(made):
            return [_send(made, networks[at % len(networks)], at) for at in range(times)]


@contextlib.contextmanager
def _running(made: Ground) -> Iterator[None]:
    with web(made), worker(made.folder, made.environment):
        yield


def _send(made: Ground, network: Network, turn: int) -> float:
    """One call of the officer to the police line, and what it set off."""
    before = made.world.last()
    call = made.world.dial(OFFICER, POLICE_LINE)
    call.hears("badgenummer")
    call.presses(BADGE)
    call.hears("pincode")
    call.presses(PIN)
    call.hears("Nieuw bericht")
    call.presses("1")
    call.hears("code van het netwerk")
    call.presses(network.code)
    call.hears("Dringend")
    call.presses("1")
    call.hears("Spreek na de toon")
    call.speaks(f"Twee mannen in de Waterloostraat. {turn}")
    call.presses("#")
    call.hears("Versturen: druk 1", timeout=60)
    call.presses("1")
    call.hears("Verstuurd")
    first = made.world.wait_for("create_call", after=before, timeout=30)
    pressed = next(one for one in made.world.events(before, kind="webhook") if "/confirm/" in one["url"])
    call.hangs_up()
    _end_all(made)
    return float(first["at"]) - float(pressed["at"])


def _end_all(made: Ground) -> None:
    """The next one must find the line free."""
    with made.database.writing() as session:
        for running in session.exec(
            select(Broadcast.id).where(Broadcast.state == BroadcastState.CONFIRMED)
        ).all():
            finish(session, running or 0, "stopped", made.now())
    time.sleep(1)


def _without_redis() -> float:
    """From the commit to the first call, when nobody can be nudged."""
    with ground(calls_per_second="10") as made, worker(made.folder, made.environment):
        draft = made.draft(made.network(10))
        made.end_redis()
        time.sleep(2)
        committed = made.start(draft)
        return float(made.world.wait_for("create_call", timeout=30)["at"]) - committed
