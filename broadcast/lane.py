"""A lane: one way's calls (or texts). It claims in order of urgency for the next few slots, hands each claim over at its
slot, and drops what must not be sent any more."""

from __future__ import annotations

import asyncio
import contextlib
import time
from bisect import insort
from collections import deque
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from operator import itemgetter

import structlog
from sqlalchemy.exc import SQLAlchemyError

from broadcast.attempts import Ready
from broadcast.claim import Room, claim
from broadcast.failpoints import failpoint
from broadcast.heart import heard_within
from broadcast.means import Means
from broadcast.pace import Pace
from broadcast.sent import Answer, Answered, Dropped, hold_off, was_taken
from broadcast.wishes import OnDatabase
from carrier.carrier import AccountName, Placed, Refused, Unreachable
from carrier.carriers import Carriers
from db.accounts import in_use
from db.broadcasts import Way

LOOK = 0.2  # seconds until the next look, when something is due and nothing could be claimed
_HOLDS = 1.0  # seconds until the next look whether another account is in use by now
_TICK = 0.005  # seconds: above 200 per second, what is due by then goes together
_TICKS_FROM = 200  # per second

log = structlog.get_logger()


class Lane:
    """Works while `due` is set; `nudged` ends its waiting. `answered` is told each answer, `done` that all was claimed."""

    def __init__(
        self, means: Means, way: Way, pace: Pace, carriers: Carriers, on_database: OnDatabase,
        answered: Callable[[Answered], None], done: Callable[[], None],
    ) -> None:  # fmt: skip
        self.way = way
        self.pace = pace
        self.due = asyncio.Event()
        self.nudged = asyncio.Event()
        self._means = means
        self._carriers = carriers
        self._base = means.settings.public_base_url
        self._on_database = on_database
        self._answered = answered
        self._done = done
        self._room = Room()
        self._tick = _TICK if pace.full > _TICKS_FROM else 0.0
        self._waiting: deque[tuple[float, Ready]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._under_way: set[asyncio.Task[None]] = set()
        self._held_until = 0.0
        self._held_at = AccountName.MAIN
        self._ends = False

    async def run(self) -> None:
        """Until cancelled: claim for the next slots, a little before them. Then it may run again."""
        self._ends = False
        while True:
            await self.due.wait()
            held = self._held_until - time.monotonic()
            if held > 0:
                await self._hold(held)
                continue
            self.nudged.clear()
            slots = await self.pace.group()
            began = time.monotonic()
            try:
                ready = await self._claim(len(slots))
            except SQLAlchemyError as away:
                log.error("database_away", doing="claim", error=type(away).__name__)
                await asyncio.sleep(LOOK)
                continue
            self.pace.claimed_in(time.monotonic() - began)
            all_claimed = len(ready) < len(slots)
            self.pace.unused(self._go_at(slots + await self._for_segments(len(slots), ready), ready))
            if all_claimed:
                await self._rest(nothing=not ready)

    async def _hold(self, seconds: float) -> None:
        """Send nothing for a while, unless a person switches to another account meanwhile."""
        await asyncio.sleep(min(seconds, _HOLDS))
        with contextlib.suppress(SQLAlchemyError):
            if await self._on_database(_account, self._means) is not self._held_at:
                self._held_until = 0.0

    def is_busy(self) -> bool:
        """Whether something is claimed and not answered yet."""
        return bool(self._waiting or self._under_way)

    def drop(self, attempts: Collection[int]) -> None:
        """These are not wanted any more: what was not sent yet is not sent."""
        kept = deque(one for one in self._waiting if one[1].attempt_id not in attempts)
        for _, ready in self._waiting:
            if ready.attempt_id in attempts:
                self._answered(Answered(ready, Dropped()))
        self._waiting = kept

    async def end(self, seconds: float) -> None:
        """Send nothing more, and wait for the answers to what was sent, at most so long."""
        self._ends = True
        self.drop({ready.attempt_id for _, ready in self._waiting})
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)

    async def _claim(self, most: int) -> list[Ready]:
        claimed = asyncio.ensure_future(
            self._on_database(claim, self._means, self.way, most, datetime.now(UTC), self._room)
        )
        try:
            return await asyncio.shield(claimed)
        except asyncio.CancelledError:
            # It may be committed already: it must not be lost between two chairs.
            for one in await claimed:
                self._answered(Answered(one, Dropped()))
            raise

    async def _rest(self, nothing: bool) -> None:
        """All that is due was claimed, or could not be (no line is free, the number is busy)."""
        self.due.clear()
        if nothing:
            await heard_within(self.nudged, LOOK)
        self._done()

    async def _for_segments(self, have: int, ready: list[Ready]) -> list[float]:
        """The slots that are still needed for texts of several segments."""
        missing = sum(one.segments for one in ready) - have
        return await self.pace.more(missing) if missing > 0 else []

    def _go_at(self, slots: list[float], ready: list[Ready]) -> list[float]:
        """Each is handed over at its slot, and takes as many as it has segments; the slots that are left."""
        at = 0
        for one in ready:
            go, soon = self.pace.senders.turn(one.sender, one.segments, slots[at], self.pace.pumps)
            if not soon:
                self._answered(Answered(one, Dropped(go - time.monotonic())))
                continue
            insort(self._waiting, (go, one), key=itemgetter(0))
            at += one.segments
        if self._timer is None:
            self._go()
        return slots[at:]

    def _go(self) -> None:
        """Hand over what has its slot now, the rest later."""
        self._timer = None
        while self._waiting:
            at, ready = self._waiting[0]
            now = time.monotonic()
            wait = max(at - now, self.pace.too_soon(ready.segments, now, ready.sender))
            if wait > 0:
                self._timer = asyncio.get_running_loop().call_later(max(wait, self._tick), self._go)
                return
            self._waiting.popleft()
            if self._is_too_late(ready, now):
                self._answered(Answered(ready, Dropped()))
                continue
            self.pace.promise(ready.segments, ready.sender)
            task = asyncio.create_task(self._hand_over(ready))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _is_too_late(self, ready: Ready, now: float) -> bool:
        age = now - ready.claimed_at
        old = age > self._means.settings.carrier_visibility.total_seconds()
        return old or self._ends or now < self._held_until

    async def _hand_over(self, ready: Ready) -> None:
        at = time.monotonic()
        self.pace.spend(ready.segments, at, ready.sender)
        answer = await self._ask_carrier(ready)
        now = time.monotonic()
        taken = was_taken(answer)
        if taken is not None:
            slow_down = isinstance(answer, Unreachable) and answer.too_many
            self.pace.push_back.answered(taken, at, now, slow_down=slow_down)
        hold = hold_off(answer, self.pace.push_back)
        if hold:
            self._held_until, self._held_at = max(self._held_until, now + hold), ready.account
        self._answered(Answered(ready, answer))

    async def _ask_carrier(self, ready: Ready) -> Answer:
        failpoint("call.before_request")
        try:
            placed = await (self._text(ready) if ready.way is Way.TEXT else self._call(ready))
        except (Refused, Unreachable) as no:
            return no
        except Exception:  # whatever it was, nobody knows whether the carrier took it
            log.exception("sending_failed", attempt=ready.attempt_id)
            return Unreachable("unexpected", accepted=None)
        failpoint("call.after_request")
        return placed

    async def _text(self, ready: Ready) -> Placed:
        carrier = self._carriers.of(ready.account)
        return await carrier.text(
            to=ready.number,
            sender=ready.sender,
            body=ready.body,
            status_url=f"{self._base}/status/text/{ready.token}",
            valid_seconds=max(int(self._means.settings.text_valid.total_seconds()), 1),
        )

    async def _call(self, ready: Ready) -> Placed:
        settings = self._means.settings
        # An errand's call may go on to the police line, and stay there.
        limit = settings.call_limit if ready.detects_machine else settings.officer_session
        machine = f"{self._base}/status/machine/{ready.token}" if ready.detects_machine else None
        carrier = self._carriers.of(ready.account)
        return await carrier.call(
            to=ready.number,
            sender=ready.sender,
            url=f"{self._base}/voice/attempt/{ready.token}",
            status_url=f"{self._base}/status/call/{ready.token}",
            ring_seconds=ready.ring_seconds,
            limit_seconds=max(int(limit.total_seconds()), 1),
            machine_url=machine,
        )


def _account(means: Means) -> AccountName:
    with means.database.reading() as session:
        return in_use(session)
