"""A pump as the worker has it, in a process that counts: when it sent, what the database was asked for, what it cost."""

from __future__ import annotations

import asyncio
import json
import resource
import signal
import sqlite3
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from broadcast.heart import open_redis
from broadcast.means import means_of
from broadcast.pump import Pump
from broadcast.worker import carrier_of, keep_time
from carrier.carrier import AccountName, Carrier, Placed
from carrier.carriers import Carriers
from settings import Settings


class Stamped:
    """The carrier, with the moment of every create written beside it."""

    def __init__(self, carrier: Carrier) -> None:
        self._carrier = carrier
        self.sent: list[float] = []

    async def call(self, **said: Any) -> Placed:
        """As the carrier's."""
        self.sent.append(time.monotonic())
        return await self._carrier.call(**said)

    async def text(self, **said: Any) -> Placed:
        """As the carrier's."""
        self.sent.append(time.monotonic())
        return await self._carrier.text(**said)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)


class Counted:
    """The commits of an engine, and the rows that its SQLite connections changed."""

    def __init__(self, engine: Engine) -> None:
        self.commits = 0
        self._connections: list[sqlite3.Connection] = []
        event.listen(engine, "commit", self._commit)
        event.listen(engine, "connect", self._connected)

    @property
    def rows(self) -> int:
        """Rows inserted, updated and deleted."""
        return sum(connection.total_changes for connection in self._connections)

    def _commit(self, _connection: Any) -> None:
        self.commits += 1

    def _connected(self, connection: Any, _record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            self._connections.append(connection)


async def _work(settings: Settings) -> dict[str, Any]:
    means = means_of(settings)
    counted = Counted(means.database.engine)
    carrier = Stamped(carrier_of(settings))
    pump = Pump(means, open_redis(settings.redis_url), Carriers({AccountName.MAIN: carrier}))
    await pump.get_ready()
    keep_time()
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, _end, pump, ending)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    began = resource.getrusage(resource.RUSAGE_SELF)
    while not ending.is_set():
        await pump.run()
        await asyncio.sleep(0.005)
    used = resource.getrusage(resource.RUSAGE_SELF)
    await pump.close()
    return {
        "cpu": used.ru_utime + used.ru_stime - began.ru_utime - began.ru_stime,
        "rss_mb": used.ru_maxrss / 1024,
        "commits": counted.commits,
        "rows": counted.rows,
        "sent": carrier.sent,
    }


def _end(pump: Pump, ending: asyncio.Event) -> None:
    ending.set()
    pump.stop()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_work(Settings()))) + "\n")
