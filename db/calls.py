"""The calls and texts that come in. Step by step is not kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, update
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, Session, SQLModel, col, select

from carrier.carrier import AccountName, Language
from db.broadcasts import Attempt
from db.columns import NumberHash, Sealed, words
from db.people import Line


class Call(SQLModel, table=True):
    """An inbound call: on which line, from which phone (none when withheld), live until `ended_at`."""

    __tablename__ = "calls"

    id: str = Field(primary_key=True, max_length=64)
    line_id: int = Field(foreign_key="lines.id")
    caller: str | None = Field(default=None, sa_type=Sealed)
    caller_hash: str | None = Field(default=None, sa_type=NumberHash, index=True)
    language: Language | None = Field(default=None, sa_type=words(Language))
    began_at: datetime
    ended_at: datetime | None = Field(default=None, index=True)
    ended_why: str | None = Field(default=None, max_length=32)


class Text(SQLModel, table=True):
    """An inbound text, by the carrier's id: read once, and kept to the letter. `report_id`: the report that it made, or
    to which it was added."""

    __tablename__ = "texts"

    id: str = Field(primary_key=True, max_length=64)
    line_id: int = Field(foreign_key="lines.id")
    sender_hash: str | None = Field(default=None, sa_type=NumberHash, index=True)
    body: str | None = Field(default=None, sa_type=Sealed)
    report_id: int | None = Field(default=None, foreign_key="reports.id", index=True)
    read_as: str = Field(max_length=32)
    answered: bool = False
    received_at: datetime


def begin_call(session: Session, call: Call) -> None:
    """Remember an inbound call; the same one asking again changes nothing."""
    _insert_once(session, Call, call.model_dump())


def end_call(session: Session, call_id: str, why: str, now: datetime) -> bool:
    """The call is over; whether it was live until now."""
    wanted = (
        update(Call)
        .where(col(Call.id) == call_id, col(Call.ended_at).is_(None))
        .values(ended_at=now, ended_why=why)
    )
    done = session.execute(wanted)
    return isinstance(done, CursorResult) and done.rowcount == 1


def account_of_call(session: Session, call_id: str) -> AccountName:
    """At which of our accounts this call is, whoever rang."""
    ours = select(Attempt.account).where(Attempt.carrier_id == call_id)
    theirs = select(Line.account).join(Call, col(Call.line_id) == col(Line.id)).where(Call.id == call_id)
    found = session.exec(ours.limit(1)).first() or session.exec(theirs).first()
    return AccountName(found or AccountName.MAIN)


def first_reading(session: Session, text: Text) -> bool:
    """Remember an inbound text; False when it was read before."""
    return _insert_once(session, Text, text.model_dump())


def answered_since(session: Session, sender: str, since: datetime) -> int:
    """How many texts of this number were answered since then."""
    asked = select(func.count()).where(
        col(Text.sender_hash) == sender, col(Text.answered), col(Text.received_at) >= since
    )
    return session.exec(asked).one()


def _insert_once(session: Session, table: type[Call] | type[Text], row: dict[str, object]) -> bool:
    insert = insert_postgresql if session.get_bind().dialect.name == "postgresql" else insert_sqlite
    # RETURNING, not the row count: psycopg does not tell one for every insert.
    made = session.execute(insert(table).values(**row).on_conflict_do_nothing().returning(col(table.id)))
    return made.first() is not None
