"""A police zone in the database, and what happens in it, without the phone company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from broadcast.attempts import Ready
from broadcast.claim import claim
from broadcast.means import Means
from broadcast.sent import Answer, Answered, write
from broadcast.start import counts, start
from broadcast.status import call_event, text_event
from carrier.carrier import CallState, Placed, TextState, Why
from carrier.phone import Phone as Number
from carrier.phone import PhoneKind
from carrier.words import CallEvent, TextEvent
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    BroadcastNetwork,
    Delivery,
    DeliveryState,
    Errand,
    Way,
)
from db.people import LineUse, Member, Membership, MembershipState, Network, NetworkKind, Phone, Wants, Zone
from db.pins import hash_pin
from db.reports import Report, ReportState
from db.session import Database
from db.set_up import add_line, add_network, add_officer, add_zone
from flows.engine.texts import load
from settings import Settings

HOTLINE = "+3215000900"
NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


@dataclass
class Village:
    """A zone with two networks; `now` is what the clock says."""

    settings: Settings
    database: Database
    now: datetime = NOW

    @property
    def means(self) -> Means:
        return Means(self.settings, self.database, load())

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def member(
        self,
        *numbers: str,
        networks: Sequence[str] = ("2018",),
        wants: Wants = Wants.BOTH,
        state: MembershipState = MembershipState.ACTIVE,
        **phone: object,
    ) -> int:
        """A member with these numbers; the id."""
        with self.database.writing() as session:
            member = Member(name="Lid", created_at=self.now)
            session.add(member)
            session.flush()
            for position, number in enumerate(numbers, start=1):
                kind = Number.parse(number).kind
                wanted = Wants.CALLS if kind is PhoneKind.LANDLINE else wants
                session.add(
                    Phone(
                        member_id=member.id or 0, position=position, number=number, number_hash=number, kind=kind,
                        **{"wants": wanted} | phone,  # type: ignore[arg-type]
                    )
                )  # fmt: skip
            for code in networks:
                network = session.exec(select(Network.id).where(Network.code == code)).one()
                session.add(Membership(member_id=member.id or 0, network_id=network or 0, state=state))
            return member.id or 0

    def draft(
        self,
        *networks: str,
        kind: BroadcastKind = BroadcastKind.ALERT,
        settles: int | None = None,
        text: str = "Rode wagen.",
    ) -> int:
        """A draft for these networks; its id."""
        with self.database.writing() as session:
            zone = session.exec(select(Zone.id)).first()
            turn = len(session.exec(select(Broadcast.id)).all())
            draft = Broadcast(
                zone_id=zone or 0, officer_id=1, call_id="CA1", turn=turn, drafted_at=self.now, text=text,
                kind=kind, settles=settles,
            )  # fmt: skip
            session.add(draft)
            session.flush()
            for code in networks or ("2018",):
                network = session.exec(select(Network.id).where(Network.code == code)).one()
                session.add(BroadcastNetwork(broadcast_id=draft.id or 0, network_id=network or 0))
            return draft.id or 0

    def started(self, *networks: str, **draft: object) -> int:
        """A broadcast that was confirmed; its id."""
        broadcast_id = self.draft(*networks, **draft)  # type: ignore[arg-type]
        start(self.database, self.settings, broadcast_id, self.now)
        return broadcast_id

    def claims(self, way: Way = Way.CALL, most: int = 100) -> list[Ready]:
        """What is claimed now."""
        return claim(self.means, way, most, self.now)

    def places(self, ready: Ready, answer: Answer | None = None) -> None:
        """The carrier's answer to a request; by default, that it took it."""
        write(self.means, [Answered(ready, answer or Placed(f"CA{ready.attempt_id}"))], self.now)

    def tells(self, ready: Ready, state: CallState, id_: str | None = None) -> bool:
        """The carrier tells of a call."""
        event = CallEvent(id_ or f"CA{ready.attempt_id}", state)
        return call_event(self.database, self.settings, ready.token, event, self.now)

    def tells_text(
        self, ready: Ready, state: TextState, why: Why | None = None, code: int | None = None
    ) -> bool:
        """The carrier tells of a text."""
        event = TextEvent(f"CA{ready.attempt_id}", state, why, code)
        return text_event(self.database, self.settings, ready.token, event, self.now)

    def rings(self, state: CallState, way: Way = Way.CALL) -> list[str]:
        """Everything due is called, and each call ends like this; the numbers."""
        ready = self.claims(way)
        for one in ready:
            self.places(one)
            self.tells(one, state)
        return [one.number for one in ready]

    def delivery(self, member_id: int) -> Delivery:
        """The newest delivery of a member."""
        with self.database.reading() as session:
            asked = select(Delivery).where(Delivery.member_id == member_id).order_by(col(Delivery.id).desc())
            found = session.exec(asked).first()
            assert found is not None
            return found

    def attempt(self, ready: Ready) -> Attempt:
        with self.database.reading() as session:
            return session.get_one(Attempt, ready.attempt_id)

    def tally(self, broadcast_id: int) -> dict[str, int]:
        """The counters that are not nought."""
        with self.database.reading() as session:
            found = counts(session, broadcast_id)
        return {name: getattr(found, name) for name in found.__slots__ if getattr(found, name)}

    def counted(self, broadcast_id: int) -> dict[str, int]:
        """The same, counted from the deliveries."""
        with self.database.reading() as session:
            of_it = select(Delivery.state).where(Delivery.broadcast_id == broadcast_id)
            states = [DeliveryState(state) for state in session.scalars(of_it)]
        reached = states.count(DeliveryState.REACHED) + states.count(DeliveryState.CONFIRMED)
        found = {"reached": reached} | {
            state.value: states.count(state) for state in DeliveryState if state not in _NOT_COUNTED
        }
        return {name: number for name, number in found.items() if number}

    def report(self) -> Report:
        """A report that was filed."""
        with self.database.writing() as session:
            zone = session.exec(select(Zone.id)).first()
            turn = len(session.exec(select(Report.id)).all())
            report = Report(
                zone_id=zone or 0,
                call_id="CA9",
                turn=turn,
                state=ReportState.FILED,
                opened_at=self.now,
                filed_at=self.now,
            )
            session.add(report)
            session.flush()
            return report

    def errands(self) -> list[Errand]:
        with self.database.reading() as session:
            return list(session.exec(select(Errand).order_by(col(Errand.position), col(Errand.way))))


_NOT_COUNTED = {DeliveryState.PENDING, DeliveryState.TRYING, DeliveryState.REACHED}


@pytest.fixture
def village(settings: Settings, database: Database) -> Village:
    changed = settings.model_copy(
        update={"retry_after": (timedelta(minutes=1), timedelta(minutes=3)), "calls_at_once": 50}
    )
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=NOW)
        add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=NOW, shown=True)
        add_network(session, zone, code="2018", name="BIN Zurenborg", now=NOW)
        add_network(session, zone, code="9018", name="BIN-Z", kind=NetworkKind.SELF_EMPLOYED, now=NOW)
        add_officer(session, zone, badge="10023", name="V", pin_hash=hash_pin("493817"), number=None, now=NOW)
    return Village(changed, database)
