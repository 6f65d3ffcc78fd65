"""One end of a call: what this phone hears, which keys it pressed, what it spoke, whether it is there."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from simulator.clock import Clock
from simulator.log import Log
from simulator.sounds import spoken_seconds

_MISSED_BY_A_HAIR = 0.001


class Ending(StrEnum):
    """Who or what ended a call."""

    PERSON = "person"
    DOCUMENT = "document"
    REQUEST = "request"
    TIME_LIMIT = "time_limit"
    CANCELLED = "cancelled"
    UNANSWERED = "unanswered"
    REJECTED = "rejected"
    REJECTED_AS_BUSY = "rejected_as_busy"


class Listening(StrEnum):
    """What the keys and the voice of this phone go to at present."""

    NOTHING = "nothing"
    GATHER = "gather"
    RECORD = "record"
    DIAL = "dial"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the next TwiML comes from: a URL, or words given with the request."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""
    parameters: tuple[tuple[str, str], ...] = ()


class HungUp(Exception):
    """The call is over."""


class Redirected(Exception):
    """The live call goes on with another document."""

    def __init__(self, source: Source) -> None:
        super().__init__(source.url)
        self.source = source


@dataclass(slots=True)
class Utterance:
    """Words that are said to this phone, from a moment on, over some simulated seconds."""

    text: str
    voice: str
    started: float
    seconds: float
    ended: float | None = None

    def heard(self, now: float) -> str:
        """As much of it as has been said."""
        past = (now if self.ended is None else min(now, self.ended)) - self.started
        if self.seconds <= 0 or past >= self.seconds - _MISSED_BY_A_HAIR:
            return self.text
        return self.text[: int(len(self.text) * past / self.seconds)]

    def between(self, first: float, last: float) -> str:
        """The part of it that was said between two moments."""
        if self.started < first:
            return self.heard(last)[len(self.heard(first)) :].strip()
        return self.heard(last)

    def due(self, characters: int) -> float:
        """When so many of its characters have been said."""
        return self.started + self.seconds * characters / max(len(self.text), 1)


@dataclass(frozen=True, slots=True)
class Tape:
    """What a voicemail recorded: the words, and the seconds with the silence in them."""

    words: str
    seconds: float


@dataclass(slots=True)
class Speech:
    """Words that this phone's owner says, from a moment on, over some simulated seconds."""

    words: str
    started: float
    seconds: float
    stopped: float | None = None
    """When the owner hung up in the middle of it."""

    @property
    def ended(self) -> float:
        """When it is, or was, over."""
        whole = self.started + self.seconds
        return whole if self.stopped is None else min(whole, self.stopped)

    def between(self, first: float, last: float) -> str:
        """The part of the words that was said between two moments."""
        each = len(self.words) / max(self.seconds, 0.001)
        begin, end = max(first - self.started, 0.0) * each, (min(last, self.ended) - self.started) * each
        return self.words[int(begin) : round(end + 0.01)].strip()


