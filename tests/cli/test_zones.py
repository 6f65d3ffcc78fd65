"""Zones, their lines and the document for the carrier, as somebody types it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import Result
from defusedxml.ElementTree import fromstring
from sqlmodel import Session, col, select

from db.audit import AuditEntry
from db.calls import Call, Text
from db.people import Line, Zone
from db.session import Database

Types = Callable[..., Result]
NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
HOTLINE, OTHER, POLICE, TEXTS = "+3215000001", "+3215000004", "+3215000002", "+32450000003"


@pytest.fixture(autouse=True)
def zone(types: Types) -> None:
    """A zone with a hotline and a police line."""
    for words in (
        "zone add Antwerpen --dispatch 015000009",
        f"line add {HOTLINE}",
        f"line add {POLICE} --use police_line",
    ):
        assert types(*words.split()).exit_code == 0


def numbers(session: Session) -> list[str]:
    return list(session.exec(select(Line.number).order_by(col(Line.id))))


def lines_told(types: Types) -> list[str]:
    return [" ".join(line.split()) for line in types("line", "list").output.splitlines()]


def test_a_zone_is_changed_in_what_is_said_only(types: Types, database: Database) -> None:
    assert types("zone", "change", "antwerpen", "--dispatch", "015 00 00 08").output == (
        "Antwerpen  nl  dispatch +3215000008\n"
    )
    assert types("zone", "change", "Antwerpen", "--name", "Zone Midden", "--language", "fr").exit_code == 0
    assert types("zone", "list").output == "Zone Midden  fr  dispatch +3215000008\n"
    with database.reading() as session:
        about = session.exec(select(AuditEntry.about).where(AuditEntry.what == "zone changed")).all()
    assert [one["changed"] for one in about] == ["dispatch_number", "name language"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("zone change Antwerpen", "say what to change: --name, --dispatch, --language, --call-back"),
        ("zone change Gent --name X", "there is no zone Gent; there are: Antwerpen, Brugge"),
        ("zone change Antwerpen --name Brugge", "there is a zone Brugge already"),
        ("zone change Antwerpen --dispatch 112", "“112” is an emergency number"),
    ],
)
def test_a_zone_is_not_changed_to_what_cannot_be(types: Types, words: str, sentence: str) -> None:
    types("zone", "add", "Brugge")
    answer = types(*words.split())
    assert (answer.exit_code, sentence in answer.output) == (1, True), answer.output
    assert types("zone", "list").output.startswith("Antwerpen  nl  dispatch +3215000009\n")


def test_a_zone_may_keep_its_name(types: Types) -> None:
    assert types("zone", "change", "Antwerpen", "--name", "Antwerpen").exit_code == 0


def test_lines_are_listed_with_the_one_that_is_shown(types: Types) -> None:
    assert lines_told(types) == [
        f"Antwerpen {HOTLINE} hotline shown on alert calls",
        f"Antwerpen {POLICE} police_line",
    ]


def test_a_zone_has_one_text_line_which_is_never_shown(types: Types) -> None:
    refused = types("line", "add", TEXTS, "--use", "text_line", "--shown")
    assert "only a hotline can be shown on alert calls" in refused.output
    assert types("line", "add", TEXTS, "--use", "text_line").output == f"text_line {TEXTS}\n"
    second = types("line", "add", "0450 00 00 04", "--use", "text_line")
    assert second.exit_code == 1
    assert f"texts come and go by {TEXTS} already; first: buurtlijn line remove {TEXTS}" in second.output


def test_another_zone_has_a_text_line_of_its_own(types: Types) -> None:
    types("zone", "add", "Gent")
    assert types("line", "add", TEXTS, "--use", "text_line", "--zone", "Antwerpen").exit_code == 0
    assert types("line", "add", "0450000004", "--use", "text_line", "--zone", "Gent").exit_code == 0


def test_the_only_hotline_is_not_taken_out(types: Types, database: Database) -> None:
    answer = types("line", "remove", "015 00 00 01")
    assert answer.exit_code == 1
    assert f"{HOTLINE} cannot be taken out: its zone has no other hotline" in answer.output
    assert "first add one with: buurtlijn line add NUMBER --shown" in answer.output
    with database.reading() as session:
        assert numbers(session) == [HOTLINE, POLICE]


def test_what_is_no_line_is_not_taken_out(types: Types) -> None:
    assert "+3215000007 is no line; see: buurtlijn line list" in types("line", "remove", "015000007").output


def test_where_the_shown_hotline_is_taken_out_the_other_one_is_shown(types: Types) -> None:
    types("line", "add", OTHER)
    assert f"{OTHER} is shown on alert calls from now on" in types("line", "remove", HOTLINE).output
    assert lines_told(types) == [
        f"Antwerpen {POLICE} police_line",
        f"Antwerpen {OTHER} hotline shown on alert calls",
    ]


def test_calls_and_texts_outlive_the_line_by_which_they_came(types: Types, database: Database) -> None:
    types("line", "add", TEXTS, "--use", "text_line")
    with database.writing() as session:
        ids = {line.number: line.id or 0 for line in session.exec(select(Line))}
        session.add(Call(id="CA1", line_id=ids[POLICE], began_at=NOW))
        session.add(Text(id="SM1", line_id=ids[TEXTS], read_as="report", received_at=NOW))
    for number in (POLICE, TEXTS):
        assert types("line", "remove", number).exit_code == 0
    with database.reading() as session:
        assert numbers(session) == [HOTLINE]
        assert session.exec(select(Call.line_id)).all() == [ids[HOTLINE]]
        assert session.exec(select(Text.line_id)).all() == [ids[HOTLINE]]


def test_a_police_line_that_was_called_waits_for_a_hotline(types: Types, database: Database) -> None:
    types("zone", "add", "Gent")
    types("line", "add", OTHER, "--use", "police_line", "--zone", "Gent")
    with database.writing() as session:
        line = session.exec(select(Line).where(Line.number == OTHER)).one()
        session.add(Call(id="CA1", line_id=line.id or 0, began_at=NOW))
    assert "its zone has no other hotline" in types("line", "remove", OTHER).output


# ---- the document for the carrier


def test_the_fallback_says_101_and_112_and_leads_to_dispatch(types: Types) -> None:
    answer = types("fallback")
    assert answer.exit_code == 0
    document = fromstring(answer.output)
    assert [part.tag for part in document] == ["Say", "Say", "Say", "Say", "Dial"]
    said = document.findall("Say")
    assert [part.get("language") for part in said] == ["nl-BE", "fr-BE", "de-DE", "en-GB"]
    assert all("101" in str(part.text) and "112" in str(part.text) for part in said)
    dial = document.find("Dial")
    assert (dial.get("callerId"), dial.findtext("Number")) == (HOTLINE, "+3215000009")


def test_the_fallback_begins_in_the_language_of_the_zone(types: Types) -> None:
    types("zone", "change", "Antwerpen", "--language", "de")
    said = fromstring(types("fallback").output).findall("Say")
    assert [part.get("language") for part in said] == ["de-DE", "nl-BE", "fr-BE", "en-GB"]


def test_the_fallback_of_each_zone_is_its_own(types: Types, database: Database) -> None:
    types("zone", "add", "Gent")
    assert "say which zone, with --zone: Antwerpen, Gent" in types("fallback").output
    without_dispatch = types("fallback", "--zone", "Gent")
    assert without_dispatch.exit_code == 1
    assert "buurtlijn zone change NAME --dispatch NUMBER" in without_dispatch.output
    with database.writing() as session:
        session.exec(select(Zone).where(Zone.name == "Gent")).one().dispatch_number = "+3215000008"
    assert "shows no hotline" in types("fallback", "--zone", "Gent").output
