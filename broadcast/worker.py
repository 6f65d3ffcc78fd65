"""The worker: a parent, which is the watch, and its children: the pump, the recordings, the rest. A child ends when its
parent ends, however that ends."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue, SimpleWorker, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from broadcast.failpoints import pick
from broadcast.heart import open_redis
from broadcast.jobs import Workplace, work_here
from broadcast.means import means_of
from broadcast.pump import Pump
from broadcast.telling import tell
from broadcast.wake import DEFAULT, LOW, PUMP, URGENT
from broadcast.watch import Beat, Watch
from carrier.carrier import AccountName, Carrier
from carrier.carriers import Carriers
from carrier.twilio import TwilioCarrier
from settings import Settings

_TURN = 0.001  # seconds that one thread computes while others wait
_TELL_RQ = 5.0  # seconds
_LAST_SECONDS = 15.0  # from SIGTERM to the end, at most
_WORKER_LASTS = 30  # seconds without a word from a worker
_PR_SET_PDEATHSIG = 1
_CONNECTIONS = (32, 500)  # at least, at most; else enough for two seconds of calls and texts
_LIBC = ctypes.CDLL(None, use_errno=True)


def run(settings: Settings) -> int:
    """The worker's parent: until SIGTERM or Ctrl-C."""
    children = {
        PUMP: pump_child,
        URGENT: recordings_child,
        DEFAULT: others_child,
    }
    return Watch(settings, children, pump_without_rq, tell_of_alarms).run()


class PumpWorker(SimpleWorker):
    """An RQ worker whose one long job is the pump: SIGTERM ends the pump, and RQ is told that it lives."""

    max_connection_wait_time = 0.5

    def __init__(self, redis: Redis, pump: Pump, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__([PUMP], connection=redis, serializer=JSONSerializer, worker_ttl=_WORKER_LASTS)
        self._pump = pump
        self._loop = loop
        self._job: tuple[Job, Execution] | None = None

    def run_pump(self) -> None:
        """The job itself."""
        self._loop.run_until_complete(self._pump_and_tell())

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        """Knows its job, so as to tell RQ of it."""
        self._job = (job, execution)
        return super().perform_job(job, queue, execution)

    def handle_warm_shutdown_request(self) -> None:
        """SIGTERM: the pump claims no more."""
        super().handle_warm_shutdown_request()  # type: ignore[no-untyped-call]
        self._loop.call_soon_threadsafe(self._pump.stop)
        # Whatever hangs: a pump that nobody watches any more must not go on calling.
        last = threading.Timer(_LAST_SECONDS, os._exit, (1,))
        last.daemon = True
        last.start()

    def set_shutdown_requested_date(self) -> None:
        """In a signal handler, with Redis away, an error would land in the event loop."""
        with contextlib.suppress(RedisError, OSError):
            super().set_shutdown_requested_date()  # type: ignore[no-untyped-call]

    def request_force_stop(self, signum: int, frame: FrameType | None) -> None:
        """A second SIGTERM changes nothing: the pump ends within ten seconds anyway."""

    async def _pump_and_tell(self) -> None:
        telling = asyncio.create_task(self._tell_rq())
        try:
            await self._pump.run()
        finally:
            telling.cancel()

    async def _tell_rq(self) -> None:
        while self._job is not None:
            with contextlib.suppress(RedisError, OSError):
                await asyncio.to_thread(self.maintain_heartbeats, *self._job)
            await asyncio.sleep(_TELL_RQ)


class OthersWorker(Worker):
    """An RQ worker that forks: its jobs are slow."""

    max_connection_wait_time = 0.5


class RecordingsWorker(SimpleWorker):
    """An RQ worker that does not fork: somebody waits to hear what was recorded."""

    max_connection_wait_time = 0.5


def keep_time() -> None:
    """A slot must not wait for a thread of this process that computes, nor for the garbage collector looking through
    what was there from the start."""
    sys.setswitchinterval(_TURN)
    gc.collect()
    gc.freeze()


def pump_child(settings: Settings, beat: Beat) -> None:
    """The process that calls and texts."""
    tie_to_parent()
    keep_time()
    pick(settings.fail)
    means, loop = means_of(settings), asyncio.new_event_loop()
    pump = Pump(means, open_redis(settings.redis_url), carriers_of(settings), beat.feel)
    worker = PumpWorker(_patient(settings), pump, loop)
    work_here(Workplace(means, lambda: carriers_of(settings), worker.run_pump))
    try:
        loop.run_until_complete(pump.get_ready())
        worker.work(logging_level="WARNING")
    finally:
        loop.run_until_complete(pump.close())
        loop.close()


def pump_without_rq(settings: Settings, beat: Beat) -> None:
    """The same while Redis is away: until nothing is due."""
    tie_to_parent()
    keep_time()
    pick(settings.fail)
    means = means_of(settings)
    asyncio.run(_pump_alone(Pump(means, open_redis(settings.redis_url), carriers_of(settings), beat.feel)))


async def _pump_alone(pump: Pump) -> None:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, pump.stop)
    try:
        await pump.run()
    finally:
        await pump.close()


def recordings_child(settings: Settings, _beat: Beat) -> None:
    """The process that fetches recordings."""
    tie_to_parent()
    work_here(Workplace(means_of(settings), lambda: carriers_of(settings)))
    queues = [URGENT]
    worker = RecordingsWorker(
        queues, connection=_patient(settings), serializer=JSONSerializer, worker_ttl=_WORKER_LASTS
    )
    worker.work(logging_level="WARNING")


def others_child(settings: Settings, _beat: Beat) -> None:
    """The process for what is not urgent."""
    tie_to_parent()
    work_here(Workplace(means_of(settings), lambda: carriers_of(settings)))
    queues = [DEFAULT, LOW]
    worker = OthersWorker(
        queues, connection=_patient(settings), serializer=JSONSerializer, worker_ttl=_WORKER_LASTS
    )
    worker.work(logging_level="WARNING")


def tell_of_alarms(settings: Settings, _beat: Beat) -> None:
    """The process that tells people of alarms, and ends."""
    tie_to_parent()
    tell(means_of(settings), datetime.now(UTC))


def tie_to_parent() -> None:
    """The kernel asks this process to end when its parent has ended; Ctrl-C is the parent's business."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with_prctl: Callable[..., int] | None = getattr(_LIBC, "prctl", None)
    if with_prctl is not None:
        with_prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() == 1:
        os._exit(1)


def _patient(settings: Settings) -> Redis:
    """A Redis on which a worker waits for jobs; RQ itself tries again when it is away."""
    return Redis.from_url(settings.redis_url, socket_timeout=_WORKER_LASTS, retry=Retry(NoBackoff(), 0))


def carriers_of(settings: Settings) -> Carriers:
    """The carrier of each account of these settings; opens no connection yet."""
    return Carriers({name: carrier_of(settings, name) for name in settings.accounts})


def carrier_of(settings: Settings, name: AccountName = AccountName.MAIN) -> Carrier:
    """The carrier of one account of these settings; opens no connection yet."""
    account = settings.accounts[name]
    rate = settings.calls_per_second + settings.text_segments_per_second
    fewest, most = _CONNECTIONS
    return TwilioCarrier(
        account_sid=account.sid,
        auth_token=account.webhook_tokens[0],
        api_key=account.api_key or "",
        api_secret=account.api_secret.get_secret_value() if account.api_secret else "",
        base_url=account.base_url,
        total_seconds=settings.carrier_timeout.total_seconds(),
        in_flight=int(min(max(rate * 2, fewest), most)),
        fallback_url=f"{settings.public_base_url}/voice/fallback",
    )
