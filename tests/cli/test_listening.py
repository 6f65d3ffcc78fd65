"""Recordings that are heard from the command line: a file where it is asked, and who listened written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import Session, select

from carrier.phone import PhoneKind
from db.audit import AuditEntry
from db.broadcasts import Broadcast, BroadcastState
from db.member_joining import NAME_IS_SPOKEN
from db.overrides import Override
from db.people import Member, Membership, MembershipState, Officer, Phone
from db.proofs import Proof, ProofKind
from db.reports import Recording, RecordingStatus
from db.session import Database
from db.set_up import add_network, add_officer, add_zone

NUMBER = "+32450005001"
SOUND = b"RIFF" + bytes(60)
Types = Callable[..., Result]


@pytest.fixture
def town(database: Database) -> Database:
    now = datetime.now(UTC)
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=now)
        network = add_network(session, zone, code="2018", name="BIN Zurenborg", now=now)
        add_officer(session, zone, badge="10023", name="Verbeeck", pin_hash="-", number=None, now=now)
        member = Member(name=NAME_IS_SPOKEN, created_at=now)
        session.add(member)
        session.flush()
        session.add(Phone(member_id=member.id or 0, number=NUMBER, number_hash=NUMBER, kind=PhoneKind.MOBILE))
        session.add(
            Membership(member_id=member.id or 0, network_id=network.id or 0, state=MembershipState.PENDING)
        )
        session.add(Proof(
            zone_id=zone.id or 0, kind=ProofKind.JOIN, member_id=member.id, network_id=network.id, number=NUMBER, number_hash=NUMBER,
            code="1234", call_id="CA1", asked_at=now, recording_id=recorded(session, "RE1"),
        ))  # fmt: skip
    return database


def recorded(session: Session, carrier_id: str) -> int:
    row = Recording(token=carrier_id, carrier_id=carrier_id, call_id="CA1", status=RecordingStatus.KEPT, seconds=6, audio=SOUND,
                    made_at=datetime.now(UTC))  # fmt: skip
    session.add(row)
    session.flush()
    return row.id or 0


def overridden(database: Database) -> int:
    """A broadcast that went out against the charter; its override's number."""
    now = datetime.now(UTC)
    with database.writing() as session:
        officer = session.exec(select(Officer)).one()
        override = Override(zone_id=1, officer_id=officer.id or 0, network_id=1, clauses="fresh", call_id="CA2", turn=1, made_at=now,
                            recording_id=recorded(session, "RE2"))  # fmt: skip
        session.add(override)
        session.flush()
        session.add(Broadcast(zone_id=1, officer_id=officer.id or 0, call_id="CA2", turn=2, drafted_at=now, confirmed_at=now,
                              state=BroadcastState.CONFIRMED, overridden="fresh", override_id=override.id))  # fmt: skip
        return override.id or 0


def heard(database: Database) -> list[str]:
    with database.reading() as session:
        return [one.what for one in session.exec(select(AuditEntry)) if one.what.endswith("heard")]


def test_the_spoken_name_of_who_wants_to_join_is_written_where_it_is_asked(
    town: Database, types: Types, tmp_path: Path
) -> None:
    wav = tmp_path / "name.wav"
    answer = types("member", "listen", NUMBER, "2018", str(wav))
    assert "name and address for network 2018, 6 seconds, in nl" in answer.output
    assert (wav.read_bytes(), wav.stat().st_mode & 0o777, heard(town)) == (SOUND, 0o600, ["name heard"])


def test_nothing_is_written_over_and_nothing_is_heard_then(
    town: Database, types: Types, tmp_path: Path
) -> None:
    wav = tmp_path / "name.wav"
    wav.write_text("mine")
    answer = types("member", "listen", NUMBER, "2018", str(wav))
    assert (answer.exit_code, wav.read_text(), heard(town)) == (1, "mine", [])
    assert types("member", "listen", NUMBER, "2018", str(tmp_path / "no" / "name.wav")).exit_code == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (RecordingStatus.AWAITED, "not come in"),
        (RecordingStatus.LOST, "never"),
        (RecordingStatus.FORGOTTEN, "forgotten"),
    ],
)
def test_what_cannot_be_heard_is_told_why(
    town: Database, types: Types, tmp_path: Path, status: RecordingStatus, why: str
) -> None:
    with town.writing() as session:
        row = session.exec(select(Recording)).one()
        row.status, row.audio = status, None
    answer = types("member", "listen", NUMBER, "2018", str(tmp_path / "name.wav"))
    assert (answer.exit_code, why in answer.output, heard(town)) == (1, True, [])


def test_who_spoke_no_name_is_named_by_the_last_digits(town: Database, types: Types, tmp_path: Path) -> None:
    with town.writing() as session:
        session.exec(select(Proof)).one().recording_id = None
    answer = types("member", "listen", NUMBER, "2018", str(tmp_path / "name.wav"))
    assert "has spoken no name for network 2018" in answer.output
    assert NUMBER not in answer.output


def test_reasons_are_listed_with_their_clauses_and_heard(
    town: Database, types: Types, tmp_path: Path
) -> None:
    number = overridden(town)
    assert "officer 10023  network 2018  fresh  broadcast 1" in types("broadcast", "reasons").output
    wav = tmp_path / "reason.wav"
    assert "departing from: fresh; 6 seconds" in types("broadcast", "reason", str(number), str(wav)).output
    assert (wav.read_bytes(), heard(town)) == (SOUND, ["reason heard"])
    assert types("broadcast", "reason", "99", str(tmp_path / "no.wav")).exit_code == 1
