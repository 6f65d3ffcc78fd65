"""What one phone went through, told from the log: when it was rung, what was heard on it, which texts came."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from simulator.log import Entry, Log

_ABOUT_PHONES = frozenset({"rang", "dialled", "text"})


@dataclass(slots=True)
class History:
    """A phone's calls and texts, oldest first; moments are simulated seconds."""

    rung: list[dict[str, Any]] = field(default_factory=list)
    """Each ring: the moment, the call, and the number that was shown."""
    answered: list[str] = field(default_factory=list)
    """The calls that were picked up, by this phone or for it."""
    missed: list[str] = field(default_factory=list)
    dialled: list[dict[str, Any]] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """As much of each sentence as was heard."""
    pressed: list[str] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    on_tape: list[str] = field(default_factory=list)
    """What its answering machine recorded, call by call."""
    texts_got: list[str] = field(default_factory=list)
    texts_sent: list[str] = field(default_factory=list)

    def show(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self)

    def counts(self) -> dict[str, int]:
        """How many of each."""
        return {name: len(found) for name, found in asdict(self).items()}


def history(entries: Iterable[Entry]) -> History:
    """The history in the entries about one phone."""
    found = History()
    for entry in entries:
        _add(found, entry)
    return found


def known_phones(log: Log) -> list[str]:
    """Every phone that rang, rang a line, or got or sent a text; in the order of the first time."""
    return list(dict.fromkeys(entry["number"] for entry in log.entries if entry["kind"] in _ABOUT_PHONES))


_WORDS = {
    "heard": "heard",
    "key": "pressed",
    "spoken": "spoken",
    "voicemail_heard": "on_tape",
    "picked_up": "answered",
    "missed": "missed",
}
"""Of these entries only the words, or the call, are kept; and in which list."""


def _add(found: History, entry: Entry) -> None:
    kind = entry["kind"]
    moment = {"clock": entry["clock"], "time": entry["time"], "call": entry.get("call")}
    if kind in _WORDS:
        getattr(found, _WORDS[kind]).append(entry.get("text", entry.get("call")))
    elif kind == "rang":
        found.rung.append(moment | {"from": entry["from"]})
    elif kind == "dialled":
        found.dialled.append(moment | {"to": entry["to"]})
    elif kind == "text":
        (found.texts_got if entry["direction"] == "to_person" else found.texts_sent).append(entry["text"])
