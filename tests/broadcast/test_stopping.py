"""A pump that is told to stop, stops."""

from __future__ import annotations

import asyncio

import pytest

from broadcast.heart import ended, heard_within


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


def test_a_task_that_takes_one_cancellation_for_something_else_is_ended_all_the_same() -> None:
    async def main() -> tuple[int, bool]:
        mistaken = 0

        async def beat() -> None:
            nonlocal mistaken
            while True:
                try:
                    await asyncio.sleep(10)
                except asyncio.CancelledError:
                    mistaken += 1
                    if mistaken > 1:
                        raise

        task = asyncio.create_task(beat())
        await asyncio.sleep(0)
        await asyncio.wait_for(ended(task), 5)
        return mistaken, task.cancelled()

    assert (2, True) == asyncio.run(main())
