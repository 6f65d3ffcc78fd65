"""A link between two processes that can be cut, blocked, slowed down, or broken in the middle of a request. What goes over
it goes over a socket of ours first, in a thread of its own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_CHUNK = 65_536


class State(StrEnum):
    """What a link does with what comes."""

    OPEN = "open"
    CUT = "cut"  # nobody is there: each connection breaks at once
    BLOCKED = "blocked"  # everybody is there, and nothing comes through
    BROKEN = "broken"  # of each request only the first bytes come through


@dataclass(frozen=True, slots=True)
class Address:
    """A unix socket, or a port on loopback."""

    path: Path | None = None
    port: int = 0

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self.path is not None:
            return await asyncio.open_unix_connection(str(self.path))
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def serve(self, met: Callable[..., object]) -> asyncio.AbstractServer:
        if self.path is not None:
            return await asyncio.start_unix_server(met, str(self.path))  # type: ignore[arg-type]
        return await asyncio.start_server(met, "127.0.0.1", self.port)  # type: ignore[arg-type]


@dataclass
class Link:
    """Passes on what comes at `here` to `there`, and back. Its switches may be turned from any thread."""

    here: Address
    there: Address
    state: State = State.OPEN
    slow: float = 0.0
    """Seconds that each piece takes."""
    first_bytes: int = 40
    """So many of each piece come through while it is broken."""
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _ready: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _server: asyncio.AbstractServer | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"link {self.here}")
        self._thread.start()
        assert self._ready.wait(10)

    def cut(self) -> None:
        """What is under way breaks, and nothing new begins."""
        self.state = State.CUT
        self._call(self._break)

    def block(self) -> None:
        """Nothing comes through any more, in either direction, and nobody is told."""
        self.state = State.BLOCKED

    def break_requests(self) -> None:
        """From now on each piece of a request breaks off, and the rest never comes."""
        self.state = State.BROKEN

    def mend(self) -> None:
        """All is well. What was under way is lost."""
        self._call(self._break)
        self.state = State.OPEN

    def close(self) -> None:
        self._call(self._end)
        if self._thread is not None:
            self._thread.join(10)

    def _call(self, what: Callable[[], None]) -> None:
        done = threading.Event()

        def do() -> None:
            what()
            done.set()

        self._loop.call_soon_threadsafe(do)
        done.wait(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(self.here.serve(self._met))
        self._ready.set()
        self._loop.run_forever()
        self._loop.run_until_complete(asyncio.gather(*self._tasks, return_exceptions=True))
        self._loop.close()

    def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        self._break()
        for task in self._tasks:
            task.cancel()
        self._loop.stop()

    def _break(self) -> None:
        for writer in list(self._open):
            writer.transport.abort()

    async def _met(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._pass_on(reader, writer)
        except asyncio.CancelledError:
            pass
        finally:
            self._tasks.discard(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        other: asyncio.StreamWriter | None = None
        self._open.add(writer)
        try:
            if self.state is State.CUT:
                return
            back, other = await self.there.connect()
            self._open.add(other)
            await asyncio.gather(
                self._one_way(reader, other, asks=True), self._one_way(back, writer, asks=False)
            )
        except OSError:
            pass
        finally:
            for one in (writer, other):
                if one is not None:
                    self._open.discard(one)
                    with contextlib.suppress(Exception):
                        one.transport.abort()

    async def _one_way(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, asks: bool
    ) -> None:
        broken = False
        while piece := await reader.read(_CHUNK):
            if self.slow:
                await asyncio.sleep(self.slow)
            while self.state is State.BLOCKED:  # noqa: ASYNC110 - turned by another thread
                await asyncio.sleep(0.05)
            if broken or (asks and self.state is State.BROKEN):
                piece, broken = (b"" if broken else piece[: self.first_bytes]), True
            writer.write(piece)
            await writer.drain()
        if writer.can_write_eof():
            writer.write_eof()
