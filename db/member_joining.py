"""Joining a network: which there are, who asks to be in, and who is let in."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from carrier.phone import Phone as Number
from carrier.phone import PhoneKind
from db.audit import write_down
from db.member_rows import LONGEST_NAME
from db.member_wishes import at_number
from db.people import Member, Membership, MembershipState, Network, NetworkState, Phone, Wants
from db.proofs import Proof

NAME_IS_SPOKEN = "(ingesproken)"  # until somebody has listened to it

_OPEN = (NetworkState.ACTIVE, NetworkState.FORMING)


def networks_at(session: Session, zone_id: int, postcode: str) -> list[Network]:
    """The networks of a zone that lie in this postcode, by name; only those that one can join."""
    asked = select(Network).where(Network.zone_id == zone_id, col(Network.state).in_(_OPEN))
    found = [one for one in session.exec(asked) if postcode in (one.postcodes or ())]
    return sorted(found, key=lambda one: (one.name.casefold(), one.code))


def network_of_code(session: Session, zone_id: int, code: str) -> Network | None:
    """The network of a zone that has this code; only one that can be joined."""
    asked = select(Network).where(
        Network.zone_id == zone_id, Network.code == code, col(Network.state).in_(_OPEN)
    )
    return session.exec(asked).first()


def is_in(session: Session, number: str, zone_id: int, network_id: int) -> bool:
    """Whether somebody at this number is in that network, or has asked to be."""
    return any(one.network.id == network_id for one in at_number(session, number, zone_id))


def put_on_the_list(session: Session, proof: Proof, now: datetime) -> None:
    """Who asked to join is pending from now on: as the member who is known at that number, or as a new one, until the
    police and the coordinator have decided."""
    member = session.get_one(Member, proof.member_id) if proof.member_id else _at(session, proof)
    if member is None:
        member = _new_member(session, proof, now)
    proof.member_id = member.id
    _pend(session, member.id or 0, proof.network_id or 0)
    write_down(session, now, f"member {member.id}", "asked to join", network=proof.network_id)


def approve(session: Session, membership: Membership, now: datetime, who: str) -> None:
    """The police and the coordinator have let somebody in."""
    membership.state = MembershipState.ACTIVE
    about = {"member": membership.member_id, "network": membership.network_id}
    write_down(session, now, who, "member approved", **about)


def _at(session: Session, proof: Proof) -> Member | None:
    """The only member at that number; of two in a house nobody knows which one asks."""
    asked = select(Member).join(Phone, col(Phone.member_id) == col(Member.id))
    found = session.exec(asked.where(col(Phone.number_hash) == proof.number_hash).distinct()).all()
    return found[0] if len(found) == 1 else None


def _new_member(session: Session, proof: Proof, now: datetime) -> Member:
    name = (proof.told or "").strip()[:LONGEST_NAME] or NAME_IS_SPOKEN
    member = Member(name=name, language=proof.language, created_at=now)
    session.add(member)
    session.flush()
    kind = Number.parse(proof.number).kind
    wants = Wants.CALLS if kind is PhoneKind.LANDLINE else Wants.BOTH
    session.add(
        Phone(member_id=member.id or 0, number=proof.number, number_hash=proof.number, kind=kind, wants=wants)
    )
    session.flush()
    return member


def _pend(session: Session, member_id: int, network_id: int) -> None:
    asked = select(Membership).where(Membership.member_id == member_id, Membership.network_id == network_id)
    membership = session.exec(asked).first()
    if membership is None:
        session.add(Membership(member_id=member_id, network_id=network_id, state=MembershipState.PENDING))
    elif membership.state is MembershipState.LEFT:
        membership.state = MembershipState.PENDING
    session.flush()
