"""Sending: how many and how long, the second officer's approval, the door."""

from __future__ import annotations

from broadcast import approvals, start
from broadcast.wake import wake
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState
from db.officers import has_coordinator, may_send_to_all, networks_to
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import duration
from ivr.desk.desk import Desk, network_name, number_fact, text_fact
from ivr.desk.notices import tell_of_start
from ivr.desk.officers import for_officers

_HEARD = frozenset({BroadcastKind.ALERT, BroadcastKind.NOTICE, BroadcastKind.DRILL})


@for_officers
def count_members(desk: Desk, visit: Visit) -> Outcome:
    """How many would get it, and the honest time until the last phone rings."""
    draft_id = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.reading() as session:
        draft = session.get_one(Broadcast, draft_id)
        members = start.recipients(session, draft_id)
        seconds = start.seconds_until_last_ring(session, desk.exchange.settings, draft_id)
        network = text_fact(visit, "network") or network_name(session, number_fact(visit, "network_id"))
    words = duration(seconds, visit.language, desk.exchange.texts)
    facts: dict[str, Fact] = {"members": members, "duration": words, "network": network}
    if draft.kind is BroadcastKind.FEEDBACK:
        return Outcome("feedback", facts)
    return Outcome("some" if members else "nobody", facts)


@for_officers
def to_coordinator(desk: Desk, visit: Visit) -> Outcome:
    """Feedback that only the coordinators hear."""
    draft_id = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.writing() as session:
        if not has_coordinator(session, networks_to(session, draft_id)):
            return Outcome("nobody")
        session.get_one(Broadcast, draft_id).to_coordinator = True
    return Outcome("set")


@for_officers
def start_broadcast(desk: Desk, visit: Visit) -> Outcome:
    """The door: started once, however often it is knocked. A message to many waits for a second officer."""
    draft_id = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.writing() as session:
        draft = session.get(Broadcast, draft_id)
        officer = number_fact(visit, "officer_id") or 0
        if draft is None or not may_send_to_all(session, officer, networks_to(session, draft_id)):
            return Outcome("refused")
        members = start.recipients(session, draft_id)
        asks = draft.state is BroadcastState.DRAFT and approvals.needs_approval(session, draft, members)
        rung = approvals.ask(session, draft_id, desk.now) if asks else 0
    if asks:
        wake(desk.exchange.redis)
        return Outcome("approval" if rung else "no_colleague", {"limit": desk.zone.approval_above})
    started = start.start(desk.exchange.database, desk.exchange.settings, draft_id, desk.now)
    if started is None:
        return Outcome("refused")
    wake(desk.exchange.redis)
    if not started.again:
        _tell(desk, draft_id)
    return Outcome("started" if draft.kind in _HEARD else "sent", begun(draft_id))


def _tell(desk: Desk, draft_id: int) -> None:
    with desk.exchange.database.writing() as session:
        tell_of_start(desk, session, draft_id)
    wake(desk.exchange.redis)


def begun(broadcast_id: int) -> dict[str, Fact]:
    """What is known once a broadcast runs."""
    return {
        "broadcast_id": broadcast_id, "from_report": None, "resumed": None, "draft_id": broadcast_id, "told_of": None,
    }  # fmt: skip


def look_for_approval(desk: Desk, visit: Visit) -> Outcome:
    """What the second officer has decided by now."""
    draft_id = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.reading() as session:
        draft = session.get(Broadcast, draft_id)
    match draft.state if draft else BroadcastState.CANCELLED:
        case BroadcastState.DRAFT:
            return Outcome("not_yet")
        case BroadcastState.CANCELLED:
            return Outcome("refused")
        case _:
            return Outcome("started", begun(draft_id))
