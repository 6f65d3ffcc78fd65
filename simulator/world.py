"""The company: its account, lines, calls, texts, recordings, people, and its clock. All in memory."""

import asyncio
import secrets
from collections import Counter, defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from simulator.billing import Purse
from simulator.clock import Clock, Timer
from simulator.cookies import Cookies
from simulator.faults import Faults
from simulator.legs import Leg, Source, Tape
from simulator.log import Log
from simulator.people import Person
from simulator.rates import Rates, Window
from simulator.turns import Turns
from simulator.verdicts import Mistakes

API_VERSION = "2010-04-01"
ANSWERED = "in-progress"
FINAL = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})


def new_sid(prefix: str) -> str:
    """A new id in Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


def utc_now() -> datetime:
    """Now, in whole seconds, as resources carry it."""
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(slots=True)
class Account:
    """Whose lines these are; `keys` are API keys and their secrets. Webhooks are signed with the token."""

    sid: str = field(default_factory=lambda: new_sid("AC"))
    token: str = field(default_factory=lambda: secrets.token_hex(16))
    keys: dict[str, str] = field(default_factory=dict)
    created: datetime = field(default_factory=utc_now)

    def admits(self, user: str, password: str) -> bool:
        """Whether these are the token or one of the keys."""
        expected = self.token if user == self.sid else self.keys.get(user)
        return expected is not None and secrets.compare_digest(expected.encode(), password.encode())


@dataclass(slots=True)
class Line:
    """A number of the account, and what is asked when somebody rings or texts it."""

    number: str
    sid: str = field(default_factory=lambda: new_sid("PN"))
    friendly_name: str = ""
    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    advanced_opt_out: bool = False
    """Whether its messaging service has Advanced Opt-Out: then texts carry OptOutType."""
    created: datetime = field(default_factory=utc_now)
    updated: datetime = field(default_factory=utc_now)


@dataclass(slots=True)
class Callback:
    """Where the progress of a call or a text is told."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(slots=True)
class Detection:
    """What was asked about answering machines."""

    until_the_end: bool
    asynchronous: bool
    callback: Callback | None
    timeout: float = 30.0
    speech: float = 2.4
    """Who speaks longer on picking up is a machine (MachineDetectionSpeechThreshold)."""
    speech_end: float = 1.2
    """Silence after which somebody has finished speaking (MachineDetectionSpeechEndThreshold)."""
    silence: float = 5.0
    """Silence at the beginning after which nobody knows (MachineDetectionSilenceTimeout)."""


@dataclass(slots=True)
class Call:
    """One call, in either direction."""

    sid: str
    direction: str
    from_: str
    to: str
    leg: Leg
    source: Source
    fallback: Source | None = None
    callback: Callback | None = None
    detection: Detection | None = None
    ring_timeout: float = 60.0
    time_limit: float = 14400.0
    parent: str | None = None
    status: str = "queued"
    answered_by: str | None = None
    rang: bool = False
    sequence: int = 0
    told: asyncio.Task[None] | None = None
    """The last status callback on its way; the next one follows it."""
    created: datetime = field(default_factory=utc_now)
    updated: datetime = field(default_factory=utc_now)
    started: datetime | None = None
    ended: datetime | None = None
    answered_at: float | None = None
    tape: Tape | None = None
    """What an answering machine recorded of it."""
    limit: Timer | None = None
    """Ends the call when it has lasted too long."""
    duration: int | None = None
    queue_ms: int = 0
    """How long it was thought, when it was asked for, to have to wait for its turn."""
    price: str | None = None

    @property
    def over(self) -> bool:
        """Whether its status is final."""
        return self.status in FINAL


@dataclass(slots=True)
class Text:
    """One text message, in either direction."""

    sid: str
    direction: str
    from_: str
    to: str
    body: str
    callback: Callback | None = None
    status: str = "queued"
    error: int | None = None
    told: asyncio.Task[None] | None = None
    """The last status callback on its way; the next one follows it."""
    created: datetime = field(default_factory=utc_now)
    updated: datetime = field(default_factory=utc_now)
    sent: datetime | None = None
    valid_for: float = 36000.0
    """Simulated seconds that it may wait for its sender's turn."""
    price: str | None = None


