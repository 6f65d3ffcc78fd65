"""A phone company that answers as a test says: for what a well-behaved one never does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from carrier.twilio import TwilioCarrier

T = TypeVar("T")
ACCOUNT = "AC00000000000000000000000000000001"


@dataclass(frozen=True)
class Asked:
    """A request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    form: dict[str, list[str]]
    authorization: str


Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
Story = Callable[[TwilioCarrier], Awaitable[T]]


async def _tell(
    answer: Answer, story: Story[T], prefix: str, options: dict[str, Any]
) -> tuple[T, list[Asked]]:
    asked: list[Asked] = []

    async def arrives(request: web.Request) -> web.StreamResponse:
        form = await request.post()
        asked.append(
            Asked(
                request.method,
                request.path,
                dict(request.query),
                {name: [str(value) for value in form.getall(name)] for name in form},
                request.headers.get("Authorization", ""),
            )
        )
        return await answer(request)

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", arrives)
    async with TestServer(app) as server:
        base = str(server.make_url("")).rstrip("/") + prefix
        carrier = TwilioCarrier(
            **{"account_sid": ACCOUNT, "auth_token": "token", "base_url": base, **options}
        )
        try:
            return await story(carrier), asked
        finally:
            await carrier.close()


@pytest.fixture
def tell() -> Callable[..., Any]:
    """Runs a story with a carrier whose company answers like `answer`; gives the result and what was asked."""

    def run(answer: Answer, story: Story[T], prefix: str = "", **options: Any) -> tuple[T, list[Asked]]:
        return asyncio.run(_tell(answer, story, prefix, options))

    return run
