"""The lines of states, as tables of allowed moves, and the one function that moves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import SmallInteger, bindparam, case, cast, func, insert, literal_column, null, update
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
    Way,
)
from db.people import Member
from db.prepared import Prepared
from db.proofs import Proof, ProofState
from db.reports import Report, ReportState

Movable = type[Delivery] | type[Errand] | type[Attempt] | type[Broadcast] | type[Report] | type[Proof]

_D, _E, _A, _B, _R = DeliveryState, ErrandState, AttemptState, BroadcastState, ReportState
_P = ProofState

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
        # a recording that turns up late is a report all the same; what is added to a taken one is told again
        _R.FILED: {_R.OPEN, _R.DROPPED, _R.TAKEN},
        _R.DROPPED: {_R.OPEN},
        _R.TAKEN: {_R.FILED},
        _R.HANDLED: {_R.FILED, _R.TAKEN},
    },
    Proof: {
        _P.ASKED: {_P.OPEN},
        _P.PROVEN: {_P.ASKED},
        _P.REFUSED: {_P.ASKED},
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
    row = select(Delivery.state, Delivery.broadcast_id, Delivery.member_id).where(
        col(Delivery.id) == delivery_id
    )
    before = session.exec(row.with_for_update()).first()
    if before is None:
        return False
    state, broadcast_id, member_id = before
    if not move(session, Delivery, delivery_id, to, col(Delivery.state) == state, *guards, **also):
        return False
    was, now = _COUNTED.get(DeliveryState(state), _NOTHING), _COUNTED.get(to, _NOTHING)
    count(session, broadcast_id, delivery_id, dict.fromkeys(now - was, 1) | dict.fromkeys(was - now, -1))
    if to in _EAGER:
        _was_eager(session, member_id, _EAGER[to])
    return True


_EAGER: Mapping[DeliveryState, int] = {_D.CONFIRMED: 100, _D.FAILED: 0}


def _was_eager(session: Session, member_id: int, how: int) -> None:
    """Who confirms early is called early next time: the mean of the last few times."""
    mean = (Member.eager * 3 + how) / 4
    changed = update(Member).where(col(Member.id) == member_id).values(eager=cast(mean, SmallInteger))
    session.execute(changed.execution_options(synchronize_session=False))


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


def _claimed(way: Way) -> Prepared:
    mine = select(func.max(_ATTEMPTS.c.id)).where(
        _ATTEMPTS.c.delivery_id == _DELIVERIES.c.id,
        _ATTEMPTS.c.way == literal_column("'call'"),
        _ATTEMPTS.c.state == literal_column("'placing'"),
    )
    now_trying: Any = (_DELIVERIES.c.state == literal_column("'pending'"), literal_column("'trying'"))
    values = {"state": case(now_trying, else_=_DELIVERIES.c.state)} | (
        {"call_due_at": null(), "tries": _DELIVERIES.c.tries + 1, "attempt_id": mine.scalar_subquery()}
        if way is Way.CALL
        else {"text_due_at": null()}
    )
    open_still = _DELIVERIES.c.state.in_(
        [literal_column(f"'{state}'") for state in (_D.PENDING, _D.TRYING, _D.REACHED)]
    )
    here = (_DELIVERIES.c.id == bindparam("row_id"), open_still)
    return Prepared(update(_DELIVERIES).where(*here).values(values))


_DELIVERIES, _ATTEMPTS = Delivery.metadata.tables["deliveries"], Attempt.metadata.tables["attempts"]
_CLAIMED = {way: _claimed(way) for way in Way}


def claimed(session: Session, way: Way, deliveries: Sequence[int]) -> None:
    """A group of deliveries that this transaction holds is claimed: their call (or text) is due no more, who was
    `pending` is `trying`, and each knows its present call."""
    if deliveries:
        _CLAIMED[way].run(session, [{"row_id": row} for row in deliveries])


_SILENT: Any = (
    (_ATTEMPTS.c.asked == 0) & _ATTEMPTS.c.ask_at.is_not(None) & _ATTEMPTS.c.answered_at.is_(None),
    bindparam("ask"),
)
_PLACED = Prepared(
    update(_ATTEMPTS)
    .where(_ATTEMPTS.c.id == bindparam("row_id"), _ATTEMPTS.c.state != literal_column("'ended'"))
    .values(
        carrier_id=func.coalesce(_ATTEMPTS.c.carrier_id, bindparam("carrier")),
        state=case(
            (_ATTEMPTS.c.state == literal_column("'placing'"), literal_column("'placed'")),
            else_=_ATTEMPTS.c.state,
        ),
        placed_at=func.coalesce(_ATTEMPTS.c.placed_at, bindparam("at")),
        ask_at=case(_SILENT, else_=_ATTEMPTS.c.ask_at),
    )
)


def hold(session: Session, attempts: Sequence[int]) -> None:
    """These attempts are ours until the transaction ends, taken in the order of their ids."""
    mine = select(col(Attempt.id)).where(col(Attempt.id).in_(attempts)).order_by(col(Attempt.id))
    session.execute(mine.with_for_update())


def placed(session: Session, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """A group of attempts that the carrier took, in the order of their ids, so that nobody waits in a circle. What a
    callback with our token told before is not taken back. Each row has `row_id`, `carrier` (its id there) and `ask`
    (when it is asked about, if nothing is heard)."""
    if rows:
        _PLACED.run(session, rows, at=now)
