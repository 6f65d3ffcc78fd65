"""F1, F2, F19: the web server is killed in the very moment of the officer's "1", or of somebody's report: before the commit
nothing was done, after it it was done once, and the same webhook told again gets its answer."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, select

from db.broadcasts import Broadcast, BroadcastState
from db.reports import Report
from db.schema import migrate
from db.session import Database, open_database
from demo.embedded import valkey, wait_until
from demo.neighbours import BADGE, HOTLINE, OFFICER, POLICE_LINE, Neighbour, people, settle
from demo.stage import answers, free_port, made_up_settings, process, settings_of, simulator, worker
from settings import Settings
from simulator.client import CallClient, SimulatorClient

PIN = "493817"
A_MEMBER = "Maria Peeters"  # who is spoken to in Dutch
HURRY = {"calls_per_second": "20", "retry_after": "600s"}


class Night:
    """The demo's neighbourhood, with a web server that can be killed and started again."""

    def __init__(
        self, folder: Path, environment: dict[str, str], settings: Settings, database: Database
    ) -> None:
        self.folder, self.environment, self.settings, self.database = folder, environment, settings, database
        self.world = SimulatorClient(settings.carrier_base_url)
        self.neighbours: list[Neighbour] = settle(database, PIN, datetime.now(UTC))
        base = settings.public_base_url
        self.world.lines([
            {"number": number, "voice_url": f"{base}/voice/line", "voice_fallback_url": f"{base}/voice/fallback",
             "sms_url": f"{base}/text/line", "status_callback": f"{base}/status/line"}
            for number in (HOTLINE, POLICE_LINE)
        ])  # fmt: skip
        self.world.people(people(self.neighbours))

    @contextlib.contextmanager
    def web(self, **fail: str) -> Iterator[None]:
        with process(self.folder, "web", self.environment | fail):
            wait_until(
                lambda: answers(f"{self.settings.public_base_url}/health"),
                "the web server",
                log=self.folder / "web.log",
            )
            yield

    def to_the_key(self) -> CallClient:
        """The officer has heard the message back, and is asked to press 1."""
        call = self.world.dial(OFFICER, POLICE_LINE)
        call.hears("badgenummer").presses(BADGE).hears("pincode").presses(PIN)
        call.hears("Nieuw bericht").presses("1").hears("code van het netwerk").presses("2018")
        call.hears("Dringend").presses("1").hears("na de toon").speaks("Twee mannen, rode jas.").presses("#")
        return call.hears("Versturen: druk 1", timeout=20)

    def to_the_beep(self) -> CallClient:
        """A member has gone to where a report is spoken, by four keys."""
        call = self.world.dial(
            next(one.phones[0] for one in self.neighbours if one.name == A_MEMBER), HOTLINE
        )
        for _ in range(4):
            call.presses("1")
        return call.hears("na de toon", timeout=30)

    def reports(self) -> list[Report]:
        with self.database.reading() as session:
            return list(session.exec(select(Report).where(col(Report.number).is_not(None))))

    def started(self) -> list[int]:
        with self.database.reading() as session:
            return [
                found or 0
                for found in session.exec(
                    select(Broadcast.id).where(col(Broadcast.state) == BroadcastState.CONFIRMED)
                )
            ]

    def the_key(self) -> int:
        """The webhook that carried the officer's "1"."""
        return next(int(sent["n"]) for sent in self.world.log(kind="webhook") if "/confirm/" in sent["url"])


@pytest.fixture
def night(database_url: str, tmp_path: Path) -> Iterator[Night]:
    with contextlib.ExitStack() as ends:
        redis_url = ends.enter_context(valkey(tmp_path / "valkey"))
        phone_company = f"http://127.0.0.1:{free_port()}"
        environment = made_up_settings(
            tmp_path, redis_url, free_port(), phone_company, database_url=database_url, **HURRY
        )
        settings = settings_of(environment)
        migrate(settings)
        database = open_database(settings)
        ends.callback(database.close)
        ends.enter_context(simulator(tmp_path, settings, 12.0))
        ends.enter_context(worker(tmp_path, environment))
        yield Night(tmp_path, environment, settings, database)


@pytest.mark.long
def test_f01_killed_before_the_commit_nothing_was_started(night: Night) -> None:
    with night.web(FAIL="start.before_commit:kill"):
        night.to_the_key().presses("1").ended(30)
    assert night.started() == []
    with night.web():
        assert night.world.resend(night.the_key())["status"] == 200
        night.world.wait_for("rang", 20)
    assert len(night.started()) == 1


@pytest.mark.long
def test_f02_killed_after_the_commit_it_was_started_once(night: Night) -> None:
    with night.web(FAIL="start.after_commit:kill"):
        night.to_the_key().presses("1").ended(30)
    assert len(night.started()) == 1
    with night.web():
        bodies = {night.world.resend(night.the_key())["body"] for _ in range(3)}
        night.world.wait_for_count("create_call", 45, 60)
    assert len(night.started()) == 1
    assert len(bodies) == 1
    assert "Verstuurd" in bodies.pop()
    asked = Counter(entry["url"] for entry in night.world.log(kind="create_call"))
    assert set(asked.values()) == {1}


@pytest.mark.long
def test_f19_killed_with_a_report_in_its_hands_the_report_is_kept_once(night: Night) -> None:
    with night.web(FAIL="turn.before_kept:kill@5"):
        call = night.to_the_beep()
        call.speaks("Een man in een rode jas, in de Dolfijnstraat.").presses("#").ended(60)
    with night.web():
        spoken = next(
            sent for sent in night.world.log(kind="webhook", call=call.sid) if "RecordingSid" in sent["body"]
        )
        for _ in range(3):
            assert night.world.resend(int(spoken["n"]))["status"] == 200
    assert len(night.reports()) == 1
