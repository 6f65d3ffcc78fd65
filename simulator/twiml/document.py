"""A TwiML document: read, and refused where Twilio refuses it."""

from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

MOST_BYTES = 64 * 1024

SPEAKING = frozenset({"Say", "Play", "Pause"})

VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # verb: the attributes it knows, the elements it may contain
    "Say": (frozenset({"voice", "language", "loop"}), frozenset()),
    "Play": (frozenset({"loop", "digits"}), frozenset()),
    "Gather": (
        frozenset(
            [
                "action",
                "method",
                "timeout",
                "finishOnKey",
                "numDigits",
                "actionOnEmptyResult",
                "input",
                "language",
                "hints",
                "speechTimeout",
                "speechModel",
                "bargeIn",
                "profanityFilter",
                "enhanced",
                "partialResultCallback",
                "partialResultCallbackMethod",
                "maxSpeechTime",
                "debug",
            ]
        ),
        SPEAKING,
    ),
    "Record": (
        frozenset(
            [
                "action",
                "method",
                "timeout",
                "finishOnKey",
                "maxLength",
                "playBeep",
                "trim",
                "recordingStatusCallback",
                "recordingStatusCallbackMethod",
                "recordingStatusCallbackEvent",
                "transcribe",
                "transcribeCallback",
            ]
        ),
        frozenset(),
    ),
    "Dial": (
        frozenset(
            [
                "action",
                "method",
                "timeout",
                "hangupOnStar",
                "timeLimit",
                "callerId",
                "record",
                "answerOnBridge",
                "ringTone",
                "trim",
                "recordingStatusCallback",
                "recordingStatusCallbackMethod",
                "recordingStatusCallbackEvent",
            ]
        ),
        frozenset({"Number"}),
    ),
    "Pause": (frozenset({"length"}), frozenset()),
    "Redirect": (frozenset({"method"}), frozenset()),
    "Hangup": (frozenset(), frozenset()),
    "Reject": (frozenset({"reason"}), frozenset()),
}

TEXT_VERBS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "Message": (frozenset({"to", "from", "action", "method", "statusCallback"}), frozenset({"Body"})),
}


class Refused(Exception):
    """A document that is not obeyed, with Twilio's error code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Document:
    """The verbs of a document, in order, and what was odd about it without being refused."""

    verbs: tuple[Element, ...]
    warnings: tuple[str, ...]


def is_twiml(content_type: str) -> bool:
    """Whether an answer says of itself that it is TwiML."""
    kind = content_type.partition(";")[0].strip().casefold()
    return kind in ("text/xml", "application/xml") or (kind.startswith("text/") and kind.endswith("xml"))


def read(body: bytes, verbs: dict[str, tuple[frozenset[str], frozenset[str]]] | None = None) -> Document:
    """The document in these bytes; raises Refused."""
    known = VERBS if verbs is None else verbs
    if len(body) > MOST_BYTES:
        raise Refused(11750, "the document is over 64 kB")
    root = _parse(body)
    if root.tag != "Response":
        raise Refused(12102, f"the document begins with <{root.tag}>, not with <Response>")
    warnings: list[str] = []
    for element in root:
        _check(element, known, warnings)
    return Document(tuple(root), tuple(warnings))


def _parse(body: bytes) -> Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Refused(12100, "document types and entities are not read")
    try:
        # Without a document type there are no entities that could blow up.
        return ElementTree.fromstring(body)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as wrong:
        raise Refused(12100, f"not well-formed: {wrong}") from wrong


def _check(
    element: Element, known: dict[str, tuple[frozenset[str], frozenset[str]]], warnings: list[str]
) -> None:
    if element.tag not in known:
        raise Refused(12200, f"<{element.tag}> is no verb here")
    attributes, children = known[element.tag]
    warnings += [f"<{element.tag}> knows no {name}" for name in element.attrib if name not in attributes]
    for child in element:
        if children and child.tag not in children:
            raise Refused(12200, f"<{child.tag}> cannot stand in <{element.tag}>")


def words(element: Element) -> str:
    """The text of an element, its markup for speech taken away, blanks made single."""
    return " ".join("".join(element.itertext()).split())


def whole(element: Element, name: str, default: int, least: int = 0) -> int:
    """A whole number in an attribute; what cannot be read is the default, as Twilio does it."""
    given = element.get(name, "")
    return max(int(given), least) if given.isascii() and given.isdigit() else default
