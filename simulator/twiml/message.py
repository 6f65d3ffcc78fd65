"""Message: a text in answer to a text."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from simulator.legs import Source
from simulator.numbering import can_be_dialled
from simulator.twiml.document import Refused
from simulator.world import Callback, Line

MOST_CHARACTERS = 1600


@dataclass(frozen=True, slots=True)
class Reply:
    """A text that is to be sent, who is told of its way, and where the conversation goes on."""

    from_: str
    to: str
    body: str
    callback: Callback | None = None
    action: Source | None = None


def message(element: Element, here: str, line: str, number: str, lines: Mapping[str, Line]) -> Reply:
    """What a <Message> asks for; raises Refused for one that cannot be sent, which the others survive."""
    body = _body(element)
    if not body or len(body) > MOST_CHARACTERS:
        raise Refused(14103, f"a text has 1 to {MOST_CHARACTERS} characters, not {len(body)}")
    to, from_ = element.get("to") or number, element.get("from") or line
    if not can_be_dialled(to):
        raise Refused(14101, f"no text can be sent to {to!r}")
    if from_ not in lines:
        raise Refused(14102, f"{from_!r} is no number of yours")
    action = element.get("action")
    return Reply(
        from_,
        to,
        body,
        _callback(element, here),
        Source(urljoin(here, action), element.get("method", "POST").upper()) if action else None,
    )


def _callback(element: Element, here: str) -> Callback | None:
    url = element.get("statusCallback")
    if not url:
        return None
    full = urljoin(here, url)
    if not full.startswith(("http://", "https://")):
        raise Refused(14105, f"no URL: {url!r}")
    return Callback(full)


def _body(element: Element) -> str:
    """The words of its bodies, or else its own; their line breaks stay."""
    bodies = element.findall("Body") or [element]
    return "\n".join((body.text or "").strip() for body in bodies).strip()
