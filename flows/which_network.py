"""Which of somebody's networks a text is about: the one that it names, or the one in which the place lies. A network or
none, never a guess. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.reading.commands import plain_words

_KINDS = frozenset({"bin", "binz", "plp", "plpi"})  # what stands before a network's name, and may be left out
_NOT_IT = frozenset(
    # "not" that one; towards it; and times, which have four digits as codes do
    """niet geen pas nicht kein not no
    richting naar vers direction nach richtung towards toward to
    om rond tegen omstreeks a um gegen at around""".split()
)


@dataclass(frozen=True, slots=True)
class Named:
    """A network as people know it: its code, its name and its streets."""

    id: int
    code: str
    name: str
    streets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    network: int
    start: int
    end: int


def named(text: str, networks: Sequence[Named]) -> int | None:
    """The id of the one network that the text names by its code or its name, with or without BIN before it; None when
    it names none, or several. One that is said not to be meant ("niet Dam"), or towards which somebody went, is not."""
    words = _words(text)
    every = [found for network in networks for found in _mentions(words, network)]
    meant = {one.network for one in every if not any(_longer(other, one) for other in every)}
    return meant.pop() if len(meant) == 1 else None


def holding(place: str, networks: Sequence[Named]) -> int | None:
    """The id of the one network whose list has the street of this place; for a corner, both of its streets before one."""
    corners = [_words(part) for part in place.split(" / ")]
    has = {
        network.id: sum(any(_lies_in(corner, street) for street in network.streets) for corner in corners)
        for network in networks
    }
    most = max(has.values(), default=0)
    best = [network for network, count in has.items() if count == most]
    return best[0] if most and len(best) == 1 else None


def _words(text: str) -> list[str]:
    """Small words without accents; "BIN-Z" and "BIN Z" are one."""
    return f" {' '.join(plain_words(text))} ".replace(" bin z ", " binz ").split()


def _mentions(words: Sequence[str], network: Named) -> Iterator[_Found]:
    whole = _words(network.name)
    spellings = [[network.code], whole, whole[1:] if whole[:1] and whole[0] in _KINDS else []]
    for spelling in filter(None, spellings):
        for at in range(len(words) - len(spelling) + 1):
            if words[at : at + len(spelling)] == spelling and not _denied(words, at):
                yield _Found(network.id, at, at + len(spelling))


def _denied(words: Sequence[str], at: int) -> bool:
    return at > 0 and words[at - 1] in _NOT_IT


def _longer(other: _Found, one: _Found) -> bool:
    """Whether the other name has this one inside it: "BIN-Z Dam" is not "BIN Dam", nor "Deurne Noord" Deurne."""
    inside = other.start <= one.start and one.end <= other.end
    return inside and other.end - other.start > one.end - one.start and other.network != one.network


def _lies_in(place: Sequence[str], street: str) -> bool:
    """Whether the place is that street, with or without a house number."""
    name = _words(street)
    if not name or list(place[: len(name)]) != name:
        return False
    return len(place) == len(name) or place[len(name)][0].isdecimal()
