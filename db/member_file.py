"""A member list's file: text or bytes as a spreadsheet wrote them, into lines whose cells have names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from db.member_sheet import SEALED, XLSX, NoSheet, sheet_lines
from db.member_words import Column, read_heading

_SEPARATORS = ";,\t"
_NEEDED = (Column.NAME, Column.NETWORKS, Column.PHONE)
_EXAMPLE = "name;language;network;phone1;phone2;phone3;wants;role"
_MOST_BYTES = 20_000_000
_TOO_LARGE = "the file is larger than 20 MB: is it a member list?"

Cells = Mapping[Column, Sequence[str]]
"""The cells of one line by what they hold; a column may be there more than once."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line after the heading: its number in the file, its cells, and whether it has more of them than the heading."""

    number: int
    cells: Cells
    surplus: bool


class Unusable(ValueError):
    """Something is wrong with the file as a whole; the message says what, and what to do."""


def read_lines(file: bytes | str) -> list[Line]:
    """The lines of a list with a heading: CSV separated by comma, semicolon or tab, or Excel. Raises `Unusable`."""
    if isinstance(file, bytes) and file.startswith(XLSX):
        return list(_under_headings(_of_sheet(file)))
    return list(_under_headings(list(_lines(_text(file)))))


def _of_sheet(file: bytes) -> list[tuple[int, list[str]]]:
    if len(file) > _MOST_BYTES:
        raise Unusable(_TOO_LARGE)
    try:
        return list(sheet_lines(file))
    except NoSheet as no:
        raise Unusable(str(no)) from None


def _text(file: bytes | str) -> str:
    """As text, whichever way a spreadsheet wrote it. Raises `Unusable`."""
    if isinstance(file, str):
        return file.removeprefix("\ufeff")
    if len(file) > _MOST_BYTES:
        raise Unusable(_TOO_LARGE)
    if file.startswith(SEALED):
        raise Unusable(
            "this is an old spreadsheet (.xls), or it has a password: in Excel choose Save as, .xlsx or CSV UTF-8"
        )
    wide = file.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "cp1252"]:
        try:
            text = file.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unusable("the file is no text in UTF-8 or Windows-1252: in Excel choose Save as, CSV UTF-8")


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number. Raises `Unusable`."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    told = first.strip().lower().startswith("sep=")  # Excel's own hint
    separator = first.strip()[4:5] if told else max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator or ";", strict=False)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) and not (told and begins == 1):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as unread:
        raise Unusable(f"line {begins} cannot be read as CSV: {unread}") from None


def _under_headings(lines: Sequence[tuple[int, list[str]]]) -> Iterator[Line]:
    """Each line after the heading."""
    if not lines:
        raise Unusable("the file is empty")
    headings = lines[0][1]
    places = _places(headings)
    missing = [column for column in _NEEDED if column not in places]
    if missing:
        found = ", ".join(heading.strip()[:30] for heading in headings if heading.strip())
        raise Unusable(
            f"the first line names no column for {' and '.join(missing)}; it has: {found}. "
            f"Write the headings as {_EXAMPLE} (or in Dutch, French or German)"
        )
    if len(lines) == 1:
        raise Unusable("the file has a heading and no members")
    for line, cells in lines[1:]:
        named = {
            column: [cells[place] for place in at if place < len(cells)] for column, at in places.items()
        }
        surplus = any(cell.strip() for cell in cells[len(headings) :])
        yield Line(line, named, surplus)


def _places(headings: Sequence[str]) -> dict[Column, list[int]]:
    """Where each column stands; phones in their own order (phone1 before phone2), else from left to right."""
    read = [(heading, place) for place, text in enumerate(headings) if (heading := read_heading(text))]
    places: dict[Column, list[int]] = {}
    for (column, _), place in sorted(read, key=lambda one: (one[0][1] or 1, one[1])):
        places.setdefault(column, []).append(place)
    return places
