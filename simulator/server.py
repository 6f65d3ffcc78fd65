"""One process, one loop: the REST API and the control interface on one port."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from simulator import control, enquiries, knobs
from simulator.page import pages
from simulator.rest.door import COMPANY
from simulator.rest.routes import routes
from simulator.world import Company

_MOST_BODY = 16 * 1024 * 1024


def make_app(company: Company) -> web.Application:
    """The simulator as an aiohttp application."""
    app = web.Application(client_max_size=_MOST_BODY)
    app[COMPANY] = company
    app.add_routes(routes())
    for more in (control, knobs, enquiries, pages):
        app.add_routes(more.routes())
    return app


@contextlib.asynccontextmanager
async def serving(company: Company, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[str]:
    """Serve inside this event loop; gives the URL, and stops everything at the end."""
    runner = web.AppRunner(make_app(company), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port, backlog=1024)
        await site.start()
        address = runner.addresses[0]
        company.base_url = f"http://{address[0]}:{address[1]}"
        yield company.base_url
    finally:
        await company.close()
        await runner.cleanup()


async def run(company: Company, port: int, ready: Callable[[str], None]) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with serving(company, port) as url:
        ready(url)
        await stop.wait()
