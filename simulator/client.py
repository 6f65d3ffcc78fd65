"""Two small clients of the control interface, one that waits in a thread and one in an event loop.

They read like a conversation: `call = world.dial(member, hotline)`, `call.hears("welkom")`,
`call.presses("1")`, `call.hangs_up()`. Time-outs are real seconds; what was not heard in time raises
AssertionError with everything that was.
"""

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any, Self
from urllib.parse import quote, urlencode, urlsplit

import aiohttp

Json = dict[str, Any]

_POLL = 5.0


class Refused(Exception):
    """The simulator says that this cannot be done, and why."""


class NotHeard(AssertionError):
    """Something did not happen in time; says what happened instead."""


def _transcript(call: Json) -> str:
    heard = "\n".join(f"  [{said['voice']}] {said['text']}" for said in call["heard"])
    return f"call {call['from']} -> {call['to']} is {call['status']}; heard:\n{heard or '  nothing'}"


def _query(after: int, timeout: float, wanted: Mapping[str, Any]) -> str:
    fields = {"from" if name == "from_" else name: value for name, value in wanted.items()}
    return "/sim/events?" + urlencode({**fields, "after": after, "timeout": timeout})


def _log_query(wanted: Mapping[str, Any]) -> str:
    fields = {"from" if name == "from_" else name: value for name, value in wanted.items()}
    return "/sim/log?" + urlencode(fields)


def _checked(status: int, content: bytes) -> Any:
    answer = json.loads(content) if content else None
    if status >= 400:
        raise Refused(answer["error"] if isinstance(answer, dict) and "error" in answer else str(status))
    return answer


class SimulatorClient:
    """The simulator's control interface, for tests and demonstrations without an event loop."""

    def __init__(self, base_url: str, patience: float = 30.0) -> None:
        self.base_url = base_url.rstrip("/")
        self._address = urlsplit(self.base_url).netloc
        self._patience = patience

    def request(self, method: str, path: str, body: Any = None, timeout: float | None = None) -> Any:
        """One request; raises Refused."""
        connection = http.client.HTTPConnection(self._address, timeout=timeout or self._patience)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, path, content, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return _checked(response.status, response.read())
        finally:
            connection.close()

    def people(self, people: Sequence[Mapping[str, Any]], add: bool = False) -> None:
        """Have exactly these people, or these too."""
        self.request("POST" if add else "PUT", "/sim/people", list(people))

    def lines(self, lines: Sequence[Mapping[str, Any]], add: bool = False) -> None:
        """Have exactly these lines, or these too."""
        self.request("POST" if add else "PUT", "/sim/lines", list(lines))

    def dial(
        self,
        from_: str,
        to: str,
        script: Sequence[Mapping[str, Any]] | None = None,
        withheld: bool = False,
    ) -> "CallClient":
        """Ring a line; without a script the call is yours to press and speak on."""
        asked = {"from": from_, "to": to, "script": script, "withheld": withheld}
        return CallClient(self, self.request("POST", "/sim/dial", asked)["call"])

    def texts(self, from_: str, to: str, body: str) -> str:
        """Text a line; returns the message's id."""
        return str(self.request("POST", "/sim/text", {"from": from_, "to": to, "body": body})["message"])

    def texts_to(self, number: str) -> list[str]:
        """The words of all texts that arrived at this number, oldest first."""
        return [entry["text"] for entry in self.log(kind="text", direction="to_person", to=number)]

    def call_to(self, number: str, timeout: float = 10.0) -> "CallClient":
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
        found: list[Json] = self.request("GET", _log_query(wanted))
        return found

    def last(self) -> int:
        """The number of the log's newest entry."""
        return int(self.request("GET", "/sim/")["log"])

    def events(self, after: int = 0, timeout: float = 0.0, **wanted: Any) -> list[Json]:
        """Entries after one, waiting for the first that matches."""
        answer = self.request("GET", _query(after, timeout, wanted), timeout=timeout + self._patience)
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

    def settings(self, **settings: float) -> None:
        """Set `webhook_seconds`, `recording_delay`."""
        self.request("PUT", "/sim/settings", settings)

    def resend(self, n: int) -> Json:
        """Send the webhook with this number in the log again, as it was; gives `status` and `body`."""
        answer: Json = self.request("POST", f"/sim/resend/{n}", timeout=60.0)
        return answer


