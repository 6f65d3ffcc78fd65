"""The carrier's rates: calls per second, text segments per second. All pumps draw their slots from one counter in Redis;
besides, each of them keeps to the rate by its own clock, so that a counter that lies cannot double a second."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from broadcast.pushback import PushBack
from broadcast.senders import GUARD, Second, Senders
from db.broadcasts import Way
from settings import Settings

AHEAD = 0.4  # seconds of slots drawn at once
GROUP = 0.045  # seconds of slots for which is claimed at once
LEAD = 0.012  # seconds before its first slot at which a group is claimed
_AMPLE = (
    1.5  # times what a claim takes: a slow disk must not cost slots, and then groups are larger and earlier
)
_LONGEST_LEAD = 0.25
_FORGETS = 0.9
_LATE = 0.1  # seconds after which a slot that was not used is lost: used late, it could meet another pump's
_LATE_ALONE = 1.0
_ANSWERS = 50  # by which the clocks are compared
_ALONE = 0.5  # seconds between two looks whether Redis is back

# Times in microseconds of Redis's own clock. A missing key was lost: the slots given before are over by then. One far
# in the future was left by a clock that has been put back. One slot is given even beyond `ahead`, so that slow rates
# need not ask twice. `back`: a pump that is alone and had to wait for the disk may still use what it missed. What the
# carrier lets through, one pump finds out for all of them, and for those that start later.
_RESERVE = """
local t = redis.call('TIME')
local now = t[1] * 1000000 + t[2]
local period, ahead = tonumber(ARGV[1]), tonumber(ARGV[2])
local free = tonumber(redis.call('GET', KEYS[1]))
if not free or free > now + 1000 * (ahead + period) then free = now + ahead + period end
local start = math.max(free, now - tonumber(ARGV[4]))
local count = 0
if ARGV[3] == '1' and start <= now + ahead + period then
  count = math.max(math.floor((now + ahead - start) / period) + 1, 1)
