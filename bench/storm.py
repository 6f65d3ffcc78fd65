"""P10, P11, P13: the carrier tells of 8,000 calls at once, in any order and twice, while others are being called."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import col, select

from bench.figure import Figure, at_least, at_most, quantile, shown, utilisation
from bench.ground import LATENCY, Ground, dispatchers, ground
from bench.plan import Plan
from bench.poster import heard, posting
from bench.usage import cpu_seconds
from bench.web import no_op, web
from broadcast.start import counts
from db.broadcasts import Attempt, AttemptState, Delivery, DeliveryState, Way

_RATE = 100
_SECONDS = 60
_QUICK_SECONDS = 10
_CALLBACKS = 50_000
_ENDS = ("completed", "busy", "no-answer", "failed")
_EVENTS = ("initiated", "ringing", "in-progress")


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that the carrier has, and how it ends there."""

    token: str
    id: str
    to: str
    end: str


def measure(plan: Plan) -> Iterable[Figure]:
    """The storm, then the ceiling."""
    if plan.wants("P10", "P13"):
        for _ in range(1 if plan.quick else plan.repeats):
            yield from _storm(plan)
    if plan.wants("P11"):
        yield from _ceiling(plan)


def _storm(plan: Plan) -> Iterable[Figure]:
    seconds = _QUICK_SECONDS if plan.quick else _SECONDS
    callbacks = _CALLBACKS * seconds // _SECONDS
    with ground(calls_per_second=str(_RATE), web_workers="2") as made:
        made.world.faults({"name": "latency", "seconds": LATENCY}, {"name": "drop_callbacks"})
        calls = _under_way(made, callbacks // 6)
        other = made.draft(made.network(_RATE * seconds))
        hooks = _told(calls)
        with web(made), dispatchers(made) as (dispatcher,), _Console(made, other) as console:
            made.start(other)
            with posting(hooks, made.folder, made.settings.public_base_url, _token(made),
                         rate=len(hooks) / seconds, in_flight=64, seconds=2 * seconds) as poster:  # fmt: skip
                told = heard(poster)
            stamps = made.wait_for_count(_RATE * seconds, 20)
            dispatcher.stop()
        wrong = _wrong(made, calls)
    yield shown("P10", "callbacks", told["sent"], note=f"in {told['seconds']:.0f} s; answers {told['codes']}")
    yield at_most("P10", "callbacks lost or refused", float(len(hooks) - told["codes"].get("204", 0)), 0)
    yield at_most("P10", "calls in a wrong final state", float(wrong), 0)
    yield at_most("P10", "answered within, p50", told["p50"], 5, "ms")
    yield at_most("P10", "answered within, p99", told["p99"], 150, "ms")
    yield at_least("P10", f"used of {_RATE}/s meanwhile", utilisation(stamps, _RATE), 98, "%")
    yield at_most("P13", "state of a broadcast meanwhile, p99", 1000 * quantile(console.took, 0.99), 50, "ms")


def _ceiling(plan: Plan) -> Iterable[Figure]:
    seconds = 5 if plan.quick else 15
    with ground(web_workers="2") as made:
        calls = _under_way(made, 4_000 if plan.quick else 12_000)
        hooks = _told(calls)
        with web(made) as server:
            ours, our_cpu = _pressed(made, hooks, seconds, server.pid)
        with no_op(made) as server:
            theirs, their_cpu = _pressed(made, hooks, seconds, server.pid)
    of_no_op = (
        f"no-op Flask with signature: {theirs['sent'] / theirs['seconds']:.0f}/s, {their_cpu * 1e6:.0f} µs"
    )
    yield at_least("P11", "callbacks a second", ours["sent"] / ours["seconds"], 2_500, "/s", of_no_op)
    yield at_most("P11", "… answered within, p99", ours["p99"], 100, "ms")
    yield at_most(
        "P11", "… CPU ÷ no-op Flask with signature", our_cpu / their_cpu, 2.0, note=f"{our_cpu * 1e6:.0f} µs"
    )


def _pressed(
    made: Ground, hooks: list[dict[str, Any]], seconds: float, pid: int
) -> tuple[dict[str, Any], float]:
    before = cpu_seconds(pid)
    with posting(hooks, made.folder, made.settings.public_base_url, _token(made),
                 rate=0, in_flight=16, seconds=seconds) as poster:  # fmt: skip
        told = heard(poster)
    return told, (cpu_seconds(pid) - before) / told["sent"]


class _Console:
    """Asks how far a broadcast is, again and again, as a console does."""

    def __init__(self, made: Ground, broadcast_id: int) -> None:
        self.took: list[float] = []
        self._made = made
        self._broadcast_id = broadcast_id
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> _Console:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(0.1):
            at = time.perf_counter()
            with self._made.database.reading() as session:
                counts(session, self._broadcast_id)
            self.took.append(time.perf_counter() - at)


def _token(made: Ground) -> str:
    return made.settings.twilio_auth_token.get_secret_value()


def _under_way(made: Ground, count: int) -> list[_Call]:
    """So many calls that the carrier has taken and that nothing is known of since."""
    dice = random.Random(1)
    draft = made.draft(made.network(count))
    made.start(draft)
    with made.database.reading() as session:
        rows = list(session.exec(select(Delivery.id).where(Delivery.broadcast_id == draft)))
    attempts = [
        {"delivery_id": row, "broadcast_id": draft, "way": Way.CALL, "round": 1, "token": f"storm{row}",
         "number": f"+3246{row or 0:07d}", "number_hash": f"+3246{row or 0:07d}", "segments": 1,
         "carrier_id": f"CA{row:032x}", "state": AttemptState.PLACED, "placing_at": made.now(), "placed_at": made.now()}
        for row in rows
    ]  # fmt: skip
    with made.database.writing() as session:
        ids = list(
            session.scalars(
                insert(Attempt).returning(col(Attempt.id), sort_by_parameter_order=True), attempts
            )
        )
        changed = [{"id": row, "attempt_id": made_id} for row, made_id in zip(rows, ids, strict=True)]
        session.execute(update(Delivery), changed)
        session.execute(
            update(Delivery)
            .where(col(Delivery.broadcast_id) == draft)
            .values(call_due_at=None, state=DeliveryState.TRYING, tries=1)
            .execution_options(synchronize_session=False)
        )
    return [
        _Call(str(one["token"]), str(one["carrier_id"]), str(one["number"]), dice.choice(_ENDS))
        for one in attempts
    ]


def _told(calls: list[_Call]) -> list[dict[str, Any]]:
    """What the carrier says of them: six callbacks a call, two of them doubles, shuffled within a few seconds."""
    dice = random.Random(2)
    hooks: list[tuple[float, dict[str, Any]]] = []
    for number, call in enumerate(calls):
        events = [*(_EVENTS if call.end == "completed" else _EVENTS[:2]), call.end]
        doubled = [dice.choice(events) for _ in range(6 - len(events))]
        for event in (*events, *doubled):
            hooks.append((number + dice.uniform(0, 500), _hook(call, event, events.index(event))))
    return [hook for _, hook in sorted(hooks, key=lambda pair: pair[0])]


def _hook(call: _Call, event: str, sequence: int) -> dict[str, Any]:
    form = {
        "CallSid": call.id, "AccountSid": "AC" + "0" * 32, "From": "+3215000001", "To": call.to, "CallStatus": event,
        "ApiVersion": "2010-04-01", "Direction": "outbound-api", "SequenceNumber": str(sequence),
        "CallbackSource": "call-progress-events", "Timestamp": "Tue, 24 Nov 2026 03:00:00 +0000",
    }  # fmt: skip
    return {"path": f"/status/call/{call.token}", "form": form}


def _wrong(made: Ground, calls: list[_Call]) -> int:
    """How many ended otherwise here than at the carrier."""
    with made.database.reading() as session:
        rows = session.execute(select(Attempt.token, Attempt.state, Attempt.reason))
        ours = {token: (state, reason) for token, state, reason in rows}
    return sum(ours[call.token] != (AttemptState.ENDED, call.end.replace("-", "_")) for call in calls)
