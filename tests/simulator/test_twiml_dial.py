"""Dial and Number: who is rung, who is joined, what is told, and when it ends."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
DESK = "+3232222222"
OTHER = "+3233333333"
STAYS = [{"speak": "Met de dispatching."}, {"wait": 20}, {"hang_up": True}]


def person(number: str, after: float = 2, script: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    answer = {"after": after, "script": STAYS if script is None else script, **more}
    return {"number": number, "answers": [answer]}


def dialled(
    world: SimulatorClient, app: Any, document: str, script: list[Any] | None = None
) -> dict[str, str]:
    """What a Dial's action is told when a caller hears this document out, or does this."""
    app.on("/voice", document)
    app.on("/after", "<Say>Dank u.</Say>")
    world.dial(MEMBER, LINE, script=script or []).ended()
    form: dict[str, str] = app.requests("/after")[0].form
    return form


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


def sums(world: SimulatorClient, number: str) -> list[str]:
    return [each["status"] for each in world.log(kind="call_status", to=number)]


@pytest.mark.parametrize(
    "inside", [DESK, f"<Number>{DESK}</Number>", f"<Number> {DESK[:6]} {DESK[6:]} </Number>"]
)
def test_a_number_is_rung_and_joined(world: SimulatorClient, app: Any, inside: str) -> None:
    world.people([person(DESK)])
    told = dialled(world, app, f'<Dial action="/after">{inside}</Dial>')
    assert ("completed", "true") == (told["DialCallStatus"], told["DialBridged"])
    assert int(told["DialCallDuration"]) >= 20
    assert {told["DialCallSid"]} == {each["call"] for each in world.log(kind="call_status", to=DESK)}
    assert ["Met de dispatching.", "Dank u."] == [
        said["text"] for said in world.log(kind="heard", number=MEMBER)
    ]


@pytest.mark.parametrize(
    ("kind", "status"), [("busy", "busy"), ("no_answer", "no-answer"), ("failed", "failed")]
)
def test_a_number_that_is_not_reached_is_told_so(
    world: SimulatorClient, app: Any, kind: str, status: str
) -> None:
    world.people([person(DESK, kind=kind)])
    told = dialled(world, app, f'<Dial action="/after" timeout="10"><Number>{DESK}</Number></Dial>')
    assert (status, "false") == (told["DialCallStatus"], told["DialBridged"])
    assert "DialCallDuration" not in told


def test_without_an_action_the_document_goes_on(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, kind="busy")])
    app.on("/voice", f"<Dial>{DESK}</Dial><Say>Niemand nam op.</Say>")
    world.dial(MEMBER, LINE).hears("niemand nam op")


def test_it_rings_no_longer_than_the_timeout(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, after=20)])
    told = dialled(world, app, f'<Dial action="/after" timeout="5">{DESK}</Dial>')
    assert "no-answer" == told["DialCallStatus"]


def test_a_conversation_is_no_longer_than_its_limit(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[{"wait": 500}])])
    told = dialled(world, app, f'<Dial action="/after" timeLimit="10">{DESK}</Dial>')
    assert 10 <= int(told["DialCallDuration"]) < 100


def test_the_callers_own_number_is_shown_unless_another_is_asked_for(
    world: SimulatorClient, app: Any
) -> None:
    world.people([person(DESK, kind="busy"), person(OTHER, kind="busy")])
    app.on("/voice", f'<Dial>{DESK}</Dial><Dial callerId="{LINE}">{OTHER}</Dial>')
    world.dial(MEMBER, LINE, script=[]).ended()
    shown = {each["to"]: each["from"] for each in world.log(kind="call_status", direction="outbound-dial")}
    assert {DESK: MEMBER, OTHER: LINE} == shown


@pytest.mark.parametrize(
    ("attributes", "number", "code"), [(f'callerId="{OTHER}"', DESK, 13214), ("", "dispatching", 13223)]
)
def test_a_number_that_may_not_be_shown_or_dialled_fails(
    world: SimulatorClient, app: Any, attributes: str, number: str, code: int
) -> None:
    world.people([person(DESK)])
    told = dialled(world, app, f'<Dial action="/after" {attributes}>{number}</Dial>')
    assert ("failed", [code]) == (told["DialCallStatus"], codes(world))


