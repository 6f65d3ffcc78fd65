"""Reading a member list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.carrier import Language
from carrier.phone import BELGIUM
from db.member_list import MemberList, read_members
from db.people import Role, Wants

KNOWN = ["0018", "2018", "2140"]
GOOD = "name;language;network;phone1;phone2;wants;role\n"


def read(file: str | bytes) -> MemberList:
    return read_members(file, KNOWN, BELGIUM)


def said(members: MemberList) -> list[str]:
    return [str(problem) for problem in members.problems]


def test_a_full_row_is_read() -> None:
    (row,) = read(GOOD + "An Peeters;fr;2018 2140;0450 00 10 01;015/00.10.02;both;coordinator\n").rows
    assert row.line == 2
    assert (row.name, row.language, row.networks) == ("An Peeters", Language.FR, ("2018", "2140"))
    assert [phone.e164 for phone in row.phones] == ["+32450001001", "+3215001002"]
    assert (row.wants, row.role) == (Wants.BOTH, Role.COORDINATOR)


def test_what_is_not_said_has_a_default() -> None:
    (row,) = read("name,network,phone\nAn,2018,0450001001\n").rows
    assert (row.language, row.wants, row.role) == (None, Wants.BOTH, Role.MEMBER)


@pytest.mark.parametrize(
    "heading",
    [
        "name,language,network,phone1,wants,role",
        "Naam;Taal;BIN-code;GSM;Wens;Rol",
        "Nom\tLangue\tRéseau\tTéléphone\tSouhait\tFonction",
        "NAME;SPRACHE;NETZWERK;HANDY;WUNSCH;ROLLE",
        '"Naam en voornaam";"taal";"Netwerk(en)";"Tel. 1";"wil";"rol"',
    ],
)
def test_headings_are_read_in_four_languages_and_three_separators(heading: str) -> None:
    separator = next(sign for sign in "\t;," if sign in heading)
    line = separator.join(["An Peeters", "duits", "2018", "0450001001", "SMS", "lid"])
    (row,) = read(f"{heading}\r\n{line}\r\n").rows
    assert (row.language, row.wants, row.role) == (Language.DE, Wants.TEXTS, Role.MEMBER)


def test_a_first_name_in_its_own_column_comes_first() -> None:
    (row,) = read("Naam;Voornaam;Netwerk;GSM\nPeeters;An;2018;0450001001\n").rows
    assert row.name == "An Peeters"


def test_phones_come_in_the_order_of_their_numbers_not_of_their_columns() -> None:
    (row,) = read("naam;tel2;tel1;bin\nAn;015001002;0450001001;2018\n").rows
    assert [phone.e164 for phone in row.phones] == ["+32450001001", "+3215001002"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_accents_survive_whatever_the_spreadsheet_wrote(encoding: str) -> None:
    (row,) = read("Nom;Réseau;Téléphone\nZoë Lefèvre-Müller;2018;0450001001\n".encode(encoding)).rows
    assert row.name == "Zoë Lefèvre-Müller"


def test_excels_own_hint_about_the_separator_is_obeyed() -> None:
    (row,) = read("sep=;\r\nname;network;phone\r\nAn, of Antwerp;2018;0450001001\r\n").rows
    assert (row.line, row.name) == (3, "An, of Antwerp")


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    file = 'name;network;phone\n\n"An\nPeeters";2018;0450001001\n\nBo;2018;nothing\n'
    members = read(file)
    assert [row.line for row in members.rows] == [3]
    assert said(members) == ["line 6: phone “nothing” is no phone number"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (";nl;2018;0450001001;;;", "has no name: add one"),
        ("An;nl;;0450001001;;;", "has no network: write its code of 4 digits"),
        ("An;nl;9999;0450001001;;;", "there is no network “9999”: see buurtlijn network list, or add it first"),
        ("An;nl;2018;;;;", "has no phone number: add one"),
        ("An;nl;2018;112;;;", "phone “112” is an emergency number"),
        ("An;nl;2018;0900 12345;;;", "phone “0900 12345” is a premium-rate number"),
        ("An;nl;2018;0450 00 10;;;", "phone “0450 00 10” is no phone number"),
        ("An;nl;2018;+31612345678;;;", "phone “+31612345678” is a number of a country that COUNTRIES does not allow"),
        ("An;nl;2018;3,2450E+10;;;", "the spreadsheet made “3,2450E+10” of a phone number: format the column as text"),
        ("An;xx;2018;0450001001;;;", "language “xx” is not understood: write nl, fr, de or en"),
        ("An;nl;2018;0450001001;;often;", "wants “often” is not understood: write calls, texts or both"),
        ("An;nl;2018;0450001001;;;boss", "role “boss” is not understood: write member, coordinator or deputy"),
        (
            "An;nl;2018;015001002;;sms;",
            "wants texts, and has only a landline, which gets none: write calls, or add a mobile",
        ),
        (
            "An;nl;2018;0450001001;;;;extra",
            "has more columns than the heading: put text that has the separator in it in quotes",
        ),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_its_reason(row: str, problem: str) -> None:
    members = read(f"{GOOD}Bo;nl;2018;0450001009;;;\n{row}\n")
    assert said(members) == [f"line 3: {problem}"]
    assert [row.name for row in members.rows] == ["Bo"]
    assert not members.unusable


def test_a_code_that_lost_its_noughts_is_found() -> None:
    (row,) = read("name;network;phone\nAn;18;450001001\n").rows
    assert row.networks == ("0018",)
    assert row.phones[0].e164 == "+32450001001"


def test_swapped_columns_are_noticed_for_the_whole_file() -> None:
    members = read("name;phone;network\n0450001001;An;2018\n0450001002;Bo;2018\n015 00 10 03;Cleo;2018\n")
    assert members.unusable
    assert members.rows == ()
    assert said(members) == [
        "the column for names holds phone numbers (line 2, 3, 4): the columns are swapped, or the headings are. "
        "Nothing of this file is used"
    ]


def test_one_name_that_is_a_number_spoils_its_row_only() -> None:
    members = read("name;phone;network\n0450001001;An;2018\nBo;0450001002;2018\nCleo;0450001003;2018\n")
    assert said(members) == [
        "line 2: the name “0450001001” has no letters: are the name and another column swapped?"
    ]


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        (GOOD, "no members"),
        ("An;0450001001;2018\n", "names no column for name and network and phone"),
        ("naam;gsm\nAn;0450001001\n", "names no column for network"),
        (b"PK\x03\x04rest", "save it anew, or as CSV UTF-8"),
        (b"name\x00;network;phone\n", "no text"),
        (b"\x81\x8d\xff", "no text"),
        ('name;network;phone\n"' + "x" * 200_000 + '";2018;1\n', "line 2 cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_member_list_is_refused(file: str | bytes, words: str) -> None:
    members = read(file)
    assert members.unusable
    assert words in said(members)[0]


def test_the_same_member_on_two_lines_becomes_one() -> None:
    members = read(GOOD + "An Peeters;nl;2018;0450001001;;;\nPEETERS, An;nl;2140;+32 450 00 10 01;;;\n")
    (row,) = members.rows
    assert row.networks == ("2018", "2140")
    assert [str(note) for note in members.notes] == [
        "line 3: PEETERS, An stands on line 2 already: taken together"
    ]


def test_a_line_that_joins_two_others_of_that_name_makes_all_three_one() -> None:
    rows = ("An;nl;2018;0450001001;;;", "An;nl;2140;0450001002;;;", "An;nl;2018;0450001001;0450001002;;")
    members = read(GOOD + "\n".join(rows) + "\n")
    (row,) = members.rows
    assert (row.line, row.networks, len(row.phones)) == (2, ("2018", "2140"), 2)
    assert [note.line for note in members.notes] == [3, 4]


def test_two_names_with_one_number_are_a_house() -> None:
    members = read(GOOD + "An;nl;2018;0450001001;;;\nBo;nl;2018;0450001001;;;\n")
    assert [row.name for row in members.rows] == ["An", "Bo"]
    assert [str(note) for note in members.notes] == [
        "line 3: Bo shares a phone with An (on line 2): a second member of that house"
    ]


WAYS = st.sampled_from(["0{}", "+32{}", "0032{}", "32{}", "+32 (0){}", "(0032){}", "tel. 0{}"])
BETWEEN = st.sampled_from(["", " ", ".", "-", "/", "\u00a0", "\u2011"])


@given(line=st.integers(0, 9999), mobile=st.booleans(), way=WAYS, between=BETWEEN, wide=st.booleans())
def test_a_number_is_read_in_any_belgian_way_of_writing(
    line: int, mobile: bool, way: str, between: str, wide: bool
) -> None:
    last = f"{line:04}"
    parts = ["450" if mobile else "15", "00", last[:2], last[2:]]
    cell = way.format(between.join(parts))
    members = read(f"name,network,phone\nAn,2018,{'  ' if wide else ''}{cell}\n")
    assert said(members) == []
    assert members.rows[0].phones[0].e164 == f"+32{''.join(parts)}"


@given(st.one_of(st.text(max_size=200), st.binary(max_size=200)))
def test_whatever_the_file_holds_the_answer_is_a_sentence(file: str | bytes) -> None:
    members = read(file)
    assert members.rows or members.problems


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), min_size=3, max_size=8))
def test_whatever_the_cells_hold_every_line_is_read_or_named(cells: list[str]) -> None:
    line = ";".join('"' + cell.replace('"', '""').replace("\0", "") + '"' for cell in cells)
    members = read(GOOD + line + "\n")
    assert len(members.rows) + len(members.problems) == 1
