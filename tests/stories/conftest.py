"""Whole calls over HTTP: the real web server, the real worker, the phone company. The files run on the two kinds of
database in turn, with `--long` each on both. The processes run once for each kind; every test has a police zone, numbers
and people of its own in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from town import HURRY, SPEED, Town, a_landline, a_mobile, found, numbers

from demo.embedded import valkey
from demo.stage import Stage, lines_at, stage

KINDS = ("sqlite", "postgres")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On which kinds of database a story runs."""
    if "running" not in metafunc.fixturenames:
        return
    here = Path(metafunc.module.__file__)
    files = sorted(file.stem for file in here.parent.glob("test_*.py"))
    kinds = KINDS if metafunc.config.getoption("--long") else (KINDS[files.index(here.stem) % len(KINDS)],)
    metafunc.parametrize("running", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A whole Buurtlijn that runs, on each kind of database."""
    folder = tmp_path_factory.mktemp("stage")
    changed = dict(HURRY)
    if request.param == "postgres":
        changed["database_url"] = _new_database(request.getfixturevalue("postgres_server"), folder.name)
    with (
        valkey(folder / "valkey") as redis_url,
        stage(folder, speed=SPEED, redis_url=redis_url, **changed) as up,
    ):
        yield up


def _new_database(server: str, name: str) -> str:
    """A PostgreSQL database of this stage's own: what another one left is sealed with another one's keys."""
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload, unused-ignore]
    return server.replace("@/postgres?", f"@/{name}?")


@pytest.fixture
def town(running: Stage) -> Town:
    """A zone of this test's own, in which nobody lives yet but the police."""
    at = next(numbers)
    made = Town(
        up=running, zone=f"Dorp {at}", hotline=a_landline(), police_line=a_landline(), duty=a_landline(), officer=a_mobile(),
        badge=f"{20000 + at}", bin=f"{1000 + at}", bin_z=f"{5000 + at}",
    )  # fmt: skip
    with running.database.writing() as session:
        found(session, made)
    running.world.lines(lines_at(running.settings.public_base_url, made.hotline, made.police_line), add=True)
    made.lives(made.duty, "Wachtdienst", answers=[{"kind": "no_answer"}])
    made.lives(made.officer, "Verbeeck", answers=[{"kind": "no_answer"}])
    return made
