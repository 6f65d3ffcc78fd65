"""Broadcasts and their deliveries, errands, and the attempts made for both."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum

from sqlalchemy import JSON, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from carrier.carrier import AccountName, Language, PickedUpBy
from db.columns import NumberHash, Sealed, of_an_account, words


class BroadcastKind(StrEnum):
    """What a broadcast is to who hears it."""

    ALERT = "alert"
    NOTICE = "notice"
    FEEDBACK = "feedback"
    CORRECTION = "correction"
    DRILL = "drill"


class BroadcastState(StrEnum):
    """`draft` from the moment the officer has spoken; `confirmed` by the door; then `closed`, or `cancelled` unsent."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class DeliveryState(StrEnum):
    """Where one member's delivery stands."""

    PENDING = "pending"
    TRYING = "trying"
    REACHED = "reached"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    STOPPED = "stopped"


class ErrandState(StrEnum):
    """Where one errand stands."""

    PENDING = "pending"
    TRYING = "trying"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


class ErrandKind(StrEnum):
    """What an errand is for."""

    DUTY = "duty"  # a report rings or texts the duty phone
    REPORT_NUMBER = "report_number"  # the reporter gets the number by text
    OFFICER_NOTICE = "officer_notice"  # a lock, a start of a broadcast
    ANSWER = "answer"  # the answer to a text
    CALL_BACK = "call_back"  # an officer who signed in is rung on the registered number
    APPROVAL = "approval"  # a second officer is asked for approval
    NEW_PIN = "new_pin"  # an officer whose PIN a colleague has reset chooses another
    NOT_HEARD = "not_heard"  # the reporter is told that nobody has heard the report yet
    PROOF = "proof"  # a number is called or texted, so that its owner proves it
    NEWS = "news"  # a coordinator hears which numbers failed and who stopped
    MEMBER_NOTICE = "member_notice"  # a wish taken by phone, confirmed by text; a new member is welcome


class AttemptState(StrEnum):
    """An attempt only goes forward."""

    PLACING = "placing"
    PLACED = "placed"
    RINGING = "ringing"
    ANSWERED = "answered"
    ENDED = "ended"


class Way(StrEnum):
    """By call or by text."""

    CALL = "call"
    TEXT = "text"


class Wish(StrEnum):
    """What a live call is wanted to do; the pump does it."""

    AFTER_BEEP = "after_beep"
    IS_ENDED = "is_ended"


class Urgency(IntEnum):
    """The smaller, the sooner."""

    DUTY = 0
    ALERT = 1
    ANSWER = 2
    FEEDBACK = 5
    NOTICE = 8


def _only_where(name: str, *columns: str, where: str) -> Index:
    """An index on some rows only; SQLite and PostgreSQL both have them."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


class Broadcast(SQLModel, table=True):
    """One message to one or more networks. A draft's call and turn make the door idempotent: confirming it again
    finds it started."""

    __tablename__ = "broadcasts"
    __table_args__ = (UniqueConstraint("call_id", "turn"),)

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id", index=True)
    officer_id: int = Field(foreign_key="officers.id")
    kind: BroadcastKind = Field(default=BroadcastKind.ALERT, sa_type=words(BroadcastKind))
    state: BroadcastState = Field(default=BroadcastState.DRAFT, sa_type=words(BroadcastState), index=True)
    closed_why: str | None = Field(default=None, max_length=32)
    call_id: str = Field(max_length=64)
    turn: int
    recording_id: int | None = Field(default=None, foreign_key="recordings.id")
    text: str | None = Field(default=None, sa_type=Sealed)
    outcome: str | None = Field(default=None, max_length=32)
    report_id: int | None = None
    settles: int | None = Field(default=None, foreign_key="broadcasts.id", index=True)
    members: int = 0
    drafted_at: datetime
    confirmed_at: datetime | None = Field(default=None, index=True)
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    held_since: datetime | None = None
    feedback_due_at: datetime | None = None
    approval_asked_at: datetime | None = None
    approved_by: int | None = None
    overridden: str | None = Field(
        default=None, max_length=64
    )  # the charter's clauses that the officer overrode
    override_id: int | None = None  # for which reason
    to_coordinator: bool = False  # only to the coordinators of its networks


class BroadcastNetwork(SQLModel, table=True):
    """A network to which a broadcast goes."""

    __tablename__ = "broadcast_networks"

    broadcast_id: int = Field(foreign_key="broadcasts.id", primary_key=True)
    network_id: int = Field(foreign_key="networks.id", primary_key=True)


class Delivery(SQLModel, table=True):
    """One member and one broadcast. `text_due_at` and `call_due_at` are when its text and its next call are due; none
    is due where they are empty. `attempt_id` is its present call: only that one may send it back to `pending`.
    `heard_call` is the carrier's id of the call that tells it; another one hears that it was told already."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "member_id"),
        # Only what is still due is in these two: a claim never walks past what was done.
        _only_where("ix_deliveries_call_due", "urgency", "order_key", where="call_due_at IS NOT NULL"),
        _only_where("ix_deliveries_text_due", "urgency", "order_key", where="text_due_at IS NOT NULL"),
        Index("ix_deliveries_calls_by_time", "call_due_at"),
        Index("ix_deliveries_texts_by_time", "text_due_at"),
        Index("ix_deliveries_state", "broadcast_id", "state"),
    )

    id: int | None = Field(default=None, primary_key=True)
    broadcast_id: int = Field(foreign_key="broadcasts.id")
    member_id: int = Field(foreign_key="members.id", index=True)
    network_id: int = Field(foreign_key="networks.id")
    networks: list[int] = Field(default_factory=list, sa_type=JSON)
    urgency: int = Field(default=Urgency.ALERT, sa_type=SmallInteger)
    order_key: int = 0
    text_due_at: datetime | None = None
    call_due_at: datetime | None = None
    state: DeliveryState = Field(default=DeliveryState.PENDING, sa_type=words(DeliveryState))
    reason: str | None = Field(default=None, max_length=64)
    tries: int = 0
    attempt_id: int | None = None
    heard_call: str | None = Field(default=None, max_length=64)
    reached_at: datetime | None = None
    reached_by: Way | None = Field(default=None, sa_type=words(Way))
    confirmed_at: datetime | None = None


