"""How long ago, how long yet, and numbers as people say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.carrier import Language
from flows.engine.texts import load
from flows.hotline import KINDS, SHOP_KINDS
from flows.phrases import ago, digits_apart, duration, kind_words, outcome_words, spoken_number, who_words
from flows.police_line import POLICE_LINE

TEXTS = load()
NL, FR, DE, EN = Language


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "zonet"),
        (0, "zonet"),
        (59.9, "zonet"),
        (60, "1 minuut geleden"),
        (119, "1 minuut geleden"),
        (12 * 60, "12 minuten geleden"),
        (3599, "59 minuten geleden"),
        (3600, "1 uur geleden"),
        (2.5 * 3600, "2 uur geleden"),
        (86_400, "1 dag geleden"),
        (3 * 86_400, "3 dagen geleden"),
    ],
)
def test_how_long_ago_is_rounded_down(seconds, said):
    assert said == ago(seconds, NL, TEXTS)


def test_how_long_ago_is_said_in_every_language():
    assert ["12 minuten geleden", "il y a 12 minutes", "vor 12 Minuten", "12 minutes ago"] == [
        ago(12 * 60, language, TEXTS) for language in Language
    ]


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "minder dan een minuut"),
        (59, "minder dan een minuut"),
        (60, "ongeveer een minuut"),
        (61, "ongeveer 2 minuten"),
        (120, "ongeveer 2 minuten"),
        (901, "ongeveer 16 minuten"),
        (5400, "ongeveer 90 minuten"),
        (7200, "ongeveer 2 uur"),
        (10_000, "ongeveer 3 uur"),
    ],
)
def test_how_long_it_takes_does_not_promise_too_much(seconds, said):
    assert said == duration(seconds, NL, TEXTS)


def test_the_german_duration_stands_after_in():
    assert ["weniger als einer Minute", "etwa einer Minute", "etwa 2 Minuten"] == [
        duration(seconds, DE, TEXTS) for seconds in (5, 60, 120)
    ]


def test_digits_are_said_one_by_one():
    assert "4 7 1 1" == digits_apart("4711")


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+32475123456", "0 4 7 5, 12, 34, 56"),
        ("+32475120506", "0 4 7 5, 12, 0 5, 0 6"),
        ("+3232345678", "0 3, 2 3 4, 56, 78"),
        ("+3215123456", "0 1 5, 12, 34, 56"),
        ("+3242212233", "0 4, 2 2 1, 22, 33"),
        ("+31612345678", "0 0, 3 1, 6 1, 2 3, 4 5, 6 7, 8"),
    ],
)
def test_a_number_is_said_as_people_say_it(number, said):
    assert said == spoken_number(number, NL)


def test_english_says_a_number_digit_by_digit():
    assert "0 4 7 5, 1 2, 3 4, 5 6" == spoken_number("+32475123456", EN)


@given(st.from_regex(r"\A\+[1-9][0-9]{4,14}\Z"), st.sampled_from(Language))
def test_no_digit_of_a_number_is_lost(number, language):
    said = "".join(spoken_number(number, language).replace(",", "").split())
    dialled = "0" + number[3:] if number.startswith("+32") else "00" + number[1:]
    assert dialled == said


@pytest.mark.parametrize("language", Language)
def test_every_kind_of_a_report_has_words(language):
    kinds = {*KINDS.values(), *SHOP_KINDS.values()}
    assert len(kinds) == len({kind_words(kind, language, TEXTS) for kind in kinds})


def test_who_reports_is_a_member_or_not():
    assert "van een lid" == who_words(True, NL, TEXTS)
    assert "d'une personne non membre" == who_words(False, FR, TEXTS)


@pytest.mark.parametrize("language", Language)
def test_every_outcome_that_an_officer_can_key_has_words(language):
    outcomes = POLICE_LINE.steps["outcome"].values.values()
    assert len(outcomes) == len({outcome_words(outcome, language, TEXTS) for outcome in outcomes})


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(KeyError):
        kind_words("gossip", NL, TEXTS)
