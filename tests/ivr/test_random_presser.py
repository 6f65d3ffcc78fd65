"""Somebody who presses anything, says nothing, speaks, hangs up; and a carrier that asks twice, asks late and tells out of
order. On every line: no exception, no dead end, nothing sent that was not confirmed, and nothing lost that was spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from callers import (
    BADGE,
    BAKER,
    HOTLINE,
    MEMBER,
    NEIGHBOUR,
    OFFICER,
    PIN,
    POLICE_LINE,
    STRANGER,
    WITHHELD,
    Call,
    Carrier,
    arrive,
    ids,
)
from redis import Redis
from sqlmodel import col, func, select, update

from db.broadcasts import Attempt, Broadcast, BroadcastKind, BroadcastState, Errand, ErrandState, Way
from db.overrides import Override
from db.people import Membership, MembershipState, Network
from db.proofs import Proof
from db.reports import Recording, Report, ReportState
from flows.book import FLOWS
from flows.engine.steps import Ask, Do, Flow, Menu, PickLanguage, Record, Step, Transfer, ways

pytestmark = pytest.mark.long_on_postgres

MOST_TURNS = 40  # of one call; who is still there then hangs up
SENDING = frozenset({"start_broadcast", "approve"})  # the actions that send what an officer has said
WAITS = (Menu, PickLanguage, Ask, Record, Transfer)
# What a person types who knows what is asked.
KNOWN = {"badge": BADGE, "pin": PIN, "network": "2018", "postcode": "2018", "code": "2018", "days": "07"}
TEXTS = (
    "Inbraak bezig in de Dolfijnstraat 64", "46 niet 64", "1", "OK", "STOP", "START", "PAUZE 7", "STATUS", "LID 2018", "WEG 2018",
    "TAAL FR", "herhaal", "bedankt", "", "?", "gezien: rode jas, richting Draakplaats", "aide", "\u0000\U0001f600" * 40,
)  # fmt: skip


def sends(flow: Flow, name: str) -> bool:
    """Whether walking on from this step comes to an action that sends, before anybody is asked anything."""
    ahead, seen = [name], set()
    while ahead:
        at = ahead.pop()
        step: Step = flow.steps[at]
        if at in seen or isinstance(step, WAITS):
            continue
        seen.add(at)
        if isinstance(step, Do) and step.action in SENDING:
            return True
        ahead += [target for _, target in ways(step)]
    return False


CONFIRMING = {
    (flow.name, name, key)
    for flow in FLOWS.values()
    for name, step in flow.steps.items()
    if isinstance(step, Menu)
    for key, target in step.keys.items()
    if sends(flow, target)
}


def test_only_key_1_sends_and_key_3_to_the_coordinator_alone() -> None:
    others = {(flow, name, key) for flow, name, key in CONFIRMING if key != "1"}
    assert others <= {("police_line", "confirm_feedback", "3")}
    assert ("police_line", "confirm", "1") in CONFIRMING


@dataclass
class Presser:
    """One person after the other, on all lines, out of one seed."""

    random: Random
    carrier: Carrier
    redis: Redis
    an_alert: Callable[..., Attempt]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    spoken: list[str] = field(default_factory=list)
    confirmations: int = 0
    steps: set[tuple[str, str]] = field(default_factory=set)

    # ---- calls

    def call(self) -> None:
        """One call, from its first ring to its last webhook."""
        self.asked, self.spoken, self.confirmations = [], [], 0
        before = self.sent()
        call = self.random.choice([self.rings_a_line, self.rings_a_line, self.is_rung])()
        for _ in range(MOST_TURNS):
            if call.step == "end":
                break
            self.steps.add((self.flow(call), call.step))
            if not self.one_turn(call):
                break
        self.ends(call)
        arrive(self.carrier.database)
        self.nothing_was_lost(call)
        assert self.sent() - before <= self.confirmations

    def rings_a_line(self) -> Call:
        line, callers = self.random.choice([
            (HOTLINE, [MEMBER, NEIGHBOUR, BAKER, STRANGER, WITHHELD]), (POLICE_LINE, [OFFICER, STRANGER, WITHHELD]),
        ])  # fmt: skip
        return self.carrier.call(line, self.random.choice(callers))

    def is_rung(self) -> Call:
        """A call of ours: an alert, or whatever errand is due."""
        errand = self.due_errand()
        if errand is None or self.random.random() < 0.3:
            kind = self.random.choice([BroadcastKind.ALERT, BroadcastKind.FEEDBACK, BroadcastKind.DRILL])
            attempt = self.an_alert(self.random.choice([MEMBER, NEIGHBOUR]), kind)
            call = self.carrier.rings(attempt, attempt.number)
            if self.random.random() < 0.2:
                call.asks(f"/voice/attempt/{attempt.token}/enter/after_beep")
            return call
        with self.carrier.database.writing() as session:
            attempt = Attempt(errand_id=errand.id, way=Way.CALL, token=f"random{next(ids)}", round=next(ids), number=errand.number,
                              number_hash=errand.number, placing_at=datetime.now(UTC))  # fmt: skip
            session.add(attempt)
        return self.carrier.rings(attempt, errand.number)

    def due_errand(self) -> Errand | None:
        with self.carrier.database.reading() as session:
            due = select(Errand).where(Errand.way == Way.CALL, Errand.state == ErrandState.PENDING)
            found = session.exec(due.order_by(col(Errand.id).desc()).limit(20)).all()
        return self.random.choice(found) if found else None

    def one_turn(self, call: Call) -> bool:
        """Something happens; False when the person hung up."""
        what = self.random.random()
        if what < 0.04:
            return False
        if what < 0.10:
            self.asks_again(call)
        elif what < 0.12:
            self.redis.flushall()
        else:
            return self.answers(call)
        return True

    def asks_again(self, call: Call) -> None:
        """A webhook of this call comes once more: the last one gets the same answer, an old one changes nothing."""
        if not self.asked:
            return
        at = self.random.choice([-1, -1, self.random.randrange(len(self.asked))])
        url, more = self.asked[at]
        again = self.carrier.post(url.removeprefix(self.carrier.settings.public_base_url), call.form | more)
        assert again.status_code == 200

    def answers(self, call: Call) -> bool:
        flow, name = self.flow(call), call.step
        step = FLOWS[flow].steps.get(name) if flow in FLOWS else None  # none: it starts again
        match call.wait.tag:
            case "Gather":
                keys = self.keys(name, step)
                self.confirmations += (flow, name, keys) in CONFIRMING
                self.asks(call, Digits=keys)
            case "Record":
                return self.speaks(call)
            case "Dial":
                self.asks(
                    call, DialCallStatus=self.random.choice(["completed", "no-answer", "busy", "failed"])
                )
            case _:
                self.asks(call)
        return True

    def keys(self, name: str, step: Step | None) -> str:
        anything = ["", "", "*", "#", "7", "0", "12345", "x", "0" * 30]
        match step:
            case Menu(keys=keys):
                likely = list(keys) * 3
            case Ask(digits=digits):
                known = KNOWN.get(name, "1" * digits)
                likely = [known] * 12 + ["".join(self.random.choices("0123456789", k=digits))]
            case _:
                likely = ["1", "2", "3", "4"]
        return self.random.choice(likely * 2 + anything)

    def speaks(self, call: Call) -> bool:
        """A few words or nothing, ended by a key or a hang-up; the recording is told from both sides, in any order, and
        of a hang-up sometimes from one alone. Whether the person is still there."""
        if self.random.random() < 0.25:
            self.asks(call)  # nothing was said
            return True
        made, hung_up = f"RE{next(ids):032x}", self.random.random() < 0.3
        self.spoken.append(made)
        told = {"RecordingSid": made, "RecordingDuration": str(self.random.randint(1, 60))}
        if self.random.random() < 0.3:
            self.recording_is_ready(call, told)
        if not hung_up:
            self.asks(call, **told, Digits="#")
        elif self.random.random() < 0.7:
            self.asks(call, **told, Digits="hangup", CallStatus="completed")
        for _ in range(self.random.randint(1, 2)):
            self.recording_is_ready(call, told)
        if self.random.random() < 0.7:
            arrive(self.carrier.database)
        return not hung_up

    def recording_is_ready(self, call: Call, told: dict[str, str]) -> None:
        form = call.form | told | {"RecordingStatus": "completed"}
        assert self.carrier.post("/status/recording", form).status_code == 204

    def asks(self, call: Call, **more: str) -> None:
        self.asked.append((call.url, more))
        call.asks(call.url, **more)
        assert not [words for words in call.heard if "{" in words or "}" in words]

    def ends(self, call: Call) -> None:
        ended = call.form | {"CallStatus": "completed"}
        for _ in range(self.random.randint(1, 2)):
            assert self.carrier.post("/status/line", ended).status_code == 204

    # ---- texts

    def text(self) -> None:
        """One text, delivered once or twice."""
        form_id, body = f"SM{next(ids):032x}", self.random.choice(TEXTS)
        sender = self.random.choice([MEMBER, MEMBER, BAKER, STRANGER, NEIGHBOUR, "Proximus"])
        for _ in range(self.random.choice([1, 1, 2])):
            assert self.carrier.texts(body, sender, form_id).status_code == 200

    # ---- what must hold

    def flow(self, call: Call) -> str:
        return str(call.url.split("/")[-3])

    def sent(self) -> int:
        """How many messages that an officer has spoken (or the words for one) have gone out."""
        said = col(Broadcast.kind) != BroadcastKind.CORRECTION
        by_officer = (
            col(Broadcast.drafted_at).is_not(None) & said & ~col(Broadcast.call_id).startswith("CAtest")
        )
        gone = col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED])
        with self.carrier.database.reading() as session:
            return int(
                session.exec(select(func.count()).select_from(Broadcast).where(by_officer, gone)).one()
            )

    def told(self) -> str:
        """The call as the carrier told it, for who has to find out."""
        return "\n".join(f"{urlsplit(url).path} {more}" for url, more in self.asked)

    def nothing_was_lost(self, call: Call) -> None:
        with self.carrier.database.reading() as session:
            for made in self.spoken:
                kept = session.exec(select(Recording.id).where(Recording.carrier_id == made)).all()
                assert len(kept) == 1, self.told()
                owners = [
                    *session.exec(select(Report.id).where(Report.recording_id == kept[0])),
                    *session.exec(select(Broadcast.id).where(Broadcast.recording_id == kept[0])),
                    *session.exec(select(Proof.id).where(Proof.recording_id == kept[0])),
                    *session.exec(select(Override.id).where(Override.recording_id == kept[0])),
                ]
                assert owners, self.told()
            unnumbered = select(Report.id).where(
                col(Report.state).in_([ReportState.FILED, ReportState.TAKEN, ReportState.HANDLED]),
                col(Report.number).is_(None),
            )
            assert session.exec(unnumbered).all() == []


@pytest.fixture
def tmp_path(server_folder: Path) -> Path:
    """The database lies where the servers do, in memory if there is room: what it keeps counts here, and not how long a
    disk takes to keep it."""
    folder = server_folder / f"presser{next(ids)}"
    folder.mkdir()
    return folder


@pytest.fixture
def an_alert_of_a_test(an_alert: Callable[..., Attempt], carrier: Carrier) -> Callable[..., Attempt]:
    """An alert that the test has sent, not a person on the police line. Who has left in a call before is back."""

    def make(number: str, kind: BroadcastKind) -> Attempt:
        with carrier.database.writing() as session:
            session.execute(update(Membership).values(state=MembershipState.ACTIVE))
        attempt = an_alert(number, kind)
        with carrier.database.writing() as session:
            session.get_one(Broadcast, attempt.broadcast_id).call_id = f"CAtest{next(ids)}"
        return attempt

    return make


@pytest.fixture
def presser(
    carrier: Carrier, redis_client: Redis, an_alert_of_a_test: Callable[..., Attempt]
) -> Callable[[int], Presser]:
    with carrier.database.writing() as session:
        for network in session.exec(select(Network)):
            network.postcodes = ["2018"]

    def make(seed: int) -> Presser:
        return Presser(Random(seed), carrier, redis_client, an_alert_of_a_test)

    return make


def walks(presser: Presser, calls: int) -> Iterator[int]:
    for at in range(calls):
        presser.call()
        if at % 3 == 0:
            presser.text()
        yield at


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_people_press_nothing_breaks_and_nothing_is_lost(
    presser: Callable[[int], Presser], seed: int
) -> None:
    one = presser(seed)
    assert len(list(walks(one, 25))) == 25


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 120))
def test_ten_thousand_calls_break_nothing_and_lose_nothing(
    presser: Callable[[int], Presser], seed: int
) -> None:
    one = presser(seed)
    assert len(list(walks(one, 250))) == 250  # on two kinds of database, from 20 seeds
