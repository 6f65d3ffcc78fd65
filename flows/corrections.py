"""What an answer corrects of a place: "46 niet 64", "niet 64 maar 46", or only "46". Pure."""

from __future__ import annotations

import re

LONGEST = 60  # letters of a text that may be nothing but a correction

_HOUSE = r"(\d{1,4}[a-z]?)"
_NOT = r"(?:niet|geen|en niet|ipv|i\.p\.v\.|in plaats van|pas|et pas|et non|au lieu de|nicht|und nicht|statt|not|and not|instead of)"
_BUT = r"(?:maar|wel|mais|sondern|but)"
_RIGHT_WRONG = re.compile(rf"\b{_HOUSE}\s*[,;:-]?\s*{_NOT}\s+(?:het |le |la |die |the )?{_HOUSE}\b", re.IGNORECASE)
_WRONG_RIGHT = re.compile(rf"\b{_NOT}\s+{_HOUSE}\s*[,;:-]?\s*{_BUT}\s+{_HOUSE}\b", re.IGNORECASE)
_ALONE = re.compile(
    rf"\W*(?:nee|neen|non|nein|no|sorry|pardon|correctie|correction)?\W*(?:nr|n°|nummer|huisnummer|num[ée]ro|number|hausnummer)?\W*{_HOUSE}\W*",
    re.IGNORECASE,
)


def corrected(place: str | None, said: str) -> str | None:
    """The place as the answer corrects it; None when it corrects no house number. A place without a number gets it."""
    said = said.strip()
    if place is None or len(said) > LONGEST:
        return None
    right, wrong = _house_numbers(said)
    if right is None:
        return None
    present = re.findall(rf"\b{_HOUSE}\b", place, re.IGNORECASE)
    if wrong is None and len(present) > 1:
        return None
    old = wrong or (present[0] if present else None)
    if old is None:
        return f"{place} {right}"
    changed, times = re.subn(rf"\b{re.escape(old)}\b", right, place, count=1, flags=re.IGNORECASE)
    return changed if times else None


def _house_numbers(said: str) -> tuple[str | None, str | None]:
    """The right one, and the wrong one where it is named."""
    if found := _WRONG_RIGHT.search(said):
        return found[2], found[1]
    if found := _RIGHT_WRONG.search(said):
        return found[1], found[2]
    if found := _ALONE.fullmatch(said):
        return found[1], None
    return None, None
