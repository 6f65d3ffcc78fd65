"""The worker is killed while two hundred members are called, and Redis forgets everything. What counts is the phone
company's own log: nobody left out, nobody called twice for one attempt."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
from sqlalchemy import func
from sqlmodel import col, select

from broadcast.start import start
from broadcast.wake import impatient, wake
from carrier.phone import Phone as Number
from carrier.phone import PhoneKind
from db.broadcasts import Attempt, AttemptState, Broadcast, BroadcastNetwork, Delivery, DeliveryState, Way
from db.people import LineUse, Member, Membership, Phone, Wants
from db.pins import hash_pin
from db.schema import migrate
from db.session import Database, open_database
from db.set_up import add_line, add_network, add_officer, add_zone
from demo.embedded import Process, stop, wait_until
from demo.stage import answers, free_port, made_up_settings, process, settings_of, simulator
from settings import Settings
from simulator.client import SimulatorClient

MEMBERS = 200
KILLS = 20
SPEED = 40.0
HURRY = {
    "calls_per_second": "25",
    "calls_at_once": "120",
    "text_segments_per_second": "100",
    "retry_after": "2s,3s",
    "retry_deadline": "120s",
    "carrier_timeout": "2s",
    "carrier_visibility": "0.5s",
    "text_valid": "10s",
}
CONFIRMS = {"kind": "person", "after": 3.0, "script": [{"press": "1"}]}
LIVES = ([CONFIRMS], [{"kind": "no_answer"}], [{"kind": "busy"}, CONFIRMS], [CONFIRMS])


@dataclass
class Ground:
    """A Buurtlijn whose worker can be killed."""

    settings: Settings
    database: Database
    world: SimulatorClient
    folder: Path
    environment: dict[str, str]
    numbers: list[str] = field(default_factory=list)
    worker: Process | None = None

    def settle(self) -> int:
        """Two hundred members, and a draft for them; its id."""
        now = datetime.now(UTC)
        hotline = "+3215000001"
        with self.database.writing() as session:
            zone = add_zone(session, name="Antwerpen", now=now)
            add_line(session, zone, number=hotline, use=LineUse.HOTLINE, now=now, shown=True)
            network = add_network(session, zone, code="2018", name="BIN Zurenborg", now=now)
            officer = add_officer(
                session, zone, badge="10023", name="V", pin_hash=hash_pin("493817"), number=None, now=now
            )
            for at in range(MEMBERS):
                number = f"+3245001{at:04d}" if at % 3 else f"+321501{at:04d}"
                self.numbers.append(number)
                kind = Number.parse(number).kind
                member = Member(name=f"Lid {at}", created_at=now)
                session.add(member)
                session.flush()
                wants = Wants.BOTH if at % 2 or kind is PhoneKind.LANDLINE else Wants.CALLS
                session.add(
                    Phone(member_id=member.id or 0, number=number, number_hash=number, kind=kind, wants=wants)
                )
                session.add(Membership(member_id=member.id or 0, network_id=network.id or 0))
            draft = Broadcast(
                zone_id=zone.id or 0, officer_id=officer.id or 0, call_id="CA1", turn=1, drafted_at=now,
                text="Twee mannen in de Waterloostraat, richting station.",
            )  # fmt: skip
            session.add(draft)
            session.flush()
            session.add(BroadcastNetwork(broadcast_id=draft.id or 0, network_id=network.id or 0))
            broadcast_id = draft.id or 0
        self.world.people(
            [{"number": number, "answers": LIVES[at % len(LIVES)]} for at, number in enumerate(self.numbers)]
        )
        self.world.lines([{"number": hotline}])
        return broadcast_id

    def start(self, broadcast_id: int) -> None:
        """The officer's "1"."""
        start(self.database, self.settings, broadcast_id, datetime.now(UTC))
        wake(impatient(self.settings.redis_url))

    def kill(self, dice: random.Random) -> None:
        """End the worker's parent, or one of its children, by SIGKILL; a parent is started again, as a supervisor would."""
        assert self.worker is not None
        parent = self.worker.pid
        victim = dice.choice([*children(parent) * 3, parent])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        if victim == parent:
            self.worker.wait()

    def asked(self) -> int:
        """How many calls the phone company was asked for."""
        return len(self.world.log(kind="create_call"))

    def is_quiet(self) -> bool:
        """Nothing is due any more, and no call is live."""
        with self.database.reading() as session:
            due = select(func.count()).where(
                col(Delivery.call_due_at).is_not(None) | col(Delivery.text_due_at).is_not(None)
            )
            live = select(func.count()).where(Attempt.way == Way.CALL, Attempt.state != AttemptState.ENDED)
            unsure = select(func.count()).where(Attempt.state == AttemptState.PLACING)
            return session.exec(due).one() + session.exec(live).one() + session.exec(unsure).one() == 0

    def calls_of_ours(self) -> Counter[str]:
        """By number: the attempts that reached the carrier, by our own rows."""
        asked = select(Attempt.number).where(Attempt.way == Way.CALL, col(Attempt.round).is_not(None))
        with self.database.reading() as session:
            return Counter(session.scalars(asked))

    def states(self) -> set[DeliveryState]:
        with self.database.reading() as session:
            return {DeliveryState(state) for state in session.scalars(select(Delivery.state))}


