"""The clock: by itself, faster, and moved by hand."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import pytest
from twilio.rest import Client

from simulator.client import Refused, SimulatorClient
from simulator.clock import Clock
from simulator.world import Account, Company

LINE = "+3232020202"
AN = "+32470000001"


async def happenings(clock: Clock, *lengths: float) -> list[tuple[float, float]]:
    """Sleepers of these lengths, advanced over a minute: who woke when."""
    woken: list[tuple[float, float]] = []

    async def sleeper(length: float) -> None:
        await clock.sleep(length)
        woken.append((length, clock.now()))

    tasks = [asyncio.create_task(sleeper(length)) for length in lengths]
    await clock.advance(60)
    await asyncio.gather(*tasks)
    return woken


def test_by_hand_everything_happens_in_order_and_at_its_own_moment() -> None:
    assert [(1, 1.0), (2.5, 2.5), (30, 30.0)] == asyncio.run(happenings(Clock(by_hand=True), 30, 1, 2.5))


def test_what_follows_from_a_thing_happens_within_the_same_advance() -> None:
    async def story() -> tuple[int, float]:
        clock, ticks = Clock(by_hand=True), []

        async def ticking() -> None:
            while True:
                await clock.sleep(1)
                ticks.append(clock.now())

        task = asyncio.create_task(ticking())
        await clock.advance(3600)
        task.cancel()
        return len(ticks), ticks[-1]

    assert (3600, 3600.0) == asyncio.run(story())


def test_nothing_moves_until_it_is_advanced() -> None:
    async def story() -> list[float]:
        clock, woken = Clock(by_hand=True), []
        clock.call_later(0.01, lambda: woken.append(clock.now()))
        await asyncio.sleep(0.05)
        before = list(woken)
        await clock.advance(0.01)
        return [len(before), *woken]

    assert [0, 0.01] == asyncio.run(story())


def test_what_was_cancelled_does_not_happen() -> None:
    async def story() -> list[str]:
        clock, done = Clock(by_hand=True), list[str]()
        clock.call_later(1, lambda: done.append("one"))
        clock.call_later(2, lambda: done.append("two")).cancel()
        await clock.advance(5)
        return done

    assert ["one"] == asyncio.run(story())


def test_advancing_waits_for_what_the_application_is_still_asked() -> None:
    async def story() -> bool:
        clock, answered = Clock(by_hand=True), False

        async def ask() -> None:
            nonlocal answered
            with clock.held():
                await asyncio.sleep(0.1)
                answered = True

        task = asyncio.create_task(ask())
        await clock.advance(1)
        await task
        return answered

    assert asyncio.run(story())


def test_who_waits_follows_a_change_of_pace() -> None:
    async def story() -> float:
        clock = Clock()
        task = asyncio.create_task(clock.sleep(600))
        await asyncio.sleep(0)
        clock.set_speed(60_000)
        began = time.monotonic()
        await asyncio.wait_for(task, 5)
        return time.monotonic() - began

    assert asyncio.run(story()) < 5


def test_a_running_clock_is_not_advanced_and_no_clock_goes_back() -> None:
    async def advance(clock: Clock, seconds: float) -> None:
        await clock.advance(seconds)

    with pytest.raises(ValueError, match="runs by itself"):
        asyncio.run(advance(Clock(), 1))
    with pytest.raises(ValueError, match="not go back"):
        asyncio.run(advance(Clock(by_hand=True), -1))


def test_stamps_follow_the_hand() -> None:
    async def story() -> timedelta:
        clock = Clock(by_hand=True)
        before = clock.utc_now()
        await clock.advance(86_400)
        return clock.utc_now() - before

    assert timedelta(days=1) == asyncio.run(story())


@pytest.fixture
def company() -> Company:
    return Company(Account(sid="AC" + "a" * 32, token="t" * 32), Clock(by_hand=True))


ASKS = '<Gather numDigits="1" timeout="5" action="/key"><Say>Druk op een toets.</Say></Gather><Say>Te laat.</Say>'


def place(twilio: Client, app: Any) -> str:
    call = twilio.calls.create(
        to=AN,
        from_=LINE,
        url=app.on("/alert", ASKS),
        status_callback=app.on("/status", None),
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    return str(call.sid)


def test_a_call_stands_still_until_its_time_is_advanced(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": AN, "answers": [{"after": 10}]}])
    call = twilio.calls(place(twilio, app))
    seen = []
    for seconds in (0, 1, 8, 2, 60):
        world.advance(seconds)
        seen.append(call.fetch().status)
    assert ["queued", "ringing", "ringing", "in-progress", "completed"] == seen


def test_call_times_and_callbacks_are_stamped_by_the_clock(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": AN, "answers": [{"after": 10, "script": [{"press": "1"}]}]}])
    app.on("/key", '<Pause length="3600"/>')
    sid = place(twilio, app)
    world.advance(2 * 3600)
    fetched = twilio.calls(sid).fetch()
    assert ("completed", "3602") == (fetched.status, fetched.duration)
    assert 3612 == pytest.approx((fetched.end_time - fetched.start_time).total_seconds(), abs=1)
    assert ["initiated", "ringing", "in-progress", "completed"] == [
        each.form["CallStatus"] for each in app.requests("/status")
    ]


def test_an_hour_on_the_line_takes_no_hour_and_a_time_out_is_not_missed(
    world: SimulatorClient, app: Any, twilio: Client
) -> None:
    world.people([{"number": AN}])
    sid = place(twilio, app)
    began = time.monotonic()
    world.advance(3600)
    assert time.monotonic() - began < 20
    assert ["Druk op een toets.", "Te laat."] == world.history(AN)["heard"]
    waited = [entry["clock"] for entry in world.log(call=sid) if entry["kind"] in ("heard", "gathered")]
    assert 5.0 == pytest.approx(waited[1] - waited[0], abs=0.01)


def story(world: SimulatorClient, app: Any, twilio: Client) -> list[tuple[Any, ...]]:
    people = [
        {
            "number": f"+3247000{n:04}",
            "answers": [{"after": [2, 20], "script": [{"wait": [0, 5]}, {"press": "1"}]}],
        }
        for n in range(20)
    ]
    world.people({"seed": 5, "people": people})
    for person in people:
        twilio.calls.create(to=person["number"], from_=LINE, url=app.on("/alert", ASKS))
    world.advance(120)
    told = ("rang", "saying", "heard", "key", "call_status")
    return [
        (entry["clock"], entry["kind"], entry.get("number"), entry.get("text"))
        for entry in world.log()
        if entry["kind"] in told
    ]


def test_the_same_story_twice_is_the_same_story(world: SimulatorClient, app: Any, twilio: Client) -> None:
    app.on("/key", "<Hangup/>")
    first = story(world, app, twilio)
    begun = world.clock()
    second = story(world, app, twilio)[len(first) :]
    assert len(first) > 100
    assert [rest for _, *rest in first] == [rest for _, *rest in second]
    assert [moment for moment, *_ in first] == pytest.approx(
        [moment - begun for moment, *_ in second], abs=0.01
    )


def test_a_phone_in_hands_waits_for_the_clock_too(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather numDigits="1" timeout="5" action="/key"/><Say>Te laat.</Say>')
    call = world.dial(AN, LINE)
    world.advance(4)
    assert not call.state()["heard"]
    world.advance(2)
    call.hears("te laat")


def test_the_clock_is_stopped_and_let_go_over_the_control_interface(world: SimulatorClient) -> None:
    assert 5.0 == world.advance(5)
    world.speed(1000)
    with pytest.raises(Refused, match="runs by itself"):
        world.advance(1)
    world.stop_clock()
    stood = world.clock()
    assert stood == world.clock()
    assert stood + 2 == pytest.approx(world.advance(2))
