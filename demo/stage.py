"""Everything that the demo needs, started in a folder of its own and tied to the demo's life: a Valkey, a database,
the phone company, the web server and the worker."""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from redis import Redis

from db.schema import migrate
from db.session import Database, open_database
from demo.embedded import Process, child, stop, valkey, wait_until
from settings import Settings
from simulator.client import SimulatorClient

PHONE_COMPANY_PORT = 4010  # where `buurtlijn phone` looks first


_WORKERS = 3  # the pump's, the recordings', the others'


@dataclass(frozen=True, slots=True)
class Stage:
    """A whole Buurtlijn that runs: its settings, its database and the world around it."""

    settings: Settings
    database: Database
    world: SimulatorClient
    phone_company: str
    folder: Path


def made_up_settings(
    folder: Path, redis_url: str, web_port: int, phone_company: str, **changed: str
) -> dict[str, str]:
    """Settings with fresh secrets, as an environment. `changed` are settings by their small names."""
    made = {
        "database_url": f"sqlite:///{folder / 'buurtlijn.sqlite'}",
        "redis_url": redis_url,
        "public_base_url": f"http://127.0.0.1:{web_port}",
        "web_port": str(web_port),
        "secret_key": secrets.token_hex(32),
        "seal_keys": "k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "twilio_account_sid": "AC" + secrets.token_hex(16),
        "twilio_auth_token": secrets.token_hex(16),
        "carrier_base_url": phone_company,
        "web_workers": "1",
    }
    return {name.upper(): value for name, value in (made | changed).items()}


def settings_of(environment: Mapping[str, str]) -> Settings:
    """The same settings as an object."""
    return Settings(**{name.lower(): value for name, value in environment.items()})  # type: ignore[arg-type]


def free_port(wanted: int = 0) -> int:
    """A free port on loopback: the wanted one, or any."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", wanted))
        except OSError:
            trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextlib.contextmanager
def stage(
    folder: Path, *, speed: float, phone_port: int = 0, redis_url: str | None = None, **changed: str
) -> Iterator[Stage]:
    """All processes up, ended with the block; `speed`: how much faster people speak and listen than in the world."""
    with contextlib.ExitStack() as ends:
        redis_address = redis_url or ends.enter_context(valkey(folder / "valkey"))
        phone_company = f"http://127.0.0.1:{free_port(phone_port)}"
        web_port = free_port()
        environment = made_up_settings(folder, redis_address, web_port, phone_company, **changed)
        settings = settings_of(environment)
        migrate(settings)
        database = open_database(settings)
        ends.callback(database.close)
        ends.enter_context(simulator(folder, settings, speed))
        ends.enter_context(process(folder, "web", environment))
        wait_until(
            lambda: answers(f"{settings.public_base_url}/health"), "the web server", log=folder / "web.log"
        )
        ends.enter_context(worker(folder, environment))
        yield Stage(settings, database, SimulatorClient(phone_company), phone_company, folder)


@contextlib.contextmanager
def simulator(folder: Path, settings: Settings, speed: float) -> Iterator[Process]:
    """The phone company, with the account of these settings."""
    port = settings.carrier_base_url.rsplit(":", 1)[1]
    args: list[str | Path] = [
        sys.executable, "-m", "simulator", "--port", port, "--speed", str(speed), "--log", folder / "phone-company.jsonl",
        "--account", settings.twilio_account_sid, "--token", settings.twilio_auth_token.get_secret_value(), "--end-with-parent",
    ]  # fmt: skip
    started = child(args, None, folder / "simulator.log")
    try:
        wait_until(
            lambda: answers(f"{settings.carrier_base_url}/sim/"),
            "the phone company",
            process=started,
            log=folder / "simulator.log",
        )
        yield started
    finally:
        stop(started)


@contextlib.contextmanager
def process(folder: Path, name: str, environment: Mapping[str, str]) -> Iterator[Process]:
    """One process of Buurtlijn (`web`, `worker`), as the Procfile has it."""
    started = child(
        [sys.executable, "-m", "cli", name], {**os.environ, **environment}, folder / f"{name}.log"
    )
    try:
        yield started
    finally:
        stop(started)


@contextlib.contextmanager
def worker(folder: Path, environment: Mapping[str, str]) -> Iterator[Process]:
    """The worker, once its children wait for work."""
    redis_url = environment["REDIS_URL"]
    with process(folder, "worker", environment) as started:
        wait_until(
            lambda: _workers(redis_url) >= _WORKERS, "the worker", process=started, log=folder / "worker.log"
        )
        yield started


def _workers(redis_url: str) -> int:
    with Redis.from_url(redis_url) as redis:
        return len(cast(set[bytes], redis.smembers("rq:workers")))


def answers(url: str) -> bool:
    """Whether something answers there."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own loopback address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def lines_at(base_url: str, *numbers: str) -> list[dict[str, str]]:
    """Lines as the phone company knows them once they are set up for us."""
    return [
        {"number": number, "voice_url": f"{base_url}/voice/line", "voice_fallback_url": f"{base_url}/voice/fallback",
         "sms_url": f"{base_url}/text/line", "status_callback": f"{base_url}/status/line"}
        for number in numbers
    ]  # fmt: skip
