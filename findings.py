"""What the doctor finds, one a line: ok, worth knowing, or what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a finding begins."""

    OK = "ok"
    WORTH_KNOWING = "? "
    WRONG = "!!"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what to do about it unless it is ok."""

    mark: Mark
    text: str

    def __str__(self) -> str:
        return f"{self.mark} {self.text}"


def ok(text: str) -> Finding:
    """Nothing to do."""
    return Finding(Mark.OK, text)


def worth_knowing(text: str) -> Finding:
    """It works, but somebody should know."""
    return Finding(Mark.WORTH_KNOWING, text)


def wrong(text: str) -> Finding:
    """Somebody has to do something."""
    return Finding(Mark.WRONG, text)
