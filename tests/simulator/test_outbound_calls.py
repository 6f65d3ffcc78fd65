"""The application rings people: the vendor's own library asks, and phones ring."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
TOKEN = "t" * 32
EVENTS = ["initiated", "ringing", "answered", "completed"]
ALERT = '<Gather numDigits="1" action="/key"><Say>Bericht van de politie. Druk 1.</Say></Gather><Hangup/>'


def person(**more: Any) -> dict[str, Any]:
    return {"number": MEMBER, "name": "An", **more}


def place(twilio: Client, app: Any, **more: Any) -> str:
    asked = {"url": app.url + "/alert/token7", "status_callback": app.url + "/status", **more}
    call = twilio.calls.create(to=MEMBER, from_=LINE, status_callback_event=EVENTS, **asked)
    assert "queued" == call.status
    return str(call.sid)


def told(app: Any) -> list[tuple[str, str]]:
    return [(each.form["SequenceNumber"], each.form["CallStatus"]) for each in app.requests("/status")]


def ended(world: SimulatorClient, sid: str) -> None:
    world.wait_for("call_status", event="completed", call=sid)
    world.wait_for("webhook_answer", what="call_status", call=sid, after=_last(world, sid))


def _last(world: SimulatorClient, sid: str) -> int:
    [last] = world.log(kind="call_status", event="completed", call=sid)
    return int(last["n"]) - 1


def test_a_member_is_called_hears_and_confirms(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{"after": 4, "script": [{"hears": "druk 1.", "press": "1"}]}])])
    app.on("/alert/token7", ALERT)
    app.on("/key", "<Say>Dank u.</Say>")
    sid = place(twilio, app)
    ended(world, sid)
    assert [("0", "initiated"), ("1", "ringing"), ("2", "in-progress"), ("3", "completed")] == told(app)
    assert "1" == app.requests("/key")[0].form["Digits"]
    assert ["Bericht van de politie. Druk 1.", "Dank u."] == [
        each["text"] for each in world.log(kind="heard")
    ]
    fetched = twilio.calls(sid).fetch()
    assert ("completed", "outbound-api", MEMBER) == (fetched.status, fetched.direction, fetched.to)
    final = app.requests("/status")[3].form
    assert (fetched.duration, "200") == (final["CallDuration"], final["SipResponseCode"])
    assert all(RequestValidator(TOKEN).validate(each.url, each.form, each.signature) for each in app.asked)


def test_the_log_alone_tells_who_was_called_and_how_often(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([person(answers=[{"kind": "no_answer"}])])
    app.on("/alert/token7", ALERT)
    for _ in range(2):
        ended(world, place(twilio, app, timeout=20))
    creates = world.log(kind="create_call", to=MEMBER)
    assert [app.url + "/alert/token7"] * 2 == [each["url"] for each in creates]
    assert creates[0]["at"] < creates[1]["at"]
    assert 2 == len(world.log(kind="rang", number=MEMBER))
    assert [] == world.log(kind="heard")


@pytest.mark.parametrize(
    ("kind", "status", "sip"),
    [("busy", "busy", "486"), ("no_answer", "no-answer", "487"), ("failed", "failed", "404")],
)
def test_a_phone_that_is_not_answered_says_why(
    world: SimulatorClient, app: Any, twilio: Client, kind: str, status: str, sip: str
) -> None:
    world.people([person(answers=[{"kind": kind}])])
    ended(world, place(twilio, app))
    final = app.requests("/status")[-1].form
    assert (status, sip, "0") == (final["CallStatus"], final["SipResponseCode"], final["CallDuration"])


def test_successive_calls_are_answered_one_after_the_other(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([person(answers=[{"kind": "busy"}, {"script": [{"press": "1"}]}])])
    app.on("/alert/token7", ALERT)
    app.on("/key", "<Hangup/>")
    for _ in range(3):
        ended(world, place(twilio, app))
    final = [each["status"] for each in world.log(kind="call_status", event="completed")]
    assert ["busy", "completed", "completed"] == final


def test_nobody_is_on_the_phone_twice(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{"after": 1}])])
    app.on("/alert/token7", "<Pause length='600'/>")
    first = place(twilio, app)
    world.wait_for("call_status", call=first, status="in-progress")
    second = place(twilio, app)
    ended(world, second)
    assert "busy" == twilio.calls(second).fetch().status
    twilio.calls(first).update(status="completed")
    ended(world, first)


def test_a_voicemail_hears_what_is_said_after_its_beep(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([person(answers=[{"kind": "voicemail", "after": 3, "greeting": 6}])])
    app.on("/alert/token7", "<Say>Dit is al voor de piep begonnen en te vroeg.</Say><Pause length='30'/>")
    app.on("/after_beep", "<Say>Bericht van de politie.</Say><Say>Tot ziens.</Say>")
    app.on(
        "/amd", lambda asked: app.answers.update(verdict=asked.form["AnsweredBy"]) or (204, "text/plain", "")
    )
    sid = place(
        twilio,
        app,
        machine_detection="DetectMessageEnd",
        async_amd="true",
        async_amd_status_callback=app.url + "/amd",
    )
    world.wait_for("webhook_answer", what="answered_by")
    assert "machine_end_beep" == app.answers["verdict"]
    twilio.calls(sid).update(url=app.url + "/after_beep")
    ended(world, sid)
    [tape] = world.log(kind="voicemail_heard")
    assert (["Bericht van de politie.", "Tot ziens."], True) == (tape["texts"], tape["complete"])


def test_a_human_is_told_from_a_machine(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{"script": []}])])
    app.on("/alert/token7", "<Pause length='20'/>")
    place(
        twilio,
        app,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=app.url + "/amd",
    )
    world.wait_for("webhook_answer", what="answered_by")
    assert "human" == app.requests("/amd")[0].form["AnsweredBy"]


def test_without_asynchronous_detection_the_document_waits_for_the_verdict(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([person(answers=[{"kind": "voicemail"}])])
    app.on("/alert/token7", "<Hangup/>")
    ended(world, place(twilio, app, machine_detection="Enable"))
    assert "machine_start" == app.requests("/alert/token7")[0].form["AnsweredBy"]


def test_who_missed_a_call_rings_back(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people(
        [
            person(
                answers=[{"kind": "no_answer"}],
                rings_back_after=5,
                ring_back=[{"hears": "druk 1", "press": "1"}],
            )
        ]
    )
    app.on("/voice", ALERT)
    app.on("/key", "<Hangup/>")
    place(twilio, app, timeout=10)
    world.wait_for("dialled", number=MEMBER, to=LINE)
    world.wait_for("call_status", direction="inbound", event="completed")
    assert "1" == app.requests("/key")[0].form["Digits"]


def test_a_ringing_call_is_cancelled_and_a_live_one_ended(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([person(interactive=True)])
    app.on("/alert/token7", "<Pause length='600'/>")
    ringing = place(twilio, app)
    world.call_to(MEMBER)
    twilio.calls(ringing).update(status="canceled")
    ended(world, ringing)
    live = place(twilio, app)
    world.call_to(MEMBER).answers()
    world.wait_for("call_status", call=live, status="in-progress")
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(live).update(status="canceled")
    twilio.calls(live).update(status="completed")
    ended(world, live)
    statuses = [each["status"] for each in world.log(kind="call_status", event="completed")]
    assert (["canceled", "completed"], 21220) == (statuses, refused.value.code)


def test_an_ended_call_is_not_changed(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{"kind": "busy"}])])
    sid = place(twilio, app)
    ended(world, sid)
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls(sid).update(twiml="<Response/>")
    assert 21220 == refused.value.code


def test_words_given_with_the_request_are_obeyed(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{}])])
    call = twilio.calls.create(to=MEMBER, from_=LINE, twiml="<Response><Say>Dag An.</Say></Response>")
    world.wait_for("call_status", event="completed", call=call.sid)
    assert ["Dag An."] == [each["text"] for each in world.log(kind="heard")]


def test_a_call_is_no_longer_than_its_time_limit(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([person(answers=[{}])])
    app.on("/alert/token7", "<Pause length='600'/>")
    sid = place(twilio, app, time_limit=10)
    ended(world, sid)
    assert ["time_limit"] == [each["by"] for each in world.log(kind="hung_up", call=sid)]


def test_calls_to_a_number_are_listed_newest_first_and_queued_ones_too(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.speed(0.5)
    world.people([person(answers=[{"kind": "no_answer"}])])
    placed = [place(twilio, app) for _ in range(3)]
    listed = twilio.calls.list(to=MEMBER, status="queued", page_size=2)
    assert placed[::-1] == [call.sid for call in listed]
    assert [] == twilio.calls.list(to="+32470000002")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": "+32123"}, 21211),
        ({"to": "0470123456"}, 21211),
        ({"from_": "+3299999999"}, 21210),
        ({"twiml": "x" * 4001}, 32018),
        ({"url": "ftp://example.org"}, 21205),
    ],
)
def test_a_call_that_cannot_be_made_is_refused(
    world: SimulatorClient, twilio: Client, asked: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.calls.create(**{"to": MEMBER, "from_": LINE, "twiml": "<Response/>", **asked})
    assert (400, code) == (refused.value.status, refused.value.code)
    assert [code] == [each["code"] for each in world.log(kind="refused")]
