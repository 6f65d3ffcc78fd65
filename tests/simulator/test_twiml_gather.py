"""Gather: keys, words, what interrupts a prompt, and what silence does."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
LONG = "Dit is een lang verhaal dat u niet hoeft af te wachten. " * 4


def asked(
    world: SimulatorClient, app: Any, attributes: str, script: list[Any], inside: str = ""
) -> list[Any]:
    """What a Gather's action is told when a caller does this."""
    app.on("/voice", f'<Gather action="/input" {attributes}>{inside}</Gather><Say>Niets.</Say>')
    app.on("/input", "<Hangup/>")
    world.dial(MEMBER, LINE, script=script).ended()
    return [request.form for request in app.requests("/input")]


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits", "finished"),
    [
        ("", "12#", "12", "#"),
        ('finishOnKey="*"', "1#2*", "1#2", "*"),
        ('finishOnKey=""', "12#", "12#", ""),
        ('numDigits="2"', "123", "12", ""),
        ('numDigits="3" finishOnKey="#"', "1#", "1", "#"),
    ],
)
def test_keys_are_collected_until_they_are_complete(
    world: SimulatorClient, app: Any, attributes: str, pressed: str, digits: str, finished: str
) -> None:
    [told] = asked(world, app, attributes, [{"press": pressed}])
    assert (digits, finished, "Gather End") == (told["Digits"], told["FinishedOnKey"], told["msg"])


def test_a_pause_between_keys_ends_the_input(world: SimulatorClient, app: Any) -> None:
    script = [{"press": "1"}, {"wait": 20}, {"press": "2"}]
    assert ["1"] == [told["Digits"] for told in asked(world, app, 'timeout="3"', script)]


def test_silence_is_told_when_it_was_asked_for(world: SimulatorClient, app: Any) -> None:
    assert [""] == [
        told["Digits"] for told in asked(world, app, 'actionOnEmptyResult="true" timeout="1"', [])
    ]


def test_silence_goes_on_with_the_next_verb(world: SimulatorClient, app: Any) -> None:
    assert [] == asked(world, app, 'timeout="1"', [])
    assert ["Niets."] == [said["text"] for said in world.log(kind="heard")]


