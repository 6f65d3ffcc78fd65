"""What the words of a text mean: `concepts.toml`, and which meanings stand together in a text."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

MOST_WORDS = 300
_NEAR = 8  # words between two meanings that tell something together
_LEAST = 3  # letters of a part of a word that means something
_LEAST_MISSPELT = 6
_ENDINGS = ("skes", "ske", "kes", "ken", "ke", "tjes", "tje", "n", "e")  # Flemish "deurke", "deure"
_FIRST_OF = frozenset({"person", "vehicle", "opening", "goods", "take", "spoil"})
_HIDDEN = "|"  # the name of a street


@dataclass(frozen=True, slots=True)
class Concepts:
    """Meanings by the whole word, by how a word begins or ends, and by several words; and the words of another language
    that mean nothing in this one."""

    whole: dict[str, set[str]] = field(default_factory=dict)
    begins: dict[str, set[str]] = field(default_factory=dict)
    ends: dict[str, set[str]] = field(default_factory=dict)
    several: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    not_in: dict[str, frozenset[str]] = field(default_factory=dict)

    def add(self, meaning: str, written: str) -> None:
        """One word of the file: `deur`, `deur*`, `*deur` or `op_reis`."""
        if "_" in written:
            words = tuple(written.split("_"))
            self.several.setdefault(words[0], []).append((words, meaning))
            return
        by = self.ends if written[0] == "*" else (self.begins if written[-1] == "*" else self.whole)
        by.setdefault(written.strip("*"), set()).add(meaning)


@cache
def concepts() -> Concepts:
    """As they are in the file."""
    read = tomllib.loads(Path(__file__).with_name("concepts.toml").read_text(encoding="utf-8"))
    found = Concepts(not_in={language: frozenset(words.split()) for language, words in read.pop("not_in").items()})
    for meaning, words in read.items():
        for written in words.split():
            found.add(meaning, written)
    return found


def features(about: str, language: str | None) -> set[str]:
    """What may tell the kind of a text: its meanings (`c:`), two that stand near to one another (`p:`), which of who
    and what comes first (`1:`), and how its words begin (`w:`). Empty when no word means anything."""
    words = about.split()[:MOST_WORDS]
    at = [_meanings(words, place, language) for place in range(len(words))]
    found = {f"c:{one}" for here in at for one in here}
    if not found:
        return set()
    first = next((one for here in at for one in here if one in _FIRST_OF), None)
    found |= {f"p:{one}+{other}" for one, other in _together(at)}
    found |= {f"w:{word[:6]}" for word in words if len(word) > 1 and word.isalpha()}
    return found | ({f"1:{first}"} if first else set())


def _together(at: list[list[str]]) -> Iterator[tuple[str, str]]:
    """The meanings that stand near to one another, in the order of the alphabet."""
    for place, here in enumerate(at):
        for there in at[place : place + _NEAR + 1] if here else ():
            for one, other in product(here, there):
                if one != other:
                    yield min(one, other), max(one, other)


def _meanings(words: list[str], at: int, language: str | None) -> list[str]:
    """What the word there means, by itself and with those behind it."""
    known, word = concepts(), words[at]
    several = {meaning for phrase, meaning in known.several.get(word, ()) if tuple(words[at : at + len(phrase)]) == phrase}
    if word == _HIDDEN or word in known.not_in.get(language or "", frozenset()):
        return sorted(several)
    return sorted(several | meanings(word))


@lru_cache(maxsize=4096)
def meanings(word: str) -> frozenset[str]:
    """What a word means; a diminutive means what its word does, and a slip of a letter in a long word changes nothing."""
    return _exactly(word) or _diminished(word) or _misspelt(word)


def _exactly(word: str) -> frozenset[str]:
    known = concepts()
    found = set(known.whole.get(word, ()))
    for length in range(_LEAST, len(word) + 1):
        found |= known.begins.get(word[:length], set())
        if length < len(word) - 1:
            found |= known.ends.get(word[-length:], set())
    return frozenset(found)


def _diminished(word: str) -> frozenset[str]:
    bare = (word[: -len(ending)] for ending in _ENDINGS if word.endswith(ending) and len(word) - len(ending) >= _LEAST)
    return next((found for one in bare if (found := _exactly(one))), frozenset())


def _misspelt(word: str) -> frozenset[str]:
    if len(word) < _LEAST_MISSPELT:
        return frozenset()
    found = process.extractOne(word, _long_words().get(word[0], ()), scorer=OSA.distance, score_cutoff=1)
    return _exactly(found[0]) if found else frozenset()


@cache
def _long_words() -> dict[str, list[str]]:
    """The words that are long enough to be meant by a misspelt one, by their first letter."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted({*concepts().whole, *concepts().begins}):
        if len(word) >= _LEAST_MISSPELT:
            by_letter.setdefault(word[0], []).append(word)
    return by_letter
