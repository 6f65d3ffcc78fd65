"""A call that reads like a conversation: `call.hears("welkom")`, `call.presses("1")`, `call.hangs_up()`."""

import time
from typing import Any, Protocol, Self

from simulator.asking import Json, NotHeard, Refused, transcript


class World(Protocol):
    """The simulator, as far as one call asks it."""

    def request(self, method: str, path: str, body: Any = None, timeout: float | None = None) -> Any:
        """One request; raises Refused."""

    def events(self, after: int = 0, timeout: float = 0.0, **wanted: Any) -> list[Json]:
        """Entries of the log after one, waiting for the first that matches."""

    def wait_for(self, kind: str, timeout: float = 10.0, after: int = 0, **wanted: Any) -> Json:
        """The first entry of this kind; raises NotHeard."""


class CallClient:
    """One call of a phone that is in your hands."""

    def __init__(self, world: World, sid: str) -> None:
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
                raise NotHeard(f"{words!r} was not heard; {transcript(self.state())}")

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
        return transcript(self.state())

    def _act(self, act: str, asked: Json) -> Self:
        try:
            self.world.request("POST", f"/sim/calls/{self.sid}/{act}", asked, timeout=120.0)
        except Refused as reason:
            raise NotHeard(f"{act}: {reason}; {self.transcript()}") from reason
        return self
