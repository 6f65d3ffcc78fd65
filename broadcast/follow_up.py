"""When somebody is tried again, and when the carrier is asked what became of an attempt. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from db.broadcasts import ErrandKind, Way
from settings import Settings

RINGS_OFFICERS = frozenset({ErrandKind.CALL_BACK, ErrandKind.APPROVAL, ErrandKind.NEW_PIN})
_OFFICER_AGAIN, _OFFICER_WAITS = timedelta(seconds=8), timedelta(minutes=3)
DUTY_GIVES_UP = timedelta(hours=24)  # a report that nobody took in a day rings no more
_UNANSWERED: Mapping[ErrandKind, tuple[timedelta, ...]] = {
    ErrandKind.NEWS: (timedelta(minutes=10), timedelta(minutes=20)),
    ErrandKind.PROOF: (timedelta(minutes=1), timedelta(minutes=3)),
    ErrandKind.NOT_HEARD: (timedelta(minutes=1), timedelta(minutes=3)),
}
_THEN_BY_TEXT = timedelta(minutes=2)  # after the last call


def next_try(tries: int, began: datetime, now: datetime, settings: Settings) -> datetime | None:
    """When a member who was called `tries` times and not reached is called again; None: no more. The deadline ends
    retries, never a first call."""
    if not 1 <= tries <= len(settings.retry_after):
        return None
    again = now + settings.retry_after[tries - 1]
    return again if again <= began + settings.retry_deadline else None


def next_duty(began: datetime, now: datetime, settings: Settings) -> datetime | None:
    """When a duty phone is rung again for a report that nobody has taken."""
    return now + settings.duty_again if now < began + DUTY_GIVES_UP else None


def next_officer(made_at: datetime, now: datetime) -> datetime | None:
    """When an officer who was busy, or did not pick up, is rung again: whoever withholds his number is rung back while
    he may still be on the phone with us."""
    again = now + _OFFICER_AGAIN
    return again if again < made_at + _OFFICER_WAITS else None


def next_call(kind: ErrandKind, tries: int, now: datetime) -> datetime | None:
    """When somebody who was rung `tries` times for an errand, and did not pick up, is rung again; None: no more."""
    waits = _UNANSWERED.get(kind, ())
    return now + waits[tries - 1] if 1 <= tries <= len(waits) else None


def by_text_after(kind: ErrandKind) -> timedelta:
    """How long after the first call of an errand its words go by text, where the number can be texted and nobody has
    pressed a key."""
    return sum(_UNANSWERED[kind], _THEN_BY_TEXT)


def first_ask(placing_at: datetime, settings: Settings) -> datetime:
    """When the carrier is first asked about an attempt whose answer was lost: 10 s after the intent, as a rule."""
    return placing_at + 2 * settings.carrier_visibility


def last_ask(placing_at: datetime, settings: Settings) -> datetime:
    """When a carrier that knows of no such attempt is believed: a minute after the intent, as a rule, and never
    while our own request may still be under way."""
    under_way = settings.carrier_timeout + 2 * settings.carrier_visibility
    return placing_at + max(12 * settings.carrier_visibility, under_way)


def ask_if_silent(way: Way, ring_seconds: float, now: datetime, settings: Settings) -> datetime:
    """When an attempt that the carrier took, and of which nothing was heard since, is asked about."""
    if way is Way.TEXT:
        return now + settings.text_valid + 12 * settings.carrier_visibility
    return now + timedelta(seconds=ring_seconds) + 3 * settings.carrier_visibility


def ask_again(now: datetime, settings: Settings) -> datetime:
    """When a call that goes on is asked about again."""
    return now + 6 * settings.carrier_visibility
