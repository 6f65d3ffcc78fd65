"""Say: what is spoken, how often, in which voice, and what is not."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"


def heard(world: SimulatorClient, app: Any, document: str) -> list[tuple[str, str]]:
    app.on("/voice", document)
    world.dial(MEMBER, LINE, script=[]).ended()
    return [(said["voice"], said["text"]) for said in world.log(kind="heard")]


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


def test_a_text_is_said_in_its_voice(world: SimulatorClient, app: Any) -> None:
    said = heard(world, app, '<Say voice="Polly.Lisa-Neural" language="nl-BE">  Goede\n avond. </Say>')
    assert [("Polly.Lisa-Neural", "Goede avond.")] == said
    assert [] == codes(world)


def test_without_a_voice_the_language_is_known(world: SimulatorClient, app: Any) -> None:
    assert [("fr-BE", "Bonsoir."), ("man", "Good evening.")] == heard(
        world, app, '<Say language="fr-BE">Bonsoir.</Say><Say>Good evening.</Say>'
    )


def test_a_text_is_said_several_times(world: SimulatorClient, app: Any) -> None:
    assert [("man", "Let op.")] * 3 == heard(world, app, '<Say loop="3">Let op.</Say>')


def test_a_loop_of_none_goes_on_until_the_hang_up(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Say loop="0">Let op.</Say><Say>Nooit.</Say>')
    call = world.dial(MEMBER, LINE)
    world.wait_for_count("heard", 5)
    call.hangs_up().ended()
    assert "Nooit" not in call.transcript()


def test_marks_for_speech_are_not_spoken(world: SimulatorClient, app: Any) -> None:
    marked = (
        '<Say>Bel <say-as interpret-as="telephone">112</say-as><break time="2s"/> of <sub alias="honderdeen">101'
        '</sub>, <emphasis level="strong"><prosody rate="slow">nu</prosody></emphasis>.</Say>'
    )
    assert [("man", "Bel 112 of honderdeen, nu.")] == heard(world, app, marked)
    assert [] == codes(world)


def test_an_unknown_mark_is_warned_of_and_its_words_are_spoken(world: SimulatorClient, app: Any) -> None:
    assert [("man", "Let nu op.")] == heard(world, app, "<Say>Let <loud>nu</loud> op.</Say>")
    assert [12200] == codes(world)


def test_a_text_without_words_is_warned_of(world: SimulatorClient, app: Any) -> None:
    assert [] == heard(world, app, "<Say> </Say>")
    assert [13520] == codes(world)


@pytest.mark.parametrize(
    ("voice", "most"), [("man", 4096), ("Polly.Lisa-Neural", 3000), ("Google.nl-BE-Wavenet-A", 5000)]
)
def test_a_text_too_long_for_its_voice_is_not_said(
    world: SimulatorClient, app: Any, voice: str, most: int
) -> None:
    world.speed(20_000)
    said = heard(
        world, app, f'<Say voice="{voice}">{"a" * most}</Say><Say voice="{voice}">{"b" * (most + 1)}</Say>'
    )
    assert ["a" * most] == [text for _, text in said]
    assert [13521] == codes(world)


@pytest.mark.parametrize(
    ("attribute", "code"), [('voice="zuster"', 13511), ('language="?"', 13512), ('loop="vaak"', 13510)]
)
def test_a_wrong_value_is_warned_of_and_counts_as_not_given(
    world: SimulatorClient, app: Any, attribute: str, code: int
) -> None:
    assert [("man", "Dag.")] == heard(world, app, f"<Say {attribute}>Dag.</Say>")
    assert [code] == codes(world)
