"""One night in Zurenborg, played live over HTTP: two reports, an alert, sightings, and how it ended."""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlmodel import col, select

from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, Delivery, DeliveryState
from db.pins import new_pin
from demo.neighbours import (
    BADGE,
    BIN,
    BIN_Z,
    DISPATCH,
    DUTY,
    DUTY_MOBILE,
    HOTLINE,
    OFFICER,
    POLICE_LINE,
    Neighbour,
    people,
    settle,
)
from demo.report import Log, Report, count
from demo.stage import PHONE_COMPANY_PORT, Stage, stage
from demo.teller import Teller
from simulator.client import CallClient, NotHeard

# The demo is in a hurry: people speak, listen and walk so many times faster than in the world, and what is a minute
# in a real night is some seconds here.
SPEED = 12.0
HASTE = {
    "calls_per_second": "5",
    "calls_at_once": "60",
    "retry_after": "5s,8s,12s",
    "retry_deadline": "60s",
    "duty_again": "8s",
    "duty_next": "15s",
    "ring_mobile": "25s",
    "menu_seconds": "8",
}
LONGEST = 90.0  # seconds that any part of the story may take

REPORT = "Twee mannen klimmen over de muur achter Waterloostraat 46. Eén draagt een rode jas."
TEXT_REPORT = "Verdachte bestelwagen traag door de Dolfijnstraat, twee mannen kijken in alle tuinen"
ALERT = (
    "Inspecteur Verbeeck van politie Antwerpen. Melding van een bewoner: twee mannen proberen nu in te breken in de "
    "Waterloostraat. Eén draagt een rode jas. Blijf binnen, houd uw straat in het oog, en bel ons als u hen ziet."
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the story leaves behind for the report: where in the log its parts begin, and how soon the first phone rang."""

    alert_from: int
    alert_until: int
    first_ring: float


def run(once: bool, report_file: Path = Path("demo-report.json")) -> int:
    """Play the story; stay up after it unless `once`. 0 when everything in it happened."""
    console = Console(highlight=False)
    began, pin = time.monotonic(), new_pin()
    with contextlib.ExitStack() as ends:
        folder = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="buurtlijn-demo-")))
        console.print(
            "[bold]Buurtlijn[/]: a night in Zurenborg. Starting Valkey, the phone company, the web server, the worker …"
        )
        try:
            up = ends.enter_context(stage(folder, speed=SPEED, phone_port=PHONE_COMPANY_PORT, **HASTE))
            neighbours = _move_in(up, pin)
            told = _tell(console, up, neighbours, pin)
            report = _report(up, neighbours, told, time.monotonic() - began)
        except NotHeard as missing:
            console.print(f"[red]The story broke off:[/] {missing}")
            _show_logs(console, folder)
            return 1
        report_file.write_text(json.dumps(report.json()) + "\n", encoding="utf-8")
        wrong = _wrong(report)
        _show(console, report, wrong)
        if wrong:
            _show_logs(console, folder)
        if not once:
            _stay(console, up, pin)
    return 1 if wrong else 0


def _move_in(up: Stage, pin: str) -> list[Neighbour]:
    neighbours = settle(up.database, pin, datetime.now(UTC))
    base = up.settings.public_base_url
    up.world.lines([
        {"number": number, "voice_url": f"{base}/voice/line", "voice_fallback_url": f"{base}/voice/fallback",
         "sms_url": f"{base}/text/line", "status_callback": f"{base}/status/line"}
        for number in (HOTLINE, POLICE_LINE)
    ])  # fmt: skip
    up.world.people(people(neighbours))
    return neighbours


def _names(neighbours: Sequence[Neighbour]) -> dict[str, str]:
    ours = {HOTLINE: "the hotline", POLICE_LINE: "the police line", DUTY: "the duty phone", DUTY_MOBILE: "the second duty phone",
            OFFICER: "Inspecteur Verbeeck", DISPATCH: "dispatch"}  # fmt: skip
    return {
        number: neighbour.name for neighbour in reversed(neighbours) for number in neighbour.phones
    } | ours


def _tell(console: Console, up: Stage, neighbours: Sequence[Neighbour], pin: str) -> Told:
    phones = {neighbour.name: neighbour.phones[0] for neighbour in neighbours}
    closely = [
        OFFICER,
        DUTY,
        DUTY_MOBILE,
        *(phones[name] for name in ("Jan Goossens", "Lieve Verhoeven", "Dirk Jacobs", "An Wouters")),
    ]
    with Teller(console, up.world, _names(neighbours), closely) as teller:
        teller.act("Three in the morning: a resident rings the hotline")
        _report_by_voice(up, phones["Jan Goossens"])
        teller.act("Another texts what she sees")
        _report_by_text(up, phones["Lieve Verhoeven"])
        teller.act("An officer rings the police line")
        officer, alert_from, first_ring = _alert(up, pin)
        teller.act("Everybody is called")
        _everybody(up, officer)
        alert_until = up.world.last() + 1
        teller.act("How it ended")
        _feedback(up, officer)
        time.sleep(0.5)  # the last lines of the log are told
    return Told(alert_from, alert_until, first_ring)


def _report_by_voice(up: Stage, resident: str) -> None:
    call = up.world.dial(resident, HOTLINE)
    call.hears("In gevaar?")
    call.hears("Iets melden")
    call.presses("1")
    call.hears("Waarover gaat het?")
    call.presses("1")
    call.hears("Gebeurt het nu")
    call.presses("1")
    call.hears("Bent u in gevaar?")
    call.presses("1")
    call.hears("na de toon")
    call.speaks(REPORT)
    call.presses("#")
    call.hears("heeft nummer")
    call.ended(LONGEST)
    up.world.wait_for("rang", LONGEST, number=DUTY)
    _heard(up, DUTY, "Waterloostraat 46")


def _report_by_text(up: Stage, resident: str) -> None:
    up.world.texts(resident, HOTLINE, TEXT_REPORT)
    up.world.wait_for("text", LONGEST, to=resident, contains="heeft nummer")
    _heard(up, DUTY, "Dolfijnstraat")


def _heard(up: Stage, number: str, words: str) -> None:
    up.world.wait_for("heard", LONGEST, number=number, contains=words)


def _alert(up: Stage, pin: str) -> tuple[CallClient, int, float]:
    officer = up.world.dial(OFFICER, POLICE_LINE)
    officer.hears("badgenummer")
    officer.presses(BADGE)
    officer.hears("pincode")
    officer.presses(pin)
    officer.hears("Er wachten 2 meldingen")
    officer.hears("Nieuw bericht")
    officer.presses("2")
    officer.hears("Dolfijnstraat")
    officer.hears("Volgende melding")
    officer.presses("1")
    officer.hears("Waterloostraat 46", timeout=LONGEST)
    officer.hears("Volgende melding")
    officer.presses("2")
    officer.hears(f"Bericht voor {BIN[1]}")
    officer.hears("Spreek na de toon")
    officer.speaks(ALERT)
    officer.presses("#")
    officer.hears("Dit is uw bericht", timeout=LONGEST)
    officer.hears("twee mannen proberen")
    officer.hears("Versturen: druk 1")
    before = up.world.last()
    officer.presses("1")
    officer.hears("Verstuurd")
    return officer, before, _first_ring(up, before)


def _first_ring(up: Stage, before: int) -> float:
    """Seconds from the officer's "1" on its way to our server until the first request for a call of the alert."""
    asked = up.world.wait_for("webhook", LONGEST, after=before, contains="")
    asked = next(entry for entry in up.world.events(before, kind="webhook") if "/confirm/" in entry["url"])
    ring = up.world.wait_for("create_call", LONGEST, after=asked["n"])
    return float(ring["at"] - asked["at"])


def _everybody(up: Stage, officer: CallClient) -> None:
    """The officer stays on the line and hears how far it is, until every delivery has come to its end."""
    up.world.wait_for("recorded", LONGEST, contains="station")
    _wait(lambda: _retried_and_rung_back(up), "the retries and the ring-back")
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Bereikt")
    officer.hears("De nieuwste waarneming", timeout=LONGEST)
    _wait(lambda: not _unfinished(up, BroadcastKind.ALERT), "the last delivery of the alert")


def _retried_and_rung_back(up: Stage) -> bool:
    back = [entry for entry in up.world.log(kind="dialled", to=HOTLINE) if entry["number"] != OFFICER]
    return len(back) > 1 and bool(up.world.log(kind="voicemail_heard"))


def _unfinished(up: Stage, kind: BroadcastKind) -> list[Delivery]:
    with up.database.reading() as session:
        asked = (
            select(Delivery)
            .join(Broadcast, col(Broadcast.id) == col(Delivery.broadcast_id))
            .where(
                Broadcast.kind == kind,
                col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
            )
        )
        rows = list(session.exec(asked))
    open_ = {DeliveryState.PENDING, DeliveryState.TRYING}
    return [row for row in rows if row.state in open_ or row.call_due_at or row.text_due_at]


def _feedback(up: Stage, officer: CallClient) -> None:
    officer.presses("2")
    officer.hears("afgesloten", timeout=LONGEST)
    officer.hears("Nieuw bericht")
    officer.presses("4")
    officer.hears("feedback nodig")
    officer.hears("aangehouden: druk 1")
    officer.presses("1")
    officer.hears("De afloop is")
    officer.hears("Versturen: druk 1")
    officer.presses("1")
    officer.hears("Verstuurd")
    officer.hangs_up()
    _wait(lambda: not _unfinished(up, BroadcastKind.FEEDBACK), "the last delivery of the feedback")


def _wait(done: object, what: str) -> None:
    deadline = time.monotonic() + LONGEST
    while not done():  # type: ignore[operator]
        if time.monotonic() > deadline:
            raise NotHeard(f"{what} did not come within {LONGEST:.0f} s")
        time.sleep(0.1)


def _report(up: Stage, neighbours: Sequence[Neighbour], told: Told, seconds: float) -> Report:
    log = Log(up.world.log())
    alert = log.between(told.alert_from, told.alert_until)
    feedback = log.between(told.alert_until, log.entries[-1]["n"] + 1)
    return count(log, alert, feedback, neighbours, BIN[0], told.first_ring, seconds)


def _wrong(report: Report) -> list[str]:
    """What should have happened and did not."""
    none = [name for name in ("left_out", "called_twice") if getattr(report, name)]
    some = (
        "called",
        "texted",
        "confirmed",
        "voicemail",
        "retried",
        "duty_calls",
        "sightings",
        "ring_backs",
        "feedback_heard",
    )
    return none + [name for name in some if not getattr(report, name)] + [
        name for name, well in (("members", report.members >= 60), ("reports", report.reports >= 2), ("first_ring_ms", report.first_ring_ms <= 1000)) if not well
    ]  # fmt: skip


def _show(console: Console, report: Report, wrong: Sequence[str]) -> None:
    table = Table(title="What happened, by the phone company's own log", title_justify="left")
    table.add_column("figure")
    table.add_column("", justify="right")
    for name, value in report.json().items():
        table.add_row(name, str(value), style="bold red" if name in wrong else None)
    console.print()
    console.print(table)
    console.print(
        f"[red]Not as it should be: {', '.join(wrong)}[/]"
        if wrong
        else "[green]Everything in the story happened.[/]"
    )


def _show_logs(console: Console, folder: Path) -> None:
    for name in ("web", "worker", "simulator"):
        log = folder / f"{name}.log"
        if log.exists():
            console.print(f"[dim]--- the end of {name}.log[/]")
            console.print(
                "\n".join(log.read_text(errors="replace").splitlines()[-15:]), markup=False, highlight=False
            )


def _stay(console: Console, up: Stage, pin: str) -> None:
    up.world.speed(1.0)
    phone = f".venv/bin/buurtlijn phone --simulator {up.phone_company}"
    console.print(
        f"""
Buurtlijn stays up until Ctrl-C. In a second terminal, take a phone in hand:

  {phone} --number +32450004003      [dim]# as Jan Goossens, a member of {BIN[1]}[/]
     dial {HOTLINE}                   [dim]# the hotline: report, hear the alert again[/]
     text {HOTLINE} Twee mannen in de tuin van nummer 12

  {phone} --number {OFFICER}      [dim]# as Inspecteur Verbeeck[/]
     dial {POLICE_LINE}                   [dim]# the police line: badge {BADGE}, PIN {pin}; networks {BIN[0]} and {BIN_Z[0]}[/]
""",
        soft_wrap=True,
    )
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)


@contextlib.contextmanager
def quiet_interrupt() -> Iterator[None]:
    """Ctrl-C ends the demo without a trace."""
    try:
        yield
    except KeyboardInterrupt:
        Console().print("\nEnded.")
