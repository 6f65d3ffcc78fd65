"""Fixtures for pytest: `phone_company`, `phone`, `phones` and `serve`.

Used with `pytest_plugins = ["simulator.fixtures"]` in a test file or the outermost conftest.py. How the
company is to be is a fixture too, `phone_company_options`, for a test, a file or a folder to replace.
"""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import WSGIApplication

import pytest

from simulator.client import SimulatorClient
from simulator.clock import Clock
from simulator.crowd import load_crowd
from simulator.loop import Loop
from simulator.server import serving
from simulator.telephone import Telephone
from simulator.world import Account, Company

SPEED = 60.0
"""How much faster than in the world people speak, ring and wait, unless the options say otherwise."""

MINE = "+32470999999"
_PATIENCE = 20.0  # seconds


@pytest.fixture(scope="session")
def phone_company_loop() -> Iterator[Loop]:
    """Where the companies of all tests live, one after the other."""
    loop = Loop()
    yield loop
    loop.close()


@pytest.fixture
def phone_company_options() -> dict[str, Any]:
    """`speed`, `by_hand`, `people` (a TOML file, beside the test unless its path is whole); all may be left out."""
    return {}


@pytest.fixture
def phone_company(
    request: pytest.FixtureRequest, phone_company_loop: Loop, phone_company_options: dict[str, Any]
) -> Iterator[SimulatorClient]:
    """A phone company of its own for each test, on a free port of loopback: its client, with its account."""
    company = _company(phone_company_options, request.path.parent)
    context = serving(company)
    url = phone_company_loop.run(context.__aenter__())
    yield SimulatorClient(url, account_sid=company.account.sid, auth_token=company.account.token)
    phone_company_loop.run(context.__aexit__(None, None, None))
    broken = [entry for entry in company.log.entries if entry["kind"] == "broken"]
    if broken:
        pytest.fail(f"the simulator itself has a mistake: {broken}")


def _company(asked: dict[str, Any], folder: Path) -> Company:
    if unknown := set(asked) - {"speed", "by_hand", "people"}:
        raise ValueError(f"there is no option {', '.join(sorted(unknown))}; there are speed, by_hand, people")
    clock = Clock(float(asked.get("speed", SPEED)), by_hand=bool(asked.get("by_hand", False)))
    company = Company(Account(), clock)
    if people := asked.get("people"):
        crowd = load_crowd(folder / people)
        company.people, company.mistakes = crowd.people, crowd.mistakes or company.mistakes
    return company


@pytest.fixture
def phones(phone_company: SimulatorClient) -> Callable[[str], Telephone]:
    """Telephones by their number: `phones("+32470000001").dial(…)`."""

    def phone(number: str) -> Telephone:
        found = Telephone(phone_company, number)
        found.plug_in()
        return found

    return phone


@pytest.fixture
def phone(phones: Callable[[str], Telephone]) -> Telephone:
    """A telephone in the test's hands."""
    return phones(MINE)


class _Quiet(WSGIRequestHandler):
    """Requests are in the company's log; they need not be on the terminal too."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _Server(ThreadingMixIn, WSGIServer):
    """A request each in a thread of its own."""

    daemon_threads = True


@pytest.fixture
def serve() -> Iterator[Callable[[WSGIApplication], str]]:
    """Serve a WSGI application (Flask, Django …) on loopback for the length of a test; returns its URL."""
    started: list[tuple[_Server, threading.Thread]] = []

    def start(app: WSGIApplication) -> str:
        server = make_server("127.0.0.1", 0, app, _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        started.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in started:
        server.shutdown()
        thread.join(_PATIENCE)
        server.server_close()
