"""F10, F11: Redis forgets, goes, comes back, and lies. It is never the truth, so it may."""

from __future__ import annotations

import random
import time

import pytest
from redis import Redis
from trouble.ground import BUSY, Ground, MakeGround, soon


@pytest.mark.long
def test_f10_a_redis_that_forgets_everything_changes_nothing(ground: Ground, seed: int) -> None:
    dice = random.Random(seed)
    ground.up()
    alert = ground.alert(150)
    assert soon(lambda: ground.calls() > 10, 40)
    with Redis.from_url(ground.redis.url) as redis:
        for _ in range(4):
            redis.flushall()
            time.sleep(dice.uniform(0.2, 1.5))
    ground.verify(alert)


@pytest.mark.long
def test_f10_a_redis_that_goes_for_a_while_and_comes_back_stops_nobody(ground: Ground, turn: int) -> None:
    (worker,) = ground.up()
    alert = ground.alert(250, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 20 * turn, 40)
    ground.redis.end()
    before = ground.calls()
    assert soon(lambda: ground.calls() > before + 10, 20)  # it goes on without
    ground.redis.begin()
    ground.verify(alert)
    assert worker.lives


@pytest.mark.long
def test_f10_without_any_redis_everybody_is_called_all_the_same(ground: Ground) -> None:
    ground.redis.end()
    ground.up()
    alert = ground.alert(20, lives=([BUSY],))
    ground.verify(alert)
    ground.redis.begin()


@pytest.mark.long
def test_f11_a_counter_that_lies_doubles_no_second(make_ground: MakeGround, seed: int) -> None:
    ground = make_ground(calls_per_second="20")
    dice = random.Random(seed)
    ground.up(workers=2)
    alert = ground.alert(200, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 10, 40)
    with Redis.from_url(ground.redis.url) as redis:
        for _ in range(6):
            time.sleep(dice.uniform(0.2, 1.0))
            match dice.randrange(3):
                case 0:
                    redis.delete("pace:call")
                case 1:
                    redis.set("pace:call", 0)  # an old replica
                case _:
                    redis.set("pace:call", int((time.time() + 3600) * 1e6))  # a clock that was put back
    ground.verify(alert)
