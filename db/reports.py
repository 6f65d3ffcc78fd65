"""What people saw, and the recordings in which they say it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, update
from sqlmodel import Field, Session, SQLModel, col, or_, select

from carrier.carrier import AccountName, Language
from db.columns import NumberHash, Sealed, SealedBytes, of_an_account, words


class ReportKind(StrEnum):
    """What was seen."""

    BURGLARY = "burglary"
    THEFT = "theft"
    SUSPICIOUS_PERSON = "suspicious_person"
    SUSPICIOUS_VEHICLE = "suspicious_vehicle"
    VANDALISM = "vandalism"
    OTHER = "other"


class ReportState(StrEnum):
    """`open` from before the beep; `filed` once something was kept; `taken` when somebody of the police has it;
    `handled` when it is done; `dropped` when a call ended with nothing said."""

    OPEN = "open"
    FILED = "filed"
    TAKEN = "taken"
    HANDLED = "handled"
    DROPPED = "dropped"


class RecordingStatus(StrEnum):
    """`awaited` until the carrier has it ready and we have fetched it; `forgotten` when its time to be kept is over."""

    AWAITED = "awaited"
    KEPT = "kept"
    LOST = "lost"
    FORGOTTEN = "forgotten"


class Recording(SQLModel, table=True):
    """Audio as the carrier recorded it (WAV), sealed. It is heard at `/audio/<token>`."""

    __tablename__ = "recordings"
    __table_args__ = (
        Index("ix_recordings_kept", "status", "made_at"),
    )  # no look at a time walks through the audio

    id: int | None = Field(default=None, primary_key=True)
    token: str = Field(unique=True, max_length=64)
    carrier_id: str = Field(unique=True, max_length=64)
    call_id: str = Field(max_length=64, index=True)
    status: RecordingStatus = Field(default=RecordingStatus.AWAITED, sa_type=words(RecordingStatus))
    seconds: int = 0
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    audio: bytes | None = Field(default=None, sa_type=SealedBytes)
    made_at: datetime
    deleted_at_carrier: bool = False
    account: AccountName = of_an_account()


class Report(SQLModel, table=True):
    """What somebody saw, by voice or text. One that answers a broadcast is a sighting. Its number of 4 digits is
    given when something was kept, and not given again within 30 days in its zone. What was read out of its texts:
    `place` to `direction`; `happened` as `now`, `-10 min`, `21:30` or `earlier`."""

    __tablename__ = "reports"
    __table_args__ = (UniqueConstraint("call_id", "turn"), UniqueConstraint("zone_id", "number"))

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id", index=True)
    network_id: int | None = Field(default=None, foreign_key="networks.id")
    member_id: int | None = Field(default=None, foreign_key="members.id")
    answers: int | None = Field(default=None, foreign_key="broadcasts.id", index=True)
    number: str | None = Field(default=None, max_length=4)
    kind: ReportKind = Field(default=ReportKind.OTHER, sa_type=words(ReportKind))
    now: bool = True
    state: ReportState = Field(default=ReportState.OPEN, sa_type=words(ReportState), index=True)
    text: str | None = Field(default=None, sa_type=Sealed)
    place: str | None = Field(default=None, sa_type=Sealed)
    happened: str | None = Field(default=None, max_length=16)
    plate: str | None = Field(default=None, sa_type=Sealed)
    persons: int | None = None
    vehicle: str | None = Field(default=None, sa_type=Sealed)
    direction: str | None = Field(default=None, sa_type=Sealed)
    recording_id: int | None = Field(default=None, foreign_key="recordings.id")
    reporter: str | None = Field(default=None, sa_type=Sealed)
    reporter_hash: str | None = Field(default=None, sa_type=NumberHash)
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    call_id: str = Field(max_length=64)
    turn: int = 0
    opened_at: datetime
    filed_at: datetime | None = None
    taken_at: datetime | None = None
    taken_by: str | None = Field(default=None, sa_type=Sealed)


NUMBER_RESTS = timedelta(days=30)  # a report's number is not given again sooner


def free_number(session: Session, zone_id: int, now: datetime) -> str:
    """A number of 4 digits that no report of the zone has had for 30 days."""
    old = update(Report).where(
        col(Report.zone_id) == zone_id,
        col(Report.number).is_not(None),
        col(Report.opened_at) < now - NUMBER_RESTS,
    )
    session.execute(old.values(number=None))
    used = set(
        session.exec(select(Report.number).where(Report.zone_id == zone_id, col(Report.number).is_not(None)))
    )
    free = [number for number in (f"{digits:04}" for digits in range(1000, 10_000)) if number not in used]
    return secrets.choice(free)


def waiting(session: Session, zone_id: int, networks: list[int], before: int | None = None) -> list[Report]:
    """The reports that nobody has handled, of these networks or of none, the newest first; only those before the
    report `before`, when it is said. Sightings belong to their alert, and are not among them."""
    asked = select(Report).where(
        Report.zone_id == zone_id,
        col(Report.state).in_([ReportState.FILED, ReportState.TAKEN]),
        col(Report.answers).is_(None),
        or_(col(Report.network_id).in_(networks), col(Report.network_id).is_(None)),
    )
    if before is not None:
        asked = asked.where(col(Report.id) < before)
    return list(session.exec(asked.order_by(col(Report.id).desc())))


def untaken(session: Session, zone_id: int) -> list[Report]:
    """The reports and sightings that nobody of the police has taken yet, the newest first."""
    asked = select(Report).where(Report.zone_id == zone_id, Report.state == ReportState.FILED)
    return list(session.exec(asked.order_by(col(Report.id).desc())))


def sightings_of(session: Session, broadcast_id: int) -> list[Report]:
    """What was seen since the alert, the newest first."""
    asked = select(Report).where(
        Report.answers == broadcast_id,
        col(Report.state).in_([ReportState.FILED, ReportState.TAKEN, ReportState.HANDLED]),
    )
    return list(session.exec(asked.order_by(col(Report.id).desc())))


def open_in_call(session: Session, call_id: str) -> Report | None:
    """The report of this call that still waits for what will be said; the newest one."""
    asked = select(Report).where(
        Report.call_id == call_id,
        col(Report.state).in_([ReportState.OPEN, ReportState.DROPPED]),
        col(Report.recording_id).is_(None),
    )
    return session.exec(asked.order_by(col(Report.id).desc())).first()
