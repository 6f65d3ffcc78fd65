"""Record: when it ends, what is kept, and who is told."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
WORDS = "Twee mannen met een ladder."


def recorded(world: SimulatorClient, app: Any, attributes: str, script: list[Any]) -> list[Any]:
    """What a Record's action is told when a caller does this."""
    app.on("/voice", f'<Record action="/recorded" {attributes}/><Say>Leeg.</Say>')
    app.on("/recorded", "<Hangup/>")
    world.dial(MEMBER, LINE, script=script).ended()
    return [request.form for request in app.requests("/recorded")]


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


@pytest.mark.parametrize(
    ("attributes", "pressed", "key"),
    [
        ("", "5", "5"),
        ('finishOnKey="*"', "5*", "*"),
        ('finishOnKey=""', "5*#", None),
        ('finishOnKey="19"', "59", "9"),
    ],
)
def test_the_keys_that_were_asked_for_end_a_recording(
    world: SimulatorClient, app: Any, attributes: str, pressed: str, key: str | None
) -> None:
    [told] = recorded(world, app, attributes, [{"speak": WORDS}, {"press": pressed}])
    assert key == told.get("Digits")
    assert [WORDS] == [each["text"] for each in world.log(kind="recorded")]


@pytest.mark.parametrize(("attributes", "beeps"), [("", 1), ('playBeep="false"', 0)])
def test_a_beep_comes_first_unless_it_is_not_wanted(
    world: SimulatorClient, app: Any, attributes: str, beeps: int
) -> None:
    recorded(world, app, attributes, [{"speak": WORDS}, {"press": "#"}])
    assert beeps == len(world.log(kind="beep"))


def test_without_a_limit_of_silence_only_the_longest_time_ends_it(world: SimulatorClient, app: Any) -> None:
    script = [{"speak": "eerst dit"}, {"wait": 30}, {"speak": "dan dat"}]
    recorded(world, app, 'timeout="0" maxLength="60"', script)
    assert ["eerst dit dan dat"] == [each["text"] for each in world.log(kind="recorded")]


def test_silence_at_the_ends_is_cut_off_unless_it_is_to_stay(world: SimulatorClient, app: Any) -> None:
    script = [{"speak": WORDS, "seconds": 4}]
    [trimmed] = recorded(world, app, 'timeout="6"', script)
    assert "4" == trimmed["RecordingDuration"]
    app.asked.clear()
    [whole] = recorded(world, app, 'timeout="6" trim="do-not-trim"', script)
    assert int(whole["RecordingDuration"]) >= 9


def test_the_beginning_and_the_end_are_told_to_who_wants_both(world: SimulatorClient, app: Any) -> None:
    attributes = (
        'recordingStatusCallback="/kept" recordingStatusCallbackMethod="GET" '
        'recordingStatusCallbackEvent="in-progress completed absent"'
    )
    [told] = recorded(world, app, attributes, [{"speak": WORDS}, {"press": "#"}])
    world.wait_for_count("webhook_answer", 2, what="recording_status")
    urls = [request.url for request in app.requests("/kept")]
    assert ["GET", "GET"] == [request.method for request in app.requests("/kept")]
    assert all(told["RecordingSid"] in url for url in urls)
    assert ["RecordingStatus=in-progress" in urls[0], "RecordingStatus=completed" in urls[1]] == [True, True]


def test_a_recording_of_nothing_is_told_as_absent(world: SimulatorClient, app: Any) -> None:
    attributes = 'timeout="1" recordingStatusCallback="/kept" recordingStatusCallbackEvent="absent"'
    assert [] == recorded(world, app, attributes, [])
    world.wait_for("webhook_answer", what="recording_status")
    assert ["absent"] == [request.form["RecordingStatus"] for request in app.requests("/kept")]


def test_only_the_end_is_told_by_itself(world: SimulatorClient, app: Any) -> None:
    recorded(world, app, 'recordingStatusCallback="/kept"', [{"speak": WORDS}, {"press": "#"}])
    world.wait_for("webhook_answer", what="recording_status")
    [told] = [request.form for request in app.requests("/kept")]
    assert ("completed", "RecordVerb", "1") == (
        told["RecordingStatus"],
        told["RecordingSource"],
        told["RecordingChannels"],
    )


def test_the_action_of_a_hang_up_is_asked_with_its_method(world: SimulatorClient, app: Any) -> None:
    recorded(world, app, 'method="GET"', [{"speak": WORDS}, {"hang_up": True}])
    world.wait_for("webhook_answer", what="call_status")
    asked = world.wait_for("webhook_answer", what="voice", after=world.wait_for("recorded")["n"])
    assert 200 == asked["status"]
    [request] = app.requests("/recorded")
    assert ("GET", True, True) == (
        request.method,
        "Digits=hangup" in request.url,
        "CallStatus=completed" in request.url,
    )


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ('method="PUT"', 13610),
        ('timeout="x"', 13611),
        ('maxLength="20000"', 13612),
        ('finishOnKey="x"', 13613),
        ('transcribe="x"', 13614),
        ('playBeep="x"', 13616),
        ('trim="x"', 13699),
        ('recordingStatusCallbackEvent="x"', 13621),
        ('recordingTrack="x"', 13622),
        ('volume="11"', 12200),
    ],
)
def test_a_wrong_value_of_record_is_warned_of_and_the_default_counts(
    world: SimulatorClient, app: Any, attribute: str, code: int
) -> None:
    [told] = recorded(world, app, attribute, [{"speak": WORDS}, {"press": "#"}])
    assert ("#", [code]) == (told["Digits"], codes(world))
