"""Welcoming a new member: by text, with the number to save."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from broadcast import errands
from carrier.phone import written
from db.broadcasts import ErrandKind
from db.people import Member, Membership, Network, Phone, shown_line
from flows.engine.texts import Texts


def welcome(session: Session, member: Member, membership: Membership, texts: Texts, now: datetime) -> None:
    """Somebody was let in: a text to each of the mobiles, once; a landline gets none."""
    network = session.get_one(Network, membership.network_id)
    line = shown_line(session, network.zone_id)
    facts = {"network": network.name, "line": written(line) if line else ""}
    for phone in session.exec(select(Phone).where(col(Phone.member_id) == member.id)):
        errands.text(
            session, key=f"welcome:{membership.id}:{phone.id}", zone_id=network.zone_id, kind=ErrandKind.MEMBER_NOTICE,
            number=phone.number, language=member.language, body=texts.message("member_welcome", member.language, facts), now=now,
        )  # fmt: skip
