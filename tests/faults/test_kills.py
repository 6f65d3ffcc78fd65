"""F7: the worker is killed at random while members are called. What counts is the phone company's own log: nobody left
out, nobody called twice for one attempt."""

from __future__ import annotations

import contextlib
import math
import os
import random
import signal
import time

import pytest
from trouble.ground import BUSY, CONFIRMS, Ground, MakeGround, Running, soon

from db.people import Wants

KILLS = 48
MANY = 9_000
SHORT_LIVES = ([CONFIRMS], [BUSY], [{"kind": "no_answer"}], [BUSY], [BUSY])


def strike(ground: Ground, worker: Running, dice: random.Random) -> Running:
    """Kill the worker's parent, or one of its children; a parent is started again, as a supervisor would."""
    victim = dice.choice([*worker.children() * 3, worker.process.pid])
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    if victim != worker.process.pid:
        return worker
    worker.process.wait()
    return ground.worker()


def kill_at_random(ground: Ground, kills: int, seed: int, least: float = 0.25, most: float = 0.9) -> None:
    dice, worker = random.Random(seed), ground.worker()
    assert soon(lambda: ground.calls() > 0, 30)
    for _ in range(kills):
        time.sleep(dice.uniform(least, most))
        worker = strike(ground, worker, dice)


def test_f07_eight_kills_leave_nobody_out_and_ring_nobody_twice(ground: Ground, seed: int) -> None:
    ground.web()
    alert = ground.alert(60)
    kill_at_random(ground, 8, seed)
    ground.verify(alert, seconds=90)


@pytest.mark.long
@pytest.mark.parametrize(("on", "seed"), [("sqlite", 48), ("postgres", 48)])
def test_f07_48_kills_over_9000_members(make_ground: MakeGround, on: str, seed: int) -> None:
    ground = make_ground(
        on=on, calls_per_second="75", calls_at_once="3000", retry_deadline="0s", carrier_visibility="1s", carrier_timeout="3s",
    )  # fmt: skip
    ground.web()
    alert = ground.alert(MANY, lives=SHORT_LIVES, wants=Wants.CALLS)
    kill_at_random(ground, KILLS, seed)
    assert ground.calls() < MANY  # it was in the midst of it, to the last kill
    # Here the phone company itself has more to do than it can: when a call arrived there says nothing of when it was sent.
    ground.verify(alert, seconds=240, rate=math.inf)
