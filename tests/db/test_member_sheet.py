"""Reading a member list that Excel wrote."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from carrier.carrier import Language
from carrier.phone import BELGIUM
from db import member_sheet
from db.member_list import MemberList, read_members
from db.people import Role, Wants

HEADING = ("Naam", "Taal", "Netwerk", "GSM", "Vast", "Wens", "Rol")


def book(*sheets: Sequence[Sequence[object]]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(list(row))
    made.save(out)
    return out.getvalue()


def read(file: bytes) -> MemberList:
    return read_members(file, ["0018", "2018"], BELGIUM)


def test_a_list_of_excel_is_read_as_one_of_csv() -> None:
    (row,) = read(
        book(
            [
                HEADING,
                ("An Peeters", "duits", "2018", "0450 00 10 01", "015/00.10.02", "beide", "coördinator"),
            ]
        )
    ).rows
    assert (2, "An Peeters", Language.DE, ("2018",)) == (row.line, row.name, row.language, row.networks)
    assert ["+32450001001", "+3215001002"] == [phone.e164 for phone in row.phones]
    assert (Wants.BOTH, Role.COORDINATOR) == (row.wants, row.role)


def test_numbers_that_excel_took_for_numbers_are_read_all_the_same() -> None:
    (row,) = read(
        book(
            [
                ("naam", "bin", "gsm"),
                ("An", 18, 450001001),
            ]
        )
    ).rows
    assert (("0018",), "+32450001001") == (row.networks, row.phones[0].e164)
    (row,) = read(book([("naam", "bin", "gsm"), ("An", 2018.0, 450001001.0)])).rows
    assert (("2018",), "+32450001001") == (row.networks, row.phones[0].e164)


def test_empty_lines_are_passed_over_and_lines_counted_as_excel_counts_them() -> None:
    members = read(
        book(
            [
                ("naam", "bin", "gsm"),
                (),
                ("An", "2018", "0450001001"),
                (None, " ", ""),
                ("Bo", "2018", "nothing"),
            ]
        )
    )
    assert [3] == [row.line for row in members.rows]
    assert ["line 5: phone “nothing” is no phone number"] == [str(problem) for problem in members.problems]


def test_an_empty_first_sheet_is_passed_over() -> None:
    (row,) = read(book([], [("naam", "bin", "gsm"), ("An", "2018", "0450001001")])).rows
    assert "An" == row.name


def test_an_empty_book_is_said_to_be_empty() -> None:
    assert ["the file is empty"] == [str(problem) for problem in read(book([])).problems]


def test_a_book_without_headings_says_which_are_missing() -> None:
    (problem,) = read(book([("An", "0450001001")])).problems
    assert "names no column for name and network and phone" in str(problem)


def packed(name: str, text: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, text)
    return out.getvalue()


@pytest.mark.parametrize(
    "file",
    [
        b"PK",
        b"PK\x03\x04 and no more",
        packed("readme.txt", b"not a sheet"),
        packed("xl/workbook.xml", b"<not"),
        book([HEADING])[:-400],
    ],
)
def test_what_is_no_spreadsheet_is_said_in_a_sentence(file: bytes) -> None:
    members = read(file)
    assert members.unusable
    assert "spreadsheet" in str(members.problems[0])


def test_an_old_or_locked_book_says_what_to_do() -> None:
    (problem,) = read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").problems
    assert "Save as, .xlsx or CSV UTF-8" in str(problem)


def test_a_small_file_that_unpacks_into_a_very_large_one_is_not_opened(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(member_sheet, "MOST_BYTES", 10_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * 100_000)
    assert len(out.getvalue()) < 1000
    (problem,) = read(out.getvalue()).problems
    assert "when unpacked" in str(problem)
