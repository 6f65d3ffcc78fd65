"""Posts signed webhooks as the carrier does, from a process of its own: `python -m bench.poster FILE RATE IN_FLIGHT
SECONDS`. FILE has one JSON object a line (`path`, `form`); RATE a second, or 0: as fast as so many in flight can."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bench.figure import quantile

Hook = tuple[str, bytes, str]
"""Path, body, signature."""


@contextmanager
def posting(
    hooks: list[dict[str, Any]],
    folder: Path,
    base_url: str,
    token: str,
    *,
    rate: float,
    in_flight: int,
    seconds: float,
) -> Iterator[subprocess.Popen[str]]:
    """The poster at work; `heard` gives what it tells at its end."""
    path = folder / f"hooks-{time.monotonic_ns()}.jsonl"
    path.write_text("".join(json.dumps(hook) + "\n" for hook in hooks))
    command = [
        sys.executable,
        "-m",
        "bench.poster",
        str(path),
        str(rate),
        str(in_flight),
        str(seconds),
        base_url,
    ]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    process.stdin.write(token + "\n")
    process.stdin.close()
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Waits for its end: `sent`, `seconds`, `p50`, `p99`, `most` (ms), `codes`."""
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def _signed(line: str, base_url: str, token: bytes) -> Hook:
    hook = json.loads(line)
    fields = "".join(name + value for name, value in sorted(hook["form"].items()))
    digest = hmac.digest(token, f"{base_url}{hook['path']}{fields}".encode(), "sha1")
    return hook["path"], urlencode(hook["form"]).encode(), base64.b64encode(digest).decode()


async def _post_all(
    hooks: list[Hook], base_url: str, rate: float, in_flight: int, seconds: float
) -> dict[str, Any]:
    took: list[float] = []
    codes: Counter[int] = Counter()
    begun, queue = time.perf_counter(), iter(enumerate(hooks))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=in_flight)) as session:

        async def one_after_another() -> None:
            for number, hook in queue:
                if rate:
                    await asyncio.sleep(max(begun + number / rate - time.perf_counter(), 0))
                if time.perf_counter() > begun + seconds:
                    return
                at = time.perf_counter()
                codes[await _post(session, base_url, hook)] += 1
                took.append(time.perf_counter() - at)

        await asyncio.gather(*(one_after_another() for _ in range(in_flight)))
    return {
        "sent": len(took),
        "seconds": time.perf_counter() - begun,
        "p50": 1000 * quantile(took, 0.5),
        "p99": 1000 * quantile(took, 0.99),
        "most": 1000 * max(took, default=0),
        "codes": {str(code): count for code, count in codes.items()},
    }


async def _post(session: aiohttp.ClientSession, base_url: str, hook: Hook) -> int:
    path, body, signature = hook
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        async with session.post(base_url + path, data=body, headers=headers) as answer:
            await answer.read()
            return answer.status
    except aiohttp.ClientError:
        return 0


def _main() -> None:
    file, rate, in_flight, seconds, base_url = sys.argv[1:]
    token = sys.stdin.readline().strip().encode()
    hooks = [_signed(line, base_url, token) for line in Path(file).read_text().splitlines()]
    told = asyncio.run(_post_all(hooks, base_url, float(rate), int(in_flight), float(seconds)))
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    _main()
