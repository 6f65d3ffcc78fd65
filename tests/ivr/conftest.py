"""The application, with a zone, a network of two members, an officer and a duty phone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from callers import BADGE, DUTY, MEMBER, OFFICER, PIN, POLICE_LINE, SOUND, Call, Carrier, ids, settle
from flask import Flask
from sqlmodel import select

from broadcast.start import start
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    BroadcastNetwork,
    Delivery,
    Errand,
    ErrandKind,
    Urgency,
    Way,
)
from db.people import Network, Officer, Phone
from db.reports import Recording, RecordingStatus
from db.session import Database
from ivr.exchange import Exchange
from settings import Settings
from wsgi import create_app


@pytest.fixture
def app(settings: Settings, database: Database) -> Iterator[Flask]:
    """The application."""
    with database.writing() as session:
        settle(session)
    made = create_app(settings)
    yield made
    place: Exchange = made.extensions["exchange"]
    place.database.close()
    place.redis.close()


@pytest.fixture
def carrier(app: Flask, settings: Settings, database: Database) -> Carrier:
    """The carrier."""
    return Carrier(settings, app.test_client(), database)


@pytest.fixture
def officer(carrier: Carrier) -> Call:
    """The officer on the police line, past badge and PIN."""
    call = carrier.call(POLICE_LINE, OFFICER)
    return call.presses(BADGE).presses(PIN)


@pytest.fixture
def an_alert(database: Database, settings: Settings, app: Flask) -> Callable[..., Attempt]:
    """An alert that runs, and an attempt to ring a member for it."""

    def make(number: str = MEMBER, kind: BroadcastKind = BroadcastKind.ALERT) -> Attempt:
        now = datetime.now(UTC)
        with database.writing() as session:
            network = session.exec(select(Network).where(Network.code == "2018")).one()
            officer = session.exec(select(Officer)).one()
            recording = Recording(token=secrets.token_urlsafe(8), carrier_id=f"RE{next(ids)}", call_id="CA0", made_at=now,
                                  status=RecordingStatus.KEPT, audio=SOUND)  # fmt: skip
            session.add(recording)
            session.flush()
            draft = Broadcast(zone_id=network.zone_id, officer_id=officer.id or 0, call_id=f"CA{next(ids)}", turn=1, drafted_at=now,
                              recording_id=recording.id, kind=kind)  # fmt: skip
            session.add(draft)
            session.flush()
            session.add(BroadcastNetwork(broadcast_id=draft.id or 0, network_id=network.id or 0))
            draft_id = draft.id or 0
        start(database, settings, draft_id, now)
        with database.writing() as session:
            member = session.exec(select(Phone.member_id).where(Phone.number_hash == number)).one()
            delivery = session.exec(
                select(Delivery).where(Delivery.broadcast_id == draft_id, Delivery.member_id == member)
            ).one()
            attempt = Attempt(delivery_id=delivery.id, broadcast_id=draft_id, way=Way.CALL, token=secrets.token_urlsafe(8), number=number,
                              number_hash=number, placing_at=now)  # fmt: skip
            session.add(attempt)
        return attempt

    return make


@pytest.fixture
def a_duty_call(database: Database, app: Flask) -> Callable[[int], Attempt]:
    """An attempt to ring the duty phone for a report."""

    def make(report_id: int) -> Attempt:
        now = datetime.now(UTC)
        with database.writing() as session:
            errand = Errand(zone_id=1, kind=ErrandKind.DUTY, key=f"test:{next(ids)}", report_id=report_id, way=Way.CALL, number=DUTY,
                            number_hash=DUTY, urgency=Urgency.DUTY, due_at=now, made_at=now)  # fmt: skip
            session.add(errand)
            session.flush()
            attempt = Attempt(
                errand_id=errand.id,
                way=Way.CALL,
                token=secrets.token_urlsafe(8),
                number=DUTY,
                number_hash=DUTY,
                placing_at=now,
            )
            session.add(attempt)
        return attempt

    return make
