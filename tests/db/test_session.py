"""Where everything is kept is its owner's alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from db.people import Zone
from db.schema import migrate
from db.session import open_database
from db.set_up import add_zone
from settings import Settings

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def _a_careless_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def rights(settings: Settings) -> dict[str, int]:
    """What others may do with each file of the database."""
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    return {one.name: one.stat().st_mode & 0o777 for one in file.parent.glob(f"{file.name}*")}


def test_a_new_file_and_those_beside_it_are_nobody_elses(settings: Settings, tmp_path: Path) -> None:
    migrate(settings)
    database = open_database(settings)
    with database.writing() as session:
        add_zone(session, name="Antwerpen", now=NOW)
    with database.reading() as session:
        assert session.exec(select(Zone.name)).all() == ["Antwerpen"]
        assert {"buurtlijn.sqlite", "buurtlijn.sqlite-wal", "buurtlijn.sqlite-shm"} == set(rights(settings))
        assert {0o600} == set(rights(settings).values())
    database.close()


def test_a_file_that_is_there_keeps_its_rights(settings: Settings) -> None:
    migrate(settings)
    Path(settings.database_url.removeprefix("sqlite:///")).chmod(0o640)
    migrate(settings)
    assert rights(settings)["buurtlijn.sqlite"] == 0o640


def test_a_folder_that_is_not_there_is_sqlites_to_complain_of(settings: Settings, tmp_path: Path) -> None:
    nowhere = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path}/none/buurtlijn.sqlite"})
    with pytest.raises(OperationalError, match="unable to open database file"):
        migrate(nowhere)
