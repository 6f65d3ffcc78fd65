"""A network's own streets: a misspelt street of the text is put right by them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz, process

from flows.reading.street_words import ALONE, FRENCH, PREPOSITIONS
from flows.reading.streets import Street, renamed
from flows.reading.words import Said, fold

_ALIKE = 84  # of 100: a slip or two in a name
_SURE = 88  # for words that do not look like a street
_AHEAD = 4  # so much better than the next street, or it is a guess
_LONGEST_NAME = 5  # words


def put_right(said: Said, found: list[Street], known: Sequence[str]) -> list[Street]:
    """The streets of the text under the names of the list, where they are meant; and those of the list that do not
    look like streets."""
    if not known:
        return found
    names = _folded(tuple(known))
    right = [_renamed(street, names) for street in found]
    return sorted([*right, *_more(said, right, names)], key=lambda street: street.start)


def _renamed(street: Street, names: dict[str, str]) -> Street:
    meant = _meant(_key(street.name), names, _ALIKE)
    return renamed(street, meant) if meant else street


def _more(said: Said, found: list[Street], names: dict[str, str]) -> list[Street]:
    """Streets of the list after a preposition, or the very name anywhere."""
    taken = {at for street in found for at in range(street.start, street.end)}
    more = []
    at = 0
    while at < len(said.words):
        street = None if at in taken else _street_at(said, at, taken, names)
        if street:
            more.append(street)
        at = street.end if street else at + 1
    return more


def _street_at(said: Said, at: int, taken: set[int], names: dict[str, str]) -> Street | None:
    led = said.word(at - 1) in PREPOSITIONS or (said.word(at - 1) in ALONE and said.word(at - 2) in PREPOSITIONS)
    for end in range(min(at + _LONGEST_NAME, len(said.words)), at, -1):
        if any(word.parted for word in said.words[at + 1 : end]) or taken & set(range(at, end)):
            continue
        key = "".join(word.word for word in said.words[at:end])
        if len(key) < 4 or said.words[at].number:
            continue
        meant = names.get(key) or (_meant(key, names, _SURE) if led and len(key) >= 7 else None)
        if meant:
            return Street(at, end, meant)
    return None


def _meant(key: str, names: dict[str, str], least: int) -> str | None:
    """The one street that is meant; None when none is near enough, or two are about as near."""
    if key in names:
        return names[key]
    best = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=least - _AHEAD, limit=2)
    if not best or best[0][1] < least or (len(best) > 1 and best[0][1] - best[1][1] < _AHEAD):
        return None
    return names[str(best[0][0])]


@lru_cache(maxsize=64)
def _folded(known: tuple[str, ...]) -> dict[str, str]:
    return {_key(name): name for name in known}


def _key(name: str) -> str:
    """A name as it is compared: small letters alone, what is short written out."""
    words = fold(name.replace("'", " ").replace("-", " ").replace(".", " ")).split()
    return fold("".join(FRENCH.get(word, word) if at == 0 else word for at, word in enumerate(words)))