class CallClient:
    """One call of a phone that is in your hands."""

    def __init__(self, world: SimulatorClient, sid: str) -> None:
        self.world = world
        self.sid = sid
        self.last_sentence = ""
        """The sentence in which the words of the last `hears` were."""
        self._place = (0, 0)

    def state(self) -> Json:
        """What the simulator knows of it."""
        state: Json = self.world.request("GET", f"/sim/calls/{self.sid}")
        return state

    def hears(self, *words: str, timeout: float = 10.0) -> Self:
        """Wait until all these words were said, after what was waited for before; raises NotHeard."""
        deadline = time.monotonic() + timeout
        self._place, self.last_sentence = max(self._find(each, deadline) for each in words)
        return self

    def _find(self, words: str, deadline: float) -> tuple[tuple[int, int], str]:
        """Where a sentence with these words began (entry, character after them), and the sentence."""
        after = self._place[0] - 1
        while True:
            # Ask first whether it is over: what was said before its end is in the answer that follows.
            over = bool(self.state()["ended_by"])
            left = 0.0 if over else max(min(deadline - time.monotonic(), 0.5), 0.0)
            for said in self.world.events(after, left, kind="saying", call=self.sid, contains=words):
                after = said["n"]
                first = self._place[1] if after == self._place[0] else 0
                found = said["text"].casefold().find(words.casefold(), first)
                if found >= 0:
                    return (after, found + len(words)), said["text"]
            if over or time.monotonic() >= deadline:
                raise NotHeard(f"{words!r} was not heard; {_transcript(self.state())}")

    def presses(self, keys: str, at_once: bool = False) -> Self:
        """Press keys as soon as the call listens, or at once (then they may be lost)."""
        return self._act("press", {"keys": keys, "at_once": at_once})

    def speaks(self, words: str, seconds: float | None = None) -> Self:
        """Speak after the beep; returns when it is said. Then press, hang up, or say nothing."""
        return self._act("speak", {"text": words, "seconds": seconds})

    def says_nothing(self) -> Self:
        """Let the present or next wait for input pass, without waiting for it in real time."""
        return self._act("say_nothing", {})

    def answers(self) -> Self:
        """Pick up."""
        return self._act("answer", {})

    def declines(self) -> Self:
        """Let it know that one is busy."""
        return self._act("decline", {})

    def hangs_up(self) -> Self:
        """Hang up."""
        return self._act("hang_up", {})

    def ended(self, timeout: float = 10.0) -> Json:
        """Wait until the call is over; returns its final state."""
        self.world.wait_for("call_status", timeout, event="completed", call=self.sid)
        return self.state()

    def transcript(self) -> str:
        """Everything that was heard."""
        return _transcript(self.state())

    def _act(self, act: str, asked: Json) -> Self:
        try:
            self.world.request("POST", f"/sim/calls/{self.sid}/{act}", asked, timeout=120.0)
        except Refused as reason:
            raise NotHeard(f"{act}: {reason}; {self.transcript()}") from reason
        return self


class AsyncSimulatorClient:
    """The simulator's control interface inside an event loop."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = session

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """One request; raises Refused."""
        async with self._session.request(method, self.base_url + path, json=body) as response:
            return _checked(response.status, await response.read())

    async def people(self, people: Sequence[Mapping[str, Any]], add: bool = False) -> None:
        """Have exactly these people, or these too."""
        await self.request("POST" if add else "PUT", "/sim/people", list(people))

    async def lines(self, lines: Sequence[Mapping[str, Any]], add: bool = False) -> None:
        """Have exactly these lines, or these too."""
        await self.request("POST" if add else "PUT", "/sim/lines", list(lines))

    async def dial(
        self, from_: str, to: str, script: Sequence[Mapping[str, Any]] | None = None, withheld: bool = False
    ) -> str:
        """Ring a line; returns the call's id."""
        asked = {"from": from_, "to": to, "script": script, "withheld": withheld}
        return str((await self.request("POST", "/sim/dial", asked))["call"])

    async def act(self, sid: str, act: str, **asked: Any) -> Json:
        """`press` keys, `speak` text, `hang_up`, `answer`, `decline`, `say_nothing`."""
        done: Json = await self.request("POST", f"/sim/calls/{sid}/{act}", asked)
        return done

    async def texts(self, from_: str, to: str, body: str) -> str:
        """Text a line; returns the message's id."""
        asked = {"from": from_, "to": to, "body": body}
        return str((await self.request("POST", "/sim/text", asked))["message"])

    async def events(self, after: int = 0, timeout: float = 0.0, **wanted: Any) -> list[Json]:  # noqa: ASYNC109
        """Entries after one, waiting for the first that matches."""
        found: list[Json] = (await self.request("GET", _query(after, timeout, wanted)))["events"]
        return found

    async def log(self, **wanted: Any) -> list[Json]:
        """The log's entries whose fields have these values."""
        found: list[Json] = await self.request("GET", _log_query(wanted))
        return found

    async def faults(self, *faults: Mapping[str, Any]) -> None:
        """Switch exactly these faults on; none switches all off."""
        await self.request("PUT", "/sim/faults", list(faults))
