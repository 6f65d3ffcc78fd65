"""Attempts: the row before the ring. Each has an unguessable token, which will be in every URL that the carrier gets."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select
from sqlmodel import Session, SQLModel

from broadcast.follow_up import first_ask
from broadcast.plan import ring_seconds
from carrier.carrier import AccountName
from carrier.phone import PhoneKind
from carrier.segments import segments
from db.accounts import in_use
from db.broadcasts import Way
from db.moves import claimed
from db.prepared import Prepared
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
    account: AccountName = AccountName.MAIN
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


_ATTEMPTS = SQLModel.metadata.tables["attempts"]
_NOUGHT: Any = literal_column("0")
_NEW = Prepared(insert(_ATTEMPTS).values(
    state=literal_column("'placing'"), told=_NOUGHT, pressed=literal_column("false"), asked=_NOUGHT,
    **{name: bindparam(name) for name in (
        "delivery_id", "errand_id", "broadcast_id", "way", "round", "token", "number", "number_hash", "body",
        "segments", "placing_at", "ask_at", "account",
    )},
))  # fmt: skip
_JUST_MADE = Prepared(
    select(_ATTEMPTS.c.token, _ATTEMPTS.c.id).where(
        _ATTEMPTS.c.ask_at == bindparam("ask_at"), _ATTEMPTS.c.placing_at == bindparam("now")
    )
)


def make_attempts(
    session: Session, settings: Settings, way: Way, wanted: Sequence[Wanted], now: datetime
) -> list[Ready]:
    """The rows of these attempts, `placing`, each with its token; ready to be sent once committed."""
    if not wanted:
        return []
    ask_at, account = first_ask(now, settings), in_use(session)
    tokens = [secrets.token_urlsafe(24) for _ in wanted]
    costs = [segments(one.body) if one.body else 1 for one in wanted]
    rows = [
        {
            "delivery_id": one.delivery_id, "errand_id": one.errand_id, "broadcast_id": one.broadcast_id,
            "round": one.round, "token": token, "number": one.number, "number_hash": one.number_hash,
            "body": one.body, "segments": cost,
        }
        for one, token, cost in zip(wanted, tokens, costs, strict=True)
    ]  # fmt: skip
    _NEW.run(session, rows, way=way, placing_at=now, ask_at=ask_at, account=account)
    ids = {row[0]: int(row[1]) for row in _JUST_MADE.rows(session, ask_at=ask_at, now=now)}
    claimed(session, way, [one.delivery_id for one in wanted if one.delivery_id is not None])
    return [
        _ready(ids[token], token, account, way, one, cost, settings)
        for one, token, cost in zip(wanted, tokens, costs, strict=True)
    ]


def _ready(
    attempt_id: int, token: str, account: AccountName, way: Way, one: Wanted, cost: int, settings: Settings
) -> Ready:
    return Ready(
        attempt_id=attempt_id,
        token=token,
        account=account,
        way=way,
        number=one.number,
        number_hash=one.number_hash,
        sender=one.sender,
        ring_seconds=ring_seconds(one.kind, settings),
        detects_machine=one.alert and way is Way.CALL,
        body=one.body or "",
        segments=cost,
    )