def test_several_ring_at_once_and_the_first_is_joined(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, after=40), person(OTHER, after=3)])
    numbers = f"<Number>{DESK}</Number><Number>{OTHER}</Number>"
    told = dialled(world, app, f'<Dial action="/after" timeout="60">{numbers}</Dial>')
    assert "completed" == told["DialCallStatus"]
    assert ["queued", "ringing", "canceled"] == sums(world, DESK)
    assert ["queued", "ringing", "in-progress", "completed"] == sums(world, OTHER)


def test_several_ring_one_after_the_other(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, after=40), person(OTHER, after=3)])
    numbers = f"<Number>{DESK}</Number><Number>{OTHER}</Number>"
    told = dialled(world, app, f'<Dial action="/after" timeout="5" sequential="true">{numbers}</Dial>')
    assert "completed" == told["DialCallStatus"]
    order = [
        (each["to"], each["status"]) for each in world.log(kind="call_status", direction="outbound-dial")
    ]
    assert order.index((DESK, "no-answer")) < order.index((OTHER, "queued"))


def test_more_than_ten_numbers_are_not_rung(world: SimulatorClient, app: Any) -> None:
    numbers = "".join(f"<Number>+324700000{n:02}</Number>" for n in range(10, 22))
    dialled(world, app, f'<Dial action="/after">{numbers}</Dial>')
    assert 10 == len(world.log(kind="call_status", direction="outbound-dial", event="initiated"))
    assert 13250 in codes(world)


def test_the_caller_goes_on_hearing_it_ring_until_somebody_answers(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, after=10)])
    told = dialled(world, app, f'<Dial action="/after" answerOnBridge="true">{DESK}</Dial>')
    assert "in-progress" == told["CallStatus"]
    events = [(each["to"], each["status"]) for each in world.log(kind="call_status")]
    assert events.index((DESK, "in-progress")) < events.index((LINE, "in-progress"))


def test_a_call_that_was_never_joined_is_not_answered_for_it(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, kind="busy")])
    app.on("/voice", f'<Dial answerOnBridge="true">{DESK}</Dial>')
    assert "no-answer" == world.dial(MEMBER, LINE, script=[]).ended()["status"]


def test_a_star_hangs_up_on_the_other(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[{"wait": 3000}])])
    app.on("/voice", f'<Dial action="/after" hangupOnStar="true">{DESK}</Dial>')
    app.on("/after", "<Say>Dank u.</Say>")
    call = world.dial(MEMBER, LINE)
    world.wait_for("call_status", to=DESK, status="in-progress")
    call.presses("1").presses("*").hears("dank u")
    assert "completed" == app.requests("/after")[0].form["DialCallStatus"]


def test_a_star_does_nothing_by_itself(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK)])
    app.on("/voice", f'<Dial action="/after">{DESK}</Dial>')
    call = world.dial(MEMBER, LINE)
    world.wait_for("call_status", to=DESK, status="in-progress")
    call.presses("*", at_once=True)
    assert [True] == [key["lost"] for key in world.log(kind="key")]


def test_who_hangs_up_takes_the_other_along(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[{"wait": 3000}])])
    app.on("/voice", f"<Dial>{DESK}</Dial>")
    call = world.dial(MEMBER, LINE)
    world.wait_for("call_status", to=DESK, status="in-progress")
    call.hangs_up()
    world.wait_for("call_status", to=DESK, status="completed")


def test_who_answers_hears_a_whisper_before_they_are_joined(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[{"press": "1"}, *STAYS])])
    app.on(
        "/whisper", '<Gather numDigits="1" action="/accept"><Say>Een melder. Druk 1.</Say></Gather><Hangup/>'
    )
    app.on("/accept", "<Say>U wordt verbonden.</Say>")
    told = dialled(world, app, f'<Dial action="/after"><Number url="/whisper">{DESK}</Number></Dial>')
    assert "true" == told["DialBridged"]
    assert "1" == app.requests("/accept")[0].form["Digits"]
    assert app.requests("/whisper")[0].form["ParentCallSid"] == told["CallSid"]
    caller_heard = [said["text"] for said in world.log(kind="heard", number=MEMBER)]
    assert ["Met de dispatching.", "Dank u."] == caller_heard


def test_who_does_not_accept_is_not_joined(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[])])
    app.on("/whisper", '<Gather numDigits="1" timeout="3"><Say>Druk 1.</Say></Gather><Hangup/>')
    told = dialled(
        world, app, f'<Dial action="/after"><Number url="/whisper" method="GET">{DESK}</Number></Dial>'
    )
    assert "false" == told["DialBridged"]
    assert ["GET"] == [asked.method for asked in app.requests("/whisper")]


