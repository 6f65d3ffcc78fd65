"""Who hears of an alarm, as real servers on loopback: a post office, and a web hook."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class PostOffice:
    """A mail server on loopback that keeps what it gets; it may be closed for a while."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.signed_in: list[str] = []
        self.closed = False
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def open(self) -> None:
        self._thread.start()
        made = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop)
        self._server = made.result(10)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _serve(self, said: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        def say(line: str) -> None:
            answers.write(f"{line}\r\n".encode())

        say("421 closed" if self.closed else "220 here")
        while not self.closed and (line := (await said.readline()).decode().strip()):
            match line.partition(" ")[0].upper():
                case "EHLO" | "HELO":
                    say("250-here")
                    say("250 AUTH PLAIN")
                case "AUTH":
                    self.signed_in.append(line.rpartition(" ")[2])
                    say("235 come in")
                case "DATA":
                    say("354 go on")
                    letter = []
                    while (part := (await said.readline()).decode().rstrip("\r\n")) != ".":
                        letter.append(part)
                    self.letters.append(message_from_string("\n".join(letter)))
                    say("250 taken")
                case "QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 yes")
        with contextlib.suppress(OSError):
            await answers.drain()
            answers.close()


class Hooked(HTTPServer):
    """What was posted to the web hook."""

    posted: list[dict[str, Any]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/alarm"


@contextlib.contextmanager
def open_hook() -> Iterator[Hooked]:
    """A web hook that is listened to."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            assert "application/json" == self.headers["Content-Type"]
            server.posted.append(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = Hooked(("127.0.0.1", 0), Handler)
    server.posted = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
