"""Number plates: Belgian of all series, French, Dutch and German, and any other where the text says that it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from flows.reading.words import fold

_SEP = r"[ .\-_/·]{0,3}"
_FREE = r"(?<![0-9A-Za-z])"  # nothing stuck to it
_END = r"(?![0-9A-Za-z])"

# The word that says a plate follows, and what may stand between.
_CUE = re.compile(
    r"\b(?:nummerplaat|nrplaat|nr plaat|kentekenplaat|kenteken|plaat|plaatnr|plaatnummer|plak|plaque|plaques|immatriculation|immatricule"
    r"|immatriculee?|immat|kennzeichen|nummernschild|autonummer|number plate|numberplate|license plate|licence plate|plate|plates|reg|registration|kz)\b"
)
_BETWEEN = re.compile(
    r"(?:[ :=.,;'\"()-]{1,4}|(?:is|was|nr|nummer|no|n°|numero|met|belgische|belge|est|de|la|the|number|ist|war|lautet|roemeense|poolse|franse|nederlandse|duitse"
    r"|bulgaarse|litouwse|roumaine|polonaise|francaise|rumanisches|polnisches|romanian|polish|french|german|dutch|bulgarian)\b){0,8}"
)
_ANY = re.compile(rf"{_FREE}[A-Z0-9]{{1,8}}(?:[ .\-][A-Z0-9]{{1,5}}){{0,3}}{_END}")
_OWN = re.compile(rf"[0-9A-Za-z]{{2,8}}(?:-[0-9A-Za-z]{{1,6}}){{0,2}}{_END}")

_NEARBY = 45  # characters after the word that announces it
_BEGINNING = re.compile(r"[1-9][A-Za-z]{3}\d{0,2}")
_LETTERS = re.compile(rf"[A-Z]{{3,8}}{_END}")
_LETTERS_OF_A_PLATE = 8

# Short words that stand between two numbers, or before one, and are no letters of a plate.
_WORDS = frozenset(
    """aan aux ave avi bis bmw bus cas ces cet che de den der des die dem deux dix du een eht ein elf eme est et etc eur
    flo hij hun ils in jan jun jul aug sep okt oct nov dec feb mrt apr mei mai mar km kph kmh les lui maj man max
    men met min mit
    mon mus nen niv nog nos not nou nrs num ons par pas per pin plus pol qui rue sec sms son sur tel tot tram ten
    tien the and
    for two six one you our was his her she him out are all top tot uit uur van vor von via vrt vtm kbc ing bnp vol wat
    wie zes zij uhr und aus auf bei bin bis ihr ist nie nur ohne uns vier von wir zum zur zwei acht dan dat dit
    eerst euro fiat audi golf seat opel ford jeep mini polo post rond rij om op te la le un on en ou ni si tu je ma
    sa ta
    to is it no of or so up we my me by at as am an be do go he hi if us nu na ze zo er ge ja al da dr nr pk pm st 
    vers dit kot bos hof lei wal dam weg str top pet jas rug nok ter car cam lot""".split()
)
# Before a plate of two parts with only a space between them, a word counts if it is none of these.
_UNITS = re.compile(r"\s?(?:m|meter|metres?|km|euro|eur|€|min|minuten|minutes|u|h|uur|heures|uhr|stuks|kg|man|mannen|ans|jaar|jahre)\b")

class _Small(Enum):
    SPACED = "2 abc 123"
    STUCK = "abc123, abc-123"
    HYPHENS = "12-ab-34"


@dataclass(frozen=True, slots=True)
class _Form:
    """How plates of one series are written. `small` says how carelessly: with spaces even in small letters, in small
    letters when stuck together or with marks, or with hyphens only."""

    written: re.Pattern[str]
    small: _Small
    german: bool = False
    announced: bool = False
    """Only behind a word that says that it is a plate."""

    def plate(self, found: re.Match[str]) -> str:
        """As it is told: in capitals, its parts joined by hyphens."""
        parts = [part.upper() for part in found.groups() if part]
        return f"{parts[0]}-{parts[1]} {parts[2]}" if self.german else "-".join(parts)


def _form(pattern: str, small: _Small, german: bool = False, announced: bool = False) -> _Form:
    return _Form(re.compile(_FREE + pattern.replace("~", _SEP).replace("=", "[ -]") + _END, re.IGNORECASE), small, german, announced)


_FORMS = (
    _form(r"([1-9])~([A-Z]{3})~([0-9]{3})", _Small.SPACED),  # Belgian since 2010
    _form(r"([OQMSTUWYZGPAEV])[ .\-_/]?([A-Z]{3})~([0-9]{3})", _Small.STUCK),  # old-timers, trailers, motorbikes, taxis …
    _form(r"(CD)~([A-Z]{2})~([0-9]{3})", _Small.STUCK),  # diplomats
    _form(r"(CD)~([0-9]{3,4})", _Small.HYPHENS),
    _form(r"([A-Z]{2})~([0-9]{3})~([A-Z]{2})", _Small.STUCK),  # French since 2009
    # Dutch, in all their series
    _form(r"([A-Z]{2})=([0-9]{2})=([A-Z]{2})", _Small.HYPHENS),
    _form(r"([0-9]{2})=([A-Z]{2})=([0-9]{2})", _Small.HYPHENS),
    _form(r"([A-Z]{2})=([0-9]{2})=([0-9]{2})", _Small.HYPHENS),
    _form(r"([0-9]{2})=([0-9]{2})=([A-Z]{2})", _Small.HYPHENS),
    _form(r"([A-Z]{2})=([A-Z]{2})=([0-9]{2})", _Small.HYPHENS),
    _form(r"([0-9]{2})=([A-Z]{2})=([A-Z]{2})", _Small.HYPHENS),
    _form(r"([0-9]{2})=?([A-Z]{3})=?([0-9])", _Small.HYPHENS),
    _form(r"([0-9])=?([A-Z]{3})=?([0-9]{2})", _Small.HYPHENS),
    _form(r"([A-Z]{2})=?([0-9]{3})=?([A-Z])", _Small.HYPHENS),
    _form(r"([A-Z])=?([0-9]{3})=?([A-Z]{2})", _Small.HYPHENS),
    _form(r"([A-Z]{3})=([0-9]{2})=([A-Z])", _Small.HYPHENS),
    _form(r"([A-Z])=([0-9]{2})=([A-Z]{3})", _Small.HYPHENS),
    _form(r"([0-9])=([A-Z]{2})=([0-9]{3})", _Small.HYPHENS),
    _form(r"([0-9]{3})=([A-Z]{2})=([0-9])", _Small.HYPHENS),
    _form(r"([A-ZÄÖÜ]{1,3})-([A-Z]{1,2})=?([0-9]{1,4}[EH]?)", _Small.HYPHENS, german=True),
    _form(r"([A-ZÄÖÜ]{1,3}) ([A-Z]{1,2})=?([0-9]{2,4}[EH]?)", _Small.HYPHENS, german=True),
    _form(r"([A-Z]{2})[ -]?([0-9]{4})", _Small.HYPHENS, announced=True),  # Luxembourg
    _form(r"([A-Z]{3})~([0-9]{3})", _Small.STUCK),  # Belgian until 2008
    _form(r"([0-9]{3})~([A-Z]{3})", _Small.STUCK),  # Belgian until 2010
)


def plate(text: str) -> str | None:
    """The first number plate of the text, in capitals with hyphens; None when there is none, or not a whole one."""
    cue = _CUE.search(_same_length(text))
    found = [(start, plate) for start, _, plate in sorted(_found(text, bool(cue)))]
    told = _after(text, cue.end()) if cue else None
    return min([*found[:1], *([told] if told else [])], default=(0, None))[1]


def _found(text: str, told: bool) -> Iterator[tuple[int, int, str]]:
    """Every form's first plate: where, the form's order, the plate."""
    shouted = text.upper() == text and sum(letter.isalpha() for letter in text) > _LETTERS_OF_A_PLATE
    for order, form in enumerate(_FORMS):
        for found in form.written.finditer(text):
            if _is_one(form, found, told, shouted):
                yield found.start(), order, form.plate(found)
                break


def _is_one(form: _Form, found: re.Match[str], told: bool, shouted: bool) -> bool:
    """Whether the match is a plate, and not words and numbers that stand side by side."""
    written = found[0]
    small, spaced = written != written.upper(), " " in written and "-" not in written
    word = any(part.casefold() in _WORDS for part in found.groups() if part and part.isalpha())
    if word:
        return (told or not shouted) and not small if not spaced else told and not small and not shouted
    if told or form.announced:
        return told
    if _UNITS.match(found.string.casefold(), found.end()):
        return False
    if form.small is _Small.SPACED:
        return True
    if spaced:
        return not small and not shouted
    return not small or form.small is _Small.STUCK or form.german is False and "-" in written and not shouted


def _after(text: str, at: int) -> tuple[int, str] | None:
    """What stands after a word that announces a plate, and where: capitals and digits, of any country or chosen."""
    between = _BETWEEN.match(_same_length(text), at)
    start = between.end() if between else at
    for found in _ANY.finditer(text, at, min(len(text), at + _NEARBY)):
        if _whole(found[0]):
            return found.start(), re.sub(r"[ .]+", "-", found[0].strip()).upper()
    own = _OWN.match(text, start)
    if own and _whole(own[0]):
        return start, own[0].upper()
    chosen = _LETTERS.match(text, start)
    return (start, chosen[0]) if chosen and text != text.upper() and chosen[0].casefold() not in _WORDS else None


def _whole(written: str) -> bool:
    """Whether letters and digits may be a whole plate: five or more, and not the beginning of a Belgian one."""
    signs = "".join(letter for letter in written if letter.isalnum())
    letters = re.findall(r"[A-Za-z]+", written)
    some = letters and len(signs) >= 5 and any(letter.isdecimal() for letter in signs)
    return bool(some and not _BEGINNING.fullmatch(signs) and all(part.casefold() not in _WORDS for part in letters))


def _same_length(text: str) -> str:
    """Small letters without accents, one for one, so that what is found there stands in the text at the same place."""
    if text.isascii():
        return text.lower()
    return "".join(folded if len(folded := fold(letter)) == 1 else letter for letter in text)
