"""`python -m bench [--only P1,P6] [--quick] [--json FILE]`: measure, print tables, end with 1 if a target is missed."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bench import (
    first_ring,
    growth,
    head_of_line,
    idle,
    machine,
    peers,
    pressure,
    rates,
    reading,
    recovery,
    segments,
    sharing,
    storm,
    turns,
)
from bench.figure import Figure
from bench.plan import Plan

console = Console(width=150, highlight=False)


@dataclass(frozen=True, slots=True)
class Measurement:
    """Something to measure, and the codes that it yields."""

    codes: tuple[str, ...]
    run: Callable[[Plan], Iterable[Figure]]


MEASUREMENTS = (
    Measurement(("P1", "P2", "P3", "P8", "P9"), rates.measure),
    Measurement(("P4",), sharing.measure),
    Measurement(("P5",), pressure.measure),
    Measurement(("P6",), first_ring.measure),
    Measurement(("P7",), head_of_line.measure),
    Measurement(("P10", "P11", "P13"), storm.measure),
    Measurement(("P12",), growth.measure),
    Measurement(("P14",), recovery.measure),
    Measurement(("P15",), idle.measure),
    Measurement(("P16",), turns.measure),
    Measurement(("P17",), segments.measure),
    Measurement(("reading",), reading.measure),
    Measurement(("peers",), peers.measure),
)


def main(arguments: list[str]) -> int:
    """Returns the exit status."""
    asked = _parsed(arguments)
    only = set(filter(None, (asked.only or "").split(",")))
    unknown = only - {code for one in MEASUREMENTS for code in one.codes}
    if unknown:
        console.print(f"There is no {', '.join(sorted(unknown))}. There is: {', '.join(_codes())}")
        return 2
    console.print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC  {machine.described()}")
    quiet = machine.Quiet()
    console.print(f"[bold]{'':8}{'what':60}{'best      worst':>19}{'target':>20}[/]")
    figures = list(_measured(only, asked.quick))
    noise = quiet.noise()
    if noise:
        console.print(f"[bold]noisy[/]: {noise}; other figures may be had on a quiet machine")
    if asked.json:
        _write(asked.json, figures, noise)
    return _verdict(figures)


def _parsed(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument("--only", metavar="P1,P6", help="these alone")
    parser.add_argument("--quick", action="store_true", help="each within 15 seconds, once")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    return parser.parse_args(arguments)


def _codes() -> list[str]:
    return [code for one in MEASUREMENTS for code in one.codes]


def _measured(only: set[str], quick: bool) -> Iterable[Figure]:
    with tempfile.TemporaryDirectory(prefix="bl-") as folder:
        if not only:
            yield machine.calibration(Path(folder))
        for one in MEASUREMENTS:
            if only and not only & set(one.codes):
                continue
            plan = Plan(quick=quick, only=frozenset(only & set(one.codes)) or frozenset(one.codes))
            for figure in one.run(plan):
                if figure.code in plan.only or not figure.limit:
                    console.print(_line(figure))
                    yield figure


def _line(one: Figure) -> str:
    sign = "≥" if one.at_least else "≤"
    target = "" if one.limit is None else f"{sign} {one.limit:g}"
    met = "" if one.limit is None else ("[red]missed[/]" if one.missed else "met")
    values = f"{one.best:.4g} {one.worst:>10.4g} {one.unit:8}"
    return f"{one.code:8}{one.what:60}{values:>28} {target:>10} {met:8}{one.note}".rstrip()


def _write(path: Path, figures: list[Figure], noise: str | None) -> None:
    said = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine.described(),
        "noisy": noise,
        "figures": [one.as_json() for one in figures],
    }
    path.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n")


def _verdict(figures: list[Figure]) -> int:
    missed = [one for one in figures if one.missed]
    for one in missed:
        console.print(f"[red]missed[/] {one.code} {one.what}: {one.worst:.4g} {one.unit}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
