"""The commands of the text line: how a text is read, and what came in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import click
from sqlmodel import col, select

from db.calls import Text
from db.reports import Report
from flows.reading import Reading, as_told, read
from setting_up import the_database

_HUGE = 100_000  # bytes of a line that are looked at; a text has 1,600 characters


@click.group()
def texts() -> None:
    """The text line."""


@texts.command("try")
@click.argument("text")
@click.option("--lang", type=click.Choice(["nl", "fr", "de", "en"]), help="The language of its sender.")
@click.option("--street", "streets", multiple=True, help="A street of the network; may come several times.")
@click.option("--json", "as_json", is_flag=True, help="As one object.")
def try_text(text: str, lang: str | None, streets: tuple[str, ...], as_json: bool) -> None:
    """Show what is read out of TEXT. With - as TEXT: of each line of the standard input, one object a line."""
    if text != "-":
        reading = read(text, streets, lang)
        _write(_line(reading) if as_json else _shown(reading))
        return
    for line in _lines():
        _write(_line(read(line, streets, lang)))


@texts.command("list")
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True, help="So far back.")
@click.option(
    "--no-reports", is_flag=True, help="Only what woke nobody: thanks, advertising, a wrong number …"
)
def list_texts(days: int, no_reports: bool) -> None:
    """What came in by text, to the letter: when, how it was read, which report it made or was added to."""
    since = datetime.now(UTC) - timedelta(days=days)
    asked = select(Text, Report.number).join(Report, col(Report.id) == col(Text.report_id), isouter=True)
    with the_database() as database, database.reading() as session:
        for one, number in session.exec(
            asked.where(col(Text.received_at) >= since).order_by(col(Text.received_at))
        ):
            if not (no_reports and one.report_id):
                _write(
                    f"{one.received_at:%Y-%m-%d %H:%M}  {one.read_as:<14}  {number or '–':<4}  {one.body or ''}"
                )


def _lines() -> Iterator[str]:
    """The lines of the standard input, whatever their bytes are."""
    for line in sys.stdin.buffer:
        yield line[:_HUGE].decode("utf-8", "replace").rstrip("\r\n")


def _write(line: str) -> None:
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def _line(reading: Reading) -> str:
    return json.dumps(as_told(reading), ensure_ascii=False)


def _shown(reading: Reading) -> str:
    """One value a line; what a text is that reports nothing, and the language that it asks for, too."""
    every = as_told(reading) | {"chatter": reading.chatter, "language": reading.language}
    return "\n".join(f"{name:<10} {'–' if value is None else value}" for name, value in every.items())
