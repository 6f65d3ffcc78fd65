"""The narrow door to the phone company: what we ask of it, what it tells us, how it says no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Language(StrEnum):
    """A language that we speak and write; Dutch first."""

    NL = "nl"
    FR = "fr"
    DE = "de"
    EN = "en"


class AccountName(StrEnum):
    """Which of our accounts: the usual one, or the one that stands by for when that does not work."""

    MAIN = "main"
    STANDBY = "standby"


class CallState(StrEnum):
    """Where a call is, in our words; the carrier's words are translated in its own file."""

    QUEUED = "queued"
    RINGING = "ringing"
    ANSWERED = "answered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TextState(StrEnum):
    """Where a text is. `sent` may be the last we hear: not every operator confirms delivery."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"


class PickedUpBy(StrEnum):
    """Who answered, as far as the carrier can tell. `unknown` is treated as a person."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    UNKNOWN = "unknown"


class RecordingState(StrEnum):
    """What became of a recording at the carrier."""

    COMPLETED = "completed"
    ABSENT = "absent"
    FAILED = "failed"


class Why(StrEnum):
    """Why the carrier refused, in the words that decide what we do next."""

    NUMBER = "number"  # this number cannot be called or texted: flag it
    OPTED_OUT = "opted_out"  # the person told the carrier to stop: remember it
    NO_TEXTS = "no_texts"  # a landline, or a mobile that cannot be texted: call instead
    GONE = "gone"  # the call to be changed is no longer in progress: harmless
    ACCOUNT = "account"  # wrong key, no money, suspended: stop and alarm, the member is not to blame
    SETTING = "setting"  # our own set-up is wrong (sender, country not allowed): stop and alarm
    OTHER = "other"


class Refused(Exception):
    """The carrier said no, and asking again would change nothing. `code` is the carrier's own."""

    def __init__(self, why: Why, code: int, message: str = "") -> None:
        super().__init__(f"{why}: {code} {message}".strip())
        self.why = why
        self.code = code


class Unreachable(Exception):
    """No usable answer. `accepted` is False when the carrier certainly did not take it (429, connection refused)
    and None when nobody knows (time-out, connection lost, 5xx): then its list must be asked, never a second request
    be made. `retry_after` is in seconds; `too_many`: we were too fast."""

    def __init__(
        self, message: str, *, accepted: bool | None, retry_after: float | None = None, too_many: bool = False
    ) -> None:
        super().__init__(message)
        self.too_many = too_many
        self.accepted = accepted
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Placed:
    """The carrier took it: its id, and how many seconds it says it will queue it."""

    id: str
    queue_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as the carrier's own list has it."""

    id: str
    to: str
    created_at: datetime
    state: CallState


@dataclass(frozen=True, slots=True)
class SeenText:
    """A text as the carrier's own list has it."""

    id: str
    to: str
    created_at: datetime
    body: str
    state: TextState


@dataclass(frozen=True, slots=True)
class LineSetting:
    """One of our own numbers as it is set up at the carrier (read by `doctor`)."""

    number: str
    voice_url: str
    voice_fallback_url: str
    text_url: str
    status_url: str


class Carrier(Protocol):
    """A phone company. Every method may raise `Refused` or `Unreachable`; none repeats a request by itself."""

    async def call(
        self,
        *,
        to: str,
        sender: str,
        url: str,
        status_url: str,
        ring_seconds: int,
        limit_seconds: int,
        machine_url: str | None = None,
    ) -> Placed:
        """Ring `to`; when somebody answers, `url` is asked what to say. `machine_url` asks for answering-machine
        detection, in the background, and is told the verdict."""

    async def text(self, *, to: str, sender: str, body: str, status_url: str, valid_seconds: int) -> Placed:
        """Send `body` (at most 1,600 characters); the carrier drops it when not sent within `valid_seconds`."""

    async def redirect(self, call_id: str, url: str) -> None:
        """The live call leaves where it is and goes on at `url`."""

    async def hang_up(self, call_id: str) -> None:
        """End a live call; a call still queued or ringing is cancelled."""

    async def calls_to(self, number: str) -> Sequence[SeenCall]:
        """The newest calls to `number`, queued ones too (they have no start time: so not filtered by it)."""

    async def texts_to(self, number: str) -> Sequence[SeenText]:
        """The newest texts to `number`."""

    async def recordings_of(self, call_id: str) -> Sequence[str]:
        """The ids of the recordings made in a call."""

    async def recording(self, recording_id: str) -> bytes | None:
        """The audio as WAV; None while it is not ready yet."""

    async def delete_recording(self, recording_id: str) -> None:
        """Gone at the carrier; no error when it was gone already."""

    async def lines(self) -> Sequence[LineSetting]:
        """Our numbers, as set up at the carrier."""

    async def close(self) -> None:
        """Let go of the connections."""
