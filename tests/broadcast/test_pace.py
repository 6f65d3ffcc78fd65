"""The carrier's rates: no second has more in it than it may, however many share them, and whatever Redis forgets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from broadcast.heart import open_redis
from broadcast.pace import AHEAD, GROUP, Pace
from broadcast.senders import Senders
from db.broadcasts import Way

RATE = 100.0


def most_in_a_second(times: list[float]) -> int:
    return max(sum(first <= at < first + 1 for at in times) for first in times)


async def taken(pace: Pace, seconds: float) -> list[float]:
    """The slots that one pump takes in so many seconds."""
    slots: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        slots += await pace.group()
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


def test_a_group_is_taken_a_little_before_its_first_slot_and_is_short(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        slots = await a_pace().group()
        assert slots[-1] - slots[0] < GROUP
        assert slots[0] < time.monotonic() + AHEAD

    with_pace(redis_url, work)


def test_a_slot_that_was_not_used_is_for_who_comes_next(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = a_pace()
        await pace.group()
        slots = await pace.group()
        pace.unused(slots[1:])
        assert slots[1] == (await pace.group())[0]

    with_pace(redis_url, work)


def test_without_redis_each_pump_keeps_to_its_share(tmp_path: object) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = a_pace()
        pace.pumps = 4
        slots = await taken(pace, 2)
        assert slots
        assert most_in_a_second(slots) <= RATE / 4

    with_pace(f"unix://{tmp_path}/nobody.sock", work)


def test_without_redis_the_pace_goes_on_by_its_own_clock(tmp_path: object) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        slots = await taken(a_pace(), 2)
        assert slots
        assert most_in_a_second(slots) <= RATE

    with_pace(f"unix://{tmp_path}/nobody.sock", work)


def test_a_text_of_several_segments_takes_as_many_slots(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = a_pace()
        slots = await pace.group()
        more = await pace.more(3)
        assert all(later > slots[-1] for later in more)
        assert 3 == len(more)

    with_pace(redis_url, work)


def test_no_second_of_our_own_clock_has_more_than_the_rate(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        pace = a_pace()
        for at in (0.0, 0.4):
            pace.promise(50)
            pace.spend(50, at)
        assert 0 < pace.too_soon(1, 0.9)
        assert 0 == pace.too_soon(50, 1.01)
        assert 0 < pace.too_soon(51, 1.01)

    with_pace(redis_url, work)


def test_what_the_carrier_lets_through_is_known_to_the_other_pumps(redis_url: str) -> None:
    async def work(a_pace: Callable[[], Pace]) -> None:
        one, other = a_pace(), a_pace()
        for pace in (one, other):
            await pace.prime()
        now = time.monotonic()
        one.push_back.answered(True, now, now)
        one.push_back.answered(False, now, now, slow_down=True)
        await one.prime()
        await other.prime()
        assert other.push_back.rate(now) == one.push_back.rate(now) < RATE

    with_pace(redis_url, work)


def test_a_number_with_a_rate_of_its_own_has_its_turns_apart_from_others() -> None:
    senders = Senders(10.0)
    turns = [senders.turn("+3215000001", 1, 100.0, pumps=1) for _ in range(20)]
    waited = [at for at, soon in turns if soon]
    assert waited == pytest.approx([100 + number * 0.1005 for number in range(len(waited))])
    later = [at for at, soon in turns if not soon]
    assert later == sorted(set(later))
    assert later[0] >= waited[-1]
    assert (100.0, True) == senders.turn("+3215000002", 1, 100.0, pumps=1)
