"""What processes use: a process and all below it, as the kernel counts."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def tree(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += tree(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of the tree, in seconds; of those that have ended, what their parents were told."""
    return sum(sum(_fields(one)[11:15]) for one in tree(pid)) / _TICK


def memory_mb(pid: int) -> float:
    """The resident memory of the largest process in the tree."""
    return max(_fields(one)[21] for one in tree(pid)) * _PAGE / 1e6


def _fields(pid: int) -> list[int]:
    """/proc/PID/stat from its third field on, what is a number (proc(5)); zeros for one that has gone."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return [0] * 50
    return [int(field) if field.lstrip("-").isdigit() else 0 for field in said]
