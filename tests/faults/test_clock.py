"""F20: somebody sets the clock of the machine on which everything runs, in the midst of an alert. Pacing goes by a clock that
nobody sets; what goes by the wall's must not leave anybody out, nor tell anybody twice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from trouble.checker import check
from trouble.ground import BUSY, CONFIRMS, Ground, MakeGround, soon

CLOCK = Path(__file__).parents[1] / "trouble" / "clock"
MINUTE, HOUR = 60, 3600


def with_a_clock(ground: Ground) -> Path:
    """The processes that are started from now on have a clock that can be set, by this file."""
    file: Path = ground.folder / "wrong-by"
    file.write_text("0")
    path = os.pathsep.join(filter(None, (str(CLOCK), os.environ.get("PYTHONPATH"))))
    ground.environment |= {"PYTHONPATH": path, "WRONG_CLOCK": str(file)}
    return file


def test_the_clock_that_is_set_is_the_walls_alone(tmp_path: Path) -> None:
    file = tmp_path / "wrong-by"
    file.write_text("3600")
    asks = (
        "import datetime, time; from datetime import UTC, datetime as d; "
        "print(d.now(UTC).timestamp() - time.time() < 1, time.time(), time.monotonic())"
    )
    environment = {**os.environ, "PYTHONPATH": str(CLOCK), "WRONG_CLOCK": str(file)}
    said = subprocess.run(
        [sys.executable, "-c", asks], env=environment, check=True, capture_output=True, text=True
    )
    agree, wall, monotonic = said.stdout.split()
    assert agree == "True"
    assert 3500 < float(wall) - time.time() < 3700
    assert abs(float(monotonic) - time.monotonic()) < 100


@pytest.mark.long
@pytest.mark.parametrize(
    "by", [HOUR, 2 * MINUTE, -2], ids=["an-hour-ahead", "two-minutes-ahead", "two-seconds-back"]
)
def test_f20_a_clock_that_is_set_in_mid_alert_leaves_nobody_out(make_ground: MakeGround, by: float) -> None:
    ground = make_ground(retry_deadline="2h")
    wrong = with_a_clock(ground)
    ground.up()
    alert = ground.alert(120, lives=([CONFIRMS], [BUSY]))
    assert soon(lambda: ground.calls() > 20, 40)
    wrong.write_text(str(by))
    ground.verify(alert)


@pytest.mark.long
def test_f20_a_clock_set_ahead_while_requests_are_under_way_tells_nobody_twice(
    make_ground: MakeGround,
) -> None:
    ground = make_ground(retry_deadline="2h")
    wrong = with_a_clock(ground)
    ground.faults({"name": "latency", "seconds": 1.5})
    ground.up()
    alert = ground.alert(60, lives=([CONFIRMS],))
    assert soon(lambda: len(ground.asked()) > 15, 40)
    wrong.write_text(str(HOUR))
    assert soon(ground.is_quiet, 120)
    found = check(ground.history(alert))
    assert [one for one in found if "heard the message" in one or "left out" in one] == []
