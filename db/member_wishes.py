"""What members wish, by phone or by text: a pause, their language, how they are reached, leaving. A wish about a phone
holds for everybody who has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from carrier.carrier import Language
from db.audit import write_down
from db.people import Member, Membership, MembershipState, Network, NetworkState, Phone, Wants

IN_IT = (MembershipState.ACTIVE, MembershipState.PAUSED)
_HERE_YET = (*IN_IT, MembershipState.PENDING, MembershipState.SUSPENDED)


@dataclass(frozen=True, slots=True)
class At:
    """A member at a number, in one network."""

    member: Member
    membership: Membership
    network: Network

    @property
    def takes_part(self) -> bool:
        """Whether the membership is more than a wish."""
        return self.membership.state in IN_IT


def at_number(session: Session, number: str, zone_id: int) -> list[At]:
    """Who has this number, in which networks of the zone; the oldest membership first. Those who left are not."""
    asked = (
        select(Member, Membership, Network)
        .join(Membership, col(Membership.member_id) == col(Member.id))
        .join(Network, col(Network.id) == col(Membership.network_id))
        .join(Phone, col(Phone.member_id) == col(Member.id))
        .where(
            col(Phone.number_hash) == number,
            Network.zone_id == zone_id,
            Network.state != NetworkState.CLOSED,
            col(Membership.state).in_(_HERE_YET),
        )
        .order_by(col(Membership.id))
    )
    return [At(*row) for row in session.exec(asked)]


def each_network(here: Sequence[At]) -> list[At]:
    """The active networks of those who take part, each once, with the oldest membership in it."""
    found: dict[int | None, At] = {}
    for one in here:
        if one.takes_part and one.network.state is NetworkState.ACTIVE:
            found.setdefault(one.network.id, one)
    return list(found.values())


def phones_at(session: Session, number: str) -> list[Phone]:
    """The rows of this number: one for each member who has it."""
    asked = select(Phone).where(col(Phone.number_hash) == number)
    return list(session.exec(asked.order_by(col(Phone.id))))


def paused_until(session: Session, number: str, now: datetime) -> datetime | None:
    """Until when this number gets nothing; None when it does."""
    ends = [phone.paused_until for phone in phones_at(session, number) if phone.paused_until]
    return max((end for end in ends if end > now), default=None)


def pause_phone(session: Session, number: str, until: datetime | None, now: datetime) -> None:
    """No call and no text to this number before then; None ends a pause."""
    _change_phones(session, number, paused_until=until)
    what = "phone paused" if until else "phone's pause ended"
    for phone in phones_at(session, number):
        write_down(session, now, f"member {phone.member_id}", what, phone=phone.id)


def no_more_texts(session: Session, number: str, now: datetime) -> None:
    """This number opted out of texts; one that did so before keeps its day."""
    for phone in phones_at(session, number):
        if phone.no_texts_since is None:
            phone.no_texts_since = now
            write_down(session, now, f"member {phone.member_id}", "opted out of texts", phone=phone.id)


def texts_again(session: Session, number: str, now: datetime) -> None:
    """This number gets everything again: an opt-out of texts and a pause are over."""
    _change_phones(session, number, no_texts_since=None, paused_until=None)
    for phone in phones_at(session, number):
        write_down(session, now, f"member {phone.member_id}", "opted in", phone=phone.id)


def speak_language(session: Session, number: str, language: Language, now: datetime) -> None:
    """From now on everybody who has this number is spoken to in that language."""
    for phone in phones_at(session, number):
        session.get_one(Member, phone.member_id).language = language
        who = f"member {phone.member_id}"
        write_down(session, now, who, "language changed", member=phone.member_id, language=language)


def want(session: Session, number: str, wants: Wants, now: datetime) -> None:
    """Calls, texts or both to this number. Who wants texts again takes back that there should be none."""
    also: dict[str, object] = {} if wants is Wants.CALLS else {"no_texts_since": None}
    _change_phones(session, number, wants=wants, **also)
    for phone in phones_at(session, number):
        write_down(session, now, f"member {phone.member_id}", "wants changed", phone=phone.id, wants=wants)


def want_quiet_nights(session: Session, number: str, quiet: bool, now: datetime) -> None:
    """Whether this number rings by day alone for what is not urgent."""
    _change_phones(session, number, quiet_nights=quiet)
    for phone in phones_at(session, number):
        who = f"member {phone.member_id}"
        write_down(session, now, who, "nights changed", phone=phone.id, quiet=int(quiet))


def leave(session: Session, member_id: int, network_id: int, now: datetime) -> bool:
    """From now on no member of that network; whether this was news."""
    asked = select(Membership).where(
        Membership.member_id == member_id,
        Membership.network_id == network_id,
        Membership.state != MembershipState.LEFT,
    )
    membership = session.exec(asked).first()
    if membership is None:
        return False
    membership.state = MembershipState.LEFT
    write_down(session, now, f"member {member_id}", "member left", member=member_id, network=network_id)
    return True


def _change_phones(session: Session, number: str, **values: object) -> None:
    changed = update(Phone).where(col(Phone.number_hash) == number).values(**values)
    session.execute(changed)
