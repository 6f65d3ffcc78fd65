"""STOP, START and HELP: what the carrier does by itself, and what it leaves to the application."""

from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from simulator.client import SimulatorClient

LINE = "+3232020202"
SECOND = "+3232020203"
MEMBER = "+32470000001"


def texts(world: SimulatorClient, body: str) -> None:
    seen = world.last()
    world.texts(MEMBER, LINE, body)
    world.wait_for("webhook_answer", what="text", after=seen)


def sends(twilio: Client, from_: str = LINE) -> int:
    """Send a text; the code of its refusal, or 0."""
    try:
        twilio.messages.create(to=MEMBER, from_=from_, body="bericht")
    except TwilioRestException as refused:
        return int(refused.code)
    return 0


@pytest.mark.parametrize(
    "word", ["STOP", "StopAll", " unsubscribe ", "Cancel", "END", "quit", "REVOKE", "optout"]
)
def test_a_word_that_stops_blocks_and_is_answered_and_passed_on(
    world: SimulatorClient, app: Any, twilio: Client, word: str
) -> None:
    world.people([{"number": MEMBER}])
    texts(world, word)
    assert 21610 == sends(twilio)
    assert "unsubscribed" in world.texts_to(MEMBER)[0]
    assert [word] == [asked.form["Body"] for asked in app.requests("/text")]


@pytest.mark.parametrize("word", ["START", "yes", "UnStop"])
def test_a_word_that_starts_unblocks(world: SimulatorClient, app: Any, twilio: Client, word: str) -> None:
    world.people([{"number": MEMBER}])
    texts(world, "STOP")
    texts(world, word)
    assert 0 == sends(twilio)
    assert "re-subscribed" in world.texts_to(MEMBER)[1]


def test_a_word_that_starts_is_not_answered_where_nothing_was_stopped(
    world: SimulatorClient, app: Any
) -> None:
    texts(world, "YES")
    assert ([], 1) == (world.texts_to(MEMBER), len(app.requests("/text")))


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_who_asks_for_help_gets_it(world: SimulatorClient, app: Any, word: str) -> None:
    texts(world, word)
    assert ["Reply STOP to unsubscribe. Msg&Data Rates May Apply."] == world.texts_to(MEMBER)


@pytest.mark.parametrize("words", ["stop ermee", "STOPPEN", "arrêt", "the end", "help mij", ""])
def test_only_the_word_alone_counts(world: SimulatorClient, app: Any, twilio: Client, words: str) -> None:
    world.people([{"number": MEMBER}])
    texts(world, words)
    assert ([], 0) == (world.texts_to(MEMBER), sends(twilio))


def test_what_is_stopped_is_one_line_only(world: SimulatorClient, app: Any, twilio: Client) -> None:
    world.lines([{"number": SECOND}], add=True)
    world.people([{"number": MEMBER}])
    texts(world, "STOP")
    assert [21610, 0] == [sends(twilio), sends(twilio, SECOND)]


def test_an_answer_to_who_stopped_is_not_sent(world: SimulatorClient, app: Any) -> None:
    world.people([{"number": MEMBER}])
    app.on("/text", "<Message>Jammer.</Message>")
    texts(world, "STOP")
    world.wait_for("error", code=21610)
    assert 1 == len(world.texts_to(MEMBER))


def test_the_kind_of_word_is_not_told_by_default(world: SimulatorClient, app: Any) -> None:
    texts(world, "STOP")
    assert "OptOutType" not in app.requests("/text")[0].form


@pytest.mark.parametrize(
    ("word", "kind"), [("quit", "STOP"), ("yes", "START"), ("info", "HELP"), ("dag", None)]
)
def test_the_kind_of_word_is_told_with_advanced_opt_out(
    world: SimulatorClient, app: Any, word: str, kind: str | None
) -> None:
    world.lines([{"number": LINE, "sms_url": app.url + "/text", "advanced_opt_out": True}])
    texts(world, word)
    assert kind == app.requests("/text")[0].form.get("OptOutType")
