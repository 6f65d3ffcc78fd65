"""How a broadcast ends by itself, and what is woken when."""

from __future__ import annotations

import json
import zlib
from datetime import timedelta
from typing import Any

import redis

from broadcast.jobs import want_recording
from broadcast.tidy import close_the_old
from broadcast.wake import CALLED, HEART, NUDGE, PUMP, impatient, queue, wake
from carrier.carrier import CallState
from db.broadcasts import Broadcast, BroadcastState, DeliveryState, Way
from db.claims import anything, untidy
from db.due import outlook

GHENT = "+3215000002"
NAMUR = "+32450000001"


def state(village: Any, broadcast_id: int) -> tuple[BroadcastState, str | None]:
    with village.database.reading() as session:
        found = session.get_one(Broadcast, broadcast_id)
        return found.state, found.closed_why


def test_a_broadcast_is_closed_after_its_time_but_never_before_its_last_first_call(village: Any) -> None:
    member = village.member(GHENT)
    broadcast = village.started()
    village.later(hours=3)
    with village.database.reading() as session:
        assert untidy(session, village.now, village.settings.keep_recordings)
    assert 0 == close_the_old(village.means, village.now)
    village.rings(CallState.BUSY)
    assert 1 == close_the_old(village.means, village.now)
    assert (BroadcastState.CLOSED, "deadline") == state(village, broadcast)
    assert DeliveryState.FAILED is village.delivery(member).state
    assert {"failed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_who_is_left_without_a_word_at_the_end_has_failed(village: Any) -> None:
    member = village.member(NAMUR)
    broadcast = village.started()
    for way in (Way.CALL, Way.TEXT):
        for ready in village.claims(way):
            village.places(ready)
            village.tells(ready, CallState.FAILED)
    village.now += timedelta(hours=3)
    assert [] == village.claims()  # the deadline has ended its retries
    assert 1 == close_the_old(village.means, village.now)
    assert DeliveryState.FAILED is village.delivery(member).state
    assert {"failed": 1} == village.tally(broadcast) == village.counted(broadcast)


def test_there_is_work_while_something_is_due_and_none_when_all_is_done(village: Any) -> None:
    village.member(GHENT)
    seen = []
    for step in (lambda: None, village.started, village.claims):
        step()
        with village.database.reading() as session:
            seen.append((anything(session, village.now), outlook(session, village.now).is_empty(village.now)))
    assert [(False, True), (True, False), (False, False)] == seen


def test_a_knock_calls_one_pump_where_none_lives_and_only_nudges_a_living_one(
    redis_client: redis.Redis, redis_url: str
) -> None:
    client = impatient(redis_url)
    assert wake(client)
    assert wake(client)
    assert ["pump"] == [job.description for job in queue(client, PUMP).jobs]
    client.delete(CALLED)
    client.set(HEART, "here:1")
    with redis_client.pubsub() as ears:
        ears.subscribe(NUDGE)
        assert ears.get_message(timeout=1) is not None
        assert wake(client)
        heard = ears.get_message(timeout=1)
    assert heard is not None
    assert (1, "message") == (len(queue(client, PUMP)), heard["type"])


def test_waking_and_wanting_a_recording_never_raise_without_redis(tmp_path: object) -> None:
    client = impatient(f"unix://{tmp_path}/nobody.sock")
    assert (False, False) == (wake(client), want_recording(client, 1))


def test_jobs_are_json_and_never_pickles(redis_client: redis.Redis, redis_url: str) -> None:
    want_recording(impatient(redis_url), 7)
    [key] = redis_client.keys("rq:job:*")
    with redis.Redis.from_url(redis_url) as client:
        data = client.execute_command("HGET", key, "data")
    assert ["broadcast.jobs.fetch_recording", None, [7], {}] == json.loads(zlib.decompress(data))
