"""The desk: one conversation's place, and the few questions that all actions ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from carrier.carrier import Language
from db.broadcasts import Attempt
from db.people import Network, Zone
from db.reports import Recording, RecordingStatus, Report
from flows import phrases
from flows.engine.visit import Fact, Visit
from ivr.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Desk:
    """One webhook's place: the exchange, the zone and its line, who is on the phone (None when withheld), the attempt
    when it is we who called, and the present moment."""

    exchange: Exchange
    zone: Zone
    line: str
    caller: str | None
    attempt: Attempt | None
    now: datetime

    @property
    def zone_id(self) -> int:
        """The zone's id."""
        return there(self.zone.id)

    def ago(self, then: datetime | None, language: Language) -> str:
        """How long ago that was, as people say it."""
        seconds = (self.now - then).total_seconds() if then else 0.0
        return phrases.ago(seconds, language, self.exchange.texts)


def there(row_id: int | None) -> int:
    """The id of a row that is in the database."""
    if row_id is None:
        raise ValueError("this row is not in the database yet")
    return row_id


def number_fact(visit: Visit, name: str) -> int | None:
    """A fact that is an id."""
    value = visit.facts.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text_fact(visit: Visit, name: str) -> str:
    """A fact that is a word."""
    value = visit.facts.get(name)
    return value if isinstance(value, str) else ""


def recording_facts(session: Session, recording_id: int | None, fact: str) -> tuple[str, dict[str, Fact]]:
    """Whether a recording can be played (`yes`, `not_yet`, `failed`), and its token as the fact `fact`."""
    recording = session.get(Recording, recording_id) if recording_id else None
    match recording:
        case Recording(status=RecordingStatus.KEPT, token=token):
            return "yes", {fact: token}
        case Recording(status=RecordingStatus.AWAITED):
            return "not_yet", {fact: None}
        case _:
            return "failed", {fact: None}


def report_facts(desk: Desk, session: Session, report: Report, language: Language) -> dict[str, Fact]:
    """What is said of a report before it is heard."""
    texts = desk.exchange.texts
    return {
        "report_id": report.id,
        "number": phrases.digits_apart(report.number or ""),
        "kind_words": phrases.kind_words(report.kind, language, texts),
        "who": phrases.who_words(report.member_id is not None, language, texts),
        "network": network_name(session, report.network_id) or desk.zone.name,
        "ago": desk.ago(report.filed_at, language),
        "message": report.text or "",
    }


def network_name(session: Session, network_id: int | None) -> str:
    """The network's name; nothing when it is not known which."""
    network = session.get(Network, network_id) if network_id else None
    return network.name if network else ""
