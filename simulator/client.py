"""The client of the control interface, for tests and demonstrations without an event loop.

It reads like a conversation: `call = world.dial(member, hotline)`, `call.hears("welkom")`,
`call.presses("1")`, `call.hangs_up()`. Time-outs are real seconds; what was not heard in time raises
AssertionError with everything that was. Inside an event loop: `async_client.py`.
"""

import http.client
import json
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from simulator.asking import Json, NotHeard, Refused, checked, events_path, log_path
from simulator.async_client import AsyncSimulatorClient
from simulator.conversation import CallClient

__all__ = ["AsyncSimulatorClient", "CallClient", "NotHeard", "Refused", "SimulatorClient"]

_POLL = 5.0


class SimulatorClient:
    """The simulator's control interface, for tests and demonstrations without an event loop."""

    def __init__(
        self, base_url: str, patience: float = 30.0, account_sid: str = "", auth_token: str = ""
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.account_sid = account_sid
        """With the token: what an application signs in with; empty when it was not told."""
        self.auth_token = auth_token
        self._address = urlsplit(self.base_url).netloc
        self._patience = patience

    def request(self, method: str, path: str, body: Any = None, timeout: float | None = None) -> Any:
        """One request; raises Refused."""
        connection = http.client.HTTPConnection(self._address, timeout=timeout or self._patience)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return checked(response.status, response.read(), response.headers.get_content_type())
        finally:
            connection.close()

    def people(self, people: Sequence[Mapping[str, Any]] | Json, add: bool = False) -> None:
        """Have exactly these people, or these too: a list, or a whole description as a file has it."""
        asked = people if isinstance(people, Mapping) else list(people)
        self.request("POST" if add else "PUT", "/sim/people", asked)

    def people_from(self, file: Path | str, add: bool = False) -> None:
        """Have the people of a TOML file."""
        self.people(tomllib.loads(Path(file).read_text(encoding="utf-8")), add)

    def lines(self, lines: Sequence[Mapping[str, Any]], add: bool = False) -> None:
        """Have exactly these lines, or these too."""
        self.request("POST" if add else "PUT", "/sim/lines", list(lines))

    def line(self, number: str, **about: Any) -> None:
        """Have this line too: `voice_url`, `sms_url`, `status_callback` …"""
        self.lines([{"number": number, **about}], add=True)

    def dial(
        self,
        from_: str,
        to: str,
        script: Sequence[Mapping[str, Any]] | None = None,
        withheld: bool = False,
    ) -> CallClient:
        """Ring a line; without a script the call is yours to press and speak on."""
        asked = {"from": from_, "to": to, "script": script, "withheld": withheld}
        return CallClient(self, self.request("POST", "/sim/dial", asked)["call"])

    def texts(self, from_: str, to: str, body: str) -> str:
        """Text a line; returns the message's id."""
        return str(self.request("POST", "/sim/text", {"from": from_, "to": to, "body": body})["message"])

    def texts_to(self, number: str) -> list[str]:
        """The words of all texts that arrived at this number, oldest first."""
        return [entry["text"] for entry in self.log(kind="text", direction="to_person", to=number)]

    def call_to(self, number: str, timeout: float = 10.0) -> CallClient:
        """The call that rings at this phone now, waiting for it."""
        deadline = time.monotonic() + timeout
        while True:
            for call in self.request("GET", f"/sim/calls?live=1&number={quote(number)}"):
                if call["status"] == "ringing":
                    return CallClient(self, call["sid"])
            left = deadline - time.monotonic()
            if left <= 0:
                raise NotHeard(f"{number} was not rung in {timeout} s")
            seen = self.last()
            self.events(seen, min(left, 0.5), kind="rang", number=number)

    def log(self, **wanted: Any) -> list[Json]:
        """The log's entries whose fields have these values (`contains` looks in the text)."""
        found: list[Json] = self.request("GET", log_path(wanted))
        return found

    def last(self) -> int:
        """The number of the log's newest entry."""
        return int(self.request("GET", "/sim/")["log"])

    def events(self, after: int = 0, timeout: float = 0.0, **wanted: Any) -> list[Json]:
        """Entries after one, waiting for the first that matches."""
        answer = self.request("GET", events_path(after, timeout, wanted), timeout=timeout + self._patience)
        found: list[Json] = answer["events"]
        return found

    def wait_for(self, kind: str, timeout: float = 10.0, after: int = 0, **wanted: Any) -> Json:
        """The first entry of this kind after one; raises NotHeard."""
        deadline = time.monotonic() + timeout
        while (left := deadline - time.monotonic()) > 0:
            if found := self.events(after, min(left, _POLL), kind=kind, **wanted):
                return found[0]
        raise NotHeard(f"no {kind} with {wanted} in {timeout} s")

    def wait_for_count(self, kind: str, count: int, timeout: float = 10.0, **wanted: Any) -> list[Json]:
        """All entries of this kind, as soon as there are so many; raises NotHeard."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self.last()
            found = self.log(kind=kind, **wanted)
            if len(found) >= count:
                return found
            if (left := deadline - time.monotonic()) <= 0:
                raise NotHeard(f"{len(found)} of {count} {kind} with {wanted} in {timeout} s")
            self.events(seen, min(left, _POLL), kind=kind, **wanted)

    def faults(self, *faults: Mapping[str, Any]) -> None:
        """Switch exactly these faults on; none switches all off."""
        self.request("PUT", "/sim/faults", list(faults))

    def speed(self, speed: float) -> None:
        """Run the clock at this speed."""
        self.request("PUT", "/sim/speed", {"speed": speed})

    def settings(self, **settings: float | None) -> Json:
        """Set rates, prices, `webhook_seconds` …, as `--set` does; returns all settings."""
        found: Json = self.request("PUT", "/sim/settings", settings)
        return found

    def clock(self) -> float:
        """Simulated seconds since the start."""
        return float(self.request("GET", "/sim/clock")["clock"])

    def stop_clock(self) -> None:
        """Let time stand still from now on, until it is advanced."""
        self.request("PUT", "/sim/clock", {"by_hand": True})

    def advance(self, seconds: float) -> float:
        """Let so many seconds pass on a stopped clock; returns how late it is when all that was due is done."""
        return float(self.request("POST", "/sim/clock/advance", {"seconds": seconds}, timeout=600.0)["clock"])

    def machine_detection(self, **mistakes: float) -> None:
        """How often it is `wrong`, `unknown`, `late` (by `late_by` seconds); what is not named is never."""
        self.request("PUT", "/sim/machine-detection", mistakes)

    def history(self, number: str) -> Json:
        """What this phone went through: `rung`, `answered`, `missed`, `heard`, `pressed`, `texts_got` …"""
        found: Json = self.request("GET", f"/sim/phones/{quote(number)}")
        return found

    def phones(self) -> dict[str, dict[str, int]]:
        """Of every phone how often it rang, was answered, heard something, got a text …"""
        found: dict[str, dict[str, int]] = self.request("GET", "/sim/phones")
        return found

    def tape(self, call: str) -> bytes:
        """What an answering machine recorded of this call, as a WAV file; raises Refused."""
        found: bytes = self.request("GET", f"/sim/calls/{call}/tape.wav")
        return found

    def resend(self, n: int) -> Json:
        """Send the webhook with this number in the log again, as it was; gives `status` and `body`."""
        answer: Json = self.request("POST", f"/sim/resend/{n}", timeout=60.0)
        return answer
