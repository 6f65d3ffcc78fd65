"""Everything at once: a nemesis out of a seed does what it can to a line with two workers while an alert runs. A seed that
failed is run again with `SEEDS=7 make faults`."""

from __future__ import annotations

import random

import pytest
from trouble.ground import MakeGround, soon
from trouble.nemesis import Nemesis


@pytest.mark.long
@pytest.mark.parametrize("on", ["sqlite", "postgres"])
def test_whatever_the_nemesis_does_nobody_is_left_out_or_told_twice(
    make_ground: MakeGround, on: str, seed: int
) -> None:
    links = ["carrier", "redis", "web"] + (["database"] if on == "postgres" else [])
    ground = make_ground(on=on, own=on == "postgres", link=links, calls_per_second="20")
    workers, web = [ground.worker(), ground.worker()], ground.web()
    alert = ground.alert(250)
    assert soon(lambda: ground.calls() > 0, 60)
    nemesis = Nemesis(ground, random.Random(seed), workers, web)
    nemesis.rage(12)
    print(nemesis.done)  # noqa: T201 - shown when it fails
    ground.verify(alert, seconds=150)
