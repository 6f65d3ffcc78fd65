"""Bringing the tables up to date. Apart from the session: web processes have no need of Alembic."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.session import open_database
from settings import Settings

_TAKES_AWAY = re.compile(r"drop_|alter_column|rename|execute\(")


def migrate(settings: Settings, revision: str = "head") -> None:
    """Bring the tables to `revision`; the newest unless said."""
    database = open_database(settings)
    try:
        with database.engine.begin() as connection:
            config = alembic_config()
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        database.close()


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
