"""The database: one engine with its keys; short sessions that write; sessions that only read."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from db.columns import Keys
from settings import Settings

_BUSY = 10_000  # milliseconds that SQLite waits for another writer


@dataclass(frozen=True, slots=True)
class Database:
    """Where everything is kept. `writing()` commits at its end or not at all; `reading()` never writes."""

    engine: Engine
    reader: Engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short session that commits. No HTTP and no hashing of PINs inside one."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only reads."""
        with Session(self.reader, expire_on_commit=False) as session:
            yield session

    @property
    def keys(self) -> Keys:
        """The keys of its sealed columns."""
        keys: Keys = self.engine.dialect.buurtlijn_keys  # type: ignore[attr-defined]
        return keys

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database of these settings. Opens no connection yet."""
    url = make_url(settings.database_url)
    options: dict[str, Any] = (
        {} if url.get_backend_name() == "sqlite" else {"pool_size": 10, "pool_pre_ping": True}
    )
    engine = create_engine(url, hide_parameters=True, **options)
    engine.dialect.buurtlijn_keys = Keys(settings.key_ring, settings.secret_key.get_secret_value().encode())  # type: ignore[attr-defined]
    if engine.dialect.name == "sqlite":
        event.listen(engine, "do_connect", _private_file)
        event.listen(engine, "connect", _sqlite_ready)
        event.listen(engine, "begin", _sqlite_begin)
    return Database(engine, engine.execution_options(only_reads=True))


def _private_file(_dialect: object, _record: object, given: list[Any], _options: object) -> None:
    """A new file is its owner's alone; SQLite gives the files beside it the same rights."""
    # Only a file that was not there is opened here: closing one that SQLite uses would drop its locks.
    with suppress(OSError):  # it is there, or SQLite says better what is wrong
        os.close(os.open(given[0], os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _sqlite_ready(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours (`_sqlite_begin`)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={_BUSY}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    # A transaction that read before it writes cannot be upgraded when another has written: take the lock at once.
    reads = connection.get_execution_options().get("only_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
