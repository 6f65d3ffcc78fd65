"""Requests to the application: what they carry, how they are signed, and when they are tried again."""

import socket
from http import HTTPStatus
from typing import Any

import pytest
from aiohttp import web
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.client import SimulatorClient
from simulator.overrides import BadOverride, Overrides, overrides

LINE = "+3232020202"
MEMBER = "+32470000001"
VALIDATOR = RequestValidator("t" * 32)
HANGUP = "<Hangup/>"


def line(world: SimulatorClient, **settings: Any) -> None:
    world.lines([{"number": LINE, **settings}])


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


def nowhere() -> str:
    """A URL at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_a_call_carries_what_it_is_about(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", HANGUP)
    call = world.dial(MEMBER, LINE, script=[]).ended()
    form = app.requests("/voice")[0].form
    expected = {
        "AccountSid": "AC" + "a" * 32,
        "ApiVersion": "2010-04-01",
        "CallSid": call["sid"],
        "CallStatus": "ringing",
        "Direction": "inbound",
        **dict.fromkeys(("From", "Caller"), MEMBER),
        **dict.fromkeys(("To", "Called"), LINE),
        **{f"{end}Country": "BE" for end in ("From", "To", "Caller", "Called")},
        **{
            f"{end}{part}": ""
            for end in ("From", "To", "Caller", "Called")
            for part in ("City", "State", "Zip")
        },
    }
    assert expected == form


def test_a_text_carries_what_it_is_about(world: SimulatorClient, app: Any) -> None:
    sid = world.texts(MEMBER, LINE, "één inbraak")
    world.wait_for("webhook_answer", what="text")
    form = app.requests("/text")[0].form
    expected = {
        "AccountSid": "AC" + "a" * 32,
        "ApiVersion": "2010-04-01",
        **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), sid),
        "SmsStatus": "received",
        "From": MEMBER,
        "To": LINE,
        "Body": "één inbraak",
        "NumMedia": "0",
        "NumSegments": "1",
        **{f"{end}Country": "BE" for end in ("From", "To")},
        **{f"{end}{part}": "" for end in ("From", "To") for part in ("City", "State", "Zip")},
    }
    assert expected == form


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (True, "+266696687"),
        ("anonymous", "+266696687"),
        ("restricted", "+7378742883"),
        ("blocked", "+2562533"),
        ("unavailable", "+86282452253"),
        ("Anonymous", "Anonymous"),
        ("Restricted", "Restricted"),
        ("nothing", ""),
    ],
)
def test_a_withheld_number_comes_in_many_forms(
    world: SimulatorClient, app: Any, form: bool | str, shown: str
) -> None:
    app.on("/voice", HANGUP)
    world.request("POST", "/sim/dial", {"from": MEMBER, "to": LINE, "script": [], "withheld": form})
    world.wait_for("call_status", event="completed")
    told = app.requests("/voice")[0].form
    assert (shown, shown, "") == (told["From"], told["Caller"], told["FromCountry"])


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_request_is_signed_with_its_query(world: SimulatorClient, app: Any, method: str) -> None:
    app.on("/voice", HANGUP)
    line(world, voice_url=app.url + "/voice?zone=h%C3%A9&x=%7E1", voice_method=method)
    world.dial(MEMBER, LINE, script=[]).ended()
    [asked] = app.requests("/voice")
    assert method == asked.method
    assert VALIDATOR.validate(asked.url, asked.form, asked.signature)
    assert ("CallSid" in asked.form, "CallSid=" in asked.url) == (method == "POST", method == "GET")


def test_a_fragment_is_neither_sent_nor_signed(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", HANGUP)
    line(world, voice_url=app.url + "/voice?x=1#rc=2&rp=all&e=dublin,frankfurt&sni=y")
    world.dial(MEMBER, LINE, script=[]).ended()
    [asked] = app.requests("/voice")
    assert app.url + "/voice?x=1" == asked.url
    assert VALIDATOR.validate(asked.url, asked.form, asked.signature)


@pytest.mark.parametrize(
    ("fragment", "answers", "tries"),
    [
        ("", [(500, "text/plain", "")], 1),
        ("rp=5xx", [(500, "text/plain", ""), HANGUP], 2),
        ("rc=3&rp=5xx", [(500, "text/plain", "")] * 3 + [HANGUP], 4),
        ("rc=2&rp=5xx", [(500, "text/plain", "")] * 5, 3),
        ("rc=9&rp=all", [(404, "text/plain", "")] * 9, 6),
        ("rc=2&rp=4xx", [(500, "text/plain", "")] * 3, 1),
        ("rc=2&rp=4xx,5xx", [(404, "text/plain", ""), (500, "text/plain", ""), HANGUP], 3),
        ("rc=0&rp=all", [(500, "text/plain", ""), HANGUP], 1),
        ("rc=2&rp=all", [(200, "text/html", "geen TwiML"), HANGUP], 1),
    ],
)
def test_a_request_is_tried_again_as_its_fragment_says(
    world: SimulatorClient, app: Any, fragment: str, answers: list[Any], tries: int
) -> None:
    app.on("/voice", answers)
    line(world, voice_url=f"{app.url}/voice#{fragment}")
    world.dial(MEMBER, LINE, script=[]).ended()
    assert tries == len(app.requests("/voice"))
    assert 1 == len({asked.headers["I-Twilio-Idempotency-Token"] for asked in app.requests("/voice")})


def test_two_requests_have_two_tokens(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Redirect>/next</Redirect>")
    app.on("/next", HANGUP)
    world.dial(MEMBER, LINE, script=[]).ended()
    tokens = [asked.headers["I-Twilio-Idempotency-Token"] for asked in app.asked if asked.path != "/line"]
    assert (2, 2) == (len(tokens), len(set(tokens)))


def test_an_answer_that_is_late_is_asked_for_again_where_that_is_wanted(
    world: SimulatorClient, app: Any
) -> None:
    app.on("/voice", [2.0, HANGUP])
    line(world, voice_url=app.url + "/voice#rt=150&rp=rt")
    assert "completed" == world.dial(MEMBER, LINE, script=[]).ended()["status"]
    assert ([], 2) == (codes(world), len(app.requests("/voice")))


@pytest.mark.parametrize(
    ("fragment", "code"), [("rt=150", "11200"), ("tt=150", "11203"), ("tt=150&rc=5&rp=all", "11203")]
)
def test_an_answer_that_is_too_late_goes_to_the_fallback(
    world: SimulatorClient, app: Any, fragment: str, code: str
) -> None:
    app.on("/voice", 2.0)
    app.on("/fallback", HANGUP)
    line(world, voice_url=f"{app.url}/voice#{fragment}", voice_fallback_url=app.url + "/fallback")
    world.dial(MEMBER, LINE, script=[]).ended()
    assert [code] == [asked.form["ErrorCode"] for asked in app.requests("/fallback")]
    assert 1 == len(app.requests("/voice"))


def test_who_cannot_be_reached_is_tried_twice(world: SimulatorClient, app: Any) -> None:
    gone = nowhere()
    app.on("/fallback", HANGUP)
    line(world, voice_url=gone + "/voice", voice_fallback_url=app.url + "/fallback")
    world.dial(MEMBER, LINE, script=[]).ended()
    told = app.requests("/fallback")[0].form
    assert ("11205", gone + "/voice") == (told["ErrorCode"], told["ErrorUrl"])
    assert 2 == len(world.log(kind="webhook", what="voice", url=gone + "/voice"))


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://nobody.invalid/voice", 11210),
        ("{app}/voice#rp=always", 11243),
        ("{app}/voice#e=brussels", 11240),
        ("https://127.0.0.1:{port}/voice", 11220),
    ],
)
def test_a_place_that_cannot_be_has_a_code_of_its_own(
    world: SimulatorClient, app: Any, url: str, code: int
) -> None:
    line(world, voice_url=url.format(app=app.url, port=app.url.rpartition(":")[2]))
    world.dial(MEMBER, LINE, script=[]).ended()
    assert (code, []) == (codes(world)[0], app.requests("/voice"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_with_get_and_loses_the_form(
    world: SimulatorClient, app: Any, status: int
) -> None:
    app.on(
        "/voice", lambda asked: web.Response(status=HTTPStatus(status), headers={"Location": "/moved?x=1"})
    )
    app.on("/moved", HANGUP)
    world.dial(MEMBER, LINE, script=[]).ended()
    [asked] = app.requests("/moved")
    assert ("GET", app.url + "/moved?x=1", {}) == (asked.method, asked.url, asked.form)
    assert VALIDATOR.validate(asked.url, {}, asked.signature)


@pytest.mark.parametrize(("headers", "code"), [({"Location": "/voice"}, 11215), ({}, 11216)])
def test_a_redirect_that_leads_nowhere_is_an_error(
    world: SimulatorClient, app: Any, headers: dict[str, str], code: int
) -> None:
    app.on("/voice", lambda asked: web.Response(status=302, headers=headers))
    app.on("/fallback", HANGUP)
    world.dial(MEMBER, LINE, script=[]).ended()
    assert code == codes(world)[0]


def _with_cookie(value: str) -> Any:
    def answer(asked: Any) -> web.Response:
        del asked
        text = "<Response><Redirect>/next</Redirect></Response>"
        response = web.Response(text=text, content_type="text/xml")
        response.set_cookie("visit", value)
        return response

    return answer


def test_a_call_keeps_its_cookies_to_itself(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", _with_cookie("7"))
    app.on("/next", HANGUP)
    for _ in range(2):
        world.dial(MEMBER, LINE, script=[]).ended()
    assert [None, None] == [asked.headers.get("Cookie") for asked in app.requests("/voice")]
    assert ["visit=7", "visit=7"] == [asked.headers.get("Cookie") for asked in app.requests("/next")]


def test_two_numbers_that_text_keep_their_cookies(world: SimulatorClient, app: Any) -> None:
    app.on("/next", "")
    app.on("/text", _with_cookie("7"))
    for sender in (MEMBER, MEMBER, "+32470000009"):
        seen = world.last()
        world.texts(sender, LINE, "dag")
        world.wait_for_count("webhook_answer", 1, what="text", after=seen)
        world.wait_for(
            "webhook_answer",
            what="text",
            after=world.wait_for("webhook_answer", what="text", after=seen)["n"],
        )
    assert [None, "visit=7", None] == [asked.headers.get("Cookie") for asked in app.requests("/text")]


def test_callbacks_come_in_order_and_say_so(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": MEMBER, "answers": [{"after": 1}]}])
    app.on("/told", lambda asked: 0.1 if asked.form["CallStatus"] == "initiated" else None)
    twilio.calls.create(
        to=MEMBER,
        from_=LINE,
        twiml="<Response><Say>Dag.</Say></Response>",
        status_callback=app.url + "/told",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    world.wait_for_count("webhook_answer", 4, what="call_status")
    told = [asked.form for asked in app.requests("/told")]
    assert ["initiated", "ringing", "in-progress", "completed"] == [form["CallStatus"] for form in told]
    assert ["0", "1", "2", "3"] == [form["SequenceNumber"] for form in told]
    assert {"call-progress-events"} == {form["CallbackSource"] for form in told}
    assert all(form["Timestamp"].endswith("+0000") for form in told)
    assert [False, False, False, True] == ["CallDuration" in form and "Duration" in form for form in told]
    assert "200" == told[-1]["SipResponseCode"]


def test_the_callbacks_of_a_text_come_in_order(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.speed(2000)
    world.people([{"number": MEMBER}])
    app.on("/told", lambda asked: 0.2 if asked.form["MessageStatus"] == "sent" else None)
    twilio.messages.create(to=MEMBER, from_=LINE, body="dag", status_callback=app.url + "/told")
    world.wait_for_count("webhook_answer", 2, what="text_status")
    assert ["sent", "delivered"] == [asked.form["MessageStatus"] for asked in app.requests("/told")]


def test_shuffled_callbacks_still_say_their_order(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.faults({"name": "shuffle_callbacks", "seconds": 0.3}, {"name": "duplicate_callbacks", "next": 1})
    world.people([{"number": MEMBER, "answers": [{"after": 1}]}])
    twilio.calls.create(
        to=MEMBER,
        from_=LINE,
        twiml="<Response><Say>Dag.</Say></Response>",
        status_callback=app.url + "/told",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    world.wait_for_count("webhook_answer", 5, what="call_status")
    told = sorted((asked.form["SequenceNumber"], asked.form["CallStatus"]) for asked in app.requests("/told"))
    in_order = [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")]
    assert (5, in_order) == (len(told), sorted(set(told)))


def test_a_callback_that_fails_is_lost_and_warned_of(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", HANGUP)
    app.on("/line", (500, "text/plain", "stuk"))
    world.dial(MEMBER, LINE, script=[]).ended()
    assert 15003 == world.wait_for("error")["code"]
    assert 1 == len(app.requests("/line"))


def test_a_callback_is_tried_again_where_its_fragment_says_so(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", HANGUP)
    app.on("/told", [(500, "text/plain", "stuk"), (500, "text/plain", "stuk"), None])
    line(world, voice_url=app.url + "/voice", status_callback=app.url + "/told#rc=2&rp=all")
    world.dial(MEMBER, LINE, script=[]).ended()
    world.wait_for_count("webhook_answer", 3, what="call_status")
    assert ([], 3) == (codes(world), len(app.requests("/told")))


def test_times_out_of_their_range_go_to_its_end() -> None:
    assert Overrides(0.1, 15.0, 15.0, 5, frozenset({"rt"}), True) == overrides(
        "ct=1&rt=99000&tt=99000&rc=50&rp=rt", 15.0
    )


def test_a_policy_or_a_place_that_is_none_is_refused() -> None:
    for fragment, code in (("rp=6xx", 11243), ("e=brussels", 11240)):
        with pytest.raises(BadOverride) as refused:
            overrides(fragment, 15.0)
        assert code == refused.value.code
