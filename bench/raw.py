"""The raw client: the same connections, pace and requests, with no database, no Redis, no memory of anything."""

from __future__ import annotations

import asyncio
import resource
import sys
import time

from broadcast.worker import carrier_of
from carrier.carrier import Carrier
from settings import Settings

_TICK = 0.005  # seconds: all that is due goes at once


async def _work(settings: Settings, rate: float, count: int) -> float:
    """CPU seconds for one call."""
    carrier = carrier_of(settings)
    began = resource.getrusage(resource.RUSAGE_SELF)
    start, under_way = time.monotonic(), []
    for number in range(count):
        wait = start + number / rate - time.monotonic()
        if wait > 0:
            await asyncio.sleep(max(wait, _TICK))
        under_way.append(asyncio.create_task(_call(carrier, settings.public_base_url, number)))
    await asyncio.gather(*under_way)
    used = resource.getrusage(resource.RUSAGE_SELF)
    await carrier.close()
    return (used.ru_utime + used.ru_stime - began.ru_utime - began.ru_stime) / count


async def _call(carrier: Carrier, base: str, number: int) -> None:
    await carrier.call(
        to=f"+3248{number:07d}",
        sender="+3215000001",
        url=f"{base}/voice/alert/{number:032d}",
        status_url=f"{base}/status/call/{number:032d}#rc=3&rp=all",
        ring_seconds=25,
        limit_seconds=300,
        machine_url=f"{base}/voice/machine/{number:032d}",
    )


if __name__ == "__main__":
    print(asyncio.run(_work(Settings(), float(sys.argv[1]), int(sys.argv[2]))))
