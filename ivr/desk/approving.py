"""The approval call: a second officer hears the message of another, and says yes or no."""

from __future__ import annotations

from sqlmodel import Session

from broadcast import approvals, start
from broadcast.wake import wake
from db.broadcasts import Broadcast, Errand
from db.officers import networks_to
from db.people import Officer
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import digits_apart
from ivr.desk.desk import Desk, network_name, recording_facts, there
from ivr.desk.hotline import message_text
from ivr.desk.notices import tell_of_start


def answer_approval(desk: Desk, visit: Visit) -> Outcome:
    """Who asks, for how many, and for which network."""
    with desk.exchange.database.reading() as session:
        draft, _ = _awaited(desk, session)
        if draft is None:
            return Outcome("none")
        asking = session.get_one(Officer, draft.officer_id)
        networks = networks_to(session, there(draft.id))
        facts: dict[str, Fact] = {
            "badge": digits_apart(asking.badge),
            "network": ", ".join(network_name(session, one) for one in networks),
            "members": start.recipients(session, there(draft.id)),
        }
    return Outcome("asked", facts)


def approval_message(desk: Desk, visit: Visit) -> Outcome:
    """What the other officer has spoken, or the fixed sentence."""
    with desk.exchange.database.reading() as session:
        draft, _ = _awaited(desk, session)
        if draft is None:
            return Outcome("failed")
        if draft.recording_id is None:
            words = message_text(desk, draft, str(visit.facts.get("network") or ""), visit.language)
            return Outcome("written", {"message": words})
        ready, token = recording_facts(session, draft.recording_id, "approval_audio")
    return Outcome("spoken" if ready == "yes" else ready, token)


def approve(desk: Desk, visit: Visit) -> Outcome:
    """Key 1: it goes out now."""
    with desk.exchange.database.reading() as session:
        draft, officer = _awaited(desk, session)
    place = desk.exchange
    started = (
        approvals.approve(place.database, place.settings, there(draft.id), officer, desk.now)
        if draft
        else None
    )
    if draft is None or started is None:
        return Outcome("none")
    wake(place.redis)
    if not started.again:
        with place.database.writing() as session:
            tell_of_start(desk, session, there(draft.id))
        wake(place.redis)
    return Outcome("started")


def refuse_approval(desk: Desk, visit: Visit) -> Outcome:
    """Key 9: nothing is sent."""
    with desk.exchange.database.writing() as session:
        draft, officer = _awaited(desk, session)
        if draft is not None:
            approvals.refuse(session, there(draft.id), officer, desk.now)
    return Outcome("refused")


def _awaited(desk: Desk, session: Session) -> tuple[Broadcast | None, int]:
    errand = session.get(Errand, desk.attempt.errand_id) if desk.attempt and desk.attempt.errand_id else None
    if errand is None or errand.broadcast_id is None or errand.officer_id is None:
        return None, 0
    return approvals.awaited(session, errand.broadcast_id, errand.officer_id, desk.now), errand.officer_id
