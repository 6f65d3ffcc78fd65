"""Pause, Redirect, Hangup and Reject: when a call is answered, goes elsewhere, or ends."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"


def statuses(world: SimulatorClient, app: Any, document: str) -> list[str]:
    app.on("/voice", document)
    world.dial(MEMBER, LINE, script=[]).ended()
    return [each["status"] for each in world.log(kind="call_status")]


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


def test_a_pause_in_the_beginning_lets_it_ring(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Pause length="5"/><Redirect>/next</Redirect>')
    app.on("/next", "<Say>Dag.</Say>")
    world.dial(MEMBER, LINE, script=[]).ended()
    assert "ringing" == app.requests("/next")[0].form["CallStatus"]
    assert ["ringing", "in-progress", "completed"] == [
        each["status"] for each in world.log(kind="call_status")
    ]


def test_a_pause_later_is_silence(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Say>Een.</Say><Pause length="10"/><Say>Twee.</Say>')
    call = world.dial(MEMBER, LINE, script=[]).ended()
    assert call["duration"] >= 10


def test_a_call_that_only_pauses_is_never_answered(world: SimulatorClient, app: Any) -> None:
    assert ["ringing", "no-answer"] == statuses(world, app, "<Pause/>")


def test_what_follows_a_redirect_is_not_performed(world: SimulatorClient, app: Any) -> None:
    app.on("/a/next", "<Say>Verder.</Say>")
    app.on("/a/voice", '<Redirect method="GET">next?x=1</Redirect><Say>Nooit.</Say>')
    app.on("/voice", "<Redirect>/a/voice</Redirect>")
    call = world.dial(MEMBER, LINE).hears("verder")
    call.ended()
    assert "Nooit" not in call.transcript()
    assert ["GET"] == [asked.method for asked in app.requests("/a/next")]
    assert "x=1&" in app.requests("/a/next")[0].url


def test_a_hang_up_ends_the_document(world: SimulatorClient, app: Any) -> None:
    assert ["ringing", "in-progress", "completed"] == statuses(world, app, "<Hangup/><Say>Nooit.</Say>")
    assert [] == world.log(kind="heard")


def test_the_end_of_the_document_ends_the_call(world: SimulatorClient, app: Any) -> None:
    assert ["ringing", "in-progress", "completed"] == statuses(world, app, "")


@pytest.mark.parametrize(
    ("document", "status"),
    [
        ("<Reject/>", "no-answer"),
        ('<Reject reason="rejected"/>', "no-answer"),
        ('<Reject reason="busy"/>', "busy"),
    ],
)
def test_a_rejected_call_was_never_answered(
    world: SimulatorClient, app: Any, document: str, status: str
) -> None:
    assert ["ringing", status] == statuses(world, app, document)


def test_a_call_that_was_answered_is_only_ended_by_reject(world: SimulatorClient, app: Any) -> None:
    assert ["ringing", "in-progress", "completed"] == statuses(world, app, "<Say>Dag.</Say><Reject/>")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ('<Pause length="0"/><Say>Dag.</Say>', 13910),
        ('<Redirect method="PUT">/next</Redirect>', 13710),
        ('<Say>Dag.</Say><Reject reason="moe"/>', 13810),
        ('<Say>Dag.</Say><Hangup reason="moe"/>', 12200),
    ],
)
def test_a_wrong_value_of_these_is_warned_of(
    world: SimulatorClient, app: Any, document: str, code: int
) -> None:
    app.on("/next", "<Say>Dag.</Say>")
    app.on("/voice", document)
    world.dial(MEMBER, LINE).hears("dag")
    assert [code] == codes(world)
