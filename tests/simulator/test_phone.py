"""The phone in the terminal."""

import io
import time
from typing import Any

import pytest
from rich.console import Console
from twilio.rest import Client

from simulator.client import SimulatorClient
from simulator.phone import Do, Phone, Typed, shown, understand

LINE = "+3232020202"
MINE = "+32470000009"


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("dial +32 3 202 02 02", Typed(Do.DIAL, LINE)),
        ("dial withheld +3232020202", Typed(Do.DIAL_WITHHELD, LINE)),
        ("10023#", Typed(Do.PRESS, words="10023#")),
        ("text +3232020202 twee mannen  met ladder", Typed(Do.TEXT, LINE, "twee mannen  met ladder")),
        ("hang up", Typed(Do.HANG_UP)),
        ("Twee mannen op het dak.", Typed(Do.SPEAK, words="Twee mannen op het dak.")),
        ("", Typed(Do.NOTHING)),
    ],
)
def test_a_typed_line_is_understood(line: str, typed: Typed) -> None:
    assert typed == understand(line)


def test_what_is_heard_is_shown_as_it_is() -> None:
    said = {"kind": "saying", "voice": "man", "text": "Druk [red]1[/red]"}
    assert r"[cyan]● Druk \[red]1\[/red][/]" == shown(said)
    assert shown({"kind": "webhook"}) is None


def test_somebody_dials_listens_presses_and_gets_a_text(world: SimulatorClient, app: Any) -> None:
    app.on("/voice", '<Gather numDigits="1" action="/menu"><Say>Druk 1.</Say></Gather>')
    app.on("/menu", "<Say>Dank u.</Say>")
    app.on("/text", "<Message>Melding 1234.</Message>")
    screen = io.StringIO()
    phone = Phone(world, MINE, Console(file=screen, width=200))
    phone.plug_in()
    for line in (f"dial {LINE}", "1", f"text {LINE} twee mannen"):
        assert phone.obey(understand(line))
    world.wait_for("text", to=MINE)
    world.wait_for("call_status", event="completed")
    _until(lambda: "Melding 1234." in screen.getvalue())
    assert "Druk 1." in screen.getvalue()
    assert "Dank u." in screen.getvalue()
    assert not phone.obey(understand("quit"))


def test_somebody_is_rung_and_answers(world: SimulatorClient, app: Any, twilio: Client) -> None:
    screen = io.StringIO()
    phone = Phone(world, MINE, Console(file=screen, width=200))
    phone.plug_in()
    twilio.calls.create(to=MINE, from_=LINE, twiml="<Response><Say>Bericht.</Say></Response>")
    _until(lambda: f"{LINE} calls" in screen.getvalue())
    phone.obey(understand("answer"))
    _until(lambda: "Bericht." in screen.getvalue())


def test_without_a_call_there_is_nobody_to_talk_to(world: SimulatorClient) -> None:
    screen = io.StringIO()
    phone = Phone(world, MINE, Console(file=screen, width=200))
    phone.obey(understand("hallo?"))
    assert "there is no call" in screen.getvalue()


def _until(happened: Any) -> None:
    deadline = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.02)
