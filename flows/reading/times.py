"""When it happened: now, so many minutes ago, at a time, or earlier. Half eleven is 10:30 in every language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.reading.clock import Time, clock
from flows.reading.numbers import ARTICLES, number
from flows.reading.time_words import (
    ANOTHER_DAY, DOING, IT_IS_NOW, IT_WAS_EARLIER, JUST, JUST_DEED, LIKE, NIGHT, NOT_NOW, PAST, SAW_JUST, SINCE_WHEN, WEEKDAY,
)  # fmt: skip
from flows.reading.words import Said

NOW, EARLIER = "now", "earlier"
_LONGEST_AGO = 24 * 60  # minutes; longer ago is told as earlier


def time(said: Said, plain: str) -> Time | None:
    """When it happened, as told, `plain` being its words put right; a number of minutes before a time, a time
    before a word. None when nothing is said."""
    words = plain.split()
    ago = _ago(words)
    if ago is not None:
        return ago
    day_before = _has(said.plain, ANOTHER_DAY)
    hour = None if day_before and not _has(said.plain, NIGHT) else clock(said)
    return hour or _in_words(plain, said.language)


def when(told: str | None, now: datetime, twelve: bool = False) -> datetime | None:
    """The moment that is meant, in the time zone of `now`: the last one so called that is not after it (a clock may
    be five minutes fast). None for `earlier` and for nothing."""
    if told is None or told == EARLIER:
        return None
    if told == NOW:
        return now
    if told.startswith("-"):
        return now - timedelta(minutes=int(told[1:].split()[0]))
    hour, minute = (int(part) for part in told.split(":"))
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    step = timedelta(hours=12 if twelve else 24)
    at += timedelta(days=1)
    while at > now + timedelta(minutes=5):
        at -= step
    return at


# ---- ago

_UNITS = {
    word: minutes
    for minutes, words in {
        1: "m min mins minuut minuten minuutje minuutjes minutje minutjes minute minutes mn mnt minuut minutn mintuen",
        60: "u uur uren uurtje h heure heures hr hrs hour hours stunde stunden std stdn",
        1440: "dag dagen jour jours tag tage tagen day days",
        10080: "week weken weekje semaine semaines woche wochen weeks",
        0: "s sec seconden seconde secondes sekunden second seconds",
    }.items()
    for word in words.split()
}
_SPANS = {
    tuple(words.split()): minutes
    for minutes, spans in {
        15: "kwartier|kwartiertje|kwart uur|kwartuur|quart d heure|quart heure|viertelstunde|viertel stunde|quarter of an hour|quarter hour",
        30: "half uur|half uurtje|halfuur|halfuurtje|halve uur|demi heure|demie heure|demiheure|halben stunde|halbe stunde|halben std"
        "|half an hour|half hour|half an hr",
        45: "drie kwartier|driekwartier|drie kwart uur|driekwart uur|trois quarts d heure|3 quarts d heure|3 kwartier"
        "|dreiviertelstunde|dreiviertel stunde|three quarters of an hour",
        90: "anderhalf uur|1 5 uur|heure et demie|heure et demi|anderthalb stunden|eineinhalb stunden|hour and a half",
        75: "heure et quart|uur en een kwartier",
        -1: "paar minuten|paar minuutjes|paar min|enkele minuten|enkele min|quelques minutes|quelques min|quelques instants"
        "|paar minuten|paar min|wenigen minuten|einigen minuten|few minutes|few mins|couple of minutes|couple of mins|couple minutes"
        "|moment|momentje|ogenblik|instant|petit moment|augenblick|paar seconden|few seconds",
        10000: "tijdje|eeuwigheid|paar uur|enkele uren|paar dagen|enkele dagen|quelques heures|quelques jours|paar stunden|paar tagen"
        "|few hours|couple of hours|few days|while",
    }.items()
    for words in spans.split("|")
}
_SPAN_BEGINS = frozenset(span[0] for span in _SPANS)
_SPAN_LENGTHS = sorted({len(span) for span in _SPANS}, reverse=True)
_HEDGES = frozenset(
    """ongeveer ca circa zo goed plusminus pakweg minstens zeker bijna amper nog geen environ peu pres a vers
    presque moins de
    d etwa ungefahr zirka cirka rund knapp gut about around roughly approx approximately some maybe max maximum
    tout juste
    nauwelijks the""".split()
)
_AGO = frozenset("geleden gelede geleen gelejen gleden geledn terug ago back her gelden gelede".split())
_SINCE = frozenset("sinds al reeds depuis seit for since schon sedert voila".split())


def _ago(words: Sequence[str]) -> Time | None:
    """The first "… geleden", "il y a …", "vor …", "… ago"; what has lasted for so long is going on now."""
    lasting = None
    for at in range(len(words)):
        found = _amount(words, at)
        if found is None:
            continue
        minutes, end = found
        if _is_ago(words, at, end):
            return _minutes_ago(minutes)
        if _before(words, at) in _SINCE or _word(words, end) == "lang":
            lasting = Time(NOW)
    return lasting


def _minutes_ago(minutes: int) -> Time:
    if minutes <= 0:
        return Time(NOW)
    return Time(EARLIER) if minutes >= _LONGEST_AGO or minutes == 10000 else Time(f"-{minutes} min")


def _amount(words: Sequence[str], at: int) -> tuple[int, int] | None:
    """So many minutes that begin at this word, and where they end; -1 for a few."""
    start = at + (_word(words, at) in ARTICLES or _word(words, at) == "the")
    for length in _SPAN_LENGTHS if _word(words, start) in _SPAN_BEGINS else ():
        minutes = _SPANS.get(tuple(words[start : start + length]))
        if minutes is not None:
            return minutes, start + length
    if start > at and _word(words, start + 1) == "of" and _word(words, start + 3) in _AGO and (unit := _UNITS.get(_word(words, start))):
        count = number(_word(words, start + 2))
        return (count * unit, start + 3) if count else None
    if start > at and (unit := _UNITS.get(_word(words, start))) is not None and len(words[start]) > 1:
        return unit, start + 1
    count = number(_word(words, at)) if _word(words, at) not in ARTICLES else None
    unit = _UNITS.get(_word(words, at + 1))
    if count is None and (stuck := _stuck(_word(words, at))):
        return stuck, at + 1
    return (count * unit, at + 2) if count is not None and unit is not None else None


def _stuck(word: str) -> int | None:
    """"10m" and "2u", kept together as one word."""
    if len(word) < 2 or not word[:-1].isascii() or not word[:-1].isdecimal() or len(word) > 4:
        return None
    unit = _UNITS.get(word[-1])
    return int(word[:-1]) * unit if unit else None


def _is_ago(words: Sequence[str], at: int, end: int) -> bool:
    after = _word(words, end)
    if after in ("eerder", "fruher", "earlier") or (after == "plus" and _word(words, end + 1) == "tot"):
        return True
    if after in _AGO or (after in ("of", "a", "ou", "oder", "or") and _word(words, end + 2) in _AGO):
        return True
    back = at - 1
    while back >= 0 and back > at - 5 and words[back] in _HEDGES and not (words[back] == "a" and _word(words, back - 1) == "y"):
        back -= 1
    before = _word(words, back)
    if before == "a" and _word(words, back - 1) == "y":
        return True
    return before in ("vor", "ya", "voici", "ilya") or (before == "fait" and _word(words, back - 1) in ("ca", "cela"))


def _before(words: Sequence[str], at: int) -> str:
    """The word before an amount, small words of doubt left out."""
    back = at - 1
    while back >= 0 and back > at - 4 and words[back] in _HEDGES:
        back -= 1
    return _word(words, back)


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if 0 <= at < len(words) else ""


# ---- in words


def _in_words(plain: str, language: str | None) -> Time | None:
    for words in NOT_NOW:
        plain = plain.replace(words, " ")
    if language == "fr":
        plain = plain.replace(" nu ", " ")  # naked
    if any(words in plain for words in IT_IS_NOW) or _just(plain) or DOING.search(plain):
        return Time(NOW)
    return _earlier(plain, language)


def _just(plain: str) -> bool:
    return bool(JUST.search(plain) or JUST_DEED.search(plain) or SAW_JUST.search(plain))


def _earlier(plain: str, language: str | None) -> Time | None:
    places = [at for words in IT_WAS_EARLIER if (at := plain.find(words)) >= 0]
    if PAST.search(plain):
        places += [found.start() for found in WEEKDAY.finditer(plain)]
    if language == "fr" and (at := plain.find(" hier ")) >= 0:
        places.append(at)
    for at in places:
        before = plain[max(0, at - 24) : at + 1]
        if SINCE_WHEN.search(before):
            return Time(NOW)
        if not LIKE.search(before):
            return Time(EARLIER)
    return None


def _has(plain: str, several: Sequence[str]) -> bool:
    return any(words in plain for words in several)
