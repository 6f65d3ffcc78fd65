"""Another clock on the wall for a process of ours: it is on its path (PYTHONPATH), and goes by a file that says by how many
seconds it is wrong (WRONG_CLOCK). The monotonic clock is left alone, as it is when somebody sets a machine's time."""

from __future__ import annotations

import datetime
import os
import sqlite3  # it takes note of the real class
import time

_FILE = os.environ.get("WRONG_CLOCK", "")
_real_time = time.time
_real = datetime.datetime


def wrong_by() -> float:
    """By how many seconds."""
    try:
        with open(_FILE, encoding="ascii") as file:
            return float(file.read() or 0)
    except (OSError, ValueError):
        return 0.0


class _AnyDatetime(type):
    """What the real class makes is one of these, too."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, _real)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, _real)


class WrongClock(_real, metaclass=_AnyDatetime):
    """The class that everybody imports as `datetime`: only its `now` is another."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> datetime.datetime:  # type: ignore[override]
        """What the wall says."""
        return _real.fromtimestamp(_real_time() + wrong_by(), tz)


if _FILE and sqlite3.sqlite_version:
    datetime.datetime = WrongClock  # type: ignore[misc]
    time.time = lambda: _real_time() + wrong_by()
