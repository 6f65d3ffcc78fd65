"""What an account is allowed in a second and at once, by a clock that the test moves."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient
from simulator.clock import Clock
from simulator.command import simulator
from simulator.rates import Window
from simulator.settings import change, from_words
from simulator.world import Account, Company

LINE = "+3232020202"
SECOND_LINE = "+3232020203"
MEMBER = "+32470000001"
NEIGHBOUR = "+32470000002"
LONG = '<Response><Pause length="600"/></Response>'
TWO_SEGMENTS = "x" * 200

Passing = Callable[[float], None]


@pytest.fixture
def company() -> Company:
    return Company(Account(sid="AC" + "a" * 32, token="t" * 32), Clock(by_hand=True))


@pytest.fixture
def passes(loop: Any, company: Company) -> Passing:
    return lambda seconds: loop.run(company.clock.advance(seconds))


def place(twilio: Client, count: int = 1) -> list[Any]:
    return [twilio.calls.create(to=MEMBER, from_=LINE, twiml=LONG) for _ in range(count)]


def text(twilio: Client, from_: str = LINE, **more: Any) -> Any:
    return twilio.messages.create(to=MEMBER, from_=from_, body=TWO_SEGMENTS, **more)


def dialled(world: SimulatorClient) -> list[str]:
    return [entry["call"] for entry in world.log(kind="call_status", event="initiated")]


def sent(world: SimulatorClient) -> list[str]:
    return [entry["message"] for entry in world.log(kind="text_status", status="sent")]


def refusal(asking: Any, *asked: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        asking(*asked)
    return refused.value.status, refused.value.code


def test_calls_are_dialled_at_the_allowed_pace(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.settings(calls_per_second=2)
    calls = [call.sid for call in place(twilio, 6)]
    counts = []
    for _ in range(4):
        passes(1.0)
        counts.append(len(dialled(world)))
    assert [2, 4, 6, 6] == counts
    assert calls == dialled(world)


def test_a_call_says_how_long_it_will_wait(world: SimulatorClient, twilio: Client) -> None:
    world.settings(calls_per_second=2)
    assert ["0", "500", "1000", "1500"] == [call.queue_time for call in place(twilio, 4)]


def test_without_a_limit_nobody_waits(world: SimulatorClient, twilio: Client, passes: Passing) -> None:
    assert {"0"} == {call.queue_time for call in place(twilio, 20)}
    passes(0.3)
    assert 20 == len(dialled(world))


def test_who_gives_up_waiting_takes_nobodys_turn(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.settings(calls_per_second=1)
    first, second, third = (call.sid for call in place(twilio, 3))
    passes(0.5)
    twilio.calls(second).update(status="canceled")
    passes(1.0)
    assert [first, third] == dialled(world)
    assert "canceled" == twilio.calls(second).fetch().status


def test_who_waits_goes_by_a_new_rate_at_once(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.settings(calls_per_second=0.01)
    place(twilio, 5)
    world.settings(calls_per_second=None)
    passes(0.3)
    assert 5 == len(dialled(world))


def test_no_call_is_taken_that_would_wait_for_more_than_a_day(world: SimulatorClient, twilio: Client) -> None:
    world.settings(calls_per_second=1 / 80000)
    place(twilio, 2)
    assert (400, 22005) == refusal(place, twilio)


def test_a_call_that_has_waited_for_a_day_is_cancelled(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.settings(calls_per_second=1 / 40000)
    last = place(twilio, 3)[-1]
    world.settings(calls_per_second=1 / 80000)
    passes(24 * 3600 + 1)
    assert "canceled" == twilio.calls(last.sid).fetch().status


def test_too_many_calls_at_once_are_rejected(world: SimulatorClient, twilio: Client, passes: Passing) -> None:
    world.people([{"number": MEMBER}, {"number": NEIGHBOUR}])
    world.settings(calls_at_once=1)
    first = place(twilio)[0]
    passes(10.0)
    second = twilio.calls.create(to=NEIGHBOUR, from_=LINE, twiml=LONG)
    passes(10.0)
    assert ["in-progress", "failed"] == [twilio.calls(each.sid).fetch().status for each in (first, second)]
    assert [(second.sid, 10004)] == [(each["call"], each["code"]) for each in world.log(kind="error")]
    twilio.calls(first.sid).update(status="completed")
    passes(1.0)
    third = twilio.calls.create(to=NEIGHBOUR, from_=LINE, twiml=LONG)
    passes(10.0)
    assert "in-progress" == twilio.calls(third.sid).fetch().status


def test_calls_in_both_directions_count_together(
    world: SimulatorClient, app: Any, twilio: Client, passes: Passing
) -> None:
    world.people([{"number": NEIGHBOUR}])
    world.settings(calls_at_once=1)
    app.on("/voice", '<Say>Wacht.</Say><Pause length="600"/>')
    caller = world.dial(MEMBER, LINE)
    passes(5.0)
    call = twilio.calls.create(to=NEIGHBOUR, from_=LINE, twiml=LONG)
    late = world.dial("+32470000003", LINE)
    passes(5.0)
    assert ["in-progress", "busy"] == [each.state()["status"] for each in (caller, late)]
    assert "failed" == twilio.calls(call.sid).fetch().status
    assert 1 == len(app.requests("/voice"))


def test_a_call_that_is_joined_to_another_counts_too(
    world: SimulatorClient, app: Any, twilio: Client, passes: Passing
) -> None:
    world.people([{"number": NEIGHBOUR, "answers": [{"script": [{"hears": "nooit"}]}]}])
    world.settings(calls_at_once=2)
    app.on("/voice", f"<Dial>{NEIGHBOUR}</Dial>")
    world.dial(MEMBER, LINE)
    passes(10.0)
    assert "busy" == world.dial("+32470000003", LINE).ended()["status"]


def test_texts_leave_each_line_at_its_own_pace(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.lines([{"number": SECOND_LINE}], add=True)
    world.settings(segments_per_second=1)
    first = [text(twilio).sid for _ in range(3)]
    second = text(twilio, SECOND_LINE).sid
    counts = []
    for _ in range(5):
        passes(1.0)
        counts.append(len(sent(world)))
    assert [2, 2, 3, 3, 4] == counts
    assert {*first, second} == set(sent(world))
    assert first == [each for each in sent(world) if each != second]


def test_a_text_that_waited_past_its_time_is_never_sent(
    world: SimulatorClient, app: Any, twilio: Client, passes: Passing
) -> None:
    world.settings(segments_per_second=0.1)
    text(twilio)
    late = text(twilio, validity_period=5, status_callback=app.url + "/status")
    passes(30.0)
    assert ("failed", 30036) == (
        twilio.messages(late.sid).fetch().status,
        twilio.messages(late.sid).fetch().error_code,
    )
    assert ["30036"] == [each.form["ErrorCode"] for each in app.requests("/status")]


def test_a_line_with_ten_hours_of_texts_takes_no_more(world: SimulatorClient, twilio: Client) -> None:
    world.settings(segments_per_second=2 / 35000)
    text(twilio)
    text(twilio)
    assert (400, 21611) == refusal(text, twilio)


def test_creates_above_the_rate_are_turned_away_and_make_nothing(
    world: SimulatorClient, twilio: Client, passes: Passing
) -> None:
    world.settings(creates_per_second=2)
    place(twilio, 2)
    assert (429, 20429) == refusal(place, twilio)
    passes(1.0)
    place(twilio)
    assert 3 == len(twilio.calls.list())


def test_the_wait_is_named_when_it_is_set(world: SimulatorClient, twilio: Client) -> None:
    world.settings(creates_per_second=1, retry_after=3)
    place(twilio)
    assert (429, 20429) == refusal(place, twilio)
    last = twilio.http_client._test_only_last_response
    assert "3" == last.headers["Retry-After"]


def test_too_many_requests_at_once_are_turned_away(
    loop: Any, world: SimulatorClient, company: Company, twilio: Client
) -> None:
    world.settings(requests_at_once=1)
    company.requests += 1
    assert (429, 20429) == refusal(place, twilio)
    company.requests -= 1
    assert 1 == len(place(twilio))


def test_rates_are_set_when_it_starts() -> None:
    company = Company()
    change(company, from_words(["calls_per_second=1", "calls_at_once=5", "calls_at_once=none"]))
    assert (1, None) == (company.rates.calls_per_second, company.rates.calls_at_once)


@pytest.mark.parametrize("word", ["colour=1", "calls_per_second", "calls_at_once=many", "call_price=-1"])
def test_it_does_not_start_with_a_setting_that_makes_no_sense(word: str) -> None:
    started = CliRunner().invoke(simulator, ["--port", "0", "--set", word])
    assert 2 == started.exit_code
    assert "--set" in started.output


def test_no_second_holds_more_than_is_allowed() -> None:
    window, moments = Window(), [n / 7 for n in range(100)]
    admitted = [moment for moment in moments if window.admits(3, moment)]
    for moment in admitted:
        assert 3 >= len([each for each in admitted if moment <= each < moment + 1])
    assert 40 < len(admitted)