def test_a_whisper_cannot_dial(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK, script=[])])
    app.on("/whisper", f"<Dial>{OTHER}</Dial>")
    dialled(world, app, f'<Dial action="/after" timeLimit="5"><Number url="/whisper">{DESK}</Number></Dial>')
    assert 13201 in codes(world)


def test_keys_are_sent_to_who_answers(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK)])
    dialled(world, app, f'<Dial action="/after"><Number sendDigits="w12">{DESK}</Number></Dial>')
    assert "(w12)" == world.log(kind="heard", number=DESK)[0]["text"]


def test_the_progress_of_a_number_is_told(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK)])
    events = "initiated ringing answered completed"
    number = f'<Number statusCallback="/progress" statusCallbackEvent="{events}">{DESK}</Number>'
    told = dialled(world, app, f'<Dial action="/after">{number}</Dial>')
    world.wait_for_count("webhook_answer", 4, what="call_status", call=told["DialCallSid"])
    asked = [request.form for request in app.requests("/progress")]
    assert ["initiated", "ringing", "in-progress", "completed"] == [form["CallStatus"] for form in asked]
    assert ["0", "1", "2", "3"] == [form["SequenceNumber"] for form in asked]
    assert {told["CallSid"]} == {form["ParentCallSid"] for form in asked}
    assert {"outbound-dial"} == {form["Direction"] for form in asked}


def test_only_the_end_of_a_number_is_told_by_itself(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK)])
    number = f'<Number statusCallback="/progress" statusCallbackMethod="GET">{DESK}</Number>'
    told = dialled(world, app, f'<Dial action="/after">{number}</Dial>')
    world.wait_for("webhook_answer", what="call_status", call=told["DialCallSid"])
    [request] = app.requests("/progress")
    assert ("GET", True) == (request.method, "CallStatus=completed" in request.url)


@pytest.mark.parametrize(("record", "channels"), [("true", "1"), ("record-from-ringing-dual", "2")])
def test_a_conversation_is_recorded(world: SimulatorClient, app: Any, record: str, channels: str) -> None:
    world.people([person(DESK)])
    document = f'<Dial action="/after" record="{record}" recordingStatusCallback="/kept">{DESK}</Dial>'
    told = dialled(world, app, document, script=[{"hears": "dispatching", "speak": "Ik zie een inbraak."}])
    world.wait_for("webhook_answer", what="recording_status")
    kept = app.requests("/kept")[0].form
    assert (told["RecordingUrl"], "DialVerb", channels) == (
        kept["RecordingUrl"],
        kept["RecordingSource"],
        kept["RecordingChannels"],
    )
    assert "Met de dispatching. Ik zie een inbraak." == world.log(kind="recorded")[0]["text"]


def test_a_conversation_is_not_recorded_by_itself(world: SimulatorClient, app: Any) -> None:
    world.people([person(DESK)])
    assert "RecordingUrl" not in dialled(
        world, app, f'<Dial action="/after" record="do-not-record">{DESK}</Dial>'
    )


@pytest.mark.parametrize(
    ("attribute", "code"),
    [
        ('method="PUT"', 13210),
        ('timeout="0"', 13212),
        ('hangupOnStar="x"', 13213),
        ('timeLimit="x"', 13216),
        ('record="x"', 13217),
        ('sequential="x"', 13218),
        ('answerOnBridge="x"', 13219),
        ('trim="x"', 13699),
        ('colour="red"', 12200),
    ],
)
def test_a_wrong_value_of_dial_is_warned_of_and_the_default_counts(
    world: SimulatorClient, app: Any, attribute: str, code: int
) -> None:
    world.people([person(DESK)])
    told = dialled(world, app, f'<Dial action="/after" {attribute}>{DESK}</Dial>')
    assert ("completed", [code]) == (told["DialCallStatus"], codes(world))


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (f'<Number method="PUT">{DESK}</Number>', 13221),
        (f'<Number sendDigits="x">{DESK}</Number>', 13222),
        (f'<Number statusCallbackEvent="x">{DESK}</Number>', 12200),
        (f"<Number>{DESK}</Number><Say>x</Say>", 13215),
    ],
)
def test_what_cannot_stand_in_a_dial_is_warned_of(
    world: SimulatorClient, app: Any, inside: str, code: int
) -> None:
    world.people([person(DESK)])
    told = dialled(world, app, f'<Dial action="/after">{inside}</Dial>')
    assert ("completed", [code]) == (told["DialCallStatus"], codes(world))
