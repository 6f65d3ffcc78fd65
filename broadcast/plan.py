"""Pure: for one claimed delivery, which phone, which way, in which words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from carrier.segments import clean
from db.broadcasts import BroadcastKind, Way
from db.columns import UNREADABLE
from db.due import DuePhone
from db.people import Wants
from flows.engine.texts import Texts
from settings import Settings

MORNING, EVENING = time(7), time(22)
_CAN_WAIT = frozenset({BroadcastKind.NOTICE, BroadcastKind.FEEDBACK, BroadcastKind.DRILL})
LONGEST_TEXT = 1600  # characters that the carrier takes


class WhyNot(StrEnum):
    """Why nothing can be sent now; what is kept as the delivery's reason is in these words."""

    ON_THE_PHONE = "on_the_phone"  # with us: a little later
    SAME_PHONE = "same_phone"  # somebody else of the house is called there
    PAUSED = "paused"
    OPTED_OUT = "opted_out"
    NUMBER = "number"  # no number that works
    NO_PHONE = "no_usable_phone"
    TOO_LATE = "not_reached"  # in time
    NIGHT = "night"  # by the member's wish: in the morning
    UNREADABLE = "unreadable"  # the number is sealed with a key that we do not have


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is made from: the broadcast's kind, and what is said in it in the member's language."""

    kind: BroadcastKind
    network: str
    line: str
    message: str | None
    """What was written; None when it was spoken."""
    over: bool = False
    """Whether it says that an alert is over."""


def choose(
    phones: Sequence[DuePhone],
    way: Way,
    tries: int,
    taken: Collection[str],
    busy: Collection[str],
    now: datetime,
    night: bool = False,
) -> DuePhone | WhyNot:
    """The phone for this round: each round begins with the next one. `taken`: numbers that this broadcast has in this
    round; `busy`: numbers on the phone with us."""
    usable = [phone for phone in phones if takes(phone, way, now)]
    if not usable:
        return why_none(phones, way, now)
    usable = [phone for phone in usable if not (night and phone.quiet_nights)]
    if not usable:
        return WhyNot.NIGHT
    first = tries % len(usable) if way is Way.CALL else 0
    free = [phone for phone in usable[first:] + usable[:first] if phone.hash not in taken]
    if not free:
        return WhyNot.SAME_PHONE
    return WhyNot.ON_THE_PHONE if free[0].hash in busy else free[0]


def takes(phone: DuePhone, way: Way, now: datetime) -> bool:
    """Whether a phone may be called (or texted) now."""
    if (
        phone.failed
        or phone.number == UNREADABLE
        or (phone.paused_until is not None and phone.paused_until > now)
    ):
        return False
    if way is Way.CALL:
        return phone.wants is not Wants.TEXTS and not phone.no_calls
    return phone.wants is not Wants.CALLS and not phone.no_texts and phone.kind is PhoneKind.MOBILE


def waits_until(kind: BroadcastKind, now: datetime, timezone: str) -> datetime | None:
    """Until when this waits for who wants quiet nights: the morning; None by day, and for what cannot wait."""
    here = now.astimezone(ZoneInfo(timezone))
    if kind not in _CAN_WAIT or MORNING <= here.time() < EVENING:
        return None
    day = here.date() if here.time() < MORNING else here.date() + timedelta(days=1)
    return datetime.combine(day, MORNING, here.tzinfo).astimezone(now.tzinfo)


def why_none(phones: Sequence[DuePhone], way: Way, now: datetime) -> WhyNot:
    """Why none of these phones can be used this way."""
    if any(phone.number == UNREADABLE for phone in phones):
        return WhyNot.UNREADABLE
    if any(phone.no_calls if way is Way.CALL else phone.no_texts for phone in phones):
        return WhyNot.OPTED_OUT
    if any(phone.paused_until is not None and phone.paused_until > now for phone in phones):
        return WhyNot.PAUSED
    return WhyNot.NUMBER if any(phone.failed for phone in phones) else WhyNot.NO_PHONE


def ring_seconds(kind: PhoneKind, settings: Settings) -> int:
    """How long a phone rings: people walk to a landline."""
    ringing: timedelta = settings.ring_landline if kind is PhoneKind.LANDLINE else settings.ring_mobile
    return max(int(ringing.total_seconds()), 1)


def kind_of(number: str) -> PhoneKind | None:
    """Mobile or landline; None when it is no number of a person."""
    try:
        return Phone.parse(number).kind
    except NotAPhone:
        return None


def text_body(words: Words, language: Language, texts: Texts) -> str:
    """The text that a member gets."""
    name = "over_text" if words.over else f"{words.kind}_text"
    if words.message is None:
        body = texts.message(name, language, {"network": words.network, "line": words.line})
    else:
        facts = {"network": words.network, "line": words.line, "message": words.message}
        body = texts.message(f"{name}_written", language, facts)
    return clean(body)[:LONGEST_TEXT]
