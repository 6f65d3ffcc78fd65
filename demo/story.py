"""One night in Zurenborg, played live over HTTP: two reports, an alert, sightings, and how it ended."""

from __future__ import annotations

import contextlib
import json
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from db.pins import new_pin
from demo.acts import Told, tell
from demo.embedded import NotStarted
from demo.neighbours import BADGE, BIN, BIN_Z, HOTLINE, OFFICER, POLICE_LINE, Neighbour, people, settle
from demo.report import Log, Report, count
from demo.stage import PHONE_COMPANY_PORT, Stage, lines_at, stage
from simulator.client import NotHeard

# The demo is in a hurry: people speak, listen and walk so many times faster than in the world, and what is a minute
# in a real night is some seconds here.
SPEED = 12.0
_INTERRUPTED = 130  # as a shell says of Ctrl-C
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


def run(once: bool, report_file: Path = Path("demo-report.json")) -> int:
    """Play the story; stay up after it unless `once`. 0 when everything in it happened."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory(prefix="buurtlijn-demo-") as folder:
        try:
            return _play(console, Path(folder), report_file, once=once)
        except KeyboardInterrupt:
            console.print("\nEnded.")
            return _INTERRUPTED
        except (NotHeard, NotStarted) as missing:
            console.print(f"[red]The story broke off:[/] {missing}")
            _show_logs(console, Path(folder))
            return 1


def _play(console: Console, folder: Path, report_file: Path, *, once: bool) -> int:
    began, pin = time.monotonic(), new_pin()
    console.print(
        "[bold]Buurtlijn[/]: a night in Zurenborg. Starting Valkey, the phone company, the web server, the worker …"
    )
    with stage(folder, speed=SPEED, phone_port=PHONE_COMPANY_PORT, **HASTE) as up:
        neighbours = _move_in(up, pin)
        told = tell(console, up, neighbours, pin)
        report = _report(up, neighbours, told, time.monotonic() - began)
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
    up.world.lines(lines_at(up.settings.public_base_url, HOTLINE, POLICE_LINE))
    up.world.people(people(neighbours))
    return neighbours


def _report(up: Stage, neighbours: Sequence[Neighbour], told: Told, seconds: float) -> Report:
    log = Log(up.world.log())
    alert = log.between(told.alert_from, told.alert_until)
    over = log.between(told.alert_until, told.over_until)
    feedback = log.between(told.over_until, log.entries[-1]["n"] + 1)
    return count(log, (alert, over, feedback), neighbours, BIN[0], told.first_ring, seconds)


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
