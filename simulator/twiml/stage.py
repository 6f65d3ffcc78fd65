"""Where a document is performed: on which call, and which URL it came from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from simulator.legs import Leg, Source
from simulator.twiml.document import Refused
from simulator.world import Call, Company

Perform = Callable[[Company, Call, Source], Awaitable[None]]
"""Obey a document and those that follow from it, without ending the call."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One document on one call; `here` is its URL, empty when it came with a request."""

    company: Company
    call: Call
    here: str
    perform: Perform

    @property
    def leg(self) -> Leg:
        """The phone at the other end."""
        return self.call.leg

    def resolve(self, url: str) -> str:
        """A full URL for what an attribute says; nothing means this document again."""
        full = urljoin(self.here, url.strip()) if self.here else url.strip()
        if urlsplit(full).scheme not in ("http", "https"):
            raise Refused(11100, f"no URL to go to: {url!r}")
        return full

    def action(self, element: Element, parameters: dict[str, str]) -> Source:
        """Where an element's result goes."""
        method = element.get("method", "POST").upper()
        return Source(self.resolve(element.get("action", "")), method, parameters=tuple(parameters.items()))

    def warn(self, code: int, reason: str) -> None:
        """Write down what the carrier's debugger would show."""
        self.company.log.add("error", call=self.call.sid, code=code, text=reason, url=self.here)
