"""The vendor's words and ours: what its webhooks and its error codes say. Light: web processes import this.

A word that is not in a table gives None, and is for the caller to log and ignore: it never fails an alert.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from carrier.carrier import CallState, PickedUpBy, RecordingState, TextState, Why

_CALLS = {
    "queued": CallState.QUEUED,
    "initiated": CallState.QUEUED,  # taken off the carrier's queue, not ringing yet
    "ringing": CallState.RINGING,
    "in-progress": CallState.ANSWERED,
    "completed": CallState.COMPLETED,
    "busy": CallState.BUSY,
    "no-answer": CallState.NO_ANSWER,
    "failed": CallState.FAILED,
    "canceled": CallState.CANCELLED,
}

_TEXTS = {
    "accepted": TextState.QUEUED,
    "scheduled": TextState.QUEUED,
    "queued": TextState.QUEUED,
    "sending": TextState.QUEUED,
    "sent": TextState.SENT,
    "delivered": TextState.DELIVERED,
    "read": TextState.DELIVERED,
    "partially_delivered": TextState.SENT,
    "undelivered": TextState.UNDELIVERED,
    "failed": TextState.FAILED,
    "canceled": TextState.FAILED,
}

_PICKED_UP_BY = {
    "human": PickedUpBy.HUMAN,
    "machine_start": PickedUpBy.MACHINE,
    "machine_end_beep": PickedUpBy.MACHINE,
    "machine_end_silence": PickedUpBy.MACHINE,
    "machine_end_other": PickedUpBy.MACHINE,
    "fax": PickedUpBy.FAX,
    "unknown": PickedUpBy.UNKNOWN,
}

_RECORDINGS = {
    "completed": RecordingState.COMPLETED,
    "absent": RecordingState.ABSENT,
    "failed": RecordingState.FAILED,
}

_WHY = {
    20003: Why.ACCOUNT,  # wrong key, or one without the right
    20005: Why.ACCOUNT,  # account not active
    30002: Why.ACCOUNT,  # account suspended
    20404: Why.SETTING,  # no such thing: a wrong account or base URL
    21213: Why.SETTING,  # no sender given
    21205: Why.SETTING,  # our URL is invalid
    21210: Why.SETTING, 21212: Why.SETTING, 21606: Why.SETTING, 21659: Why.SETTING,  # the sender is not ours
    13227: Why.SETTING, 21215: Why.SETTING, 21408: Why.SETTING, 32205: Why.SETTING,  # country not switched on
    14111: Why.SETTING, 21219: Why.SETTING, 21608: Why.SETTING,  # trial account
    21602: Why.SETTING, 21617: Why.SETTING,  # text empty, or longer than 1,600 characters
    21703: Why.SETTING, 21704: Why.SETTING,  # messaging service without a sender
    30018: Why.SETTING,  # the sender has to be registered
    30034: Why.SETTING,  # the sender is not registered (US)
    30450: Why.SETTING,  # held back as SMS pumping: the member belongs on the carrier's safe list
    13224: Why.NUMBER, 13225: Why.NUMBER, 21211: Why.NUMBER, 21216: Why.NUMBER, 21217: Why.NUMBER,
    21201: Why.NUMBER, 21604: Why.NUMBER,  # none given: that member fails alone
    30005: Why.NUMBER,  # unknown handset
    21610: Why.OPTED_OUT,
    21612: Why.NO_TEXTS, 21614: Why.NO_TEXTS, 30006: Why.NO_TEXTS,  # not a mobile, or out of reach of texts
    21220: Why.GONE,
}  # fmt: skip

# The carrier's queue is full: not taken, and worth asking again later.
BACK_OFF = frozenset({20429, 21611, 22005})

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")  # opaque: other carriers with the same API have other ids
_DIGITS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A call has come somewhere. They arrive late, doubled and out of order."""

    id: str
    state: CallState


@dataclass(frozen=True, slots=True)
class TextEvent:
    """A text has come somewhere; `why` and the carrier's `code` only when it failed."""

    id: str
    state: TextState
    why: Why | None = None
    code: int | None = None