class Leg:
    """One phone on one call."""

    def __init__(self, clock: Clock, log: Log, call: str, number: str) -> None:
        self.clock = clock
        self.log = log
        self.call = call
        self.number = number
        self.interactive = False
        self.picked_up = False
        self.declined = False
        self.gone: Ending | None = None
        self.moved: Source | None = None
        self.utterances: list[Utterance] = []
        self.speeches: list[Speech] = []
        self.keys: list[str] = []
        self.listening = Listening.NOTHING
        self.takes_words = False
        """Whether the call understands what is said, and not only which keys are pressed."""
        self.waiting = False
        self.waits = 0
        """How often the call has begun to wait for input."""
        self.records_from: float | None = None
        """When this phone's own voicemail began to record."""
        self.beeped_at: float | None = None
        """When it beeped, if it did."""
        self.silent = False
        """The owner let it be known that nothing comes: an interactive wait ends at once."""
        self.peer: Leg | None = None
        self.version = 0
        self._bells: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Tell everybody who waits on this leg that something has changed."""
        self.version += 1
        self._wake()

    async def until(self, happened: Callable[[], bool], seconds: float | None, real: bool = False) -> bool:
        """Wait, at most so many simulated (or real) seconds, until it happened; returns whether it did.

        Real seconds are for hands; a clock that is moved by hand counts them too.
        """
        if happened() or (seconds is not None and seconds <= 0):
            return happened()
        late = False

        def expire() -> None:
            nonlocal late
            late = True
            self._wake()

        timer = None if seconds is None else self.clock.call_later(seconds, expire, real=real)
        try:
            while not (late or happened()):
                await self._bell()
        finally:
            if timer is not None:
                timer.cancel()
        return happened()

    async def _bell(self) -> None:
        bell: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._bells.add(bell)
        try:
            await bell
        finally:
            self._bells.discard(bell)

    def _wake(self) -> None:
        for bell in self._bells:
            if not bell.done():
                bell.set_result(None)

    async def attend(self, happened: Callable[[], bool], seconds: float | None, real: bool = False) -> bool:
        """As `until`, for the carrier's side: raises HungUp or Redirected when the call leaves this document."""
        done = await self.until(lambda: self.left() or happened(), seconds, real)
        self.check()
        return done

    def left(self) -> bool:
        """Whether the call has ended or was sent elsewhere."""
        return self.gone is not None or self.moved is not None

    def check(self) -> None:
        """Raise HungUp or Redirected when the call has left the document that is being obeyed."""
        if self.gone is not None:
            raise HungUp(self.gone)
        if self.moved is not None:
            source, self.moved = self.moved, None
            raise Redirected(source)

    def end(self, by: Ending) -> None:
        """End the call; the first ending counts."""
        if self.gone is None:
            self.gone = by
            self.log.add("hung_up", call=self.call, number=self.number, by=by)
            self.ring()

    def move(self, source: Source) -> None:
        """Send the live call to another document."""
        self.moved = source
        self.ring()

    def press(self, keys: str) -> None:
        """Press keys; they are lost unless the call is listening for them."""
        lost = self.listening is Listening.NOTHING or self.gone is not None
        self.log.add("key", call=self.call, number=self.number, text=keys, lost=lost)
        if not lost:
            self.keys.extend(keys)
            self.ring()

    async def speak(self, words: str, seconds: float | None = None) -> None:
        """Say something; returns when it is said."""
        length = spoken_seconds(words) if seconds is None else seconds
        speech = Speech(words, self.clock.now(), length)
        self.speeches.append(speech)
        self.log.add(
            "spoken", call=self.call, number=self.number, text=words, to=self.listening, seconds=length
        )
        self.ring()
        if self.peer is not None:
            await self.peer.overhear(words, "person", length)
        else:
            await self.until(lambda: self.gone is not None, length)
        if self.gone is not None:
            speech.stopped = self.clock.now()
        elif self.waiting:
            self.waits += 1
        self.ring()

    def open_to_speech(self) -> bool:
        """Whether what the owner says goes somewhere: into a recording, to an ear, or to somebody."""
        return self.listening is Listening.RECORD or self.takes_words or self.peer is not None

    def speaking(self) -> bool:
        """Whether the owner is in the middle of a sentence."""
        return bool(self.speeches) and self.speeches[-1].ended > self.clock.now() + _MISSED_BY_A_HAIR

    async def hear(
        self, text: str, voice: str, seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> bool:
        """Have the carrier say words to this phone; returns False when `stop` came before the end."""
        whole = await self.overhear(text, voice, seconds, stop)
        self.check()
        return whole

    async def overhear(
        self, text: str, voice: str, seconds: float, stop: Callable[[], bool] = lambda: False
    ) -> bool:
        """As `hear`, when somebody else does the talking: an ended call is no concern of theirs."""
        said = Utterance(text, voice, self.clock.now(), seconds)
        self.utterances.append(said)
        self.log.add("saying", call=self.call, number=self.number, text=text, voice=voice)
        self.ring()
        try:
            return not await self.until(lambda: self.left() or stop(), seconds)
        finally:
            said.ended = self.clock.now()
            heard = said.heard(said.ended)
            self.log.add(
                "heard", call=self.call, number=self.number, text=heard, voice=voice, complete=heard == text
            )
            self.ring()

    def wait_begins(self) -> None:
        """From now on the call waits for keys or words."""
        self.waiting = True
        self.waits += 1
        self.ring()

    def wait_ends(self) -> None:
        """The call waits no longer."""
        self.waiting = False
        self.silent = False
        self.ring()
