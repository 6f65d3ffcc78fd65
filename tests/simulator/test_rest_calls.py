"""Calls over REST: which are found, what may be changed, and what is refused, with the real one's codes."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
OTHER = "+3232020203"
MEMBER = "+32470000001"
NEIGHBOUR = "+32470000002"
DOCUMENT = "<Response><Hangup/></Response>"
LONG = '<Response><Pause length="600"/></Response>'


def refusal(asking: Any, **asked: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        asking(**asked)
    return refused.value.status, refused.value.code


def ended(world: SimulatorClient, twilio: Client, to: str) -> Any:
    call = twilio.calls.create(to=to, from_=LINE, twiml=DOCUMENT)
    world.wait_for("call_status", event="completed", call=call.sid)
    return call


def answered(world: SimulatorClient, twilio: Client, to: str = MEMBER) -> Any:
    world.people([{"number": to}], add=True)
    call = twilio.calls.create(to=to, from_=LINE, twiml=LONG)
    world.wait_for("call_status", event="answered", call=call.sid)
    return call


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": ""}, 21201),
        ({"from_": ""}, 21213),
        ({"to": "de buren"}, 21211),
        ({"to": "+3247000"}, 21211),
        ({"from_": "de politie"}, 21212),
        ({"from_": "+3232020299"}, 21210),
        ({"twiml": ""}, 21205),
        ({"url": "ftp://example.org/voice"}, 21205),
        ({"twiml": "x" * 4001}, 32018),
        ({"twiml": "", "application_sid": "AP" + "a" * 32}, 21218),
        ({"to": "+15005550001"}, 21217),
        ({"to": "+15005550002"}, 21214),
        ({"to": "+15005550003"}, 21215),
        ({"to": "+15005550004"}, 21216),
        ({"from_": "+15005550001"}, 21212),
    ],
)
def test_a_call_that_cannot_be_made_is_refused(twilio: Client, asked: dict[str, str], code: int) -> None:
    wanted = {"to": MEMBER, "from_": LINE, "twiml": DOCUMENT} | asked
    assert (400, code) == refusal(twilio.calls.create, **wanted)


def test_words_may_be_long_where_a_url_is_given_too(twilio: Client, app: Any) -> None:
    call = twilio.calls.create(to=MEMBER, from_=LINE, url=app.url + "/voice", twiml="x" * 5000)
    assert "queued" == call.status


def test_a_fault_refuses_with_any_code(world: SimulatorClient, twilio: Client) -> None:
    world.faults({"name": "refuse", "code": 21219, "next": 1, "on": "calls"})
    assert (400, 21219) == refusal(twilio.calls.create, to=MEMBER, from_=LINE, twiml=DOCUMENT)
    assert "queued" == twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT).status


def test_an_event_that_does_not_exist_silences_the_callback_and_nothing_more(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    twilio.calls.create(
        to=MEMBER,
        from_=LINE,
        twiml=DOCUMENT,
        status_callback=app.url + "/status",
        status_callback_event=["answered", "hung-up"],
    )
    world.wait_for("call_status", event="completed")
    assert [] == app.requests("/status")
    assert [21626] == [each["code"] for each in world.log(kind="error")]


def test_calls_are_found_by_number_and_status(world: SimulatorClient, twilio: Client) -> None:
    world.people([{"number": NEIGHBOUR}])
    first, second = ended(world, twilio, MEMBER), ended(world, twilio, NEIGHBOUR)

    def found(**wanted: Any) -> list[str]:
        return [call.sid for call in twilio.calls.list(**wanted)]

    assert [second.sid, first.sid] == found()
    assert [first.sid] == found(to=MEMBER)
    assert [second.sid, first.sid] == found(from_=LINE)
    assert [] == found(from_=OTHER)
    assert [first.sid] == found(status="failed")
    assert [second.sid] == found(from_=LINE, status="completed")


def test_calls_are_found_by_the_call_that_made_them(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.people([{"number": NEIGHBOUR, "answers": [{"script": [{"wait": 1}, {"hang_up": True}]}]}])
    app.on("/voice", f"<Dial>{NEIGHBOUR}</Dial>")
    parent = world.dial(MEMBER, LINE)
    parent.ended()
    [child] = twilio.calls.list(parent_call_sid=parent.sid)
    assert (NEIGHBOUR, "outbound-dial") == (child.to, child.direction)


def test_calls_are_found_by_the_day_and_the_moment(world: SimulatorClient, twilio: Client) -> None:
    call = ended(world, twilio, MEMBER)
    begun: datetime = twilio.calls(call.sid).fetch().start_time
    day = timedelta(days=1)

    def found(**wanted: Any) -> int:
        return len(twilio.calls.list(**wanted))

    assert 1 == found(start_time=begun.date()) == found(end_time=begun.date())
    assert 0 == found(start_time=begun - day) == found(end_time=begun - day)
    assert 1 == found(start_time_after=begun) == found(end_time_after=begun.date())
    assert 0 == found(start_time_after=begun + day) == found(end_time_after=begun + day)
    assert 0 == found(start_time_before=begun) == found(end_time_before=begun.date())
    assert 1 == found(start_time_before=begun + day, start_time_after=begun - day)


def test_a_call_that_still_waits_has_no_time_to_be_found_by(world: SimulatorClient, twilio: Client) -> None:
    world.settings(calls_per_second=0.001)
    for _ in range(2):
        call = twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT)
    assert [call.sid] == [each.sid for each in twilio.calls.list(status="queued", to=MEMBER)][:1]
    assert call.sid not in [
        each.sid for each in twilio.calls.list(start_time_after=datetime(2020, 1, 1, tzinfo=UTC))
    ]


def test_a_day_that_is_none_is_refused(twilio: Client) -> None:
    with pytest.raises(Exception, match="20001"):
        twilio.calls.list(start_time="gisteren")


def test_pages_neither_lose_nor_repeat_while_calls_are_made(twilio: Client) -> None:
    made = [twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT).sid for _ in range(5)]
    seen = []
    page = twilio.calls.page(to=MEMBER, page_size=2)
    while page is not None:
        seen += [call.sid for call in page]
        twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT)
        page = page.next_page()
    assert made[::-1] == seen


def test_a_page_that_is_full_may_be_the_last(twilio: Client) -> None:
    for _ in range(2):
        twilio.calls.create(to=MEMBER, from_=LINE, twiml=DOCUMENT)
    assert twilio.calls.page(page_size=2).next_page() is None


def test_a_live_call_goes_on_with_other_words(world: SimulatorClient, app: Any, twilio: Client) -> None:
    call = answered(world, twilio)
    app.on("/over", "<Say>Het is voorbij.</Say>")
    assert "in-progress" == twilio.calls(call.sid).update(url=app.url + "/over").status
    world.wait_for("heard", text="Het is voorbij.")
    world.wait_for("call_status", event="completed", call=call.sid)
    assert (400, 21220) == refusal(twilio.calls(call.sid).update, twiml=DOCUMENT)
    assert (400, 21220) == refusal(twilio.calls(call.sid).update, status="completed")


def test_words_for_a_live_call_are_checked(world: SimulatorClient, twilio: Client) -> None:
    live = twilio.calls(answered(world, twilio).sid)
    assert (400, 32018) == refusal(live.update, twiml="x" * 4001)
    assert (400, 21205) == refusal(live.update, url="over")
    assert (400, 20001) == refusal(live.update, status="ringing")
    assert (400, 21220) == refusal(live.update, status="canceled")


def test_a_call_is_deleted_when_it_is_over(world: SimulatorClient, twilio: Client) -> None:
    call = twilio.calls(answered(world, twilio).sid)
    assert (409, 20009) == refusal(call.delete)
    call.update(status="completed")
    world.wait_for("call_status", event="completed")
    assert call.delete()
    assert (404, 20404) == refusal(call.fetch)
    assert [] == twilio.calls.list(to=MEMBER)
