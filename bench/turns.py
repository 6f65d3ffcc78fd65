"""P16: how long a caller waits for the next prompt, also while others' PINs are being checked."""

from __future__ import annotations

import time
from collections.abc import Iterable
from threading import Thread
from typing import Any

from bench.figure import Figure, at_most, quantile
from bench.ground import OFFICER, Ground, ground
from bench.plan import Plan
from bench.poster import heard, posting
from bench.usage import cpu_seconds
from bench.web import web
from demo.hamlet import BADGE, HOTLINE, POLICE_LINE

_RATE = 100
_AT_ONCE = 10


def measure(plan: Plan) -> Iterable[Figure]:
    """100 webhooks a second from callers of the hotline; then the same with ten PINs at once."""
    seconds = 5 if plan.quick else 20
    with ground(web_workers="2") as made, web(made) as server:
        alone = _pressed(made, seconds)
        pins: list[float] = []
        thread = Thread(target=_try_pins, args=(made, seconds, pins))
        thread.start()
        beside = _pressed(made, seconds)
        thread.join()
        cpu = cpu_seconds(server.pid)
    yield at_most(
        "P16", f"a turn of the menu at {_RATE}/s, p99", alone["p99"], 50, "ms", f"answers {alone['codes']}"
    )
    yield at_most(
        "P16",
        f"a PIN, {_AT_ONCE} at once, p99",
        quantile(pins, 0.99),
        400,
        "ms",
        f"{len(pins)} PINs, {cpu:.0f} s CPU",
    )
    yield at_most(
        "P16", "a turn of the menu meanwhile, p99", beside["p99"], 100, "ms", f"answers {beside['codes']}"
    )


def _pressed(made: Ground, seconds: int) -> dict[str, Any]:
    with posting(_calls(seconds * _RATE), made.folder, made.settings.public_base_url, _token(made),
                 rate=_RATE, in_flight=32, seconds=2 * seconds) as poster:  # fmt: skip
        return heard(poster)


def _calls(count: int) -> list[dict[str, Any]]:
    """Strangers who ring the hotline, and press 1 where a language is asked for."""
    hooks: list[dict[str, Any]] = []
    for number in range(count // 2):
        form = _form(f"CA{time.monotonic_ns():016x}{number:016x}", f"+3249{number:07d}", HOTLINE)
        hooks += [
            {"path": "/voice/line", "form": form},
            {"path": "/voice/call/hotline/language/1", "form": form | {"Digits": "1"}},
        ]
    return hooks


def _try_pins(made: Ground, seconds: int, took: list[float]) -> None:
    """Officers' calls: badge, then a wrong PIN, ten at a time; the last step's time is kept."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        calls = [
            _form(f"CA{time.monotonic_ns():016x}{n:016x}", OFFICER, POLICE_LINE) for n in range(_AT_ONCE)
        ]
        for path, more in (("/voice/line", {}), ("/voice/call/police_line/badge/1", {"Digits": BADGE})):
            _all(made, [{"path": path, "form": form | more} for form in calls])
        hooks = [
            {"path": "/voice/call/police_line/pin/2", "form": form | {"Digits": "000000"}} for form in calls
        ]
        took.append(_all(made, hooks)["most"])


def _all(made: Ground, hooks: list[dict[str, Any]]) -> dict[str, Any]:
    with posting(hooks, made.folder, made.settings.public_base_url, _token(made),
                 rate=0, in_flight=len(hooks), seconds=30) as poster:  # fmt: skip
        return heard(poster)


def _form(call: str, caller: str, line: str) -> dict[str, str]:
    return {
        "CallSid": call, "AccountSid": "AC" + "0" * 32, "From": caller, "To": line, "CallStatus": "ringing",
        "ApiVersion": "2010-04-01", "Direction": "inbound",
    }  # fmt: skip


def _token(made: Ground) -> str:
    return made.settings.twilio_auth_token.get_secret_value()