def test_without_an_action_the_same_document_is_asked_for(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", ['<Gather numDigits="1"/>', "<Hangup/>"])
    world.dial(MEMBER, LINE, script=[{"press": "7"}]).ended()
    assert [None, "7"] == [request.form.get("Digits") for request in app.requests("/voice")]


def test_the_action_can_be_asked_with_get(world: SimulatorClient, app: Any) -> None:
    asked(world, app, 'numDigits="1" method="GET"', [{"press": "4"}])
    [request] = app.requests("/input")
    assert ("GET", True, {}) == (request.method, "Digits=4" in request.url, request.form)


@pytest.mark.parametrize(
    "prompt", [f"<Say>{LONG}</Say>", '<Pause length="60"/>', '<Say loop="0">Druk.</Say>']
)
def test_a_key_interrupts_every_prompt(world: SimulatorClient, app: Any, prompt: str) -> None:
    script = [{"wait": 3}, {"press": "1"}]
    [told] = asked(world, app, 'numDigits="1"', script, prompt + "<Say>Nooit gehoord.</Say>")
    assert "1" == told["Digits"]
    assert "Nooit gehoord." not in [said["text"] for said in world.log(kind="heard")]


def test_words_are_understood(world: SimulatorClient, app: Any) -> None:
    [told] = asked(
        world, app, 'input="speech" language="nl-BE" hints="inbraak, brand"', [{"speak": "een inbraak"}]
    )
    assert ("een inbraak", True) == (told["SpeechResult"], 0 < float(told["Confidence"]) <= 1)
    assert "Digits" not in told


def test_sentences_are_one_answer_until_it_is_silent(world: SimulatorClient, app: Any) -> None:
    world.speed(15)
    script = [{"speak": "een inbraak"}, {"wait": 2}, {"speak": "in de Dorpsstraat"}]
    told = asked(world, app, 'input="speech" speechTimeout="4"', script)
    assert ["een inbraak in de Dorpsstraat"] == [each["SpeechResult"] for each in told]


def test_the_first_pause_ends_it_where_that_was_asked_for(world: SimulatorClient, app: Any) -> None:
    world.speed(15)
    script = [{"speak": "een inbraak"}, {"wait": 4}, {"speak": "in de Dorpsstraat"}]
    told = asked(world, app, 'input="speech" speechTimeout="auto"', script)
    assert ["een inbraak"] == [each["SpeechResult"] for each in told]


def test_speech_that_is_too_long_is_cut(world: SimulatorClient, app: Any) -> None:
    script = [{"speak": "een heel lang verhaal over de buurt", "seconds": 20}]
    [told] = asked(world, app, 'input="speech" maxSpeechTime="5"', script)
    assert "een heel lang verhaal over de buurt".startswith(told["SpeechResult"])
    assert len(told["SpeechResult"]) < 20


@pytest.mark.parametrize(
    ("script", "field", "value"),
    [([{"speak": "ja"}], "SpeechResult", "ja"), ([{"press": "1#"}], "Digits", "1")],
    ids=["words", "keys"],
)
def test_keys_or_words_whichever_come_first(
    world: SimulatorClient, app: Any, script: list[Any], field: str, value: str
) -> None:
    [told] = asked(world, app, 'input="dtmf speech"', script)
    assert value == told[field]


def test_keys_are_not_for_who_only_listens_to_words(world: SimulatorClient, app: Any) -> None:
    assert [] == asked(world, app, 'input="speech" timeout="2"', [{"press": "1"}])


def test_words_interrupt_a_prompt(world: SimulatorClient, app: Any) -> None:
    script = [{"hears": "lang verhaal"}, {"wait": 1}, {"speak": "stop maar"}]
    [told] = asked(world, app, 'input="speech"', script, f"<Say>{LONG}</Say>")
    assert "stop maar" == told["SpeechResult"]
    assert [False] == [said["complete"] for said in world.log(kind="heard")]


def test_words_do_not_interrupt_a_prompt_that_may_not_be(world: SimulatorClient, app: Any) -> None:
    script = [{"hears": "lang verhaal"}, {"wait": 1}, {"speak": "stop maar"}]
    told = asked(world, app, 'input="speech" bargeIn="false" timeout="1"', script, f"<Say>{LONG}</Say>")
    assert [] == told
    assert [True, True] == [said["complete"] for said in world.log(kind="heard")]


def test_what_is_understood_is_told_on_the_way(world: SimulatorClient, app: Any) -> None:
    world.speed(15)
    script = [{"speak": "een inbraak"}, {"wait": 1}, {"speak": "nu"}]
    asked(world, app, 'input="speech" speechTimeout="3" partialResultCallback="/part"', script)
    world.wait_for_count("webhook_answer", 2, what="partial_result")
    told = sorted(
        (each.form["SequenceNumber"], each.form["UnstableSpeechResult"]) for each in app.requests("/part")
    )
    assert [("0", "een inbraak"), ("1", "nu")] == told


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ('finishOnKey="x"', 13310),
        ('finishOnKey="12"', 13311),
        ('method="PUT"', 13312),
        ('timeout="lang"', 13313),
        ('numDigits="0"', 13314),
        ('input="telepathy"', 13326),
        ('speechTimeout="soms"', 13327),
        ('maxSpeechTime="90"', 13328),
        ('partialResultCallbackMethod="PUT"', 13329),
        (f'hints="{"a" * 101}"', 13330),
        ('language="!"', 13331),
        ('bargeIn="misschien"', 13332),
        ('profanityFilter="soms"', 13333),
        ('actionOnEmptyResult="soms"', 13338),
        ('colour="red"', 12200),
    ],
)
def test_a_wrong_value_of_gather_is_warned_of_and_the_default_counts(
    world: SimulatorClient, app: Any, attribute: str, code: int
) -> None:
    [told] = asked(world, app, attribute, [{"press": "12#"}])
    assert ("12", [code]) == (told["Digits"], codes(world))


@pytest.mark.parametrize(
    ("inside", "code"),
    [("<Record/>", 13320), ('<Say voice="zuster">Dag.</Say>', 13321), ('<Say loop="x">Dag.</Say>', 13322)],
)
def test_what_cannot_stand_in_a_gather_is_warned_of(
    world: SimulatorClient, app: Any, inside: str, code: int
) -> None:
    [told] = asked(world, app, "", [{"press": "12#"}], inside)
    assert ("12", [code]) == (told["Digits"], codes(world))
