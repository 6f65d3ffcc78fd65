"""The house number that belongs to a street, before it or behind it."""

from __future__ import annotations

import re

from flows.reading.numbers import number
from flows.reading.people import LONE, PEOPLE
from flows.reading.streets import Street
from flows.reading.vehicles import COLOURS, KINDS
from flows.reading.words import Said

_CUES = frozenset("nr nummer no n numero num hausnummer huisnr huisnummer number hnr nrs huis maison haus house nummers numéro nrs".split())
_LEADING = frozenset("nr nummer no numero num hausnummer huisnr huisnummer number hnr".split())
_HEIGHT = frozenset("thv hoogte hauteur hohe voor aan bij devant vor bei tegenover face achter naast au du le het de op no v h t chez a la von ter van auf der in gegenuber near outside opposite at niveau hinter".split())
_UNITS = frozenset(
    """u uur h uhr heures heure min minuten minutes minuut m meter metres metre km jaar ans jahre keer fois mal x
    euro eur e maanden dagen jours tage weken am pm stuks auto's autos fietsen
    velos voitures wagens busjes cars vans schoten graden procent keren times years bikes o hr hrs std""".split()
)
_PLURALS = frozenset("verdachte donkere jonge rode witte zwarte grote onbekende gemaskerde jeunes suspects grands verdachtige junge unbekannte dunkle young suspicious masked".split())
_BOX = frozenset("bus bte boite bt box".split())
_GAP = re.compile(r"[ ,.:°#\-]{0,4}$")


def house(said: Said, street: Street) -> str | None:
    """Its number with its letter and box, as written; None when none is told."""
    return _behind(said, street) or _before(said, street) or _nearby(said, street)


def _behind(said: Said, street: Street) -> str | None:
    at = street.end
    if said.word(at) in _LEADING or (said.word(at) == "n" and at < len(said.words) and said.words[at + 1 : at + 2] and "°" in said.words[at + 1].gap):
        at += 1
    if at >= len(said.words) or not _GAP.match(said.words[at].gap) or said.words[at].begins:
        return None
    if said.words[at].gap.startswith("-") and at == street.end:
        return None
    return _with_box(said, at) if _may_be(said, at) else None


def _may_be(said: Said, at: int) -> bool:
    """Whether a house may have that number, and it counts nothing."""
    if at >= len(said.words):
        return False
    word = said.words[at]
    digits = word.raw.rstrip("abcdefgijklnopqrstvwxyzABCDEFGIJKLNOPQRSTVWXYZ")
    if not digits.isascii() or not digits.isdecimal() or not 0 < int(digits[:6]) < 1000 or len(digits) > 3:
        return _long(said, at, digits)
    following = said.words[at + 1] if at + 1 < len(said.words) else None
    if following is None:
        return True
    if following.gap in (":", ".", "h", "u") and following.number:
        return False
    if following.word in _UNITS and following.gap in ("", " ") and not (following.word in ("x", "e", "o", "m") and following.gap == " "):
        return False
    if "," in word.gap and not following.parted and int(digits) <= 12 and following.raw.islower() and len(following.raw) > 1 and following.word not in _BOX:
        return False  # "rue de Flandre, 3 silhouettes"
    return following.parted or not _counts(said, at)


def _long(said: Said, at: int, digits: str) -> bool:
    """A number of four digits is a house's only at the end of a part; else it is a postcode or a year."""
    if not digits.isascii() or not digits.isdecimal() or len(digits) != 4:
        return False
    return int(digits) < 2000 and (at + 1 == len(said.words) or said.words[at + 1].parted)


def _counts(said: Said, at: int) -> bool:
    """Whether the number says how many there are of what follows."""
    for after in range(at + 1, min(at + 4, len(said.words))):
        word = said.words[after]
        if word.parted:
            return False
        if word.word in PEOPLE or word.word in ("stuks",):
            if word.word in LONE and int(said.word(at)[:3].rstrip("abcdefghijklmnopqrstuvwxyz") or 0) > 9:
                return False
            return after == at + 1 or number(said.word(at)) is not None and int(said.word(at)) < 10
        if word.word in _BOX and said.words[after + 1 : after + 2] and said.words[after + 1].number:
            return False
        if word.word in KINDS and word.word.endswith(("s", "en", "jes")) and said.word(at) not in ("1",):
            return after == at + 1 or int(said.word(at)[:3].rstrip("abcdefghijklmnopqrstuvwxyz") or 0) < 10
        if word.word not in COLOURS and word.word not in _PLURALS:
            return False
    return False


