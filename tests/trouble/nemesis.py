"""The nemesis: out of one seed, a schedule of everything that can go wrong, which it does to a line while an alert runs."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from redis import Redis
from trouble.ground import Ground, Running

CARRIER = (
    {"name": "hang_after_accepting", "chance": 0.3, "seconds": 3},
    {"name": "error_after_accepting", "chance": 0.3},
    {"name": "reset_after_accepting", "chance": 0.3},
    {"name": "too_many_requests", "chance": 0.7},
    {"name": "unavailable"},
    {"name": "latency", "seconds": 5},
    {"name": "drop_callbacks", "chance": 0.5},
    {"name": "duplicate_callbacks"},
    {"name": "shuffle_callbacks", "seconds": 3},
    {"name": "delay_callbacks", "seconds": 5},
)


@dataclass
class Nemesis:
    """Does one thing after the other; `done` is what it did, to be read when a test fails."""

    ground: Ground
    dice: Random
    workers: list[Running]
    web: Running
    done: list[str] = field(default_factory=list)

    def rage(self, blows: int) -> None:
        """So many blows; after the last one everything is mended."""
        for _ in range(blows):
            time.sleep(self.dice.uniform(0.2, 1.2))
            blow = self.dice.choice(self._blows())
            self.done.append(blow.__name__)
            blow()
        self.ground.faults()

    def _blows(self) -> list[Callable[[], None]]:
        theirs = [self.kill_a_worker, self.kill_a_child, self.stop_a_worker, self.kill_the_web, self.redis_forgets,
                  self.redis_restarts, self.the_carrier_is_unkind, self.the_carrier_is_unkind]  # fmt: skip
        if self.ground.links:
            theirs += [self.a_link_breaks, self.a_link_is_blocked]
        if self.ground.postgres is not None:
            theirs.append(self.postgresql_restarts)
        if self.ground.database.engine.dialect.name == "sqlite":
            theirs.append(self.sqlite_is_locked)
        return theirs

    def kill_a_worker(self) -> None:
        at = self.dice.randrange(len(self.workers))
        self.workers[at].kill()
        self.workers[at] = self.ground.worker()

    def kill_a_child(self) -> None:
        children = self.dice.choice(self.workers).children()
        if children:
            self.ground.kill(self.dice.choice(children))

    def stop_a_worker(self) -> None:
        one = self.dice.choice(self.workers)
        one.pause()
        time.sleep(self.dice.uniform(0.5, 4))
        one.go_on()

    def kill_the_web(self) -> None:
        self.web.kill()
        self.web = self.ground.web()

    def redis_forgets(self) -> None:
        with Redis.from_url(self.ground.redis.url) as redis:
            redis.flushall()

    def redis_restarts(self) -> None:
        self.ground.redis.restart(away=self.dice.uniform(0, 2))

    def postgresql_restarts(self) -> None:
        assert self.ground.postgres is not None
        self.ground.postgres.restart(away=self.dice.uniform(0, 2))
        self.ground.database.engine.dispose()

    def sqlite_is_locked(self) -> None:
        other = sqlite3.connect(self.ground.folder / "buurtlijn.sqlite", isolation_level=None, timeout=20)
        other.execute("BEGIN EXCLUSIVE")
        time.sleep(self.dice.uniform(1, 10))
        other.execute("ROLLBACK")
        other.close()

    def the_carrier_is_unkind(self) -> None:
        faults: list[dict[str, Any]] = self.dice.sample(CARRIER, 2)
        self.done.append(" and ".join(fault["name"] for fault in faults))
        self.ground.faults(*faults)
        time.sleep(self.dice.uniform(0.5, 3))
        self.ground.faults()

    def a_link_breaks(self) -> None:
        self._link("cut")

    def a_link_is_blocked(self) -> None:
        self._link("block")

    def _link(self, how: str) -> None:
        name = self.dice.choice(sorted(self.ground.links))
        self.done.append(name)
        getattr(self.ground.links[name], how)()
        time.sleep(self.dice.uniform(0.5, 3))
        self.ground.links[name].mend()
