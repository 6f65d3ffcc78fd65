"""Everything that happened, in order: in memory, and as JSON lines in a file where one is wanted.

Requests that came in: `create_call`, `create_text` (on arrival: from, to, url, form), `refused` (create,
code), `fault` (create, name), `change_call`, `change_line`, `rest` (every other answer).
Calls: `call_status` (call, status, event, direction, from, to, create), `rang` (number, call, from),
`turn` (what waited for it is dialled or sent, or given_up), `picked_up`, `missed`, `dialled` (number, to),
`answered_by` (text, after_ms), `hung_up` (by).
On the phone, each with call and number: `saying` (when words begin), `heard` (when they end: as much of
the text as was heard, complete), `beep`, `key` (text, lost), `gathered`, `spoken`, `recorded`,
`recorded_nothing`, `voicemail_beep`, `voicemail_heard` (texts after the beep, complete).
Texts: `text_status` (message, status), `text` (arrived: direction to_person or to_line, from, to, text).
Webhooks: `webhook` (what: voice, call_status, text, text_status, answered_by, recording_status, play; url,
headers, body), `webhook_answer` (webhook, status, body, ms), `webhook_failed`, `callback_dropped`,
`play_failed`, `error` (the code that the carrier's debugger would show).
Recordings: `recording_fetched`, `recording_deleted`. And `broken`: a mistake of the simulator itself.
"""

import asyncio
import json
import time
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from simulator.clock import Clock

Entry = dict[str, Any]


ABOUT = ("call", "message", "number")
"""The facts by which entries are found again at once."""


def as_line(entry: Entry) -> str:
    """An entry as a line of JSON."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _number(entry: Entry) -> int:
    return int(entry["n"])


def matches(entry: Entry, wanted: Mapping[str, str]) -> bool:
    """Whether an entry has these values (compared as text; `contains` looks for words in `text`)."""
    for name, value in wanted.items():
        if name == "contains":
            if value.casefold() not in str(entry.get("text", "")).casefold():
                return False
        elif str(entry.get(name)) != value:
            return False
    return True


class Log:
    """Entries numbered from 1, each with `at` (CLOCK_MONOTONIC seconds), `time` (UTC), `clock` (simulated)."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self.clock: Clock | None = None
        self._about: dict[str, list[Entry]] = {}
        """Entries by what they are about: a call, a text, a phone."""
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def last(self) -> int:
        """The number of the newest entry; 0 when there is none."""
        return len(self.entries)

    def add(self, kind: str, **facts: Any) -> int:
        """Write one thing down, and return its number."""
        entry: Entry = {
            "n": len(self.entries) + 1,
            "at": time.monotonic(),
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "clock": round(self.clock.now(), 3) if self.clock else None,
            "kind": kind,
            **facts,
        }
        self.entries.append(entry)
        for about in {facts.get(name) for name in ABOUT} - {None, ""}:
            self._about.setdefault(str(about), []).append(entry)
        if self._file:
            self._file.write(as_line(entry))
            self._file.flush()
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        return int(entry["n"])

    def get(self, n: int) -> Entry | None:
        """The entry with this number."""
        return self.entries[n - 1] if 1 <= n <= len(self.entries) else None

    def find(self, wanted: Mapping[str, str], after: int = 0) -> list[Entry]:
        """The entries after this number that match."""
        about = next((wanted[name] for name in ABOUT if wanted.get(name)), None)
        if about is None:
            later: Iterable[Entry] = self.entries[max(after, 0) :]
        else:
            entries = self.about(about)
            later = entries[bisect_right(entries, after, key=_number) :]
        return [entry for entry in later if matches(entry, wanted)]

    def about(self, what: str) -> list[Entry]:
        """All entries about a call, a text or a phone."""
        return self._about.get(what, [])

    async def wait(self, wanted: Mapping[str, str], after: int, timeout: float) -> list[Entry]:  # noqa: ASYNC109
        """The matching entries after this number; waits at most `timeout` real seconds for the first."""
        deadline = time.monotonic() + timeout
        while True:
            seen = self.last
            found = self.find(wanted, after)
            if found or not await self._changed(seen, deadline - time.monotonic()):
                return found
            after = seen

    async def _changed(self, seen: int, seconds: float) -> bool:
        if self.last > seen:
            return True
        if seconds <= 0:
            return False
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            done, _ = await asyncio.wait({future}, timeout=seconds)
            return bool(done)
        finally:
            self._waiting.discard(future)

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None
