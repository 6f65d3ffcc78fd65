"""Attempts: the row before the ring. Each has an unguessable token, which will be in every URL that the carrier gets."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session, col

from broadcast.follow_up import first_ask
from broadcast.plan import ring_seconds
from carrier.phone import PhoneKind
from carrier.segments import segments
from db.broadcasts import Attempt, Way
from db.moves import claimed
from settings import Settings


@dataclass(frozen=True, slots=True)
class Ready:
    """One call or text whose attempt is committed; it goes to the carrier at its slot, or is given back."""

    attempt_id: int
    token: str
    way: Way
    number: str
    number_hash: str
    sender: str
    ring_seconds: int = 0
    detects_machine: bool = False
    body: str = ""
    segments: int = 1
    claimed_at: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An attempt to be made."""

    delivery_id: int | None
    errand_id: int | None
    broadcast_id: int | None
    round: int
    number: str
    number_hash: str
    sender: str
    kind: PhoneKind
    body: str | None = None
    alert: bool = True


def make_attempts(
    session: Session, settings: Settings, way: Way, wanted: Sequence[Wanted], now: datetime
) -> list[Ready]:
    """The rows of these attempts, `placing`, each with its token; ready to be sent once committed."""
    if not wanted:
        return []
    tokens = [secrets.token_urlsafe(24) for _ in wanted]
    costs = [segments(one.body) if one.body else 1 for one in wanted]
    rows = [
        {
            "delivery_id": one.delivery_id, "errand_id": one.errand_id, "broadcast_id": one.broadcast_id, "way": way,
            "round": one.round, "token": token, "number": one.number, "number_hash": one.number_hash,
            "body": one.body, "segments": cost, "placing_at": now, "ask_at": first_ask(now, settings),
        }
        for one, token, cost in zip(wanted, tokens, costs, strict=True)
    ]  # fmt: skip
    made_ids = insert(Attempt).returning(col(Attempt.id), sort_by_parameter_order=True)
    ids = [made or 0 for made in session.scalars(made_ids, rows)]
    _claim_deliveries(session, way, wanted, ids)
    return [
        Ready(
            attempt_id=made,
            token=token,
            way=way,
            number=one.number,
            number_hash=one.number_hash,
            sender=one.sender,
            ring_seconds=ring_seconds(one.kind, settings),
            detects_machine=one.alert and way is Way.CALL,
            body=one.body or "",
            segments=cost,
        )
        for made, one, token, cost in zip(ids, wanted, tokens, costs, strict=True)
    ]


def _claim_deliveries(session: Session, way: Way, wanted: Sequence[Wanted], ids: Sequence[int]) -> None:
    """What was due is due no more, and each delivery knows its present call."""
    rows: list[dict[str, int]] = [
        {"row_id": one.delivery_id} | ({"call": made} if way is Way.CALL else {})
        for made, one in zip(ids, wanted, strict=True)
        if one.delivery_id is not None
    ]
    claimed(session, f"{way}_due_at", rows)
