"""F8, F9, F21: several workers on one broadcast; one of them stands still for ten seconds; all of them are replaced."""

from __future__ import annotations

import time

import pytest
from trouble.ground import BUSY, Ground, MakeGround, soon


@pytest.mark.long
def test_f08_a_worker_that_stood_still_sends_nothing_late(ground: Ground, turn: int) -> None:
    first, second = ground.up(workers=2)
    alert = ground.alert(200)
    assert soon(lambda: ground.calls() > 10 * turn, 40)
    first.pause()
    time.sleep(5)
    while_it_stood = ground.calls()
    time.sleep(5)
    first.go_on()
    assert ground.calls() > while_it_stood  # the other one went on
    ground.verify(alert)
    assert second.lives


@pytest.mark.long
def test_f09_three_workers_call_each_member_once_at_one_rate(ground: Ground) -> None:
    ground.up(workers=3)
    alert = ground.alert(250)
    history = ground.verify(alert)
    assert len(history.stamps["call"]) >= 250


@pytest.mark.long
def test_f21_every_process_is_replaced_in_the_midst_of_an_alert(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(link=["web"])
    old, web = ground.worker(), ground.web()
    alert = ground.alert(200)
    assert soon(lambda: ground.calls() > 20 * turn, 40)
    new = ground.worker()
    assert old.end() == 0
    assert web.end() in (0, -15)
    ground.web()
    history = ground.verify(alert)
    assert new.lives
    gaps = [
        later - sooner
        for sooner, later in zip(history.stamps["call"], history.stamps["call"][1:], strict=False)
    ]
    assert max(gaps) < 30  # it went on by itself


@pytest.mark.long
def test_f21_asked_to_end_a_worker_is_gone_within_fifteen_seconds_and_loses_nothing(ground: Ground) -> None:
    (old,) = ground.up()
    alert = ground.alert(60, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 5, 40)
    began = time.monotonic()
    assert old.end() == 0
    assert time.monotonic() - began < 15
    ground.worker()
    ground.verify(alert)
