"""What the carrier tells of calls, texts, machines and recordings: late, doubled, in any order. Always answered 2xx."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, request

from broadcast import status as moves
from broadcast.wake import wake
from carrier.carrier import RecordingState
from carrier.words import call_event, machine_event, recording_event, text_event
from db.calls import end_call
from ivr.desk.reporting import keep_recording
from ivr.exchange import exchange

status = Blueprint("status", __name__, url_prefix="/status")
log = structlog.get_logger(__name__)

_DONE = ("", 204)
_OVER = frozenset({"completed", "busy", "no_answer", "failed", "cancelled"})


@status.post("/call/<token>")
def call(token: str) -> tuple[str, int]:
    """One of our calls has come somewhere."""
    place, event = exchange(), call_event(request.form)
    if event is None:
        log.info("unknown_word", of="call", word=request.form.get("CallStatus"))
    elif moves.call_event(place.database, place.settings, token, event, datetime.now(UTC)):
        wake(place.redis)
    return _DONE


@status.post("/text/<token>")
def text(token: str) -> tuple[str, int]:
    """One of our texts has come somewhere."""
    place, event = exchange(), text_event(request.form)
    if event is None:
        log.info("unknown_word", of="text", word=request.form.get("MessageStatus"))
    elif moves.text_event(place.database, place.settings, token, event, datetime.now(UTC)):
        wake(place.redis)
    return _DONE


@status.post("/machine/<token>")
def machine(token: str) -> tuple[str, int]:
    """Who picked up, in the carrier's opinion."""
    place, event = exchange(), machine_event(request.form)
    if event is None:
        log.info("unknown_word", of="machine", word=request.form.get("AnsweredBy"))
    elif moves.machine_event(place.database, token, event, datetime.now(UTC)):
        wake(place.redis)
    return _DONE


@status.post("/recording")
def recording() -> tuple[str, int]:
    """A recording is ready at the carrier: the second way in which we learn of it."""
    event = recording_event(request.form)
    if event is not None and event.state is RecordingState.COMPLETED:
        keep_recording(exchange(), event.call_id, event.id, event.seconds or 0, datetime.now(UTC))
    return _DONE


@status.post("/line")
def line() -> tuple[str, int]:
    """A call to one of our numbers has ended."""
    event = call_event(request.form)
    if event is not None and event.state in _OVER:
        with exchange().database.writing() as session:
            end_call(session, event.id, event.state.value, datetime.now(UTC))
    return _DONE