@dataclass(slots=True)
class Recording:
    """What somebody said after a beep; `ready_at` is simulated seconds."""

    sid: str
    call: str
    words: str
    seconds: float
    ready_at: float
    source: str = "RecordVerb"
    channels: int = 1
    created: datetime = field(default_factory=utc_now)
    started: datetime = field(default_factory=utc_now)


class Company:
    """The whole phone company."""

    def __init__(
        self, account: Account | None = None, clock: Clock | None = None, log: Log | None = None
    ) -> None:
        self.account = account or Account()
        self.clock = clock or Clock()
        self.log = log or Log()
        self.log.clock = self.clock
        self.faults = Faults()
        self.rates = Rates()
        self.purse = Purse()
        self.creates = Window()
        self.requests = 0
        """Requests under way at the door."""
        self.live: set[str] = set()
        """The calls that ring or are answered, in either direction."""
        self.call_turns = Turns(self.clock, lambda: self.rates.calls_per_second)
        self._text_turns: dict[str, Turns] = {}
        self.base_url = ""
        self.webhook_seconds = 15.0
        self.recording_delay = 1.0
        """Simulated seconds until a recording can be fetched."""
        self.lines: dict[str, Line] = {}
        self.people: dict[str, Person] = {}
        self.mistakes = Mistakes()
        """How often machines are taken for people, and people for machines."""
        self.calls: dict[str, Call] = {}
        self.calls_by_number: dict[str, list[Call]] = defaultdict(list)
        self.texts: dict[str, Text] = {}
        self.recordings: dict[str, Recording] = {}
        self.opted_out: set[tuple[str, str]] = set()
        """Pairs of a line and a number that said STOP to it."""
        self.cookies = Cookies()
        self.replies: dict[tuple[str, str], list[float]] = defaultdict(list)
        """When texts were answered by document, by line and number; simulated seconds."""
        self.rung: Counter[str] = Counter()
        """How often each phone has rung, or would have if it had been free."""
        self.ringing_back: set[tuple[str, str]] = set()
        """Who is about to ring which line back."""
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def session(self) -> aiohttp.ClientSession:
        """The connections to the webhooks."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=256),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )
        return self._session

    def utc_now(self) -> datetime:
        """Now, as resources and callbacks carry it."""
        return self.clock.utc_now()

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something go on by itself; what goes wrong in it is written in the log."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (wrong := task.exception()) is not None:
            self.log.add("broken", text=repr(wrong), task=str(task.get_coro()))

    def text_turns(self, sender: str) -> Turns:
        """The queue of a sender's texts."""
        if sender not in self._text_turns:
            self._text_turns[sender] = Turns(self.clock, lambda: self.rates.segments_per_second)
        return self._text_turns[sender]

    def rates_changed(self) -> None:
        """Let those who wait for their turn go by the new rates."""
        for turns in (self.call_turns, *self._text_turns.values()):
            turns.serve()

    def add_call(self, call: Call) -> None:
        """Keep a call."""
        call.created = call.updated = self.utc_now()
        self.calls[call.sid] = call
        for number in {call.from_, call.to, call.leg.number}:
            self.calls_by_number[number].append(call)

    def forget_call(self, call: Call) -> None:
        """Keep a call no longer."""
        del self.calls[call.sid]
        for number in {call.from_, call.to, call.leg.number}:
            self.calls_by_number[number].remove(call)

    def engaged(self, number: str, but: Call) -> bool:
        """Whether somebody is on this phone already, or it is ringing."""
        live = (call for call in self.calls_by_number.get(number, ()) if call is not but)
        return any(call.status in ("ringing", ANSWERED) for call in live)

    async def close(self) -> None:
        """Stop everything at once."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
        self.log.close()
