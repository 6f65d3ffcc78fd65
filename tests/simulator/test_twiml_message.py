"""Message and Redirect: what an application answers to a text."""

from typing import Any

import pytest

from simulator.client import SimulatorClient

LINE = "+3232020202"
SECOND = "+3232020203"
MEMBER = "+32470000001"
OTHER = "+32470000002"


def texted(world: SimulatorClient, app: Any, document: Any) -> None:
    """A member texts, and the application answers with this."""
    world.people([{"number": MEMBER}, {"number": OTHER}])
    app.on("/text", document)
    world.texts(MEMBER, LINE, "hallo")
    world.wait_for("webhook_answer", what="text")


def codes(world: SimulatorClient) -> list[int]:
    return [error["code"] for error in world.log(kind="error")]


@pytest.mark.parametrize(
    "inside",
    [
        "<Message>Dank u.</Message>",
        "<Message><Body>Dank u.</Body></Message>",
        "<Message>\n Dank u. </Message>",
    ],
)
def test_a_message_goes_to_who_texted(world: SimulatorClient, app: Any, inside: str) -> None:
    texted(world, app, inside)
    arrived = world.wait_for("text", direction="to_person")
    assert ("Dank u.", LINE, MEMBER) == (arrived["text"], arrived["from"], arrived["to"])


def test_a_message_keeps_its_lines(world: SimulatorClient, app: Any) -> None:
    texted(world, app, "<Message>Een.\nTwee.</Message>")
    assert "Een.\nTwee." == world.wait_for("text", direction="to_person")["text"]


def test_a_message_goes_to_and_comes_from_whom_it_says(world: SimulatorClient, app: Any) -> None:
    world.lines([{"number": SECOND}], add=True)
    texted(world, app, f'<Message to="{OTHER}" from="{SECOND}">Dank u.</Message>')
    arrived = world.wait_for("text", direction="to_person")
    assert (SECOND, OTHER) == (arrived["from"], arrived["to"])


def test_several_messages_are_sent(world: SimulatorClient, app: Any) -> None:
    texted(world, app, "<Message>Een.</Message><Message>Twee.</Message>")
    world.wait_for_count("text", 2, direction="to_person")
    assert ["Een.", "Twee."] == sorted(world.texts_to(MEMBER))


def test_the_way_of_a_message_is_told(world: SimulatorClient, app: Any) -> None:
    texted(world, app, '<Message statusCallback="/told">Dank u.</Message>')
    world.wait_for_count("webhook_answer", 2, what="text_status")
    assert ["sent", "delivered"] == [asked.form["MessageStatus"] for asked in app.requests("/told")]


def test_the_conversation_goes_on_at_a_messages_action(world: SimulatorClient, app: Any) -> None:
    app.on("/next", "<Message>Twee.</Message>")
    texted(world, app, '<Message action="/next" method="GET">Een.</Message><Message>Nooit.</Message>')
    world.wait_for_count("text", 2, direction="to_person")
    assert ["Een.", "Twee."] == sorted(world.texts_to(MEMBER))
    [asked] = app.requests("/next")
    assert ("GET", True) == (asked.method, "MessageStatus=queued" in asked.url)


def test_a_redirect_of_a_text_goes_on_elsewhere(world: SimulatorClient, app: Any) -> None:
    app.on("/next", "<Message>Verder.</Message>")
    texted(world, app, '<Redirect method="GET">/next</Redirect><Message>Nooit.</Message>')
    world.wait_for("text", direction="to_person", contains="verder")
    assert [("GET", True)] == [(asked.method, "Body=hallo" in asked.url) for asked in app.requests("/next")]


def test_documents_do_not_go_round_in_circles(world: SimulatorClient, app: Any) -> None:
    texted(world, app, "<Redirect>/text</Redirect>")
    world.wait_for("error", code=14106)
    assert 10 == len(app.requests("/text"))


@pytest.mark.parametrize("answer", ["", (200, "text/plain", ""), (204, "text/plain", "")])
def test_nothing_is_sent_for_an_empty_answer(world: SimulatorClient, app: Any, answer: Any) -> None:
    texted(world, app, answer)
    assert ([], []) == (world.log(kind="text", direction="to_person"), codes(world))


def test_plain_words_are_sent_as_a_text(world: SimulatorClient, app: Any) -> None:
    texted(world, app, (200, "text/plain", "OK"))
    assert "OK" == world.wait_for("text", direction="to_person")["text"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("<Message/>", 14103),
        (f"<Message>{'a' * 1601}</Message>", 14103),
        ('<Message to="overal">x</Message>', 14101),
        (f'<Message from="{OTHER}">x</Message>', 14102),
        ('<Message statusCallback="ftp://x/y">x</Message>', 14105),
    ],
)
def test_a_message_that_cannot_be_sent_is_left_out(
    world: SimulatorClient, app: Any, message: str, code: int
) -> None:
    texted(world, app, f"{message}<Message>Dank u.</Message>")
    world.wait_for("text", direction="to_person")
    assert (["Dank u."], [code]) == (world.texts_to(MEMBER), codes(world))


@pytest.mark.parametrize(
    ("message", "code"),
    [('<Message method="PUT">Dank u.</Message>', 14104), ('<Message colour="red">Dank u.</Message>', 12200)],
)
def test_a_wrong_value_of_message_is_warned_of(
    world: SimulatorClient, app: Any, message: str, code: int
) -> None:
    texted(world, app, message)
    world.wait_for("text", direction="to_person", contains="dank u")
    assert [code] == codes(world)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("<Say>x</Say>", "14110"),
        ("<Zeg>x</Zeg>", "12200"),
        ("<Message><Media>x</Media></Message>", "13750"),
        ((200, "text/html", "x"), "12300"),
        ((200, "text/xml", "<Response>"), "12100"),
        ((500, "text/html", "x"), "11200"),
    ],
)
def test_an_answer_to_a_text_that_is_refused_goes_to_the_fallback(
    world: SimulatorClient, app: Any, answer: Any, code: str
) -> None:
    world.lines([{"number": LINE, "sms_url": app.url + "/text", "sms_fallback_url": app.url + "/plan-b"}])
    app.on("/plan-b", "<Message>Later.</Message>")
    texted(world, app, answer)
    world.wait_for("text", direction="to_person", contains="later")
    told = app.requests("/plan-b")[0].form
    assert (code, app.url + "/text", "hallo") == (told["ErrorCode"], told["ErrorUrl"], told["Body"])


def test_two_lines_that_answer_each_other_are_stopped(world: SimulatorClient, app: Any) -> None:
    world.lines(
        [
            {"number": LINE, "sms_url": app.url + "/text"},
            {"number": SECOND, "sms_url": app.url + "/text"},
        ]
    )
    world.people([{"number": MEMBER}])
    app.on("/text", f'<Message to="{SECOND}">Dank u.</Message>' * 20)
    world.texts(MEMBER, LINE, "hallo")
    error = world.wait_for("error", code=14107)
    assert 15 == sum(each["n"] < error["n"] for each in world.log(kind="text_status", status="queued"))
