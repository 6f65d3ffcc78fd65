"""The pages tell the truth: every command is in them, every link leads somewhere, the drawings and the tables of states
are those of the code, and every document in them can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import click
import pytest
from click.testing import CliRunner
from defusedxml.ElementTree import fromstring

from checks import DRAWINGS
from cli import main
from db.moves import MOVES
from flows.book import FLOWS

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def told() -> str:
    return "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


def commands(group: click.Group, name: str = "buurtlijn") -> Iterator[str]:
    """Every command as it is typed, those in groups too."""
    context = click.Context(group)
    for word in group.list_commands(context):
        found = cast(click.Command, group.get_command(context, word))
        if isinstance(found, click.Group):
            yield from commands(found, f"{name} {word}")
        else:
            yield f"{name} {word}"


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(told()) if kind == language]


def options_typed() -> list[tuple[str, str]]:
    """Every command line in the pages that starts with `buurtlijn`, with each option in it."""
    lines = re.findall(r"^(?:\.venv/bin/)?(buurtlijn [^#\n]+)", "\n".join(blocks("sh")), re.MULTILINE)
    return [(line.strip(), option) for line in lines for option in re.findall(r"--[a-z-]+", line)]


def states() -> str:
    """The moves as a page writes them."""
    tables = []
    for table, moves in MOVES.items():
        rows = [
            f"| `{to}` | {', '.join(f'`{state}`' for state in sorted(since))} |"
            for to, since in moves.items()
        ]
        tables.append("\n".join([f"| {table.__name__.lower()}: to | from |", "|---|---|", *rows]))
    return "\n\n".join(tables)


def test_every_command_is_in_the_pages() -> None:
    text = told()
    named = {
        f"buurtlijn {one}" for one in re.findall(r"`([a-z]+ [a-z]+)\b", text)
    }  # `officer pin`, in a sentence
    assert [] == [name for name in commands(main) if name not in text and name not in named]


def test_every_command_line_in_the_pages_has_options_that_there_are() -> None:
    wrong = []
    for line, option in options_typed():
        words = [word for word in line.split()[1:] if not word.startswith(("-", '"'))]
        depth = (
            2
            if words[0] in {"zone", "line", "member", "network", "duty", "officer", "flows", "pronunciation"}
            else 1
        )
        said = CliRunner().invoke(main, [*words[:depth], "--help"]).output
        if option not in said:
            wrong.append(f"{line}: {option}")
    assert [] == wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [] == [link for link in links if not (page.parent / link).exists()]


def test_every_flow_has_its_present_drawing() -> None:
    done = CliRunner().invoke(main, ["flows", "draw", "--check", "--folder", str(ROOT / DRAWINGS)])
    assert (0, "") == (done.exit_code, done.output)


def test_no_flow_that_is_gone_has_a_drawing() -> None:
    assert sorted(FLOWS) == sorted(page.stem for page in (ROOT / DRAWINGS).glob("*.md"))


def test_the_tables_of_states_are_those_of_the_code() -> None:
    page = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    assert states() in page


def test_every_document_for_the_carrier_can_be_read() -> None:
    documents = blocks("xml")
    assert documents
    assert ["Response"] * len(documents) == [fromstring(document).tag for document in documents]


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.(?:py|toml|md))`", told()))))
def test_every_file_that_the_pages_name_is_there(path: str) -> None:
    assert (ROOT / path).is_file()
