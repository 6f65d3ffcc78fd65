"""The pump: looks what there is to do, keeps both lanes, the wishes and the sweep at work, and writes the carrier's
answers down. One pump serves all broadcasts and errands; any number of them may run, on any machine."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

import structlog
from redis.asyncio import Redis
from sqlalchemy.exc import SQLAlchemyError

from broadcast.heart import Ears, Heart, heard_within
from broadcast.lane import Lane
from broadcast.means import Means
from broadcast.pace import paces
from broadcast.sent import Answered, write
from broadcast.sweep import MOST_ASKED, ask
from broadcast.wishes import Wishes
from carrier.carrier import Placed
from carrier.carriers import Carriers
from db.due import Outlook, outlook
from db.prepared import prepare_all

LOOK = 1.0  # seconds between two looks into the database, when nobody nudges and nothing becomes due
_NOT_SOONER = 0.02
_WRITE = 0.5  # seconds in which answers gather; what the carrier did not take is written sooner
_WRITE_SOON = 0.05
_SWEEP = 0.2  # seconds between two rounds of asking the carrier
_LAST_WAIT = 8.0  # seconds for what is under way, at the end

P = ParamSpec("P")
T = TypeVar("T")

log = structlog.get_logger()


class Pump:
    """Runs until nothing is due and no call of ours is live, or until `stop`. `felt` is called while it is active.
    Its loop and its connections to the carrier outlive a run."""

    def __init__(
        self, means: Means, redis: Redis, carriers: Carriers, felt: Callable[[], None] = lambda: None
    ) -> None:
        self._means = means
        self._carriers = carriers
        # One thread writes: SQLite has one writer, and sleeps when two of ours meet.
        self._writer = ThreadPoolExecutor(1, "writes")
        self._reader = ThreadPoolExecutor(1, "reads")
        self._heart = Heart(redis, felt)
        self._ears = Ears(redis, self.look)
        self._lanes = [
            Lane(means, way, pace, carriers, self._on_database, self._answered, self._look_again)
            for way, pace in paces(redis, means.settings).items()
        ]
        self._wishes = Wishes(means, carriers, self._on_database, self._not_wanted)
        self._nudged, self._to_ask, self._to_write = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._answers: list[Answered] = []
        self._writing = asyncio.Lock()
        self._stopping = False

    def look(self) -> None:
        """Something may be due: look now."""
        for lane in self._lanes:
            lane.nudged.set()
        self._nudged.set()

    def stop(self) -> None:
        """Claim no more, and end soon. Only from its own loop."""
        self._stopping = True
        self.look()

    async def get_ready(self) -> None:
        """Make the counters of the pace, if Redis has none, and the statements: a call that comes then need not wait."""
        for lane in self._lanes:
            await lane.pace.prime()
        with contextlib.suppress(SQLAlchemyError):  # the first look says what is wrong
            await asyncio.get_running_loop().run_in_executor(self._reader, _prepare, self._means)

    async def run(self) -> None:
        """Work until idle or stopped; everything that was answered is written down when this returns."""
        await self._heart.start()
        await self._ears.start()
        await self.get_ready()
        works = [lane.run() for lane in self._lanes] + [self._write_down(), self._wishes.run(), self._sweep()]
        tasks = [asyncio.create_task(work) for work in works]
        for task in tasks:
            task.add_done_callback(lambda _: self._nudged.set())
        try:
            await self._until_idle(tasks)
        finally:
            await self._end(tasks)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._carriers.close()
        self._writer.shutdown()
        self._reader.shutdown()

    async def _until_idle(self, tasks: list[asyncio.Task[None]]) -> None:
        while not self._stopping:
            for task in tasks:
                if task.done():
                    task.result()  # none of them ends by itself before we stop: it failed
            self._nudged.clear()
            wait = await self._look_out()
            if wait is None:
                # Whoever has work now either finds the heart gone, or his work is found by this last look.
                await self._heart.stop()
                if await self._look_out() is None:
                    return
                await self._heart.start()
                continue
            for lane in self._lanes:
                lane.pace.pumps = self._heart.pumps
            await heard_within(self._nudged, wait)

    async def _look_out(self) -> float | None:
        """Have done what there is to do; the seconds until the next look, None when there is nothing at all."""
        try:
            seen = await asyncio.get_running_loop().run_in_executor(self._reader, _outlook, self._means)
        except SQLAlchemyError as away:
            log.error("database_away", doing="look", error=type(away).__name__)
            return LOOK
        now = datetime.now(UTC)
        for lane in self._lanes:
            if _is_over(seen.due[lane.way], now):
                lane.due.set()
        if seen.wished:
            self._wishes.look.set()
        if _is_over(seen.ask, now):
            self._to_ask.set()
        if self._is_idle(seen, now):
            return None
        later = [(at - now).total_seconds() for at in (*seen.due.values(), seen.ask) if at and at > now]
        return max(min(LOOK, *later, LOOK), _NOT_SOONER)

    def _is_idle(self, seen: Outlook, now: datetime) -> bool:
        busy = self._answers or any(lane.is_busy() for lane in self._lanes)
        return not busy and seen.is_empty(now)

    def _look_again(self) -> None:
        self._nudged.set()

    async def _end(self, tasks: list[asyncio.Task[None]]) -> None:
        until = time.monotonic() + _LAST_WAIT
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks, timeout=_LAST_WAIT)
        await self._heart.stop()
        await self._ears.stop()
        for lane in self._lanes:
            await lane.end(max(until - time.monotonic(), 0.1))
        await self._write_what_is_there()

    def _answered(self, one: Answered) -> None:
        self._answers.append(one)
        if not isinstance(one.answer, Placed):
            self._to_write.set()

    def _not_wanted(self, attempts: set[int]) -> None:
        for lane in self._lanes:
            lane.drop(attempts)

    async def _write_down(self) -> None:
        while True:
            if await heard_within(self._to_write, _WRITE):
                await asyncio.sleep(_WRITE_SOON)
            self._to_write.clear()
            await asyncio.shield(asyncio.ensure_future(self._write_what_is_there()))

    async def _write_what_is_there(self) -> None:
        async with self._writing:
            answers, self._answers = self._answers, []
            if not answers:
                return
            try:
                await self._on_database(write, self._means, answers, datetime.now(UTC))
            except SQLAlchemyError:
                # They are kept and written later; if we are killed before, the sweep asks the carrier about them.
                log.exception("answers_not_written", count=len(answers))
                self._answers = answers + self._answers

    async def _sweep(self) -> None:
        while True:
            await self._to_ask.wait()
            self._to_ask.clear()
            with contextlib.suppress(SQLAlchemyError):
                if await ask(self._means, self._carriers, self._on_database) == MOST_ASKED:
                    self._to_ask.set()
            await asyncio.sleep(_SWEEP)

    async def _on_database(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in a thread: a busy database must not delay a slot."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: work(*args, **kwargs))


def _prepare(means: Means) -> None:
    with means.database.reading() as session:
        prepare_all(session)
        outlook(session, datetime.now(UTC))


def _outlook(means: Means) -> Outlook:
    with means.database.reading() as session:
        return outlook(session, datetime.now(UTC))


def _is_over(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now
