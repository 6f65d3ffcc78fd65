"""The ground of all tests of faults: a whole line with as many processes as wanted, a phone company with people, and links
between them that break. Servers and processes are ended, stopped and continued by their pid."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy import text
from sqlmodel import select
from trouble.checker import History, check, read, too_many_in_a_second
from trouble.links import link_to, through
from trouble.proxy import Link
from trouble.running import Noise, Running, Server, send, soon
from trouble.settling import settle_members
from trouble.witness import witness

from broadcast.start import start
from broadcast.wake import HEART, impatient, wake
from db.claims import anything
from db.people import Network, Officer, Phone, Wants, Zone
from db.schema import migrate
from db.session import Database, open_database
from demo import hamlet
from demo.embedded import child, postgres, stop, valkey, wait_until
from demo.hamlet import WORDS
from demo.stage import answers, free_port, made_up_settings, settings_of, simulator
from settings import Settings
from simulator.client import SimulatorClient

OFFICER = "+32450003001"
HURRY = {
    "calls_per_second": "25",
    "calls_at_once": "120",
    "text_segments_per_second": "100",
    "retry_after": "2s,3s",
    "retry_deadline": "120s",
    "carrier_timeout": "2s",
    "carrier_visibility": "0.5s",
    "text_valid": "10s",
    "ring_mobile": "20s",
    "ring_landline": "20s",
    "web_workers": "1",
}
SPEED = 40.0
CONFIRMS: dict[str, Any] = {"kind": "person", "after": 3.0, "script": [{"press": "1"}]}
BUSY: dict[str, Any] = {"kind": "busy"}
Life = list[dict[str, Any]]
LIVES: Sequence[Life] = ([CONFIRMS], [{"kind": "no_answer"}], [BUSY, CONFIRMS], [CONFIRMS])
"""What members do, one after the other: most confirm, some never answer, some at the second call."""
IN_MEMORY = Path("/dev/shm")
LENIENT = 1.2
"""What passes here for the rate: one process that has to wait for its turn hands over what belongs to the second before. A
limit that is forgotten, or counted twice, is far above it; exact seconds are the bench's (P2)."""

_CHUNK = 2_000


@dataclass
class Ground:
    """Everything of one test. `links` are those that were asked for: `redis`, `database`, `carrier`, `web`."""

    settings: Settings
    environment: dict[str, str]
    database: Database
    world: SimulatorClient
    folder: Path
    redis: Server
    postgres: Server | None
    links: Mapping[str, Link]
    web_port: int
    ends: contextlib.ExitStack
    numbers: list[str] = field(default_factory=list)
    zone: Zone = field(init=False)
    officer: Officer = field(init=False)
    noise: Noise = field(default_factory=Noise)
    _processes: int = 0

    # ---- settling

    def found(self) -> None:
        """The zone, its lines and its officer."""
        base = self.settings.public_base_url
        self.zone, self.officer = hamlet.found(self.database, self.world, base, OFFICER)

    def network(
        self,
        members: int,
        lives: Sequence[Life] = LIVES,
        *,
        landlines: int = 3,
        wants: Wants | None = None,
    ) -> Network:
        """A network of so many members, each with one phone, every third of them a landline (`landlines`; 1: all, 0: none)."""
        network = hamlet.empty_network(self.database, self.zone, str(2000 + len(self.numbers) % 7000))
        first = len(self.numbers)
        for at in range(first, first + members, _CHUNK):
            with self.database.writing() as session:
                self.numbers += settle_members(
                    session, network.id or 0, range(at, min(at + _CHUNK, first + members)), landlines, wants
                )
        people = [
            {"number": number, "answers": lives[at % len(lives)]}
            for at, number in enumerate(self.numbers[first:])
        ]
        self.world.people(people, add=True)
        return network

    def draft(self, network: Network, text: str = WORDS, **changed: Any) -> int:
        """A draft of an alert to this network; its id."""
        return hamlet.draft(self.database, self.officer, network, text, **changed)

    def start(self, broadcast_id: int) -> None:
        """The officer's "1"."""
        start(self.database, self.settings, broadcast_id, datetime.now(UTC))
        with contextlib.closing(impatient(self.redis.url)) as redis:
            wake(redis)

    def alert(self, members: int, **how: Any) -> int:
        """A network of so many members, and an alert for it that runs; its id."""
        broadcast_id = self.draft(self.network(members, **how))
        self.start(broadcast_id)
        return broadcast_id

    # ---- processes

    def run(self, what: str, **changed: str) -> Running:
        """A process as the Procfile has it (`web`, `worker`); ended with the ground, if it was not before."""
        self._processes += 1
        log = self.folder / f"{what}-{self._processes}.log"
        environment = {
            **os.environ,
            **self.environment,
            **{name.upper(): value for name, value in changed.items()},
        }
        running = Running(child([sys.executable, "-m", "cli", what], environment, log), log)
        self.ends.callback(self._finish, running)
        return running

    def web(self, **changed: str) -> Running:
        """The web server, once it answers."""
        running = self.run("web", **changed)
        there = f"http://127.0.0.1:{self.web_port}/health"
        wait_until(
            lambda: answers(there), "the web server", seconds=90, process=running.process, log=running.log
        )
        return running

    def up(self, workers: int = 1) -> list[Running]:
        """The web server, and so many workers; they are made ready side by side. The workers."""
        working = [self.worker() for _ in range(workers)]
        self.web()
        return working

    def worker(self, **changed: str) -> Running:
        """A worker. It is not waited for: an alert that is started waits for it."""
        return self.run("worker", **changed)

    @staticmethod
    def kill(pid: int) -> None:
        """By SIGKILL; it may have gone by itself."""
        send(pid, signal.SIGKILL)

    def _finish(self, running: Running) -> None:
        running.go_on()
        stop(running.process)

    def pump(self) -> int | None:
        """The pid of the pump whose heart was last heard."""
        with contextlib.closing(Redis.from_url(self.redis.url)) as redis:
            heart: Any = redis.get(HEART)
        return int(heart.decode().rsplit(":", 1)[1]) if heart else None

    # ---- looking

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """What the carrier does from now on; nothing, without any."""
        self.world.request("PUT", "/sim/faults", list(faults))

    def calls(self) -> int:
        """How many calls the carrier took, and lines got."""
        return int(self.world.request("GET", "/sim/")["calls"])

    def asked(self, kind: str = "create_call", **wanted: Any) -> list[dict[str, Any]]:
        """What the carrier was asked for, whatever it answered."""
        return self.world.log(kind=kind, **wanted)

    def is_quiet(self) -> bool:
        """Nothing is due, asked about or under way, at the carrier or with us."""
        with self.database.reading() as session:
            open_ones = session.execute(text(_OPEN)).scalar_one()
        return bool(open_ones == 0 and self.world.request("GET", "/sim/")["calls_live"] == 0)

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    def has_work(self) -> bool:
        with self.database.reading() as session:
            return anything(session, datetime.now(UTC))

    def states(self, broadcast_id: int) -> dict[str, int]:
        """How many deliveries are in which state."""
        asked = text("SELECT state, count(*) FROM deliveries WHERE broadcast_id = :id GROUP BY state")
        with self.database.reading() as session:
            return {str(state): int(count) for state, count in session.execute(asked, {"id": broadcast_id})}

    def history(self, broadcast_id: int) -> History:
        return read(self.folder / "phone-company.jsonl", self.database, broadcast_id)

    def verify(self, broadcast_id: int, *, seconds: float = 120, rate: float | None = None) -> History:
        """Wait until all is quiet, and have the checker look. `rate`: another one than the setting's calls per second."""
        assert soon(self.is_quiet, seconds), f"not quiet after {seconds:g} s: {self.states(broadcast_id)}"
        history = self.history(broadcast_id)
        assert check(history) == []
        limits = {"call": rate or self.settings.calls_per_second}
        for way, limit in limits.items():
            assert too_many_in_a_second(history.stamps.get(way, ()), limit * LENIENT, self.noise.second) == []
        return history


