"""Words made ready for the ear: plates, numbers, times, and names as they are said here."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrier.carrier import Language
from flows.book import FLOWS
from flows.engine.texts import load, slots
from flows.names import BadList, read_names, written_names
from flows.plates import ALPHABETS, spelled
from flows.speech import Pronunciation, pronounced, spoken

NL, FR, DE, EN = Language


@pytest.mark.parametrize("language", Language)
def test_every_spelling_alphabet_has_a_word_for_each_letter_that_begins_with_it(language: Language) -> None:
    assert "ABCDEFGHIJKLMNOPQRSTUVWXYZ" == "".join(sorted(ALPHABETS[language]))


@pytest.mark.parametrize(
    ("plate", "said"),
    [
        ("2-ABC-123", "2, Arthur Bruno Carolina, 1 2 3"),
        ("2abc123", "2, Arthur Bruno Carolina, 1 2 3"),
        ("1.XYZ.482", "1, Xavier Yvonne Zola, 4 8 2"),
        ("2 ABC 123", "2, Arthur Bruno Carolina, 1 2 3"),
        ("ABC-123", "Arthur Bruno Carolina, 1 2 3"),
    ],
)
def test_a_plate_is_said_by_the_spelling_alphabet(plate: str, said: str) -> None:
    assert f"Grijze Golf, {said}." == spoken(f"Grijze Golf, {plate}.", NL)


def test_each_language_spells_by_its_own_alphabet() -> None:
    assert [
        "1, Arthur Bruno Carolina, 2 3 4", "1, Arthur Bruxelles César, 2 3 4", "1, Anton Berta Cäsar, 2 3 4",
        "1, Alpha Bravo Charlie, 2 3 4",
    ] == [spelled("1-ABC-234", language) for language in Language]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "OM 2 BEL 112",
        "bel 101 of 112",
        "BIN 2018",
        "A12, richting Boom",
        "uw melding heeft nummer 4 7 1 1",
        "huis 12-14",
        "Bel 0 3, 2 3 4, 56, 78",
    ],
)
def test_what_is_no_plate_no_number_and_no_time_stays(text: str) -> None:
    assert text == spoken(text, NL)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("om 21u30", "om half tien 's avonds"),
        ("à 14h", "à twee uur 's middags"),
        ("om 3u15", "om kwart over drie"),  # who writes it may mean either half of the day
        ("12:45", "kwart voor een"),
    ],
)
def test_a_time_in_a_text_is_said_as_people_say_it(text: str, said: str) -> None:
    assert said == spoken(text, NL)


def test_the_german_hour_is_not_said_twice() -> None:
    assert "um halb zehn abends" == spoken("um 21:30 Uhr", DE)


@pytest.mark.parametrize("number", ["0475 12 34 56", "0475/12.34.56", "+32 475 12 34 56", "0475123456"])
def test_a_number_in_a_text_is_said_in_pairs(number: str) -> None:
    assert "Bel 0 4 7 5, 12, 34, 56." == spoken(f"Bel {number}.", NL)


def test_a_street_is_said_as_the_list_has_it_and_only_as_a_whole_word() -> None:
    names = [Pronunciation("Draak", "draaak"), Pronunciation("Cogels-Osylei", "Kogels Oosielei")]
    assert "op de Kogels Oosielei, Draakplaats" == pronounced("op de Cogels-osylei, Draakplaats", NL, names)


def test_the_longest_name_is_said_first() -> None:
    names = [Pronunciation("Sint-Jan", "Sint Jan"), Pronunciation("Sint-Jansplein", "Sint Jans plein")]
    assert "Sint Jans plein" == pronounced("Sint-Jansplein", NL, names)


def test_a_name_for_one_language_comes_before_that_for_all() -> None:
    names = [Pronunciation("Mechelen", "Malines", FR), Pronunciation("Mechelen", "Mèchelen")]
    assert ["Mèchelen", "Malines"] == [pronounced("Mechelen", language, names) for language in (NL, FR)]


@pytest.mark.parametrize("language", Language)
def test_no_fixed_sentence_of_ours_is_changed_for_the_ear(language: Language) -> None:
    texts = load()
    fixed = [
        sentence[language]
        for flow in FLOWS
        for sentence in texts.flows.get(flow, {}).values()
        if not slots(sentence[language])
    ]
    assert [] == [text for text in fixed if spoken(text, language) != text]


@given(st.text(max_size=200), st.sampled_from(Language))
def test_any_text_can_be_made_ready(text: str, language: Language) -> None:
    spoken(text, language, [Pronunciation("a.b", "x")])


@pytest.mark.parametrize("text", ["1" * 1600, "0 " * 800, "21u" * 500, "A" * 1600, "1-" * 800, "+32" * 500])
def test_no_text_makes_it_slow(text: str) -> None:
    began = time.process_time()
    spoken(text, NL)
    assert time.process_time() - began < 1


def test_a_list_is_read_and_written_alike() -> None:
    file = "Cogels-Osylei;Kogels Oosielei;\nMechelen;Malines;fr\n"
    rows = read_names(("﻿# onze straten\n\n" + file).encode())
    assert [("Cogels-Osylei", "Kogels Oosielei", None), ("Mechelen", "Malines", FR)] == rows
    assert file == written_names((written, said, language or "") for written, said, language in rows)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (b"Draak\n", "line 1: write the name"),
        (b"a;b\nx;y;zz\n", "line 2: zz is no language"),
        (b"\xff\xfe", "UTF-8"),
    ],
)
def test_a_list_that_cannot_be_used_says_where(file: bytes, words: str) -> None:
    with pytest.raises(BadList, match=words):
        read_names(file)
