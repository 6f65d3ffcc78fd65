"""A TwiML document: read, and refused or warned about where Twilio does so."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from simulator.twiml.grammar import (
    INSIDE_GATHER,
    REFUSED_NOUNS,
    REFUSED_VERBS,
    TEXT,
    TEXT_NOUNS,
    VOICE,
    VOICE_NOUNS,
    Verb,
)

MOST_BYTES = 64 * 1024
SCHEMA = 12200
NOT_HERE = 13750
"""A verb that Twilio knows and that is not done here: "verb not supported"."""

Warned = tuple[int, str]


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
    warnings: tuple[Warned, ...]


def is_twiml(content_type: str) -> bool:
    """Whether an answer says of itself that it is TwiML."""
    kind = content_type.partition(";")[0].strip().casefold()
    return kind in ("text/xml", "application/xml") or (kind.startswith("text/") and kind.endswith("xml"))


def read(body: bytes) -> Document:
    """The document of a call; raises Refused. What is odd about it is taken out and warned of."""
    return _read(body, VOICE, {**VOICE, **VOICE_NOUNS})


def read_reply(body: bytes) -> Document:
    """The document that answers a text; raises Refused."""
    return _read(body, TEXT, {**TEXT, **TEXT_NOUNS})


def _read(body: bytes, verbs: Mapping[str, Verb], known: Mapping[str, Verb]) -> Document:
    if len(body) > MOST_BYTES:
        raise Refused(11750, "the document is over 64 kB")
    root = _parse(body)
    if root.tag != "Response":
        raise Refused(12102, f"the document begins with <{root.tag}>, not with <Response>")
    for element in root:
        _check_verb(element, verbs)
    warnings = [*_stray(root)]
    for element in root:
        warnings += _check(element, known, inside="")
    return Document(tuple(root), tuple(warnings))


def _parse(body: bytes) -> Element:
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise Refused(12100, "document types and entities are not read")
    try:
        # Without a document type there are no entities that could blow up.
        return ElementTree.fromstring(body)  # noqa: S314
    except (ElementTree.ParseError, ValueError, LookupError) as wrong:
        raise Refused(12100, f"not well-formed: {wrong}") from wrong


def _check_verb(element: Element, verbs: Mapping[str, Verb]) -> None:
    if element.tag in verbs:
        return
    if element.tag in REFUSED_VERBS and verbs is VOICE:
        raise Refused(NOT_HERE, f"<{element.tag}> is not done by this simulator")
    if verbs is TEXT and element.tag in VOICE:
        raise Refused(14110, f"<{element.tag}> does not answer a text")
    raise Refused(SCHEMA, f"<{element.tag}> is no verb here")


def _check(element: Element, known: Mapping[str, Verb], inside: str) -> Iterator[Warned]:
    verb = known[element.tag]
    for name in list(element.attrib):
        yield from _check_attribute(element, name, verb, inside)
    for child in list(element):
        if child.tag in verb.children:
            yield from _check(child, known, element.tag)
        elif child.tag in REFUSED_NOUNS:
            raise Refused(NOT_HERE, f"<{child.tag}> in <{element.tag}> is not done by this simulator")
        else:
            yield verb.child_code, f"<{child.tag}> cannot stand in <{element.tag}>"
            _take_out(element, child)


def _check_attribute(element: Element, name: str, verb: Verb, inside: str) -> Iterator[Warned]:
    attribute = verb.attributes.get(name)
    if attribute is None:
        yield SCHEMA, f"<{element.tag}> knows no {name}"
        return
    value = element.attrib[name]
    if not attribute.check(value):
        # A value that is not allowed counts as not given.
        del element.attrib[name]
        code = INSIDE_GATHER.get(attribute.code, attribute.code) if inside == "Gather" else attribute.code
        if code == 13310 and len(value) > 1:
            code = 13311
        yield code, f"<{element.tag}>: {name} cannot be {value!r}"


def _take_out(element: Element, child: Element) -> None:
    """Remove an element; its words stay where words are what counts."""
    if element.tag != "Say" and element.tag not in VOICE_NOUNS:
        element.remove(child)


def _stray(root: Element) -> Iterator[Warned]:
    if (root.text or "").strip() or any((element.tail or "").strip() for element in root):
        yield SCHEMA, "words outside any verb"


def words(element: Element) -> str:
    """The text of an element, its markup for speech taken away, blanks made single."""
    return " ".join("".join(element.itertext()).split())


def whole(element: Element, name: str, default: int) -> int:
    """A whole number in an attribute that has been checked, or the default."""
    given = element.get(name)
    return default if given is None else int(given)
