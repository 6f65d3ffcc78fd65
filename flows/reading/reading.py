"""What was read out of a text: the values that it is taken apart into."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum

OTHER = "other"


class Command(StrEnum):
    """What a text can ask of us, instead of telling us something."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    CONFIRM = "confirm"
    SEEN = "seen"
    PAUSE = "pause"
    JOIN = "join"
    LEAVE = "leave"
    LANGUAGE = "language"
    STATUS = "status"
    REPEAT = "repeat"


class Chatter(StrEnum):
    """What a text is that reports nothing: it gets an answer and wakes nobody. In doubt a text is a report."""

    THANKS = "thanks"
    GREETING = "greeting"
    ADVERTISING = "advertising"
    ABUSE = "abuse"
    PRIVATE = "private"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a text.

    `text` is what the person tells us: the text itself without spaces around it, and without the word GEZIEN, VU,
    GESEHEN or SEEN in front of a sighting. `kind` is one of a report's kinds, also where nothing is reported; `chatter`
    says that nothing is. `time` is `now`, `-10 min`, `HH:MM` or `earlier`; `twelve` that its `HH:MM` was said as on a
    clock face ("half elf"), so that it may be twelve hours later too. `language` is nl, fr, de or en, the one asked
    for with TAAL. Whatever is None was not said, or not clearly.
    """

    command: Command | None
    kind: str
    text: str
    chatter: Chatter | None = None
    place: str | None = None
    time: str | None = None
    twelve: bool = False
    plate: str | None = None
    persons: int | None = None
    vehicle: str | None = None
    direction: str | None = None
    network: str | None = None
    days: int | None = None
    language: str | None = None

    @property
    def reports(self) -> bool:
        """Whether somebody ought to hear of it: a report or a sighting."""
        return self.command in (None, Command.SEEN) and self.chatter is None


KEYS = ("kind", "place", "time", "plate", "persons", "vehicle", "direction", "command", "network", "days")


def as_told(reading: Reading) -> dict[str, str | int | None]:
    """The reading as one plain object; `kind` is null where nothing is reported."""
    every = asdict(reading)
    return {key: every[key] for key in KEYS} | ({} if reading.reports else {"kind": None})
