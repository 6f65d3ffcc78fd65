"""The ground of a measurement: a Redis, a database, the phone company's door in a process of its own, and as many
members as are wanted, all in a folder that goes away."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import insert
from sqlmodel import Session, col

from broadcast.start import start
from broadcast.wake import impatient, wake
from carrier.phone import PhoneKind
from db.people import Member, Membership, Network, Officer, Phone, Wants, Zone
from db.schema import migrate
from db.session import Database, open_database
from demo import hamlet
from demo.embedded import Process, child, postgres, valkey
from demo.hamlet import WORDS
from demo.stage import free_port, made_up_settings, settings_of, simulator
from settings import Settings
from simulator.client import SimulatorClient

OFFICER = "+32470999999"
LATENCY = 0.15  # seconds that the carrier takes to answer
ROOMY = {  # no limit but the one that is measured
    "calls_at_once": "1000000",
    "retry_after": "600s,600s",
    "carrier_visibility": "20s",
    "carrier_timeout": "30s",
}
_CHUNK = 5_000
_LONGEST = 120.0  # seconds that anything waits for anything


@dataclass
class Ground:
    """Where is measured."""

    settings: Settings
    environment: dict[str, str]
    database: Database
    world: SimulatorClient
    folder: Path
    zone: Zone = field(init=False)
    officer: Officer = field(init=False)
    _networks: int = 0
    numbers: int = 0

    def found(self) -> None:
        """The zone, its lines and its officer."""
        base = self.settings.public_base_url
        self.zone, self.officer = hamlet.found(self.database, self.world, base, OFFICER)

    def network(self, members: int, wants: Wants = Wants.CALLS) -> Network:
        """A new network of so many members, each with a mobile of his own."""
        self._networks += 1
        network = hamlet.empty_network(self.database, self.zone, str(2000 + self._networks))
        for first in range(0, members, _CHUNK):
            with self.database.writing() as session:
                self._settle(session, network.id or 0, min(_CHUNK, members - first), wants)
        return network

    def _settle(self, session: Session, network_id: int, count: int, wants: Wants) -> None:
        now = datetime.now(UTC)
        made = insert(Member).returning(col(Member.id), sort_by_parameter_order=True)
        rows = [{"name": "Lid", "language": "nl", "created_at": now} for _ in range(count)]
        ids = list(session.scalars(made, rows))
        phones, memberships = [], []
        for member_id in ids:
            number = f"+3247{self.numbers:07d}"
            self.numbers += 1
            phones.append(
                {"member_id": member_id, "position": 1, "number": number, "number_hash": number,
                 "kind": PhoneKind.MOBILE, "wants": wants}
            )  # fmt: skip
            memberships.append({"member_id": member_id, "network_id": network_id})
        session.execute(insert(Phone), phones)
        session.execute(insert(Membership), memberships)

    def draft(self, network: Network, text: str = WORDS, **changed: Any) -> int:
        """A draft of an alert to this network; its id."""
        return hamlet.draft(self.database, self.officer, network, text, **changed)

    def start(self, broadcast_id: int) -> float:
        """The officer's "1"; when it was committed (monotonic seconds)."""
        start(self.database, self.settings, broadcast_id, datetime.now(UTC))
        committed = time.monotonic()
        wake(impatient(self.settings.redis_url))
        return committed

    def asked(self, kind: str = "create_call") -> list[dict[str, Any]]:
        """The creates that the phone company took, in the order of their arrival; `at` in monotonic seconds."""
        return sorted(self.world.log(kind=kind), key=lambda entry: float(entry["at"]))

    def stamps(self, kind: str = "create_call") -> list[float]:
        """When they arrived."""
        return [float(entry["at"]) for entry in self.asked(kind)]

    def wait_for_count(self, count: int, seconds: float = _LONGEST, kind: str = "create_call") -> list[float]:
        """The stamps, once there are so many; those that there are, when the time is over."""
        until, stamps = time.monotonic() + seconds, self.stamps(kind)
        while len(stamps) < count and time.monotonic() < until:
            time.sleep(1)  # seldom: the door shares the machine
            stamps = self.stamps(kind)
        return stamps

    @staticmethod
    def wait_until(holds: Callable[[], bool], seconds: float = _LONGEST) -> bool:
        """Whether it held before the time was over. Looks seldom: the bench shares the machine."""
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                return False
            time.sleep(0.25)
        return True

    @staticmethod
    def now() -> datetime:
        """Now."""
        return datetime.now(UTC)

    def end_redis(self) -> None:
        """Redis goes away, and stays away."""
        with Redis.from_url(self.settings.redis_url) as client:
            client.shutdown(nosave=True)

    def redis_commands(self) -> int:
        """How many commands Redis has had."""
        with Redis.from_url(self.settings.redis_url) as client:
            return int(client.info("stats")["total_commands_processed"])


@dataclass(slots=True)
class Dispatcher:
    """A pump in a process of its own, which tells at its end what it cost."""

    process: Process
    said: Path

    def stop(self) -> dict[str, Any]:
        """End it in order; what it tells."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        said = self.said.read_text()
        if self.process.returncode:
            raise RuntimeError(f"the dispatcher ended with {self.process.returncode}:\n{said}")
        told: dict[str, Any] = json.loads(said.splitlines()[-1])
        return told

    def kill(self) -> None:
        """End it by force: it tells nothing."""
        self.process.kill()
        self.process.wait()


@contextlib.contextmanager
def ground(*, on_postgres: bool = False, speed: float = 1.0, **changed: str) -> Iterator[Ground]:
    """A fresh one; `changed` are settings."""
    with contextlib.ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="bl-")))
        redis_url = ends.enter_context(valkey(folder / "valkey"))
        if on_postgres:
            changed["database_url"] = ends.enter_context(postgres(folder / "postgres"))
        door = f"http://127.0.0.1:{free_port()}"
        environment = made_up_settings(folder, redis_url, free_port(), door, **(ROOMY | changed))
        settings = settings_of(environment)
        migrate(settings)
        database = open_database(settings)
        ends.callback(database.close)
        ends.enter_context(simulator(folder, settings, speed))
        made = Ground(settings, environment, database, SimulatorClient(door), folder)
        made.found()
        yield made


@contextlib.contextmanager
def dispatchers(made: Ground, count: int = 1) -> Iterator[Sequence[Dispatcher]]:
    """So many pumps, ready to start."""
    names = [f"dispatcher-{time.monotonic_ns()}-{number}" for number in range(count)]
    command = [sys.executable, "-m", "bench.dispatcher"]
    environment = {**os.environ, **made.environment}
    running = [
        Dispatcher(child(command, environment, made.folder / f"{name}.out"), made.folder / f"{name}.out")
        for name in names
    ]
    try:
        for one in running:
            assert made.wait_until(lambda one=one: "ready" in one.said.read_text(), 30), one.said.read_text()  # type: ignore[misc]
        yield running
    finally:
        for one in running:
            if one.process.poll() is None:
                one.kill()