end
redis.call('SET', KEYS[1], string.format('%.0f', start + count * period))
if ARGV[5] ~= '' then redis.call('SET', KEYS[2], ARGV[5] .. ' ' .. string.format('%.0f', now), 'EX', 600) end
return {count, string.format('%.0f', start), string.format('%.0f', now), redis.call('GET', KEYS[2]) or ''}
"""

log = structlog.get_logger()


class Pace:
    """One way's rate (per second), shared in Redis. `pumps` is how many there were when Redis was last heard."""

    def __init__(self, redis: Redis, way: Way, rate: float, rate_of_sender: float = 0.0) -> None:
        self.way = way
        self.full = rate
        self.senders = Senders(rate_of_sender)
        self.push_back = PushBack(rate)
        self.pumps = 1
        self._key = f"pace:{way}"
        self._reserve: Any = redis.register_script(_RESERVE)
        self._slots: deque[float] = deque()
        self._second = Second(rate)
        self._apart: deque[float] = deque(maxlen=_ANSWERS)
        self._claim_takes = 0.0  # seconds, of late
        self._goes_on = False  # all slots since the last draw were wanted
        self._alone_until = 0.0
        self._own_free = 0.0

    async def prime(self) -> None:
        """Make the counter where there is none, so that the first call need not wait for it."""
        await self._draw(any_slot=False)

    async def group(self) -> list[float]:
        """The slots of the next moment, by this machine's monotonic clock; a little before the first."""
        while True:
            now = time.monotonic()
            late = _LATE if self.pumps > 1 else _LATE_ALONE
            while self._slots and self._slots[0] < now - late:
                self._slots.popleft()
            if not self._slots:
                await asyncio.sleep(await self._draw())
            elif (early := self._slots[0] - max(LEAD, self._ample()) - now) > 0:
                await asyncio.sleep(early)
            else:
                break
        until = self._slots[0] + max(GROUP, self._ample())
        taken = [self._slots.popleft()]
        while self._slots and self._slots[0] < until:
            taken.append(self._slots.popleft())
        return taken

    async def more(self, count: int) -> list[float]:
        """So many slots after those that were taken: a text of several segments takes as many."""
        while len(self._slots) < count:  # noqa: ASYNC110 - time itself is waited for
            await asyncio.sleep(await self._draw())
        return [self._slots.popleft() for _ in range(count)]

    def claimed_in(self, seconds: float) -> None:
        """A claim took so long."""
        self._claim_takes = max(seconds, self._claim_takes * _FORGETS)

    def unused(self, slots: list[float]) -> None:
        """These slots were taken for nothing: who comes in time has them."""
        self._goes_on = not slots
        self._slots.extendleft(reversed(slots))

    def too_soon(self, cost: int, now: float, sender: str = "") -> float:
        """Seconds until so much may be sent: no second has more than the rate in it, neither the account's nor the
        sender's."""
        return max(second.too_soon(cost, now) for second in self._seconds(sender))

    def promise(self, cost: int, sender: str = "") -> None:
        """So much is going to be sent in this moment."""
        for second in self._seconds(sender):
            second.promise(cost)

    def spend(self, cost: int, now: float, sender: str = "") -> None:
        """So much that was promised is sent, now."""
        for second in self._seconds(sender):
            second.spend(cost, now)

    def _seconds(self, sender: str) -> list[Second]:
        own = self.senders.second(sender)
        return [self._second] if own is None else [self._second, own]

    def _ample(self) -> float:
        return min(_AMPLE * self._claim_takes, _LONGEST_LEAD)

    async def _draw(self, any_slot: bool = True) -> float:
        """Draw slots; how many seconds to wait when there were none."""
        now = time.monotonic()
        period = GUARD / self.push_back.rate(now)
        if now < self._alone_until:
            return self._draw_alone(now, period)
        try:
            back = _LATE_ALONE * 1e6 if self._goes_on and self.pumps == 1 else 0
            asked = [period * 1e6, AHEAD * 1e6, int(any_slot), back, self.push_back.news() or ""]
            *given, limited = await self._reserve([self._key, f"{self._key}:limit"], asked)
        except (RedisError, OSError, TimeoutError) as away:
            return self._left_alone(type(away).__name__, period)
        count, start, asked_at = (int(value) for value in given)
        # How far Redis's clock is from ours: the fastest answer of late knows it best.
        self._apart.append(time.monotonic() - asked_at / 1e6)
        if limited:
            limit, since = (float(value) for value in limited.split())
            self.push_back.hear(limit, since / 1e6 + min(self._apart))
        first = start / 1e6 + min(self._apart)
        self._slots.extend(first + number * period for number in range(count))
        self._own_free = max(self._own_free, first + count * period)
        return 0.0 if count else max(first - AHEAD - period - time.monotonic(), 0.002)

    def _left_alone(self, error: str, period: float) -> float:
        now = time.monotonic()
        if self._alone_until < now - 2 * _ALONE:
            log.warning("redis_away", doing="pace", way=self.way, error=error, pumps=self.pumps)
            # What others were given before Redis went is over soon.
            self._own_free = max(self._own_free, now + AHEAD + period)
        self._alone_until = now + _ALONE
        return self._draw_alone(now, period)

    def _draw_alone(self, now: float, period: float) -> float:
        """Without Redis: our share of the slots, by our own clock."""
        period *= self.pumps
        start = max(self._own_free, now)
        if start > now + AHEAD + period:
            return start - now - AHEAD
        count = max(int((now + AHEAD - start) / period) + 1, 1)
        self._own_free = start + count * period
        self._slots.extend(start + number * period for number in range(count))
        return 0.0


def paces(redis: Redis, settings: Settings) -> dict[Way, Pace]:
    """Both ways' rates."""
    return {
        Way.CALL: Pace(redis, Way.CALL, settings.calls_per_second, settings.calls_per_second_of_number),
        Way.TEXT: Pace(
            redis, Way.TEXT, settings.text_segments_per_second, settings.text_segments_per_second_of_number
        ),
    }
