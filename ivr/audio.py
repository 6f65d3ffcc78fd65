"""Recordings, played to who holds their token; and the question whether we are well."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from flask import Blueprint, Response, abort, request
from sqlmodel import col, select

from db.reports import Recording, RecordingStatus
from db.session import Database
from flows.recorded import SOUNDS
from ivr.exchange import exchange
from ivr.speaking import sounds_of

audio = Blueprint("audio", __name__)


@audio.get("/audio/<token>")
def play(token: str) -> Response:
    """The recording as WAV. A GET, let in by its token."""
    sound = _sound(exchange().database, token)
    if sound is None:
        abort(404)
    response = Response(sound, mimetype="audio/wav")
    response.set_etag(token)
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.make_conditional(request)
    return response


@audio.get("/audio/said/<name>")
def said(name: str) -> Response:
    """A recorded sentence of ours. Its name changes with the sound, so it may be kept for long."""
    path = sounds_of(exchange()).files.get(name)
    if path is None:
        abort(404)
    response = Response(path.read_bytes(), mimetype=SOUNDS[path.suffix])
    response.set_etag(name)
    response.headers["Cache-Control"] = "public, max-age=604800"
    response.make_conditional(request)
    return response


def _sound(database: Database, token: str) -> bytes | None:
    try:
        return _kept_sound(database, token, datetime.now(UTC).date())
    except LookupError:
        return None  # not remembered: it may come


@lru_cache(maxsize=64)  # an alert's voice is asked for by every call
def _kept_sound(
    database: Database, token: str, _today: date
) -> bytes:  # remembered for today only: it may be forgotten
    with database.reading() as session:
        asked = select(Recording.audio).where(
            col(Recording.token) == token, Recording.status == RecordingStatus.KEPT
        )
        sound = session.exec(asked).first()
    if sound is None:
        raise LookupError(token[:3])
    return sound


@audio.get("/health")
def health() -> str:
    """Whether this process answers."""
    return "ok"