MakeGround = Callable[..., Ground]

_OPEN = """
SELECT (SELECT count(*) FROM deliveries WHERE call_due_at IS NOT NULL OR text_due_at IS NOT NULL)
     + (SELECT count(*) FROM attempts WHERE state <> 'ended')
"""


@contextlib.contextmanager
def ground(
    kind: str,
    *,
    link: Sequence[str] = (),
    speed: float = SPEED,
    made: Path | str | None = None,
    **changed: str,
) -> Iterator[Ground]:
    """A fresh one on `sqlite` or `postgres`, with these `link`s; `changed` are settings. `made` is a SQLite file with
    tables, or the address of an empty PostgreSQL database with tables; without it, the ground makes its own."""
    with contextlib.ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="bl-", dir=_roomy())))
        folder.chmod(0o711)  # PostgreSQL is another user, who has to pass through
        redis = _begin(Server(lambda: valkey(folder / "valkey")), ends)
        own = kind == "postgres" and made is None
        server = _begin(Server(lambda: postgres(folder / "postgres")), ends) if own else None
        database_url = _database_url(folder, server, made)
        door, web = free_port(), free_port()
        direct = made_up_settings(
            folder, redis.url, web, f"http://127.0.0.1:{door}", database_url=database_url, **HURRY | changed
        )
        settings = settings_of(direct)
        links = {name: link_to(name, folder, settings, server) for name in link}
        for one in links.values():
            one.start()
            ends.callback(one.close)
        if made is None:
            migrate(settings)
        database = open_database(settings)
        ends.callback(database.close)
        witness(database)
        ends.enter_context(simulator(folder, settings, speed))
        environment = direct | through(links)
        # Callbacks come to where the line says that it is.
        told = settings.model_copy(update={"public_base_url": environment["PUBLIC_BASE_URL"]})
        here = Ground(told, environment, database, SimulatorClient(settings.carrier_base_url, patience=60),
                      folder, redis, server, links, web, ends.enter_context(contextlib.ExitStack()))  # fmt: skip
        here.found()
        yield here


def _roomy() -> Path | None:
    room = os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 1 << 30
    return IN_MEMORY if room else None


def _begin(server: Server, ends: contextlib.ExitStack) -> Server:
    server.begin()
    ends.callback(server.end)
    return server


def _database_url(folder: Path, server: Server | None, made: Path | str | None) -> str:
    if server is not None:
        url: str = server.url
        return url
    if isinstance(made, str):
        return made
    file = folder / "buurtlijn.sqlite"
    if made is not None:
        shutil.copyfile(made, file)
    return f"sqlite:///{file}"


def of_member(ground: Ground, number: str) -> int:
    """Whose phone it is."""
    with ground.database.reading() as session:
        return session.exec(select(Phone.member_id).where(Phone.number_hash == number)).one()
