"""A phone company in a box and a web server that is well, for the commands to look at."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.engine import make_url

from cli import main
from db.session import Database
from settings import Settings
from simulator.client import SimulatorClient


class _Well(BaseHTTPRequestHandler):
    """Answers `ok` at /health."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As everywhere, with a carrier that is away: nothing here leaves this machine. A file is its owner's alone."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and (file := Path(url.database or "")).exists():
        file.chmod(0o600)  # a copy has other rights than the database that was copied
    return settings.model_copy(update={"carrier_base_url": "http://127.0.0.1:9"})


@pytest.fixture
def our_address() -> Iterator[str]:
    """Where a web server of ours answers that it is well."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Well) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def phone_company(settings: Settings) -> Iterator[SimulatorClient]:
    """A phone company that knows the account of `settings`."""
    args = ["-m", "simulator", "--port", "0", "--account", settings.twilio_account_sid]
    token = settings.twilio_auth_token.get_secret_value()
    with subprocess.Popen(
        [sys.executable, *args, "--token", token], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        ready = re.search(r"ready on (http\S+)", said)
        assert ready is not None, said
        yield SimulatorClient(ready[1])
        process.terminate()
        process.stdout.close()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings as an environment has them."""
    return {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "CARRIER_BASE_URL": settings.carrier_base_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SEAL_KEYS": settings.seal_keys.get_secret_value(),
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
    }


@pytest.fixture
def types(environment: dict[str, str], database: Database) -> Callable[..., Result]:
    """What the command answers to these words, in an installation with its tables."""

    def typed(*words: str) -> Result:
        answer = CliRunner().invoke(main, words, env=environment)
        if answer.exception and not isinstance(answer.exception, SystemExit):
            raise answer.exception
        return answer

    return typed
