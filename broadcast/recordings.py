"""Fetching what was recorded: sealed and kept with us, then deleted at the carrier."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from sqlmodel import Session, col, select, update

from broadcast.means import Means
from carrier.carrier import AccountName, Carrier, Refused, Unreachable
from carrier.carriers import Carriers
from db.reports import Recording, RecordingStatus

WAITS: Sequence[float] = (0.05, 0.1, 0.1, 0.2, 0.4, 0.8, 1.0, 1.5, 2.0, 2.0, 3.0, 3.0)
"""Seconds between tries: a recording is ready a moment after it was made."""
LOST_AFTER = timedelta(minutes=10)

log = structlog.get_logger()


async def fetch(means: Means, carriers: Carriers, recording_id: int, waits: Sequence[float] = WAITS) -> bool:
    """Fetch one recording from the account that made it, and delete it there; whether we have it. Running it twice is
    harmless."""
    with means.database.reading() as session:
        what = (Recording.carrier_id, Recording.status, Recording.deleted_at_carrier, Recording.account)
        asked = select(*what)
        row = session.exec(asked.where(Recording.id == recording_id)).first()
    if row is None:
        return False
    carrier_id, status, deleted, account = row
    try:
        carrier = carriers.of(AccountName(account))
    except Unreachable as gone:
        log.error("recording_not_fetched", error=str(gone))
        return False
    if status is not RecordingStatus.KEPT and not await _keep(
        means, carrier, recording_id, carrier_id, waits
    ):
        return False
    if not deleted:
        await _delete(means, carrier, recording_id, carrier_id)
    return True


async def _keep(
    means: Means, carrier: Carrier, recording_id: int, carrier_id: str, waits: Sequence[float]
) -> bool:
    for wait in (*waits, None):
        audio = await _ask(carrier, carrier_id)
        if audio is not None:
            with means.database.writing() as session:
                _change(session, recording_id, audio=audio, status=RecordingStatus.KEPT)
            return True
        if wait is not None:
            await asyncio.sleep(wait)
    _give_up_the_old(means, recording_id)
    return False


async def _ask(carrier: Carrier, carrier_id: str) -> bytes | None:
    try:
        return await carrier.recording(carrier_id)
    except Refused as refused:
        log.error("recording_refused", code=refused.code)
    except Unreachable as away:
        log.warning("recording_not_fetched", error=str(away))
    return None


def _give_up_the_old(means: Means, recording_id: int) -> None:
    old = (
        col(Recording.status) == RecordingStatus.AWAITED,
        col(Recording.made_at) <= datetime.now(UTC) - LOST_AFTER,
    )
    with means.database.writing() as session:
        _change(session, recording_id, *old, status=RecordingStatus.LOST)


async def _delete(means: Means, carrier: Carrier, recording_id: int, carrier_id: str) -> None:
    try:
        await carrier.delete_recording(carrier_id)
    except (Refused, Unreachable) as no:
        log.warning("recording_not_deleted", error=str(no))
        return
    with means.database.writing() as session:
        _change(session, recording_id, deleted_at_carrier=True)


def _change(session: Session, recording_id: int, *guards: object, **values: object) -> None:
    changed = update(Recording).where(col(Recording.id) == recording_id, *guards).values(**values)  # type: ignore[arg-type]
    session.execute(changed.execution_options(synchronize_session=False))