def _with_box(said: Said, at: int) -> str:
    """The number with what belongs to it: "12b", "12 bus 3", "12-14"."""
    told = said.words[at].raw
    after = at + 1
    following = said.words[after] if after < len(said.words) else None
    if following is None or following.parted:
        return told
    if following.word in ("bis", "ter") and following.gap == " ":
        return f"{told} {following.raw}"
    if following.word in _BOX and said.words[after + 1 : after + 2] and said.words[after + 1].number:
        return f"{told} {following.raw} {said.words[after + 1].raw}"
    if following.gap in ("-", "/") and following.number and len(following.raw) <= 4:
        return f"{told}{following.gap}{following.raw}"
    if len(following.raw) == 1 and following.word in "abcdef" and following.gap == " " and not _speaks(said, after):
        return f"{told}{following.raw}"
    return told


def _speaks(said: Said, at: int) -> bool:
    """Whether a single letter is a word: "à", "a man"."""
    return said.words[at].raw in ("à", "a", "d") and said.language in ("en", "fr") or said.words[at].raw == "à"


def _before(said: Said, street: Street) -> str | None:
    """ "12, rue Haute", "au 12 de la rue Haute", "nr 12 in de Kerkstraat"."""
    at = street.start - 1 - (said.word(street.start - 1) in ("bis", "ter"))
    back = at
    while back > street.start - 5 and said.word(back) in ("de", "la", "du", "des", "l", "le", "in", "d", "van", "of", "on", "the", "op", "der", "den"):
        back -= 1
    if back < 0 or not said.words[back].number or not all(_GAP.match(word.gap) for word in said.words[back + 1 : street.start + 1]):
        return None
    if said.word(back - 1) in ("en", "et", "und", "and", "to", "tot", "a", "bis") and said.words[back - 2 : back - 1] and said.words[back - 2].number:
        return None  # "between 30 and 40"
    cued = said.word(back - 1) in _CUES
    house_first = street.name.split(" ")[0].islower() and back == at  # French: the type comes first, and before it the number
    first = house_first or (back == at and (said.language == "en" or said.words[back].parted or said.word(back - 1) in ("at", "outside", "near", "opposite", "behind")) and not said.words[back + 1].parted)
    if not cued and not first and not (said.word(back - 1) in ("au", "du", "at", "op", "chez") and back < at):
        return None
    return _with_box(said, back) if _short(said.words[back].raw) and not said.words[back + 1].begins else None


def _short(raw: str) -> bool:
    digits = raw.rstrip("abcdefgijklnopqrstvwxyzABCDEFGIJKLNOPQRSTVWXYZ")  # "6u", "22h" and "10m" are none
    return digits.isascii() and digits.isdecimal() and len(digits) <= 3 and int(digits) > 0


def _nearby(said: Said, street: Street) -> str | None:
    """ "Kerkstraat, thv nr 12", "rue Haute à hauteur du 12", "op nummer 12 ... Kerkstraat" in the same sentence."""
    at = street.end
    while at < min(street.end + 6, len(said.words)) and not said.words[at].begins:
        word = said.words[at]
        if word.number:
            cued = said.word(at - 1) in _CUES or (said.word(at - 1) in _HEIGHT and any(said.word(back) in ("thv", "hoogte", "hauteur", "hohe") for back in range(street.end, at)))
            return _with_box(said, at) if (cued or at == street.end + 1 and said.word(at - 1) == "op") and _may_be(said, at) else None
        if word.word not in _HEIGHT and word.word not in _CUES:
            break
        at += 1
    told = [at for at in range(max(0, street.start - 9), street.start) if said.words[at].number and said.word(at - 1) in _LEADING]
    for back in told if len(told) == 1 else ():
        if back >= street.start - 5 and said.words[back].number and said.word(back - 1) in _LEADING and _may_be(said, back) and not any(word.begins for word in said.words[back + 1 : street.start + 1]):
            return _with_box(said, back)
    return None
