"""Who asked to join is let in by the office; what came in by text is there to be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import Result
from sqlmodel import Session, select

from carrier.carrier import Language
from carrier.phone import PhoneKind
from db.broadcasts import Errand
from db.calls import Text
from db.people import LineUse, Member, Membership, MembershipState, Phone
from db.session import Database
from db.set_up import add_line, add_network, add_zone

NUMBER = "+32450005001"
Types = Callable[..., Result]


@pytest.fixture
def town(database: Database) -> Database:
    now = datetime.now(UTC)
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=now)
        line = add_line(session, zone, number="+3215001001", use=LineUse.HOTLINE, now=now, shown=True)
        network = add_network(session, zone, code="2018", name="BIN Zurenborg", now=now)
        add_member(session, network.id or 0)
        session.add(
            Text(
                id="SM1", line_id=line.id or 0, body="Win een iPhone!", read_as="advertising", received_at=now
            )
        )
    return database


def add_member(session: Session, network_id: int) -> None:
    member = Member(name="(ingesproken)", language=Language.NL, created_at=datetime.now(UTC))
    session.add(member)
    session.flush()
    session.add(Phone(member_id=member.id or 0, number=NUMBER, number_hash=NUMBER, kind=PhoneKind.MOBILE))
    session.add(Membership(member_id=member.id or 0, network_id=network_id, state=MembershipState.PENDING))


def test_who_waits_is_let_in_named_and_welcomed(town: Database, types: Types) -> None:
    assert "number not proven" in types("member", "list", "2018").output
    assert (
        "An Peeters is in network 2018"
        in types("member", "approve", NUMBER, "2018", "--called", "An Peeters").output
    )
    with town.reading() as session:
        assert session.exec(select(Membership.state)).one() is MembershipState.ACTIVE
        (welcome,) = session.exec(select(Errand.body)).all()
    assert (welcome or "").startswith("BIN Zurenborg: welkom")
    assert types("member", "approve", NUMBER, "2018").exit_code == 1


def test_the_list_tells_who_opted_out(town: Database, types: Types) -> None:
    with town.writing() as session:
        session.exec(select(Phone)).one().no_texts_since = datetime.now(UTC)
    assert "no texts" in types("member", "list", "2018").output


def test_what_came_in_by_text_is_shown_with_how_it_was_read(town: Database, types: Types) -> None:
    shown = types("texts", "list", "--no-reports").output
    assert "advertising" in shown
    assert "Win een iPhone!" in shown
