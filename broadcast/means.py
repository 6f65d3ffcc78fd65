"""What everything here works with: the settings, the database, the words."""

from __future__ import annotations

from dataclasses import dataclass

from db.session import Database, open_database
from flows.engine.texts import Texts, load
from settings import Settings


@dataclass(frozen=True, slots=True)
class Means:
    """What claiming, asking and writing down need."""

    settings: Settings
    database: Database
    texts: Texts


def means_of(settings: Settings) -> Means:
    """The means of these settings; opens no connection yet."""
    return Means(settings, open_database(settings), load())
