"""The database: one engine with its keys; short sessions that write; sessions that only read."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlmodel import Session

from db.columns import Keys
from settings import Settings

_BUSY = 10.0  # seconds that SQLite waits for another writer
_CACHE = 32_000  # KiB: a large broadcast's indexes fit
_CHECKPOINT = 4_000  # pages: what is written again and again goes to the database's own file once
_OFTEN = 0.001  # … and asks so often: its own waiting grows to a tenth of a second

T = TypeVar("T")


@dataclass(slots=True)
class _Act:
    """Something to be written, and what came of it."""

    act: Callable[[Session], Any]
    result: Any = None
    error: Exception | None = None
    done: bool = False


@dataclass(slots=True)
class _Together:
    """What waits to be written in one transaction, in this process."""

    waiting: list[_Act] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class Database:
    """Where everything is kept. `writing()` commits at its end or not at all; `reading()` never writes."""

    engine: Engine
    reader: Engine
    _together: _Together = field(default_factory=_Together, compare=False)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A short session that commits. No HTTP and no hashing of PINs inside one."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    def write_together(self, act: Callable[[Session], T]) -> T:
        """`act` in a transaction, which on SQLite it shares with whatever else of this kind waits in this process: a
        commit there takes a millisecond, and there is one at a time. Committed when this returns. An act may be run
        twice: when another of its group fails, each is run alone."""
        if self.engine.dialect.name != "sqlite":
            with self.writing() as session:
                return act(session)
        mine = _Act(act)
        self._together.waiting.append(mine)
        with self._together.lock:
            if not mine.done:
                self._write_group()
        if mine.error is not None:
            raise mine.error
        return cast(T, mine.result)

    def _write_group(self) -> None:
        group, self._together.waiting = self._together.waiting, []
        try:
            with self.writing() as session:
                for one in group:
                    one.result = one.act(session)
        except Exception:
            for one in group:
                self._write_alone(one)
        for one in group:
            one.done = True

    def _write_alone(self, one: _Act) -> None:
        try:
            with self.writing() as session:
                one.result = one.act(session)
        except Exception as error:  # it is raised where it was asked for
            one.error = error

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
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        f"busy_timeout={_BUSY * 1000:.0f}",
        "foreign_keys=ON",
        f"cache_size=-{_CACHE}",
        f"wal_autocheckpoint={_CHECKPOINT}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    raw: Any = connection.connection.driver_connection
    if connection.get_execution_options().get("only_reads"):
        raw.execute("BEGIN")
        return
    # A transaction that read before it writes cannot be upgraded when another has written: take the lock at once.
    # SQLite's own waiting for it grows to a tenth of a second between two tries.
    until = time.monotonic() + _BUSY
    raw.execute("PRAGMA busy_timeout=0")
    while not _begun(raw) and time.monotonic() < until:
        time.sleep(_OFTEN)
    raw.execute(f"PRAGMA busy_timeout={_BUSY * 1000:.0f}")
    if not raw.in_transaction:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begun(raw: sqlite3.Connection) -> bool:
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
    return raw.in_transaction
