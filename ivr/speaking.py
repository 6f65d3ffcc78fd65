"""How our words are said: a recorded sound where there is one, else speech with the zone's pronunciation list."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from carrier.carrier import Language
from db.pronunciations import names_of
from db.session import Database
from flows.engine.texts import Texts
from flows.engine.visit import Words
from flows.recorded import Recorded, recorded
from flows.speech import Pronunciation, spoken
from ivr.exchange import Exchange

_REMEMBERED = 60  # seconds until a change of the list is heard


@dataclass(frozen=True, slots=True)
class Sound:
    """A recorded sound to be played, by its name."""

    name: str


Mouth = Callable[[Words], str | Sound]
"""What is said for these words."""


def plainly(words: Words) -> str | Sound:
    """As they are written, made ready for the ear."""
    return spoken(words.text, words.language)


def mouth(place: Exchange, zone_id: int) -> Mouth:
    """How words are said in this zone."""
    sounds, names = sounds_of(place), pronunciations(place.database, zone_id)

    def said(words: Words) -> str | Sound:
        name = sounds.name(words)
        return Sound(name) if name else spoken(words.text, words.language, names)

    return said


def sounds_of(place: Exchange) -> Recorded:
    """The recorded sounds of this process; a new file is played after a restart."""
    return _sounds(place.settings.audio_folder, _Texts(place.texts))


def pronunciations(database: Database, zone_id: int) -> tuple[Pronunciation, ...]:
    """The zone's list, at most a minute old."""
    return _names(database, zone_id, int(time.monotonic() // _REMEMBERED))


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """Texts as a key that is compared by what they are, not by all their words."""

    texts: Texts

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts) and other.texts is self.texts

    def __hash__(self) -> int:
        return id(self.texts)


@lru_cache(maxsize=8)
def _sounds(folder: str, texts: _Texts) -> Recorded:
    return recorded(Path(folder) if folder else None, texts.texts)


@lru_cache(maxsize=64)
def _names(database: Database, zone_id: int, _minute: int) -> tuple[Pronunciation, ...]:
    with database.reading() as session:
        return tuple(
            Pronunciation(one.written, one.spoken, Language(one.language) if one.language else None)
            for one in names_of(session, zone_id)
        )
