"""Members by the thousand, each with one phone."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert
from sqlmodel import Session, col

from carrier.phone import PhoneKind
from db.people import Member, Membership, Phone, Wants


def settle_members(
    session: Session, network_id: int, which: range, landlines: int, wants: Wants | None
) -> list[str]:
    """The members with these numbers in a network, every so many of them with a landline; their phones' numbers."""
    numbers: list[str] = []
    now, phones, memberships = datetime.now(UTC), [], []
    made = insert(Member).returning(col(Member.id), sort_by_parameter_order=True)
    ids = session.scalars(made, [{"name": f"Lid {at}", "language": "nl", "created_at": now} for at in which])
    for at, member_id in zip(which, ids, strict=True):
        landline = bool(landlines) and at % landlines == 0
        number = f"+32151{at:05d}" if landline else f"+3245{at:07d}"
        numbers.append(number)
        kind = PhoneKind.LANDLINE if landline else PhoneKind.MOBILE
        likes = wants or (Wants.BOTH if at % 2 or landline else Wants.CALLS)
        phones.append(
            {
                "member_id": member_id,
                "position": 1,
                "number": number,
                "number_hash": number,
                "kind": kind,
                "wants": likes,
            }
        )
        memberships.append({"member_id": member_id, "network_id": network_id})
    session.execute(insert(Phone), phones)
    session.execute(insert(Membership), memberships)
    return numbers
