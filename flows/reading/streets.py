"""Streets in a text, recognised by how streets are called in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from flows.reading.landmarks import LANDMARKS
from flows.reading.street_words import (
    ADJECTIVES, ALONE, COMMON, ENGLISH, ENGLISH_NAMES, EXTENDERS, FRENCH, FRENCH_LINKS, FRENCH_STOPS, NAME_PARTS, NO_STREETS, NUMBERED, PARTICLES, PREPOSITIONS,
    SHORT, SLIPS, STRONG, TYPES, WEAK, WELL_KNOWN,
)  # fmt: skip
from flows.reading.vehicles import KINDS, MAKES
from flows.reading.words import Said


@dataclass(frozen=True, slots=True)
class Street:
    """A street: the words `start` to `end` of the text, and its name written out."""

    start: int
    end: int
    name: str


def streets(said: Said) -> list[Street]:
    """All streets of the text in their order; none overlaps another."""
    found: list[Street] = []
    for at in range(len(said.words)):
        if found and at < found[-1].end:
            continue
        street = _french(said, at) or _leading(said, at) or _joined(said, at) or _apart(said, at) or _english(said, at) or _bare(said, at)
        if street and (not found or street.start >= found[-1].end):
            found.append(street)
    return found


# ---- Kerkstraat, Kirchstr., Plantin en Moretuslei


def _joined(said: Said, at: int) -> Street | None:
    """A street that ends in its type."""
    word = said.words[at].word
    ending = _ending(word, STRONG) or _ending(word, SHORT)
    if word in NO_STREETS or word in LANDMARKS:
        return None
    if ending is None and _ending(word, WEAK) and _sure(said, at) and not {said.word(at - 1), said.word(at - 2)} & LANDMARKS:
        german = at > 0 and said.words[at - 1].raw in ("Am", "Im", "Zum", "Zur") and said.words[at - 1].parted
        return Street(at - 1, at + 1, said.raw(at - 1, at + 1)) if german else _named(said, at, at + 1, "")
    if ending is None and (slip := _ending(word, SLIPS)) and _sure(said, at):
        return _named(said, at, at + 1, slip)
    if ending is None or (ending == "weg" and not _sure(said, at)) or (ending == "ln" and not _sure(said, at)):
        return None
    return _named(said, at, at + 1, ending)


def _ending(word: str, endings: dict[str, str] | frozenset[str]) -> str | None:
    for length in range(min(9, len(word) - 2), 1, -1):
        if word[-length:] in endings and len(word) >= length + (2 if length >= 6 else 3):
            return word[-length:]
    return None


def _sure(said: Said, at: int) -> bool:
    """Whether a word that may be a street is one: written as a name, or led by a preposition, or with a number."""
    led = said.word(at - 1) in PREPOSITIONS or (said.word(at - 1) in ALONE and said.word(at - 2) in PREPOSITIONS)
    numbered = at + 1 < len(said.words) and said.words[at + 1].number and not said.words[at + 1].begins
    name = said.proper(at) and not said.words[at].begins and said.language != "de"
    return led or numbered or name or _by_itself(said, at)


def _by_itself(said: Said, at: int) -> bool:
    """Whether a word is a part of the text by itself: ", heirbaan"."""
    behind = at + 1 >= len(said.words) or said.words[at + 1].parted
    return behind and said.words[at].parted and len(said.words) > 1


def _named(said: Said, start: int, end: int, ending: str) -> Street:
    start = _leftwards(said, start)
    raw = said.raw(start, end)
    full = SHORT.get(ending) or SLIPS.get(ending)
    if full:
        raw = raw[: len(raw) - len(ending)] + _in_language(full, said.language)
    return Street(start, end, _spelt(said, raw))


def _in_language(full: str, language: str | None) -> str:
    return full if language != "de" or full != "straat" else "straße"


def _leftwards(said: Said, start: int) -> int:
    """Where a name of several words begins: Jan Van Rijswijcklaan, Plantin en Moretuslei, Lange Leemstraat."""
    at, first = start, max(0, start - 4)
    while at > first and not said.words[at].parted and "/" not in said.words[at].gap:
        before = at - 1
        if _is_name_part(said, before):
            start = at = before
        elif said.word(before) in PARTICLES and before > first and not said.words[before].parted and _is_name_part(said, before - 1):
            at = before
        else:
            break
    return start


def _is_name_part(said: Said, at: int) -> bool:
    word = said.words[at]
    if word.word in LANDMARKS or _ending(word.word, STRONG) or _ending(word.word, SHORT):
        return False
    if word.word in NAME_PARTS:
        return True
    return said.proper(at) and not word.begins and len(word.raw) > 1 and word.word not in COMMON and not word.number


def _leading(said: Said, at: int) -> Street | None:
    """A road that is called by where it leads: Steenweg op Gent, Baan naar Bree."""
    leads = said.word(at) in _ROADS and said.word(at + 1) in ("op", "naar") and not any(word.parted for word in said.words[at + 1 : at + 3])
    if not leads or not (said.proper(at + 2) or (not said.cased and _has_number(said, at + 2))) or said.word(at + 2) in COMMON | ALONE:
        return None
    return Street(at, at + 3, _spelt(said, f"{_ROADS[said.word(at)]} {said.raw(at + 1, at + 3)}"))


_ROADS = {"steenweg": "Steenweg", "stwg": "Steenweg", "stw": "Steenweg", "baan": "Baan"}


# ---- Turnhoutse steenweg, Grote Markt, Aachener Straße


def _apart(said: Said, at: int) -> Street | None:
    """A street whose type is a word of its own, after the name."""
    kind = said.words[at].word
    if kind not in TYPES or at == 0 or said.words[at].parted or said.words[at - 1].number:
        return None
    before = said.word(at - 1)
    described = before in ADJECTIVES or (before.endswith(("se", "er", "sche")) and len(before) >= 5 and before not in NO_STREETS)
    if not described and not _numbered_kerk_straat(said, at):
        return None
    if before in ADJECTIVES and not (said.proper(at - 1) and not said.words[at - 1].begins) and kind not in ("markt", "steenweg", "stwg", "baan"):
        return None
    if before not in ADJECTIVES and described and not (said.proper(at - 1) or _sure(said, at - 1) or _has_number(said, at)):
        return None
    if not described:
        joined = said.raw(at - 1, at) + TYPES[kind]
        return Street(at - 1, at + 1, _spelt(said, joined))
    start = at - 1
    full = _in_language(TYPES[kind], said.language) if kind in SHORT or kind in ("str", "stwg", "stw") else said.words[at].raw
    name = said.raw(start, at) + said.words[at].gap.replace(".", "") + (full.capitalize() if said.language == "de" else full)
    return Street(start, at + 1, _spelt(said, name))


def _has_number(said: Said, at: int) -> bool:
    return at + 1 < len(said.words) and said.words[at + 1].number and not said.words[at + 1].begins


def _numbered_kerk_straat(said: Said, at: int) -> bool:
    """Whether a word before "straat" belongs to it: "kerk straat 12"."""
    before = said.word(at - 1)
    usual = before in PREPOSITIONS or before in ALONE or before in NO_STREETS or before in COMMON or before in NAME_PARTS
    return _has_number(said, at) and not usual and len(before) > 2 and said.words[at].gap in (" ", "-")


# ---- rue de la Gare, chée de Wavre


def _french(said: Said, at: int) -> Street | None:
    """A street whose type comes first; then what links, then the name."""
    kind = said.words[at].word
    if kind not in FRENCH or (len(kind) == 1 and not _short_rue(said, at)):
        return None
    if said.word(at - 1) in ("sur", "en", "belle", "bonne", "trouve") and kind in ("place", "route", "cours"):
        return None
    full = FRENCH[kind]
    name = at + 1
    while name < len(said.words) and name < at + 5 and said.word(name) in FRENCH_LINKS and not said.words[name].parted:
        name += 1
    if name >= len(said.words) or said.words[name].begins or said.words[name].number and said.word(name - 1) not in FRENCH_LINKS:
        return None
    if said.words[name].parted or said.word(name) in FRENCH_STOPS or (full in _LINKED and name == at + 1 and not said.proper(name)):
        return None
    end = _french_end(said, name)
    written = said.raw(at + 1, end)
    return Street(at, end, f"{full} {_capitals(said, written)}")


_LINKED = frozenset({"passage", "cour", "cité", "clos", "galerie", "route", "place", "chemin", "montagne", "square", "quai", "digue", "voie", "résidence"})


def _short_rue(said: Said, at: int) -> bool:
    """Whether "r" is short for rue: with its dot, or before "de la"."""
    following = said.words[at + 1].gap if at + 1 < len(said.words) else ""
    return following.startswith(".") and (said.word(at + 1) in FRENCH_LINKS or said.proper(at + 1))


def _french_end(said: Said, name: int) -> int:
    """Where the name ends that begins at this word."""
    end = name + 1
    extends = said.word(name) in EXTENDERS
    while end < len(said.words) and end < name + 5 and not said.words[end].parted and not said.words[end].number:
        word, stuck = said.words[end], said.words[end].gap in ("-", "'")
        if stuck or extends or (said.proper(end) and word.word not in COMMON and word.word not in FRENCH_STOPS):
            extends = word.word in EXTENDERS or (extends and word.word in FRENCH_LINKS)
            end += 1
        elif word.word in FRENCH_LINKS and _goes_on(said, end):
            extends = True
            end += 1
        else:
            break
    return end


def _goes_on(said: Said, link: int) -> bool:
    """Whether the name goes on behind "aux", "de la" …: Marché aux Herbes."""
    after = link + 1
    while said.word(after) in FRENCH_LINKS and after < link + 3:
        after += 1
    if after >= len(said.words) or said.words[after].parted or said.words[after].number:
        return False
    return (said.proper(after) and said.word(after) not in COMMON) or said.word(link) == "aux" and said.word(after) not in FRENCH_STOPS


# ---- Church Street


def _english(said: Said, at: int) -> Street | None:
    """An English street: a name, then its type."""
    kind = said.words[at].word
    if not (kind in ENGLISH or (kind in ENGLISH_NAMES and said.proper(at))) or at == 0 or said.words[at].gap != " " or said.word(at - 1) in COMMON:
        return None
    if not said.proper(at - 1) or said.words[at - 1].number or said.word(at - 1) in PREPOSITIONS | ALONE:
        return None
    start = at - 1
    while start > 0 and said.proper(start - 1) and not said.words[start - 1].begins and said.words[start].gap == " ":
        start -= 1
    return Street(start, at + 1, said.raw(start, at + 1)) if not said.words[start].begins or start < at - 1 or said.proper(at) else None


# ---- Bruul 80, op de Meir, Am Damm


def _bare(said: Said, at: int) -> Street | None:
    """A street that has no type: a few that everybody knows, a name in a part of the text by itself with its number,
    and a German one with its preposition."""
    if said.word(at) in WELL_KNOWN and said.word(at - 1) in PREPOSITIONS | ALONE:
        return Street(at, at + 1, _spelt(said, said.words[at].raw))
    if said.words[at].raw in ("Am", "Im", "Zum", "Zur", "Auf", "An") and at > 0 and said.words[at].parted and not said.words[at].begins:
        return _german(said, at)
    if not said.proper(at) or not said.words[at].parted or said.word(at) in COMMON | LANDMARKS | NO_STREETS | NUMBERED | PREPOSITIONS | MAKES | KINDS:
        return None
    return Street(at, at + 1, said.words[at].raw) if _numbered_alone(said, at + 1) and len(said.word(at)) > 3 else None


def _numbered_alone(said: Said, at: int) -> bool:
    """Whether a house's number stands there, and nothing behind it in that part of the text."""
    word = said.words[at] if at < len(said.words) else None
    if word is None or not word.number or word.parted or word.gap != " " or not 0 < len(word.raw.strip("abcdeABCDE")) < 4:
        return False
    return at + 1 >= len(said.words) or said.words[at + 1].gap[:1] in tuple(",.;!\n")


