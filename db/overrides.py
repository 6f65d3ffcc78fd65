"""An officer who departs from a charter: which clauses, for which network, and the reason as it was spoken."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from db.audit import write_down


class Override(SQLModel, table=True):
    """One time that an officer sent, or was about to send, against a network's charter. The row exists before the beep;
    without a recording nothing was sent. `clauses` are the charter's own words for them."""

    __tablename__ = "overrides"
    __table_args__ = (UniqueConstraint("call_id", "turn"),)

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    officer_id: int = Field(foreign_key="officers.id")
    network_id: int = Field(foreign_key="networks.id")
    clauses: str = Field(max_length=64)
    recording_id: int | None = Field(default=None, foreign_key="recordings.id")
    call_id: str = Field(max_length=64)
    turn: int
    made_at: datetime


def open_override(session: Session, override: Override) -> Override:
    """The row of an override; the same call and turn find the same one."""
    same = select(Override).where(Override.call_id == override.call_id, Override.turn == override.turn)
    found = session.exec(same).first()
    if found is None:
        session.add(override)
        session.flush()
    return found or override


def waiting_override(session: Session, call_id: str) -> Override | None:
    """The newest override of this call whose reason is still to be spoken."""
    asked = select(Override).where(Override.call_id == call_id, col(Override.recording_id).is_(None))
    return session.exec(asked.order_by(col(Override.id).desc())).first()


def keep_reason(session: Session, override: Override, recording_id: int, now: datetime) -> None:
    """The reason was spoken: only now the charter is overridden, and that is written down."""
    override.recording_id = recording_id
    session.flush()
    write_down(
        session, now, f"officer {override.officer_id}", "charter overridden", network=override.network_id,
        clauses=override.clauses, override=override.id, reason="recorded",
    )  # fmt: skip
