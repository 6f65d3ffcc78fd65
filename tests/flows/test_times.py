"""Times and days as people say them."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.carrier import Language
from flows.times import clock_words, day_words

NL, FR, DE, EN = Language


@pytest.mark.parametrize(
    ("at", "nl", "fr", "de", "en"),
    [
        ("08:00", "acht uur", "8 heures", "acht Uhr", "eight o'clock"),
        ("08:05", "vijf over acht", "8 heures 5", "fünf nach acht", "five past eight"),
        ("08:15", "kwart over acht", "8 heures et quart", "Viertel nach acht", "quarter past eight"),
        ("08:20", "twintig over acht", "8 heures 20", "zwanzig nach acht", "twenty past eight"),
        ("08:25", "vijf voor half negen", "8 heures 25", "fünf vor halb neun", "twenty-five past eight"),
        ("08:30", "half negen", "8 heures et demie", "halb neun", "half past eight"),
        ("08:35", "vijf over half negen", "9 heures moins 25", "fünf nach halb neun", "twenty-five to nine"),
        ("08:40", "twintig voor negen", "9 heures moins 20", "zwanzig vor neun", "twenty to nine"),
        ("08:45", "kwart voor negen", "9 heures moins le quart", "Viertel vor neun", "quarter to nine"),
        ("01:00", "een uur", "1 heure", "ein Uhr", "one o'clock"),
        ("12:30", "half een", "midi et demi", "halb eins", "half past twelve"),
        ("23:45", "kwart voor twaalf", "minuit moins le quart", "Viertel vor zwölf", "quarter to twelve"),
        ("00:00", "middernacht", "minuit", "Mitternacht", "midnight"),
        ("12:00", "twaalf uur 's middags", "midi", "zwölf Uhr mittags", "noon"),
    ],
)  # fmt: skip
def test_a_time_is_said_as_people_say_it(at: str, nl: str, fr: str, de: str, en: str) -> None:
    said = [clock_words(time.fromisoformat(at), language, part=False) for language in Language]
    assert [nl, fr, de, en] == said


@pytest.mark.parametrize(
    ("at", "nl", "fr", "de", "en"),
    [
        ("03:30", "half vier 's nachts", "3 heures et demie du matin", "halb vier nachts", "half past three at night"),
        ("09:10", "tien over negen 's morgens", "9 heures 10 du matin", "zehn nach neun morgens", "ten past nine in the morning"),
        ("14:30", "half drie 's middags", "2 heures et demie de l'après-midi", "halb drei nachmittags", "half past two in the afternoon"),
        ("21:30", "half tien 's avonds", "9 heures et demie du soir", "halb zehn abends", "half past nine in the evening"),
    ],
)  # fmt: skip
def test_the_part_of_the_day_says_which_half_of_it(at: str, nl: str, fr: str, de: str, en: str) -> None:
    assert [nl, fr, de, en] == [clock_words(time.fromisoformat(at), language) for language in Language]


@given(st.times(), st.sampled_from(Language))
def test_every_minute_of_the_day_can_be_said(at: time, language: Language) -> None:
    assert clock_words(at, language).strip()


@given(st.sampled_from(Language))
def test_no_two_minutes_of_half_a_day_are_said_alike(language: Language) -> None:
    said = [
        clock_words(time(hour, minute), language, part=False) for hour in range(1, 12) for minute in range(60)
    ]
    assert len(said) == len(set(said))


def test_a_day_is_said_as_it_stands_after_before() -> None:
    first = date(2026, 12, 1)
    assert [
        "dinsdag 1 december", "le mardi 1er décembre", "Dienstag, dem 1. Dezember", "Tuesday 1 December",
    ] == [day_words(first, language) for language in Language]  # fmt: skip
    assert "le mercredi 2 décembre" == day_words(date(2026, 12, 2), FR)
