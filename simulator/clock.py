"""The time that is spoken and waited: as fast as the wall's, so many times faster, or moved by hand.

By hand, nothing moves until it is advanced; then everything that is due happens in order, each thing with
all that follows from it, and the requests to the application that are under way are waited for.
"""

import asyncio
import contextlib
import heapq
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

_A_HAIR = 1e-9
_ROUNDS = 12
"""So many rounds of the event loop without a stir, and all that can happen without time has happened."""


class Timer:
    """Something that happens at a moment, unless it is cancelled before."""

    __slots__ = ("_act", "_pending", "due", "handle", "number")

    def __init__(self, due: float, number: int, act: Callable[[], None], pending: "set[Timer]") -> None:
        self.due = due
        self.number = number
        self.handle: asyncio.TimerHandle | None = None
        self._act = act
        self._pending = pending
        pending.add(self)

    def __lt__(self, other: "Timer") -> bool:
        return (self.due, self.number) < (other.due, other.number)

    @property
    def over(self) -> bool:
        """Whether it has happened or was cancelled."""
        return self not in self._pending

    def fire(self) -> None:
        """Do it now, unless it is over."""
        if not self.over:
            self._pending.discard(self)
            self._act()

    def cancel(self) -> None:
        """Let it never happen."""
        self._pending.discard(self)
        if self.handle is not None:
            self.handle.cancel()


class Clock:
    """Simulated seconds, `speed` in each real one or moved `by_hand`; requests and answers stay real."""

    def __init__(self, speed: float = 1.0, *, by_hand: bool = False) -> None:
        self.by_hand = by_hand
        self._speed = speed
        self._since_real = time.monotonic()
        self._since = 0.0
        self._began = datetime.now(UTC)
        self._pending: set[Timer] = set()
        self._order: list[Timer] = []
        """By hand only: the pending timers as a heap, with some among them that are over."""
        self._numbered = 0
        self._held = 0
        self._stirs = 0
        self._advancing = asyncio.Lock()
        self._free = asyncio.Event()
        self._free.set()

    @property
    def speed(self) -> float:
        """Simulated seconds in one real second; a clock that is moved by hand has 1 for what stays real."""
        return 1.0 if self.by_hand else self._speed

    def set_speed(self, speed: float) -> None:
        """Run by itself from now on, faster or slower; what was waited for follows. ValueError: not above 0."""
        if speed <= 0:
            raise ValueError("the clock's speed is a number above 0")
        self._change(speed, by_hand=False)

    def stop(self) -> None:
        """Stand still from now on, and move by hand."""
        self._change(1.0, by_hand=True)

    def now(self) -> float:
        """Simulated seconds since the start."""
        if self.by_hand:
            return self._since
        return self._since + (time.monotonic() - self._since_real) * self._speed

    def utc_now(self) -> datetime:
        """The time that calls and texts are stamped with: by hand it is this clock's, else the wall's.

        A clock that runs faster would be ahead of the application, which compares stamps with its own.
        """
        stamp = self._began + timedelta(seconds=self._since) if self.by_hand else datetime.now(UTC)
        return stamp.replace(microsecond=0)

    def real(self, seconds: float) -> float:
        """How many real seconds so many simulated ones take."""
        return seconds / self.speed

    def call_later(self, seconds: float, act: Callable[[], None], *, real: bool = False) -> Timer:
        """Do something in so many simulated seconds (or real ones, unless it is moved by hand)."""
        self._numbered += 1
        self._stirs += 1
        length = seconds * self.speed if real else seconds
        timer = Timer(self.now() + length, self._numbered, act, self._pending)
        self._schedule(timer)
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait so many simulated seconds."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_later(seconds, lambda: woken.set_result(None))
        try:
            await woken
        finally:
            timer.cancel()

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """While this lasts (the application is asked something), the clock cannot be advanced."""
        self._held += 1
        self._stirs += 1
        self._free.clear()
        try:
            yield
        finally:
            self._held -= 1
            self._stirs += 1
            if not self._held:
                self._free.set()

    async def advance(self, seconds: float) -> None:
        """Let so many seconds pass, and all that is due in them happen; ValueError: it runs by itself."""
        if not self.by_hand:
            raise ValueError("this clock runs by itself; stop it first")
        if seconds < 0:
            raise ValueError("time does not go back")
        async with self._advancing:
            until = self._since + seconds
            await self._settle()
            while self._order and self._order[0].due <= until + _A_HAIR:
                timer = heapq.heappop(self._order)
                if not timer.over:
                    self._since = max(self._since, timer.due)
                    timer.fire()
                    await self._settle()
            self._since = max(self._since, until)

    async def _settle(self) -> None:
        """Let everything happen that needs no time."""
        quiet = 0
        while quiet < _ROUNDS:
            await self._free.wait()
            seen = self._stirs
            await asyncio.sleep(0)
            quiet = quiet + 1 if seen == self._stirs else 0

    def _schedule(self, timer: Timer) -> None:
        if self.by_hand:
            heapq.heappush(self._order, timer)
        else:
            wait = max(timer.due - self.now(), 0.0) / self._speed
            timer.handle = asyncio.get_running_loop().call_later(wait, timer.fire)

    def _change(self, speed: float, *, by_hand: bool) -> None:
        self._since = self.now()
        self._since_real = time.monotonic()
        self._speed, self.by_hand = speed, by_hand
        self._order.clear()
        for timer in sorted(self._pending):
            if timer.handle is not None:
                timer.handle.cancel()
                timer.handle = None
            self._schedule(timer)
