"""A line as a script, and the seconds that it takes."""

from __future__ import annotations

import re

import pytest

from carrier.carrier import Language
from flows.alert_call import ALERT_CALL
from flows.book import FLOWS
from flows.engine.duration import longest_prompts, path_seconds, path_to, spoken_seconds
from flows.engine.steps import Do, End, Flow, Menu, Say
from flows.engine.texts import Texts, load, slots
from flows.examples import examples
from flows.police_line import POLICE_LINE, TO_SEND
from flows.tell import messages_script, script

TEXTS = load()
SHORT = Flow(
    "short", give_up="bye",
    steps={"look": Do("look", {"in": "hello", "out": "bye"}), "hello": Say(then="ask"), "ask": Menu({"1": "bye", "2": "hello"}), "bye": End()},
)  # fmt: skip
WORDS = Texts({"short": {
    "hello": {"nl": "x" * 28}, "ask": {"nl": "x" * 14}, "bye": {"nl": "Dag {name}."},
}})  # fmt: skip


def test_fourteen_characters_take_a_second() -> None:
    assert 1 == spoken_seconds("  abcdefg \n abcdef ")


def test_a_way_through_a_flow_takes_what_is_said_on_it() -> None:
    assert ("look", "hello", "ask", "bye") == path_to(SHORT, "bye", {})
    assert ("look", "bye") == path_to(SHORT, "bye", {"look": "out"})
    assert 3 == path_seconds(SHORT, WORDS, Language.NL, path_to(SHORT, "ask", {}), {})


def test_a_way_that_does_not_lead_there_is_refused() -> None:
    with pytest.raises(ValueError, match="no way from bye"):
        path_to(SHORT, "ask", {"look": "out"})
    with pytest.raises(ValueError, match="no way"):
        path_to(SHORT, "bye", {"ask": "2"})  # a circle
    with pytest.raises(ValueError, match="no way"):
        path_to(SHORT, "bye", {"ask": "7"})


def test_the_longest_prompt_comes_first() -> None:
    assert ["hello", "ask", "bye"] == [
        step for step, _ in longest_prompts(SHORT, WORDS, Language.NL, {"name": "Jan"})
    ]


@pytest.mark.parametrize("language", Language)
def test_the_script_of_the_police_line_ends_with_the_seconds_until_it_is_sent(language: Language) -> None:
    told = script(POLICE_LINE, TEXTS, language, examples(language, TEXTS), TO_SEND)
    found = re.search(r"^to send: (\d+) s\n\Z", told, re.MULTILINE)
    assert found
    assert 20 < int(found[1]) < 60


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", FLOWS)
def test_a_script_has_every_sentence_and_nothing_unfilled(name: str, language: Language) -> None:
    facts = examples(language, TEXTS)
    told = script(FLOWS[name], TEXTS, language, facts)
    assert [] == [
        step for step in TEXTS.flows[name] if (TEXTS.say(name, step, language, facts) or "?") not in told
    ]
    assert [] == [
        slot for sentence in TEXTS.flows[name].values() for slot in slots(sentence[language]) - facts.keys()
    ]
    assert TEXTS.phrase("tell_signed", language) in told


@pytest.mark.parametrize("language", Language)
def test_what_is_texted_can_be_read_and_signed_too(language: Language) -> None:
    facts = examples(language, TEXTS)
    told = messages_script(TEXTS, language, facts)
    assert [] == [name for name in TEXTS.messages if f". {name}\n" not in told]
    assert [] == [
        slot for sentence in TEXTS.messages.values() for slot in slots(sentence[language]) - facts.keys()
    ]


def test_a_script_says_where_each_key_leads() -> None:
    told = script(ALERT_CALL, TEXTS, Language.NL, examples(Language.NL, TEXTS))
    assert "   toets 1, toets 2 → pause\n   toets 3 → leave\n   toets 9 → kind\n" in told
    assert "   (toon; de persoon spreekt, hoogstens 20 seconden)\n" in told
