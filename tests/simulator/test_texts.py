"""Texts in both directions, and the carrier's own handling of STOP."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
LANDLINE = "+3232345678"


def test_a_text_arrives_and_its_way_is_told(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": MEMBER}])
    sent = twilio.messages.create(to=MEMBER, from_=LINE, body="BIN-bericht", status_callback=app.url + "/sms")
    assert ("queued", "1") == (sent.status, sent.num_segments)
    world.wait_for_count("webhook_answer", 2, what="text_status")
    told = app.requests("/sms")
    assert {"sent", "delivered"} == {each.form["MessageStatus"] for each in told}
    assert all(RequestValidator("t" * 32).validate(each.url, each.form, each.signature) for each in told)
    assert ["BIN-bericht"] == world.texts_to(MEMBER)
    assert "delivered" == twilio.messages(sent.sid).fetch().status
    assert [sent.sid] == [each.sid for each in twilio.messages.list(to=MEMBER)]


def test_a_phone_that_is_off_gets_nothing(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": MEMBER, "texts_arrive": False}])
    twilio.messages.create(to=MEMBER, from_=LINE, body="dag", status_callback=app.url + "/sms")
    world.wait_for_count("webhook_answer", 2, what="text_status")
    [failed] = [each.form for each in app.requests("/sms") if each.form["MessageStatus"] == "undelivered"]
    assert "30003" == failed["ErrorCode"]


def test_a_person_texts_back(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": MEMBER, "texts": [{"contains": "bericht", "reply": "OK", "after": 3}]}])
    app.on("/text", '<Message statusCallback="/sms">Dank u.</Message>')
    twilio.messages.create(to=MEMBER, from_=LINE, body="BIN-bericht")
    world.wait_for("text", to=MEMBER, contains="dank u")
    world.wait_for_count("webhook_answer", 2, what="text_status")
    assert {"sent", "delivered"} == {each.form["MessageStatus"] for each in app.requests("/sms")}
    form = app.requests("/text")[0].form
    assert ("OK", MEMBER, "received") == (form["Body"], form["From"], form["SmsStatus"])


def test_stop_blocks_and_is_passed_on_and_start_unblocks(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": MEMBER}])
    world.texts(MEMBER, LINE, " Stop ")
    world.wait_for("webhook_answer", what="text")
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(to=MEMBER, from_=LINE, body="dag")
    assert 21610 == refused.value.code
    world.texts(MEMBER, LINE, "START")
    twilio.messages.create(to=MEMBER, from_=LINE, body="dag")
    world.wait_for_count("webhook_answer", 2, what="text")
    assert [" Stop ", "START"] == [each.form["Body"] for each in app.requests("/text")]
    assert "unsubscribed" in world.texts_to(MEMBER)[0]


def test_a_sentence_with_stop_in_it_stops_nothing(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.texts(MEMBER, LINE, "we moeten dit stop zetten")
    twilio.messages.create(to=MEMBER, from_=LINE, body="dag")
    assert [] == world.texts_to(MEMBER)


def test_plain_text_in_an_answer_is_sent_as_a_text(world: SimulatorClient, app: Any) -> None:
    world.people([{"number": MEMBER}])
    app.on("/text", (200, "text/plain", "oeps"))
    world.texts(MEMBER, LINE, "hallo")
    world.wait_for("text", to=MEMBER, contains="oeps")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": LANDLINE}, 21614),
        ({"to": "+3247"}, 21211),
        ({"from_": MEMBER}, 21606),
        ({"body": "x" * 1601}, 21617),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(
    world: SimulatorClient, twilio: Client, asked: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        twilio.messages.create(**{"to": MEMBER, "from_": LINE, "body": "dag", **asked})
    assert code == refused.value.code
