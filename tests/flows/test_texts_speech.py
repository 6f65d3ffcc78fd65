"""What is spoken: complete, naming its keys, and short enough for a bad line at three in the morning."""

import re

import pytest

from carrier.carrier import Language
from flows.book import FLOWS
from flows.engine.check import check_words
from flows.engine.steps import Flow, Menu, Record
from flows.engine.texts import fill, load, slots

TEXTS = load()
LETTERS_A_SECOND = 14
LONGEST = {
    "zone": "Brussel Hoofdstad Elsene",
    "network": "BIN-Z Sint-Martens-Latem",
    "count": "12",
    "members": "1 200",
    "duration": "weniger als einer Minute",
    "ago": "vor 59 Minuten",
}
PRESS = {"nl": "druk {}", "fr": "appuyez sur {}", "de": "drücken Sie {}", "en": "press {}"}
RECORDED = {
    "nl": "wordt opgenomen",
    "fr": "sera enregistré",
    "de": "wird aufgenommen",
    "en": "is being recorded",
}


def steps_of(kind: type) -> list[tuple[Flow, str]]:
    return [
        (flow, name) for flow in FLOWS.values() for name, step in flow.steps.items() if isinstance(step, kind)
    ]


def words(flow: str, step: str, language: Language) -> str:
    return fill(TEXTS.flows[flow][step][language], LONGEST)


def seconds(sentence: str) -> float:
    return len(sentence) / LETTERS_A_SECOND


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_step_that_speaks_has_its_words_in_every_language(flow):
    assert [] == list(check_words(flow, TEXTS.flows[flow.name]))


@pytest.mark.parametrize("language", Language)
def test_every_menu_says_which_key_to_press_for_each_way(language):
    unnamed = [
        (flow.name, name, key)
        for flow, name in steps_of(Menu)
        for key in flow.steps[name].keys
        if PRESS[language].format(key).lower() not in words(flow.name, name, language).lower()
    ]
    assert [] == unnamed


@pytest.mark.parametrize("language", Language)
def test_no_menu_offers_a_key_that_it_does_not_have(language):
    press = PRESS[language].format(r"(\d)")
    offered = {
        (flow.name, name, key)
        for flow, name in steps_of(Menu)
        for key in re.findall(press, words(flow.name, name, language), re.IGNORECASE)
    }
    assert offered == {
        (flow.name, name, key) for flow, name in steps_of(Menu) for key in flow.steps[name].keys
    }


@pytest.mark.parametrize("language", Language)
def test_recording_is_announced_before_every_beep(language):
    beeps = [words(flow.name, name, language) for flow, name in steps_of(Record)]
    beeps.append(TEXTS.message("trouble", language))
    assert [] == [sentence for sentence in beeps if RECORDED[language] not in sentence]


@pytest.mark.parametrize("language", Language)
def test_each_line_and_each_apology_sends_who_is_in_danger_to_101_and_112(language):
    said = [words(line, "welcome", language) for line in ("hotline", "police_line")]
    said += [TEXTS.message(name, language) for name in ("trouble", "unknown_line")]
    said.append(words("alert_call", "noted", language))
    assert [] == [sentence for sentence in said if "101" not in sentence or "112" not in sentence]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    "step", ["who_alert", "who_drill", "who_feedback", "machine_alert", "machine_feedback"]
)
def test_who_calls_and_for_which_network_begins_within_three_seconds(step, language):
    sentence = words("alert_call", step, language)
    assert seconds(sentence[: sentence.index(LONGEST["network"])]) <= 3


@pytest.mark.parametrize("language", Language)
def test_a_drill_and_feedback_say_what_they_are_with_the_first_word(language):
    first = [words("alert_call", step, language).split()[0] for step in ("who_drill", "who_feedback")]
    expected = {
        "nl": ["Oefening", "Feedback"],
        "fr": ["Exercice", "Retour"],
        "de": ["Übung", "Rückmeldung"],
        "en": ["Exercise", "Feedback"],
    }
    assert expected[language] == first


@pytest.mark.parametrize("language", Language)
def test_from_dialling_to_sending_an_officer_hears_less_than_a_minute_of_prompts(language):
    way = [
        "welcome",
        "badge",
        "pin",
        "some_wait",
        "main",
        "network",
        "already_runs",
        "message",
        "hear_back",
        "confirm",
    ]
    assert sum(seconds(words("police_line", step, language)) for step in way) < 60


@pytest.mark.parametrize("language", Language)
def test_nothing_takes_longer_than_twenty_seconds_to_say(language):
    long = [
        (flow, step)
        for flow, table in TEXTS.flows.items()
        for step in table
        if seconds(words(flow, step, language)) > 20
    ]
    assert [] == long


def test_every_message_and_phrase_has_every_language_with_the_same_slots():
    for table in (TEXTS.messages, TEXTS.phrases):
        for name, sentence in table.items():
            assert list(Language) == list(sentence), name
            assert 1 == len({slots(text) for text in sentence.values()}), name


def test_the_languages_stand_in_the_same_order_everywhere():
    orders = {tuple(sentence) for table in TEXTS.flows.values() for sentence in table.values()}
    assert {tuple(Language)} == orders
