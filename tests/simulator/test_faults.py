"""What goes wrong on purpose, at the door and with callbacks, and what is sent again."""

from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
DOCUMENT = "<Response><Hangup/></Response>"


def place(twilio: Client, app: Any) -> Any:
    return twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT, status_callback=app.url + "/status")


def ended(world: SimulatorClient, count: int = 1) -> None:
    world.wait_for_count("call_status", count, event="completed")


@pytest.mark.parametrize("name", ["too_many_requests", "unavailable"])
def test_what_is_turned_away_makes_no_call(
    world: SimulatorClient, app: Any, twilio: Client, name: str
) -> None:
    world.people([{"number": MEMBER}])
    world.faults({"name": name, "next": 1})
    with pytest.raises(TwilioRestException) as refused:
        place(twilio, app)
    place(twilio, app)
    ended(world)
    assert refused.value.status in (429, 503)
    assert (2, 1) == (len(world.log(kind="create_call")), len(world.log(kind="rang")))


def test_an_error_after_accepting_makes_the_call_all_the_same(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": MEMBER}])
    world.faults({"name": "error_after_accepting", "next": 1})
    with pytest.raises(TwilioRestException) as failed:
        place(twilio, app)
    ended(world)
    assert (500, 1) == (failed.value.status, len(world.log(kind="rang")))


@pytest.mark.parametrize(
    "fault", [{"name": "reset_after_accepting"}, {"name": "hang_after_accepting", "seconds": 30}]
)
def test_a_lost_answer_makes_the_call_all_the_same(
    world: SimulatorClient, app: Any, fault: dict[str, Any]
) -> None:
    world.people([{"number": MEMBER}])
    world.faults({**fault, "next": 1, "on": "calls"})
    account = f"AC{'a' * 32}"
    form = {"To": MEMBER, "From": LINE, "Twiml": DOCUMENT}
    with pytest.raises((requests.ConnectionError, requests.Timeout)):
        requests.post(
            f"{world.base_url}/2010-04-01/Accounts/{account}/Calls.json",
            data=form,
            auth=(account, "t" * 32),
            timeout=0.5,
        )
    ended(world)
    assert 1 == len(world.log(kind="rang"))


def test_a_callback_may_come_before_the_answer_to_the_create(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.faults({"name": "hang_after_accepting", "seconds": 0.3, "next": 1})
    call = place(twilio, app)
    assert [call.sid] == [each.form["CallSid"] for each in app.requests("/status")]


def test_late_callbacks_keep_their_order(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": MEMBER}])
    world.faults({"name": "delay_callbacks", "seconds": 0.05})
    twilio.calls.create(
        to=MEMBER,
        from_=LINE,
        twiml=DOCUMENT,
        status_callback=app.url + "/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    world.wait_for_count("webhook_answer", 4, what="call_status")
    assert ["0", "1", "2", "3"] == [each.form["SequenceNumber"] for each in app.requests("/status")]


def test_callbacks_come_twice_when_switched_on(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.faults({"name": "duplicate_callbacks"})
    place(twilio, app)
    world.wait_for_count("webhook_answer", 2, what="call_status")
    assert ["failed", "failed"] == [each.form["CallStatus"] for each in app.requests("/status")]


def test_callbacks_are_lost_when_switched_on(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.faults({"name": "drop_callbacks"})
    place(twilio, app)
    world.wait_for("callback_dropped")
    assert [] == app.requests("/status")


def test_a_callback_that_fails_is_tried_as_its_url_says(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    app.on("/status", [(503, "text/plain", ""), (503, "text/plain", ""), (204, "text/plain", "")])
    twilio.calls.create(
        to=MEMBER, from_=LINE, twiml=DOCUMENT, status_callback=app.url + "/status#rc=3&rp=ct,rt,5xx"
    )
    world.wait_for("webhook_answer", what="call_status", status=204)
    assert [app.url + "/status"] * 3 == [each.url for each in app.requests("/status")]
    assert 1 == len({each.headers["I-Twilio-Idempotency-Token"] for each in app.requests("/status")})


def test_a_failed_callback_is_not_tried_again_by_itself(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    app.on("/status", (503, "text/plain", ""))
    place(twilio, app)
    world.wait_for("error", code=15003)
    assert 1 == len(app.requests("/status"))


def test_any_webhook_can_be_sent_again_exactly_as_it_was(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    place(twilio, app)
    world.wait_for("webhook_answer", what="call_status")
    [sent] = world.log(kind="webhook", what="call_status")
    world.resend(sent["n"])
    first, second = app.requests("/status")
    assert first == second


def test_a_redirected_webhook_loses_its_form(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", (301, "text/plain", ""))
    app.on("/fallback", "<Say>verhuisd</Say>")
    world.dial(MEMBER, LINE).hears("verhuisd")


def test_a_stranger_is_not_let_in(world: SimulatorClient) -> None:
    url = f"{world.base_url}/2010-04-01/Accounts/AC{'a' * 32}/Calls.json"
    refused = requests.get(url, auth=(f"AC{'a' * 32}", "wrong"), timeout=5)
    assert (401, 20003) == (refused.status_code, refused.json()["code"])


def test_an_api_key_is_let_in(world: SimulatorClient) -> None:
    url = f"{world.base_url}/2010-04-01/Accounts/AC{'a' * 32}/Calls.json"
    assert 200 == requests.get(url, auth=("SK" + "b" * 32, "secret"), timeout=5).status_code


def test_a_line_is_found_and_its_webhooks_set(world: SimulatorClient, twilio: Client) -> None:
    [line] = twilio.incoming_phone_numbers.list(phone_number=LINE)
    changed = twilio.incoming_phone_numbers(line.sid).update(voice_url="http://127.0.0.1:1/elders")
    assert "http://127.0.0.1:1/elders" == changed.voice_url
    assert changed.voice_url == twilio.incoming_phone_numbers(line.sid).fetch().voice_url


def test_what_the_api_does_not_have_is_not_found(world: SimulatorClient, twilio: Client) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.queues.create(friendly_name="x")
    assert 20404 == refused.value.code
