"""A message to many waits for a second officer: the others are rung one after the other, and one says yes or no."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from broadcast import errands, start
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastState, Errand, ErrandKind, ErrandState
from db.moves import move
from db.officers import may_approve, may_send_to_all, networks_to
from db.people import Officer, Zone
from db.session import Database
from settings import Settings

NEXT_AFTER = timedelta(seconds=40)  # an officer who has not approved by then: the next one is rung as well
HOLDS_FOR = timedelta(minutes=15)  # an approval that comes later sends nothing
_MOST = 5  # officers who are rung


def needs_approval(session: Session, draft: Broadcast, members: int) -> bool:
    """Whether so many members need a second officer."""
    limit = session.get_one(Zone, draft.zone_id).approval_above
    return limit is not None and members > limit and draft.approved_by is None


def ask(session: Session, draft_id: int, now: datetime) -> int:
    """Have the other officers rung, mandataries first; how many there are. Asking again changes nothing."""
    draft = session.get_one(Broadcast, draft_id)
    asking = session.get_one(Officer, draft.officer_id)
    others = may_approve(session, asking, networks_to(session, draft_id))[:_MOST]
    if not others:
        return 0
    if draft.approval_asked_at is None:
        draft.approval_asked_at = now
        write_down(session, now, f"officer {asking.id}", "approval asked", broadcast=draft_id)
    for turn, officer in enumerate(others):
        errands.ring_officer(
            session, officer, kind=ErrandKind.APPROVAL, key=f"approval:{draft_id}:{officer.id}",
            due_at=now + turn * NEXT_AFTER, now=now, broadcast_id=draft_id,
        )  # fmt: skip
    return len(others)


def awaited(session: Session, draft_id: int, officer_id: int, now: datetime) -> Broadcast | None:
    """The draft, if it still waits for this officer's approval."""
    draft = session.get(Broadcast, draft_id)
    if draft is None or draft.state is not BroadcastState.DRAFT or draft.approval_asked_at is None:
        return None
    both = (officer_id, draft.officer_id)
    if officer_id == draft.officer_id or now > draft.approval_asked_at + HOLDS_FOR:
        return None
    networks = networks_to(session, draft_id)
    return draft if all(may_send_to_all(session, one, networks) for one in both) else None


def approve(
    database: Database, settings: Settings, draft_id: int, officer_id: int, now: datetime
) -> start.Started | None:
    """The second officer says yes: the message goes out. None when it does not wait any more."""
    with database.writing() as session:
        draft = awaited(session, draft_id, officer_id, now)
        if draft is None:
            return None
        draft.approved_by = officer_id
        write_down(session, now, f"officer {officer_id}", "approved", broadcast=draft_id)
        stop_asking(session, draft_id)
    return start.start(database, settings, draft_id, now)


def refuse(session: Session, draft_id: int, officer_id: int, now: datetime) -> bool:
    """The second officer says no: the message is put aside. Whether it was still waited for."""
    if awaited(session, draft_id, officer_id, now) is None:
        return False
    stop_asking(session, draft_id)
    write_down(session, now, f"officer {officer_id}", "approval refused", broadcast=draft_id)
    return move(session, Broadcast, draft_id, BroadcastState.CANCELLED, closed_why="not_approved")


def stop_asking(session: Session, draft_id: int) -> None:
    """Nobody else is rung for it."""
    asked = select(Errand.id).where(
        Errand.broadcast_id == draft_id,
        Errand.kind == ErrandKind.APPROVAL,
        col(Errand.state).in_([ErrandState.PENDING, ErrandState.TRYING]),
    )
    for errand_id in session.exec(asked.order_by(col(Errand.id))).all():
        move(session, Errand, errand_id or 0, ErrandState.STOPPED, reason="decided")
