"""Documents that are refused, and what is only warned of."""

from typing import Any

import pytest
from aiohttp import web

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


@pytest.mark.parametrize("kind", ["text/xml", "application/xml"])
def test_an_answer_may_say_in_two_ways_that_it_is_twiml(world: SimulatorClient, app: Any, kind: str) -> None:
    app.on("/voice", (200, kind, "<Response><Say>Dag.</Say></Response>"))
    world.dial(MEMBER, LINE).hears("dag")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/html", "<Response/>"), "12300"),
        ((200, "application/json", "{}"), "12300"),
        ((200, "text/xml", ""), "12100"),
        ((200, "text/xml", "<Response><Say>x</Response>"), "12100"),
        ((200, "text/xml", "\n<?xml version='1.0'?><Response/>"), "12100"),
        ((200, "text/xml", "<Response><Say>\x0b</Say></Response>"), "12100"),
        ((200, "text/xml", "<!DOCTYPE x [<!ENTITY y 'z'>]><Response/>"), "12100"),
        ((200, "text/xml", "<response/>"), "12102"),
        ((200, "text/xml", f"<Response><Say>{'a' * 65536}</Say></Response>"), "11750"),
        ((200, "text/xml", "<Response><say>x</say></Response>"), "12200"),
        ((200, "text/xml", "<Response><Message>x</Message></Response>"), "12200"),
        ((404, "text/html", "weg"), "11200"),
        ((503, "text/html", "stuk"), "11200"),
    ],
)
def test_a_document_that_is_refused_goes_to_the_fallback(
    world: SimulatorClient, app: Any, answer: tuple[int, str, str], code: str
) -> None:
    app.on("/voice", answer)
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")
    told = app.requests("/fallback")[0].form
    assert (code, app.url + "/voice") == (told["ErrorCode"], told["ErrorUrl"])


@pytest.mark.parametrize(
    "verb", ["Connect", "Echo", "Enqueue", "Leave", "Pay", "Prompt", "Queue", "Refer", "Sms", "Start", "Stop"]
)
def test_a_verb_that_is_not_done_is_refused_by_name(world: SimulatorClient, app: Any, verb: str) -> None:
    app.on("/voice", f"<{verb}/>")
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")
    [error] = world.log(kind="error")
    assert (13750, f"<{verb}> is not done by this simulator") == (error["code"], error["text"])


@pytest.mark.parametrize("noun", ["Application", "Client", "Conference", "Queue", "Sim", "Sip", "WhatsApp"])
def test_a_noun_that_is_not_done_is_refused_by_name(world: SimulatorClient, app: Any, noun: str) -> None:
    app.on("/voice", f"<Dial><{noun}>x</{noun}></Dial>")
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")
    [error] = world.log(kind="error")
    assert (13750, f"<{noun}> in <Dial> is not done by this simulator") == (error["code"], error["text"])


def test_an_empty_answer_in_pieces_has_a_code_of_its_own(world: SimulatorClient, app: Any) -> None:
    def empty(asked: Any) -> web.Response:
        del asked
        response = web.Response(content_type="text/xml")
        response.enable_chunked_encoding()
        return response

    app.on("/voice", empty)
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")
    assert [11770] == codes(world)


def test_words_outside_a_verb_and_unknown_attributes_are_warned_of(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", 'Hallo <Say volume="11">Dag.</Say>')
    world.dial(MEMBER, LINE).hears("dag")
    assert [(12200, "words outside any verb"), (12200, "<Say> knows no volume")] == [
        (error["code"], error["text"]) for error in world.log(kind="error")
    ]


def test_a_comment_is_no_verb(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<!-- x --><Say>Dag.</Say>")
    world.dial(MEMBER, LINE).hears("dag")
    assert [] == codes(world)


def test_the_fallback_is_asked_once_and_then_an_apology_is_heard(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", (500, "text/plain", "stuk"))
    app.on("/fallback", "<Enqueue>x</Enqueue>")
    world.dial(MEMBER, LINE).hears("application error")
    assert ([11200, 13750], 1) == (codes(world), len(app.requests("/fallback")))


def test_words_given_with_a_request_have_no_place_to_come_back_to(
    world: SimulatorClient, app: Any, twilio: Any
) -> None:
    world.people([{"number": MEMBER}])
    twilio.calls.create(
        to=MEMBER, from_=LINE, twiml="<Response><Say>Dag.</Say><Redirect>/next</Redirect></Response>"
    )
    world.wait_for("heard", contains="application error")
    assert [11100] == codes(world)
