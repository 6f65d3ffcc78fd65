"""A charter is data: what it has against a message, and when."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.broadcasts import BroadcastKind
from db.charter import (
    Charter,
    CharterWrong,
    Clause,
    Intended,
    Need,
    against,
    asks_kind,
    asks_needs,
    is_night,
    read_charter,
)
from db.reports import ReportKind

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON, THREE = datetime(2026, 11, 24, 11, 0, tzinfo=UTC), datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ALERT, NOTICE, DRILL = BroadcastKind.ALERT, BroadcastKind.NOTICE, BroadcastKind.DRILL


def clauses(charter: Charter, now: datetime = NOON, **intended: Any) -> list[str]:
    message = Intended(**{"kind": ALERT} | intended)
    return [clause.value for clause in against(charter, message, now, BRUSSELS)]


@pytest.mark.parametrize(("minutes", "found"), [(0, []), (15, []), (16, ["fresh"])])
def test_an_urgent_message_is_for_facts_of_at_most_15_minutes(minutes: int, found: list[str]) -> None:
    assert found == clauses(Charter(), age=timedelta(minutes=minutes))


def test_how_old_a_fact_may_be_is_data() -> None:
    assert [] == clauses(read_charter({"fresh_minutes": 30}), age=timedelta(minutes=29))


def test_a_notice_may_be_about_something_old() -> None:
    assert [] == clauses(Charter(), kind=NOTICE, age=timedelta(days=2))


@pytest.mark.parametrize("kind", [NOTICE, DRILL])
def test_what_is_not_urgent_wakes_nobody(kind: BroadcastKind) -> None:
    assert (["night"], []) == (clauses(Charter(), THREE, kind=kind), clauses(Charter(), NOON, kind=kind))


@pytest.mark.parametrize("kind", [BroadcastKind.FEEDBACK, BroadcastKind.CORRECTION])
def test_feedback_and_corrections_may_always_go_out(kind: BroadcastKind) -> None:
    assert [] == clauses(Charter(), THREE, kind=kind, age=timedelta(days=1))


def test_kinds_of_facts_may_be_limited_and_more_so_at_night() -> None:
    charter = read_charter({"kinds": ["burglary", "theft"], "night_kinds": ["burglary"]})
    assert ["kind"] == clauses(charter, kind_of_fact=ReportKind.VANDALISM)
    assert [] == clauses(charter, kind_of_fact=ReportKind.THEFT)
    assert ["night_kind"] == clauses(charter, THREE, kind_of_fact=ReportKind.THEFT)


def test_the_kind_of_fact_is_asked_only_where_the_charter_has_to_know() -> None:
    limited, at_night = read_charter({"kinds": ["burglary"]}), read_charter({"night_kinds": ["burglary"]})
    message = Intended(ALERT)
    asked = [asks_kind(charter, message, NOON, BRUSSELS) for charter in (Charter(), limited, at_night)]
    assert ([False, True, False], True) == (asked, asks_kind(at_night, message, THREE, BRUSSELS))
    assert not asks_kind(limited, Intended(ALERT, kind_of_fact=ReportKind.THEFT), NOON, BRUSSELS)


def test_what_a_message_needs_is_asked_once_and_its_lack_is_a_clause() -> None:
    charter = read_charter({"needs": ["place", "patrol"]})
    assert (True, False) == (
        asks_needs(charter, Intended(ALERT)),
        asks_needs(charter, Intended(ALERT, met=True)),
    )
    assert (["needs"], []) == (clauses(charter, met=False), clauses(charter, met=True))


def test_several_clauses_are_all_named() -> None:
    charter = read_charter({"kinds": ["burglary"], "needs": ["place"]})
    found = against(charter, Intended(ALERT, timedelta(hours=1), ReportKind.THEFT, met=False), NOON, BRUSSELS)
    assert (Clause.FRESH, Clause.KIND, Clause.NEEDS) == found


@pytest.mark.parametrize(
    ("night", "now", "expected"),
    [
        ((time(22), time(6)), THREE, True),
        ((time(22), time(6)), NOON, False),
        ((time(1), time(5)), THREE, True),
        (None, THREE, False),
    ],
)
def test_night_is_what_the_charter_calls_night(night: Any, now: datetime, expected: bool) -> None:
    assert expected is is_night(Charter(night=night), now, BRUSSELS)


def test_a_rule_that_is_not_there_is_the_usual_one_and_a_null_is_none() -> None:
    charter = read_charter({"night": None})
    assert (15, None, None, ()) == (charter.fresh_minutes, charter.night, charter.kinds, charter.needs)
    assert (time(23), time(7)) == read_charter({"night": ["23:00", "07:00"]}).night
    assert (Need.SOURCE,) == read_charter({"needs": ["source"]}).needs


@pytest.mark.parametrize(
    "data",
    [
        {"colour": "blue"},
        {"kinds": ["murder"]},
        {"night": ["22:00"]},
        {"needs": ["luck"]},
        {"fresh_minutes": "soon"},
    ],
)
def test_a_charter_that_cannot_be_read_is_said(data: dict[str, Any]) -> None:
    with pytest.raises(CharterWrong):
        read_charter(data)
