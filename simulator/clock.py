"""The time that is spoken and waited: a factor faster than the time of the wall."""

import asyncio
import time


class Clock:
    """Simulated seconds, which run `speed` times as fast as real ones; requests and answers stay real."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._since_real = time.monotonic()
        self._since = 0.0

    @property
    def speed(self) -> float:
        """Simulated seconds in one real second."""
        return self._speed

    def set_speed(self, speed: float) -> None:
        """Run faster or slower from now on; sleeps that have begun keep their length."""
        if speed <= 0:
            raise ValueError("the clock's speed is a number above 0")
        self._since = self.now()
        self._since_real = time.monotonic()
        self._speed = speed

    def now(self) -> float:
        """Simulated seconds since the start."""
        return self._since + (time.monotonic() - self._since_real) * self._speed

    def real(self, seconds: float) -> float:
        """How many real seconds so many simulated ones take."""
        return seconds / self._speed

    async def sleep(self, seconds: float) -> None:
        """Wait so many simulated seconds."""
        await asyncio.sleep(self.real(max(seconds, 0.0)))
