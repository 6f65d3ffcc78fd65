"""A sentence that names a command names one that there is, with options that it has; `--help` shows what is typed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from cli import main

ROOT = Path(__file__).parents[2]
ROOMS = sorted([*ROOT.glob("*.py"), *(ROOT / "db").glob("*.py"), *(ROOT / "broadcast").glob("*.py")])
NAMED = re.compile(r"\bbuurtlijn ([a-z][^;,.()`”]*)")


def sentences(file: Path) -> Iterator[str]:
    """Every text in the code that is not a docstring, with X where a value comes."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    whole = [node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)]
    inside = {id(part) for node in whole for part in node.values}
    for text in whole:
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "X" for part in text.values)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.value


def named() -> list[str]:
    return sorted({typed for file in ROOMS for text in sentences(file) for typed in NAMED.findall(text)})


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for word in group.list_commands(context):
        found = group.get_command(context, word)
        yield (*before, word)
        if isinstance(found, click.Group):
            yield from commands(found, *before, word)


def fault(typed: str) -> str | None:
    """What is wrong with a command as a sentence names it."""
    words = typed.split()
    found: click.Command | None = main
    for word in words:
        if not isinstance(found, click.Group):
            break
        found = found.get_command(click.Context(found), word)
    if found is None or (isinstance(found, click.Group) and not found.invoke_without_command):
        return f"there is no command {typed}"
    has = {option for parameter in found.params for option in (*parameter.opts, *parameter.secondary_opts)}
    return next((f"{typed}: no {word}" for word in words if word.startswith("--") and word not in has), None)


def test_every_command_that_a_sentence_names_is_there() -> None:
    assert [] == [wrong for typed in named() if (wrong := fault(typed))]


def test_the_sentences_of_the_doctor_are_read() -> None:
    assert {"zone add NAME", "fallback", "release", "line remove X"} <= set(named())


@pytest.mark.parametrize("typed", ["zone", "zone paint NAME", "paint", "zone add NAME --colour red"])
def test_a_command_that_is_not_there_is_noticed(typed: str) -> None:
    assert fault(typed) is not None


def test_help_shows_defaults_as_they_are_typed() -> None:
    for words in commands(main):
        said = CliRunner().invoke(main, [*words, "--help"]).output
        assert [] == re.findall(r"\[default:\s+[A-Z_]+\]", said), words
    assert re.search(r"\[default:\s+nl\]", CliRunner().invoke(main, ["zone", "add", "--help"]).output)
