"""A report is opened before the beep, and filed once something is known to be kept: nothing spoken is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from broadcast import filing
from broadcast.jobs import want_recording
from broadcast.wake import wake
from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState
from db.member_wishes import At, at_number, each_network
from db.reports import Report, ReportState
from ivr.desk.desk import Desk, there
from ivr.exchange import Exchange

_STARTED_AGAIN = 1000  # added to the turn when Redis forgot where the call stood, and its turns began anew


def open_report(session: Session, report: Report) -> int:
    """The row exists before the beep; the same call and turn find the same row, while it waits for what will be said."""
    same = select(Report).where(Report.call_id == report.call_id, Report.turn == report.turn)
    found = session.exec(same).first()
    if found is None:
        session.add(report)
        session.flush()
        return there(report.id)
    if found.state in {ReportState.OPEN, ReportState.DROPPED}:
        return there(found.id)
    report.turn += _STARTED_AGAIN
    return open_report(session, report)


def keep_recording(exchange: Exchange, call_id: str, recording_id: str, seconds: int, now: datetime) -> None:
    """A recording of this call is known at the carrier: the report, the draft or the wish to join that waited for it
    gets it. However often and from whichever side this comes, it happens once."""
    kept = filing.keep_recording(exchange.means, call_id, recording_id, seconds, now)
    if kept is not None:
        want_recording(exchange.redis, kept)
        wake(exchange.redis)


def own_places(desk: Desk) -> list[At]:
    """The active networks in which somebody at the caller's number takes part: those in which an alert runs first, then
    the oldest membership first."""
    if desk.caller is None:
        return []
    with desk.exchange.database.reading() as session:
        here = each_network(at_number(session, desk.caller, desk.zone_id))
        running = _running(session, [there(one.network.id) for one in here], desk)
    return sorted(here, key=lambda one: one.network.id not in running)


def _running(session: Session, networks: Sequence[int], desk: Desk) -> set[int]:
    asked = (
        select(BroadcastNetwork.network_id)
        .join(Broadcast, col(Broadcast.id) == col(BroadcastNetwork.broadcast_id))
        .where(
            Broadcast.kind == BroadcastKind.ALERT,
            Broadcast.state == BroadcastState.CONFIRMED,
            col(Broadcast.confirmed_at) >= desk.now - desk.exchange.settings.sighting_window,
            col(BroadcastNetwork.network_id).in_(networks),
        )
    )
    return set(session.exec(asked))
