"""Bringing the tables up to date. Apart from the session: web processes have no need of Alembic."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from db.session import open_database
from settings import Settings

_TAKES_AWAY = re.compile(r"drop_|alter_column|rename|execute\(")


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the tables to `revision`; the newest unless said."""
    _run(settings, lambda config: command.upgrade(config, revision))


def migrate_back(settings: Settings, revision: str) -> None:
    """Bring the tables back to an older `revision`. What the newer ones had added is lost."""
    _run(settings, lambda config: command.downgrade(config, revision))


def _run(settings: Settings, change: Callable[[Config], None]) -> None:
    """In one transaction, so that it is done whole or not at all."""
    database = open_database(settings)
    try:
        with database.engine.connect() as connection:
            _let_tables_be_made_anew(connection)
            with connection.begin():
                config = alembic_config()
                config.attributes["connection"] = connection
                change(config)
                _every_reference_leads_somewhere(connection)
    finally:
        database.close()


def _let_tables_be_made_anew(connection: Connection) -> None:
    """SQLite changes some columns by making their table anew, and takes the old one from under the rows that refer to
    it. That check is off for this connection, which must be said before the transaction; we check at its end."""
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")


def _every_reference_leads_somewhere(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        astray = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if astray:
            raise RuntimeError(
                f"rows that refer to nothing, in {', '.join(sorted({row[0] for row in astray}))}"
            )


def not_beside_the_old(settings: Settings) -> list[str]:
    """The migrations that are still to be made and with which the old version could not go on: they take something
    away, or rename it."""
    database = open_database(settings)
    try:
        with database.engine.connect() as connection:
            now = MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()
    ahead = ScriptDirectory.from_config(alembic_config()).iterate_revisions("head", now)
    return [one.revision for one in ahead if _TAKES_AWAY.search(inspect.getsource(one.module.upgrade))]


def alembic_config() -> Config:
    """Alembic's configuration: where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
