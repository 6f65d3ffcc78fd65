"""Numbers as Belgians write them, and what is no number of a person."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.phone import BELGIUM, NotAPhone, Phone, PhoneKind, WhyNot, is_withheld, masked

MOBILE = Phone("+32470123456", PhoneKind.MOBILE)
LANDLINE = Phone("+3232345678", PhoneKind.LANDLINE)


def why_not(text: str, countries: frozenset[str] = BELGIUM) -> WhyNot:
    with pytest.raises(NotAPhone) as refused:
        Phone.parse(text, countries=countries)
    return refused.value.why


@pytest.mark.parametrize(
    "text",
    [
        "0470 12 34 56", "0470/12.34.56", "0470-12-34-56", "0470 / 12 34 56", "04 70 12 34 56", "0470123456",
        "+32 470 12 34 56", "+32 (0)470 12 34 56", "+32(0)470/12.34.56", "(+32) 470 12 34 56", "+ 32 470 12 34 56",
        "0032470123456", "0032 (0)470 12 34 56", "32470123456", "470123456", "(0470) 12 34 56",
        "tel. 0470 12 34 56", "Tel: 0470 12 34 56", "gsm: 0470/12.34.56", "tel:+32470123456", "0470 12 34 56 (Jan)",
        "０４７０ １２ ３４ ５６", "٠٤٧٠١٢٣٤٥٦", "0470\u00a012\u202f34\u200956", "0470–12—34‑56", "＋32 470 12 34 56",
        "\u202a+32470123456\u202c", "  0470 12 34 56\r\n", "0470·12·34·56", "'0470123456",
    ],
)  # fmt: skip
def test_a_mobile_is_read_in_any_way_of_writing(text: str) -> None:
    assert MOBILE == Phone.parse(text)


@pytest.mark.parametrize(
    "text",
    ["03 234 56 78", "03/234.56.78", "+32 3 234 56 78", "+32 (0)3 234 56 78", "0032 3 2345678", "032345678"],
)
def test_a_landline_is_read_in_any_way_of_writing(text: str) -> None:
    assert LANDLINE == Phone.parse(text)


@pytest.mark.parametrize("text", ["", "   ", "\t\r\n", "\u00a0"])
def test_nothing_is_no_number(text: str) -> None:
    assert WhyNot.EMPTY == why_not(text)


@pytest.mark.parametrize(
    "text", ["anonymous", "+266696687", "Restricted", "+7378742883", "+2562533", "+86282452253"]
)
def test_a_withheld_number_is_no_number(text: str) -> None:
    assert WhyNot.WITHHELD == why_not(text)


@pytest.mark.parametrize(
    "text", ["101", "112", "100", "+32101", "+32 112", "0032101", "0112", "１１２", "tel. 112"]
)
def test_an_emergency_number_is_never_called(text: str) -> None:
    assert WhyNot.EMERGENCY == why_not(text)


@pytest.mark.parametrize("text", ["1733", "1722", "116000", "105", "8850", "1969", "+32 1733", "1207"])
def test_a_short_number_is_nobodys(text: str) -> None:
    assert WhyNot.SHORT_CODE == why_not(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0900 12 345", WhyNot.PREMIUM),
        ("0903 12345", WhyNot.PREMIUM),
        ("070 22 22 22", WhyNot.PREMIUM),
        ("+32 9 000 00 01", WhyNot.PREMIUM),
        ("0787 91 234", WhyNot.SHARED_COST),
        ("078 15 15 15", WhyNot.COMPANY),
        ("0800 12 345", WhyNot.TOLL_FREE),
        ("+881 6 1234 5678", WhyNot.SATELLITE),
        ("+870 773 111 632", WhyNot.SATELLITE),
        ("+31 6 12345678", WhyNot.NOT_ALLOWED_COUNTRY),
        ("+1 415 555 2671", WhyNot.NOT_ALLOWED_COUNTRY),
        ("0470 12 34 5", WhyNot.NOT_A_NUMBER),
        ("0470 12 34 567", WhyNot.TOO_LONG),
        ("0470 12 34 56 / 0471 22 33 44", WhyNot.TOO_LONG),
        ("+32 2 000 00 00", WhyNot.NOT_A_NUMBER),
    ],
)
def test_a_number_that_costs_or_is_wrong_is_refused_with_its_reason(text: str, why: WhyNot) -> None:
    assert why == why_not(text)


@pytest.mark.parametrize(
    "text",
    ["Jan Peeters", "0495CALLME1", "0470 12 34 56 ext 5", "0470123456;ext=5", "0470+123456", "+", "0470#1",
     "2e gsm 0470 12 34 56", "1 februari 1970", "\x00", "--"],
)  # fmt: skip
def test_words_are_no_number(text: str) -> None:
    assert WhyNot.NOT_A_NUMBER == why_not(text)


def test_a_very_long_text_is_not_even_looked_at() -> None:
    assert WhyNot.TOO_LONG == why_not("0" * 251)
    assert WhyNot.TOO_LONG == why_not("(" * 1_000_000)


def test_another_country_is_called_only_when_it_is_allowed() -> None:
    expected = Phone("+31612345678", PhoneKind.MOBILE)
    assert expected == Phone.parse("0031 6 12345678", countries=frozenset({"BE", "NL"}))
    assert WhyNot.NOT_ALLOWED_COUNTRY == why_not("0470 12 34 56", countries=frozenset({"NL"}))


@given(st.integers(0, 9999))
def test_make_believe_numbers_are_read(ending: int) -> None:
    assert PhoneKind.MOBILE == Phone.parse(f"+3245000{ending:04}").kind
    assert PhoneKind.LANDLINE == Phone.parse(f"+321500{ending:04}").kind


def test_letters_are_not_translated_into_keys() -> None:
    # 0470 BEL ONS would be 0470 235 667 on a telephone's keys.
    assert WhyNot.SHORT_CODE == why_not("0470 BEL ONS")


@given(st.text(max_size=300))
def test_any_text_is_a_belgian_phone_or_refused(text: str) -> None:
    try:
        phone = Phone.parse(text)
    except NotAPhone:
        return
    assert phone == Phone.parse(phone.e164)
    assert phone.e164.startswith("+32")


@given(st.from_regex(r"\A[+0-9 ()/.]{1,30}\Z"))
def test_what_was_read_is_read_again(text: str) -> None:
    try:
        phone = Phone.parse(text)
    except NotAPhone:
        return
    assert phone == Phone.parse(phone.e164)


def test_the_reason_does_not_repeat_the_number() -> None:
    with pytest.raises(NotAPhone) as refused:
        Phone.parse("0900 12 345")
    assert "premium" == str(refused.value)


def test_a_phone_does_not_change() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        MOBILE.e164 = "+32470123457"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+32470123456", "+32•••••456"),
        ("+3232345678", "+32•••••678"),
        ("+31612345678", "+•••••678"),
        ("+266696687", "+•••••687"),
        ("112", "•••••"),
        ("", "•••••"),
        ("anonymous", "•••••"),
        ("sip:jan@example.org", "•••••"),
        ("0470123456", "•••••"),
    ],
)
def test_a_masked_number_shows_its_last_three_digits(number: str, expected: str) -> None:
    assert expected == masked(number)


@given(st.text(max_size=40))
def test_a_masked_text_never_shows_more_than_three_digits_of_the_number(text: str) -> None:
    assert sum(letter.isdigit() for letter in masked(text).removeprefix("+32")) <= 3


@pytest.mark.parametrize(
    "value",
    [None, "", " ", "anonymous", "Anonymous", "ANONYMOUS", "+266696687", "266696687", "Restricted", "+7378742883",
     "+2562533", "+86282452253", "sip:jan@example.org", "sips:jan@example.org", "client:jan", "jan@example.org"],
)  # fmt: skip
def test_callers_without_a_number_are_known_as_such(value: str | None) -> None:
    assert is_withheld(value)


@pytest.mark.parametrize("value", ["+32470123456", "+3232345678", "8850", "Proximus"])
def test_callers_with_a_number_are_not_withheld(value: str) -> None:
    assert not is_withheld(value)
