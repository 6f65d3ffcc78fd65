"""Where it is: a street with its number, a corner, a landmark. A wrong place is worse than none."""

from __future__ import annotations

from collections.abc import Iterable

from flows.reading.directions import Direction
from flows.reading.houses import house
from flows.reading.landmarks import landmark
from flows.reading.streets import Street
from flows.reading.words import Said

_CORNER = frozenset("hoek kruispunt kruising kruispnt straathoek coin angle carrefour croisement intersection ecke kreuzung strassenecke corner crossing crossroads junction hk".split())
_JOINS = frozenset("en et und and met avec mit with aan x de la le l du des van der den the n ecke hoek coin of rue".split())
_NOT = frozenset("niet geen pas nicht keine not no kein".split())
_LIVES = frozenset("woon woont wonen wonende habite habitons habitant wohne wohnen wohnhaft live lives living".split())
_COMES = frozenset("vanuit uit komende komen komt venant vient viennent aus kommt kommen kommend coming from from".split())


def place(said: Said, streets: list[Street], directions: Iterable[Direction]) -> str | None:
    """Where it is. Not where they went, nor where the writer lives, nor where it is said not to be."""
    led = [(one.start, one.end) for one in directions]
    here = [street for street in streets if not _within(street, led) and not _denied(said, street)]
    first = next((street for street in here if not _home(said, street)), here[0] if here else None)
    if first is None:
        return landmark(said, led + [(street.start, street.end) for street in streets])
    other = _corner(said, here, first)
    if other:
        return f"{first.name} / {other}"
    number = house(said, first)
    return f"{first.name} {number}" if number else first.name


def _within(street: Street, spans: list[tuple[int, int]]) -> bool:
    return any(start <= street.start < end for start, end in spans)


def _denied(said: Said, street: Street) -> bool:
    """Whether the text says that it is not there."""
    before: list[str] = []
    for at in range(street.start - 1, max(-1, street.start - 4), -1):
        if said.words[at + 1].parted:
            break
        if said.word(at) == "pas" and said.word(at - 1) == "au":
            continue
        if not (said.word(at) == "no" and said.words[at + 1].number):
            before.append(said.word(at))
    return any(word in _NOT for word in before) and "ver" not in before and "loin" not in before and "weit" not in before and "far" not in before


def _home(said: Said, street: Street) -> bool:
    """Whether that is only where the writer lives."""
    return any(said.word(at) in _LIVES for at in range(max(0, street.start - 6), street.start))


def _corner(said: Said, streets: list[Street], first: Street) -> str | None:
    """The other street of a corner; "Kerkstraat/Dorpsstraat" is one even without the word."""
    second = next((street for street in streets if street.start >= first.end), None)
    if second is None or second.start - first.end > 5:
        return _named(said, first)
    between = said.words[first.end : second.start + 1]
    joined = all(word.word in _JOINS or word.word in _CORNER for word in between[:-1])
    told = any(said.word(at) in _CORNER for at in range(max(0, first.start - 4), second.end + 2))
    slash = len(between) == 1 and any(mark in between[0].gap for mark in "/&+") and "\n" not in between[0].gap
    return second.name if (joined and told and not any(word.begins for word in between)) or slash else None


def _named(said: Said, first: Street) -> str | None:
    """The other street of a corner where only its name tells it: "hoek Turnhoutsebaan en Drink"."""
    at = first.end + 1
    if said.word(first.end) not in _AND or said.word(first.start - 1) not in _CORNER | _LINKS or not any(
        said.word(back) in _CORNER for back in range(max(0, first.start - 3), first.start)
    ):
        return None
    at += said.word(at) in _LINKS
    alone = said.proper(at) and not said.words[at].parted and (at + 1 >= len(said.words) or said.words[at + 1].parted)
    return said.words[at].raw if alone and not said.words[first.end].parted else None


_AND = frozenset("en et und and".split())
_LINKS = frozenset("van de der den het the of du la le".split())
