"""Lists of resources: newest first, page by page, in Twilio's envelope."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, TypeVar
from urllib.parse import urlencode

from aiohttp import web

T = TypeVar("T")
Json = dict[str, Any]

MOST = 1000


def when(moment: datetime | None) -> str | None:
    """A time as resources carry it: RFC 2822, UTC."""
    return None if moment is None else format_datetime(moment.astimezone(UTC))


def page(request: web.Request, name: str, found: Sequence[T], show: Callable[[T], Json]) -> web.Response:
    """One page of what was found."""
    query = request.query
    size = min(max(_number(query.get("PageSize"), 50), 1), MOST)
    number = _number(query.get("Page"), 0)
    first = number * size
    shown = found[first : first + size]
    more = first + size < len(found)
    return web.json_response(
        {
            name: [show(item) for item in shown],
            "page": number,
            "page_size": size,
            "start": first,
            "end": max(first + len(shown) - 1, 0),
            "uri": request.path_qs,
            "first_page_uri": _uri(request, 0, size),
            "previous_page_uri": _uri(request, number - 1, size) if number > 0 else None,
            "next_page_uri": _uri(request, number + 1, size) if more else None,
        }
    )


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else default


def _uri(request: web.Request, number: int, size: int) -> str:
    kept = {name: value for name, value in request.query.items() if name not in ("Page", "PageToken")}
    return f"{request.path}?{urlencode({**kept, 'PageSize': str(size), 'Page': str(number)})}"
