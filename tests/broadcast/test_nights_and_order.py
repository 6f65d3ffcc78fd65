"""Who is left alone at night, and who is called first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from broadcast.plan import waits_until
from broadcast.status import confirmed
from db.broadcasts import BroadcastKind, Way

ANTWERP, GHENT, LANDLINE = "+32450000001", "+32450000002", "+3215000010"
NIGHT = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # half past eleven in Brussels
MORNING = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", [BroadcastKind.NOTICE, BroadcastKind.FEEDBACK])
def test_what_can_wait_waits_for_the_morning_of_who_wants_quiet_nights(
    village: Any, kind: BroadcastKind
) -> None:
    village.member(GHENT, quiet_nights=True)
    village.member(ANTWERP)
    village.now = NIGHT
    village.started(kind=kind)
    assert [ANTWERP] == [one.number for one in village.claims()]
    assert [ANTWERP] == [one.number for one in village.claims(Way.TEXT)]
    village.now = MORNING
    assert [[GHENT], [GHENT]] == [[one.number for one in village.claims(way)] for way in Way]


def test_an_alert_wakes_everybody(village: Any) -> None:
    village.member(GHENT, quiet_nights=True)
    village.now = NIGHT
    village.started()
    assert [GHENT] == [one.number for one in village.claims()]


@pytest.mark.parametrize(
    ("hour", "until"), [(23, datetime(2026, 11, 25, 6, tzinfo=UTC)), (3, datetime(2026, 11, 24, 6, tzinfo=UTC)), (12, None)]
)  # fmt: skip
def test_the_morning_is_the_zones(hour: int, until: datetime | None) -> None:
    now = datetime(2026, 11, 24, hour - 1, tzinfo=UTC)
    assert until == waits_until(BroadcastKind.NOTICE, now, "Europe/Brussels")


def test_landlines_are_called_first_and_then_who_usually_confirms(village: Any) -> None:
    village.member(ANTWERP)
    eager = village.member(GHENT)
    village.member(LANDLINE)
    village.started()
    for one in village.claims():
        village.places(one)
    with village.database.writing() as session:
        confirmed(session, village.delivery(eager).id, village.now)
    village.later(hours=1)
    village.started()
    with village.database.reading() as session:
        assert {"reached": 1, "confirmed": 1} == village.tally(1)
    for way in (Way.TEXT,):
        village.claims(way)
    assert [LANDLINE, GHENT, ANTWERP] == village_order(village)


def village_order(village: Any) -> list[str]:
    """The numbers in the order in which the newest broadcast calls them (nobody is on the phone any more)."""
    village.later(hours=2)
    with village.database.writing() as session:
        session.connection().exec_driver_sql("UPDATE attempts SET state = 'ended'")
    return [one.number for one in village.claims() if village.attempt(one).broadcast_id == 2]
