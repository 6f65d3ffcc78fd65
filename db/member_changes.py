"""What an office may change of a member who is there: a pause, the end of a membership; and who is in a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from carrier.phone import BELGIUM, masked
from db.audit import write_down
from db.member_joining import approve
from db.member_rows import same_name
from db.people import Member, Membership, MembershipState, Network, Phone, Zone
from db.set_up import CLI, CannotSetUp, read_name, read_number


@dataclass(frozen=True, slots=True)
class InNetwork:
    """A member in one network, with the phones in order."""

    member: Member
    membership: Membership
    phones: list[Phone] = field(default_factory=list)


def members_of(session: Session, code: str) -> list[InNetwork]:
    """Who is in this network, by name; who left is not."""
    there = select(Member, Membership).join(Membership, col(Membership.member_id) == col(Member.id))
    there = there.where(
        Membership.network_id == _network(session, code), Membership.state != MembershipState.LEFT
    )
    found = {membership.member_id: InNetwork(one, membership) for one, membership in session.exec(there)}
    phones = select(Phone).join(Membership, col(Membership.member_id) == col(Phone.member_id))
    phones = phones.where(Membership.network_id == _network(session, code)).order_by(col(Phone.position))
    for phone in session.exec(phones):
        if phone.member_id in found:
            found[phone.member_id].phones.append(phone)
    return sorted(found.values(), key=lambda one: one.member.name.casefold())


def the_member(
    session: Session, number: str, name: str | None = None, countries: frozenset[str] = BELGIUM
) -> Member:
    """Who has this number. In a house that shares it, the one of that name. Raises `CannotSetUp`."""
    e164 = read_number(number, countries).e164
    asked = select(Member).join(Phone, col(Phone.member_id) == col(Member.id))
    asked = asked.where(col(Phone.number_hash) == e164).order_by(col(Member.id))
    found = [one for one in session.exec(asked) if name is None or same_name(one.name, name)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(one.name for one in found)
        raise CannotSetUp(f"{masked(e164)} is the number of {names}: say whose, with --name")
    whose = f" named {name}" if name else ""
    raise CannotSetUp(f"no member{whose} has the number {masked(e164)}; see: buurtlijn member list NETWORK")


def pause_member(
    session: Session, member: Member, *, until: datetime | None, now: datetime, who: str = CLI
) -> None:
    """No call and no text to any phone of this member before then; None ends a pause."""
    if until is not None and until <= now:
        raise CannotSetUp("that day has begun already; to end a pause, say --days 0")
    for phone in session.exec(select(Phone).where(Phone.member_id == member.id)):
        phone.paused_until = until
    what = "member paused" if until else "member's pause ended"
    write_down(session, now, who, what, member=member.id, until=until.isoformat() if until else None)


def approve_member(
    session: Session, member: Member, *, code: str, now: datetime, called: str | None = None, who: str = CLI
) -> Membership:
    """Who asked to join that network is in it from now on; `called`: the name, where it was only spoken."""
    asked = select(Membership).where(
        Membership.member_id == member.id, Membership.network_id == _network(session, code)
    )
    membership = session.exec(asked).one_or_none()
    if membership is None or membership.state != MembershipState.PENDING:
        raise CannotSetUp(
            f"{member.name} does not wait for network {code}; see: buurtlijn member list {code}"
        )
    if called is not None:
        member.name = read_name(called)
    approve(session, membership, now, who)
    return membership


def remove_member(session: Session, member: Member, *, code: str, now: datetime, who: str = CLI) -> None:
    """From now on no member of that network. The row stays: an import puts nobody back who left."""
    asked = select(Membership).where(
        Membership.member_id == member.id,
        Membership.network_id == _network(session, code),
        Membership.state != MembershipState.LEFT,
    )
    membership = session.exec(asked).one_or_none()
    if membership is None:
        raise CannotSetUp(f"{member.name} is not in network {code}; see: buurtlijn member list {code}")
    membership.state = MembershipState.LEFT
    write_down(session, now, who, "member left", member=member.id, network=membership.network_id)


def timezone_of(session: Session, member: Member) -> ZoneInfo:
    """The time zone where this member lives: that of the police zone."""
    asked = (
        select(Zone.timezone)
        .join(Network, col(Network.zone_id) == col(Zone.id))
        .join(Membership, col(Membership.network_id) == col(Network.id))
        .where(Membership.member_id == member.id)
    )
    return ZoneInfo(session.exec(asked.order_by(col(Membership.id))).first() or "Europe/Brussels")


def masked_numbers(phones: Sequence[Phone]) -> str:
    """As a listing shows them."""
    return " ".join(masked(phone.number) for phone in phones)


def _network(session: Session, code: str) -> int:
    found = session.exec(select(Network.id).where(Network.code == code)).one_or_none()
    if found is None:
        raise CannotSetUp(f"there is no network {code}; see: buurtlijn network list")
    return found
