"""What is spoken: complete, naming its keys, and short enough for a bad line at three in the morning."""

import re

import pytest

from carrier.carrier import Language
from flows.book import FLOWS
from flows.engine.check import check_words
from flows.engine.steps import Flow, Menu, Record
from flows.engine.texts import fill, load, slots
from flows.to_send import MOST_SECONDS, seconds_to_send

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
PRESS = {
    "nl": r"druk (\d)",
    "fr": r"(?:appuyez sur|tapez) (\d)",
    "de": r"(?:drücken Sie|Taste) (\d)",
    "en": r"press (\d)",
}
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
def test_every_menu_offers_the_keys_that_it_has_and_no_others(language):
    wrong = [
        (flow.name, name, sorted(offered ^ said))
        for flow, name, said in menus()
        if (offered := set(re.findall(PRESS[language], words(flow.name, name, language), re.IGNORECASE)))
        != said
    ]
    assert [] == wrong


def menus() -> list[tuple[Flow, str, set[str]]]:
    """Every menu that says something, with the keys that it is to name."""
    return [
        (flow, name, set(menu.keys) - menu.unsaid)
        for flow in FLOWS.values()
        for name, menu in flow.steps.items()
        if isinstance(menu, Menu) and not menu.quiet
    ]


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


KINDS = ("who_alert", "who_notice", "who_feedback", "who_correction", "who_over", "who_drill")


@pytest.mark.parametrize("language", Language)
def test_who_calls_with_an_alert_and_for_which_network_is_said_within_three_seconds(language):
    sentence = words("alert_call", "who_alert", language)
    until = sentence.index(LONGEST["network"]) + len(LONGEST["network"])
    assert seconds(sentence[:until]) <= 3


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("step", KINDS)
def test_who_calls_and_for_which_network_begins_within_three_seconds(step, language):
    sentence = words("alert_call", step, language)
    assert seconds(sentence[: sentence.index(LONGEST["network"])]) <= 3


@pytest.mark.parametrize("language", Language)
def test_whatever_is_no_alert_says_what_it_is_with_its_first_word(language):
    first = [words("alert_call", step, language).split()[0] for step in KINDS]
    expected = {
        "nl": ["Politie,", "Mededeling", "Feedback", "Rechtzetting", "Voorbij.", "Oefening"],
        "fr": ["Police,", "Communication", "Retour", "Rectification", "Fin", "Exercice"],
        "de": ["Polizei,", "Mitteilung", "Rückmeldung", "Berichtigung", "Entwarnung", "Übung"],
        "en": ["Police,", "Notice", "Feedback", "Correction", "All", "Exercise"],
    }
    assert expected[language] == first


@pytest.mark.parametrize("language", Language)
def test_from_dialling_to_sending_an_officer_hears_less_than_a_minute_of_prompts(language):
    assert seconds_to_send(TEXTS, language, LONGEST) < MOST_SECONDS


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
