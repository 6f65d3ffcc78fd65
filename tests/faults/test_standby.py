"""A second account: the first is suspended in mid-alert, a person switches, and everybody else is called through the other
one, from its number; nobody twice, nobody left out. What is under way at the first ends there."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select
from trouble.ground import CONFIRMS, SPEED, Ground, MakeGround, soon

from carrier.carrier import AccountName
from db.accounts import in_use
from db.alarms import alarms
from db.broadcasts import Attempt
from db.people import LineUse, Wants
from db.set_up import add_line
from demo.hamlet import HOTLINE
from demo.stage import free_port, simulator
from simulator.client import SimulatorClient

OTHER_HOTLINE = "+3215000009"


@dataclass
class Two:
    """A line with two accounts, each at a phone company of its own."""

    ground: Ground
    other: SimulatorClient

    def says(self, *words: str) -> str:
        """What the command `buurtlijn` says; it must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words], env={**os.environ, **self.ground.environment},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert 0 == done.returncode, done.stderr
        return done.stdout


@pytest.fixture
def two(make_ground: MakeGround, tmp_path: Path) -> Iterator[Two]:
    account = {
        "standby_account_sid": "AC" + secrets.token_hex(16), "standby_auth_token": secrets.token_hex(16),
        "standby_base_url": f"http://127.0.0.1:{free_port()}",
    }  # fmt: skip
    ground = make_ground(**account)
    there = ground.settings.model_copy(
        update={
            "twilio_account_sid": account["standby_account_sid"],
            "twilio_auth_token": ground.settings.standby_auth_token,
            "carrier_base_url": account["standby_base_url"],
        }
    )
    with ground.database.writing() as session:
        add_line(
            session, ground.zone, number=OTHER_HOTLINE, use=LineUse.HOTLINE, now=datetime.now(UTC),
            account=AccountName.STANDBY,
        )  # fmt: skip
    with simulator(tmp_path, there, SPEED):
        other = SimulatorClient(account["standby_base_url"], patience=60)
        base = ground.settings.public_base_url
        other.line(OTHER_HOTLINE, voice_url=f"{base}/voice/line", status_callback=f"{base}/status/line")
        yield Two(ground, other)


def test_when_the_first_account_is_suspended_the_rest_goes_through_the_other(two: Two) -> None:
    ground = two.ground
    network = ground.network(50, lives=([CONFIRMS],), wants=Wants.CALLS)
    two.other.people([{"number": number, "answers": [CONFIRMS]} for number in ground.numbers], add=True)
    draft = ground.draft(network)
    ground.up(workers=2)
    ground.start(draft)
    assert soon(lambda: ground.calls() > 15, 60)
    ground.faults({"name": "suspended_account"})
    assert soon(lambda: _alarm(ground), 30)
    assert "main" in two.says("carrier").partition("IN USE")[0]
    assert "standby" in two.says("carrier", "switch")
    assert "by cli" in two.says("carrier")
    assert soon(lambda: int(two.other.request("GET", "/sim/")["calls"]) > 0, 10)
    assert soon(lambda: ground.is_quiet() and not two.other.request("GET", "/sim/")["calls_live"], 120)

    assert {"confirmed": 50} == ground.states(draft)
    answered = [
        sum(len(world.history(number)["answered"]) for world in (ground.world, two.other))
        for number in ground.numbers
    ]
    assert [1] * 50 == answered
    assert {OTHER_HOTLINE} == {entry["from"] for entry in two.other.log(kind="create_call")}
    assert {HOTLINE} == {entry["from"] for entry in ground.asked()}
    assert not _alarm(ground)
    with ground.database.reading() as session:
        assert AccountName.STANDBY is in_use(session)
        placed = session.exec(select(Attempt).where(Attempt.reason == "completed")).all()
    at = {name: sum(one.account is name for one in placed) for name in AccountName}
    assert at[AccountName.MAIN] > 0 < at[AccountName.STANDBY]
    assert 50 == sum(at.values())


@pytest.mark.long
def test_what_is_under_way_at_the_old_account_is_ended_and_asked_for_there(two: Two) -> None:
    ground = two.ground
    rings_long = {"kind": "no_answer"}
    network = ground.network(8, lives=([rings_long],), wants=Wants.CALLS)
    two.other.people([{"number": number, "answers": [CONFIRMS]} for number in ground.numbers], add=True)
    ground.world.request("PUT", "/sim/speed", {"speed": 0.5})
    draft = ground.draft(network)
    ground.up()
    ground.faults({"name": "hang_after_accepting", "seconds": 6, "next": 2})  # two answers are lost
    ground.start(draft)
    assert soon(lambda: len(ground.world.log(kind="rang")) >= 8, 60)
    two.says("carrier", "switch", "standby")
    assert soon(lambda: _with_an_id(ground) == 8, 60)  # found in the list of the account that has them
    two.says("broadcast", "stop", str(draft))
    assert soon(lambda: not ground.world.request("GET", "/sim/")["calls_live"], 30)
    assert soon(ground.is_quiet, 60)
    assert [] == two.other.log(kind="create_call")


def _alarm(ground: Ground) -> bool:
    with ground.database.reading() as session:
        return any(one.name == "calls_refused" for one in alarms(session))


def _with_an_id(ground: Ground) -> int:
    with ground.database.reading() as session:
        found = session.exec(select(Attempt)).all()
    assert {AccountName.MAIN} == {one.account for one in found}
    return sum(one.carrier_id is not None for one in found)
