"""A pronunciation list as a file: a line for each name, `written;spoken;language`. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from carrier.carrier import Language


class BadList(ValueError):
    """A line cannot be used; the message says which, and what to do."""


def read_names(file: bytes) -> list[tuple[str, str, Language | None]]:
    """The names of a file: UTF-8, a semicolon between the columns, the language left out where a name is said so in all.
    Empty lines, and those that begin with #, are passed over. Raises `BadList`."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadList("the file is no text in UTF-8") from None
    return [
        _name(number, cells)
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=";"), start=1)
        if any(cell.strip() for cell in cells) and not cells[0].startswith("#")
    ]


def written_names(rows: Iterable[tuple[str, str, str]]) -> str:
    """The same, written."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(rows)
    return out.getvalue()


def _name(line: int, cells: list[str]) -> tuple[str, str, Language | None]:
    written, spoken, language, *_ = (*(cell.strip() for cell in cells), "", "", "")
    if not written or not spoken:
        raise BadList(f"line {line}: write the name, a semicolon, and how it is said")
    if language and language not in set(Language):
        raise BadList(f"line {line}: {language} is no language: write nl, fr, de, en, or nothing")
    return written, spoken, Language(language) if language else None
