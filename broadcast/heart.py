"""A pump's heart in Redis: while it beats, nobody calls another pump. And its ears: a nudge means, look now."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import Callable
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from broadcast.wake import CALLED, HEART, NUDGE, PUMPS

BEAT = 0.5  # seconds
_COUNT_EACH = 10  # beats
_LASTS = 1_500  # milliseconds
_AWAY = (RedisError, OSError, TimeoutError)

# Only its own heart: another pump may live.
_STILL = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

log = structlog.get_logger()


def open_redis(url: str) -> Redis:
    """A Redis for a running pump: a second's patience, and no second tries (a slot must not be taken twice)."""
    return Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0))


def heart_of(pid: int | None) -> str:
    """What the heart of a pump in this process of this machine looks like."""
    return f"{socket.gethostname()}:{pid}"


async def heard_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait for an event at most so long; whether it came. Not by `wait_for`: in Python 3.11 that loses a cancellation
    which comes together with the event, and the task goes on for ever."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


async def ended(task: asyncio.Task[None]) -> None:
    """Cancel a task until it has ended. One cancellation is not enough: it may come together with the time-out of a
    library that the task waits in, and be taken for that."""
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=0.1)
    if not task.cancelled():
        task.result()


class Heart:
    """Beats while a pump is active. `felt` is called at each beat, also when Redis is away."""

    def __init__(self, redis: Redis, felt: Callable[[], None]) -> None:
        self._redis = redis
        self._felt = felt
        self._id = heart_of(os.getpid())
        self._still: Any = redis.register_script(_STILL)
        self._beating: asyncio.Task[None] | None = None
        self._beats = 0
        self.pumps = 1
        """How many pumps there were when Redis was last heard."""

    async def start(self) -> None:
        """Beat from now on; who was called has come."""
        await self._beat(came=True)
        self._beating = asyncio.create_task(self._go_on())

    async def stop(self) -> None:
        """Not another beat; when this returns, the heart is gone, and whoever has work calls a pump."""
        task, self._beating = self._beating, None
        if task is not None:
            await ended(task)
        with contextlib.suppress(*_AWAY):
            await self._still([HEART], [self._id])

    async def _go_on(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            await self._beat(came=False)

    async def _beat(self, *, came: bool) -> None:
        self._felt()
        with contextlib.suppress(*_AWAY):
            await self._redis.set(HEART, self._id, px=_LASTS)
            if came:
                await self._redis.delete(CALLED)
            if self._beats % _COUNT_EACH == 0:
                self.pumps = await self._count()
            self._beats += 1

    async def _count(self) -> int:
        """All pumps sign a list; who has not signed for long is gone."""
        now = time.time()
        asked = self._redis.pipeline(transaction=False)
        asked.zadd(PUMPS, {f"{self._id}:{id(self)}": now})
        asked.zremrangebyscore(PUMPS, 0, now - 3 * _COUNT_EACH * BEAT)
        asked.zcard(PUMPS)
        return max(int((await asked.execute())[-1]), 1)


class Ears:
    """Hears nudges, and says so."""

    def __init__(self, redis: Redis, heard: Callable[[], None]) -> None:
        self._redis = redis
        self._heard = heard
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Listen from now on."""
        ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen(ready))
        await heard_within(ready, 0.5)

    async def stop(self) -> None:
        """Listen no more."""
        task, self._listening = self._listening, None
        if task is not None:
            await ended(task)

    async def _listen(self, ready: asyncio.Event) -> None:
        while True:
            with contextlib.suppress(*_AWAY):
                await self._listen_once(ready)
            ready.set()  # it is away: nobody waits for that
            self._heard()  # something may have been missed
            await asyncio.sleep(0.5)

    async def _listen_once(self, ready: asyncio.Event) -> None:
        async with self._redis.pubsub() as channel:
            await channel.subscribe(NUDGE)
            ready.set()
            while True:
                if await channel.get_message(ignore_subscribe_messages=True, timeout=5.0):
                    self._heard()