@dataclass(frozen=True, slots=True)
class MachineEvent:
    """The verdict on who picked up, and how long it took."""

    call_id: str
    picked_up_by: PickedUpBy
    milliseconds: int | None = None


@dataclass(frozen=True, slots=True)
class RecordingEvent:
    """A recording is ready to be fetched, or will never be."""

    id: str
    call_id: str
    state: RecordingState
    seconds: int | None = None


def call_state(word: str | None) -> CallState | None:
    """Their word for where a call is, in ours."""
    return _CALLS.get(word or "")


def text_state(word: str | None) -> TextState | None:
    """Their word for where a text is, in ours."""
    return _TEXTS.get(word or "")


def picked_up_by(word: str | None) -> PickedUpBy | None:
    """Their word for who answered, in ours."""
    return _PICKED_UP_BY.get(word or "")


def recording_state(word: str | None) -> RecordingState | None:
    """Their word for what became of a recording, in ours; None also while it is being made."""
    return _RECORDINGS.get(word or "")


def why(code: int, status: int = 0) -> Why:
    """What an error code means for us; `status` (HTTP) decides where the code is not known."""
    if code in _WHY:
        return _WHY[code]
    if status in {401, 402, 403}:
        return Why.ACCOUNT
    return Why.SETTING if status in {404, 405} else Why.OTHER


def is_id(text: str | None) -> bool:
    """Whether this can be a carrier's id: opaque, at most 64 characters, safe in a path."""
    return bool(_ID.fullmatch(text or ""))


def call_event(form: Mapping[str, str]) -> CallEvent | None:
    """A call's status callback; None when it is not one or has a word that we do not know."""
    id_, state = form.get("CallSid", ""), call_state(form.get("CallStatus"))
    if not is_id(id_) or state is None:
        return None
    return CallEvent(id_, state)


def text_event(form: Mapping[str, str]) -> TextEvent | None:
    """A text's status callback; None when it is not one or has a word that we do not know."""
    id_ = form.get("MessageSid") or form.get("SmsSid", "")
    state = text_state(form.get("MessageStatus") or form.get("SmsStatus"))
    if not is_id(id_) or state is None:
        return None
    code = _count(form.get("ErrorCode"))
    failed = state in {TextState.FAILED, TextState.UNDELIVERED}
    return TextEvent(id=id_, state=state, why=why(code or 0) if failed else None, code=code or None)


def machine_event(form: Mapping[str, str]) -> MachineEvent | None:
    """The answering-machine detection's callback; None when it is not one or has a word that we do not know."""
    id_, verdict = form.get("CallSid", ""), picked_up_by(form.get("AnsweredBy"))
    if not is_id(id_) or verdict is None:
        return None
    return MachineEvent(id_, verdict, _count(form.get("MachineDetectionDuration")))


def recording_event(form: Mapping[str, str]) -> RecordingEvent | None:
    """A recording's status callback; None when it is not one, or the recording is still being made."""
    id_, call_id = form.get("RecordingSid", ""), form.get("CallSid", "")
    state = recording_state(form.get("RecordingStatus"))
    if not is_id(id_) or not is_id(call_id) or state is None:
        return None
    return RecordingEvent(id_, call_id, state, _count(form.get("RecordingDuration")))


def _count(text: str | None) -> int | None:
    return int(text) if text and _DIGITS.fullmatch(text) else None


# A text that is one of these words alone, in any case, is answered by the carrier itself, which blocks or frees the
# number; after a stop it refuses what we send (21610).
_ANSWERED_BY_CARRIER = frozenset({
    "stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "start", "yes", "unstop", "help", "info",
})  # fmt: skip


def answered_by_carrier(form: Mapping[str, str]) -> bool:
    """Whether the carrier itself answers this inbound text: to that one we say nothing."""
    return bool(form.get("OptOutType")) or form.get("Body", "").strip().lower() in _ANSWERED_BY_CARRIER
