"""A phone in the terminal: dial, read what is said, press keys, speak by typing, be rung, text."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import click
from rich.console import Console
from rich.markup import escape

from simulator.client import CallClient, NotHeard, Refused, SimulatorClient

HELP = """\
  dial +3232020202     ring a number (dial withheld +32...: without showing yours)
  answer, decline      when you are rung
  1, 10023#            press keys
  any other words      speak, after the beep
  hang up              end the call
  text +32... words    send a text
  help, quit"""

_KEYS = frozenset("0123456789*#")
_POLL = 20.0


class Do(StrEnum):
    """What a typed line asks for."""

    NOTHING = "nothing"
    DIAL = "dial"
    DIAL_WITHHELD = "dial_withheld"
    ANSWER = "answer"
    DECLINE = "decline"
    PRESS = "press"
    SPEAK = "speak"
    HANG_UP = "hang_up"
    TEXT = "text"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class Typed:
    """A line that was typed: what to do, with which number and words."""

    do: Do
    number: str = ""
    words: str = ""


def understand(line: str) -> Typed:
    """What somebody at the phone means by a line."""
    match line.split():
        case []:
            return Typed(Do.NOTHING)
        case ["dial", "withheld", *number]:
            return Typed(Do.DIAL_WITHHELD, "".join(number))
        case ["dial", *number]:
            return Typed(Do.DIAL, "".join(number))
        case ["text", number, *_]:
            return Typed(Do.TEXT, number, line.split(maxsplit=2)[-1])
        case ["answer" | "decline" | "help" | "quit" as word]:
            return Typed(Do(word))
        case ["hang", "up"] | ["hangup"]:
            return Typed(Do.HANG_UP)
        case [keys] if set(keys) <= _KEYS:
            return Typed(Do.PRESS, words=keys)
    return Typed(Do.SPEAK, words=line.strip())


def shown(entry: dict[str, Any]) -> str | None:
    """How an entry of the log looks on the phone; None for what a phone does not show."""
    text = escape(str(entry.get("text", "")))
    match entry["kind"]:
        case "rang":
            return f"[bold yellow]ringing: {escape(entry['from'])} calls (answer, decline)[/]"
        case "saying" if entry["voice"] == "recording":
            return f"[green]◉ {text}[/]"
        case "saying":
            return f"[cyan]● {text}[/]"
        case "beep":
            return "[bold]beep[/]"
        case "text" if entry["direction"] == "to_person":
            return f"[magenta]text from {escape(entry['from'])}: {text}[/]"
        case "hung_up":
            return f"[dim]the call is over ({entry['by']})[/]"
        case "missed":
            return f"[yellow]missed call from {escape(entry['from'])}[/]"
    return None


class Phone:
    """One phone in somebody's hands."""

    def __init__(self, world: SimulatorClient, number: str, console: Console) -> None:
        self.number = number
        self._world = world
        self._console = console
        self._call: CallClient | None = None
        self._acts: dict[Do, Callable[[Typed], object]] = {
            Do.DIAL: self._dial,
            Do.DIAL_WITHHELD: self._dial,
            Do.ANSWER: self._answer,
            Do.DECLINE: lambda _: self._on_the_phone().declines(),
            Do.PRESS: lambda typed: self._on_the_phone().presses(typed.words),
            Do.SPEAK: lambda typed: self._on_the_phone().speaks(typed.words),
            Do.HANG_UP: lambda _: self._on_the_phone().hangs_up(),
            Do.TEXT: lambda typed: self._world.texts(self.number, typed.number, typed.words),
            Do.HELP: lambda _: self._console.print(escape(HELP)),
        }

    def plug_in(self) -> None:
        """Take the number over, and show from now on what comes in."""
        after = self._world.last()
        self._world.people([{"number": self.number, "interactive": True}], add=True)
        threading.Thread(target=self._show, args=(after,), daemon=True).start()

    def obey(self, typed: Typed) -> bool:
        """Do what was typed; returns False when that was to stop."""
        if typed.do is Do.QUIT:
            return False
        act = self._acts.get(typed.do)
        try:
            if act is not None:
                act(typed)
        except (Refused, NotHeard) as reason:
            self._console.print(f"[red]{escape(str(reason))}[/]")
        return True

    def _dial(self, typed: Typed) -> None:
        self._call = self._world.dial(self.number, typed.number, withheld=typed.do is Do.DIAL_WITHHELD)

    def _answer(self, _: Typed) -> None:
        self._on_the_phone().answers()

    def _on_the_phone(self) -> CallClient:
        for call in self._world.request("GET", f"/sim/calls?live=1&number={self.number.replace('+', '%2B')}"):
            self._call = CallClient(self._world, call["sid"])
            return self._call
        raise Refused("there is no call; type help")

    def _show(self, after: int) -> None:
        while True:
            try:
                entries = self._world.events(after, _POLL, number=self.number)
            except OSError:
                self._console.print("[red]the simulator has gone[/]")
                return
            for entry in entries:
                after = entry["n"]
                if (line := shown(entry)) is not None:
                    self._console.print(line)


@click.command()
@click.option(
    "--simulator",
    "--url",
    "url",
    default="http://127.0.0.1:4010",
    show_default=True,
    help="Where the simulator is.",
)
@click.option("--number", default="+32470999999", show_default=True, help="The number of this phone.")
def phone(url: str, number: str) -> None:
    """A phone in the terminal, at the simulator."""
    console = Console(highlight=False)
    world = SimulatorClient(url)
    handset = Phone(world, number, console)
    try:
        handset.plug_in()
    except OSError as reason:
        raise click.ClickException(f"no simulator at {url}: {reason}") from reason
    lines = ", ".join(world.request("GET", "/sim/")["lines"])
    console.print(f"This phone is {escape(number)}. Lines: {escape(lines)}\n{escape(HELP)}")
    while True:
        try:
            if not handset.obey(understand(input())):
                return
        except (EOFError, KeyboardInterrupt):
            return
