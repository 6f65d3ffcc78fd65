"""A pump that is told to stop, stops."""

from __future__ import annotations

import asyncio

import pytest

from broadcast.heart import heard_within


def test_waiting_for_an_event_says_whether_it_came() -> None:
    async def main() -> list[bool]:
        event = asyncio.Event()
        late = await heard_within(event, 0.01)
        event.set()
        return [late, await heard_within(event, 0.01)]

    assert [False, True] == asyncio.run(main())


@pytest.mark.parametrize("moments", range(4))
def test_a_cancellation_that_comes_together_with_the_event_is_not_lost(moments: int) -> None:
    async def main() -> bool:
        event = asyncio.Event()
        waiting = asyncio.create_task(heard_within(event, 10))
        for _ in range(3):
            await asyncio.sleep(0)
        event.set()
        for _ in range(moments):
            await asyncio.sleep(0)
        in_time = waiting.cancel()
        await asyncio.wait([waiting])
        return in_time == waiting.cancelled()

    assert asyncio.run(main())