def children(pid: int) -> list[int]:
    with contextlib.suppress(FileNotFoundError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@pytest.fixture
def ground(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Ground]:
    phone_company = f"http://127.0.0.1:{free_port()}"
    environment = made_up_settings(
        tmp_path, redis_url, free_port(), phone_company, database_url=database_url, **HURRY
    )
    settings = settings_of(environment)
    migrate(settings)
    database = open_database(settings)
    with contextlib.ExitStack() as ends:
        ends.callback(database.close)
        ends.enter_context(simulator(tmp_path, settings, SPEED))
        ends.enter_context(process(tmp_path, "web", environment))
        wait_until(
            lambda: answers(f"{settings.public_base_url}/health"), "the web server", log=tmp_path / "web.log"
        )
        yield Ground(settings, database, SimulatorClient(phone_company), tmp_path, environment)


@contextlib.contextmanager
def a_worker(ground: Ground) -> Iterator[None]:
    with process(ground.folder, "worker", ground.environment) as ground.worker:
        yield


def soon(holds: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def told_of_each_attempt_once(ground: Ground) -> None:
    calls = ground.world.log(kind="create_call")
    rung = Counter(entry["to"] for entry in calls)
    assert [] == [number for number in ground.numbers if number not in rung]  # nobody left out
    assert [] == [url for url, times in Counter(entry["url"] for entry in calls).items() if times > 1]
    assert ground.calls_of_ours() == rung  # no attempt rang twice under another name
    assert max(rung.values()) <= 3
    keys = {entry["number"]: entry["n"] for entry in reversed(ground.world.log(kind="key", text="1"))}
    assert [] == [entry["to"] for entry in calls if entry["n"] > keys.get(entry["to"], entry["n"])]
    assert ground.states() <= {DeliveryState.CONFIRMED, DeliveryState.REACHED, DeliveryState.FAILED}


def test_a_killed_worker_leaves_nobody_out_and_rings_nobody_twice(ground: Ground, kill_seed: int) -> None:
    dice = random.Random(kill_seed)
    broadcast_id = ground.settle()
    with contextlib.ExitStack() as workers:
        workers.enter_context(a_worker(ground))
        ground.start(broadcast_id)
        assert soon(lambda: ground.asked() > 0, 20)
        for _ in range(KILLS):
            time.sleep(dice.uniform(0.25, 0.9))
            ground.kill(dice)
            if ground.worker is not None and ground.worker.poll() is not None:
                workers.enter_context(a_worker(ground))
        assert soon(ground.is_quiet, 120)
    told_of_each_attempt_once(ground)


def test_a_redis_that_forgets_everything_changes_nothing_of_that(ground: Ground) -> None:
    broadcast_id = ground.settle()
    with a_worker(ground), redis.Redis.from_url(ground.settings.redis_url) as client:
        ground.start(broadcast_id)
        assert soon(lambda: ground.asked() > 10, 20)
        for _ in range(4):
            client.flushall()
            time.sleep(1)
        assert soon(ground.is_quiet, 120)
        assert ground.worker is not None
        assert 0 == stop(ground.worker)
    told_of_each_attempt_once(ground)
