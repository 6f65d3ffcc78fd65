"""Requests to the application: Twilio's form, signature, cookies, retries and patience."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import aiohttp
from yarl import URL

from simulator.overrides import BadOverride, Overrides, overrides
from simulator.world import Company

MOST_REDIRECTS = 10


@dataclass(frozen=True, slots=True)
class Reply:
    """What the application answered, and which URL it was that answered in the end."""

    status: int
    content_type: str
    body: bytes
    url: str
    chunked: bool = False

    @property
    def is_empty_stream(self) -> bool:
        """Whether it came in pieces, of which there were none."""
        return self.chunked and not self.body


class WebhookFailed(Exception):
    """The application could not be reached, or answered with an error; Twilio's code, and the URL."""

    def __init__(self, code: int, url: str, reason: str) -> None:
        super().__init__(f"{code} {reason}: {url}")
        self.code = code
        self.url = url
        self.reason = reason


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
    conversation: str
    """Whose cookies go along; empty: nobody's."""


@dataclass(frozen=True, slots=True)
class _Request:
    """One request as it goes over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: str
    note: Mapping[str, object]
    conversation: str = ""


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
    note = {"what": what, "call": call, "message": text}
    conversation = _conversation(company, what, call, text)
    asked = _Asked(bare, parameters, method, secrets.token_hex(16), note, conversation)
    try:
        rules = overrides(fragment, company.webhook_seconds)
        return await _persist(company, asked, rules)
    except BadOverride as wrong:
        failed = WebhookFailed(wrong.code, bare, wrong.reason)
        _give_up(company, asked, failed)
        raise failed from wrong
    except WebhookFailed as failed:
        _give_up(company, asked, failed)
        raise


def _conversation(company: Company, what: str, call: str, text: str) -> str:
    """Whose cookies a request carries: its call's, or its two numbers'. Callbacks carry none."""
    if what == "voice":
        return call
    if what == "text" and text in company.texts:
        message = company.texts[text]
        return f"{message.from_} {message.to}"
    return ""


def _give_up(company: Company, asked: _Asked, failed: WebhookFailed) -> None:
    company.log.add("webhook_failed", code=failed.code, url=failed.url, reason=failed.reason, **asked.note)


async def _persist(company: Company, asked: _Asked, rules: Overrides) -> Reply:
    """Try, and try again after what the rules name, until their time is over."""
    deadline = time.monotonic() + rules.total
    for attempt in range(rules.retries + 1):
        try:
            return await _follow(company, asked, rules, deadline)
        except WebhookFailed as failed:
            late = time.monotonic() >= deadline
            if late or attempt == rules.retries or not rules.again(failed.reason):
                raise
    raise AssertionError("the last attempt returns or raises")


async def resend(company: Company, entry: Mapping[str, Any]) -> Reply:
    """Send a logged request again, exactly as it was sent then; raises WebhookFailed."""
    note = {name: entry.get(name) for name in ("what", "call", "message")} | {"resent": entry["n"]}
    request = _Request(entry["method"], entry["url"], entry["headers"], entry["body"], note)
    return await _request(company, request, Overrides(), time.monotonic() + company.webhook_seconds)


async def _follow(company: Company, asked: _Asked, rules: Overrides, deadline: float) -> Reply:
    request = _written(company, asked)
    for _ in range(MOST_REDIRECTS):
        reply = await _request(company, request, rules, deadline)
        if reply.status not in (301, 302, 303, 307, 308):
            return _accepted(reply)
        if not reply.url:
            raise WebhookFailed(11216, request.url, "redirects nowhere")
        # A redirect is followed with GET, and the form is lost.
        there = urljoin(request.url, reply.url).partition("#")[0]
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
    if cookies := company.cookies.header(asked.conversation, urlsplit(url).netloc):
        headers["Cookie"] = cookies
    if asked.method == "POST":
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
    return _Request(asked.method, url, headers, urlencode(form), asked.note, asked.conversation)


def _accepted(reply: Reply) -> Reply:
    if reply.status < 400:
        return reply
    raise WebhookFailed(11200, reply.url, f"{reply.status // 100}xx")


async def _request(company: Company, request: _Request, rules: Overrides, deadline: float) -> Reply:
    n = company.log.add(
        "webhook",
        method=request.method,
        url=request.url,
        headers=dict(request.headers),
        body=request.body,
        **request.note,
    )
    began = time.monotonic()
    seconds = max(deadline - began, 0.01)
    timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=rules.connect, sock_read=rules.read)
    try:
        with company.clock.held():
            reply = await _exchange(company, request, timeout)
    except (TimeoutError, aiohttp.ClientError, ValueError) as wrong:
        raise _failed(wrong, request.url, rules) from wrong
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
        if request.conversation:
            company.cookies.keep(request.conversation, urlsplit(request.url).netloc, response.cookies)
        moved = 300 <= response.status < 400
        where = response.headers.get("Location", "") if moved else request.url
        chunked = response.headers.get("Transfer-Encoding", "").casefold() == "chunked"
        return Reply(response.status, response.headers.get("Content-Type", ""), content, where, chunked)


_ON_THE_WAY: tuple[tuple[type[Exception], int, str], ...] = (
    # what went wrong, Twilio's code, the word by which a retry is asked for
    (aiohttp.ClientConnectorDNSError, 11210, "ct"),
    (aiohttp.ClientConnectorCertificateError, 11237, "ct"),
    (aiohttp.ClientSSLError, 11220, "ct"),
    (aiohttp.ConnectionTimeoutError, 11205, "ct"),
    (aiohttp.ClientConnectorError, 11205, "ct"),
    (aiohttp.InvalidURL, 11100, "no URL"),
    (aiohttp.ServerTimeoutError, 11200, "rt"),
    (TimeoutError, 11200, "rt"),
    (aiohttp.ServerConnectionError, 11200, "broken"),
    (aiohttp.ClientOSError, 11200, "broken"),
)
_NO_HTTP = 11206
_TOTAL_TIME = 11203


def _failed(wrong: Exception, url: str, rules: Overrides) -> WebhookFailed:
    for kind, code, reason in _ON_THE_WAY:
        if isinstance(wrong, kind):
            total = kind is TimeoutError and rules.total_given
            return WebhookFailed(_TOTAL_TIME if total else code, url, reason)
    return WebhookFailed(_NO_HTTP, url, "broken")


def _shown(reply: Reply) -> str:
    kind = reply.content_type
    is_text = kind.startswith("text/") or "xml" in kind or "json" in kind
    return reply.body.decode(errors="replace") if is_text or not reply.body else f"({len(reply.body)} bytes)"
