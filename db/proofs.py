"""Proofs: what a phone's number alone does not open. Who rings from it may be anybody; it is done once somebody has
answered a call or a text of ours to that number."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select

from carrier.carrier import Language
from db.columns import NumberHash, Sealed, words


class ProofKind(StrEnum):
    """What is wanted."""

    JOIN = "join"  # to become a member of a network
    LEAVE = "leave"  # to leave one
    WANTS = "wants"  # calls, texts or both
    NIGHTS = "nights"  # what is not urgent rings by day alone, or at night as well
    MESSAGES = "messages"  # to hear messages older than a day


class ProofState(StrEnum):
    """`open` while a name and an address are still to be spoken; `asked` once our call or text is due; `proven` when
    it was answered; `refused` when it was somebody else who had asked."""

    OPEN = "open"
    ASKED = "asked"
    PROVEN = "proven"
    REFUSED = "refused"


class Proof(SQLModel, table=True):
    """Something that was asked from a number, and that is done once the number is proven. `code` is the word of 4
    digits with which our text is answered; `told` the name and address as texted, `recording_id` as spoken."""

    __tablename__ = "proofs"
    __table_args__ = (UniqueConstraint("call_id", "turn"),)

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    kind: ProofKind = Field(sa_type=words(ProofKind))
    state: ProofState = Field(default=ProofState.ASKED, sa_type=words(ProofState))
    member_id: int | None = Field(default=None, foreign_key="members.id")
    network_id: int | None = Field(default=None, foreign_key="networks.id")
    value: str | None = Field(default=None, max_length=16)
    number: str = Field(sa_type=Sealed)
    number_hash: str = Field(sa_type=NumberHash, index=True)
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    code: str = Field(max_length=4)
    told: str | None = Field(default=None, sa_type=Sealed)
    recording_id: int | None = Field(default=None, foreign_key="recordings.id")
    call_id: str = Field(max_length=64)
    turn: int = 0
    asked_at: datetime
    proven_at: datetime | None = None


HOLDS_FOR = timedelta(hours=24)  # a proof asked for longer ago opens nothing
_DAY = timedelta(days=1)


def new_code() -> str:
    """A code of 4 digits that does not begin with 0."""
    return str(secrets.randbelow(9000) + 1000)


_STARTED_AGAIN = 1000  # added to the turn when Redis forgot where the call stood, and its turns began anew


def add_once(session: Session, proof: Proof) -> Proof:
    """The row of what was asked; the same call and turn asking the same again find the same row."""
    same = select(Proof).where(Proof.call_id == proof.call_id, Proof.turn == proof.turn)
    found = session.exec(same).first()
    if found is None:
        session.add(proof)
        session.flush()
        return proof
    alike = (found.kind, found.network_id, found.value) == (proof.kind, proof.network_id, proof.value)
    if alike and found.state in {ProofState.OPEN, ProofState.ASKED}:
        return found
    proof.turn += _STARTED_AGAIN
    return add_once(session, proof)


def proof_in_call(session: Session, call_id: str) -> Proof | None:
    """The proof of this call that still waits for a name and an address; the newest one."""
    asked = select(Proof).where(
        Proof.call_id == call_id, Proof.state == ProofState.OPEN, col(Proof.recording_id).is_(None)
    )
    return session.exec(asked.order_by(col(Proof.id).desc())).first()


def asked_from(session: Session, number: str, zone_id: int, now: datetime) -> list[Proof]:
    """What was asked from this number and is not proven yet, the newest first."""
    asked = select(Proof).where(
        col(Proof.number_hash) == number,
        Proof.zone_id == zone_id,
        Proof.state == ProofState.ASKED,
        col(Proof.asked_at) >= now - HOLDS_FOR,
    )
    return list(session.exec(asked.order_by(col(Proof.id).desc())))


def proofs_today(session: Session, number: str, now: datetime) -> int:
    """How often something was asked from this number in the last 24 hours: a number is not pestered."""
    asked = select(func.count()).where(col(Proof.number_hash) == number, col(Proof.asked_at) >= now - _DAY)
    return session.exec(asked).one()
