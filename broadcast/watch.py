"""The watch: restarts a child that died, and once a second asks the database whether something is due while no pump
lives. It holds no connection while it forks."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

import structlog
from redis import Redis, RedisError
from rq.registry import clean_registries
from sqlalchemy.exc import SQLAlchemyError

from broadcast.heart import heart_of
from broadcast.jobs import want_tidying
from broadcast.restored import look_back
from broadcast.wake import CALLED, HEART, QUEUES, call_a_pump, impatient, queue
from db import claims
from db.session import open_database
from db.tellings import to_tell
from settings import Settings

_LOOK = 1.0  # seconds
_TIDY = 15.0
_CLEAN = 60.0
_LAST_WAIT = 12.0
_SHORT_LIFE = 1.0  # a child that lived so briefly is not restarted at once
_SILENT = 1.5  # seconds without a beat

_FORK = multiprocessing.get_context("fork")

log = structlog.get_logger()


class Beat:
    """When the pump of this machine last felt its heart; shared memory, for when Redis is away."""

    def __init__(self) -> None:
        self._at: Any = _FORK.RawValue("d", 0.0)

    def feel(self) -> None:
        """It lives, now."""
        self._at.value = time.monotonic()

    def is_silent(self) -> bool:
        """No beat for a while."""
        return time.monotonic() - float(self._at.value) > _SILENT


Work = Callable[[Settings, Beat], None]


class Watch:
    """The parent of a worker's children; `alone` is the pump without RQ, `tells` tells people of alarms."""

    def __init__(self, settings: Settings, works: Mapping[str, Work], alone: Work, tells: Work) -> None:
        self._settings = settings
        self._works = works
        self._alone = alone
        self._tells = tells
        self._beat = Beat()
        self._children: dict[str, ForkProcess] = {}
        self._started: dict[str, float] = {}
        self._database = open_database(settings)
        self._redis: Redis = impatient(settings.redis_url)
        self._stopping = False
        self._next = {"look back": 0.0, "look": 0.0, "tidy": 0.0, "clean": time.monotonic() + _CLEAN}
        self._single: ForkProcess | None = None
        self._teller: ForkProcess | None = None

    def run(self) -> int:
        """Until SIGTERM or Ctrl-C; then the children are asked to end, and waited for."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self._stopping:
            if self._is_time("look back", _TIDY):
                self._look_back()
            self._restart_the_dead()
            if self._is_time("look", _LOOK):
                self._look()
                self._tell()
            if self._is_time("tidy", _TIDY):
                self._tidy()
            if self._is_time("clean", _CLEAN):
                self._clean()
            # An ended child wakes us at once.
            wait([child.sentinel for child in self._children.values()], timeout=self._until_next())
        self._end()
        return 0

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _is_time(self, what: str, every: float) -> bool:
        if time.monotonic() < self._next[what]:
            return False
        self._next[what] = time.monotonic() + every
        return True

    def _until_next(self) -> float:
        return min(max(min(self._next.values()) - time.monotonic(), 0.0), 0.25)

    def _restart_the_dead(self) -> None:
        for name, work in self._works.items():
            child = self._children.get(name)
            if child is not None and not child.is_alive():
                log.warning("child_ended", child=name, code=child.exitcode)
                self._heart_stopped(child)
                del self._children[name]
                child = None
            if child is None and time.monotonic() >= self._started.get(name, -_SHORT_LIFE) + _SHORT_LIFE:
                self._children[name] = self._start(name, work)

    def _start(self, name: str, work: Work) -> ForkProcess:
        self._database.close()
        self._redis.close()
        child = _FORK.Process(target=work, args=(self._settings, self._beat), name=f"buurtlijn {name}")
        child.start()
        self._started[name] = time.monotonic()
        return child

    def _heart_stopped(self, child: ForkProcess) -> None:
        """A pump that was killed cannot take its heart away; whoever has work must not wait for it to fade."""
        with contextlib.suppress(RedisError, OSError):
            if self._redis.get(HEART) == heart_of(child.pid).encode():
                self._redis.delete(HEART, CALLED)
                self._next["look"] = 0.0

    def _look(self) -> None:
        try:
            with self._database.reading() as session:
                due = claims.anything(session, datetime.now(UTC))
        except SQLAlchemyError as away:
            log.error("database_away", error=type(away).__name__)
            return
        if not due:
            return
        try:
            if not self._redis.exists(HEART):
                call_a_pump(self._redis)
        except (RedisError, OSError):
            self._pump_alone()

    def _pump_alone(self) -> None:
        if self._beat.is_silent() and (self._single is None or not self._single.is_alive()):
            log.warning("redis_away", doing="watch", does="pumps without RQ")
            self._single = self._start("alone", self._alone)

    def _tell(self) -> None:
        """People hear of alarms by a process of its own: it may take its time, and needs no Redis."""
        if self._teller is not None and self._teller.is_alive():
            return
        try:
            with self._database.reading() as session:
                due = to_tell(session, datetime.now(UTC), self._settings.alarm_again)
        except SQLAlchemyError:
            return
        if due:
            self._teller = self._start("alarms", self._tells)

    def _look_back(self) -> None:
        """Before anybody is called: is this the database that we left?"""
        try:
            look_back(self._database, self._redis, datetime.now(UTC))
        except SQLAlchemyError as away:
            log.error("database_away", doing="look back", error=type(away).__name__)

    def _tidy(self) -> None:
        try:
            with self._database.reading() as session:
                untidy = claims.untidy(session, datetime.now(UTC), self._settings.keep_recordings)
            if untidy:
                want_tidying(self._redis)
        except (SQLAlchemyError, RedisError, OSError) as away:
            log.warning("not_tidied", error=type(away).__name__)

    def _clean(self) -> None:
        """RQ's own cleaning of its registries, which does not happen where a job runs for long."""
        with contextlib.suppress(RedisError, OSError):
            for name in QUEUES:
                clean_registries(queue(self._redis, name), [])

    def _end(self) -> None:
        children = [*self._children.values(), *filter(None, (self._single, self._teller))]
        for child in children:
            child.terminate()
        until = time.monotonic() + _LAST_WAIT
        for child in children:
            child.join(max(until - time.monotonic(), 0.1))
            if child.is_alive():
                child.kill()
                child.join()
        self._database.close()
        self._redis.close()
