"""Zones and their lines, networks, members and their phones, officers, duty phones."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, SmallInteger, UniqueConstraint, false, update
from sqlalchemy.engine import CursorResult
from sqlmodel import Field, Session, SQLModel, col, select

from carrier.carrier import AccountName, Language
from carrier.phone import PhoneKind
from db.accounts import IN_USE
from db.columns import NumberHash, Sealed, of_an_account, words


class LineUse(StrEnum):
    """What answers on one of our own numbers."""

    HOTLINE = "hotline"
    POLICE_LINE = "police_line"
    TEXT_LINE = "text_line"  # where the hotline's number cannot text: texts come and go by this one


class NetworkKind(StrEnum):
    """Residents (BIN) or the self-employed (BIN-Z)."""

    RESIDENTS = "residents"
    SELF_EMPLOYED = "self_employed"


class NetworkState(StrEnum):
    """Only an active network sends and is reported to."""

    FORMING = "forming"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"


class MembershipState(StrEnum):
    """Only an active membership is alerted."""

    PENDING = "pending"
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    LEFT = "left"


class Role(StrEnum):
    """What a member is in a network."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"


class Wants(StrEnum):
    """What a phone wants."""

    CALLS = "calls"
    TEXTS = "texts"
    BOTH = "both"


class Zone(SQLModel, table=True):
    """A police zone: its lines, its dispatch number, its rules."""

    __tablename__ = "zones"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    dispatch_number: str | None = None
    timezone: str = "Europe/Brussels"
    call_back: bool = False  # officers are rung back on their registered number before anything opens
    approval_above: int | None = None  # members above which a second officer has to approve; None: never
    duty_texts_only: bool = False  # for reports of what is not going on now


class Line(SQLModel, table=True):
    """One of a zone's own numbers, which belongs to one of our accounts. The one `shown` on that account's alert calls must
    be a hotline, or ringing back leads nowhere."""

    __tablename__ = "lines"

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    number: str = Field(unique=True)
    use: LineUse = Field(sa_type=words(LineUse))
    shown: bool = False
    account: AccountName = of_an_account()


class Network(SQLModel, table=True):
    """A neighbourhood, BIN or BIN-Z, with a code of 4 digits that can be keyed in, the postcodes in which it lies, and
    the names of its streets, by which misspelt ones are known."""

    __tablename__ = "networks"

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    code: str = Field(unique=True, max_length=4)
    name: str
    kind: NetworkKind = Field(sa_type=words(NetworkKind))
    state: NetworkState = Field(default=NetworkState.ACTIVE, sa_type=words(NetworkState))
    charter: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    mandatary_id: int | None = None  # the officer who leads it with its coordinator
    postcodes: list[str] = Field(
        default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"}
    )
    streets: list[str] = Field(default_factory=list, sa_type=JSON, sa_column_kwargs={"server_default": "[]"})


class Neighbour(SQLModel, table=True):
    """A network beside another one: a message can go to both. Kept once for each side."""

    __tablename__ = "neighbours"

    network_id: int = Field(foreign_key="networks.id", primary_key=True)
    neighbour_id: int = Field(foreign_key="networks.id", primary_key=True)


