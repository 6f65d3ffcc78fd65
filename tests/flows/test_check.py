"""The check refuses a defect wherever it is planted."""

from dataclasses import replace
from typing import Any

import pytest

from carrier.carrier import Language
from flows.engine.check import check
from flows.engine.steps import (
    Ask,
    Do,
    End,
    Enter,
    Flow,
    Menu,
    Pause,
    PickLanguage,
    Play,
    Record,
    Say,
    Transfer,
)
from flows.engine.texts import Texts

STEPS: dict[str, Any] = {
    "greet": Do("greet", {"known": "main", "unknown": "pick"}),
    "pick": PickLanguage(then="main"),
    "main": Menu({"1": "badge", "2": "speak"}, silence="look"),
    "badge": Ask(5, then="look"),
    "look": Do("look", {"some": "play", "none": "hello"}),
    "play": Play("audio", then="hello"),
    "hello": Say(then="moment"),
    "moment": Pause(1, then="look", otherwise="through"),
    "through": Transfer("number", answered="bye", unanswered="bye"),
    "speak": Record("keep", then="bye", empty="bye"),
    "beep": Say(then="other"),
    "other": Enter("other"),
    "bye": End(),
}
OUTCOMES = {"greet": {"known", "unknown"}, "look": {"some", "none"}, "keep": {"kept"}}
LONGEST = {"zone": "Zone" * 10}


def in_every_language(text):
    return {language.value: text for language in Language}


WORDS = {
    "pick": {"nl": "druk 1", "fr": "tapez 2", "de": "drücken Sie 3", "en": "press 4"},
    "main": in_every_language("Bel 101. Melding: 1. Agent: 2."),
    "badge": in_every_language("badge"),
    "hello": in_every_language("dag {zone}"),
    "speak": in_every_language("spreek"),
    "beep": in_every_language("piep"),
    "bye": in_every_language("tot ziens"),
}
MESSAGES = {"sent": in_every_language("uw melding in {zone}")}
PHRASES = {"ago": in_every_language("daarnet")}

TINY = Flow("tiny", give_up="bye", steps=STEPS, entrances=frozenset({"beep"}), renamed={"old": "main"})
OTHER = Flow("other", give_up="bye", steps={"bye": End()})


def checked(*, steps=None, words=None, messages=None, phrases=None, **parts):
    """What the check finds when something of the sound flow is planted anew; a step or word planted as None is gone."""
    actions = parts.pop("actions", OUTCOMES)
    outcomes = parts.pop("outcomes", OUTCOMES)
    flow = replace(TINY, steps=_with(STEPS, steps), **parts)
    texts = Texts({"tiny": _with(WORDS, words)}, _with(MESSAGES, messages), _with(PHRASES, phrases))
    return check({"tiny": flow, "other": OTHER}, texts, actions, outcomes, LONGEST, texted=("tiny",))


def _with(whole, planted):
    return {name: value for name, value in {**whole, **(planted or {})}.items() if value is not None}


def test_a_sound_flow_has_no_findings():
    assert [] == checked()


# ---- the table


def test_a_target_that_is_no_step_is_refused():
    assert "tiny, hello: then leads to nowhere, which is no step" in checked(
        steps={"hello": Say(then="nowhere")}
    )


@pytest.mark.parametrize(
    ("step", "way"),
    [
        (Menu({"1": "nowhere", "2": "speak"}), "1"),
        (Menu({"1": "badge", "2": "speak"}, silence="nowhere"), "silence"),
    ],
)
def test_a_key_or_a_silence_that_leads_nowhere_is_refused(step, way):
    assert f"tiny, main: {way} leads to nowhere, which is no step" in checked(steps={"main": step})


@pytest.mark.parametrize(
    ("name", "step"),
    [
        ("pick", PickLanguage(then="nowhere")),
        ("badge", Ask(5, then="nowhere")),
        ("look", Do("look", {"some": "nowhere", "none": "hello"})),
        ("play", Play("audio", then="nowhere")),
        ("moment", Pause(1, then="nowhere", otherwise="through")),
        ("moment", Pause(1, then="look", otherwise="nowhere")),
        ("through", Transfer("number", answered="nowhere", unanswered="bye")),
        ("through", Transfer("number", answered="bye", unanswered="nowhere")),
        ("speak", Record("keep", then="nowhere", empty="bye")),
        ("speak", Record("keep", then="bye", empty="nowhere")),
    ],
)
def test_every_kind_of_step_that_leads_nowhere_is_refused(name, step):
    assert any("leads to nowhere, which is no step" in finding for finding in checked(steps={name: step}))


def test_a_step_that_nothing_leads_to_is_refused():
    assert ["tiny, lost: nothing leads here"] == checked(
        steps={"lost": Say(then="bye")}, words={"lost": in_every_language("hallo")}
    )


def test_an_entrance_is_led_to():
    assert "tiny, beep: nothing leads here" in checked(entrances=frozenset())


def test_a_step_from_which_no_end_is_reached_is_refused():
    findings = checked(
        steps={"hello": Say(then="round"), "round": Do("look", {"some": "hello", "none": "round"})}
    )
    assert "tiny, hello: no end is reached from here" in findings
    assert "tiny, round: no end is reached from here" in findings
    assert "tiny, main: no end is reached from here" not in findings


def test_giving_up_that_leads_nowhere_is_refused():
    assert "tiny: give_up leads to nowhere, which is no step" in checked(give_up="nowhere")


def test_an_entrance_that_is_no_step_is_refused():
    assert ["tiny: the entrance nowhere is no step"] == checked(entrances=frozenset({"beep", "nowhere"}))


