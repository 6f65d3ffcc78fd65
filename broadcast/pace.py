"""The carrier's rates: calls per second, text segments per second. All workers draw their slots from one counter in
Redis; besides, each of them keeps to the rate by its own clock, so that a counter that lies cannot double a second."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from db.broadcasts import Way
from settings import Settings

LOOK_AHEAD = 0.05  # seconds of slots taken at once
_GUARD = 1.005  # a "second" is a little longer: clocks and networks are not exact
_ANSWERS = 50  # by which the clocks are compared
_ALONE = 0.5  # seconds between two looks whether Redis is back

# Times in microseconds of Redis's own clock. A missing key was lost: the slots given before are over by then. One far
# in the future was left by a clock that has been put back.
_RESERVE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local period, ahead, most = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local free = tonumber(redis.call('GET', KEYS[1]))
if not free or free > now + ahead + 1000 * period then
  free = now + 2 * ahead + period
  redis.call('SET', KEYS[1], string.format('%.0f', free))
end
local start = math.max(free, now)
if start > now + ahead then return {0, string.format('%.0f', start), string.format('%.0f', now)} end
local count = math.min(most, math.floor((now + ahead - start) / period) + 1)
redis.call('SET', KEYS[1], string.format('%.0f', start + count * period))
return {count, string.format('%.0f', start), string.format('%.0f', now)}
"""

_CHARGE = """
local free = tonumber(redis.call('GET', KEYS[1]))
if free then redis.call('SET', KEYS[1], string.format('%.0f', free + tonumber(ARGV[1]))) end
return 1
"""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Slots:
    """So many places in the carrier's second, the first `wait` seconds from now; none: ask again after `wait`."""

    count: int
    first: float
    period: float

    def at(self, number: int) -> float:
        """When the slot of this number is, by this machine's monotonic clock."""
        return self.first + number * self.period


class Pace:
    """One way's rate (per second), shared in Redis."""

    def __init__(self, redis: Redis, way: Way, rate: float) -> None:
        self.way = way
        self.rate = rate
        self.period = _GUARD / rate
        self._key = f"pace:{way}"
        self._reserve: Any = redis.register_script(_RESERVE)
        self._charge: Any = redis.register_script(_CHARGE)
        self._asking = asyncio.Lock()
        self._turn = asyncio.Lock()
        self._sent: deque[tuple[float, int]] = deque()
        self._apart: deque[float] = deque(maxlen=_ANSWERS)
        self._alone_until = 0.0
        self._own_free = 0.0

    async def prime(self) -> None:
        """Make the counter where there is none, so that the first call need not wait for it."""
        await self.slots(0)

    async def slots(self, most: int) -> Slots:
        """At most so many slots within the look-ahead. One question is under way at a time: two answers that arrive
        swapped would lose a batch."""
        async with self._asking:
            now = time.monotonic()
            if now < self._alone_until:
                return self._own(now, most)
            try:
                given = await self._reserve([self._key], [self.period * 1e6, LOOK_AHEAD * 1e6, most])
            except (RedisError, OSError, TimeoutError) as away:
                return self._left_alone(type(away).__name__, most)
            count, start, asked_at = (int(value) for value in given)
            # How far Redis's clock is from ours: the fastest answer of late knows it best.
            self._apart.append(time.monotonic() - asked_at / 1e6)
            first = start / 1e6 + min(self._apart)
            self._own_free = max(self._own_free, first + count * self.period)
            return Slots(count, first, self.period)

    async def charge(self, more: int) -> None:
        """A text of several segments takes as many slots; the first one it has already."""
        self._own_free += more * self.period
        try:
            await self._charge([self._key], [more * self.period * 1e6])
        except (RedisError, OSError, TimeoutError):
            return  # our own clock counts it all the same

    async def turn(self, cost: int = 1) -> None:
        """Wait until no second has more than the rate in it, by our own clock."""
        async with self._turn:
            while (wait := self._too_soon(time.monotonic(), cost)) > 0:  # noqa: ASYNC110 - time itself is waited for
                await asyncio.sleep(wait)
            self._sent.append((time.monotonic(), cost))

    def _too_soon(self, now: float, cost: int) -> float:
        while self._sent and self._sent[0][0] <= now - _GUARD:
            self._sent.popleft()
        if not self._sent or sum(spent for _, spent in self._sent) + cost <= max(self.rate, 1):
            return 0.0
        return max(self._sent[0][0] + _GUARD - now, 0.001)

    def _left_alone(self, error: str, most: int) -> Slots:
        now = time.monotonic()
        if self._alone_until < now - 2 * _ALONE:
            log.warning("redis_away", doing="pace", way=self.way, error=error)
            # What others were given before Redis went is over in a second.
            self._own_free = max(self._own_free, now + 1.0)
        self._alone_until = now + _ALONE
        return self._own(now, most)

    def _own(self, now: float, most: int) -> Slots:
        """Without Redis: slots by our own clock. Right for one machine; several would each take the whole rate."""
        start = max(self._own_free, now)
        if start > now + LOOK_AHEAD or most == 0:
            return Slots(0, start, self.period)
        count = min(most, int((now + LOOK_AHEAD - start) / self.period) + 1)
        self._own_free = start + count * self.period
        return Slots(count, start, self.period)


def paces(redis: Redis, settings: Settings) -> dict[Way, Pace]:
    """Both ways' rates."""
    return {
        Way.CALL: Pace(redis, Way.CALL, settings.calls_per_second),
        Way.TEXT: Pace(redis, Way.TEXT, settings.text_segments_per_second),
    }
