"""What we ask of the carrier, and what its answers mean. Its misbehaviour: hanging, hanging up, 5xx, "wait"."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web

from carrier.carrier import (
    CallState,
    Carrier,
    LineSetting,
    Placed,
    Refused,
    SeenCall,
    SeenText,
    TextState,
    Unreachable,
    Why,
)
from carrier.twilio import TwilioCarrier

ACCOUNT = "AC00000000000000000000000000000001"
HOME = f"/2010-04-01/Accounts/{ACCOUNT}"
TO = "+32450001234"
Tell = Callable[..., Any]
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(28)


def says(status: int, body: object = None, **headers: str) -> Any:
    async def answer(_: web.Request) -> web.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(
            status=status, text=json.dumps(body or {}), content_type="application/json", headers=named
        )

    return answer


def page(name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {name: list(rows), "page": 0, "page_size": 50, "next_page_uri": None, "uri": "x"}


async def ring(carrier: Carrier, **more: str) -> Placed:
    return await carrier.call(
        to=TO,
        sender="+3215000001",
        url="https://lijn.example.org/voice/attempt/t",
        status_url="https://lijn.example.org/status/t",
        ring_seconds=25,
        limit_seconds=180,
        machine_url=more.get("machine_url"),
    )


async def write(carrier: Carrier, body: str = "Hallo & goedenavond") -> Placed:
    return await carrier.text(
        to=TO,
        sender="+32450009999",
        body=body,
        status_url="https://lijn.example.org/text/t",
        valid_seconds=600,
    )


async def error(doing: Any) -> Any:
    with pytest.raises((Refused, Unreachable)) as raised:
        await doing
    return raised.value


def test_a_call_is_asked_for_with_everything_it_needs(tell: Tell) -> None:
    placed, asked = tell(says(201, {"sid": "CA1", "queue_time": "2500"}), ring)
    assert Placed("CA1", 2.5) == placed
    expected = {
        "To": [TO],
        "From": ["+3215000001"],
        "Url": ["https://lijn.example.org/voice/attempt/t"],
        "StatusCallback": ["https://lijn.example.org/status/t#rc=3&rp=all"],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
        "Timeout": ["25"],
        "TimeLimit": ["180"],
    }
    assert [("POST", f"{HOME}/Calls.json", expected)] == [(one.method, one.path, one.form) for one in asked]


def test_machines_are_detected_in_the_background_when_somebody_wants_to_know(tell: Tell) -> None:
    async def story(carrier: TwilioCarrier) -> Placed:
        return await ring(carrier, machine_url="https://lijn.example.org/machine/t")

    placed, asked = tell(says(201, {"sid": "CA1"}), story)
    assert Placed("CA1") == placed
    assert ["DetectMessageEnd"] == asked[0].form["MachineDetection"]
    assert ["true"] == asked[0].form["AsyncAmd"]
    assert ["https://lijn.example.org/machine/t#rc=3&rp=all"] == asked[0].form["AsyncAmdStatusCallback"]


def test_a_text_is_sent_with_its_validity(tell: Tell) -> None:
    placed, asked = tell(says(201, {"sid": "SM1"}), write)
    assert Placed("SM1") == placed
    expected = {
        "To": [TO],
        "From": ["+32450009999"],
        "Body": ["Hallo & goedenavond"],
        "StatusCallback": ["https://lijn.example.org/text/t#rc=3&rp=all"],
        "ValidityPeriod": ["600"],
    }
    assert (f"{HOME}/Messages.json", expected) == (asked[0].path, asked[0].form)


def test_it_logs_in_with_the_key_or_else_with_the_accounts_token(tell: Tell) -> None:
    _, by_token = tell(says(201, {"sid": "CA1"}), ring)
    _, by_key = tell(says(201, {"sid": "CA1"}), ring, api_key="SK1", api_secret="secret")
    assert "Basic QUMwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMTp0b2tlbg==" == by_token[0].authorization
    assert "Basic U0sxOnNlY3JldA==" == by_key[0].authorization
    assert f"{HOME}/Calls.json" == by_key[0].path


def test_a_call_that_cannot_ask_us_what_to_say_asks_elsewhere(tell: Tell) -> None:
    _, asked = tell(says(201, {"sid": "CA1"}), ring, fallback_url="https://elsewhere.example/sorry")
    assert ["https://elsewhere.example/sorry"] == asked[0].form["FallbackUrl"]


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"api_key": "SK1"},
        {"account_sid": "", "auth_token": "t"},
        {"account_sid": "a/b", "auth_token": "t"},
    ],
)
def test_without_keys_it_does_not_start(monkeypatch: pytest.MonkeyPatch, keys: dict[str, Any]) -> None:
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC-of-somebody-else")
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "token-of-somebody-else")
    with pytest.raises(ValueError, match="account"):
        TwilioCarrier(**{"account_sid": ACCOUNT, **keys})


def test_the_environment_does_not_move_it_elsewhere(monkeypatch: pytest.MonkeyPatch, tell: Tell) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    placed, _ = tell(says(201, {"sid": "CA1"}), ring)
    assert Placed("CA1") == placed


def test_other_carriers_have_the_same_api_under_a_path_of_theirs(tell: Tell) -> None:
    rows = page(
        "calls",
        {"sid": "CA1", "to": TO, "status": "queued", "date_created": "Tue, 24 Nov 2026 20:15:00 +0000"},
    )
    pages = [{**rows, "next_page_uri": f"/api/laml{HOME}/Calls.json?Page=1&To=%2B324"}, rows]

    async def answer(_: web.Request) -> web.Response:
        return web.json_response(pages.pop(0))

    calls, asked = tell(answer, lambda carrier: carrier.calls_to(TO), prefix="/api/laml")
    assert ["CA1", "CA1"] == [call.id for call in calls]
    assert [f"/api/laml{HOME}/Calls.json"] * 2 == [one.path for one in asked]
    assert {"Page": "1", "To": "+324"} == asked[1].query


def test_a_live_call_goes_on_elsewhere_or_ends(tell: Tell) -> None:
    async def story(carrier: TwilioCarrier) -> None:
        await carrier.redirect("CA1", "https://lijn.example.org/voice/attempt/t/after_beep")
        await carrier.hang_up("CA1")

    _, asked = tell(says(200, {"sid": "CA1"}), story)
    assert [f"{HOME}/Calls/CA1.json"] * 2 == [one.path for one in asked]
    assert [
        {"Url": ["https://lijn.example.org/voice/attempt/t/after_beep"]},
        {"Status": ["completed"]},
    ] == [one.form for one in asked]


@pytest.mark.parametrize(("status", "code"), [(400, 21220), (404, 20404)])
def test_a_call_that_is_over_cannot_be_changed(tell: Tell, status: int, code: int) -> None:
    refused, _ = tell(says(status, {"code": code}), lambda carrier: error(carrier.hang_up("CA1")))
    assert (Why.GONE, code) == (refused.why, refused.code)


def test_the_calls_to_a_number_are_listed_whatever_their_state(tell: Tell) -> None:
    at = {"to": TO, "date_created": "Tue, 24 Nov 2026 20:15:00 +0000", "start_time": None}
    listed = page(
        "calls", {"sid": "CA2", "status": "queued", **at}, {"sid": "CA1", "status": "exploded", **at}
    )
    calls, asked = tell(says(200, listed), lambda carrier: carrier.calls_to(TO))
    then = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
    assert [SeenCall("CA2", TO, then, CallState.QUEUED), SeenCall("CA1", TO, then, CallState.QUEUED)] == calls
    assert {"To": TO, "PageSize": "50"} == asked[0].query


def test_the_texts_to_a_number_are_listed_with_their_words(tell: Tell) -> None:
    row = {
        "sid": "SM1",
        "to": TO,
        "body": "Hallo",
        "status": "delivered",
        "date_created": "Tue, 24 Nov 2026 20:15:00 +0000",
    }
    texts, _ = tell(says(200, page("messages", row)), lambda carrier: carrier.texts_to(TO))
    assert [
        SeenText("SM1", TO, datetime(2026, 11, 24, 20, 15, tzinfo=UTC), "Hallo", TextState.DELIVERED)
    ] == texts


@pytest.mark.parametrize(
    "body", [{"calls": [{"sid": "CA1"}]}, {"nothing": 1, "useful": 2}, [1], {"calls": 3}]
)
def test_a_list_that_cannot_be_read_does_not_mean_that_there_was_no_call(tell: Tell, body: object) -> None:
    lost, _ = tell(says(200, body), lambda carrier: error(carrier.calls_to(TO)))
    assert isinstance(lost, Unreachable)


def test_our_lines_are_listed_as_they_are_set_up(tell: Tell) -> None:
    row = {
        "phone_number": "+3215000001",
        "voice_url": "v",
        "voice_fallback_url": "f",
        "sms_url": "t",
        "status_callback": None,
    }
    lines, _ = tell(says(200, page("incoming_phone_numbers", row)), lambda carrier: carrier.lines())
    assert [LineSetting("+3215000001", "v", "f", "t", "")] == lines


def test_the_recordings_of_a_call_are_listed(tell: Tell) -> None:
    found, asked = tell(
        says(200, page("recordings", {"sid": "RE1"})), lambda carrier: carrier.recordings_of("CA1")
    )
    assert (["RE1"], f"{HOME}/Calls/CA1/Recordings.json") == (found, asked[0].path)


@pytest.mark.parametrize("status", [204, 404])
def test_a_recording_is_deleted_or_was_already(tell: Tell, status: int) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status)

    _, asked = tell(answer, lambda carrier: carrier.delete_recording("RE1"))
    assert [("DELETE", f"{HOME}/Recordings/RE1.json")] == [(one.method, one.path) for one in asked]


def sound(body: bytes, status: int = 200) -> Any:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, body=body, content_type="audio/x-wav")

    return answer


def test_a_recording_is_fetched_from_our_account(tell: Tell) -> None:
    found, asked = tell(sound(WAV), lambda carrier: carrier.recording("RE1"))
    assert WAV == found
    assert [("GET", f"{HOME}/Recordings/RE1.wav")] == [(one.method, one.path) for one in asked]
    assert asked[0].authorization.startswith("Basic ")


def test_a_recording_that_is_not_ready_is_none(tell: Tell) -> None:
    found, _ = tell(sound(b"", 404), lambda carrier: carrier.recording("RE1"))
    assert found is None


def test_a_recording_that_is_too_large_or_no_sound_is_refused(tell: Tell) -> None:
    large, _ = tell(sound(WAV + bytes(20_000_000)), lambda carrier: error(carrier.recording("RE1")))
    page_, _ = tell(sound(b"<html>"), lambda carrier: error(carrier.recording("RE1")))
    assert [Why.OTHER, Why.OTHER] == [large.why, page_.why]


@pytest.mark.parametrize(
    "where",
    [
        "http://127.0.0.2:9/x.wav",
        "https://elsewhere.example/x",
        "//elsewhere.example/x",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_recording_is_not_fetched_from_anywhere_else(tell: Tell, where: str) -> None:
    refused, _ = tell(says(307, Location=where), lambda carrier: error(carrier.recording("RE1")))
    assert (Refused, Why.SETTING) == (type(refused), refused.why)


def test_a_recording_may_have_moved_on_the_same_host(tell: Tell) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith(".wav"):
            raise web.HTTPTemporaryRedirect("/media/RE1")
        return web.Response(body=WAV)

    found, asked = tell(answer, lambda carrier: carrier.recording("RE1"))
    assert (WAV, ["/2010-04-01/Accounts/" + ACCOUNT + "/Recordings/RE1.wav", "/media/RE1"]) == (
        found,
        [a.path for a in asked],
    )


@pytest.mark.parametrize("id_", ["", "../../x", "RE1/..", "RE1?x=1", "a" * 65, "RE1#"])
def test_what_is_no_id_is_never_asked_for(tell: Tell, id_: str) -> None:
    async def story(carrier: TwilioCarrier) -> list[Any]:
        doings = (carrier.recording, carrier.delete_recording, carrier.recordings_of, carrier.hang_up)
        return [(await error(doing(id_))).why for doing in doings]

    whys, asked = tell(says(200), story)
    assert ([Why.OTHER] * 4, []) == (whys, asked)


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (401, 20003, Why.ACCOUNT),
        (400, 21211, Why.NUMBER),
        (400, 21606, Why.SETTING),
        (400, 21610, Why.OPTED_OUT),
        (400, 21614, Why.NO_TEXTS),
        (400, 99999, Why.OTHER),
        (404, 20404, Why.SETTING),
        (301, None, Why.SETTING),
    ],
)
def test_a_no_is_refused_in_our_words(tell: Tell, status: int, code: int | None, expected: Why) -> None:
    refused, asked = tell(
        says(status, {"code": code, "message": "no"}), lambda carrier: error(write(carrier))
    )
    assert (Refused, expected, code or status, 1) == (type(refused), refused.why, refused.code, len(asked))


def test_a_refusal_does_not_repeat_the_number(tell: Tell) -> None:
    body = {"code": 21211, "message": f"The 'To' number {TO} is not a valid phone number."}
    refused, _ = tell(says(400, body), lambda carrier: error(ring(carrier)))
    assert "number: 21211 The 'To' number ••••• is not a valid phone number." == str(refused)


@pytest.mark.parametrize(
    ("status", "code", "wait", "expected"),
    [
        (429, 20429, "7", 7.0),
        (429, None, None, None),
        (429, 20429, "soon", None),
        (429, 20429, "-3", None),
        (429, 20429, "Tue, 24 Nov 2020 20:15:00 GMT", 0.0),
        (429, 20429, "999999999", 3600.0),
        (400, 21611, None, None),
        (400, 22005, None, None),
    ],
)
def test_asked_to_wait_it_was_certainly_not_accepted(
    tell: Tell, status: int, code: int | None, wait: str | None, expected: float | None
) -> None:
    headers = {"Retry_After": wait} if wait else {}
    later, asked = tell(says(status, {"code": code}, **headers), lambda carrier: error(ring(carrier)))
    assert (Unreachable, False, expected, 1) == (type(later), later.accepted, later.retry_after, len(asked))


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_after_a_failure_over_there_nobody_knows(tell: Tell, status: int) -> None:
    lost, asked = tell(says(status, Retry_After="2"), lambda carrier: error(ring(carrier)))
    assert (Unreachable, None, 2.0, 1) == (type(lost), lost.accepted, lost.retry_after, len(asked))


def test_a_carrier_that_does_not_answer_in_time_may_have_accepted(tell: Tell) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.Response()

    lost, asked = tell(answer, lambda carrier: error(ring(carrier)), total_seconds=0.1)
    assert (Unreachable, None, 1) == (type(lost), lost.accepted, len(asked))


def test_a_connection_that_breaks_may_have_been_accepted(tell: Tell) -> None:
    async def answer(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    lost, asked = tell(answer, lambda carrier: error(ring(carrier)))
    assert (Unreachable, None, 1) == (type(lost), lost.accepted, len(asked))


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{}", b"[]", b'{"sid": null}', b'{"sid": "../x"}', b'{"sid": 3}']
)
def test_a_yes_without_an_id_may_have_been_accepted(tell: Tell, body: bytes) -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=201, body=body)

    lost, asked = tell(answer, lambda carrier: error(ring(carrier)))
    assert (Unreachable, None, 1) == (type(lost), lost.accepted, len(asked))


def test_where_nobody_listens_it_was_certainly_not_accepted(tell: Tell) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{taken.getsockname()[1]}"
        lost, _ = tell(says(200), lambda carrier: error(ring(carrier)), base_url=base)
    assert (Unreachable, False) == (type(lost), lost.accepted)


def test_an_unknown_host_was_certainly_not_accepted(tell: Tell) -> None:
    lost, _ = tell(says(200), lambda carrier: error(ring(carrier)), base_url="http://nowhere.invalid")
    assert (Unreachable, False) == (type(lost), lost.accepted)


def test_waiting_for_a_free_connection_too_long_was_certainly_not_accepted(tell: Tell) -> None:
    async def answer(_: web.Request) -> web.Response:
        await asyncio.sleep(0.5)
        return web.json_response({"sid": "CA1"}, status=201)

    async def story(carrier: TwilioCarrier) -> tuple[Placed, Any]:
        first = asyncio.create_task(ring(carrier))
        await asyncio.sleep(0.1)
        second = await error(ring(carrier))
        return await first, second

    (first, second), asked = tell(answer, story, in_flight=1, connect_seconds=0.2)
    assert (Placed("CA1"), False, 1) == (first, second.accepted, len(asked))


def test_letters_that_cannot_be_sent_are_refused_before_anything_is_asked(tell: Tell) -> None:
    refused, asked = tell(says(201), lambda carrier: error(write(carrier, "\ud800")))
    assert (Refused, Why.OTHER, []) == (type(refused), refused.why, asked)


def test_after_closing_it_can_be_opened_again(tell: Tell) -> None:
    async def story(carrier: TwilioCarrier) -> tuple[Placed, Placed]:
        first = await ring(carrier)
        await carrier.close()
        return first, await ring(carrier)

    placed, _ = tell(says(201, {"sid": "CA1"}), story)
    assert (Placed("CA1"), Placed("CA1")) == placed


def test_no_number_is_logged(tell: Tell, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tell(says(500), lambda carrier: error(carrier.calls_to(TO)))
    tell(says(201, {"sid": "CA1"}), ring)
    ours = [
        record for record in caplog.records if record.name != "aiohttp.access"
    ]  # that is the company's own
    assert not any("45000" in record.getMessage() for record in ours)
