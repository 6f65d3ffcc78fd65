"""One row of a member list: read, or refused with a reason and what to do."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from db.member_file import Cells, Line
from db.member_words import LANGUAGES, ROLES, WANTS, Column, plain
from db.people import Role, Wants
from db.set_up import WHY_NOT

MOST_PHONES = 3
LONGEST_NAME = 80

T = TypeVar("T")
_BETWEEN_CODES = re.compile(r"[\s;,/|+&]+")
_BY_EXCEL = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member as the list has it; `line` is where, counted from 1."""

    line: int
    name: str
    language: Language | None
    networks: tuple[str, ...]
    phones: tuple[Phone, ...]
    wants: Wants
    role: Role


class BadRow(ValueError):
    """This row cannot be used; the message says why, and what to do."""


def read_row(line: Line, known: Collection[str], countries: frozenset[str]) -> MemberRow:
    """The member on this line; `known` are the codes of the networks. Raises `BadRow`."""
    if line.surplus:
        raise BadRow("has more columns than the heading: put text that has the separator in it in quotes")
    cells = line.cells
    row = MemberRow(
        line=line.number,
        name=_name(cells),
        language=_word(cells, Column.LANGUAGE, LANGUAGES, None, "write nl, fr, de or en"),
        networks=_networks(cells.get(Column.NETWORKS, ()), known),
        phones=_phones(cells.get(Column.PHONE, ()), countries),
        wants=_word(cells, Column.WANTS, WANTS, Wants.BOTH, "write calls, texts or both"),
        role=_word(cells, Column.ROLE, ROLES, Role.MEMBER, "write member, coordinator or deputy"),
    )
    if row.wants == Wants.TEXTS and all(phone.kind == PhoneKind.LANDLINE for phone in row.phones):
        raise BadRow("wants texts, and has only a landline, which gets none: write calls, or add a mobile")
    return row


def is_number(text: str, countries: frozenset[str]) -> bool:
    """Whether this reads as a phone number and has no letters: then it is no name."""
    if any(letter.isalpha() for letter in text):
        return False
    try:
        Phone.parse(text, countries=countries)
    except NotAPhone:
        return sum(letter.isdigit() for letter in text) >= 6
    return True


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: capitals, accents, hyphens and the order of its parts aside."""
    return _parts(one) == _parts(other)


def _parts(name: str) -> list[str]:
    return sorted(plain(part) or part for part in re.split(r"[\s\-,.]+", name) if part)


def _name(cells: Cells) -> str:
    given = (*cells.get(Column.FIRST_NAME, ()), *cells.get(Column.NAME, ()))
    name = " ".join(unicodedata.normalize("NFC", " ".join(given)).split())
    if not name:
        raise BadRow("has no name: add one")
    if not any(letter.isalpha() for letter in name):
        raise BadRow(f"the name “{name[:20]}” has no letters: are the name and another column swapped?")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRow(f"the name is longer than {LONGEST_NAME} letters, or has letters that cannot be read")
    return name


def _word(cells: Cells, column: Column, words: Mapping[str, T], empty: T, what_to_do: str) -> T:
    text = "".join(cells.get(column, ())).strip()
    if not text:
        return empty
    if plain(text) not in words:
        raise BadRow(f"{column} “{text[:30]}” is not understood: {what_to_do}")
    return words[plain(text)]


def _networks(cells: Sequence[str], known: Collection[str]) -> tuple[str, ...]:
    given = [code for code in _BETWEEN_CODES.split(" ".join(cells).strip()) if code]
    if not given:
        raise BadRow("has no network: write its code of 4 digits")
    # A spreadsheet makes 18 of 0018.
    codes = [code.zfill(4) if code.isdigit() else code for code in given]
    for code in codes:
        if code not in known:
            raise BadRow(f"there is no network “{code[:30]}”: see buurtlijn network list, or add it first")
    return tuple(dict.fromkeys(codes))


def _phones(cells: Sequence[str], countries: frozenset[str]) -> tuple[Phone, ...]:
    phones = tuple(dict.fromkeys(_phone(cell, countries) for cell in cells if cell.strip()))
    if not phones:
        raise BadRow("has no phone number: add one")
    if len(phones) > MOST_PHONES:
        raise BadRow(f"has {len(phones)} phone numbers: {MOST_PHONES} at most")
    return phones


def _phone(cell: str, countries: frozenset[str]) -> Phone:
    if _BY_EXCEL.fullmatch(cell.strip()):
        raise BadRow(f"the spreadsheet made “{cell.strip()}” of a phone number: format the column as text")
    try:
        return Phone.parse(cell, countries=countries)
    except NotAPhone as no:
        raise BadRow(f"phone “{cell.strip()[:30]}” {WHY_NOT[no.why]}") from None