class Member(SQLModel, table=True):
    """A person. `eager`: how surely alerts were confirmed of late, 0 to 100; who confirms early is called early."""

    __tablename__ = "members"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_type=Sealed)
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    created_at: datetime
    eager: int = Field(default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"})


class Phone(SQLModel, table=True):
    """One of a member's one to three numbers, in order. A number may serve two members of a house. Opted out by call
    and by text are two facts of the phone. `quiet_nights`: what is not urgent rings it by day alone. `proven_at`: when
    its owner answered a call or a text of ours that asked for it."""

    __tablename__ = "phones"
    __table_args__ = (UniqueConstraint("member_id", "number_hash"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id", index=True)
    position: int = 1
    number: str = Field(sa_type=Sealed)
    number_hash: str = Field(sa_type=NumberHash, index=True)
    kind: PhoneKind = Field(sa_type=words(PhoneKind))
    wants: Wants = Field(default=Wants.BOTH, sa_type=words(Wants))
    paused_until: datetime | None = None
    no_calls_since: datetime | None = None
    no_texts_since: datetime | None = None
    failed_since: datetime | None = None
    quiet_nights: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    proven_at: datetime | None = None


class Membership(SQLModel, table=True):
    """A member in a network."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("member_id", "network_id"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="members.id")
    network_id: int = Field(foreign_key="networks.id", index=True)
    role: Role = Field(default=Role.MEMBER, sa_type=words(Role))
    state: MembershipState = Field(default=MembershipState.ACTIVE, sa_type=words(MembershipState))


class DutyPhone(SQLModel, table=True):
    """A phone of the zone that is rung when a report comes in: in order, within its hours (all day when it has none)."""

    __tablename__ = "duty_phones"

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id", index=True)
    position: int = 1
    number: str = Field(sa_type=Sealed)
    number_hash: str = Field(sa_type=NumberHash)
    kind: PhoneKind = Field(sa_type=words(PhoneKind))
    wants: Wants = Field(default=Wants.BOTH, sa_type=words(Wants))
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    since: time | None = None
    until: time | None = None


class Officer(SQLModel, table=True):
    """A police officer: badge and PIN. Of the PIN only a sealed hash is kept."""

    __tablename__ = "officers"

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    badge: str = Field(unique=True, max_length=5)
    name: str = Field(sa_type=Sealed)
    number: str | None = Field(default=None, sa_type=Sealed)
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    pin_hash: str = Field(sa_type=Sealed)
    whole_zone: bool = True
    revoked_at: datetime | None = None


class Mandate(SQLModel, table=True):
    """A network for which an officer who does not serve the whole zone may send."""

    __tablename__ = "mandates"
    __table_args__ = (UniqueConstraint("officer_id", "network_id"),)

    id: int | None = Field(default=None, primary_key=True)
    officer_id: int = Field(foreign_key="officers.id", index=True)
    network_id: int = Field(foreign_key="networks.id")


class NewPin(SQLModel, table=True):
    """A PIN that an officer has chosen, until it was typed once more in the same call."""

    __tablename__ = "new_pins"

    officer_id: int = Field(foreign_key="officers.id", primary_key=True)
    pin_hash: str = Field(sa_type=Sealed)
    call_id: str = Field(max_length=64)
    made_at: datetime


class PinTries(SQLModel, table=True):
    """Wrong PINs in a row by one caller for one badge (a badge that nobody has, too): counted before the PIN is
    compared. A stranger cannot lock an officer out."""

    __tablename__ = "pin_tries"
    __table_args__ = (UniqueConstraint("caller_hash", "badge"),)

    id: int | None = Field(default=None, primary_key=True)
    caller_hash: str = Field(sa_type=NumberHash)
    badge: str = Field(max_length=5, index=True)
    failures: int = 0
    last_at: datetime
    locked_until: datetime | None = None


def line_of(session: Session, number: str) -> tuple[Line, Zone] | None:
    """The line that has this number of ours, and its zone."""
    found = session.exec(
        select(Line, Zone).join(Zone, col(Zone.id) == col(Line.zone_id)).where(Line.number == number)
    ).first()
    return (found[0], found[1]) if found else None


def shown_line(session: Session, zone_id: int, account: AccountName | None = None) -> str | None:
    """The number that members see when we call, and ring back: one of the account in use, unless it is said of which."""
    mine = (Line.zone_id == zone_id, col(Line.shown), Line.account == (account or IN_USE))
    return session.exec(select(Line.number).where(*mine)).first()


def members_at(session: Session, number: str, zone_id: int) -> list[Member]:
    """The members of this zone's networks who have this number; two when a house shares it."""
    asked = (
        select(Member)
        .join(Phone, col(Phone.member_id) == col(Member.id))
        .join(Membership, col(Membership.member_id) == col(Member.id))
        .join(Network, col(Network.id) == col(Membership.network_id))
        .where(
            col(Phone.number_hash) == number,
            Network.zone_id == zone_id,
            col(Membership.state).in_([MembershipState.ACTIVE, MembershipState.PAUSED]),
        )
        .order_by(col(Member.id))
        .distinct()
    )
    return list(session.exec(asked))


def networks_of(session: Session, member_id: int) -> list[Network]:
    """The active networks in which this member takes part, the oldest first."""
    asked = (
        select(Network)
        .join(Membership, col(Membership.network_id) == col(Network.id))
        .where(
            Membership.member_id == member_id,
            col(Membership.state).in_([MembershipState.ACTIVE, MembershipState.PAUSED]),
            Network.state == NetworkState.ACTIVE,
        )
        .order_by(col(Membership.id))
    )
    return list(session.exec(asked))


def opt_out_of_texts(session: Session, number: str, since: datetime | None) -> int:
    """Remember for every phone with this number that it wants no texts since then (None: it does again)."""
    done = session.execute(update(Phone).where(col(Phone.number_hash) == number).values(no_texts_since=since))
    return done.rowcount if isinstance(done, CursorResult) else 0
