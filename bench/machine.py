"""The machine that measures: what it is, and whether it is quiet enough to be believed."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
import time
from importlib.metadata import version
from pathlib import Path

from bench.figure import Figure, shown

_LIBRARIES = ("twilio", "aiohttp", "rq", "redis", "sqlalchemy", "flask", "psycopg")
BUSY = 1.5  # load average
STOLEN = 2.0  # per cent


def described() -> str:
    """One line: processor, cores, system, versions."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    versions = " ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    python = ".".join(map(str, sys.version_info[:3]))
    return f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {python}, {versions}"


class Quiet:
    """Watches how much of the machine others take, from its making on."""

    def __init__(self) -> None:
        self.load = os.getloadavg()[0]
        self._before = _ticks()

    def stolen(self) -> float:
        """Per cent of all time that the machine's host took away."""
        total, steal = (now - then for now, then in zip(_ticks(), self._before, strict=True))
        return 100.0 * steal / total if total else 0.0

    def noise(self) -> str | None:
        """Why these figures are noisy, or None."""
        if self.load > BUSY:
            return f"the load was {self.load:.2f} before the start"
        stolen = self.stolen()
        return f"{stolen:.1f} % of the time was stolen" if stolen > STOLEN else None


def calibration(folder: Path) -> Figure:
    """What one durable commit costs here: SQLite, synchronous FULL."""
    with sqlite3.connect(folder / "calibration.sqlite", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE t (x)")
        began = time.perf_counter()
        for _ in range(200):
            connection.execute("INSERT INTO t VALUES (1)")
        each = (time.perf_counter() - began) / 200
    connection.close()
    return shown("calibration", "one commit of SQLite, synchronous FULL", each * 1e6, "µs")


def _ticks() -> tuple[int, int]:
    fields = [int(field) for field in _lines("/proc/stat")[0].split()[1:]]
    return sum(fields), fields[7] if len(fields) > 7 else 0


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return ["cpu 0 0 0 0 0 0 0 0"]
