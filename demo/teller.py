"""Tells in the terminal what happens in the phone company, as it happens."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from simulator.client import SimulatorClient

Entry = dict[str, Any]

_WIDEST = 150  # characters of what somebody hears
_COLOURS = {
    "rang": "cyan",
    "dialled": "cyan",
    "key": "green",
    "speaking": "yellow",
    "text": "magenta",
    "missed": "red",
}


class Teller:
    """Follows the phone company's log. Whoever is in `closely` is heard word by word; of the others, only what they do."""

    def __init__(
        self, console: Console, world: SimulatorClient, names: Mapping[str, str], closely: Sequence[str]
    ) -> None:
        self._console = console
        self._world = world
        self._names = names
        self._closely = set(closely)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="teller", daemon=True)

    def __enter__(self) -> Teller:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(5)

    def act(self, title: str) -> None:
        """A new part of the story."""
        self._console.print()
        self._console.rule(f"[bold]{title}", align="left")

    def _follow(self) -> None:
        after = 0
        while not self._over.is_set():
            try:
                entries = self._world.events(after, timeout=0.5)
            except OSError:
                return
            for entry in entries:
                after = entry["n"]
                self._tell(entry)

    def _tell(self, entry: Entry) -> None:
        words = self._sentence(entry)
        if words:
            line = Text(f"  {entry['time'][11:19]}  ", style="dim")
            line.append(words, style=_COLOURS.get(entry["kind"], ""))
            self._console.print(line, soft_wrap=True)

    def _sentence(self, entry: Entry) -> str:
        who = self.name(entry.get("number"))
        close = entry.get("number") in self._closely
        said = str(entry.get("text", ""))
        shown = said if len(said) <= _WIDEST else said[: _WIDEST - 1] + "…"
        match entry["kind"]:
            case "dialled":
                words = f"{who} rings {self.name(entry['to'])}"
            case "rang":
                words = f"the phone rings at {who}"
            case "missed":
                words = f"{who}: {entry['status']}"
            case "saying" if close:
                words = f"    {who} hears: {shown}"
            case "key":
                words = (
                    f"    {who} presses {shown}"
                    if close
                    else f"    {who} hears the message and presses {shown}"
                )
            case "recorded":
                words = f"    {who} says: {shown}"
            case "voicemail_beep":
                words = f"    the voicemail of {who} beeps"
            case "text" if self._is_told(entry):
                words = f"text {self.name(entry['from'])} → {self.name(entry['to'])}: {shown}"
            case _:
                words = ""
        return words

    def _is_told(self, entry: Entry) -> bool:
        """Texts to the members are many and the same; those from people are told."""
        return entry.get("direction") == "to_line" or entry.get("to") in self._closely

    def name(self, number: str | None) -> str:
        """Whose number it is."""
        return self._names.get(number or "", number or "somebody")
