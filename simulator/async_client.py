"""A client of the control interface inside an event loop."""

from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from simulator.asking import Json, checked, events_path, log_path


class AsyncSimulatorClient:
    """The simulator's control interface inside an event loop."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = session

    async def request(self, method: str, path: str, body: Any = None) -> Any:
        """One request; raises Refused."""
        async with self._session.request(method, self.base_url + path, json=body) as response:
            return checked(response.status, await response.read())

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
        found: list[Json] = (await self.request("GET", events_path(after, timeout, wanted)))["events"]
        return found

    async def log(self, **wanted: Any) -> list[Json]:
        """The log's entries whose fields have these values."""
        found: list[Json] = await self.request("GET", log_path(wanted))
        return found

    async def faults(self, *faults: Mapping[str, Any]) -> None:
        """Switch exactly these faults on; none switches all off."""
        await self.request("PUT", "/sim/faults", list(faults))
