"""Changing live calls: a webhook writes the wish on the attempt, the pump does it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, Protocol, TypeVar, cast

import structlog
from sqlalchemy import update
from sqlalchemy.engine import CursorResult
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import defer
from sqlmodel import col

from broadcast.failpoints import failpoint
from broadcast.means import Means
from carrier.carrier import Refused, Unreachable
from carrier.carriers import Carriers
from db.broadcasts import Attempt, AttemptState, Wish
from db.claims import unsent, wished

_AGAIN = 0.1  # seconds
_UNOPENED = [
    defer(cast(Any, one)) for one in (Attempt.number, Attempt.body)
]  # one that cannot be stops no other

log = structlog.get_logger()


P = ParamSpec("P")
T = TypeVar("T")


class OnDatabase(Protocol):
    """Runs a question or a move in a thread."""

    def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """The answer of `work`."""


class Wishes:
    """Does what live calls are wanted to do, each once."""

    def __init__(
        self,
        means: Means,
        carriers: Carriers,
        on_database: OnDatabase,
        not_wanted: Callable[[set[int]], None],
    ) -> None:
        self._means = means
        self._not_wanted = not_wanted
        self._carriers = carriers
        self._on_database = on_database
        self.look = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled, whenever there is something to `look` at."""
        while True:
            await self.look.wait()
            self.look.clear()
            try:
                self._not_wanted(await self._on_database(_unsent, self._means))
                taken = await self._on_database(_take, self._means)
            except SQLAlchemyError as away:
                log.error("database_away", doing="wishes", error=type(away).__name__)
                continue
            await asyncio.gather(*(self._do(*wish) for wish in taken))
            if taken:
                self.look.set()  # there may be more than were taken at once

    async def _do(self, attempt: Attempt, wish: Wish) -> None:
        """A call that is not answered yet is ended; one that is goes on elsewhere."""
        call = attempt.carrier_id or ""
        try:
            carrier = self._carriers.of(attempt.account)
            if wish is Wish.IS_ENDED and attempt.state is not AttemptState.ANSWERED:
                await carrier.hang_up(call)
            else:
                url = f"{self._means.settings.public_base_url}/voice/attempt/{attempt.token}/enter/{wish}"
                await carrier.redirect(call, url)
            failpoint("wish.after_request")
        except Refused as refused:
            log.info("wish_refused", wish=wish, why=refused.why)  # as a rule: the call has ended
        except Unreachable as away:
            log.warning("wish_not_heard", wish=wish, error=str(away))
            await asyncio.sleep(_AGAIN)
            await self._on_database(_put_back, self._means, attempt.id or 0, wish)


def _unsent(means: Means) -> set[int]:
    """The calls that are not wanted any more before the carrier was asked for them, as far as we know."""
    with means.database.reading() as session:
        return unsent(session)


def _take(means: Means) -> list[tuple[Attempt, Wish]]:
    """The wishes of the moment, taken off their attempts, so that no other pump does them too. A pump that is killed
    now loses one: that call goes on as it was, and who was not reached by it is tried again."""
    with means.database.reading() as session:
        found = wished(session)
    if not found:
        return []
    taken = []
    with means.database.writing() as session:
        for attempt_id in sorted(found):
            attempt = session.get_one(Attempt, attempt_id, options=_UNOPENED)
            if attempt.wish is None:
                continue
            wish = attempt.wish
            mine = (col(Attempt.id) == attempt_id, col(Attempt.wish) == wish)
            done = session.execute(update(Attempt).where(*mine).values(wish=None))
            if isinstance(done, CursorResult) and done.rowcount == 1 and not attempt.pressed:
                taken.append((attempt, wish))
    failpoint("wish.after_commit")
    return taken


def _put_back(means: Means, attempt_id: int, wish: Wish) -> None:
    with means.database.writing() as session:
        still = (
            col(Attempt.id) == attempt_id,
            col(Attempt.wish).is_(None),
            col(Attempt.state) != AttemptState.ENDED,
            col(Attempt.pressed).is_(False),
        )
        session.execute(
            update(Attempt).where(*still).values(wish=wish).execution_options(synchronize_session=False)
        )
