"""The carrier's rates: no second has more in it than it may, however many share them, and whatever Redis forgets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from broadcast.heart import open_redis
from broadcast.pace import LOOK_AHEAD, Pace
from db.broadcasts import Way

RATE = 100.0


def most_in_a_second(times: list[float]) -> int:
    return max(sum(first <= at < first + 1 for at in times) for first in times)


async def taken(pace: Pace, seconds: float) -> list[float]:
    """The slots that one pump takes in so many seconds."""
    slots: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        some = await pace.slots(50)
        slots += [some.at(number) for number in range(some.count)]
        await asyncio.sleep(0.01)
    return slots


def with_pace(url: str, work: Callable[[Callable[[], Pace]], Awaitable[None]]) -> None:
    async def main() -> None:
        clients = [open_redis(url) for _ in range(2)]
        try:
            await work(lambda: Pace(clients[0], Way.CALL, RATE))
        finally:
            for client in clients:
                await client.aclose()

    asyncio.run(main())


def test_two_pumps_share_one_rate(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        both = await asyncio.gather(taken(a_pace(), 2), taken(a_pace(), 2))
        slots = sorted(both[0] + both[1])
        assert most_in_a_second(slots) <= RATE
        assert all(both)

    with_pace(redis_url, work)


def test_a_redis_that_forgets_does_not_double_a_second(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        client = open_redis(redis_url)
        slots = await taken(a_pace(), 0.5)
        await client.flushall()
        slots += await taken(a_pace(), 1)
        await client.aclose()
        assert most_in_a_second(slots) <= RATE

    with_pace(redis_url, work)


def test_slots_are_taken_only_a_little_ahead(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = a_pace()
        await pace.prime()
        await asyncio.sleep(2 * LOOK_AHEAD + pace.period)
        slots = await pace.slots(50)
        assert int(LOOK_AHEAD / pace.period) + 1 == slots.count
        assert slots.at(slots.count - 1) <= time.monotonic() + LOOK_AHEAD

    with_pace(redis_url, work)


def test_without_redis_the_pace_goes_on_by_its_own_clock(tmp_path: object) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        slots = await taken(a_pace(), 2)
        assert slots
        assert most_in_a_second(slots) <= RATE

    with_pace(f"unix://{tmp_path}/nobody.sock", work)


def test_a_text_of_several_segments_takes_as_many_turns(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = Pace(open_redis(redis_url), Way.TEXT, 10.0)
        times: list[float] = []
        for _ in range(8):
            await pace.turn(3)
            times.append(time.monotonic())
        assert max(3 * sum(first <= at < first + 1 for at in times) for first in times) <= 10

    with_pace(redis_url, work)
