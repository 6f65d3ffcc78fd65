"""Recordings are kept so long and no longer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlmodel import select

from broadcast.tidy import forget_the_old
from db.claims import kept_too_long, untidy
from db.reports import Recording, RecordingStatus


def recorded(village: Any, **columns: Any) -> int:
    with village.database.writing() as session:
        made = Recording(
            token="t1",
            carrier_id="RE1",
            call_id="CA1",
            made_at=village.now,
            deleted_at_carrier=True,
            **columns,
        )
        session.add(made)
        session.flush()
        return made.id or 0


def kept(village: Any, recording: int) -> tuple[RecordingStatus, bytes | None]:
    with village.database.reading() as session:
        found = session.get_one(Recording, recording)
        return found.status, found.audio


def test_a_recording_is_forgotten_when_its_time_is_over(village: Any) -> None:
    recording = recorded(village, status=RecordingStatus.KEPT, audio=b"RIFF")
    keep = village.settings.keep_recordings
    village.now += keep - timedelta(minutes=1)
    forget_the_old(village.means, village.now)
    assert kept(village, recording) == (RecordingStatus.KEPT, b"RIFF")
    village.now += timedelta(minutes=2)
    with village.database.reading() as session:
        assert untidy(session, village.now, keep)
    forget_the_old(village.means, village.now)
    assert kept(village, recording) == (RecordingStatus.FORGOTTEN, None)
    with village.database.reading() as session:
        assert session.exec(select(Recording.id).where(*kept_too_long(village.now, keep))).first() is None
