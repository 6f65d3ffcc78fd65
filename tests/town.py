"""A police zone with people in it, inside a Buurtlijn that runs: what a story needs."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from carrier.carrier import Language
from carrier.phone import Phone as Number
from carrier.phone import PhoneKind
from db.broadcasts import Attempt, AttemptState, Broadcast, BroadcastKind, BroadcastState, Delivery, Way
from db.people import LineUse, Member, Membership, Network, NetworkKind, Phone, Wants, Zone
from db.pins import hash_pin
from db.reports import Recording, RecordingStatus, Report
from db.set_up import add_duty_phone, add_line, add_network, add_officer, add_zone
from demo.stage import Stage
from simulator.client import CallClient, SimulatorClient

PIN = "493817"
SPEED = 12.0
HURRY = {
    "calls_per_second": "50",
    "calls_at_once": "200",
    "text_segments_per_second": "100",
    "retry_after": "1s,1s,1s",
    "retry_deadline": "30s",
    "duty_again": "2s",
    "duty_next": "4s",
    "menu_seconds": "8",
    "ring_mobile": "10s",
    "ring_landline": "12s",
}
numbers = itertools.count(100)


@dataclass
class Town:
    """A police zone with a hotline, a police line, two networks, an officer and a duty phone."""

    up: Stage
    zone: str
    hotline: str
    police_line: str
    duty: str
    officer: str
    badge: str
    bin: str
    bin_z: str
    people: list[dict[str, Any]] = field(default_factory=list)

    @property
    def world(self) -> SimulatorClient:
        return self.up.world

    def member(
        self,
        name: str,
        *,
        number: str | None = None,
        language: Language = Language.NL,
        network: str | None = None,
        wants: Wants = Wants.BOTH,
        landline: bool = False,
        **behaviour: Any,
    ) -> str:
        """A member of the BIN (or of `network`), who behaves so on the phone; the number."""
        number = number or (a_landline() if landline else a_mobile())
        with self.up.database.writing() as session:
            person = Member(name=name, language=language, created_at=datetime.now(UTC))
            session.add(person)
            session.flush()
            kind = Number.parse(number).kind
            session.add(Phone(member_id=person.id or 0, number=number, number_hash=number, kind=kind,
                              wants=Wants.CALLS if kind is PhoneKind.LANDLINE else wants))  # fmt: skip
            found = session.exec(select(Network).where(Network.code == (network or self.bin))).one()
            session.add(Membership(member_id=person.id or 0, network_id=found.id or 0))
        self.lives(number, name, **behaviour)
        return number

    def lives(self, number: str, name: str, **behaviour: Any) -> None:
        """Somebody has this phone."""
        answers = {"answers": [{"kind": "person", "after": 2.0, "script": [{"press": "1"}]}]}
        self.world.people([{"number": number, "name": name} | (behaviour or answers)], add=True)

    def dials(self, from_: str, to: str, withheld: bool = False) -> CallClient:
        """Somebody rings a line."""
        return self.world.dial(from_, to, withheld=withheld)

    def signed_in(self) -> CallClient:
        """The officer on the police line, past badge and PIN."""
        call = self.dials(self.officer, self.police_line)
        call.hears("badgenummer")
        call.presses(self.badge)
        call.hears("pincode")
        call.presses(PIN)
        return call

    def alert(self, words: str = "Twee mannen in de Waterloostraat, richting station.") -> CallClient:
        """The officer has sent an alert to the BIN, and is still on the line."""
        call = self.signed_in()
        call.hears("Nieuw bericht")
        call.presses("1")
        call.hears("code van het netwerk")
        call.presses(self.bin)
        call.hears("Dringend")
        call.presses("1")
        call.hears("Spreek na de toon")
        call.speaks(words)
        call.presses("#")
        call.hears("Versturen: druk 1", timeout=20)
        call.presses("1")
        call.hears("Verstuurd")
        return call

    def rows(self, asked: Any) -> list[Any]:
        """Rows of the database."""
        with self.up.database.reading() as session:
            return list(session.exec(asked))

    def reports(self) -> list[Report]:
        """The reports of this zone, the oldest first."""
        return self.rows(select(Report).where(Report.zone_id == self.zone_id()).order_by(col(Report.id)))

    def broadcasts(self, kind: BroadcastKind = BroadcastKind.ALERT) -> list[Broadcast]:
        """The broadcasts of this zone that were confirmed, the oldest first."""
        of_zone = select(Broadcast).where(Broadcast.zone_id == self.zone_id(), Broadcast.kind == kind,
                                          col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]))  # fmt: skip
        return self.rows(of_zone.order_by(col(Broadcast.id)))

    def delivery(self, number: str, kind: BroadcastKind = BroadcastKind.ALERT) -> Delivery:
        """The newest delivery to who has this number."""
        asked = (
            select(Delivery)
            .join(Broadcast, col(Broadcast.id) == col(Delivery.broadcast_id))
            .join(Phone, col(Phone.member_id) == col(Delivery.member_id))
            .where(col(Phone.number_hash) == number, Broadcast.kind == kind)
            .order_by(col(Delivery.id).desc())
        )
        found: Delivery = self.rows(asked)[0]
        return found

    def second_phone(self, first: str, **behaviour: Any) -> str:
        """Another number of the member who has `first`."""
        number = a_landline()
        with self.up.database.writing() as session:
            member = session.exec(select(Phone.member_id).where(col(Phone.number_hash) == first)).one()
            session.add(
                Phone(
                    member_id=member,
                    position=2,
                    number=number,
                    number_hash=number,
                    kind=PhoneKind.LANDLINE,
                    wants=Wants.CALLS,
                )
            )
        self.lives(number, "second phone", **behaviour)
        return number

    def states(self) -> list[str]:
        """The states of all deliveries of this zone."""
        of_zone = select(Delivery.state).join(Broadcast, col(Broadcast.id) == col(Delivery.broadcast_id))
        return [state.value for state in self.rows(of_zone.where(Broadcast.zone_id == self.zone_id()))]

    def live_calls(self) -> list[Attempt]:
        """Calls of ours to this zone's members that have not ended."""
        of_zone = select(Attempt).join(Broadcast, col(Broadcast.id) == col(Attempt.broadcast_id))
        return self.rows(
            of_zone.where(
                Broadcast.zone_id == self.zone_id(),
                Attempt.way == Way.CALL,
                col(Attempt.state) != AttemptState.ENDED,
            )
        )

    def every_recording_is_in(self) -> bool:
        """Whether no recording is awaited from the carrier."""
        return not self.rows(select(Recording.id).where(Recording.status == RecordingStatus.AWAITED))

    def everything(self) -> dict[str, list[str]]:
        """Every row of every table, as text."""
        return {
            name: sorted(str(row) for row in self.rows(select(table)))
            for name, table in SQLModel.metadata.tables.items()
        }

    def zone_id(self) -> int:
        """The zone's id."""
        found: int = self.rows(select(Zone.id).where(Zone.name == self.zone))[0]
        return found

    def calls_to(self, number: str) -> list[dict[str, Any]]:
        """The requests for a call to this number."""
        return self.world.log(kind="create_call", to=number)


def a_mobile() -> str:
    at = next(numbers)
    return f"+3245000{at:04d}"


def a_landline() -> str:
    at = next(numbers)
    return f"+321500{at:04d}"


def found(session: Session, town: Town) -> None:
    now = datetime.now(UTC)
    zone = add_zone(session, name=town.zone, now=now)
    add_line(session, zone, number=town.hotline, use=LineUse.HOTLINE, now=now, shown=True)
    add_line(session, zone, number=town.police_line, use=LineUse.POLICE_LINE, now=now)
    add_network(session, zone, code=town.bin, name=f"BIN {town.bin}", now=now)
    add_network(
        session, zone, code=town.bin_z, name=f"BIN-Z {town.bin_z}", kind=NetworkKind.SELF_EMPLOYED, now=now
    )
    add_duty_phone(session, zone, number=town.duty, now=now, wants=Wants.CALLS)
    add_officer(
        session, zone, badge=town.badge, name="Verbeeck", pin_hash=hash_pin(PIN), number=town.officer, now=now
    )
