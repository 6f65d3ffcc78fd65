"""Where people stand, in Redis: by call for 4 hours. What happened is in the database; this may be lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import cast

from redis import Redis
from redis.exceptions import LockError

from flows.engine.kept import from_json, to_json
from flows.engine.visit import Visit

_LIVES = 4 * 3600  # seconds
_LOCK = 10.0  # seconds after which a lock of a process that died is free again


class Visits:
    """The visits under way."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    @contextmanager
    def one_at_a_time(self, call_id: str) -> Iterator[None]:
        """The same question asked twice at the same moment is answered one after the other."""
        lock = self._redis.lock(f"visit:lock:{call_id}", timeout=_LOCK, blocking_timeout=_LOCK)
        held = lock.acquire()
        try:
            yield
        finally:
            if held:
                with suppress(LockError):  # it ran out, or Redis was flushed: then nobody waits for it
                    lock.release()

    def find(self, call_id: str) -> Visit | None:
        """Where this call stands; None when it is not known (any more)."""
        kept = cast(bytes | None, self._redis.get(f"visit:{call_id}"))
        return from_json(kept.decode()) if kept else None

    def keep(self, visit: Visit) -> None:
        """Remember where the call stands."""
        self._redis.set(f"visit:{visit.id}", to_json(visit), ex=_LIVES)

    def forget(self, call_id: str) -> None:
        """The call is over."""
        self._redis.delete(f"visit:{call_id}")
