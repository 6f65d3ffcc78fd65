"""Parts of sentences that depend on a value: how long ago, how long yet, a number as people say it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from carrier.carrier import Language
from flows.engine.texts import Texts

MINUTE, HOUR, DAY = 60, 3600, 86_400
BELGIUM = "+32"
ONE_DIGIT_AREAS = ("2", "3", "4", "9")  # Brussels, Antwerp, Liège, Ghent; every other area has two digits
MOBILE_LENGTH, LANDLINE_LENGTH = 9, 8  # digits after +32


def ago(seconds: float, language: Language, texts: Texts) -> str:
    """How long ago something was, rounded down: "zonet", "12 minuten geleden". A time still to come is just now."""
    return _counted("ago", _span(seconds), language, texts)


def duration(seconds: float, language: Language, texts: Texts) -> str:
    """How long something will take, in minutes rounded up so as not to promise too much ("ongeveer 2 minuten"), from two
    hours on in hours. The German stands after "in"."""
    if seconds < MINUTE:
        return texts.phrase("duration_short", language)
    minutes = ceil(seconds / MINUTE)
    span = ("minute", minutes) if seconds < 2 * HOUR else ("hour", round(seconds / HOUR))
    return _counted("duration", span, language, texts)


def digits_apart(digits: str) -> str:
    """Digits to be said one by one: "4711" is "4 7 1 1"."""
    return " ".join(digits)


def spoken_number(e164: str, language: Language) -> str:
    """A number as people say it to be rung: a Belgian one in pairs after its area, in English digit by digit. One
    from abroad begins with the 00 that is dialled here."""
    if not e164.startswith(BELGIUM):
        return ", ".join(digits_apart(pair) for pair in _pairs("00" + e164.lstrip("+")))
    area, *groups = _belgian_groups(e164.removeprefix(BELGIUM))
    return ", ".join([digits_apart(area), *(_spoken_group(group, language) for group in groups)])


def kind_words(kind: str, language: Language, texts: Texts) -> str:
    """What a report is about; raises KeyError for a kind that is none."""
    return texts.phrase(f"kind_{kind}", language)


def who_words(is_member: bool, language: Language, texts: Texts) -> str:
    """From whom a report comes, which never says more than member or not."""
    return texts.phrase("who_member" if is_member else "who_stranger", language)


def outcome_words(outcome: str, language: Language, texts: Texts) -> str:
    """How an alert ended; raises KeyError for an outcome that is none."""
    return texts.phrase(f"outcome_{outcome}", language)


def what_words(kind: str, language: Language, texts: Texts) -> str:
    """What a broadcast is, as the first words said of it; raises KeyError for a kind that is none."""
    return texts.phrase(f"what_{kind}", language)


def wish_words(wish: str, language: Language, texts: Texts) -> str:
    """How somebody wants to be reached; raises KeyError for a wish that is none."""
    return texts.phrase(f"wish_{wish}", language)


def trouble_words(trouble: str, language: Language, texts: Texts) -> str:
    """What is wrong with the carrier, and what an officer can do; raises KeyError for a trouble that is none."""
    return texts.phrase(f"trouble_{trouble}", language)


def listed(names: Sequence[str], language: Language, texts: Texts) -> str:
    """Names one after the other: "A, B en C"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {texts.phrase('and', language)} {names[-1]}"


def _span(seconds: float) -> tuple[str, int]:
    if seconds < MINUTE:
        return "now", 0
    if seconds < HOUR:
        return "minute", int(seconds // MINUTE)
    if seconds < DAY:
        return "hour", int(seconds // HOUR)
    return "day", int(seconds // DAY)


def _counted(what: str, span: tuple[str, int], language: Language, texts: Texts) -> str:
    unit, count = span
    if count > 1:
        return texts.phrase(f"{what}_{unit}s", language, {"count": count})
    return texts.phrase(f"{what}_{unit}", language)


def _belgian_groups(national: str) -> list[str]:
    """0475 12 34 56, 015 12 34 56, 03 123 45 67; whatever else it is, in pairs."""
    if len(national) == MOBILE_LENGTH and national.startswith("4"):
        return ["0" + national[:3], *_pairs(national[3:])]
    if len(national) != LANDLINE_LENGTH:
        return _pairs("0" + national)
    if national.startswith(ONE_DIGIT_AREAS):
        return ["0" + national[0], national[1:4], *_pairs(national[4:])]
    return ["0" + national[:2], *_pairs(national[2:])]


def _pairs(digits: str) -> list[str]:
    return [digits[at : at + 2] for at in range(0, len(digits), 2)]


def _spoken_group(group: str, language: Language) -> str:
    """A pair is said as a number, but not in English, nor "05", nor three digits."""
    if language is Language.EN or len(group) != 2 or group.startswith("0"):
        return digits_apart(group)
    return group
