"""Times and days as people say them: "half tien 's avonds", "neuf heures et demie du soir", "halb zehn abends". Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time

from carrier.carrier import Language

NOON = 12

_NL = (
    "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf",
    "dertien", "veertien", "kwart", "zestien", "zeventien", "achttien", "negentien", "twintig",
    "eenentwintig", "tweeëntwintig", "drieëntwintig", "vierentwintig",
)  # fmt: skip
_DE = (
    "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "dreizehn", "vierzehn", "Viertel", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig",
    "einundzwanzig", "zweiundzwanzig", "dreiundzwanzig", "vierundzwanzig",
)  # fmt: skip
_EN = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "quarter", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    "twenty-one", "twenty-two", "twenty-three", "twenty-four", "twenty-five", "twenty-six", "twenty-seven",
    "twenty-eight", "twenty-nine",
)  # fmt: skip

# Until which hour a part of the day goes.
_PARTS: Mapping[Language, tuple[tuple[int, str], ...]] = {
    Language.NL: ((6, "'s nachts"), (12, "'s morgens"), (18, "'s middags"), (24, "'s avonds")),
    Language.FR: ((12, "du matin"), (18, "de l'après-midi"), (24, "du soir")),
    Language.DE: ((5, "nachts"), (10, "morgens"), (12, "vormittags"), (14, "mittags"), (18, "nachmittags"), (24, "abends")),
    Language.EN: ((5, "at night"), (12, "in the morning"), (18, "in the afternoon"), (22, "in the evening"), (24, "at night")),
}  # fmt: skip

_DAYS: Mapping[Language, tuple[str, ...]] = {
    Language.NL: ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    Language.FR: ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    Language.DE: ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_MONTHS: Mapping[Language, tuple[str, ...]] = {
    Language.NL: (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
        "november", "december",
    ),
    Language.FR: (
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
        "novembre", "décembre",
    ),
    Language.DE: (
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
        "November", "Dezember",
    ),
    Language.EN: (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ),
}  # fmt: skip


def clock_words(at: time, language: Language, *, part: bool = True) -> str:
    """A time of the day as it is said; `part`: with the part of the day, where one is not sure which half of it."""
    if at.minute == 0 and at.hour in {0, NOON}:
        return _TWELVE[language][at.hour == NOON]
    said = _CLOCKS[language](at.hour, at.minute)
    return f"{said} {_part(at, language)}" if part and not said.startswith(("midi", "minuit")) else said


def day_words(day: date, language: Language) -> str:
    """A day as it is said after "before": "dinsdag 1 december", "le mardi 1er décembre", "Dienstag, dem 1. Dezember"."""
    name, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    match language:
        case Language.FR:
            return f"le {name} {'1er' if day.day == 1 else day.day} {month}"
        case Language.DE:
            return f"{name}, dem {day.day}. {month}"
        case _:
            return f"{name} {day.day} {month}"


_TWELVE: Mapping[Language, tuple[str, str]] = {
    Language.NL: ("middernacht", "twaalf uur 's middags"),
    Language.FR: ("minuit", "midi"),
    Language.DE: ("Mitternacht", "zwölf Uhr mittags"),
    Language.EN: ("midnight", "noon"),
}


def _part(at: time, language: Language) -> str:
    return next(words for until, words in _PARTS[language] if at.hour < until)


def _hour(hour: int) -> int:
    """On a clock with twelve hours."""
    return (hour - 1) % NOON + 1


def _around_the_half(hour: int, minute: int, words: Sequence[str], past: str, to: str, half: str) -> str:
    """Dutch and German: what is near the half hour is told from it, and the half belongs to the hour that comes."""
    this, following = words[_hour(hour) - 1], words[_hour(hour + 1) - 1]
    if minute == 30:
        return f"{half} {following}"
    if minute < 25:
        return f"{words[minute - 1]} {past} {this}"
    if minute < 30:
        return f"{words[30 - minute - 1]} {to} {half} {following}"
    if minute < 36:
        return f"{words[minute - 30 - 1]} {past} {half} {following}"
    return f"{words[60 - minute - 1]} {to} {following}"


def _nl(hour: int, minute: int) -> str:
    if minute == 0:
        return f"{_NL[_hour(hour) - 1]} uur"
    return _around_the_half(hour, minute, _NL, "over", "voor", "half")


def _de(hour: int, minute: int) -> str:
    if minute == 0:
        return f"{'ein' if _hour(hour) == 1 else _DE[_hour(hour) - 1]} Uhr"
    return _around_the_half(hour, minute, _DE, "nach", "vor", "halb")


def _en(hour: int, minute: int) -> str:
    this, following = _EN[_hour(hour) - 1], _EN[_hour(hour + 1) - 1]
    if minute == 0:
        return f"{this} o'clock"
    if minute == 30:
        return f"half past {this}"
    return f"{_EN[minute - 1]} past {this}" if minute < 30 else f"{_EN[60 - minute - 1]} to {following}"


def _fr(hour: int, minute: int) -> str:
    if minute <= 30:
        named = _fr_hour(hour)
        half = "et demi" if named in {"midi", "minuit"} else "et demie"
        return " ".join(filter(None, (named, {0: "", 15: "et quart", 30: half}.get(minute, str(minute)))))
    return f"{_fr_hour(hour + 1)} moins {'le quart' if minute == 45 else 60 - minute}"


def _fr_hour(hour: int) -> str:
    if hour % NOON == 0:
        return "midi" if hour == NOON else "minuit"
    return "1 heure" if _hour(hour) == 1 else f"{_hour(hour)} heures"


_CLOCKS: Mapping[Language, Callable[[int, int], str]] = {
    Language.NL: _nl, Language.FR: _fr, Language.DE: _de, Language.EN: _en,
}  # fmt: skip
