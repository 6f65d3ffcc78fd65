"""A text as words: each in small letters without accents, and where it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

MOST_CHARACTERS = 1600  # a text has no more at the carrier

# A number keeps a letter that belongs to it ("12b"); otherwise letters and digits part ("21u30", "2mannen").
_WORD = re.compile(r"\d+[^\W\d_](?![^\W_])|\d+|[^\W\d_]+")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "º": "°"})
_BREAK = re.compile(r"[!?;\n]|[.…](?:\s|$)")
_HEIGHT = re.compile(r"\bt\.? ?h\.? ?v\b\.? ?", re.IGNORECASE)
_COMMA = re.compile(r"[,()|]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `word` in small letters without accents, `raw` as written, `gap` what stands before it."""

    word: str
    raw: str
    start: int
    end: int
    gap: str
    begins: bool
    """Whether a sentence begins here."""

    @property
    def number(self) -> bool:
        """Whether it is written in digits, perhaps with a letter behind them."""
        return self.raw[0].isdecimal()

    @property
    def parted(self) -> bool:
        """Whether a sentence or a part of one begins here."""
        return self.begins or bool(_COMMA.search(self.gap))


@dataclass(frozen=True, slots=True)
class Said:
    """A text taken apart. `flat` is all of it in small letters without accents, with its punctuation; `plain` is its
    words between single spaces, with a space at both ends."""

    text: str
    words: tuple[Word, ...]
    flat: str
    plain: str
    language: str | None
    cased: bool

    def proper(self, at: int) -> bool:
        """Whether the word there is written as a name; in a text of capitals or of small letters none is."""
        return self.cased and 0 <= at < len(self.words) and self.words[at].raw[0].isupper()

    def word(self, at: int) -> str:
        """The word there; an empty one beyond both ends."""
        return self.words[at].word if 0 <= at < len(self.words) else ""

    def raw(self, start: int, end: int) -> str:
        """The text from the word `start` up to the word `end`, as written."""
        return self.text[self.words[start].start : self.words[end - 1].end]


def fold(text: str) -> str:
    """Small letters without accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def take_apart(text: str, language: str | None = None) -> Said:
    """The first 1,600 characters of a text, taken apart; `language` is what its sender writes, where that is known."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).translate(_ALIKE)[:MOST_CHARACTERS]
    text = _HEIGHT.sub("thv ", text)
    words: list[Word] = []
    last = 0
    for found in _WORD.finditer(text):
        gap = text[last : found.start()]
        words.append(Word(fold(found[0]), found[0], found.start(), found.end(), gap, _begins(words, gap)))
        last = found.end()
    plain = f" {' '.join(word.word for word in words)} "
    letters = [letter for letter in text if letter.isalpha()]
    small = sum(letter.islower() for letter in letters)
    names = sum(word.raw[0].isupper() for word in words)
    cased = small * 2 > len(letters) and names > 0
    return Said(text, tuple(words), fold(text), plain, _language(words) or language, cased)


# A dot behind these ends no sentence.
_SHORT = frozenset(
    """str strt stwg stw ln pl pln av ave bd bld blvd boul ch chee rte sq r st ste dr prof nr no n num ca thv tov t
    h v min burg gen
    kon kard past jan p m mr mme mevr dhr o a""".split()
)


def _begins(words: Sequence[Word], gap: str) -> bool:
    """Whether a sentence begins behind this gap."""
    if not words:
        return True
    before = words[-1].word
    dotted = gap in (". ", ".") and (before in _SHORT or before.endswith(("str", "stwg", "stw")))
    return not dotted and bool(_BREAK.search(gap))


_OFTEN = {
    "nl": """in zijn om was vanmorgen gisteren kan geen wel mee voor zit deur gezien straat een het de van en ik is er zijn met niet bij aan op te wij we hij ze dat die deze naar voor maar ook nog heb
        heeft ge nen da gij mijn onze onder uit wordt werd staat staan loopt lopen rijdt zit hier geleden richting hoek
        ne t hem haar twee drie vier iemand iets toen dan weer bezig nu zonet daarnet""",
    "fr": """le la les un une des du de et est je il elle ils sont y dans avec qui sur pas chez nous vous mon ma notre
        au aux en ce cette j l d qu deux trois quelqu quelque a depuis vers rue devant derriere pres""",
    "de": """in war jetzt uhr wurde nach haus der die das ein eine einen einem einer und ist ich wir sie es mit nicht bei auf zu den dem im am von vor
        sind hat haben wurde zwei drei jemand etwas auch noch mein unser unsere hier gerade strasse durch um""",
    "en": """the a an and is are of with not at on to my our there they he she it in this that was were has have i we
        you two three someone just by near from been here street""",
}
_VOTES: dict[str, list[str]] = {}
for _name, _words in _OFTEN.items():
    for _word in _words.split():
        _VOTES.setdefault(_word, []).append(_name)


def _language(words: Sequence[Word]) -> str | None:
    """The language most of whose little words are in the text; None when there are none or two have as many."""
    votes = dict.fromkeys(_OFTEN, 0.0)
    for word in words:
        names = _VOTES.get(word.word, ())
        for name in names:
            votes[name] += 1 / len(names)
    first, second = sorted(votes.values(), reverse=True)[:2]
    return max(votes, key=votes.__getitem__) if first > second else None
