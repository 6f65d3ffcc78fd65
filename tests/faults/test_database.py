"""F12: the database goes, is locked, or is full. Without a committed intent nothing is sent, so the calls stop; they go on
when it is back, and nothing was lost."""

from __future__ import annotations

import resource
import sqlite3
import time

import pytest
from trouble.ground import BUSY, Ground, MakeGround, soon


def more_calls_come(ground: Ground, seconds: float = 30) -> bool:
    before: int = ground.calls()
    came: bool = soon(lambda: ground.calls() > before + 5, seconds)
    return came


@pytest.mark.long
def test_f12_postgresql_is_restarted_in_the_midst_of_an_alert(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(on="postgres", own=True)
    ground.up()
    alert = ground.alert(200)
    assert soon(lambda: ground.calls() > 15 * turn, 40)
    assert ground.postgres is not None
    ground.postgres.restart(away=1.0 + turn)
    ground.database.engine.dispose()
    assert more_calls_come(ground)
    ground.verify(alert)


@pytest.mark.long
def test_f12_a_sqlite_that_is_locked_for_ten_seconds_stops_the_calls_and_loses_nothing(
    make_ground: MakeGround, turn: int
) -> None:
    ground = make_ground(on="sqlite")
    ground.up()
    alert = ground.alert(200)
    assert soon(lambda: ground.calls() > 15 * turn, 40)
    other = sqlite3.connect(ground.folder / "buurtlijn.sqlite", isolation_level=None)
    other.execute("PRAGMA busy_timeout = 20000")
    other.execute("BEGIN EXCLUSIVE")
    time.sleep(2)  # what was claimed by then is sent
    stopped = ground.calls()
    time.sleep(8)
    assert ground.calls() == stopped
    other.execute("ROLLBACK")
    other.close()
    assert more_calls_come(ground)
    ground.verify(alert)


@pytest.mark.long
def test_f12_a_full_disk_stops_the_calls_and_loses_nothing(make_ground: MakeGround, turn: int) -> None:
    """No file of the worker and of the web server may grow, nor be written beyond its first bytes."""
    ground = make_ground(on="sqlite")
    worker, web = ground.worker(), ground.web()
    alert = ground.alert(150, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 10 * turn, 40)
    for one in (worker, web):
        one.limit(resource.RLIMIT_FSIZE, 32_768)
    time.sleep(2)
    stopped = ground.calls()
    time.sleep(4)
    assert ground.calls() == stopped
    for one in (worker, web):
        one.limit(resource.RLIMIT_FSIZE, -1)
    assert more_calls_come(ground)
    ground.verify(alert)
