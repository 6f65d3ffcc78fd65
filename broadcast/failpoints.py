"""For tests: named places at which a process ends itself, as if by `kill -9`. `FAIL=name:kill` picks one."""

from __future__ import annotations

import os
import signal

NAMES = (
    "start.before_commit",
    "start.after_commit",
    "claim.before_commit",
    "claim.after_commit",
    "call.before_request",
    "call.after_request",
    "written.before_commit",
    "written.after_commit",
    "wish.after_commit",
    "wish.after_request",
    "event.before_commit",
    "event.after_commit",
    "turn.before_kept",
)

_picked: dict[str, int] = {}  # how often each may still be passed


def pick(fail: str) -> None:
    """Make this process end at a failpoint: `name:kill`, or `name:kill@3` for the third time that it comes there. Raises
    ValueError for one that does not exist."""
    if not fail:
        return
    name, _, what = fail.partition(":")
    what, _, times = what.partition("@")
    if name not in NAMES or what != "kill" or not (times or "1").isdecimal():
        raise ValueError(f"FAIL={fail}: write name:kill or name:kill@3; the names are {', '.join(NAMES)}")
    _picked[name] = int(times or "1")


def failpoint(name: str) -> None:
    """The process ends here if it was told to."""
    if name not in _picked:
        return
    _picked[name] -= 1
    if _picked[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
