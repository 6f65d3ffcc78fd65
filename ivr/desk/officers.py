"""The officer on the line: signed in or not (any more), and for which networks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from sqlmodel import Session

from db.people import Network, Officer
from db.pins import may_send_to
from flows.engine.visit import Fact, Outcome, Visit
from ivr.desk.desk import Desk, number_fact, there

Action = Callable[[Desk, Visit], Outcome]

SIGNED_OUT = "signed_out"


def for_officers(action: Action) -> Action:
    """An action that only an officer who is signed in gets done; else the outcome is `signed_out`: the session is over,
    or the officer was revoked in mid-call."""

    @wraps(action)
    def guarded(desk: Desk, visit: Visit) -> Outcome:
        if is_signed_in(desk, visit):
            return action(desk, visit)
        return Outcome(SIGNED_OUT, {"officer_id": None, "signed_in": None})

    return guarded


def signed_in(officer_id: int, now: datetime) -> dict[str, Fact]:
    """What is known once badge and PIN were right."""
    return {"officer_id": officer_id, "signed_in": int(now.timestamp()), "pin_tries": 0}


def is_signed_in(desk: Desk, visit: Visit) -> bool:
    """Whether the session of this call's officer still holds."""
    officer_id, since = number_fact(visit, "officer_id"), number_fact(visit, "signed_in")
    if officer_id is None or since is None:
        return False
    if desk.now.timestamp() - since > desk.exchange.settings.officer_session.total_seconds():
        return False
    with desk.exchange.database.reading() as session:
        officer = session.get(Officer, officer_id)
    return officer is not None and officer.revoked_at is None and officer.zone_id == desk.zone.id


def officers_networks(session: Session, visit: Visit) -> list[Network]:
    """The networks for which the officer on the line may send; none once revoked."""
    officer = number_fact(visit, "officer_id")
    return may_send_to(session, officer) if officer is not None else []


def network_ids(session: Session, visit: Visit) -> list[int]:
    """Their ids."""
    return [there(network.id) for network in officers_networks(session, visit)]


def the_officer(visit: Visit) -> str:
    """The officer on the line, as the audit names him."""
    return f"officer {number_fact(visit, 'officer_id')}"
