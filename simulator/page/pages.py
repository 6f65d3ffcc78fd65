"""Which address shows which page."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from simulator.page.html import page, tag
from simulator.page.overview import overview
from simulator.page.story import of_call, of_text
from simulator.rest.door import COMPANY
from simulator.world import Company

_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}

Page = Callable[[Company, web.Request], str | None]


def routes() -> list[web.RouteDef]:
    """The pages, and what they look like."""
    return [
        web.get("/", _showing(_overview)),
        web.get("/calls/{sid}", _showing(_call)),
        web.get("/texts/{sid}", _showing(_text)),
        web.get("/sim/style.css", _style),
    ]


def _showing(shown: Page) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def answer(request: web.Request) -> web.Response:
        found = shown(request.app[COMPANY], request)
        status = 200 if found else 404
        text = found or page("Not here", tag("p", "There is no such call or text (any more)."))
        return web.Response(text=text, status=status, content_type="text/html", headers=_HEADERS)

    return answer


def _overview(company: Company, request: web.Request) -> str:
    skip = request.query.get("skip", "")
    return overview(company, request.query.get("number", "").strip(), int(skip) if skip.isdecimal() else 0)


def _call(company: Company, request: web.Request) -> str | None:
    call = company.calls.get(request.match_info["sid"])
    return of_call(company, call) if call else None


def _text(company: Company, request: web.Request) -> str | None:
    text = company.texts.get(request.match_info["sid"])
    return of_text(company, text) if text else None


async def _style(request: web.Request) -> web.Response:
    del request
    return web.Response(text=_STYLE, content_type="text/css", headers=_HEADERS)
