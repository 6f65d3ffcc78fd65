"""What an account is allowed at once and in a second, and who is over it.

What is over `calls_per_second` or `segments_per_second` waits in a queue (`turns.py`); what is over
`calls_at_once` is rejected with 10004; a request over `creates_per_second` or `requests_at_once` is
answered with 429 and 20429, and nothing was done.
"""

from collections import deque
from dataclasses import dataclass

LONGEST_CALL_QUEUE = 24 * 3600.0
"""Simulated seconds: a call that could not be placed within them is refused with 22005."""

LONGEST_TEXT_QUEUE = 10 * 3600.0
"""Simulated seconds of a sender's queue: above, a text is refused with 21611."""


@dataclass(slots=True)
class Rates:
    """The limits of an account; None is no limit.

    Calls and texts go by the simulated clock, requests by the real one, in which they come.
    """

    calls_per_second: float | None = None
    """Calls dialled in a second; each account of the real one begins with 1."""
    calls_at_once: int | None = None
    """Calls ringing or answered, in both directions; the real one's trial account has 5."""
    segments_per_second: float | None = None
    """Segments of texts a second, of each sender; a long code outside the USA has 10."""
    creates_per_second: int | None = None
    """Calls and texts that may be asked for in any second."""
    requests_at_once: int | None = None
    """Requests that may be under way at once."""
    retry_after: int | None = None
    """Seconds that the answer 429 names in `Retry-After`; the real one's is not documented."""


class Window:
    """What happened within the last second."""

    def __init__(self) -> None:
        self._moments: deque[float] = deque()

    def admits(self, most: int | None, now: float) -> bool:
        """Whether one more may happen; if so, it has."""
        if most is None:
            self._moments.clear()
            return True
        while self._moments and now - self._moments[0] >= 1.0:
            self._moments.popleft()
        if len(self._moments) >= most:
            return False
        self._moments.append(now)
        return True
