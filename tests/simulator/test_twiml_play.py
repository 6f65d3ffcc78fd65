"""Play: sounds that are fetched, and keys."""

import io
import wave
from typing import Any

import pytest

from simulator import mp3
from simulator.client import SimulatorClient
from simulator.sounds import listen, wav

LINE = "+3232020202"
MEMBER = "+32470000001"
WORDS = "Er is ingebroken."


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


@pytest.mark.parametrize(
    ("kind", "audio"), [("audio/wav", wav(WORDS, 3)), ("audio/mpeg", mp3.write(WORDS, 3))], ids=["wav", "mp3"]
)
def test_a_sound_is_fetched_and_its_words_are_heard(
    world: SimulatorClient, app: Any, kind: str, audio: bytes
) -> None:
    app.on("/sound", (200, kind, audio))
    app.on("/voice", "<Play>/sound</Play>")
    world.dial(MEMBER, LINE, script=[]).ended()
    assert [("recording", WORDS)] == [(said["voice"], said["text"]) for said in world.log(kind="heard")]
    assert ["GET"] == [asked.method for asked in app.requests("/sound")]


def test_a_sound_without_words_is_heard_as_a_sound(world: SimulatorClient, app: Any) -> None:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\0\0" * 16000)
    app.on("/sound", (200, "audio/x-wav", file.getvalue()))
    app.on("/voice", "<Play>/sound</Play>")
    world.dial(MEMBER, LINE).hears("(audio, 2.0 s)")


def test_an_mp3_has_its_length(world: SimulatorClient) -> None:
    sound = listen(mp3.write(WORDS, 7))
    assert (WORDS, True) == (sound.words, sound.known)
    assert 7 == pytest.approx(sound.seconds, abs=0.04)


def test_a_sound_is_played_several_times_and_fetched_once(world: SimulatorClient, app: Any) -> None:
    app.on("/sound", (200, "audio/wav", wav(WORDS, 1)))
    app.on("/voice", '<Play loop="3">/sound</Play>')
    world.dial(MEMBER, LINE, script=[]).ended()
    assert (3, 1) == (len(world.log(kind="heard")), len(app.requests("/sound")))


def test_keys_are_played_and_nothing_is_fetched(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Play digits="ww12#"/>')
    world.dial(MEMBER, LINE, script=[]).ended()
    assert [("keys", "(ww12#)")] == [(said["voice"], said["text"]) for said in world.log(kind="heard")]


@pytest.mark.parametrize(("kind", "code"), [("text/html", 13420), ("audio/ogg", 13420)])
def test_what_is_no_sound_goes_to_the_fallback(
    world: SimulatorClient, app: Any, kind: str, code: int
) -> None:
    app.on("/sound", (200, kind, b"..."))
    app.on("/voice", "<Say>Nu komt het.</Say><Play>/sound</Play>")
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("nu komt het").hears("101")
    assert str(code) == app.requests("/fallback")[0].form["ErrorCode"]


def test_a_sound_that_is_not_there_goes_to_the_fallback(world: SimulatorClient, app: Any) -> None:
    app.on("/sound", (404, "text/plain", "weg"))
    app.on("/voice", "<Play>/sound</Play>")
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")
    fallback = app.requests("/fallback")[0].form
    assert ("11200", app.url + "/sound") == (fallback["ErrorCode"], fallback["ErrorUrl"])


def test_a_sound_in_a_gather_is_fetched_before_the_first_prompt(world: SimulatorClient, app: Any) -> None:
    app.on("/sound", (200, "text/html", "geen geluid"))
    app.on("/voice", "<Gather><Say>Eerst dit.</Say><Play>/sound</Play></Gather>")
    app.on("/fallback", "<Say>Bel 101.</Say>")
    call = world.dial(MEMBER, LINE).hears("101")
    assert "Eerst" not in call.transcript()
    assert "13325" == app.requests("/fallback")[0].form["ErrorCode"]


@pytest.mark.parametrize(("attribute", "code"), [('loop="-1"', 13410), ('digits="1;2"', 13430)])
def test_a_wrong_value_of_play_is_warned_of(
    world: SimulatorClient, app: Any, attribute: str, code: int
) -> None:
    app.on("/sound", (200, "audio/wav", wav(WORDS, 1)))
    app.on("/voice", f"<Play {attribute}>/sound</Play>")
    world.dial(MEMBER, LINE).hears("ingebroken")
    assert [code] == codes(world)
