"""Feedback owed: the alerts of which the members have not heard how they ended."""

from __future__ import annotations

from sqlmodel import col, select

from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState
from flows.engine.visit import Outcome, Visit
from ivr.desk.choosing import NEW
from ivr.desk.desk import Desk, network_name
from ivr.desk.officers import for_officers, network_ids

_SENT = (BroadcastState.CONFIRMED, BroadcastState.CLOSED)


@for_officers
def find_owed(desk: Desk, visit: Visit) -> Outcome:
    """The oldest alert of the officer's networks for which feedback is owed. A correction settles nothing."""
    with desk.exchange.database.reading() as session:
        settled = select(Broadcast.settles).where(
            col(Broadcast.settles).is_not(None),
            Broadcast.kind == BroadcastKind.FEEDBACK,
            col(Broadcast.state).in_(_SENT),
        )
        owed = (
            select(Broadcast, BroadcastNetwork.network_id)
            .join(BroadcastNetwork, col(BroadcastNetwork.broadcast_id) == col(Broadcast.id))
            .where(
                Broadcast.kind == BroadcastKind.ALERT,
                col(Broadcast.state).in_(_SENT),
                col(BroadcastNetwork.network_id).in_(network_ids(session, visit)),
                col(Broadcast.id).not_in(settled),
            )
            .order_by(col(Broadcast.confirmed_at), col(BroadcastNetwork.network_id))
        )
        found = session.exec(owed).first()
        if found is None:
            return Outcome("none")
        alert, network_id = found
        network = network_name(session, network_id)
    return Outcome("some", NEW | {
        "settles": alert.id, "network_id": network_id, "network": network, "from_report": None,
        "ago": desk.ago(alert.confirmed_at, visit.language),
    })  # fmt: skip
