"""Listening to a recording outside a call: it is given out once it is written down who has heard what."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, func, select

from carrier.phone import masked
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastState
from db.member_joining import NAME_IS_SPOKEN
from db.overrides import Override
from db.people import Member, Network, Officer, Phone
from db.proofs import Proof, ProofKind
from db.reports import Recording, RecordingStatus
from db.set_up import CLI, CannotSetUp

_WHY_NOT = {
    RecordingStatus.AWAITED: "it has not come in from the carrier yet; try again in a minute",
    RecordingStatus.LOST: "the carrier never had it ready",
    RecordingStatus.FORGOTTEN: "it was kept as long as recordings are kept, and is forgotten",
}


def hear_who_joins(
    session: Session, member: Member, *, code: str, now: datetime, who: str = CLI
) -> tuple[Recording, bytes]:
    """The name and address that this member has spoken to join that network, newest first. Raises `CannotSetUp`."""
    asked = (
        select(Proof)
        .join(Network, col(Network.id) == col(Proof.network_id))
        .where(
            Proof.kind == ProofKind.JOIN,
            Proof.member_id == member.id,
            Network.code == code,
            col(Proof.recording_id).is_not(None),
        )
    )
    proof = session.exec(asked.order_by(col(Proof.id).desc())).first()
    if proof is None:
        raise CannotSetUp(f"{_called(session, member)} has spoken no name for network {code}")
    heard = _audio(session, proof.recording_id)
    write_down(
        session,
        now,
        who,
        "name heard",
        member=member.id,
        network=proof.network_id,
        recording=proof.recording_id,
    )
    return heard


def overridden(session: Session) -> list[tuple[Override, str, str, int | None]]:
    """The overrides whose reason was spoken, the newest first: with the network's code, the officer's badge, and the
    broadcast that went out for it."""
    went = (BroadcastState.CONFIRMED, BroadcastState.CLOSED)
    sent = select(func.max(Broadcast.id)).where(
        col(Broadcast.override_id) == col(Override.id), col(Broadcast.state).in_(went)
    )
    asked = (
        select(Override, Network.code, Officer.badge, sent.scalar_subquery())
        .join(Network, col(Network.id) == col(Override.network_id))
        .join(Officer, col(Officer.id) == col(Override.officer_id))
        .where(col(Override.recording_id).is_not(None))
    )
    return [tuple(row) for row in session.exec(asked.order_by(col(Override.id).desc()))]


def hear_reason(
    session: Session, override_id: int, *, now: datetime, who: str = CLI
) -> tuple[Override, Recording, bytes]:
    """Why an officer departed from a charter. Raises `CannotSetUp`."""
    override = session.get(Override, override_id)
    if override is None or override.recording_id is None:
        raise CannotSetUp(f"there is no reason {override_id}; see: buurtlijn broadcast reasons")
    recording, audio = _audio(session, override.recording_id)
    write_down(session, now, who, "reason heard", override=override.id, recording=override.recording_id)
    return override, recording, audio


def _audio(session: Session, recording_id: int | None) -> tuple[Recording, bytes]:
    recording = session.get_one(Recording, recording_id)
    if recording.status is not RecordingStatus.KEPT or recording.audio is None:
        raise CannotSetUp(f"that recording cannot be heard: {_WHY_NOT.get(recording.status, 'it is empty')}")
    return recording, recording.audio


def _called(session: Session, member: Member) -> str:
    """The member's name; the masked number of one whose name was only spoken."""
    if member.name != NAME_IS_SPOKEN:
        return member.name
    numbers = session.exec(
        select(Phone.number).where(Phone.member_id == member.id).order_by(col(Phone.position))
    )
    return masked(next(iter(numbers), ""))
