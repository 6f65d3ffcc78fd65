"""Requests to the application: Twilio's form, signature, connection overrides and patience."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import aiohttp
from yarl import URL

from simulator.world import Company

MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What the application answered, and which URL it was that answered in the end."""

    status: int
    content_type: str
    body: bytes
    url: str


class WebhookFailed(Exception):
    """The application could not be reached, or answered with an error; Twilio's code, and the URL."""

    def __init__(self, code: int, url: str, reason: str) -> None:
        super().__init__(f"{code} {reason}: {url}")
        self.code = code
        self.url = url
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Overrides:
    """The fragment of a webhook's URL: how patient to be, and when to try again (seconds)."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def again(self, reason: str) -> bool:
        """Whether a request that failed like this is tried once more."""
        return "all" in self.policy or reason in self.policy


def overrides(fragment: str, patience: float) -> Overrides:
    """Read `rc=2&rp=ct,rt,5xx&rt=4000`; what cannot be read keeps its default."""
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}

    def seconds(name: str, default: float) -> float:
        return int(given[name]) / 1000 if given.get(name, "").isdigit() else default

    return Overrides(
        connect=seconds("ct", 5.0),
        read=seconds("rt", patience),
        total=seconds("tt", patience),
        retries=min(int(given["rc"]), 5) if given.get("rc", "").isdigit() else 1,
        policy=frozenset(given.get("rp", "ct").split(",")),
    )


def signature(token: str, url: str, parameters: Mapping[str, str]) -> str:
    """X-Twilio-Signature: base64 of HMAC-SHA1 over the URL and the sorted form."""
    text = url + "".join(name + parameters[name] for name in sorted(parameters))
    return base64.b64encode(hmac.digest(token.encode(), text.encode(), hashlib.sha1)).decode()


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked, by every attempt alike."""

    url: str
    parameters: Mapping[str, str]
    method: str
    token: str
    note: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Request:
    """One request as it goes over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    note: Mapping[str, object]


async def send(
    company: Company,
    url: str,
    parameters: Mapping[str, str],
    *,
    method: str = "POST",
    what: str,
    call: str = "",
    text: str = "",
) -> Reply:
    """Ask the application, retrying as its URL says; raises WebhookFailed."""
    bare, _, fragment = url.partition("#")
    rules = overrides(fragment, company.webhook_seconds)
    asked = _Asked(
        bare, parameters, method, secrets.token_hex(16), {"what": what, "call": call, "message": text}
    )
    deadline = time.monotonic() + rules.total
    attempt = 0
    while True:
        try:
            return await _follow(company, asked, rules, max(deadline - time.monotonic(), 0.01))
        except WebhookFailed as failed:
            attempt += 1
            if attempt > rules.retries or not rules.again(failed.reason) or time.monotonic() > deadline:
                company.log.add(
                    "webhook_failed", code=failed.code, url=url, reason=failed.reason, **asked.note
                )
                raise


async def resend(company: Company, entry: Mapping[str, Any]) -> Reply:
    """Send a logged request again, exactly as it was sent then; raises WebhookFailed."""
    note = {name: entry.get(name) for name in ("what", "call", "message")} | {"resent": entry["n"]}
    request = _Request(entry["method"], entry["url"], entry["headers"], entry["body"], note)
    return await _request(company, request, Overrides(), company.webhook_seconds)


async def _follow(company: Company, asked: _Asked, rules: Overrides, seconds: float) -> Reply:
    request = _written(company, asked)
    for _ in range(MOST_REDIRECTS):
        reply = await _request(company, request, rules, seconds)
        if reply.status not in (301, 302, 303, 307, 308):
            return _accepted(reply)
        # A redirect is followed with GET, and the form is lost.
        there = urljoin(request.url, reply.url)
        request = _written(company, replace(asked, url=there, method="GET", parameters={}))
    raise WebhookFailed(11215, asked.url, "redirects")


def _written(company: Company, asked: _Asked) -> _Request:
    form = asked.parameters if asked.method == "POST" else {}
    url = asked.url
    if asked.method == "GET" and asked.parameters:
        url += ("&" if urlsplit(url).query else "?") + urlencode(asked.parameters)
    headers = {
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "X-Twilio-Signature": signature(company.account.token, url, form),
        "I-Twilio-Idempotency-Token": asked.token,
    }
    if asked.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return _Request(asked.method, url, headers, urlencode(form), asked.note)


def _accepted(reply: Reply) -> Reply:
    if reply.status < 400:
        return reply
    raise WebhookFailed(11200, reply.url, f"{reply.status // 100}xx")


async def _request(company: Company, request: _Request, rules: Overrides, seconds: float) -> Reply:
    n = company.log.add(
        "webhook",
        method=request.method,
        url=request.url,
        headers=dict(request.headers),
        body=request.body,
        **request.note,
    )
    began = time.monotonic()
    timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=rules.connect, sock_read=rules.read)
    try:
        reply = await _exchange(company, request, timeout)
    except (aiohttp.ConnectionTimeoutError, aiohttp.ClientConnectorError) as wrong:
        raise WebhookFailed(11205, request.url, "ct") from wrong
    except TimeoutError as wrong:
        raise WebhookFailed(11200, request.url, "rt") from wrong
    except (aiohttp.ClientError, ValueError) as wrong:
        raise WebhookFailed(11200, request.url, "broken") from wrong
    company.log.add(
        "webhook_answer",
        webhook=n,
        status=reply.status,
        content_type=reply.content_type,
        body=_shown(reply),
        ms=round((time.monotonic() - began) * 1000, 1),
        **request.note,
    )
    return reply


async def _exchange(company: Company, request: _Request, timeout: aiohttp.ClientTimeout) -> Reply:  # noqa: ASYNC109
    async with company.session.request(
        request.method,
        # As it is written: an encoded letter stays as it was signed.
        URL(request.url, encoded=True),
        data=request.body.encode() if request.method == "POST" else None,
        headers=request.headers,
        timeout=timeout,
        allow_redirects=False,
    ) as response:
        content = await response.read()
        moved = 300 <= response.status < 400
        where = response.headers.get("Location", request.url) if moved else request.url
        return Reply(response.status, response.headers.get("Content-Type", ""), content, where)


def _shown(reply: Reply) -> str:
    kind = reply.content_type
    is_text = kind.startswith("text/") or "xml" in kind or "json" in kind
    return reply.body.decode(errors="replace") if is_text or not reply.body else f"({len(reply.body)} bytes)"
