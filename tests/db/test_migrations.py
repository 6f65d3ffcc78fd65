"""The migrations make the tables that the code has."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, time
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Time,
    inspect,
)
from sqlmodel import SQLModel

import db.accounts
import db.alarms
import db.audit
import db.broadcasts
import db.calls
import db.news
import db.overrides
import db.people
import db.pronunciations
import db.proofs
import db.reports
import db.tellings  # noqa: F401  every table must be known here
from db.schema import alembic_config, migrate, migrate_back
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


def test_every_migration_is_undone_and_done_again_with_data_in_every_table(
    settings: Settings, database: Database
) -> None:
    fill(database)
    newest = revisions()
    kept = [rows(database)]
    for revision in newest[1:]:
        migrate_back(settings, revision)
        kept.append(rows(database))
    first = kept[-1]
    assert all(len(of_table) == 1 for of_table in first.values())
    for before, after in itertools.pairwise(kept):
        assert after == {
            table: part(of_table, after[table]) for table, of_table in before.items() if table in after
        }
    for revision in reversed(newest[:-1]):
        migrate(settings, revision)
        assert first == {
            table: part(of_table, first[table])
            for table, of_table in rows(database).items()
            if table in first
        }
    test_the_migrated_tables_are_the_tables_of_the_code(database)


Rows = list[dict[str, Any]]


def revisions() -> list[str]:
    """Every revision, the newest first."""
    return [one.revision for one in ScriptDirectory.from_config(alembic_config()).walk_revisions()]


def fill(database: Database) -> None:
    """A row in every table, with a value in every column, that refers to the rows of the others."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(
                    table.insert().values({column.name: made_up(column) for column in table.columns})
                )


def made_up(column: Column[Any]) -> object:
    match column.type:
        case Boolean():
            return True
        case Integer():
            return 1
        case DateTime():
            return datetime(2026, 11, 24, 3, 12, tzinfo=UTC)
        case Time():
            return time(22)
        case JSON():
            return []
        case LargeBinary():
            return b"sealed"
        case _:
            return "x"


def rows(database: Database) -> dict[str, Rows]:
    """Every row of every table, as it is kept now."""
    tables = MetaData()
    tables.reflect(database.engine)
    tables.remove(tables.tables["alembic_version"])
    with database.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(table.select()).mappings()]
            for name, table in tables.tables.items()
        }


def part(of_table: Rows, like: Rows) -> Rows:
    """Those columns alone that the other rows have."""
    return [{name: value for name, value in row.items() if name in like[0]} for row in of_table]
