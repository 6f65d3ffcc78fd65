"""Texts over REST: which are found, what may be changed, and what is refused, with the real one's codes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
MEMBER = "+32470000001"
NEIGHBOUR = "+32470000002"


def refusal(asking: Any, **asked: Any) -> tuple[int, int]:
    with pytest.raises(TwilioRestException) as refused:
        asking(**asked)
    return refused.value.status, refused.value.code


def delivered(world: SimulatorClient, twilio: Client, to: str, body: str = "Dag") -> Any:
    world.people([{"number": to}], add=True)
    text = twilio.messages.create(to=to, from_=LINE, body=body)
    world.wait_for("text_status", message=text.sid, status="delivered")
    return text


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"to": ""}, 21604),
        ({"from_": ""}, 21603),
        ({"to": "de buren"}, 21211),
        ({"from_": "+3232020299"}, 21606),
        ({"body": ""}, 21602),
        ({"body": "x" * 1601}, 21617),
        ({"to": "+3232020299"}, 21614),
        ({"status_callback": "status"}, 21609),
        ({"media_url": ["kaart"]}, 21620),
        ({"validity_period": 0}, 21624),
        ({"validity_period": 36001}, 21624),
        ({"to": "+15005550001"}, 21211),
        ({"to": "+15005550002"}, 21612),
        ({"to": "+15005550003"}, 21408),
        ({"to": "+15005550004"}, 21610),
        ({"to": "+15005550009"}, 21614),
        ({"from_": "+15005550001"}, 21212),
        ({"from_": "+15005550007"}, 21606),
        ({"from_": "+15005550008"}, 21611),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(twilio: Client, asked: dict[str, Any], code: int) -> None:
    wanted = {"to": MEMBER, "from_": LINE, "body": "Dag"} | asked
    assert (400, code) == refusal(twilio.messages.create, **wanted)


def test_a_trial_accounts_refusal_comes_by_fault(world: SimulatorClient, twilio: Client) -> None:
    world.faults({"name": "refuse", "code": 21608, "on": "texts"})
    assert (400, 21608) == refusal(twilio.messages.create, to=MEMBER, from_=LINE, body="Dag")


def test_texts_are_found_by_number_and_by_the_day(world: SimulatorClient, twilio: Client) -> None:
    first, second = delivered(world, twilio, MEMBER), delivered(world, twilio, NEIGHBOUR)
    sent: datetime = twilio.messages(first.sid).fetch().date_sent
    day = timedelta(days=1)

    def found(**wanted: Any) -> list[str]:
        return [text.sid for text in twilio.messages.list(**wanted)]

    assert [second.sid, first.sid] == found(from_=LINE) == found(date_sent=sent.date())
    assert [first.sid] == found(to=MEMBER, date_sent_after=sent.date())
    assert [first.sid] == found(to=MEMBER, date_sent_before=sent.date())
    assert [] == found(date_sent_before=sent - day) == found(date_sent_after=sent + day)


def test_pages_of_texts_follow_each_other(twilio: Client) -> None:
    sent = [twilio.messages.create(to=MEMBER, from_=LINE, body=f"Dag {n}").sid for n in range(5)]
    assert sent[::-1] == [text.sid for text in twilio.messages.list(page_size=2)]


def test_words_are_blanked_and_nothing_else_is_changed(world: SimulatorClient, twilio: Client) -> None:
    text = twilio.messages(delivered(world, twilio, MEMBER).sid)
    assert (400, 30400) == refusal(text.update, body="Iets anders")
    assert (400, 30400) == refusal(text.update, body="", status="canceled")
    assert "" == text.update(body="").body == text.fetch().body


def test_a_text_that_was_not_scheduled_cannot_be_cancelled(twilio: Client) -> None:
    text = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag")
    assert (400, 30409) == refusal(twilio.messages(text.sid).update, status="canceled")


def test_a_text_is_deleted_when_it_is_no_longer_on_its_way(world: SimulatorClient, twilio: Client) -> None:
    world.settings(segments_per_second=0.001)
    for _ in range(2):
        waiting = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag")
    assert (409, 20009) == refusal(twilio.messages(waiting.sid).delete)
    world.settings(segments_per_second=None)
    world.wait_for("text_status", message=waiting.sid, status="undelivered")
    assert twilio.messages(waiting.sid).delete()
    assert (404, 20404) == refusal(twilio.messages(waiting.sid).fetch)


def test_an_error_is_told_in_words_too(world: SimulatorClient, twilio: Client) -> None:
    text = twilio.messages.create(to=MEMBER, from_=LINE, body="Dag")
    world.wait_for("text_status", message=text.sid, status="undelivered")
    found = twilio.messages(text.sid).fetch()
    assert (30003, "Unreachable destination handset") == (found.error_code, found.error_message)
