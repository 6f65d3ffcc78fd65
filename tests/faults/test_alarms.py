"""An alarm is told by the worker's own watch, whether Redis is there or not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from receivers import open_hook
from trouble.ground import BUSY, Ground, soon

from db.alarms import Trouble, ring
from db.people import Wants


@pytest.mark.parametrize("redis_is_away", [False, True], ids=["redis", "no-redis"])
def test_people_hear_of_an_alarm_soon_and_once(ground: Ground, redis_is_away: bool) -> None:
    if redis_is_away:
        ground.redis.end()
    with open_hook() as hook:
        workers = [ground.worker(alarm_hook=hook.url) for _ in range(2)]
        with ground.database.writing() as session:
            ring(session, Trouble.CALLS_REFUSED, "account 20005", datetime.now(UTC))
        assert soon(lambda: hook.posted, 20)
        assert soon(lambda: sum(one.said("alarm_told") for one in workers) == 1, 10)
    assert [("calls_refused", True)] == [(one["alarm"], one["on"]) for one in hook.posted]


def test_an_account_that_is_suspended_in_mid_alert_is_told_by_the_web_hook(ground: Ground) -> None:
    with open_hook() as hook:
        ground.web()
        ground.worker(alarm_hook=hook.url)
        ground.faults({"name": "suspended_account"})
        ground.alert(6, lives=([BUSY],), wants=Wants.CALLS)
        assert soon(lambda: hook.posted, 30)
    assert {"calls_refused"} == {one["alarm"] for one in hook.posted}
    assert not any(number in str(hook.posted) for number in ground.numbers)
