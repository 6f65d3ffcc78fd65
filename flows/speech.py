"""Words made ready to be spoken: plates, numbers and times as people say them, names as the pronunciation list has them.
Pure, and for the ear only: what is sent by text stays as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone
from flows.phrases import spoken_number
from flows.plates import PLATE, spelled
from flows.times import clock_words

# 21u30, 21h30, 21:30, 21u; "Uhr" belongs to it.
CLOCK = re.compile(
    r"(?<![\w.:,/-])(?P<hour>[01]?\d|2[0-3])(?:(?:[uh]|:(?=\d))(?P<minute>[0-5]\d)?)(?:\s?Uhr\b)?(?![\w:-])",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(?<![\w+-])(?:\+32|0032|0)[1-9]?(?:[ ./-]?\d){7,9}(?![\w-])")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """How a name is said: in one language, or (None) in all."""

    written: str
    spoken: str
    language: Language | None = None


def spoken(text: str, language: Language, names: Iterable[Pronunciation] = ()) -> str:
    """The text as it is to be said."""
    text = PLATE.sub(lambda found: spelled(found[0], language), text)
    text = NUMBER.sub(lambda found: _number(found[0], language), text)
    text = CLOCK.sub(lambda found: _clock(found, language), text)
    return pronounced(text, language, names)


def pronounced(text: str, language: Language, names: Iterable[Pronunciation]) -> str:
    """Every name of the list, where it stands as a whole word, as it is said; the longest first; what is listed for
    this language before what is for all."""
    heard = {
        name.written.casefold(): name.spoken
        for name in sorted(names, key=lambda name: name.language is not None)
        if name.written and name.language in {None, language}
    }
    if not heard:
        return text
    longest_first = sorted(heard, key=len, reverse=True)
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)
    return any_name.sub(lambda found: heard.get(found[0].casefold(), found[0]), text)


def _number(written: str, language: Language) -> str:
    try:
        return spoken_number(Phone.parse(written).e164, language)
    except NotAPhone:
        return written


def _clock(found: re.Match[str], language: Language) -> str:
    """Who writes 3u30 may mean either half of the day, and it is not for us to say which."""
    at = time(int(found["hour"]), int(found["minute"] or 0))
    return clock_words(at, language, part=at.hour > 12 or (at.hour == 0 and at.minute > 0))
