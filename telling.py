"""The commands that let people read and hear a line before it is used: its script, and a call in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from carrier.carrier import Language
from flows.book import FLOWS
from flows.engine.duration import spoken_seconds
from flows.engine.texts import load
from flows.engine.visit import (
    Joined,
    Keyed,
    Keys,
    Moment,
    Over,
    Said,
    Spoken,
    Through,
    Transferred,
    Turn,
    Visit,
    Voice,
    Waited,
    Words,
)
from flows.engine.walk import answer, begin
from flows.examples import examples
from flows.police_line import POLICE_LINE, TO_SEND
from flows.rehearsal import Rehearsal, recordings
from flows.tell import messages_script, script
from setting_up import OneOf

MESSAGES = "messages"
"""What is sent by text, told as if it were a line."""

_LANGUAGES = OneOf(Language)


def scripts(folder: Path) -> dict[Path, str]:
    """Every script by the file in which it is kept."""
    return {
        folder / "tell" / f"{name}-{language}.txt": told(name, language)
        for name in (*FLOWS, MESSAGES)
        for language in Language
    }


def told(line: str, language: Language) -> str:
    """The script of a line in one language."""
    texts = load()
    if line == MESSAGES:
        return messages_script(texts, language, examples(language, texts))
    to_send = TO_SEND if line == POLICE_LINE.name else ()
    return script(FLOWS[line], texts, language, examples(language, texts), to_send)


@click.command("tell")
@click.argument("line", type=click.Choice([*sorted(FLOWS), MESSAGES]))
@click.argument("language", type=_LANGUAGES)
def tell(line: str, language: Language) -> None:
    """Print what LINE says in LANGUAGE, with the seconds it takes: a script to be read and signed."""
    click.echo(told(line, Language(language)), nl=False)


@click.command("play")
@click.argument("line", type=click.Choice(sorted(FLOWS)))
@click.option("--language", type=_LANGUAGES, default=Language.NL.value, show_default=True)
@click.option("--ask", is_flag=True, help="Ask how each action ends, instead of as on an ordinary night.")
def play(line: str, language: Language, ask: bool) -> None:
    """Play LINE in the terminal: keys are typed, an empty line is silence, Ctrl-D hangs up. Nobody is rung."""
    terminal = Terminal(sys.stdin.readline)
    try:
        terminal.plays(line, Language(language), ask=ask or line == "text_line")
    except EOFError:
        click.echo("(hung up)")


@dataclass(slots=True)
class Terminal:
    """The person at the terminal. `reads` gives a line with its end, and nothing where there is no more."""

    reads: Callable[[], str]

    def plays(self, line: str, language: Language, *, ask: bool) -> None:
        """One call, until it is over. Raises EOFError when the person hangs up."""
        texts = load()
        actions = Rehearsal(FLOWS, self.asks if ask else None)
        facts = examples(language, texts) | recordings(FLOWS)
        visit, turn = begin(FLOWS, texts, Visit("rehearsal", line, "", language, facts=facts), actions)
        while not isinstance(turn.wait, Over | Joined):
            self.hears(turn)
            visit, turn = answer(FLOWS, texts, visit, turn.step, turn.number, self.says(turn), actions)
        self.hears(turn)
        click.echo("(the call is over)")

    def hears(self, turn: Turn) -> None:
        """What is said."""
        for item in turn.said:
            if isinstance(item, Words):
                click.echo(f"{item.text}  [{turn.flow}.{item.step}, {spoken_seconds(item.text):.0f} s]")
            else:
                click.echo("(a recording is played)")

    def says(self, turn: Turn) -> Said:
        """What is answered."""
        match turn.wait:
            case Keys(digits=digits):
                return Keyed(self._line(f"{digits} key{'s' if digits > 1 else ''}> ").replace("#", ""))
            case Voice(seconds=seconds):
                words = self._line(f"speak, at most {seconds} s> ")
                return Spoken(
                    "RE-rehearsal" if words else None, int(spoken_seconds(words)) + 1 if words else 0
                )
            case Through():
                return Transferred(
                    bool(self._line("through to another phone: does anybody answer? (empty: no)> "))
                )
            case Moment(seconds=seconds):
                click.echo(f"({seconds} s)")
                return Waited()
            case _:
                return Waited()

    def asks(self, action: str, outcomes: Sequence[str]) -> str:
        """How an action ends; the first where nothing is typed."""
        offered = "  ".join(_numbered(outcomes))
        chosen = self._line(f"{action}: {offered}> ")
        return (
            outcomes[int(chosen) - 1]
            if chosen.isdecimal() and 0 < int(chosen) <= len(outcomes)
            else outcomes[0]
        )

    def _line(self, prompt: str) -> str:
        click.echo(prompt, nl=False)
        line = self.reads()
        click.echo()
        if not line:
            raise EOFError
        return line.strip()


def _numbered(outcomes: Sequence[str]) -> Iterator[str]:
    yield from (f"{number} {name}" for number, name in enumerate(outcomes, start=1))
