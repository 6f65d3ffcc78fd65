"""The pump: while there is work, claim in order of urgency, wait for the pace, hand to the carrier, write down; change
live calls. One pump serves all broadcasts and errands; any number of them may run, on any machine."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

import structlog
from redis.asyncio import Redis

from broadcast.attempts import Ready
from broadcast.claim import claim
from broadcast.failpoints import failpoint
from broadcast.heart import Ears, Heart, heard_within
from broadcast.means import Means
from broadcast.pace import LOOK_AHEAD, Pace, Slots, paces
from broadcast.sent import Answer, Answered, Dropped, hold_off, write
from broadcast.sweep import ask
from broadcast.wishes import Wishes
from carrier.carrier import Carrier, Placed, Refused, Unreachable
from db import claims
from db.broadcasts import Way

LOOK = 0.2  # seconds between two looks into the database, when nobody nudges
_MOST_SLOTS = 50
_WRITE = 0.02  # seconds in which answers gather
_SWEEP = 1.0
_EARLY = 0.9 * LOOK_AHEAD
_LAST_WAIT = 10.0  # seconds for what is under way, at the end

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class Pump:
    """Runs until nothing is due and no call of ours is live, or until `stop`. `felt` is called while it is active.
    Its loop and its connections to the carrier outlive a run."""

    def __init__(
        self, means: Means, redis: Redis, carrier: Carrier, felt: Callable[[], None] = lambda: None
    ) -> None:
        self._means = means
        self._carrier = carrier
        self._base = means.settings.public_base_url
        # One thread writes: SQLite has one writer, and sleeps when two of ours meet.
        self._writer = ThreadPoolExecutor(1, "writes")
        self._reader = ThreadPoolExecutor(2, "reads")
        self._paces = paces(redis, means.settings)
        self._heart = Heart(redis, felt)
        self._ears = Ears(redis, self.look)
        self._wishes = Wishes(means, carrier, self._on_database)
        self._looks = {way: asyncio.Event() for way in Way}
        self._held_until = dict.fromkeys(Way, 0.0)
        self._under_way: set[asyncio.Task[None]] = set()
        self._answers: list[Answered] = []
        self._writing = asyncio.Lock()
        self._stopping = asyncio.Event()

    def look(self) -> None:
        """Something may be due: look now."""
        for event in (*self._looks.values(), self._wishes.look):
            event.set()

    def stop(self) -> None:
        """Claim no more, and end soon. Only from its own loop."""
        self._stopping.set()
        self.look()

    async def get_ready(self) -> None:
        """Make the counters of the pace, if Redis has none: a call that comes then need not wait for them."""
        for pace in self._paces.values():
            await pace.prime()

    async def run(self) -> None:
        """Work until idle or stopped; everything that was answered is written down when this returns."""
        await self._heart.start()
        await self._ears.start()
        await self.get_ready()
        works = [self._lane(way) for way in Way] + [self._write_down(), self._wishes.run(), self._sweep()]
        tasks = [asyncio.create_task(work) for work in works]
        try:
            await self._until_idle(tasks)
        finally:
            await self._end(tasks)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._carrier.close()
        self._writer.shutdown()
        self._reader.shutdown()

    async def _until_idle(self, tasks: list[asyncio.Task[None]]) -> None:
        while not self._stopping.is_set():
            ended, _ = await asyncio.wait(tasks, timeout=LOOK, return_when="FIRST_COMPLETED")
            for task in ended:
                task.result()  # none of them ends by itself before we stop: it failed
            if await self._is_idle():
                # Whoever has work now either finds the heart gone, or his work is found by this last look.
                await self._heart.stop()
                if await self._is_idle():
                    return
                await self._heart.start()

    async def _is_idle(self) -> bool:
        if self._under_way or self._answers:
            return False
        return await self._ask_database(_nothing_to_do, self._means)

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_LAST_WAIT)
        await self._heart.stop()
        await self._ears.stop()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=_LAST_WAIT)
        await self._write_what_is_there()

    async def _lane(self, way: Way) -> None:
        """One way's calls (or texts), slot by slot."""
        pace, look = self._paces[way], self._looks[way]
        while not self._stopping.is_set():
            held = self._held_until[way] - time.monotonic()
            if held > 0:
                await heard_within(self._stopping, held)
                continue
            look.clear()
            if not await self._ask_database(_is_due, self._means, way):
                await heard_within(look, LOOK)
                continue
            slots = await pace.slots(_MOST_SLOTS)
            if slots.count == 0:
                await heard_within(self._stopping, max(slots.first - time.monotonic() - _EARLY, 0.002))
            elif not await self._send_in(slots, way):
                await heard_within(look, LOOK)

    async def _send_in(self, slots: Slots, way: Way) -> bool:
        """Claim for these slots, and send each at its own; whether anything was claimed."""
        claimed = asyncio.ensure_future(
            self._on_database(claim, self._means, way, slots.count, datetime.now(UTC))
        )
        try:
            ready = await asyncio.shield(claimed)
        except asyncio.CancelledError:
            # It may be committed already: it must not be lost between two chairs.
            self._answers += [Answered(one, Dropped()) for one in await claimed]
            raise
        more = sum(one.segments - 1 for one in ready)
        if more:
            await self._paces[way].charge(more)
        for number, one in enumerate(ready):
            task = asyncio.create_task(self._send(one, slots.at(number), self._paces[way]))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)
        return bool(ready)

    async def _send(self, ready: Ready, at: float, pace: Pace) -> None:
        await asyncio.sleep(max(at - time.monotonic(), 0.0))
        await pace.turn(ready.segments)
        answer = await self._answer(ready)
        hold = hold_off(answer)
        if hold:
            self._held_until[ready.way] = time.monotonic() + hold
        self._answers.append(Answered(ready, answer))

    async def _answer(self, ready: Ready) -> Answer:
        age = time.monotonic() - ready.claimed_at
        if age > self._means.settings.carrier_visibility.total_seconds() or self._stopping.is_set():
            return Dropped()
        held = self._held_until[ready.way] > time.monotonic()
        if held:
            return Dropped()
        failpoint("call.before_request")
        try:
            placed = await self._hand_over(ready)
        except (Refused, Unreachable) as no:
            return no
        except Exception:  # whatever it was, nobody knows whether the carrier took it
            log.exception("sending_failed", attempt=ready.attempt_id)
            return Unreachable("unexpected", accepted=None)
        failpoint("call.after_request")
        return placed

    async def _hand_over(self, ready: Ready) -> Placed:
        settings = self._means.settings
        if ready.way is Way.TEXT:
            return await self._carrier.text(
                to=ready.number,
                sender=ready.sender,
                body=ready.body,
                status_url=f"{self._base}/status/text/{ready.token}",
                valid_seconds=max(int(settings.text_valid.total_seconds()), 1),
            )
        machine = f"{self._base}/status/machine/{ready.token}" if ready.detects_machine else None
        return await self._carrier.call(
            to=ready.number,
            sender=ready.sender,
            url=f"{self._base}/voice/attempt/{ready.token}",
            status_url=f"{self._base}/status/call/{ready.token}",
            ring_seconds=ready.ring_seconds,
            limit_seconds=max(int(settings.call_limit.total_seconds()), 1),
            machine_url=machine,
        )

    async def _write_down(self) -> None:
        while True:
            await asyncio.sleep(_WRITE)
            await asyncio.shield(asyncio.ensure_future(self._write_what_is_there()))

    async def _write_what_is_there(self) -> None:
        async with self._writing:
            answers, self._answers = self._answers, []
            if not answers:
                return
            try:
                await self._on_database(write, self._means, answers)
            except Exception:
                # The rows stay `placing`: the sweep asks the carrier about them.
                log.exception("answers_not_written", count=len(answers))

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(_SWEEP)
            await ask(self._means, self._carrier, self._on_database)

    async def _on_database(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in a thread: a busy database must not delay a slot."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: work(*args, **kwargs))

    async def _ask_database(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in a thread; nobody's writing is waited for."""
        return await asyncio.get_running_loop().run_in_executor(
            self._reader, lambda: question(*args, **kwargs)
        )


def _is_due(means: Means, way: Way) -> bool:
    now = datetime.now(UTC)
    with means.database.reading() as session:
        if way is Way.CALL and claims.live_calls(session, now) >= means.settings.calls_at_once:
            return False
        return claims.is_due(session, way, now)


def _nothing_to_do(means: Means) -> bool:
    with means.database.reading() as session:
        return claims.nothing(session, datetime.now(UTC))
