"""The smallest place that can be alerted: a zone, its two lines, its officer. Faults and figures are tried there."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from db.broadcasts import Broadcast, BroadcastNetwork
from db.people import LineUse, Network, Officer, Zone
from db.pins import hash_pin
from db.session import Database
from db.set_up import add_line, add_network, add_officer, add_zone
from demo.stage import lines_at
from simulator.client import SimulatorClient

HOTLINE, POLICE_LINE = "+3215000001", "+3215000002"
BADGE, PIN = "10023", "493817"
WORDS = "Twee mannen in de Waterloostraat, richting station."


def found(database: Database, world: SimulatorClient, base_url: str, officer: str) -> tuple[Zone, Officer]:
    """The zone and its officer, who has this number; both lines ring at us."""
    now = datetime.now(UTC)
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=now)
        add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=now, shown=True)
        add_line(session, zone, number=POLICE_LINE, use=LineUse.POLICE_LINE, now=now)
        person = add_officer(
            session, zone, badge=BADGE, name="V", pin_hash=hash_pin(PIN), number=officer, now=now
        )
        session.flush()
        session.expunge_all()
    world.lines(lines_at(base_url, HOTLINE, POLICE_LINE))
    return zone, person


def empty_network(database: Database, zone: Zone, code: str) -> Network:
    """A network without members."""
    with database.writing() as session:
        network = add_network(session, zone, code=code, name=f"BIN {code}", now=datetime.now(UTC))
        session.flush()
        session.expunge(network)
    return network


def draft(database: Database, officer: Officer, network: Network, text: str = WORDS, **changed: Any) -> int:
    """A draft of this officer's for this network, an alert unless `changed` says otherwise; its id."""
    with database.writing() as session:
        made = Broadcast(
            zone_id=officer.zone_id, officer_id=officer.id or 0, call_id=f"CA{time.monotonic_ns()}", turn=1,
            drafted_at=datetime.now(UTC), text=text, **changed,
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add(BroadcastNetwork(broadcast_id=made.id or 0, network_id=network.id or 0))
        return made.id or 0
