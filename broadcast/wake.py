"""Waking the pump. A hint, never the truth: what is due stands in the database, and the watch looks there too."""

from __future__ import annotations

import structlog
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

HEART = "pump:heart"  # some pump lives
NUDGE = "pump:nudge"  # a channel: look now
PUMPS = "pumps"  # who they are, by when each was last seen
CALLED = "pump:called"  # a pump was called a moment ago

PUMP, URGENT, DEFAULT, LOW = "pump", "urgent", "default", "low"
QUEUES = (PUMP, URGENT, DEFAULT, LOW)

_PATIENCE = 0.05  # seconds, for each of the two things that may hang
_CALL_AGAIN = 1_000  # milliseconds
_DAY = 86_400

log = structlog.get_logger()


def impatient(url: str) -> Redis:
    """A Redis that is given up at once when it does not answer."""
    return Redis.from_url(
        url,
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )


def queue(redis: Redis, name: str) -> Queue:
    """An RQ queue; its jobs are JSON, never pickles."""
    return Queue(name, connection=redis, serializer=JSONSerializer)


def wake(redis: Redis) -> bool:
    """After a commit: the pump looks at once; where none lives, one is called. Never raises; whether Redis took it."""
    try:
        asked = redis.pipeline(transaction=False)
        asked.exists(HEART)
        asked.publish(NUDGE, b"")
        alive, _ = asked.execute()
        if not alive:
            call_a_pump(redis)
    except (RedisError, OSError) as away:
        log.warning("redis_away", doing="wake", error=type(away).__name__)
        return False
    return True


def call_a_pump(redis: Redis) -> None:
    """Ask RQ for a pump; once a second is enough. Raises RedisError."""
    if redis.set(CALLED, b"1", nx=True, px=_CALL_AGAIN):
        queue(redis, PUMP).enqueue(
            "broadcast.jobs.pump", job_timeout=-1, result_ttl=5, failure_ttl=_DAY, description="pump"
        )
