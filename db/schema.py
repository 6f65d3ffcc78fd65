"""Bringing the tables up to date. Apart from the session: web processes have no need of Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from db.session import open_database
from settings import Settings


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


def alembic_config() -> Config:
    """Alembic's configuration: where the migrations lie."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
