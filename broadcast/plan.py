"""Pure: for one claimed delivery, which phone, which way, in which words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from carrier.segments import clean
from db.broadcasts import BroadcastKind, Way
from db.people import Wants
from flows.engine.texts import Texts
from settings import Settings

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


@dataclass(frozen=True, slots=True)
class Reach:
    """One of a member's phones, as far as the plan needs it."""

    number: str
    hash: str
    kind: PhoneKind
    wants: Wants = Wants.BOTH
    paused_until: datetime | None = None
    no_calls: bool = False
    no_texts: bool = False
    failed: bool = False

    def takes(self, way: Way, now: datetime) -> bool:
        """Whether it may be called (or texted) now."""
        if self.failed or (self.paused_until is not None and self.paused_until > now):
            return False
        if way is Way.CALL:
            return self.wants is not Wants.TEXTS and not self.no_calls
        return self.wants is not Wants.CALLS and not self.no_texts and self.kind is PhoneKind.MOBILE


@dataclass(frozen=True, slots=True)
class Words:
    """What a text is made from: the broadcast's kind, and what is said in it in the member's language."""

    kind: BroadcastKind
    network: str
    line: str
    message: str | None
    """What was written; None when it was spoken."""


def choose(
    phones: Sequence[Reach],
    way: Way,
    tries: int,
    taken: Collection[str],
    busy: Collection[str],
    now: datetime,
) -> Reach | WhyNot:
    """The phone for this round: each round begins with the next one. `taken`: numbers that this broadcast has in this
    round; `busy`: numbers on the phone with us."""
    usable = [phone for phone in phones if phone.takes(way, now)]
    if not usable:
        return why_none(phones, way, now)
    first = tries % len(usable) if way is Way.CALL else 0
    free = [phone for phone in usable[first:] + usable[:first] if phone.hash not in taken]
    if not free:
        return WhyNot.SAME_PHONE
    return WhyNot.ON_THE_PHONE if free[0].hash in busy else free[0]


def why_none(phones: Sequence[Reach], way: Way, now: datetime) -> WhyNot:
    """Why none of these phones can be used this way."""
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
    name = "feedback_text" if words.kind is BroadcastKind.FEEDBACK else "alert_text"
    if words.message is None:
        body = texts.message(name, language, {"network": words.network, "line": words.line})
    else:
        facts = {"network": words.network, "line": words.line, "message": words.message}
        body = texts.message(f"{name}_written", language, facts)
    return clean(body)[:LONGEST_TEXT]
