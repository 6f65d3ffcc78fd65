"""People ring a line: what they hear, press and say."""

from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from simulator.client import NotHeard, SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
TOKEN = "t" * 32

MENU = '<Gather numDigits="1" action="/menu"><Say language="nl-BE">Druk 1 voor een melding.</Say></Gather>'


def test_a_caller_hears_the_menu_and_presses_a_key(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", f"<Say>Welkom.</Say>{MENU}<Say>Tot ziens.</Say>")
    app.on("/menu", "<Say>Spreek na de toon.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("welkom")
    call.hears("druk 1")
    call.presses("1")
    call.hears("spreek")
    assert "completed" == call.ended()["status"]
    assert ["1"] == [each.form["Digits"] for each in app.requests("/menu")]


def test_words_are_looked_for_after_those_that_were_heard(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Say>Welkom bij de politie. Toets uw badge.</Say><Say>Welkom.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("badge", "welkom").hears("welkom")
    assert "Welkom." == call.last_sentence
    with pytest.raises(NotHeard):
        call.hears("badge", timeout=3)


def test_every_request_is_signed_and_carries_the_standard_parameters(
    world: SimulatorClient, app: Any
) -> None:
    app.on("/voice", MENU)
    app.on("/menu", "<Hangup/>")
    call = world.dial(MEMBER, LINE)
    call.presses("1")
    call.ended()
    world.wait_for("webhook_answer", what="call_status")
    validator = RequestValidator(TOKEN)
    assert ["/voice", "/menu", "/line"] == [asked.path for asked in app.asked]
    assert all(validator.validate(asked.url, asked.form, asked.signature) for asked in app.asked)
    first = app.asked[0].form
    assert ("ringing", "inbound", MEMBER, LINE) == (
        first["CallStatus"],
        first["Direction"],
        first["From"],
        first["To"],
    )


def test_the_line_tells_the_end_of_a_call(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Say>Welkom.</Say><Pause length='20'/>")
    call = world.dial(MEMBER, LINE)
    world.wait_for("call_status", status="in-progress")
    call.hangs_up()
    assert "person" == call.ended()["ended_by"]
    world.wait_for("webhook_answer", what="call_status")
    told = app.requests("/line")[0].form
    assert ("completed", call.sid) == (told["CallStatus"], told["CallSid"])


def test_silence_falls_through_to_the_next_verb(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", f"{MENU}<Say>U zegt niets.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("druk 1")
    call.says_nothing()
    call.hears("u zegt niets")
    call.ended()
    assert [] == app.requests("/menu")


def test_silence_asks_the_action_when_it_wants_to_know(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather action="/menu" actionOnEmptyResult="true" timeout="1"/>')
    app.on("/menu", "<Hangup/>")
    world.dial(MEMBER, LINE, script=[])
    world.wait_for("call_status", event="completed")
    assert [""] == [each.form["Digits"] for each in app.requests("/menu")]


def test_the_finishing_key_is_no_digit_and_alone_no_input(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather action="/badge"/><Gather action="/badge"/>')
    app.on("/badge", "<Hangup/>")
    script = [{"press": "#"}, {"press": "10023#"}]
    world.dial(MEMBER, LINE, script=script)
    world.wait_for("call_status", event="completed")
    assert ["10023"] == [each.form["Digits"] for each in app.requests("/badge")]


def test_a_key_too_many_is_lost_and_not_the_next_answer(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather numDigits="5" action="/badge"/>')
    app.on("/badge", '<Gather numDigits="6" action="/pin"><Say>Uw pin</Say></Gather>')
    app.on("/pin", "<Hangup/>")
    call = world.dial(MEMBER, LINE)
    call.presses("10023#").hears("uw pin")
    call.presses("123456")
    call.ended()
    assert ["123456"] == [each.form["Digits"] for each in app.requests("/pin")]


def test_keys_are_lost_while_nothing_listens(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", f"<Say>{'Lang verhaal. ' * 30}</Say>{MENU}")
    call = world.dial(MEMBER, LINE)
    call.hears("lang")
    call.presses("1", at_once=True)
    call.hears("druk 1", timeout=5)
    call.hangs_up()
    assert [True] == [key["lost"] for key in world.log(kind="key")]


def test_a_withheld_number_comes_as_the_carrier_shows_it(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Hangup/>")
    world.dial(MEMBER, LINE, withheld=True).ended()
    assert "+266696687" == app.asked[0].form["From"]


def test_a_call_can_be_rejected_as_busy(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Reject reason="busy"/>')
    assert "busy" == world.dial(MEMBER, LINE).ended()["status"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, "text/plain", "hallo"), "12300"),
        ((200, "text/xml", "<Response><Say>"), "12100"),
        ((200, "text/xml", " <?xml version='1.0'?><Response/>"), "12100"),
        ((200, "text/xml", "<Antwoord/>"), "12102"),
        ((200, "text/xml", "<Response><Zeg>x</Zeg></Response>"), "12200"),
        ((500, "text/plain", "stuk"), "11200"),
        ((200, "text/xml", "<Response><Play>/nergens.wav</Play></Response>"), "13420"),
    ],
)
def test_what_cannot_be_obeyed_goes_to_the_fallback(
    world: SimulatorClient, app: Any, answer: tuple[int, str, str], code: str
) -> None:
    app.on("/voice", answer)
    app.on("/nergens.wav", (200, "text/html", "geen geluid"))
    app.on("/fallback", "<Say>Bel 101 of 112.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("101")
    assert [code] == [each.form["ErrorCode"] for each in app.requests("/fallback")]
    assert app.requests("/fallback")[0].form["ErrorUrl"].startswith(app.url)


def test_without_a_working_fallback_an_apology_is_heard(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", (500, "text/plain", "stuk"))
    app.on("/fallback", (500, "text/plain", "ook stuk"))
    call = world.dial(MEMBER, LINE)
    call.hears("application error")
    assert "completed" == call.ended()["status"]


def test_a_slow_application_is_given_up(world: SimulatorClient, app: Any) -> None:
    world.settings(webhook_seconds=0.2)
    app.on("/voice", 5.0)
    app.on("/fallback", "<Say>Bel 101.</Say>")
    world.dial(MEMBER, LINE).hears("101")


def test_what_is_not_heard_is_told_with_the_transcript(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Say>Welkom.</Say>")
    call = world.dial(MEMBER, LINE)
    with pytest.raises(NotHeard, match="Welkom"):
        call.hears("tot ziens", timeout=3)


def test_a_redirect_goes_on_elsewhere(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", "<Redirect>/verder?stap=2</Redirect><Say>nooit</Say>")
    app.on("/verder", "<Say>Verder.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("verder")
    call.ended()
    assert "nooit" not in call.transcript()


def test_the_caller_is_put_through_and_they_talk(world: SimulatorClient, app: Any) -> None:
    dispatch = "+3232222222"
    world.people(
        [
            {
                "number": dispatch,
                "answers": [
                    {"after": 2, "script": [{"speak": "Met de dispatching."}, {"wait": 2}, {"hang_up": True}]}
                ],
            }
        ]
    )
    app.on("/voice", f'<Dial action="/after" timeout="20"><Number>{dispatch}</Number></Dial>')
    app.on("/after", "<Say>Dank u.</Say>")
    call = world.dial(MEMBER, LINE)
    call.hears("dispatching")
    call.hears("dank u")
    assert ["completed"] == [each.form["DialCallStatus"] for each in app.requests("/after")]
