"""A ground for each test of faults: on SQLite or PostgreSQL by turns, the same for the same test and seed."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

pytest.register_assert_rewrite("trouble.ground")

from trouble.ground import Ground, MakeGround  # noqa: E402
from trouble.ground import ground as a_ground  # noqa: E402


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test with a ground runs with one seed, and with three in `make faults`; with others by `SEEDS=7,8 make faults`."""
    has_its_own = any("seed" in mark.args[0] for mark in metafunc.definition.iter_markers("parametrize"))
    if "seed" in metafunc.fixturenames and not has_its_own:
        wanted = os.environ.get("SEEDS") or ("1,2,3" if metafunc.config.getoption("--long") else "1")
        seeds = [int(seed) for seed in wanted.split(",")]
        metafunc.parametrize("seed", seeds, ids=[f"seed{seed}" for seed in seeds])


@pytest.fixture
def turn(seed: int) -> int:
    """1, 2 or 3: how late in the alert the trouble comes, or how bad it is."""
    return 1 + (seed - 1) % 3


@pytest.fixture
def kind(request: pytest.FixtureRequest, seed: int) -> str:
    """The database of this test: by turns, so that three seeds meet both."""
    turn = sum(request.function.__name__.encode()) + seed
    return ("sqlite", "postgres")[turn % 2]


@pytest.fixture
def make_ground(request: pytest.FixtureRequest, kind: str) -> Iterator[MakeGround]:
    """Makes the ground with the links and the settings that a test wants. `own`: with a PostgreSQL of its own, that can be
    restarted; else it is a database of the session's server, which takes less time."""
    with contextlib.ExitStack() as ends:

        def make(*, on: str = kind, own: bool = False, **how: Any) -> Ground:
            made = None if on == "postgres" and own else _tables(request, on, ends)
            return ends.enter_context(a_ground(on, made=made, **how))

        yield make


@pytest.fixture
def ground(make_ground: MakeGround) -> Ground:
    """A ground without links, at the usual settings."""
    return make_ground()


def _tables(request: pytest.FixtureRequest, on: str, ends: contextlib.ExitStack) -> Path | str:
    """A database that has its tables already."""
    if on == "sqlite":
        file: Path = request.getfixturevalue("migrated_sqlite")
        return file
    server, template = (
        request.getfixturevalue("postgres_server"),
        request.getfixturevalue("migrated_postgres"),
    )
    name = f"f{secrets.token_hex(6)}"
    _on(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    ends.callback(_on, server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    return str(server).replace("@/postgres?", f"@/{name}?")


def _on(server: str, statement: str) -> None:
    with psycopg.connect(server.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())
