"""A row of the audit that was changed or taken out breaks the chain."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from db.audit import AuditEntry, broken_at, write_down
from db.session import Database

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def entries(database: Database) -> None:
    """Five of them: 1 to 5."""
    for _ in range(5):
        with database.writing() as session:
            write_down(session, NOW, "cli", "zone added", zone=1)


def broken(database: Database, newest: int | None = None) -> int | None:
    with database.reading() as session:
        return broken_at(session, newest)


def entry(database: Database, number: int, gone: bool = False) -> None:
    """Somebody changes that entry, or takes it out."""
    with database.writing() as session:
        found = session.exec(select(AuditEntry).where(AuditEntry.id == number)).one()
        if gone:
            session.delete(found)
        else:
            found.who = "nobody"


@pytest.mark.parametrize("newest", [None, 1, 3, 5, 100])
def test_a_whole_chain_is_whole_however_much_of_it_is_looked_at(
    database: Database, newest: int | None
) -> None:
    assert broken(database, newest) is None


def test_a_changed_entry_is_found_by_who_looks_so_far(database: Database) -> None:
    entry(database, 3)
    assert (3, 3, 3) == (broken(database), broken(database, 5), broken(database, 3))
    assert broken(database, 2) is None


def test_where_one_is_missing_the_next_does_not_fit(database: Database) -> None:
    entry(database, 4, gone=True)
    assert (5, 5) == (broken(database), broken(database, 1))
