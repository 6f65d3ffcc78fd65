"""Who did what, chained by hash: a row that was changed or taken out breaks the chain. No texts, no PINs, no numbers."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, text
from sqlmodel import Field, Session, SQLModel, col, select

_AT_ONCE = 500  # rows in memory


class AuditEntry(SQLModel, table=True):
    """One thing that was done."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    who: str = Field(max_length=64)
    what: str = Field(max_length=64)
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    previous: str = Field(max_length=64)
    hash: str = Field(unique=True, max_length=64)


def write_down(session: Session, now: datetime, who: str, what: str, **about: str | int | None) -> None:
    """Add an entry to the chain, in the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(7101)")
        )  # one writer at the end of the chain at a time
    last = session.exec(select(AuditEntry.hash).order_by(col(AuditEntry.id).desc()).limit(1)).first() or ""
    session.add(
        AuditEntry(
            at=now, who=who, what=what, about=about, previous=last, hash=_hash(last, now, who, what, about)
        )
    )


def broken_at(session: Session, newest: int | None = None) -> int | None:
    """The id of the first entry that does not fit the chain; None when all do. Looks at the `newest` so many, or at
    all: a bounded look takes the entry before them as it is."""
    last, asked = "", select(AuditEntry).order_by(col(AuditEntry.id))
    if newest is not None:
        ids = select(AuditEntry.id, AuditEntry.hash).order_by(col(AuditEntry.id).desc())
        if before := session.exec(ids.offset(newest).limit(1)).first():
            last, asked = before[1], asked.where(col(AuditEntry.id) > before[0])
    with closing(session.exec(asked.execution_options(yield_per=_AT_ONCE))) as entries:
        for entry in entries:
            if entry.previous != last or entry.hash != _hash(
                last, entry.at, entry.who, entry.what, entry.about
            ):
                return entry.id
            last = entry.hash
    return None


def _hash(previous: str, at: datetime, who: str, what: str, about: dict[str, Any]) -> str:
    line = json.dumps([previous, at.isoformat(), who, what, about], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()