def _german(said: Said, at: int) -> Street | None:
    """Behind a comma with a capital: ", Am Damm", ", An der Kirche 3"."""
    name = at + 1 + (said.word(at + 1) in ("der", "den", "dem"))
    if not said.proper(name) or said.words[name].parted or said.word(name) in LANDMARKS:
        return None
    behind = name + 1
    if behind < len(said.words) and not said.words[behind].parted and not said.words[behind].number:
        return None
    return Street(at, behind, said.raw(at, behind))


# ---- how it is written out


def _spelt(said: Said, raw: str) -> str:
    """As names are written: with a capital where the text has none, in small letters where it has only capitals."""
    if raw.isupper() or not said.cased:
        raw = raw.title().replace("'S", "'s") if raw.isupper() else raw
    return raw[:1].upper() + raw[1:]


def _capitals(said: Said, written: str) -> str:
    """A French name with its capitals: la gare -> la Gare."""
    parts = written.split(" ")
    small = [part.lower() if written.isupper() else part for part in parts]
    return " ".join(_capital(part) for part in small)


def _capital(part: str) -> str:
    before, mark, name = part.rpartition("'")
    if not before and part.casefold() in FRENCH_LINKS:
        return part.lower()
    return before.lower() + mark + name[:1].upper() + name[1:]


def renamed(street: Street, name: str) -> Street:
    """The same street under another name."""
    return replace(street, name=name)
