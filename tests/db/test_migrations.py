"""The migrations make the tables that the code has."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

import db.alarms
import db.audit
import db.broadcasts
import db.calls
import db.news
import db.people
import db.pronunciations
import db.proofs
import db.reports  # noqa: F401  every table must be known here
from db.schema import alembic_config, migrate
from db.session import Database
from settings import Settings


def test_the_migrated_tables_are_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_twice_changes_nothing(settings: Settings, database: Database) -> None:
    before = inspect(database.engine).get_table_names()
    migrate(settings)
    assert inspect(database.engine).get_table_names() == before


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1
