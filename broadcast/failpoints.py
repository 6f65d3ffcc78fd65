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
)

_picked: set[str] = set()


def pick(fail: str) -> None:
    """Make this process end at a failpoint (`name:kill`); raises ValueError for one that does not exist."""
    name, _, what = fail.partition(":")
    if not fail:
        return
    if name not in NAMES or what != "kill":
        raise ValueError(f"FAIL={fail}: write name:kill; the names are {', '.join(NAMES)}")
    _picked.add(name)


def failpoint(name: str) -> None:
    """The process ends here if it was told to."""
    if name in _picked:
        os.kill(os.getpid(), signal.SIGKILL)
