"""What a text says: a word that we know, or what, where, when, who, in which vehicle, which plate and which way.

`read(text)` takes a text apart into a `Reading`: a `command` with its value, or a `kind` with its place, time, plate,
persons, vehicle and direction; `reading.reports` says whether anybody ought to hear of it, `reading.chatter` what it is
when not. Each is read by a module of its own, from tables of words in four languages at once: people mix them. Pure: no
database, no clock (`when` turns a time into a moment, given now). No text is too long or too strange for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.reading.commands import SEEN, asked, plain_words
from flows.reading.chatter import chatter
from flows.reading.directions import directions
from flows.reading.kinds import deed, incident, kind, something_seen
from flows.reading.known import put_right
from flows.reading.people import persons
from flows.reading.places import place
from flows.reading.plates import plate
from flows.reading.reading import OTHER, Chatter, Command, Reading, as_told
from flows.reading.signs import About
from flows.reading.slips import mended
from flows.reading.streets import Street, streets
from flows.reading.times import time, when
from flows.reading.vehicles import vehicle
from flows.reading.weighing import likeliest
from flows.reading.words import MOST_CHARACTERS, Said, take_apart

__all__ = ["MOST_CHARACTERS", "OTHER", "Chatter", "Command", "Reading", "about", "as_told", "read", "when"]

MOST_OF_A_WORD = 40  # characters in which GEZIEN is looked for


def read(text: str, known: Sequence[str] = (), language: str | None = None) -> Reading:
    """Read a text of at most 1,600 characters; the rest of a longer one is left out. `known` are the streets of the
    sender's networks, `language` is the sender's (nl, fr, de, en) where it is known."""
    text = text[:MOST_CHARACTERS].strip()
    asks = asked(text)
    if asks:
        return Reading(asks.command, OTHER, text, network=asks.network, days=asks.days, language=asks.language)
    words = plain_words(text[:MOST_OF_A_WORD])
    if words and words[0] in SEEN:
        rest = _rest(text)
        return _told(Command.SEEN, rest, known, language)
    return _told(None, text, known, language)


def _told(command: Command | None, text: str, known: Sequence[str], language: str | None) -> Reading:
    said = take_apart(text, language)
    named = put_right(said, streets(said), known)
    plain = mended(said.plain)
    tells = About(mended(_without(said, named)))
    ways = directions(said, named)
    number_plate = plate(said.text)
    at = time(said, plain)
    people = persons(said)
    of_kind = likeliest(tells.text, said.language, _in_words(tells, said, number_plate, people))
    sign = bool(named or number_plate) or something_seen(tells)
    small = None if command else chatter(said, deed(tells, said.language), sign)
    if small:
        return Reading(None, OTHER, text, chatter=small)
    return Reading(
        command, of_kind, text,
        place=place(said, named, ways),
        time=at.told if at else None, twelve=bool(at and at.twelve),
        plate=number_plate, persons=people, vehicle=vehicle(said), direction=ways[0].told if ways else None,
    )  # fmt: skip


def about(text: str) -> tuple[str, str | None]:
    """The words by which the kind of a text is weighed, and its language."""
    said = take_apart(text.strip())
    return mended(_without(said, streets(said))), said.language


def _in_words(tells: About, said: Said, number_plate: str | None, people: int | None) -> str:
    """The kind that the text says in so many words, or by a plate or people alone."""
    told = kind(tells, said.language)
    if told != OTHER or incident(tells, said.language):
        return told
    return "suspicious_vehicle" if number_plate else ("suspicious_person" if people else OTHER)


def _without(said: Said, named: Sequence[Street]) -> str:
    """The words without the names of streets: nobody swings a hammer in the rue du Marteau."""
    hidden = {at for street in named for at in range(street.start, street.end)}
    return f" {' '.join('|' if at in hidden else word.word for at, word in enumerate(said.words))} "


def _rest(text: str) -> str:
    """What follows the first word; the whole text when nothing does."""
    begin = next((at for at, letter in enumerate(text) if letter.isalnum()), 0)
    end = next((at for at in range(begin, len(text)) if not text[at].isalnum()), len(text))
    return text[end:].lstrip(" \t\r\n:;,.-!?…–—") or text
