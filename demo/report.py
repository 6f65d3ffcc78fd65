"""What happened, counted from the phone company's own log, never from our database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from carrier.carrier import Language
from demo.neighbours import DUTY, DUTY_MOBILE, HOTLINE, Neighbour
from flows.engine.texts import load

Entry = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Report:
    """The figures of one night. `members`: all in the two networks. `left_out`: members of the alerted network, not on
    holiday, whom the carrier was never asked to call or text. `called_twice`: requests for a call that repeat an attempt, or
    ring again who had pressed 1. `first_ring_ms`: from the officer's "1" at our server to the first request for a call."""

    members: int
    called: int
    texted: int
    confirmed: int
    voicemail: int
    retried: int
    left_out: int
    called_twice: int
    reports: int
    duty_calls: int
    sightings: int
    ring_backs: int
    feedback_heard: int
    first_ring_ms: int
    seconds: int

    def json(self) -> dict[str, int]:
        """As it is written to demo-report.json."""
        return asdict(self)


class Log:
    """The phone company's log, asked."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def of(self, kind: str, **wanted: object) -> list[Entry]:
        """The entries of a kind with these values."""
        return [
            e
            for e in self.entries
            if e["kind"] == kind and all(e.get(name) == value for name, value in wanted.items())
        ]

    def between(self, begin: int, end: int) -> Log:
        """The entries from one number to another."""
        return Log([entry for entry in self.entries if begin <= entry["n"] < end])


def left_out(log: Log, neighbours: Sequence[Neighbour], network: str) -> list[str]:
    """The members of a network who should have been called or texted, and were not."""
    asked = {entry["to"] for entry in log.of("create_call")} | {
        entry["to"] for entry in log.of("create_text")
    }
    return [n.name for n in neighbours if n.eligible and network in n.networks and not asked & set(n.phones)]


def called_twice(log: Log, phones: Collection[str]) -> list[str]:
    """Requests for a call to these phones that repeat an attempt, or that ring again who had confirmed."""
    creates = [entry for entry in log.of("create_call") if entry["to"] in phones]
    repeated = [url for url, times in Counter(entry["url"] for entry in creates).items() if times > 1]
    confirmed = {entry["number"]: entry["n"] for entry in reversed(log.of("key", text="1"))}
    again = [entry["to"] for entry in creates if entry["n"] > confirmed.get(entry["to"], entry["n"])]
    return [*repeated, *again]


def count(
    everything: Log,
    parts: tuple[Log, Log, Log],
    neighbours: Sequence[Neighbour],
    network: str,
    first_ring: float,
    seconds: float,
) -> Report:
    """The figures: `parts` are those of the log in which the alert, its end and the feedback were under way."""
    alert, _, feedback = parts
    phones = {number for neighbour in neighbours for number in neighbour.phones}
    calls = [entry for entry in alert.of("create_call") if entry["to"] in phones]
    rung = Counter(entry["to"] for entry in calls)
    back = [
        entry
        for entry in everything.of("dialled", to=HOTLINE)
        if entry["number"] in {e["number"] for e in alert.of("missed")}
    ]
    police = {DUTY, DUTY_MOBILE}
    how_it_ended = {load().message("outcome_caught", language) for language in Language}
    return Report(
        members=len(neighbours),
        called=len(rung),
        texted=len({entry["to"] for entry in alert.of("create_text") if entry["to"] in phones}),
        confirmed=len({entry["number"] for entry in alert.of("key", text="1") if entry["number"] in phones}
                      | {entry["from"] for entry in alert.of("text", direction="to_line", text="OK")}),
        voicemail=len({entry["number"] for entry in alert.of("voicemail_beep")}),
        retried=sum(1 for neighbour in neighbours if sum(rung[number] for number in set(neighbour.phones)) > 1),
        left_out=len(left_out(alert, neighbours, network)),
        called_twice=sum(len(called_twice(part, phones)) for part in parts),
        reports=_reports(everything, alert),
        duty_calls=sum(1 for entry in everything.of("create_call") if entry["to"] in police),
        sightings=_sightings(alert),
        ring_backs=len(back),
        feedback_heard=len({e["number"] for e in feedback.of("heard", complete=True) if e["number"] in phones and e["text"] in how_it_ended}
                           | {e["to"] for e in feedback.of("text", direction="to_person") if e["to"] in phones}),
        first_ring_ms=round(first_ring * 1000),
        seconds=round(seconds),
    )  # fmt: skip


def _reports(everything: Log, alert: Log) -> int:
    """Reports before the alert: recordings on the hotline, and texts."""
    begin = alert.entries[0]["n"] if alert.entries else 0
    before = everything.between(0, begin)
    return len(before.of("text", direction="to_line")) + sum(
        1 for e in before.of("heard") if "heeft nummer" in e["text"]
    )


def _sightings(alert: Log) -> int:
    """What members said or wrote while the alert ran; a single OK is no sighting."""
    written = [entry for entry in alert.of("text", direction="to_line") if len(entry["text"]) > 2]
    return len(written) + len(alert.of("key", text="3"))
