"""Ways through a line that several stories take: a report, a new message, a wait until something holds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlmodel import select
from town import Town

from db.officers import set_neighbours
from db.people import Network, Zone
from simulator.client import CallClient

SEEN = "Twee mannen klimmen over de muur achter nummer 46."
VOICE = "richting station"
NOBODY = [{"kind": "no_answer"}]
TAKES = [{"press": "1"}, {"hears": "aangenomen", "hang_up": True}]


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def presses(call: CallClient, *keys: str) -> CallClient:
    """Each of these as soon as the call listens."""
    for key in keys:
        call.presses(key)
    return call


def reports(town: Town, number: str, words: str = SEEN, *keys: str) -> None:
    """A member reports what goes on now (a burglary, unless `keys` say what and when), and hangs up."""
    before = len(town.reports())
    call = presses(town.dials(number, town.hotline), *(keys or ("1", "1", "1", "1")))
    call.hears("na de toon")
    call.speaks(words)
    call.hangs_up()
    assert soon(lambda: len([one for one in town.reports() if one.number]) > before)
    assert soon(town.every_recording_is_in)


def to_the_beep(town: Town, call: CallClient, *kind: str) -> CallClient:
    """From the police line's menu to a new message, urgent unless `kind` says which."""
    presses(call, "1", town.bin, *(kind or ("1",)))
    return call.hears("na de toon")


def speaks(call: CallClient, words: str = f"Twee mannen in de Waterloostraat, {VOICE}.") -> CallClient:
    """The message; up to where it can be sent."""
    call.speaks(words)
    call.presses("#")
    return call.hears("Versturen: druk 1", timeout=20)


def sends(call: CallClient) -> CallClient:
    """The message, and sent."""
    speaks(call).presses("1")
    return call.hears("Verstuurd")


def code_in(text: str) -> str:
    """The last number of four digits of a text."""
    return str(re.findall(r"\b\d{4}\b", text)[-1])


def changes_zone(town: Town, **values: object) -> None:
    """The police zone is changed."""
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        for name, value in values.items():
            setattr(mine, name, value)


def changes_network(town: Town, code: str, **values: object) -> None:
    """A network is changed."""
    with town.up.database.writing() as session:
        network = session.exec(select(Network).where(Network.code == code)).one()
        for name, value in values.items():
            setattr(network, name, value)


def are_neighbours(town: Town) -> None:
    """The two networks of the zone lie beside each other."""
    with town.up.database.writing() as session:
        mine = session.exec(select(Zone).where(Zone.name == town.zone)).one()
        set_neighbours(session, mine, code=town.bin, others=[town.bin_z], now=datetime.now(UTC))
