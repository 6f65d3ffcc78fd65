"""The callbacks that come by the thousand, in statements made once: a call has come further, a call has ended unheard.
Whatever is seldom is told by `ended.end`, which knows every case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, literal_column, null, select, update
from sqlmodel import Session

from broadcast.ended import later_order
from broadcast.follow_up import ask_again, next_try
from carrier.carrier import CallState
from db.broadcasts import Attempt, AttemptState, BroadcastState, DeliveryState, Way
from db.claims import STILL_CALLED
from db.moves import MOVES
from db.prepared import Prepared
from settings import Settings

_A, _D, _B = (Attempt.metadata.tables[name] for name in ("attempts", "deliveries", "broadcasts"))
_THIS = _A.c.id == bindparam("row_id")

FURTHER = {
    CallState.QUEUED: AttemptState.PLACED,
    CallState.RINGING: AttemptState.RINGING,
    CallState.ANSWERED: AttemptState.ANSWERED,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """An attempt as it was when its callback came; its row is held until the transaction ends."""

    id: int
    state: AttemptState
    carrier_id: str | None
    delivery_id: int | None
    way: Way
    told: int

    def may_become(self, state: AttemptState) -> bool:
        """Whether that would be news."""
        return self.state in MOVES[Attempt][state]


_SEEN = Prepared(
    select(_A.c.id, _A.c.state, _A.c.carrier_id, _A.c.delivery_id, _A.c.way, _A.c.told)
    .where(_A.c.token == bindparam("token"))
    .with_for_update()
)
_ADOPTED = Prepared(update(_A).where(_THIS).values(carrier_id=bindparam("carrier")))
_NOW = bindparam("at", type_=_A.c.placed_at.type)
_FURTHER = {
    AttemptState.PLACED: Prepared(
        update(_A).where(_THIS).values(state=literal_column("'placed'"), placed_at=_NOW)
    ),
    AttemptState.RINGING: Prepared(
        update(_A).where(_THIS).values(state=literal_column("'ringing'"), ringing_at=_NOW)
    ),
    AttemptState.ANSWERED: Prepared(
        update(_A)
        .where(_THIS)
        .values(
            state=literal_column("'answered'"),
            answered_at=_NOW,
            ask_at=bindparam("ask", type_=_A.c.ask_at.type),
        )
    ),
}
_ENDED = Prepared(
    update(_A)
    .where(_THIS)
    .values(
        state=literal_column("'ended'"), reason=bindparam("why"), ended_at=_NOW, ask_at=null(), wish=null()
    )
)
_PRESENT = Prepared(
    select(
        _D.c.id,
        _D.c.state,
        _D.c.attempt_id,
        _D.c.reached_by,
        _D.c.tries,
        _D.c.order_key,
        _B.c.state,
        _B.c.confirmed_at,
    )
    .join_from(_D, _B, _B.c.id == _D.c.broadcast_id)
    .where(_D.c.id == bindparam("delivery"))
    .with_for_update(of=_D)
)
_AGAIN = Prepared(
    update(_D)
    .where(_D.c.id == bindparam("delivery"))
    .values(
        state=literal_column("'pending'"),
        call_due_at=bindparam("again", type_=_D.c.call_due_at.type),
        attempt_id=null(),
        heard_call=null(),
        order_key=bindparam("later"),
    )
)


def seen(session: Session, token: str) -> Seen | None:
    """The attempt of this token, held."""
    found = _SEEN.rows(session, token=token)
    return Seen(*found[0]) if found else None


def adopt(session: Session, attempt: Seen, carrier_id: str) -> bool:
    """Whether the attempt is this call at the carrier; by its token it is found even before we were told its id."""
    if attempt.carrier_id is None:
        _ADOPTED.run(session, [{"row_id": attempt.id, "carrier": carrier_id}])
    return attempt.carrier_id in (None, carrier_id)


def further(session: Session, settings: Settings, attempt: Seen, to: AttemptState, now: datetime) -> None:
    """A call has come further. While it is talked, the carrier is asked from time to time, for the case that its end is
    never told."""
    values: dict[str, Any] = {"row_id": attempt.id, "at": now}
    if to is AttemptState.ANSWERED:
        values["ask"] = ask_again(now, settings)
    _FURTHER[to].run(session, [values])


def over(session: Session, settings: Settings, attempt: Seen, reason: str, now: datetime) -> bool:
    """A call has ended, and either nothing follows or it is tried again; False for every other case, untouched."""
    if attempt.delivery_id is None or attempt.way is not Way.CALL:
        return False
    delivery, state, present, reached_by, tries, order, broadcast, confirmed_at = _PRESENT.rows(
        session, delivery=attempt.delivery_id
    )[0]
    by_call = state is DeliveryState.REACHED and reached_by is Way.CALL
    if present != attempt.id or by_call or state not in STILL_CALLED:
        _ENDED.run(session, [{"row_id": attempt.id, "why": reason, "at": now}])
        return True
    if attempt.told or state is not DeliveryState.TRYING or broadcast is not BroadcastState.CONFIRMED:
        return False
    again = next_try(tries, confirmed_at, now, settings)
    if again is None:
        return False
    _ENDED.run(session, [{"row_id": attempt.id, "why": reason, "at": now}])
    _AGAIN.run(session, [{"delivery": delivery, "again": again, "later": later_order(order, tries)}])
    return True
