"""Lists of resources: newest first, between two moments, page by page, in Twilio's envelope."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import dropwhile, islice
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from aiohttp import web

from simulator.rest.errors import Refusal

Json = dict[str, Any]

MOST = 1000


class Listed(Protocol):
    """What can be in a list."""

    @property
    def sid(self) -> str:
        """Its id, after which the next page goes on."""


T = TypeVar("T", bound=Listed)


def when(moment: datetime | None) -> str | None:
    """A time as resources carry it: RFC 2822, UTC."""
    return None if moment is None else format_datetime(moment.astimezone(UTC))


def between(
    query: Mapping[str, str], name: str, *, last_day: bool = False
) -> Callable[[datetime | None], bool]:
    """Whether a moment is in `name`, `name<` and `name>`; with `last_day`, a day given with `<` is in it.

    A day is `YYYY-MM-DD` in UTC. What has no such moment yet is in none of them.
    """
    on, before, after = (_moment(query, name + sign) for sign in ("", "<", ">"))
    if on is before is after is None:
        return lambda moment: True
    if before and last_day and before.time() == datetime.min.time():
        before += timedelta(days=1)

    def inside(moment: datetime | None) -> bool:
        return (
            moment is not None
            and (on is None or moment.date() == on.date())
            and (before is None or moment < before)
            and (after is None or moment >= after)
        )

    return inside


def page(request: web.Request, name: str, found: Iterable[T], show: Callable[[T], Json]) -> web.Response:
    """One page of what was found; a token keeps its place while newer ones come."""
    query = request.query
    size = min(max(_number(query.get("PageSize"), 50), 1), MOST)
    number = _number(query.get("Page"), 0)
    rest = iter(found)
    if token := query.get("PageToken"):
        rest = islice(dropwhile(lambda item: item.sid != token[2:], rest), 1, None)
    else:
        rest = islice(rest, number * size, None)
    shown = list(islice(rest, size + 1))
    more, shown = len(shown) > size, shown[:size]
    first = number * size
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
            "next_page_uri": _uri(request, number + 1, size, shown) if more else None,
        }
    )


def _moment(query: Mapping[str, str], name: str) -> datetime | None:
    given = query.get(name)
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        raise Refusal(20001, name) from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() else default


def _uri(request: web.Request, number: int, size: int, shown: Sequence[Listed] = ()) -> str:
    kept = {name: value for name, value in request.query.items() if name not in ("Page", "PageToken")}
    place = {"PageToken": f"PA{shown[-1].sid}"} if shown else {}
    return f"{request.path}?{urlencode({**kept, 'PageSize': str(size), 'Page': str(number), **place})}"
