"""A lane, with a phone company that only counts: what is claimed is handed over at its slot, or not at all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from sqlmodel import col, select

from broadcast.heart import open_redis
from broadcast.means import Means
from broadcast.pump import Pump
from broadcast.start import finish, start
from broadcast.wake import HEART, impatient, wake
from broadcast.worker import carriers_of
from db.broadcasts import Attempt, AttemptState, Delivery, DeliveryState
from db.calls import Call, begin_call, end_call
from db.people import Line
from flows.engine.texts import load
from settings import Settings


class Carrier:
    """Takes everything, and remembers whom it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.at: list[float] = []
        self.changed: list[str] = []

    async def create(self, request: web.Request) -> web.Response:
        form = await request.post()
        self.asked.append(str(form["To"]))
        self.at.append(time.monotonic())
        return web.json_response({"sid": f"CA{len(self.asked):032x}", "queue_time": "0"}, status=201)

    async def change(self, request: web.Request) -> web.Response:
        self.changed.append(request.match_info["sid"])
        return web.json_response({"sid": request.match_info["sid"]})


def pumping(
    village: Any, work: Callable[[Carrier, Pump, Settings], Awaitable[None]], **settings: object
) -> Carrier:
    """A pump at work in a village, beside `work`; stopped at its end."""
    carrier = Carrier()

    async def main() -> None:
        app = web.Application()
        account = f"/2010-04-01/Accounts/{village.settings.twilio_account_sid}"
        app.add_routes(
            [
                web.post(f"{account}/Calls.json", carrier.create),
                web.post(f"{account}/Messages.json", carrier.create),
                web.post(account + "/Calls/{sid}.json", carrier.change),
            ]
        )
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        here = f"http://127.0.0.1:{runner.addresses[0][1]}"
        changed = village.settings.model_copy(update={"carrier_base_url": here} | settings)
        redis = open_redis(changed.redis_url)
        pump = Pump(Means(changed, village.database, load()), redis, carriers_of(changed))
        await pump.get_ready()
        running = asyncio.create_task(pump.run())
        try:
            await work(carrier, pump, changed)
        finally:
            pump.stop()
            await running
            await pump.close()
            await redis.aclose()
            await runner.cleanup()

    asyncio.run(main())
    return carrier


async def until(holds: Callable[[], bool], seconds: float = 10) -> None:
    for _ in range(int(seconds * 100)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")


def members(village: Any, count: int) -> list[str]:
    numbers = [f"+3245000{at:04d}" for at in range(count)]
    for number in numbers:
        village.member(number)
    return numbers


def test_everybody_is_called_and_texted_once_in_order(village: Any) -> None:
    numbers = members(village, 40)
    village.now = datetime.now(UTC)
    village.started()

    async def work(carrier: Carrier, _pump: Pump, _settings: Settings) -> None:
        await until(lambda: len(carrier.asked) == 80)

    carrier = pumping(village, work, calls_per_second=200.0, text_segments_per_second=200.0)
    assert sorted(numbers * 2) == sorted(carrier.asked)


def test_when_a_broadcast_is_stopped_nothing_more_is_sent_and_what_rings_is_ended(village: Any) -> None:
    members(village, 40)
    village.now = datetime.now(UTC)
    broadcast = village.started()

    async def work(carrier: Carrier, pump: Pump, settings: Settings) -> None:
        await until(lambda: len(carrier.asked) >= 10)
        with village.database.writing() as session:
            finish(session, broadcast, "stopped", village.now)
        pump.look()
        await asyncio.sleep(0.1)
        asked = len(carrier.asked)
        await until(lambda: len(carrier.changed) >= 5)
        assert asked == len(carrier.asked)

    pumping(village, work, calls_per_second=20.0, text_segments_per_second=20.0)
    with village.database.reading() as session:
        open_still = select(Delivery).where(col(Delivery.state) == DeliveryState.PENDING)
        assert session.exec(open_still).first() is None


def test_what_was_claimed_and_not_sent_is_given_back_at_the_end(village: Any) -> None:
    members(village, 30)
    village.now = datetime.now(UTC)
    village.started()

    async def work(carrier: Carrier, _pump: Pump, _settings: Settings) -> None:
        await until(lambda: len(carrier.asked) >= 3)

    carrier = pumping(village, work, calls_per_second=30.0, text_segments_per_second=30.0)
    with village.database.reading() as session:
        unsure = select(Attempt).where(col(Attempt.state) == AttemptState.PLACING)
        placed = select(Attempt).where(col(Attempt.state) == AttemptState.PLACED)
        assert [] == session.exec(unsure).all()
        assert len(carrier.asked) == len(session.exec(placed).all())


def test_a_small_alert_does_not_wait_behind_a_large_notice(village: Any) -> None:
    numbers = members(village, 60)
    village.member("+32450009999", networks=("9018",))
    village.now = datetime.now(UTC)
    village.started(kind="notice")
    urgent = village.draft("9018")

    async def work(carrier: Carrier, pump: Pump, settings: Settings) -> None:
        await until(lambda: len(carrier.asked) >= 6)
        await asyncio.to_thread(start, village.database, settings, urgent, village.now)
        pump.look()
        await until(lambda: carrier.asked.count("+32450009999") == 2)
        assert len(carrier.asked) < len(numbers)

    pumping(
        village,
        work,
        calls_per_second=20.0,
        text_segments_per_second=20.0,
        retry_after=(timedelta(minutes=1),),
    )


def test_a_number_with_a_rate_of_its_own_sends_no_more_and_everybody_is_texted_once(village: Any) -> None:
    numbers = members(village, 25)
    village.now = datetime.now(UTC)
    village.started(text="Kort.")

    async def work(carrier: Carrier, _pump: Pump, _settings: Settings) -> None:
        await until(lambda: len(carrier.asked) == 25)

    rates = {
        "text_segments_per_second": 200.0,
        "text_segments_per_second_of_number": 10.0,
        "calls_at_once": 0,
    }
    carrier = pumping(village, work, **rates)
    assert numbers == sorted(carrier.asked)
    assert max(sum(at <= other < at + 1 for other in carrier.at) for at in carrier.at) <= 11


def test_a_pump_stays_at_work_while_somebody_is_on_the_phone_with_us(village: Any) -> None:
    village.now = datetime.now(UTC)
    with village.database.writing() as session:
        line = session.exec(select(Line)).first()
        begin_call(session, Call(id="CA1", line_id=line.id, began_at=village.now))

    async def work(_carrier: Carrier, _pump: Pump, settings: Settings) -> None:
        redis = impatient(settings.redis_url)
        await until(lambda: redis.exists(HEART) == 1)
        await asyncio.sleep(0.5)
        assert redis.exists(HEART)
        with village.database.writing() as session:
            end_call(session, "CA1", "completed", datetime.now(UTC))
        wake(redis)
        await until(lambda: redis.exists(HEART) == 0)

    pumping(village, work)
