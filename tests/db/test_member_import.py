"""Putting a member list in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import col, select

from carrier.carrier import Language
from db.audit import AuditEntry
from db.member_import import Counts, foresee, import_members
from db.member_list import MemberList, read_members
from db.people import Member, Membership, MembershipState, Network, Phone, Wants
from db.session import Database
from db.set_up import add_network, add_zone

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
HEADING = "name;language;network;phone1;phone2;wants\n"


@pytest.fixture(autouse=True)
def networks(database: Database) -> None:
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=NOW)
        for code in ("2018", "2140"):
            add_network(session, zone, code=code, name=f"BIN {code}", now=NOW)


def listed(rows: str) -> MemberList:
    members = read_members(HEADING + rows, ["2018", "2140"])
    assert members.problems == ()
    return members


def put_in(database: Database, rows: str) -> Counts:
    with database.writing() as session:
        return import_members(session, listed(rows), now=NOW, language=Language.FR)


def everybody(database: Database) -> list[tuple[str, list[str], list[str]]]:
    with database.reading() as session:
        return [
            (
                member.name,
                [
                    phone.number
                    for phone in session.exec(
                        select(Phone).where(Phone.member_id == member.id).order_by(col(Phone.position))
                    )
                ],
                sorted(
                    session.exec(
                        select(Network.code)
                        .join(Membership, col(Membership.network_id) == col(Network.id))
                        .where(Membership.member_id == member.id)
                    )
                ),
            )
            for member in session.exec(select(Member).order_by(col(Member.id)))
        ]


def test_members_are_put_in_with_phones_and_networks(database: Database) -> None:
    counts = put_in(database, "An;nl;2018 2140;0450001001;015001002;\nBo;;2140;0450001003;;calls\n")
    assert counts == Counts(new=2)
    assert everybody(database) == [
        ("An", ["+32450001001", "+3215001002"], ["2018", "2140"]),
        ("Bo", ["+32450001003"], ["2140"]),
    ]
    with database.reading() as session:
        assert session.exec(select(Member.language)).all() == [Language.NL, Language.FR]
        assert session.exec(select(Phone.wants)).all() == [Wants.BOTH, Wants.CALLS, Wants.CALLS]


def test_a_second_time_nothing_changes(database: Database) -> None:
    rows = "An;nl;2018;0450001001;;\nBo;nl;2140;0450001003;;\n"
    put_in(database, rows)
    before = everybody(database)
    assert put_in(database, rows) == Counts(unchanged=2)
    assert everybody(database) == before


def test_a_member_we_have_gets_the_networks_and_phones_that_are_new(database: Database) -> None:
    put_in(database, "An Peeters;nl;2018;0450001001;;\n")
    counts = put_in(database, "PEETERS An;fr;2140;+32 450 00 10 01;015001002;\n")
    assert counts == Counts(added_to=1)
    assert everybody(database) == [("An Peeters", ["+32450001001", "+3215001002"], ["2018", "2140"])]


def test_two_rows_may_be_about_one_member_whom_we_have(database: Database) -> None:
    put_in(database, "An;nl;2018;0450001001;015001002;\n")
    counts = put_in(database, "An;nl;2140;0450001001;0450001003;\nAn;nl;2140;015001002;0450001004;\n")
    assert (counts.added_to, counts.unchanged) == (1, 1)
    assert everybody(database) == [("An", ["+32450001001", "+3215001002", "+32450001003"], ["2018", "2140"])]


def test_another_name_with_a_members_number_is_a_second_member_of_that_house(database: Database) -> None:
    put_in(database, "An;nl;2018;0450001001;;\n")
    counts = put_in(database, "Bo;nl;2018;0450001001;;\n")
    assert counts.new == 1
    assert [str(note) for note in counts.notes] == [
        "line 2: Bo shares a phone with An (a member already): a second member of that house"
    ]


def test_who_has_left_is_not_put_back(database: Database) -> None:
    put_in(database, "An;nl;2018;0450001001;;\n")
    with database.writing() as session:
        session.exec(select(Membership)).one().state = MembershipState.LEFT
    counts = put_in(database, "An;nl;2018;0450001001;;\n")
    assert (counts.unchanged, [str(note) for note in counts.notes]) == (
        1,
        ["line 2: An has left 2018: not put back"],
    )
    with database.reading() as session:
        assert session.exec(select(Membership.state)).one() == MembershipState.LEFT


def test_looking_first_tells_the_same_and_changes_nothing(database: Database) -> None:
    rows = "An;nl;2018;0450001001;;\nBo;nl;2140;0450001001;;\n"
    with database.reading() as session:
        foreseen = foresee(session, listed(rows))
    assert everybody(database) == []
    assert put_in(database, rows) == foreseen


def test_no_member_has_more_than_three_phones(database: Database) -> None:
    put_in(database, "An;nl;2018;0450001001;0450001002;\n")
    put_in(database, "An;nl;2018;0450001001;0450001003;\n")
    put_in(database, "An;nl;2018;0450001001;0450001004;\n")
    assert len(everybody(database)[0][1]) == 3


def test_a_thousand_members_are_put_in(database: Database) -> None:
    rows = "".join(f"Lid {chr(97 + n % 26)}{n};nl;2018;045000{n:04};;\n" for n in range(1000))
    assert put_in(database, rows) == Counts(new=1000)
    assert put_in(database, rows) == Counts(unchanged=1000)


def test_an_import_is_written_down_without_names_and_numbers(database: Database) -> None:
    put_in(database, "An;nl;2018;0450001001;;\n")
    with database.reading() as session:
        entry = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc())).first()
    assert entry is not None
    assert (entry.who, entry.what, entry.about) == ("cli", "members imported", {"new": 1, "added_to": 0})
