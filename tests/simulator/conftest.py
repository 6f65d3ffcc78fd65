"""A simulator and a tiny application, both in one event loop in a thread, on loopback."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from shapes import differences, endpoint
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from simulator.client import SimulatorClient
from simulator.clock import Clock
from simulator.loop import Loop
from simulator.server import serving
from simulator.world import Account, Company

T = TypeVar("T")

ACCOUNT = Account(sid="AC" + "a" * 32, token="t" * 32, keys={"SK" + "b" * 32: "secret"})
HOTLINE = "+3232020202"
SPEED = 60.0


@dataclass
class Asked:
    """A request that the application got."""

    path: str
    url: str
    method: str
    form: dict[str, str]
    signature: str
    headers: dict[str, str]


Answer = str | tuple[int, str, str] | web.Response
Answering = Answer | list[Answer] | Callable[[Asked], Answer]


@dataclass
class Application:
    """An application behind the lines: what it answers by path, and what it was asked."""

    url: str = ""
    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def on(self, path: str, answer: Any) -> str:
        """Answer a path with the inside of a <Response>, a (status, type, body), or a list of these in turn."""
        self.answers[path] = answer
        return self.url + path

    def requests(self, path: str) -> list[Asked]:
        return [each for each in self.asked if each.path == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        asked = Asked(
            request.path,
            f"{self.url}{request.raw_path}",
            request.method,
            form,
            request.headers.get("X-Twilio-Signature", ""),
            dict(request.headers),
        )
        self.asked.append(asked)
        answer = self.answers.get(request.path)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        if callable(answer):
            answer = answer(asked)
        if isinstance(answer, float):
            await asyncio.sleep(answer)
            return web.Response(status=204)
        return _response(answer)


def _response(answer: Any) -> web.StreamResponse:
    match answer:
        case None:
            return web.Response(status=204)
        case web.Response():
            return answer
        case str(inside):
            return web.Response(
                text=f'<?xml version="1.0" encoding="UTF-8"?><Response>{inside}</Response>',
                content_type="text/xml",
            )
        case (int(status), str(kind), bytes(body)):
            return web.Response(status=status, body=body, content_type=kind)
        case (int(status), str(kind), str(body)):
            return web.Response(status=status, text=body, content_type=kind)
        case _:
            raise AssertionError(answer)


class Rewrite(TwilioHttpClient):  # type: ignore[misc]
    """The vendor's own client, with another base URL; every answer is compared with the table of shapes."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=5)
        self._base = base
        self.answered: set[tuple[str, int]] = set()
        """The endpoints that were asked, with the status of the answer."""

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        parts = urlsplit(url)
        query = f"?{parts.query}" if parts.query else ""
        response = super().request(method, self._base + parts.path + query, *args, **kwargs)
        assert [] == differences(method, url, response.status_code, response.text)
        self.answered.add((endpoint(method, url), response.status_code))
        return response

    def close(self) -> None:
        if self.session is not None:
            self.session.close()


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def app(loop: Loop) -> Iterator[Application]:
    application = Application()
    server = web.Application()
    server.router.add_route("*", "/{path:.*}", application.handle)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)

    async def start() -> None:
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        application.url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    loop.run(start())
    yield application
    loop.run(runner.cleanup())


@pytest.fixture
def company() -> Company:
    return Company(ACCOUNT, Clock(SPEED))


@pytest.fixture
def world(loop: Loop, company: Company, app: Application) -> Iterator[SimulatorClient]:
    context = serving(company)
    client = SimulatorClient(loop.run(context.__aenter__()))
    client.lines(
        [
            {
                "number": HOTLINE,
                "voice_url": app.url + "/voice",
                "voice_fallback_url": app.url + "/fallback",
                "sms_url": app.url + "/text",
                "status_callback": app.url + "/line",
            }
        ]
    )
    yield client
    broken = client.log(kind="broken")
    loop.run(context.__aexit__(None, None, None))
    assert [] == broken


@pytest.fixture
def twilio(world: SimulatorClient) -> Iterator[Client]:
    http = Rewrite(world.base_url)
    yield Client(ACCOUNT.sid, ACCOUNT.token, http_client=http)
    http.close()
