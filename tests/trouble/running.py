"""Processes and servers that a test ends, stops, continues and restarts by their pid; and how late the machine itself is."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from demo.embedded import Process, stop

LEAST_NOISE, MOST_NOISE = 0.03, 0.2


class Noise:
    """How late this machine is: the longest that a thread which only sleeps had to wait for its turn. Everything runs on one
    machine here (web, workers, phone company, tests), and a request that is handed over so late meets the next second's: a
    second is taken to be shorter by twice that. The bench has whole seconds, on a quiet machine (P2)."""

    def __init__(self) -> None:
        self.worst = LEAST_NOISE
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            before = time.monotonic()
            time.sleep(0.01)
            self.worst = max(self.worst, time.monotonic() - before - 0.01)

    @property
    def second(self) -> float:
        """What is left of a second."""
        return 1 - 2 * min(self.worst, MOST_NOISE)


@dataclass
class Running:
    """A process of the line that can be ended, stopped and continued, with its children."""

    process: Process
    log: Path

    def children(self) -> list[int]:
        pid = self.process.pid
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        return []

    def kill(self) -> None:
        """By SIGKILL, the parent alone: its children end by themselves, as they must."""
        self.process.kill()
        self.process.wait()

    def end(self, seconds: float = 20) -> int:
        """In order, by SIGTERM; its exit code."""
        return stop(self.process, seconds=seconds)

    def pause(self) -> None:
        """The whole of it stands still."""
        for pid in (self.process.pid, *self.children()):
            send(pid, signal.SIGSTOP)

    def go_on(self) -> None:
        for pid in (*self.children(), self.process.pid):
            send(pid, signal.SIGCONT)

    def limit(self, what: int, soft: int) -> None:
        """A limit of the system for all of it; -1 for none."""
        for pid in (self.process.pid, *self.children()):
            with contextlib.suppress(ProcessLookupError):
                resource.prlimit(pid, what, (soft, resource.prlimit(pid, what)[1]))

    def said(self, words: str) -> int:
        """How often the log has these words."""
        return self.log.read_text(errors="replace").count(words)

    @property
    def lives(self) -> bool:
        return self.process.poll() is None


def send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


@dataclass
class Server:
    """A Redis or a PostgreSQL of the ground's own, that can go and come back with what it had."""

    make: Callable[[], contextlib.AbstractContextManager[str]]
    url: str = ""
    _open: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def begin(self) -> None:
        self.url = self._open.enter_context(self.make())

    def end(self) -> None:
        self._open.close()

    def restart(self, away: float = 0.0) -> None:
        self.end()
        time.sleep(away)
        self.begin()


def soon(holds: Callable[[], bool], seconds: float, every: float = 0.1) -> bool:
    """Whether it held before so many seconds were over."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(every)
    return True
