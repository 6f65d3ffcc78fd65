"""A member list as Excel writes it (.xlsx): the cells of its first sheet that has any, as text."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

MOST_BYTES = 200_000_000  # when unpacked: a small file may be a very large sheet
MOST_ROWS = 100_000
MOST_COLUMNS = 100

XLSX, SEALED = b"PK", b"\xd0\xcf\x11\xe0"
"""How a file of Excel begins; the second is an old one (.xls), or one with a password."""


class NoSheet(ValueError):
    """The file cannot be read as a sheet; the message says what to do."""


def sheet_lines(file: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number. Raises `NoSheet`."""
    _look_inside(file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are of no interest here
            book = load_workbook(io.BytesIO(file), read_only=True, data_only=True)
            yield from _first_with_any(list(book.worksheets))
            book.close()
    except NoSheet:
        raise
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        SyntaxError,
        OSError,
    ) as unread:
        raise NoSheet(
            f"the spreadsheet cannot be read ({type(unread).__name__}): save it anew, or as CSV UTF-8"
        ) from None


def _look_inside(file: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as packed:
            size = sum(part.file_size for part in packed.infolist())
    except zipfile.BadZipFile:
        raise NoSheet("the spreadsheet is damaged: save it anew, or as CSV UTF-8") from None
    if size > MOST_BYTES:
        raise NoSheet("the spreadsheet is larger than 200 MB when unpacked: is it a member list?")


def _first_with_any(sheets: list[object]) -> Iterator[tuple[int, list[str]]]:
    for sheet in sheets:
        some = False
        for number, line in _rows(sheet):
            some = True
            yield number, line
        if some:
            return


def _rows(sheet: object) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    for number, cells in enumerate(rows, start=1):
        line = [_text(cell) for cell in cells]
        if not any(line):
            continue
        if number > MOST_ROWS:
            raise NoSheet(f"the spreadsheet has more than {MOST_ROWS} rows: is it a member list?")
        yield number, line


def _text(cell: object) -> str:
    """As it was typed, as far as Excel has kept it: a number has no point, a phone number may have lost its nought."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).lower()
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime() | date():
            return cell.isoformat()
        case _:
            return re.sub(r"\s+", " ", str(cell)).strip()
