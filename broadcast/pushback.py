"""When the carrier says "too many": how fast we go then, and how we come back. Pure; times in seconds."""

from __future__ import annotations

from collections import deque

_BELOW = 0.985  # of what it let through: a little less than its limit, so that it need not say it again
_A_LITTLE_LESS = 0.995  # where it refused only one or two
_STEADY = 10.0  # seconds before we try for more
_GROWTH = 1e-5  # per second squared: 1 % more after 40 s, twice as much after 5 minutes
_LEAST = 0.05  # of the full rate
_ENOUGH = 4.0  # answers from which a share is taken
_NOTHING_GOES = 0.2  # a share of requests taken below which we wait as long as the carrier says


class PushBack:
    """One way's rate at present: the full one, or what the carrier lets through and slowly more."""

    def __init__(self, full: float) -> None:
        self._full = full
        self._limit = full
        self._since: float | None = None
        self._told = full  # to the other pumps
        self._answers: deque[tuple[float, bool]] = deque()

    def rate(self, now: float) -> float:
        """Requests (or segments) per second."""
        if self._since is None:
            return self._full
        more = _GROWTH * max(now - self._since - _STEADY, 0.0) ** 2
        rate = self._limit * (_BELOW + more)
        if rate >= self._full:
            self._since = None
        return min(rate, self._full)

    def answered(self, taken: bool, sent_at: float, now: float, *, slow_down: bool = False) -> None:
        """The carrier took a request, or did not; `slow_down`: it said that there are too many."""
        self._answers.append((now, taken))
        window = max(1.0, _ENOUGH / self._full)
        while self._answers[0][0] <= now - window:
            self._answers.popleft()
        told_since = self._since is None or (sent_at >= self._since and now >= self._since + window)
        if slow_down and told_since:
            share, rate = self.share(), self.rate(now)
            less = rate * share if share < _BELOW else rate * _A_LITTLE_LESS / _BELOW
            self._limit = max(less, self._full * _LEAST)
            self._since = now

    def news(self) -> float | None:
        """What the carrier lets through, where the other pumps have not been told."""
        if self._since is None or self._limit == self._told:
            return None
        self._told = self._limit
        return self._limit

    def hear(self, limit: float, since: float) -> None:
        """Another pump has found out what the carrier lets through."""
        if limit != self._limit and since > (self._since or 0.0):
            self._limit = self._told = limit
            self._since = since

    def share(self) -> float:
        """The part of the last second's requests that the carrier took."""
        return sum(taken for _, taken in self._answers) / max(len(self._answers), 1)

    def nothing_goes(self) -> bool:
        """Whether hardly anything is let through: then it is better to wait than to go slowly."""
        return bool(self._answers) and self.share() < _NOTHING_GOES
