"""A database put back from a backup: nothing of it goes on until a person says so."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import redis

from broadcast.restored import hold_all, look_back, resume, under_way, was_put_back
from broadcast.start import finish
from broadcast.tidy import close_the_old
from db.alarms import alarms
from db.broadcasts import DeliveryState, Way
from db.schema import not_beside_the_old
from db.session import Database
from settings import Settings

ANTWERP, GHENT = "+32450000001", "+32450000002"
A_DAY = timedelta(days=1)


def names(village: Any) -> list[str]:
    with village.database.reading() as session:
        return [alarm.name for alarm in alarms(session)]


def test_a_worker_that_comes_back_goes_on(village: Any, redis_client: redis.Redis) -> None:
    village.member(GHENT)
    village.started()
    assert 0 == look_back(village.database, redis_client, village.now)
    village.later(hours=3)
    assert 0 == look_back(village.database, redis_client, village.now)
    assert [GHENT] == [one.number for one in village.claims()]


def test_a_database_that_forgot_what_redis_remembers_is_held(village: Any, redis_client: redis.Redis) -> None:
    village.member(GHENT)
    broadcast = village.started()
    look_back(village.database, redis_client, village.now)
    redis_client.set("last_words", (village.now + A_DAY).timestamp())
    village.now += A_DAY
    assert 1 == look_back(village.database, redis_client, village.now)
    assert [] == village.claims() + village.claims(Way.TEXT)
    assert ["restored"] == names(village)
    assert 0 == close_the_old(village.means, village.now)
    with village.database.writing() as session:
        assert resume(session, broadcast, village.now)
        assert not resume(session, broadcast, village.now)
    assert [[GHENT], [GHENT]] == [[one.number for one in village.claims(way)] for way in Way]
    assert [] == names(village)


def test_where_redis_has_lost_it_a_long_silence_is_taken_for_a_backup(village: Any) -> None:
    assert was_put_back(village.now, None, village.now + timedelta(hours=1))
    assert not was_put_back(village.now, None, village.now + timedelta(minutes=14))
    assert not was_put_back(village.now, village.now, village.now + A_DAY)


def test_who_was_called_before_the_backup_is_not_called_by_the_resuming(village: Any) -> None:
    members = [village.member(ANTWERP), village.member(GHENT)]
    broadcast = village.started()
    [first] = village.claims(most=1)
    with village.database.writing() as session:
        assert 1 == hold_all(session, village.now)
        resume(session, broadcast, village.now)
    assert [number for number in (ANTWERP, GHENT) if number != first.number] == [
        one.number for one in village.claims()
    ]
    assert {DeliveryState.TRYING} == {village.delivery(member).state for member in members}


def test_what_takes_something_away_waits_for_the_end_of_a_broadcast(village: Any) -> None:
    assert not under_way(village.settings)
    village.member(GHENT)
    broadcast = village.started()
    assert under_way(village.settings)
    with village.database.writing() as session:
        finish(session, broadcast, "stopped", village.now)
    assert not under_way(village.settings)


def test_migrations_that_only_add_are_made_beside_the_old_version(
    settings: Settings, database: Database
) -> None:
    assert [] == not_beside_the_old(settings)  # all are made