def test_a_new_name_that_is_no_step_is_refused():
    assert ["tiny: old was renamed to nowhere, which is no step"] == checked(renamed={"old": "nowhere"})


def test_a_renamed_step_that_is_still_there_is_refused():
    assert ["tiny: main was renamed to hello, and is still a step"] == checked(renamed={"main": "hello"})


def test_entering_a_flow_that_is_none_is_refused():
    assert ["tiny, other: enters nowhere, which is no flow"] == checked(steps={"other": Enter("nowhere")})


def test_a_value_for_a_key_that_the_menu_does_not_have_is_refused():
    menu = Menu({"1": "badge", "2": "speak"}, silence="look", fact="kind", values={"3": "theft"})
    assert ["tiny, main: has a value for a key that it does not have"] == checked(steps={"main": menu})


# ---- the actions


def test_an_action_that_does_not_exist_is_refused():
    assert ["tiny, greet: there is no action greet"] == checked(actions={"look", "keep"})
    assert ["tiny, speak: there is no action keep"] == checked(actions={"look", "greet"})


def test_an_outcome_that_goes_nowhere_is_refused():
    findings = checked(outcomes={**OUTCOMES, "look": {"some", "none", "many"}})
    assert ["tiny, look: the outcome many of look goes nowhere"] == findings


def test_an_outcome_that_the_action_never_returns_is_refused():
    assert ["tiny, look: look never returns none"] == checked(outcomes={**OUTCOMES, "look": {"some"}})


def test_outcomes_that_are_not_told_are_not_compared():
    assert [] == checked(outcomes=None)


# ---- the words


@pytest.mark.parametrize("name", ["pick", "main", "badge", "hello", "speak"])
def test_a_step_without_words_is_refused(name):
    assert f"tiny, {name}: has no words" in checked(words={name: None})


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", ["hello", "bye"])
def test_a_missing_language_is_refused(name, language):
    lacking = {**WORDS[name]}
    del lacking[language]
    assert [f"tiny, {name}: has no words in {language}"] == checked(words={name: lacking})
    assert [f"tiny, {name}: has no words in {language}"] == checked(
        words={name: {**WORDS[name], language.value: " "}}
    )


def test_a_missing_language_of_a_message_or_a_phrase_is_refused():
    assert ["messages, sent: has no words in de"] == checked(
        messages={"sent": {**MESSAGES["sent"], "de": ""}}
    )
    assert ["phrases, ago: has no words in de"] == checked(phrases={"ago": {**PHRASES["ago"], "de": ""}})


def test_a_language_that_we_do_not_speak_is_refused():
    assert ["tiny, bye: it is no language of ours"] == checked(words={"bye": {**WORDS["bye"], "it": "ciao"}})


def test_languages_with_different_slots_are_refused():
    hello = {**WORDS["hello"], "fr": "bonjour"}
    assert [
        "tiny, hello: the languages have different slots (nl: zone; fr: none; de: zone; en: zone)"
    ] == checked(words={"hello": hello})


def test_a_menu_whose_words_do_not_name_one_of_its_keys_is_refused():
    main = {**WORDS["main"], "fr": "Appelez le 112. Signalement : 1."}
    assert ["tiny, main: the words in fr do not name the key 2"] == checked(words={"main": main})


def test_a_menu_whose_words_name_a_key_that_it_does_not_have_is_refused():
    main = {**WORDS["main"], "nl": "Bel 101. Melding: druk 1. Agent: druk 2. Stop: druk 3."}
    assert ["tiny, main: the words in nl name the key 3, which it does not have"] == checked(
        words={"main": main}
    )


def test_a_language_whose_words_do_not_name_its_key_is_refused():
    pick = {**WORDS["pick"], "de": "drücken Sie 2"}
    assert [
        "tiny, pick: the words in de do not name the key 3",
        "tiny, pick: the words in de name the key 2, which it does not have",
    ] == checked(words={"pick": pick})


def test_words_for_a_step_that_does_not_exist_are_refused():
    assert ["tiny, gone: there are words for it, but no step"] == checked(
        words={"gone": in_every_language("weg")}
    )


def test_words_that_are_never_said_are_refused():
    assert ["tiny, look: has words that are never said"] == checked(words={"look": in_every_language("weg")})


def test_words_of_a_flow_that_does_not_exist_are_refused():
    texts = Texts({"gone": {}})
    assert ["texts/gone.toml: there is no flow gone"] == check({"other": OTHER}, texts, ())


def test_a_slot_that_nobody_fills_is_refused():
    assert ["tiny, bye: nobody fills the slot zonne"] == checked(
        words={"bye": in_every_language("dag {zonne}")}
    )


# ---- the length of a text


def test_a_text_over_two_messages_is_refused():
    long = {**MESSAGES["sent"], "fr": "x" * 307}
    assert "messages, sent: the text in fr takes 3 messages; 2 are allowed" in checked(
        messages={"sent": long}
    )


def test_the_longest_names_are_counted():
    fits, long = "x" * 266 + "{zone}", "x" * 267 + "{zone}"
    assert [] == checked(messages={"sent": in_every_language(fits)})
    assert 4 == len(checked(messages={"sent": in_every_language(long)}))


def test_one_letter_outside_the_alphabet_of_texts_makes_a_long_text_longer():
    assert "messages, sent: the text in nl takes 3 messages; 2 are allowed" in checked(
        messages={"sent": in_every_language("ê" + "x" * 140)}
    )


def test_what_is_spoken_may_be_longer_than_what_is_texted():
    long = in_every_language("x" * 400)
    texts = Texts({"other": {"bye": long}})
    assert [] == check({"other": OTHER}, texts, ())
    assert 4 == len(check({"other": OTHER}, texts, (), texted=("other",)))
