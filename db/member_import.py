"""Putting a member list in, as a whole or not at all; or only looking what it would do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, col, select

from carrier.carrier import Language
from carrier.phone import Phone as Number
from carrier.phone import PhoneKind
from db.audit import write_down
from db.columns import keys_of
from db.member_list import MemberList, Problem, second_of_house
from db.member_rows import MOST_PHONES, MemberRow, same_name
from db.people import Member, Membership, MembershipState, Network, Phone, Wants

T = TypeVar("T")
_AT_ONCE = 500  # numbers in one question


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did, or would do."""

    new: int = 0
    added_to: int = 0
    unchanged: int = 0
    notes: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Known:
    """A member whom we have: name, numbers (hashed), networks (by code) with the state there."""

    member_id: int
    name: str
    numbers: list[str] = field(default_factory=list)
    networks: dict[str, MembershipState] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """What one row changes: a new member (no `member_id`), or networks and phones that a member gets."""

    row: MemberRow
    member_id: int | None
    networks: tuple[str, ...]
    phones: tuple[Number, ...]
    first_position: int = 1
    notes: tuple[Problem, ...] = ()

    @property
    def kind(self) -> str:
        """As it is counted."""
        if self.member_id is None:
            return "new"
        return "added_to" if self.networks or self.phones else "unchanged"


def foresee(session: Session, members: MemberList) -> Counts:
    """What `import_members` would do now. Only reads."""
    return _counts(_changes(session, members))


def import_members(
    session: Session,
    members: MemberList,
    *,
    now: datetime,
    language: Language = Language.NL,
    who: str = "cli",
) -> Counts:
    """Puts every row in, in the caller's transaction. What members chose themselves since (language, wishes, leaving)
    stays. `language` is for rows that name none."""
    networks = {network.code: network.id for network in session.exec(select(Network))}
    changes = _changes(session, members)
    new = [change for change in changes if change.member_id is None]
    people = [Member(name=one.row.name, language=one.row.language or language, created_at=now) for one in new]
    session.add_all(people)
    session.flush()
    ids = {id(change): member.id for change, member in zip(new, people, strict=True)}
    for change in changes:
        session.add_all(_rows(change, change.member_id or ids[id(change)], networks))
    counts = _counts(changes)
    write_down(session, now, who, "members imported", new=counts.new, added_to=counts.added_to)
    session.flush()
    return counts


def decide(row: MemberRow, sharing: Sequence[Known], hashes: Mapping[str, str]) -> Change:
    """What to do with one row, given those who have one of its numbers. `hashes` are its numbers', by number."""
    same = next((one for one in sharing if same_name(one.name, row.name)), None)
    if same is None:
        notes = tuple(second_of_house(row, one.name, "a member already") for one in sharing[:1])
        return Change(row, None, row.networks, row.phones, notes=notes)
    left = [code for code in row.networks if same.networks.get(code) == MembershipState.LEFT]
    phones = [phone for phone in row.phones if hashes[phone.e164] not in same.numbers]
    return Change(
        row,
        same.member_id,
        tuple(code for code in row.networks if code not in same.networks),
        tuple(phones[: MOST_PHONES - len(same.numbers)]),
        len(same.numbers) + 1,
        tuple(Problem(row.line, f"{row.name} has left {code}: not put back") for code in left),
    )


def _changes(session: Session, members: MemberList) -> list[Change]:
    hash_of = keys_of(session.get_bind().dialect).hash
    hashes = {phone.e164: hash_of(phone.e164) for row in members.rows for phone in row.phones}
    known = {one.member_id: one for one in _known(session, list(hashes.values()))}
    by_number: dict[str, list[Known]] = {}
    for one in known.values():
        for number in one.numbers:
            by_number.setdefault(number, []).append(one)
    changes: list[Change] = []
    for row in members.rows:
        change = decide(row, _sharing(row, by_number, hashes), hashes)
        if change.member_id is not None:  # the next row may be about the same member, by another number
            known[change.member_id].numbers += [hashes[phone.e164] for phone in change.phones]
            known[change.member_id].networks |= dict.fromkeys(change.networks, MembershipState.ACTIVE)
        changes.append(change)
    return changes


def _sharing(
    row: MemberRow, by_number: Mapping[str, Sequence[Known]], hashes: Mapping[str, str]
) -> list[Known]:
    found = [one for phone in row.phones for one in by_number.get(hashes[phone.e164], ())]
    return list({one.member_id: one for one in found}.values())


def _known(session: Session, numbers: Sequence[str]) -> Iterator[Known]:
    """Everybody who has one of these numbers (hashed)."""
    ids: set[int] = set()
    for some in _parts(numbers):
        ids.update(session.exec(select(Phone.member_id).where(col(Phone.number_hash).in_(some))))
    for members in _parts(sorted(ids)):
        known = {
            one: Known(one, name)
            for one, name in session.exec(select(Member.id, Member.name).where(col(Member.id).in_(members)))
            if one is not None
        }
        for member_id, number in session.exec(
            select(Phone.member_id, Phone.number_hash).where(col(Phone.member_id).in_(members))
        ):
            known[member_id].numbers.append(number)
        for member_id, code, state in session.exec(
            select(Membership.member_id, Network.code, Membership.state)
            .join(Network, col(Network.id) == col(Membership.network_id))
            .where(col(Membership.member_id).in_(members))
        ):
            known[member_id].networks[code] = MembershipState(state)
        yield from known.values()


def _rows(
    change: Change, member_id: int | None, networks: Mapping[str, int | None]
) -> Iterator[Phone | Membership]:
    row = change.row
    for position, phone in enumerate(change.phones, start=change.first_position):
        wants = Wants.CALLS if (phone.kind, row.wants) == (PhoneKind.LANDLINE, Wants.BOTH) else row.wants
        yield Phone(
            member_id=_given(member_id),
            position=position,
            number=phone.e164,
            number_hash=phone.e164,
            kind=phone.kind,
            wants=wants,
        )
    for code in change.networks:
        yield Membership(member_id=_given(member_id), network_id=_given(networks[code]), role=row.role)


def _counts(changes: Sequence[Change]) -> Counts:
    done = Counter(change.kind for change in changes)
    notes = tuple(note for change in changes for note in change.notes)
    return Counts(done["new"], done["added_to"], done["unchanged"], notes)


def _given(row_id: int | None) -> int:
    if row_id is None:
        raise ValueError("a row that is not kept yet")
    return row_id


def _parts(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]
