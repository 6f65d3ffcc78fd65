"""A member list as a CSV or Excel file: read whole, and every bad row named."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from carrier.phone import BELGIUM
from db.member_file import Line, Unusable, read_lines
from db.member_rows import MOST_PHONES, BadRow, MemberRow, is_number, read_row, same_name
from db.member_words import Column


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: on one line, or (no line) with the whole file."""

    line: int | None
    text: str

    def __str__(self) -> str:
        return self.text if self.line is None else f"line {self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class MemberList:
    """What a file holds: the members that can be put in, the lines that cannot, and what is worth knowing."""

    rows: tuple[MemberRow, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()

    @property
    def unusable(self) -> bool:
        """Something is wrong with the file itself: no row of it may be trusted."""
        return any(problem.line is None for problem in self.problems)


def read_members(
    file: bytes | str, known: Collection[str], countries: frozenset[str] = BELGIUM
) -> MemberList:
    """Reads a list with a heading: CSV separated by comma, semicolon or tab, or .xlsx. `known` are the codes of the
    networks."""
    try:
        lines = read_lines(file)
    except Unusable as unusable:
        return MemberList(problems=(Problem(None, str(unusable)),))
    if swapped := _swapped(lines, countries):
        return MemberList(problems=(Problem(None, swapped),))
    rows: list[MemberRow] = []
    problems: list[Problem] = []
    for line in lines:
        try:
            rows.append(read_row(line, known, countries))
        except BadRow as bad:
            problems.append(Problem(line.number, str(bad)))
    merged, notes = _without_doubles(rows)
    return MemberList(tuple(merged), tuple(problems), tuple(notes))


# ---- the file as a whole


def _swapped(lines: Sequence[Line], countries: frozenset[str]) -> str | None:
    """Says so when most names are numbers: then the heading and the columns do not belong together."""
    names = [(line.number, " ".join(line.cells.get(Column.NAME, ())).strip()) for line in lines]
    numbers = [line for line, name in names if is_number(name, countries)]
    if not numbers or 2 * len(numbers) < len(lines):
        return None
    where = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
    return (
        f"the column for names holds phone numbers (line {where}): the columns are swapped, "
        "or the headings are. Nothing of this file is used"
    )


# ---- the same member twice


def _without_doubles(rows: Sequence[MemberRow]) -> tuple[list[MemberRow], list[Problem]]:
    """One row for each member: lines with one number and one name become one."""
    kept: dict[int, MemberRow] = {}
    by_number: dict[str, list[int]] = {}
    notes: list[Problem] = []
    for row in rows:
        lines = dict.fromkeys(line for phone in row.phones for line in by_number.get(phone.e164, ()))
        sharing = [kept[line] for line in lines if line in kept]
        one, found = _taken_together(row, [other for other in sharing if same_name(other.name, row.name)])
        for line in (row.line, *(note.line or 0 for note in found)):
            kept.pop(line, None)
        kept[one.line] = one
        if not found and sharing:
            found = [second_of_house(row, sharing[0].name, f"on line {sharing[0].line}")]
        notes += found
        for phone in one.phones:
            by_number.setdefault(phone.e164, []).append(one.line)
    return list(kept.values()), notes


def _taken_together(row: MemberRow, same: Sequence[MemberRow]) -> tuple[MemberRow, list[Problem]]:
    """The first of these rows, with what the others add; and what is worth knowing of each other one."""
    first, *others = sorted((*same, row), key=lambda one: one.line)
    rows = (first, *others)
    phones = tuple(dict.fromkeys(phone for one in rows for phone in one.phones))[:MOST_PHONES]
    networks = tuple(dict.fromkeys(code for one in rows for code in one.networks))
    notes = [
        Problem(one.line, f"{one.name} stands on line {first.line} already: taken together") for one in others
    ]
    return replace(first, phones=phones, networks=networks), notes


def second_of_house(row: MemberRow, other: str, where: str) -> Problem:
    """Worth knowing: two people with one phone."""
    return Problem(
        row.line, f"{row.name} shares a phone with {other} ({where}): a second member of that house"
    )
