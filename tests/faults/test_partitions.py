"""F26: each link between the web server, the workers, the database, Redis and the carrier breaks, or lets nothing through
without saying so; then it is mended."""

from __future__ import annotations

import time

import pytest
from trouble.ground import MakeGround, soon

LINKS = ("carrier", "redis", "database", "web")


@pytest.mark.long
@pytest.mark.parametrize("how", ["cut", "blocked"])
@pytest.mark.parametrize("name", LINKS)
def test_f26_a_link_that_breaks_and_is_mended_leaves_nobody_out(
    make_ground: MakeGround, name: str, how: str, turn: int
) -> None:
    ground = make_ground(on="postgres", own=True, link=[name])
    ground.up()
    alert = ground.alert(100)
    assert soon(lambda: ground.calls() > 8 * turn, 60)
    link = ground.links[name]
    (link.cut if how == "cut" else link.block)()
    time.sleep(2.0 + turn)
    link.mend()
    ground.verify(alert)


@pytest.mark.long
def test_f26_slow_links_lose_nobody(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(on="postgres", own=True, link=LINKS)
    for link in ground.links.values():
        link.slow = 0.003 * turn
    ground.up()
    alert = ground.alert(60)
    ground.verify(alert)


@pytest.mark.long
def test_f26_alone_with_the_database_a_worker_still_calls_everybody(make_ground: MakeGround) -> None:
    """The web server is not reached, and Redis neither: what became of the calls is asked at the carrier."""
    ground = make_ground(link=["redis", "web"])
    worker, _ = ground.worker(), ground.web()
    ground.links["redis"].cut()
    ground.links["web"].cut()
    alert = ground.alert(40, lives=([{"kind": "busy"}],))
    ground.verify(alert)
    assert worker.lives
