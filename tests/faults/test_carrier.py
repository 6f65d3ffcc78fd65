"""F13–F18, F30: a carrier that is unkind. What it did not tell is asked, what it refuses is written down, and what it did
twice is heard once."""

from __future__ import annotations

import time

import pytest
from sqlmodel import col, func, select
from trouble.ground import BUSY, CONFIRMS, LIVES, Ground, MakeGround, soon

from db.broadcasts import Attempt, Delivery
from db.people import Phone, Wants

AFTER_ACCEPTING = ("hang_after_accepting", "error_after_accepting", "reset_after_accepting")
OFTEN = "reset_after_accepting"


@pytest.mark.parametrize(
    "fault", [pytest.param(name, marks=() if name == OFTEN else pytest.mark.long) for name in AFTER_ACCEPTING]
)
def test_f13_what_the_carrier_took_without_saying_so_is_one_call(
    ground: Ground, fault: str, turn: int
) -> None:
    ground.faults({"name": fault, "chance": 0.2 + 0.1 * turn, "seconds": 4})
    ground.up()
    alert = ground.alert(40, lives=([BUSY], [CONFIRMS]))
    assert soon(lambda: len(ground.world.log(kind="fault")) > 3, 40)
    ground.verify(alert)


@pytest.mark.long
@pytest.mark.parametrize("fault", ["too_many_requests", "unavailable"])
def test_f14_a_carrier_that_takes_nothing_for_a_while_gets_everything_once(
    ground: Ground, fault: str, turn: int
) -> None:
    ground.up()
    alert = ground.alert(120, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 10 * turn, 40)
    ground.faults({"name": fault})
    time.sleep(8)
    ground.faults()
    ground.verify(alert)


@pytest.mark.long
def test_f14_at_the_rate_that_the_carrier_takes_everybody_is_called_once(ground: Ground) -> None:
    ground.world.request("PUT", "/sim/settings", {"creates_per_second": 10, "retry_after": 1})
    ground.up()
    alert = ground.alert(80, lives=([BUSY],), wants=Wants.CALLS)
    ground.verify(alert)


@pytest.mark.parametrize(
    ("code", "of_the_number"),
    [
        (21211, True),
        pytest.param(21610, True, marks=pytest.mark.long),
        pytest.param(20003, False, marks=pytest.mark.long),
    ],
)
def test_f15_what_is_wrong_with_a_number_is_its_own_and_what_is_wrong_with_us_burns_nobody(
    ground: Ground, code: int, of_the_number: bool
) -> None:
    ground.faults({"name": "refuse", "code": code, "on": "calls"})
    (worker,) = ground.up()
    alert = ground.alert(12, lives=([BUSY],), wants=Wants.CALLS)
    if of_the_number:
        assert soon(lambda: ground.states(alert) == {"failed": 12}, 40)
        assert len(ground.asked()) == 12  # none is asked for again
        with ground.database.reading() as session:
            flagged = select(func.count()).where(
                col(Phone.failed_since).is_not(None) | col(Phone.no_calls_since).is_not(None)
            )
            assert session.exec(flagged).one() == 12
        return
    assert soon(lambda: worker.said("carrier_refuses_us") > 0, 40)
    time.sleep(3)
    assert "failed" not in ground.states(alert)
    ground.faults()
    ground.verify(alert)


@pytest.mark.long
def test_f16_a_carrier_that_takes_five_seconds_loses_nobody(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(carrier_timeout="8s")
    ground.faults({"name": "latency", "seconds": 3 + turn})
    ground.up()
    alert = ground.alert(100, lives=([BUSY],), wants=Wants.CALLS)
    history = ground.verify(alert)
    assert history.stamps["call"][99] - history.stamps["call"][0] < 30  # they were under way together


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(
            ({"name": "duplicate_callbacks"}, {"name": "shuffle_callbacks", "seconds": 2}),
            id="doubled-and-shuffled",
        ),
        pytest.param(({"name": "delay_callbacks", "seconds": 12},), id="late", marks=pytest.mark.long),
        pytest.param(
            ({"name": "latency", "seconds": 1.5}, {"name": "hang_after_accepting", "seconds": 1.5}),
            id="before-the-answer",
            marks=pytest.mark.long,
        ),
    ],
)
def test_f17_however_the_callbacks_come_they_end_in_the_same_state(
    ground: Ground, faults: tuple[dict[str, object], ...]
) -> None:
    ground.faults(*faults)
    ground.up()
    alert = ground.alert(45, lives=LIVES)
    ground.verify(alert)


@pytest.mark.long
def test_f18_callbacks_that_never_come_are_asked_for(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(text_valid="4s", ring_mobile="4s", ring_landline="4s")
    ground.faults({"name": "drop_callbacks", "chance": (0.5, 0.9, 1.0)[turn - 1]})
    ground.up()
    alert = ground.alert(30)
    ground.verify(alert)


@pytest.mark.long
@pytest.mark.parametrize("fault", ["suspended_account", "no_balance"])
def test_f30_an_account_that_is_suspended_burns_nobody_and_alarms(ground: Ground, fault: str) -> None:
    (worker,) = ground.up()
    alert = ground.alert(60, lives=([BUSY],), wants=Wants.CALLS)
    assert soon(lambda: ground.calls() > 5, 40)
    ground.faults({"name": fault})
    assert soon(lambda: worker.said("carrier_refuses_us") > 0, 40)
    time.sleep(2)
    given_up = select(func.count()).where(
        Delivery.broadcast_id == alert, col(Delivery.reason).startswith("refused")
    )
    with ground.database.reading() as session:
        assert session.exec(given_up).one() == 0
    ground.faults()
    assert soon(ground.is_quiet, 120)
    with ground.database.reading() as session:
        never = select(func.count()).where(
            Delivery.broadcast_id == alert,
            ~select(Attempt.id).where(Attempt.delivery_id == Delivery.id).exists(),
        )
        assert session.exec(never).one() == 0
