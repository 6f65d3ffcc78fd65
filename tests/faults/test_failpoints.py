"""The pump ends itself at every boundary between us, the database and the carrier, again and again; nobody is left out,
and nobody is rung twice. And Redis may be away altogether."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from broadcast.failpoints import NAMES
from broadcast.start import start
from carrier.phone import PhoneKind
from db.broadcasts import Broadcast, BroadcastNetwork, Delivery, DeliveryState
from db.people import LineUse, Member, Membership, Phone, Wants
from db.pins import hash_pin
from db.schema import migrate
from db.session import Database, open_database
from db.set_up import add_line, add_network, add_officer, add_zone
from demo.embedded import valkey
from demo.stage import free_port, made_up_settings, process, settings_of, simulator
from settings import Settings
from simulator.client import SimulatorClient

IN_THE_PUMP = [name for name in NAMES if name.split(".")[0] in {"claim", "call", "written"}]
OFTEN = {"claim.after_commit", "call.after_request"}  # killed after the claim; after the carrier took it
MEMBERS = [f"+32150011{at:02d}" for at in range(3)]
HOTLINE = "+3215000001"
HURRY = {
    "calls_per_second": "20",
    "retry_after": "600s",
    "ring_landline": "2s",  # nobody hears the callbacks here: each call's end is asked for
    "carrier_timeout": "1s",
    "carrier_visibility": "0.3s",
}


@dataclass
class Street:
    """Three neighbours, an alert for them, and the phone company."""

    settings: Settings
    database: Database
    world: SimulatorClient
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def alert(self) -> None:
        now = datetime.now(UTC)
        with self.database.writing() as session:
            zone = add_zone(session, name="Antwerpen", now=now)
            add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=now, shown=True)
            network = add_network(session, zone, code="2018", name="BIN", now=now)
            officer = add_officer(
                session, zone, badge="10023", name="V", pin_hash=hash_pin("493817"), number=None, now=now
            )
            for number in MEMBERS:
                member = Member(name="Lid", created_at=now)
                session.add(member)
                session.flush()
                session.add(
                    Phone(
                        member_id=member.id or 0, number=number, number_hash=number, kind=PhoneKind.LANDLINE, wants=Wants.CALLS
                    )
                )  # fmt: skip
                session.add(Membership(member_id=member.id or 0, network_id=network.id or 0))
            draft = Broadcast(
                zone_id=zone.id or 0, officer_id=officer.id or 0, call_id="CA1", turn=1, drafted_at=now, text="Rode wagen."
            )  # fmt: skip
            session.add(draft)
            session.flush()
            session.add(BroadcastNetwork(broadcast_id=draft.id or 0, network_id=network.id or 0))
            broadcast_id = draft.id or 0
        self.world.people([{"number": number, "answers": [{"kind": "busy"}]} for number in MEMBERS])
        self.world.lines([{"number": HOTLINE}])
        start(self.database, self.settings, broadcast_id, now)

    def rung(self) -> Counter[str]:
        return Counter(entry["to"] for entry in self.world.log(kind="create_call"))

    def waits_for_nobody(self) -> bool:
        """Whether every call has come to its end: each waits for its retry, in ten minutes."""
        with self.database.reading() as session:
            asked = select(Delivery.state, Delivery.attempt_id)
            return all(
                state is DeliveryState.PENDING and attempt is None for state, attempt in session.exec(asked)
            ) and len(self.rung()) == len(MEMBERS)


@pytest.fixture
def street(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Street]:
    company = f"http://127.0.0.1:{free_port()}"
    environment = made_up_settings(
        tmp_path, redis_url, free_port(), company, database_url=database_url, **HURRY
    )
    settings = settings_of(environment)
    migrate(settings)
    database = open_database(settings)
    with contextlib.ExitStack() as ends:
        ends.callback(database.close)
        ends.enter_context(simulator(tmp_path, settings, 40.0))
        yield Street(settings, database, SimulatorClient(company), tmp_path, environment)


def soon(holds: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in OFTEN else pytest.mark.long) for name in IN_THE_PUMP]
)
def test_a_pump_that_ends_at_a_boundary_rings_everybody_once(street: Street, name: str) -> None:
    street.alert()
    with process(street.folder, "worker", street.environment | {"FAIL": f"{name}:kill"}):
        assert soon(lambda: b"child_ended" in (street.folder / "worker.log").read_bytes(), 20)
        time.sleep(2)
    with process(street.folder, "worker", street.environment):
        assert soon(street.waits_for_nobody, 60)
    assert dict.fromkeys(MEMBERS, 1) == street.rung()


def test_without_redis_everybody_is_called_all_the_same(street: Street) -> None:
    away = street.environment | {"REDIS_URL": f"unix://{street.folder}/nobody.sock"}
    street.alert()
    with process(street.folder, "worker", away):
        assert soon(lambda: len(street.rung()) == len(MEMBERS), 30)


def test_a_redis_that_goes_in_the_middle_and_comes_back_changes_nothing(street: Street) -> None:
    folder = street.folder / "other"
    street.environment |= {"REDIS_URL": f"unix://{folder}/valkey.sock"}
    with contextlib.ExitStack() as first:
        first.enter_context(valkey(folder))
        worker = first.enter_context(process(street.folder, "worker", street.environment))
        street.alert()
        assert soon(lambda: len(street.rung()) >= 1, 20)
    assert worker.returncode == 0
    with process(street.folder, "worker", street.environment):
        assert soon(lambda: len(street.rung()) == len(MEMBERS), 30)
        with valkey(folder):
            assert soon(street.waits_for_nobody, 60)
    assert dict.fromkeys(MEMBERS, 1) == street.rung()
