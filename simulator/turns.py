"""A queue in which calls and texts wait for their turn: first come, first served, at a rate."""

import asyncio
from collections import deque
from collections.abc import Callable

from simulator.clock import Clock, Timer

_CATCHES_UP = 0.05
"""Simulated seconds that a machine which woke late may catch up; so a second holds at most a twentieth more."""
_A_HAIR = 1e-6

Turn = asyncio.Future[None]


class Turns:
    """Turns at so many units a second of the simulated clock; without a rate everybody's turn is at once."""

    def __init__(self, clock: Clock, rate: Callable[[], float | None]) -> None:
        self._clock = clock
        self._rate = rate
        self._waiting: deque[tuple[Turn, int]] = deque()
        self._units = 0
        self._free_at = 0.0
        self._timer: Timer | None = None

    def seconds(self) -> float:
        """How long a newcomer would wait, as far as one can tell."""
        rate = self._rate()
        if rate is None:
            return 0.0
        return max(self._free_at - self._clock.now(), 0.0) + self._units / rate

    def join(self, units: int = 1) -> Turn:
        """Queue; what comes back is done when it is one's turn. Who does not want to wait cancels it."""
        turn: Turn = asyncio.get_running_loop().create_future()
        self._units += units
        turn.add_done_callback(lambda _: self._left(units))
        self._waiting.append((turn, units))
        if self._timer is None:
            self.serve()
        return turn

    def serve(self) -> None:
        """Give everybody a turn who is due, and come back when the next one is; also after the rate changed."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting:
            turn, units = self._waiting[0]
            if not turn.done() and (wait := self._wait()) > _A_HAIR:
                self._timer = self._clock.call_later(wait, self.serve)
                return
            self._waiting.popleft()
            if not turn.done():
                self._take(units)
                turn.set_result(None)

    def _wait(self) -> float:
        return 0.0 if self._rate() is None else self._free_at - self._clock.now()

    def _take(self, units: int) -> None:
        rate = self._rate()
        if rate is not None:
            self._free_at = max(self._free_at, self._clock.now() - _CATCHES_UP) + units / rate

    def _left(self, units: int) -> None:
        self._units -= units
