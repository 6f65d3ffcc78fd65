"""The lines of states, as tables of allowed moves, and the one function that moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, case, func, insert, or_, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Session, col, select

from db.broadcasts import (
    Attempt,
    AttemptState,
    Broadcast,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandState,
    Tally,
)
from db.reports import Report, ReportState

Movable = type[Delivery] | type[Errand] | type[Attempt] | type[Broadcast] | type[Report]

_D, _E, _A, _B, _R = DeliveryState, ErrandState, AttemptState, BroadcastState, ReportState

# to → from. What is not here cannot happen.
MOVES: Mapping[Movable, Mapping[StrEnum, Collection[StrEnum]]] = {
    Delivery: {
        _D.TRYING: {_D.PENDING},
        _D.PENDING: {_D.TRYING},
        _D.REACHED: {_D.PENDING, _D.TRYING, _D.FAILED, _D.STOPPED},  # a late callback still tells the truth
        _D.CONFIRMED: {_D.PENDING, _D.TRYING, _D.REACHED, _D.FAILED, _D.SUPPRESSED, _D.STOPPED},
        _D.FAILED: {_D.PENDING, _D.TRYING},
        _D.SUPPRESSED: {_D.PENDING, _D.TRYING},
        _D.STOPPED: {_D.PENDING, _D.TRYING},
    },
    Errand: {
        _E.TRYING: {_E.PENDING},
        _E.PENDING: {_E.TRYING},
        _E.DONE: {_E.PENDING, _E.TRYING},
        _E.FAILED: {_E.PENDING, _E.TRYING},
        _E.STOPPED: {_E.PENDING, _E.TRYING},
    },
    Attempt: {
        _A.PLACED: {_A.PLACING},
        _A.RINGING: {_A.PLACING, _A.PLACED},
        _A.ANSWERED: {_A.PLACING, _A.PLACED, _A.RINGING},
        _A.ENDED: {_A.PLACING, _A.PLACED, _A.RINGING, _A.ANSWERED},
    },
    Broadcast: {
        _B.CONFIRMED: {_B.DRAFT},
        _B.CANCELLED: {_B.DRAFT},
        _B.CLOSED: {_B.CONFIRMED},
    },
    Report: {
        _R.FILED: {_R.OPEN, _R.DROPPED},  # a recording that turns up late is a report all the same
        _R.DROPPED: {_R.OPEN},
        _R.TAKEN: {_R.FILED},
        _R.HANDLED: {_R.FILED, _R.TAKEN},
    },
}


def move(session: Session, table: Movable, row: int, to: StrEnum, *guards: Any, **also: Any) -> bool:
    """Move one row to `to` if its present state allows it and every guard holds; whether it did. `also` are columns
    written with it."""
    allowed = MOVES[table][to]
    wanted = (
        update(table)
        .where(col(table.id) == row, col(table.state).in_(allowed), *guards)
        .values(state=to, **also)
    )
    result = session.execute(wanted.execution_options(synchronize_session=False))
    return isinstance(result, CursorResult) and result.rowcount == 1


SHARDS = 8  # of a broadcast's counters

_NOTHING: frozenset[str] = frozenset()

_COUNTED: Mapping[DeliveryState, frozenset[str]] = {
    _D.REACHED: frozenset({"reached"}),
    _D.CONFIRMED: frozenset({"reached", "confirmed"}),  # who confirmed was reached
    _D.FAILED: frozenset({"failed"}),
    _D.SUPPRESSED: frozenset({"suppressed"}),
    _D.STOPPED: frozenset({"stopped"}),
}


def move_delivery(session: Session, delivery_id: int, to: DeliveryState, *guards: Any, **also: Any) -> bool:
    """Move a delivery, and its broadcast's counters with it; whether it did."""
    row = select(Delivery.state, Delivery.broadcast_id).where(col(Delivery.id) == delivery_id)
    before = session.exec(row.with_for_update()).first()
    if before is None:
        return False
    state, broadcast_id = before
    if not move(session, Delivery, delivery_id, to, col(Delivery.state) == state, *guards, **also):
        return False
    was, now = _COUNTED.get(DeliveryState(state), _NOTHING), _COUNTED.get(to, _NOTHING)
    count(session, broadcast_id, delivery_id, dict.fromkeys(now - was, 1) | dict.fromkeys(was - now, -1))
    return True


def count(session: Session, broadcast_id: int, shard: int, changes: Mapping[str, int]) -> None:
    """Change a broadcast's counters by so many."""
    changed = {name: getattr(Tally, name) + by for name, by in changes.items() if by}
    if changed:
        here = (col(Tally.broadcast_id) == broadcast_id, col(Tally.shard) == shard % SHARDS)
        session.execute(
            update(Tally).where(*here).values(changed).execution_options(synchronize_session=False)
        )


def open_tally(session: Session, broadcast_id: int) -> None:
    """The counters of a broadcast that begins, all at nought."""
    nought = {"reached": 0, "confirmed": 0, "failed": 0, "suppressed": 0, "stopped": 0, "sightings": 0}
    rows = [{"broadcast_id": broadcast_id, "shard": shard, **nought} for shard in range(SHARDS)]
    session.execute(insert(Tally), rows)


def claimed(session: Session, due: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """A group of deliveries that this transaction has locked is claimed: `due` (`call_due_at` or `text_due_at`) is
    over, and who was `pending` is `trying`. Each row has `row_id`, and for calls `call`, its attempt."""
    if not rows:
        return
    also = {"tries": Delivery.tries + 1, "attempt_id": bindparam("call")} if due == "call_due_at" else {}
    open_still = or_(*(col(Delivery.state) == state for state in (_D.PENDING, _D.TRYING, _D.REACHED)))
    here = (col(Delivery.id) == bindparam("row_id"), open_still)
    state = case((col(Delivery.state) == _D.PENDING, _D.TRYING.value), else_=col(Delivery.state))
    session.connection().execute(
        update(Delivery).where(*here).values({"state": state, due: None, **also}), rows
    )


def placed(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """A group of attempts that the carrier took. What a callback with our token told before is not taken back. Each
    row has `row_id`, `carrier` (its id there) and `ask` (when it is asked about, if nothing is heard)."""
    if not rows:
        return
    silent = (col(Attempt.asked) == 0) & col(Attempt.ask_at).is_not(None) & col(Attempt.answered_at).is_(None)
    values = {
        "carrier_id": func.coalesce(col(Attempt.carrier_id), bindparam("carrier")),
        "state": case((col(Attempt.state) == _A.PLACING, _A.PLACED.value), else_=col(Attempt.state)),
        "placed_at": func.coalesce(col(Attempt.placed_at), now),
        "ask_at": case((silent, bindparam("ask")), else_=col(Attempt.ask_at)),
    }
    here = (col(Attempt.id) == bindparam("row_id"), col(Attempt.state) != _A.ENDED)
    session.connection().execute(update(Attempt).where(*here).values(values), rows)
