"""What the text line does: a text is a word that we know, a sighting when an alert is live, or a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from broadcast import status
from broadcast.filing import file_report
from broadcast.wake import wake
from carrier.phone import written
from carrier.segments import clean
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState, Delivery, Way
from db.calls import Text, answered_since, first_reading
from db.people import Line, Member, Phone, line_of, members_at, networks_of, opt_out_of_texts
from db.reports import Report, ReportKind
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import digits_apart
from flows.reading import Command, Reading, read
from ivr.desk.desk import Desk, network_name, there
from ivr.desk.reporting import open_report

_AN_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Sender:
    """Who texts: the members at that number, and the newest message that went to them."""

    number: str
    members: list[Member]
    newest: tuple[Broadcast, Delivery] | None

    def live(self, now: datetime, window: timedelta) -> tuple[Broadcast, Delivery] | None:
        """The alert that a text now is a sighting of."""
        if self.newest is None:
            return None
        broadcast, _ = self.newest
        runs = broadcast.kind is BroadcastKind.ALERT and broadcast.state is BroadcastState.CONFIRMED
        return (
            self.newest
            if runs and broadcast.confirmed_at and broadcast.confirmed_at >= now - window
            else None
        )


def read_text(desk: Desk, visit: Visit) -> Outcome:
    """Read a text once, do what it says, and name the answer. The same text again finds the answer that it got."""
    if desk.caller is None:
        return Outcome("silent")
    body = clean(visit.secrets.get("body", "")).strip()
    with desk.exchange.database.writing() as session:
        line, _ = line_of(session, desk.line) or (None, None)
        if line is None or line_of(session, desk.caller):
            return Outcome("silent")  # one of our own numbers: two machines would talk for ever
        sender = _sender(desk, session, desk.caller)
        outcome = _read_once(desk, session, visit, sender, line, body)
    wake(desk.exchange.redis)
    return outcome


def _read_once(desk: Desk, session: Session, visit: Visit, sender: _Sender, line: Line, body: str) -> Outcome:
    reading = read(body)
    name, act = _classified(desk, visit, sender, reading, body)
    told_by_carrier = visit.facts.get("answered_by_carrier") is True
    limit = desk.exchange.settings.answers_per_hour
    answered = not told_by_carrier and answered_since(session, sender.number, desk.now - _AN_HOUR) < limit
    row = Text(
        id=visit.id,
        line_id=there(line.id),
        sender_hash=sender.number,
        read_as=name,
        answered=answered,
        received_at=desk.now,
    )
    if first_reading(session, row):
        act(session)
        return Outcome(name if answered else "silent", _facts(desk, session, visit, sender))
    kept = session.get_one(Text, visit.id)
    return Outcome(kept.read_as if kept.answered else "silent", _facts(desk, session, visit, sender))


def _classified(
    desk: Desk, visit: Visit, sender: _Sender, reading: Reading, body: str
) -> tuple[str, Callable[[Session], None]]:
    live = sender.live(desk.now, desk.exchange.settings.sighting_window)
    match reading.command:
        case Command.STOP:
            return "stopped", lambda session: _opt_out(session, sender.number, desk.now)
        case Command.START:
            return "started", lambda session: _opt_out(session, sender.number, None)
        case Command.HELP:
            return "help", _nothing
        case Command.CONFIRM if sender.newest is not None:
            delivery = there(sender.newest[1].id)
            return "confirmed", lambda session: _confirm(session, delivery, desk.now)
        case Command.CONFIRM:
            return "nothing_live", _nothing
    if not body:
        return "empty", _nothing
    if live is not None:
        return "sighting", lambda session: _file(desk, session, visit, sender, reading, live)
    return ("report" if sender.members else "report_stranger"), lambda session: _file(
        desk, session, visit, sender, reading, None
    )


def _nothing(session: Session) -> None:
    """Some answers need nothing done."""


def _opt_out(session: Session, number: str, since: datetime | None) -> None:
    opt_out_of_texts(session, number, since)


def _confirm(session: Session, delivery: int, now: datetime) -> None:
    status.confirmed(session, delivery, now, Way.TEXT)


def _file(
    desk: Desk,
    session: Session,
    visit: Visit,
    sender: _Sender,
    reading: Reading,
    live: tuple[Broadcast, Delivery] | None,
) -> None:
    member = sender.members[0] if sender.members else None
    networks = networks_of(session, there(member.id)) if member else []
    network = live[1].network_id if live else (networks[0].id if networks else None)
    report = Report(
        zone_id=desk.zone_id, network_id=network, member_id=live[1].member_id if live else (member.id if member else None),
        answers=live[0].id if live else None, kind=ReportKind(reading.kind), text=reading.text, reporter=sender.number,
        reporter_hash=sender.number, language=visit.language, call_id=visit.id, turn=0, opened_at=desk.now,
    )  # fmt: skip
    open_report(session, report)
    file_report(desk.exchange.means, session, report, desk.now)


def _sender(desk: Desk, session: Session, number: str) -> _Sender:
    newest = (
        select(Broadcast, Delivery)
        .join(Delivery, col(Delivery.broadcast_id) == col(Broadcast.id))
        .join(Phone, col(Phone.member_id) == col(Delivery.member_id))
        .where(
            col(Phone.number_hash) == number,
            Broadcast.zone_id == desk.zone_id,
            col(Broadcast.confirmed_at) >= desk.now - desk.exchange.settings.replay_window,
            col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
        )
        .order_by(col(Broadcast.confirmed_at).desc(), col(Delivery.tries).desc(), col(Delivery.id))
    )
    found = session.exec(newest).first()
    return _Sender(number, members_at(session, number, desk.zone_id), (found[0], found[1]) if found else None)


def _facts(desk: Desk, session: Session, visit: Visit, sender: _Sender) -> dict[str, Fact]:
    number = session.exec(select(Report.number).where(Report.call_id == visit.id)).first()
    network = network_name(session, sender.newest[1].network_id) if sender.newest else ""
    return {
        "number": digits_apart(number) if number else "",
        "network": network or desk.zone.name,
        "zone": desk.zone.name,
        "line": written(desk.line),
    }
