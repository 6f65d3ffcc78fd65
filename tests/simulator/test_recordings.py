"""What is spoken after a beep: kept, told, fetched, played again, deleted."""

import io
import time
import wave
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
WORDS = "Twee mannen met een ladder in de Cogels-Osylei, één draagt een rode muts."
RECORD = '<Record action="/recorded" maxLength="60" recordingStatusCallback="/kept" finishOnKey="#"/><Say>Leeg.</Say>'


def test_a_spoken_report_is_kept_with_its_words(world: SimulatorClient, app: Any, twilio: Client) -> None:
    app.on("/voice", RECORD)
    app.on("/recorded", "<Say>Dank u.</Say>")
    world.dial(MEMBER, LINE, script=[{"speak": WORDS}, {"press": "#"}])
    world.wait_for("webhook_answer", what="recording_status")
    facts = app.requests("/recorded")[0].form
    assert ("#", "5") == (facts["Digits"], facts["RecordingDuration"])
    assert facts["RecordingSid"] == app.requests("/kept")[0].form["RecordingSid"]
    assert "From" not in app.requests("/kept")[0].form
    audio = requests.get(facts["RecordingUrl"] + ".wav", auth=(twilio.username, twilio.password), timeout=5)
    with wave.open(io.BytesIO(audio.content)) as sound:
        assert (8000, 2, 1) == (sound.getframerate(), sound.getsampwidth(), sound.getnchannels())
        assert len(WORDS) / 14 == pytest.approx(sound.getnframes() / 8000, abs=0.3)


def test_a_recording_is_not_for_strangers(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", RECORD)
    world.dial(MEMBER, LINE, script=[{"speak": WORDS}, {"press": "#"}])
    recording = world.wait_for("recorded")["recording"]
    url = f"{world.base_url}/2010-04-01/Accounts/AC{'a' * 32}/Recordings/{recording}.wav"
    assert 401 == requests.get(url, timeout=5).status_code


def test_a_hang_up_still_asks_the_action(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", RECORD)
    call = world.dial(MEMBER, LINE)
    call.speaks(WORDS).hangs_up()
    world.wait_for("webhook_answer", what="voice", call=call.sid, after=world.wait_for("recorded")["n"])
    facts = app.requests("/recorded")[0].form
    assert ("hangup", "completed") == (facts["Digits"], facts["CallStatus"])


def test_a_hang_up_in_mid_sentence_keeps_half_of_it(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Record action="/recorded"/>')
    world.speed(5)
    call = world.dial(MEMBER, LINE)
    with ThreadPoolExecutor(1) as other:
        speaking = other.submit(call.speaks, WORDS)
        world.wait_for("spoken")
        time.sleep(0.3)
        call.hangs_up()
        speaking.result(10)
    kept = world.wait_for("recorded")["text"]
    assert WORDS.startswith(kept)
    assert len(kept) < len(WORDS)


def test_nothing_is_kept_of_a_silence_that_is_hung_up(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", RECORD)
    call = world.dial(MEMBER, LINE)
    world.wait_for("beep")
    call.hangs_up().ended()
    assert [] == world.log(kind="recorded")
    assert [] == app.requests("/recorded")


def test_silence_after_the_words_ends_the_recording(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", RECORD)
    app.on("/recorded", "<Hangup/>")
    world.dial(MEMBER, LINE, script=[{"speak": WORDS}])
    world.wait_for("call_status", event="completed")
    assert [WORDS] == [each["text"] for each in world.log(kind="recorded")]


def test_an_empty_recording_falls_through(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", RECORD)
    call = world.dial(MEMBER, LINE)
    call.says_nothing()
    call.hears("leeg")
    assert [] == app.requests("/recorded")


def test_the_longest_time_cuts_the_words(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Record action="/recorded" maxLength="2"/>')
    world.dial(MEMBER, LINE, script=[{"speak": WORDS}])
    kept = world.wait_for("recorded")["text"]
    assert WORDS.startswith(kept)
    assert 2 == round(len(kept) / 14)


def test_who_is_played_a_recording_hears_its_words(world: SimulatorClient, app: Any, twilio: Client) -> None:
    app.on("/voice", RECORD)
    world.dial(MEMBER, LINE, script=[{"speak": WORDS}, {"press": "#"}])
    world.wait_for("webhook_answer", what="recording_status")
    url = app.requests("/kept")[0].form["RecordingUrl"]
    audio = requests.get(url, auth=(twilio.username, twilio.password), timeout=5)
    app.on("/audio", (200, "audio/x-wav", audio.content))
    app.on("/voice", "<Play>/audio</Play>")
    world.dial(MEMBER, LINE).hears("rode muts")
    assert ["recording"] == [each["voice"] for each in world.log(kind="saying")][-1:]


def test_unknown_audio_is_heard_as_audio(world: SimulatorClient, app: Any) -> None:
    app.on("/audio", (200, "audio/mpeg", b"\xff\xfb" * 6400))
    app.on("/voice", "<Play>/audio</Play>")
    world.dial(MEMBER, LINE).hears("(audio, 3.2 s)")


def test_recordings_are_listed_and_deleted(world: SimulatorClient, app: Any, twilio: Client) -> None:
    app.on("/voice", RECORD)
    call = world.dial(MEMBER, LINE, script=[{"speak": WORDS}, {"press": "#"}])
    world.wait_for("webhook_answer", what="recording_status")
    [recording] = twilio.calls(call.sid).recordings.list()
    assert call.sid == twilio.recordings(recording.sid).fetch().call_sid
    assert twilio.recordings(recording.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        twilio.recordings(recording.sid).fetch()
    assert 20404 == gone.value.code
