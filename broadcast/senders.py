"""What one number of ours may send, besides what the account may: the carrier limits both."""

from __future__ import annotations

from collections import defaultdict, deque

GUARD = 1.005  # a "second" is a little longer: clocks and networks are not exact
_HORIZON = 0.5  # seconds: what could go only later makes room for others, and is claimed again then


class Second:
    """No second has more than `rate` in it (one item at least), by our own clock."""

    def __init__(self, rate: float) -> None:
        self._most = max(rate, 1)
        self._spent: deque[tuple[float, int]] = deque()
        self._inside = 0

    def too_soon(self, cost: int, now: float) -> float:
        """Seconds until so much may be sent."""
        while self._spent and self._spent[0][0] <= now - GUARD:
            self._inside -= self._spent.popleft()[1]
        if not self._inside or self._inside + cost <= self._most:
            return 0.0
        return max(self._spent[0][0] + GUARD - now, 0.001) if self._spent else 0.001

    def promise(self, cost: int) -> None:
        """So much is going to be sent in this moment."""
        self._inside += cost

    def spend(self, cost: int, now: float) -> None:
        """So much that was promised is sent, now."""
        self._spent.append((now, cost))


class Senders:
    """When each sender may send next. `rate` is what one of them may send per second; 0: as much as the account."""

    def __init__(self, rate: float) -> None:
        self._rate = rate
        self._seconds: defaultdict[str, Second] = defaultdict(lambda: Second(rate))
        self._free: defaultdict[str, float] = defaultdict(float)
        self._far: defaultdict[str, float] = defaultdict(float)

    def second(self, sender: str) -> Second | None:
        """What it has sent of late; None where it has no limit of its own."""
        return self._seconds[sender] if self._rate else None

    def turn(self, sender: str, cost: int, slot: float, pumps: int) -> tuple[float, bool]:
        """When this may go, not before `slot`; and whether it is to be waited for. What is not is claimed again then:
        it has a time of its own, so that it is put off once."""
        if not self._rate:
            return slot, True
        takes = cost * GUARD * pumps / self._rate
        go = max(self._free[sender], slot)
        if go <= slot + _HORIZON:
            self._free[sender] = go + takes
            return go, True
        again = max(self._far[sender], go)
        self._far[sender] = again + takes
        return again, False
