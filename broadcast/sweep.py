"""What fell between two chairs: attempts whose answer was lost, or of which nothing was heard since. The carrier is
asked for its calls (or texts) to that number; only when it knows of none is the number tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session, col, select

from broadcast.ended import UNCONFIRMED, end, give_back
from broadcast.follow_up import ask_again, first_ask, last_ask
from broadcast.means import Means
from broadcast.status import OVER, adopt, call_is, text_is
from broadcast.unreadable import end_attempt
from broadcast.wishes import OnDatabase
from carrier.carrier import Refused, SeenCall, SeenText, TextState, Unreachable
from carrier.carriers import Carriers
from carrier.phone import masked
from carrier.words import TextEvent
from db.broadcasts import Attempt, AttemptState, Way
from db.claims import to_ask
from db.unreadable import openable

CLOCKS_DIFFER = timedelta(seconds=5)  # the carrier's and ours
MOST_ASKED = 16  # at once

log = structlog.get_logger()


async def ask(means: Means, carriers: Carriers, on_database: OnDatabase) -> int:
    """Ask the carrier about the attempts whose time for it has come; how many."""
    due: Sequence[Attempt] = await on_database(_due, means, datetime.now(UTC))
    await asyncio.gather(*(_ask_one(means, carriers, on_database, attempt) for attempt in due))
    return len(due)


def _due(means: Means, now: datetime) -> Sequence[Attempt]:
    """Those that can be opened; the others end."""
    with means.database.reading() as session:
        found, broken = openable(session, Attempt, to_ask(session, now, MOST_ASKED))
    if broken:
        with means.database.writing() as session:
            for attempt_id in broken:
                end_attempt(session, attempt_id, now)
    return found


async def _ask_one(means: Means, carriers: Carriers, on_database: OnDatabase, attempt: Attempt) -> None:
    seen: Sequence[SeenCall | SeenText]
    try:
        carrier = carriers.of(attempt.account)
        if attempt.way is Way.CALL:
            seen = await carrier.calls_to(attempt.number)
        else:
            seen = await carrier.texts_to(attempt.number)
    except (Refused, Unreachable) as away:
        log.warning("carrier_not_asked", error=str(away))
        return
    await on_database(settle, means, attempt.id or 0, seen, datetime.now(UTC))


def settle(means: Means, attempt_id: int, seen: Sequence[SeenCall | SeenText], now: datetime) -> None:
    """Write down what the carrier's list says about one attempt."""
    with means.database.writing() as session:
        locked = select(Attempt).where(Attempt.id == attempt_id).with_for_update()
        attempt = session.exec(locked).one()
        if attempt.state is AttemptState.ENDED:
            attempt.ask_at = None
            return
        found = its_own(session, attempt, seen)
        if found is None:
            _unknown(session, means, attempt, now)
        elif adopt(session, attempt, found.id):
            log.info(
                "found_at_the_carrier", attempt=attempt_id, state=found.state, number=masked(attempt.number)
            )
            _known(session, means, attempt, found, now)


def its_own(
    session: Session, attempt: Attempt, seen: Sequence[SeenCall | SeenText]
) -> SeenCall | SeenText | None:
    """Which of the carrier's calls (or texts) to this number is this attempt: by its id; else the first one made since
    the intent that no other attempt has; a text must have the same words."""
    if attempt.carrier_id is not None:
        return next((one for one in seen if one.id == attempt.carrier_id), None)
    since = attempt.placing_at - CLOCKS_DIFFER
    candidates = [
        one
        for one in sorted(seen, key=lambda one: one.created_at)
        if one.created_at >= since and (isinstance(one, SeenCall) or one.body == attempt.body)
    ]
    ids = [one.id for one in candidates]
    others = set(session.exec(select(Attempt.carrier_id).where(col(Attempt.carrier_id).in_(ids))))
    return next((one for one in candidates if one.id not in others), None)


def _known(
    session: Session, means: Means, attempt: Attempt, found: SeenCall | SeenText, now: datetime
) -> None:
    if isinstance(found, SeenText):
        text_is(session, means.settings, attempt, TextEvent(found.id, found.state), now)
        session.refresh(attempt)
        if attempt.state is not AttemptState.ENDED:
            _text_goes_on(session, means, attempt, found.state, now)
        return
    call_is(session, means.settings, attempt, found.state, now)
    if found.state not in OVER:
        session.refresh(attempt)
        attempt.ask_at = ask_again(now, means.settings)


def _text_goes_on(session: Session, means: Means, attempt: Attempt, state: TextState, now: datetime) -> None:
    """`sent` may be the last that is ever told."""
    over = attempt.placing_at + means.settings.text_valid + 12 * means.settings.carrier_visibility
    if now >= over:
        end(session, means.settings, attempt, UNCONFIRMED, now)
    else:
        attempt.ask_at = over


def _unknown(session: Session, means: Means, attempt: Attempt, now: datetime) -> None:
    """The carrier's list does not have it (yet)."""
    attempt.asked += 1
    last = last_ask(attempt.placing_at, means.settings)
    if attempt.state is not AttemptState.PLACING or attempt.carrier_id is not None:
        # It was there once: it may have left the list.
        if now >= last + means.settings.call_limit:
            end(session, means.settings, attempt, "lost", now)
        else:
            attempt.ask_at = ask_again(now, means.settings)
    elif now < last:
        first = first_ask(attempt.placing_at, means.settings)
        attempt.ask_at = last if now >= first else first
    else:
        session.flush()
        log.warning("carrier_knows_nothing", attempt=attempt.id, number=masked(attempt.number))
        give_back(session, attempt.id or 0, now, now)
