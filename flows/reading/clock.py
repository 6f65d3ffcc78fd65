"""A time of the clock, as people write and say it: 21u30, half elf, viertel vor drei, quarter past nine, huit heures et quart."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flows.reading.numbers import NUMBERS, number
from flows.reading.words import Said


@dataclass(frozen=True, slots=True)
class Time:
    """`told` is `now`, `-10 min`, `HH:MM` or `earlier`; `twelve`: said as on a clock face, so it may be 12 hours
    later."""

    told: str
    twelve: bool = False


_HOURS = "|".join(sorted((word for word, count in NUMBERS.items() if count <= 24), key=len, reverse=True))
_MINUTES = "|".join(sorted((word for word, count in NUMBERS.items() if count < 60), key=len, reverse=True))
_UNIT = r"(?:u(?:ur|re)?|heures?|hrs?|h|uhr|heur)"
_AT = r"\b(?:om|rond|tegen|omstreeks|rondom|a|vers|um|gegen|at|around|about|by|van|from|de|van|ab|since|sinds|depuis|seit|kwart|ca|circa)"
_DIGITAL = (
    re.compile(rf"(?<![\w.,:/-])(2[0-4]|[01]?\d) ?{_UNIT}\.? ?([0-5]\d)(?![\d\w])"),
    re.compile(r"(?<![\w.,:/-])(2[0-3]|[01]?\d):([0-5]\d)(?!\d)"),
    re.compile(rf"(?<![\w.,:/-])(2[0-3]|[01]\d)([0-5]\d) ?(?:u|uur|h|hrs|uhr)(?!\w)"),
    re.compile(rf"(?<![\w.,:/-])(2[0-3]|[01]?\d)\.([0-5]\d) ?(?:{_UNIT}|am|pm|a\.m\.|p\.m\.)(?!\w)"),
    re.compile(rf"{_AT} (?:ongeveer |environ |ca\.? |etwa )?(2[0-3]|[01]?\d)[.,]([0-5]\d)(?![\d\w]| ?(?:€|euro|m\b|km|meter|jaar|ans))"),
    re.compile(r"(?<![\w.,:/€-])(2[0-3]|[01]\d)\.([0-5][05])(?![\d\w.,/]| ?(?:€|euro|m\b|km|meter))"),
)
_WHOLE = re.compile(rf"(?<![\w.,:/-])(2[0-4]|[01]?\d|{_HOURS}) ?({_UNIT}|o'?clock)(?!\w)")
_HALF_DAY = re.compile(r"(?<![\w.,:/-])(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?([ap])\.?m\b")
_HALF_PAST = re.compile(rf"\bhalf past (1[0-2]|\d|{_HOURS})\b")
_HALF = re.compile(rf"\b(?:(vijf|funf|fuenf|5|tien|zehn|10) (voor|over|na|vor|nach) )?(half|halb|halver|hallef) ?(1[0-2]|\d|{_HOURS})\b")
_QUARTER = re.compile(
    rf"\b(?:a )?(kwart|kwartier|viertel|quarter|{_MINUTES}|[1-5]?\d) ?(?:min |minuten |minutes )?(voor|over|na|vor|nach|to|past|after|before)"
    rf" (1[0-2]|\d|{_HOURS})\b(?! ?(?:min|meter|m\b|dagen|weken|mannen|personen))"
)
_EAST = re.compile(rf"\b(viertel|drei ?viertel|dreiviertel) (1[0-2]|\d|{_HOURS})\b")
_FRENCH = re.compile(
    rf"\b(2[0-4]|1?\d|{_HOURS}|midi|minuit) ?(?:heures?|h)? (moins|et) (?:le |un )?(quart|demie?|{_MINUTES}|[1-5]?\d)\b"
)
_FRENCH_WORDS = re.compile(rf"\b(2[0-4]|1?\d|{_HOURS}) heures? ({_MINUTES})\b(?! (?:minutes|hommes|personnes|jeunes))")
_BARE = re.compile(
    rf"\b(?:om|around|at|um|rond|tegen|gegen) (2[0-4]|1?\d|{_HOURS})(?= ?(?:$|[,.!?;)]|s? ?(?:avonds|morgens|nachts|middags|ochtends|namiddags|abends)))"
    rf"(?![.,:]\d)"
)
_BETWEEN = re.compile(r"\b(?:tussen|tss|entre|zwischen|between) (?:[\w.:]{1,8} ?(?:u|h|uur|uhr|heures|hrs)? (?:en|et|und|and) )?(?:\w{1,8})?$")
# When a shop shuts says nothing of what happens.
_OPENS = re.compile(
    r"\b(?:sluit|sluiten|toe|dicht|opent|openen|ferme|ferment|ouvre|ouvrent|schliesst|schliessen|offnet|shuts?|closes?|closed|opens?)"
    r" (?:al |pas |normaal |deja |schon )?(?:om |vanaf |a |um |ab |at |from |tot |jusqu'a |bis |until )?$"
)
_PAST_NOON = re.compile(r"\b(midi|minuit) ([1-5]?\d)\b(?! ?(?:hommes|jeunes|personnes|h))")
_NOON = re.compile(r"\b(?:a midi|om middernacht|rond middernacht|middernacht|a minuit|vers minuit|vers midi|minuit|mitternacht|midnight|at noon|around noon)\b")
_AFTERNOON = re.compile(
    r"\b(?:avonds?|vanavond|gisteravond|avond|namiddags?|vannamiddag|middags|vanmiddag|soir|soiree|apres[ -]midi|abends?|nachmittags?"
    r"|heute abend|evening|afternoon|tonight|tantot|arvo|p\.?m)\b"
)
_AT_NIGHT = re.compile(r"\b(?:nachts?|vannacht|nuit|night|nacht)\b")


_COMPOSED = re.compile(r"\b(dix|vingt|trente|quarante|cinquante|twenty|thirty|forty|fifty)[- ](?:et[- ])?(un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|one|two|three|four|five|seven|eight|nine)\b")


def _composed(found: re.Match[str]) -> str:
    """ "dix-huit" and "twenty-five" in digits."""
    return str((number(found[1]) or 0) + (number(found[2]) or 0))


def clock(said: Said) -> Time | None:
    """The first time of the clock in the text."""
    said = replace(said, flat=_COMPOSED.sub(_composed, said.flat))
    found = [one for read in _READERS if (one := read(said)) is not None and not _OPENS.search(said.flat[: one[0]])]
    if not found:
        return None
    start, _, hour, minute, spoken = min(found)
    if _BETWEEN.search(said.flat[max(0, start - 28) : start + 1]):
        return Time("earlier")
    about = said.flat[max(0, start - 30) : start + 45]
    if spoken is not None and hour < 12 and _AFTERNOON.search(about):
        hour += 12
    elif spoken is not None and 8 <= hour < 12 and _AT_NIGHT.search(about):
        hour += 12
    twelve = bool(spoken) and 1 <= hour <= 12 and not re.search(r"\b(?:morgens?|ochtends?|matin|fruh|morning|nachts?|nuit|night|vanmorgen|vanochtend)\b", about)
    return Time(f"{hour % 24:02d}:{minute:02d}", twelve)


_Found = tuple[int, int, int, int, bool | None]  # where, whose, hour, minute, spoken (None: it is plain which half day)


def _digital(said: Said) -> _Found | None:
    found = [match for form in _DIGITAL if (match := form.search(said.flat))]
    if not found:
        return None
    first = min(found, key=lambda match: match.start(1))
    return first.start(), 1, int(first[1]), int(first[2]), False


def _whole(said: Said) -> _Found | None:
    for found in _WHOLE.finditer(said.flat):
        hour = number(found[1])
        if hour is not None and not _lasts(said.flat, found):
            return found.start(), 5, hour, 0, not found[1].isdecimal()
    return None


def _lasts(flat: str, found: re.Match[str]) -> bool:
    """Whether "2 uur" is how long or how far, rather than when."""
    after, before = flat[found.end() : found.end() + 12], flat[max(0, found.start() - 9) : found.start()]
    return bool(re.match(r" (?:geleden|terug|lang|ago|per|op |sur |par)", after) or re.search(r"\b(?:al|over|binnen|y a|dans|elke|km|pendant) $", before))


def _half_day(said: Said) -> _Found | None:
    found = _HALF_DAY.search(said.flat)
    if not found:
        return None
    hour = int(found[1]) % 12 + (12 if found[3] == "p" else 0)
    return found.start(), 0, hour, int(found[2] or 0), None


def _half(said: Said) -> _Found | None:
    past = _HALF_PAST.search(said.flat)
    if past and (hour := number(past[1])):
        return past.start(), 2, hour, 30, True
    found = _HALF.search(said.flat)
    hour = number(found[4]) if found else None
    if not found or not hour or hour > 12 or re.match(r" ?(?:dag|jaar|uur)", said.flat[found.end() :]):
        return None
    if found[3] == "half" and (found[4] in _ENGLISH or (found[4].isdecimal() and said.language == "en")):
        return found.start(), 2, hour, 30, True
    minutes = (number(found[1]) or 0) if found[1] else 0
    offset = -minutes if found[2] in ("voor", "vor") else minutes
    return found.start(), 2, (hour - 1) or 12, 30 + offset, True


_ENGLISH = frozenset("one two three four five six seven eight nine ten eleven twelve".split())


def _quarter(said: Said) -> _Found | None:
    for found in _QUARTER.finditer(said.flat):
        minutes = 15 if found[1] in ("kwart", "kwartier", "viertel", "quarter") else number(found[1])
        hour = number(found[3])
        if minutes is None or hour is None or not 1 <= hour <= 12 or minutes > 29 or _counts(found, said):
            continue
        if found[2] in ("voor", "vor", "to", "before"):
            return found.start(), 2, (hour - 1) or 12, 60 - minutes, True
        return found.start(), 2, hour, minutes, True
    return None


def _counts(found: re.Match[str], said: Said) -> bool:
    """Whether "2 to 3" or "nr 5 na 7" are numbers of something else."""
    return found[1].isdecimal() and (int(found[1]) < 5 or bool(re.search(r"(?:nr|straat|laan|rue|huis|bus|nummer)\.? $", said.flat[: found.start()])))


def _east(said: Said) -> _Found | None:
    found = _EAST.search(said.flat)
    hour = number(found[2]) if found else None
    if not found or not hour:
        return None
    return found.start(), 3, (hour - 1) or 12, 15 if found[1] == "viertel" else 45, True


def _french(said: Said) -> _Found | None:
    if past := _PAST_NOON.search(said.flat):
        return past.start(), 2, 12 if past[1] == "midi" else 24, int(past[2]), None
    found = _FRENCH.search(said.flat)
    if not found:
        found = _FRENCH_WORDS.search(said.flat)
        hour, minute = (number(found[1]), number(found[2])) if found else (None, None)
        return (found.start(), 2, hour, minute, True) if found and hour is not None and minute else None
    hour = {"midi": 12, "minuit": 24}.get(found[1], number(found[1]))
    minute = {"quart": 15, "demi": 30, "demie": 30}.get(found[3], number(found[3]))
    if hour is None or minute is None or (found[2] == "et" and minute not in (15, 30)):
        return None
    if found[2] == "moins":
        hour, minute = hour - 1, 60 - minute
    return found.start(), 2, hour, minute, True if found[1] not in ("midi", "minuit") else None


def _bare(said: Said) -> _Found | None:
    found = _BARE.search(said.flat)
    hour = number(found[1]) if found else None
    return (found.start(), 6, hour, 0, True) if found and hour is not None else None


def _noon(said: Said) -> _Found | None:
    found = _NOON.search(said.flat)
    return (found.start(), 7, 12 if re.search(r"midi|noon", found[0]) else 0, 0, None) if found else None


_READERS = (_half_day, _digital, _half, _quarter, _east, _french, _whole, _bare, _noon)
