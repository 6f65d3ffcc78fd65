"""The carrier that we use, and every other one with the same API: the vendor's library on connections of our own.

The library's own async client ignores its time-out, sends a POST twice after a 5xx, and stops at 100 connections; so it
gets this one, which never repeats a request and turns every answer that is not a yes into `Refused` or `Unreachable`.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import aiohttp
from twilio.base.exceptions import TwilioException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from carrier.carrier import (
    CallState,
    LineSetting,
    Placed,
    Refused,
    SeenCall,
    SeenText,
    TextState,
    Unreachable,
    Why,
)
from carrier.connection import Connection
from carrier.words import call_state, is_id, text_state

BASE_URL = "https://api.twilio.com"
STATUS_FRAGMENT = "#rc=3&rp=all"  # three more tries, whatever went wrong: these have no fallback address
_EVENTS = ["initiated", "ringing", "answered", "completed"]
_MOST_LISTED = 50

T = TypeVar("T")


class TwilioCarrier:
    """A `Carrier`. Needs a running loop from the first request until `close`; times are in seconds.

    Requests over `in_flight` wait for a connection, for at most `connect_seconds` in all. Keys are an API key and its
    secret, or else the account's own token.
    """

    def __init__(
        self,
        *,
        account_sid: str,
        auth_token: str = "",
        api_key: str = "",
        api_secret: str = "",
        base_url: str = BASE_URL,
        connect_seconds: float = 3.0,
        total_seconds: float = 10.0,
        media_seconds: float = 60.0,
        in_flight: int = 64,
        status_fragment: str = STATUS_FRAGMENT,
        fallback_url: str = "",
    ) -> None:
        user, secret = (api_key, api_secret) if api_key else (account_sid, auth_token)
        if not is_id(account_sid) or not user or not secret:
            raise ValueError(
                "the carrier needs an account, and an API key with its secret or the account's token"
            )
        self._connection = Connection(
            base_url=base_url,
            authorization=aiohttp.encode_basic_auth(user, secret),
            times=aiohttp.ClientTimeout(total=total_seconds, connect=connect_seconds),
            media_seconds=media_seconds,
            in_flight=in_flight,
        )
        client = Client(user, secret, account_sid, http_client=_Http(self._connection))
        # The library reads these two from the environment when they are not given; the base URL alone decides.
        client.edge = client.region = None
        self._account: Any = client.api.account
        # The library imports these when they are first touched: not while the first member waits.
        _ = self._account.calls, self._account.messages
        self._recordings = f"/2010-04-01/Accounts/{account_sid}/Recordings"
        self._fragment = status_fragment
        self._always = {"fallback_url": fallback_url} if fallback_url else {}

    async def call(
        self, *, to: str, sender: str, url: str, status_url: str, ring_seconds: int, limit_seconds: int,
        machine_url: str | None = None,
    ) -> Placed:  # fmt: skip
        """See `Carrier`. The verdict on machines comes after the beep, while the person already listens."""
        machine = {} if machine_url is None else self._machine(machine_url)
        made = await _understood(
            self._account.calls.create_async(
                to=to,
                from_=sender,
                url=url,
                status_callback=self._told(status_url),
                status_callback_event=_EVENTS,
                timeout=ring_seconds,
                time_limit=limit_seconds,
                **machine,
                **self._always,
            )
        )
        return _placed(made.sid, made.queue_time)

    async def text(self, *, to: str, sender: str, body: str, status_url: str, valid_seconds: int) -> Placed:
        """See `Carrier`."""
        made = await _understood(
            self._account.messages.create_async(
                to=to,
                from_=sender,
                body=body,
                status_callback=self._told(status_url),
                validity_period=valid_seconds,
            )
        )
        return _placed(made.sid, None)

    async def redirect(self, call_id: str, url: str) -> None:
        """See `Carrier`."""
        await self._change(call_id, url=url)

    async def hang_up(self, call_id: str) -> None:
        """See `Carrier`. Their `completed` also ends what is queued or ringing."""
        await self._change(call_id, status="completed")

    async def calls_to(self, number: str) -> Sequence[SeenCall]:
        """See `Carrier`."""
        seen = await _understood(self._account.calls.list_async(to=number, limit=_MOST_LISTED))
        # A word that we do not know must not hide a call: hidden, the person would be rung twice.
        return [
            SeenCall(_known(one.sid), one.to or "", _created(one), call_state(one.status) or CallState.QUEUED)
            for one in seen
        ]

    async def texts_to(self, number: str) -> Sequence[SeenText]:
        """See `Carrier`."""
        seen = await _understood(self._account.messages.list_async(to=number, limit=_MOST_LISTED))
        return [
            SeenText(
                _known(one.sid),
                one.to or "",
                _created(one),
                one.body or "",
                text_state(one.status) or TextState.QUEUED,
            )
            for one in seen
        ]

    async def recordings_of(self, call_id: str) -> Sequence[str]:
        """See `Carrier`."""
        listed = self._account.calls(_checked(call_id)).recordings.list_async(limit=_MOST_LISTED)
        return [_known(one.sid) for one in await _understood(listed)]

    async def recording(self, recording_id: str) -> bytes | None:
        """See `Carrier`. Asked from our account by its id, never by an address that somebody sent; at most 20 MB."""
        return await self._connection.media(f"{self._recordings}/{_checked(recording_id)}.wav")

    async def delete_recording(self, recording_id: str) -> None:
        """See `Carrier`."""
        try:
            await _understood(self._account.recordings(_checked(recording_id)).delete_async())
        except Refused as refused:
            if refused.code not in {404, 20404}:
                raise

    async def lines(self) -> Sequence[LineSetting]:
        """See `Carrier`."""
        numbers = await _understood(self._account.incoming_phone_numbers.list_async(limit=1000))
        return [
            LineSetting(
                number=one.phone_number or "",
                voice_url=one.voice_url or "",
                voice_fallback_url=one.voice_fallback_url or "",
                text_url=one.sms_url or "",
                status_url=one.status_callback or "",
            )
            for one in numbers
        ]

    async def close(self) -> None:
        """See `Carrier`. The next request opens new connections."""
        await self._connection.close()

    async def _change(self, call_id: str, **what: str) -> None:
        try:
            await _understood(self._account.calls(_checked(call_id)).update_async(**what))
        except Refused as refused:
            if refused.code not in {404, 20404}:
                raise
            raise Refused(Why.GONE, refused.code) from None

    def _machine(self, url: str) -> dict[str, str]:
        return {
            "machine_detection": "DetectMessageEnd",
            "async_amd": "true",
            "async_amd_status_callback": self._told(url),
        }

    def _told(self, url: str) -> str:
        return url if "#" in url else url + self._fragment


class _Http(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """What the library calls instead of its own client. Logs nothing, for queries have numbers in them."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(logging.getLogger("carrier"), True, None)
        self._connection = connection

    async def request(  # the library's signature
        self,
        method: str,
        uri: str,
        params: Mapping[str, object] | None = None,
        data: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: object = None,
        timeout: float | None = None,  # noqa: ASYNC109
        allow_redirects: bool = False,
    ) -> Response:
        """Log-in, time-outs and redirects are the connection's business."""
        return Response(*await self._connection.ask(method, uri, params, data, headers))


async def _understood(answer: Awaitable[T]) -> T:
    """A yes that cannot be read is no yes: nobody knows whether it was done."""
    try:
        return await answer
    except (TwilioException, ValueError, TypeError, KeyError, AttributeError):
        raise Unreachable("the answer cannot be read", accepted=None) from None


def _placed(sid: str | None, queue_milliseconds: str | None) -> Placed:
    wait = str(queue_milliseconds or "")
    return Placed(_known(sid), int(wait) / 1000 if wait.isdecimal() else 0.0)


def _known(sid: str | None) -> str:
    if not isinstance(sid, str) or not is_id(sid):
        raise Unreachable("the answer has no id", accepted=None)
    return sid


def _created(one: Any) -> datetime:
    if not isinstance(one.date_created, datetime):
        raise Unreachable("the list has no dates", accepted=None)
    return one.date_created


def _checked(id_: str) -> str:
    if not is_id(id_):
        raise Refused(Why.OTHER, 0, "not an id")
    return id_
