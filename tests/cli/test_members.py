"""Members who are there, as somebody types it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import col, select

from db.audit import AuditEntry
from db.people import Member, Membership, MembershipState, Network, Phone
from db.session import Database

Types = Callable[..., Result]

LIST = """name;network;phone1;phone2
An;2018 2140;0450 00 10 01;015 00 10 01
Bo;2018;015 00 10 01;
Cleo;2140;0450 00 10 03;
"""


@pytest.fixture(autouse=True)
def neighbours(types: Types, tmp_path: Path) -> None:
    """An and Bo live in one house; Cleo is in another network."""
    file = tmp_path / "members.csv"
    file.write_text(LIST, encoding="utf-8")
    for words in (
        "zone add Antwerpen",
        "network add 2018 Zurenborg",
        "network add 2140 Dok",
        f"import {file} --yes",
    ):
        assert types(*words.split()).exit_code == 0


def paused(database: Database) -> list[str]:
    """The names of those with a paused phone, once for each."""
    with database.reading() as session:
        asked = select(Member.name).join(Phone, col(Phone.member_id) == col(Member.id))
        return sorted(session.exec(asked.where(col(Phone.paused_until) > datetime.now(UTC))))


def test_who_is_in_a_network_is_listed_without_whole_numbers(types: Types) -> None:
    assert types("member", "list", "2018").output.splitlines() == [
        "An  member  active  +32•••••001 +32•••••001",
        "Bo  member  active  +32•••••001",
    ]
    assert types("member", "list", "2140").output.count("\n") == 2


def test_a_network_that_is_not_there_is_said(types: Types) -> None:
    answer = types("member", "list", "9999")
    assert (answer.exit_code, "there is no network 9999" in answer.output) == (1, True)


def test_a_pause_is_for_every_phone_of_one_member(types: Types, database: Database) -> None:
    answer = types("member", "pause", "0450 00 10 01", "--days", "14")
    assert answer.output.startswith("An: paused until ")
    assert paused(database) == ["An", "An"]
    told = types("member", "list", "2018").output.splitlines()
    assert ["paused until" in line for line in told] == [True, False]


def test_a_pause_is_ended(types: Types, database: Database) -> None:
    types("member", "pause", "0450001001", "--days", "14")
    assert types("member", "pause", "0450001001", "--days", "0").output == "An: no pause any more\n"
    assert paused(database) == []


def test_a_pause_until_a_day_ends_when_that_day_begins_in_the_zone(types: Types, database: Database) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=40):%Y}-07-15"
    day = day if day > f"{datetime.now(UTC):%Y-%m-%d}" else f"{int(day[:4]) + 1}-07-15"
    assert (
        types("member", "pause", "0450001003", "--until", day).output == f"Cleo: paused until {day} 00:00\n"
    )
    with database.reading() as session:
        until = session.exec(select(Phone.paused_until).where(col(Phone.paused_until).is_not(None))).one()
    assert until == datetime.fromisoformat(f"{day}T00:00+02:00")
    assert f"paused until {day} 00:00" in types("member", "list", "2140").output


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        ("pause 0450001001", 2, "say how long: with --days or with --until"),
        ("pause 0450001001 --days 2 --until 2030-01-01", 2, "say how long"),
        ("pause 0450001001 --until 2020-01-01", 1, "that day has begun already"),
        ("pause 0450001009 --days 2", 1, "no member has the number +32•••••009"),
        ("pause 015001001 --days 2", 1, "+32•••••001 is the number of An, Bo: say whose, with --name"),
        ("pause 015001001 --days 2 --name Dirk", 1, "no member named Dirk has the number"),
        ("remove 0450001003 2018", 1, "Cleo is not in network 2018"),
        ("remove 0450001003 9999", 1, "there is no network 9999"),
    ],
)
def test_what_cannot_be_done_with_a_member_is_said(
    types: Types, database: Database, words: str, code: int, sentence: str
) -> None:
    answer = types("member", *words.split())
    assert (answer.exit_code, sentence in answer.output) == (code, True), answer.output
    assert paused(database) == []


def test_in_a_house_that_shares_a_number_the_name_says_whose(types: Types, database: Database) -> None:
    assert types("member", "pause", "015001001", "--days", "2", "--name", "bo").exit_code == 0
    assert paused(database) == ["Bo"]


def test_who_leaves_is_out_of_that_network_only(types: Types, database: Database, tmp_path: Path) -> None:
    assert types("member", "remove", "0450001001", "2018").output == "An has left network 2018\n"
    assert [line[:2] for line in types("member", "list", "2018").output.splitlines()] == ["Bo"]
    assert types("member", "list", "2140").output.startswith("An  ")
    assert types("member", "remove", "0450001001", "2018").exit_code == 1
    assert "An has left 2018: not put back" in types("import", str(tmp_path / "members.csv"), "--yes").output
    with database.reading() as session:
        left = select(Network.code).join(Membership, col(Membership.network_id) == col(Network.id))
        assert session.exec(left.where(Membership.state == MembershipState.LEFT)).all() == ["2018"]


def test_pausing_and_leaving_are_written_down_without_a_number(types: Types, database: Database) -> None:
    types("member", "pause", "0450001001", "--days", "14")
    types("member", "remove", "0450001001", "2018")
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(2)).all()
    assert [entry.what for entry in entries] == ["member left", "member paused"]
    assert not any("450001001" in str(entry.about) for entry in entries)