class Errand(SQLModel, table=True):
    """One call or text to one phone outside a broadcast."""

    __tablename__ = "errands"
    __table_args__ = (Index("ix_errands_due", "state", "due_at"),)

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id")
    kind: ErrandKind = Field(sa_type=words(ErrandKind))
    key: str = Field(unique=True, max_length=120)
    report_id: int | None = Field(default=None, foreign_key="reports.id", index=True)
    proof_id: int | None = None
    officer_id: int | None = None
    broadcast_id: int | None = None
    way: Way = Field(sa_type=words(Way))
    number: str = Field(sa_type=Sealed)
    number_hash: str = Field(sa_type=NumberHash)
    position: int = 1
    language: Language = Field(default=Language.NL, sa_type=words(Language))
    body: str | None = Field(default=None, sa_type=Sealed)
    urgency: int = Field(default=Urgency.ANSWER, sa_type=SmallInteger)
    due_at: datetime
    tries: int = 0
    state: ErrandState = Field(default=ErrandState.PENDING, sa_type=words(ErrandState))
    reason: str | None = Field(default=None, max_length=64)
    made_at: datetime


class Attempt(SQLModel, table=True):
    """One call or text handed to the carrier. Its row is committed before the carrier is asked, and its unguessable
    token is in every URL that the carrier gets, so that each callback finds it. It is asked, changed and ended at its own
    account, whichever is in use by then. The same number is called once per
    broadcast and round; an attempt that never reached the carrier gives its round back. `ask_at` is when the carrier
    is to be asked what became of it, `asked` how often that was done."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("broadcast_id", "number_hash", "way", "round"),
        UniqueConstraint("errand_id", "round"),
        _only_where("ix_attempts_live", "way", "number_hash", where="state <> 'ended'"),
        _only_where("ix_attempts_wish", "wish", where="wish IS NOT NULL"),
    )

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int | None = Field(default=None, foreign_key="deliveries.id", index=True)
    errand_id: int | None = Field(default=None, foreign_key="errands.id")
    broadcast_id: int | None = Field(default=None, foreign_key="broadcasts.id")
    way: Way = Field(sa_type=words(Way))
    round: int | None = 1
    token: str = Field(unique=True, max_length=64)
    number: str = Field(sa_type=Sealed)
    number_hash: str = Field(sa_type=NumberHash)
    body: str | None = Field(default=None, sa_type=Sealed)
    segments: int = 0
    carrier_id: str | None = Field(default=None, index=True, max_length=64)
    account: AccountName = of_an_account()
    state: AttemptState = Field(default=AttemptState.PLACING, sa_type=words(AttemptState))
    reason: str | None = Field(default=None, max_length=64)
    picked_up_by: PickedUpBy | None = Field(default=None, sa_type=words(PickedUpBy))
    told: int = 0
    pressed: bool = False
    wish: Wish | None = Field(default=None, sa_type=words(Wish))
    asked: int = 0
    ask_at: datetime | None = Field(default=None, index=True)
    placing_at: datetime
    placed_at: datetime | None = None
    ringing_at: datetime | None = None
    answered_at: datetime | None = None
    ended_at: datetime | None = None


class Tally(SQLModel, table=True):
    """The counters of a broadcast, moved with the moves, in a few shards that are summed to read: one hot row would
    stop a storm of callbacks."""

    __tablename__ = "tallies"

    broadcast_id: int = Field(foreign_key="broadcasts.id", primary_key=True)
    shard: int = Field(primary_key=True)
    reached: int = 0
    confirmed: int = 0
    failed: int = 0
    suppressed: int = 0
    stopped: int = 0
    sightings: int = 0
