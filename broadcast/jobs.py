"""The entry points of RQ: jobs take ids, read again, act; running one twice is harmless."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from redis import Redis, RedisError

from broadcast import recordings
from broadcast import tidy as tidying
from broadcast.means import Means
from broadcast.wake import DEFAULT, URGENT, queue
from carrier.carriers import Carriers

_A_MINUTE = 60
_DAY = 86_400

log = structlog.get_logger()


@dataclass(slots=True)
class Workplace:
    """What the jobs of this process work with; put here by the worker before its first job. The web process imports
    this room too: it has no carriers."""

    means: Means
    open_carriers: Callable[[], Carriers]
    run_pump: Callable[[], None] | None = None


_here: list[Workplace] = []


def work_here(place: Workplace) -> None:
    """This process works with these means."""
    _here[:] = [place]


def pump() -> None:
    """Call and text until nothing is due."""
    if _here[0].run_pump is not None:
        _here[0].run_pump()


def fetch_recording(recording_id: int) -> None:
    """Fetch, seal and keep one recording."""
    _with_carriers(lambda means, carriers: recordings.fetch(means, carriers, recording_id))


def tidy() -> None:
    """Close, drop and fetch what was left lying."""
    _with_carriers(lambda means, carriers: tidying.tidy(means, carriers, datetime.now(UTC)))


def want_recording(redis: Redis, recording_id: int) -> bool:
    """Have a recording fetched soon. Never raises: the watch finds what was not; whether Redis took it."""
    try:
        queue(redis, URGENT).enqueue(
            fetch_recording, recording_id, job_timeout=_A_MINUTE, result_ttl=0, failure_ttl=_DAY,
            description="fetch_recording",
        )  # fmt: skip
    except (RedisError, OSError) as away:
        log.warning("redis_away", doing="want_recording", error=type(away).__name__)
        return False
    return True


def want_tidying(redis: Redis) -> None:
    """Have it tidied up. Raises RedisError."""
    queue(redis, DEFAULT).enqueue(
        tidy, job_timeout=5 * _A_MINUTE, result_ttl=0, failure_ttl=_DAY, description="tidy"
    )


def _with_carriers(work: Callable[[Means, Carriers], Awaitable[object]]) -> None:
    place = _here[0]

    async def run() -> None:
        carriers = place.open_carriers()
        try:
            await work(place.means, carriers)
        finally:
            await carriers.close()

    asyncio.run(run())
