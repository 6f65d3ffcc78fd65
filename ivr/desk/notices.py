"""What officers and mandataries are told by text: a lock, a start of a broadcast, a PIN that was changed."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, select

from broadcast import errands
from db.audit import write_down
from db.broadcasts import Broadcast, ErrandKind, Urgency
from db.officers import mandataries_of, networks_to, networks_with
from db.people import Officer
from flows.phrases import digits_apart
from ivr.desk.desk import Desk, network_name, there


def text_officer(
    desk: Desk, session: Session, officer: Officer, name: str, key: str, **facts: str | int
) -> None:
    """A notice by text to the officer's own phone, if it is a mobile."""
    if officer.number is None:
        return
    errands.text(
        session, key=f"{key}:{officer.id}", zone_id=officer.zone_id, kind=ErrandKind.OFFICER_NOTICE, number=officer.number,
        language=officer.language, body=desk.exchange.texts.message(name, officer.language, facts), now=desk.now,
        urgency=Urgency.ANSWER,
    )  # fmt: skip


def tell_of_lock(desk: Desk, badge: str) -> None:
    """A badge is locked for a caller: its officer and the mandataries of his networks are told."""
    with desk.exchange.database.writing() as session:
        officer = session.exec(
            select(Officer).where(Officer.badge == badge, Officer.zone_id == desk.zone.id)
        ).first()
        write_down(session, desk.now, "police line", "locked", officer=officer.id if officer else None)
        if officer is None:
            return
        key, zone = f"locked:{officer.id}:{desk.now.isoformat()}", desk.zone.name
        text_officer(desk, session, officer, "officer_locked", key, zone=zone)
        for mandatary in mandataries_of(session, networks_with(session, officer)):
            if mandatary.id != officer.id:
                text_officer(
                    desk, session, mandatary, "mandatary_locked", key, zone=zone, badge=digits_apart(badge)
                )


def tell_of_start(desk: Desk, session: Session, broadcast_id: int) -> None:
    """A broadcast was started: its officer and the mandataries of its networks are told, once."""
    broadcast = session.get_one(Broadcast, broadcast_id)
    officer, networks = session.get_one(Officer, broadcast.officer_id), networks_to(session, broadcast_id)
    key = f"started:{broadcast_id}"
    facts: dict[str, str | int] = {
        "network": network_name(session, networks[0]),
        "members": broadcast.members,
    }
    text_officer(desk, session, officer, "officer_started", key, **facts)
    for mandatary in mandataries_of(session, networks):
        if mandatary.id != officer.id:
            badge = digits_apart(officer.badge)
            text_officer(desk, session, mandatary, "mandatary_started", key, **facts, badge=badge)


def tell_of_new_pin(desk: Desk, session: Session, officer_id: int) -> None:
    """A PIN was changed: its officer is told."""
    officer = session.get_one(Officer, officer_id)
    at = desk.now - timedelta(microseconds=desk.now.microsecond)
    text_officer(
        desk,
        session,
        officer,
        "officer_pin",
        f"pin:{there(officer.id)}:{at.isoformat()}",
        zone=desk.zone.name,
    )
