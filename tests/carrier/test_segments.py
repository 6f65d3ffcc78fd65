"""What a text costs. The figures are those of the carrier's own published calculator (version 1.3.0)."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.segments import clean, culprits, plain, segments

GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€\f"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("a" * 1600, 11),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 10, 2),
        ("ï" * 70, 1),
        ("ï" * 71, 2),
        ("ï" * 134, 2),
        ("ï" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("ï" * 66 + "😀" * 3, 2),
        ("😀" * 67, 3),
    ],
)
def test_a_text_costs_what_the_carrier_says(text: str, expected: int) -> None:
    assert expected == segments(text)


def test_an_escaped_letter_is_never_cut_in_two() -> None:
    # 306 units would go into two messages, but the € at the border of the first moves to the second as a whole.
    assert 3 == segments("a" * 152 + "€" + "a" * 152)
    assert 2 == segments("a" * 153 + "€" + "a" * 151)


def test_a_letter_of_two_units_is_never_cut_in_two() -> None:
    assert 3 == segments("ï" * 66 + "😀" + "ï" * 66)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Twee verdachten geïdentificeerd, être à l'école", ("ï", "ê")),
        ("aïaïaç", ("ï", "ç")),
        ("é è à ù ì ò ä ö ü ñ ß Ç å æ ø £ § € {}", ()),
        ("“ja” – nee…\t`", ("“", "”", "–", "…", "\t", "`")),
        ("👍 👍", ("👍",)),
        ("", ()),
    ],
)
def test_the_letters_to_blame_are_named_once_and_in_order(text: str, expected: tuple[str, ...]) -> None:
    assert expected == culprits(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("geïdentificeerd", "geidentificeerd"),
        ("ça être où œuvre", "ca etre où oeuvre"),
        ("Ĳzer ĳs", "IJzer ijs"),
        ("‘ja’ “nee” „so“ «oui»", '\'ja\' "nee" "so" "oui"'),
        ("15–20 m² — nu…", "15-20 m2 - nu..."),
        ("a\u00a0b\u202fc\td`", "a b c d'"),
        ("é als e\u0301", "é als é"),
        ("ÀÁÊÎ Łódź Őr", "AAEI Lodz Or"),
        ("zie je het? 👍 漢", "zie je het? 👍 漢"),
        ("½ dag", "1/2 dag"),
        ("€ 5 [ok]", "€ 5 [ok]"),
    ],
)
def test_the_plain_spelling_is_the_nearest_one(text: str, expected: str) -> None:
    assert expected == plain(text)


@given(st.text(alphabet=GSM))
def test_what_is_plain_stays_as_it_is(text: str) -> None:
    assert text == plain(text)
    assert () == culprits(text)


@given(st.text())
def test_plain_spelling_twice_changes_nothing_more(text: str) -> None:
    assert plain(text) == plain(plain(text))


@given(st.text())
def test_plain_spelling_brings_no_new_letters_to_blame(text: str) -> None:
    assert set(culprits(plain(text))) <= set(culprits(unicodedata.normalize("NFC", text)))


@given(st.text(), st.text())
def test_more_text_never_costs_less_in_the_same_alphabet(text: str, more: str) -> None:
    assert segments(text) <= segments(text + more)


@given(st.text(min_size=1))
def test_the_letters_to_blame_are_what_makes_it_dear(text: str) -> None:
    units = len(text.encode("utf-16-le", "surrogatepass")) // 2
    dear = bool(culprits(text))
    assert segments(text) >= -(-units // (67 if dear else 153)) or units <= (70 if dear else 160)
    assert all(letter not in GSM for letter in culprits(text))


@given(st.text(alphabet=st.characters()))
def test_a_clean_text_can_be_said_in_a_document_and_sent(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == clean(cleaned)
    element = ET.Element("Say")
    element.text = cleaned
    said = ET.fromstring(ET.tostring(element, encoding="utf-8"))
    assert cleaned.replace("\r\n", "\n").replace("\r", "\n") == (said.text or "").replace(
        "\r\n", "\n"
    ).replace("\r", "\n")


def test_cleaning_keeps_tabs_and_line_ends_and_nothing_else_that_is_no_letter() -> None:
    assert "a\tb\nc\rd" == clean("\x00a\tb\nc\rd\x0b\x0c\x1b\x7f\x85\ud800\udfff\ufffe\uffff")
    assert "één 👍 漢" == clean("één 👍 漢")
