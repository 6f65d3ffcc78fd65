"""Warm connections to the carrier: a request that changes something goes out once, and every answer that is not a
yes is `Refused` or `Unreachable`. Knows the carrier's errors, not the vendor's library."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import NoReturn
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp
from yarl import URL

from carrier.carrier import Refused, Unreachable, Why
from carrier.words import BACK_OFF, why

_MOST_BYTES = 20_000_000
_MOST_HOPS = 3
_LONGEST_WAIT = 3600.0
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Connection:
    """One pool to one address, opened by the first request in the running loop. `times` are for ordinary requests,
    `media_seconds` is for a whole recording."""

    def __init__(
        self,
        *,
        base_url: str,
        authorization: str,
        times: aiohttp.ClientTimeout,
        media_seconds: float,
        in_flight: int,
    ) -> None:
        self._base = base_url.rstrip("/")
        self._prefix = urlsplit(self._base).path
        self._origin = URL(self._base).origin()
        self._authorization = authorization
        self._times = times
        self._media_times = aiohttp.ClientTimeout(total=media_seconds, connect=times.connect)
        self._in_flight = in_flight
        self._open: aiohttp.ClientSession | None = None

    async def ask(
        self,
        method: str,
        uri: str,
        query: Mapping[str, object] | None,
        form: Mapping[str, object] | None,
        headers: Mapping[str, str] | None,
    ) -> tuple[int, str, Mapping[str, str]]:
        """Status, body and headers of a yes. The address's host is not looked at: ours is asked."""
        body = _form(form)
        url = self._here(uri, query)
        try:
            async with self._session().request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                text = (await answer.read()).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise _unreachable(lost) from None
        if answer.status >= 300:
            _no(answer.status, text, answer.headers)
        return answer.status, text, answer.headers

    async def media(self, path: str) -> bytes | None:
        """A file of ours at the carrier; None when it is not there (yet). Follows no redirect to another host."""
        url = URL(self._base + path, encoded=True)
        for _ in range(_MOST_HOPS):
            try:
                async with self._session().get(
                    url, allow_redirects=False, timeout=self._media_times
                ) as answer:
                    if answer.status not in _REDIRECTS:
                        return await _wav(answer)
                    url = url.join(URL(answer.headers.get("Location", "")))
            except (aiohttp.ClientError, TimeoutError, OSError) as lost:
                raise _unreachable(lost) from None
            except ValueError:
                break
            if url.host is None or url.origin() != self._origin:
                break
        raise Refused(Why.SETTING, 302, "the recording is somewhere else")

    async def close(self) -> None:
        """Let go of the pool; the next request opens another."""
        session, self._open = self._open, None
        if session is not None:
            await session.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._open is None:
            self._open = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._in_flight),
                timeout=self._times,
                headers={"Authorization": self._authorization},
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._open

    def _here(self, uri: str, params: Mapping[str, object] | None) -> URL:
        """The same path at our base URL; lists name their next page with or without the base's own path."""
        parts = urlsplit(uri)
        query = "&".join(filter(None, (parts.query, urlencode(params, doseq=True) if params else "")))
        path = parts.path.removeprefix(self._prefix) if self._prefix else parts.path
        return URL(f"{self._base}{path}{'?' if query else ''}{query}", encoded=True)


# Most of a form is the same in the next one; quoting it anew is a sixth of what a call costs.
_quoted = lru_cache(256)(quote_plus)


def _form(data: Mapping[str, object] | None) -> bytes | None:
    try:
        return urlencode(data, doseq=True, quote_via=_quoted).encode() if data else None
    except UnicodeEncodeError:
        raise Refused(Why.OTHER, 0, "letters that cannot be sent") from None


async def _wav(answer: aiohttp.ClientResponse) -> bytes | None:
    if answer.status == 404:
        return None
    if answer.status >= 300:
        _no(answer.status, await answer.text(errors="replace"), answer.headers)
    sound = bytearray()
    async for chunk in answer.content.iter_chunked(65536):
        sound += chunk
        if len(sound) > _MOST_BYTES:
            raise Refused(Why.OTHER, 0, "the recording has more than 20 MB")
    if not sound.startswith(b"RIFF"):
        raise Refused(Why.OTHER, 0, "the recording is not a WAV file")
    return bytes(sound)


def _no(status: int, text: str, headers: Mapping[str, str]) -> NoReturn:
    """What an answer that is not a yes means for us."""
    code, message = _error(text, status)
    wait = _retry_after(headers.get("Retry-After"), datetime.now(UTC))
    if status == 429 or (status < 500 and code in BACK_OFF):
        raise Unreachable(f"asked to wait ({code})", accepted=False, retry_after=wait, too_many=True)
    if status >= 500 or status == 408:
        raise Unreachable(f"answered {status}", accepted=None, retry_after=wait)
    raise Refused(Why.SETTING if status < 400 else why(code, status), code, message)


def _error(text: str, status: int) -> tuple[int, str]:
    """The carrier's code, and its message without the numbers in it."""
    try:
        said = json.loads(text)
        code, message = int(said.get("code") or status), str(said.get("message", ""))
    except (ValueError, TypeError, AttributeError, OverflowError):
        return status, ""
    return code, re.sub(r"\+?\d[\d ]{4,}\d", "•••••", message)[:200]


def _retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds, from seconds or from a date; None when it says nothing sensible."""
    if not value:
        return None
    try:
        seconds = float(value) if value.isdecimal() else (parsedate_to_datetime(value) - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)


def _unreachable(lost: Exception) -> Unreachable:
    """Never connected means certainly not accepted. The exception's own text is left out: it has the query in it."""
    never_sent = isinstance(
        lost, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL
    )
    return Unreachable(type(lost).__name__, accepted=False if never_sent else None)
