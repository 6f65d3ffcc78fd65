"""The page about TwiML tells the truth: each verb and attribute is in it, and each test that it names exists."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from twilio.twiml import messaging_response, voice_response

from simulator.twiml.grammar import REFUSED_NOUNS, REFUSED_VERBS, TEXT, TEXT_NOUNS, VOICE, VOICE_NOUNS
from simulator.twiml.perform import VERBS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "simulator-twiml.md").read_text(encoding="utf-8")
SECTIONS = ("Calls", "Texts")
GRAMMAR = {"Calls": {**VOICE, **VOICE_NOUNS}, "Texts": {**TEXT, **TEXT_NOUNS}}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# What the vendor's methods take besides attributes: the words of an element.
WORDS = {"message", "body", "url", "number", "phone_number", "words", "kwargs", "self"}


class Row(NamedTuple):
    section: str
    element: str
    attributes: tuple[str, ...]
    here: str
    what: str
    source: str
    test: str


def rows() -> Iterator[Row]:
    section = ""
    for line in PAGE.splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif section in SECTIONS and line.startswith("| `"):
            element, attributes, here, what, source, test = (cell.strip() for cell in line.split("|")[1:-1])
            names = tuple(re.findall(r"`([^`]+)`", attributes))
            yield Row(section, element.strip("`"), names, here, what, source, test.strip("`"))


ROWS = list(rows())


def in_page(here: str, section: str) -> set[tuple[str, str]]:
    return {
        (row.element, XML_LANG if name == "xml:lang" else name)
        for row in ROWS
        if (row.here, row.section) == (here, section)
        for name in row.attributes
    }


@pytest.mark.parametrize("section", SECTIONS)
def test_the_attributes_that_are_done_are_those_of_the_page(section: str) -> None:
    known = [(e, n, a) for e, verb in GRAMMAR[section].items() for n, a in verb.attributes.items()]
    assert {(element, name) for element, name, it in known if it.done} == in_page("done", section)
    rest = in_page("checked", section) | in_page("known", section)
    assert {(element, name) for element, name, it in known if not it.done} == rest


@pytest.mark.parametrize("section", SECTIONS)
def test_the_elements_that_are_done_are_those_of_the_page(section: str) -> None:
    done = {row.element for row in ROWS if row.section == section and row.here != "refused"}
    assert set(GRAMMAR[section]) == done


def test_the_elements_that_are_refused_are_those_of_the_page() -> None:
    assert REFUSED_VERBS | REFUSED_NOUNS == {row.element for row in ROWS if row.here == "refused"}


def test_every_verb_is_performed() -> None:
    assert set(VOICE) == set(VERBS)


def test_each_row_says_what_it_does_and_where_that_is_from() -> None:
    assert [] == [row for row in ROWS if not (row.what and row.source)]
    assert {"done", "checked", "known", "refused"} == {row.here for row in ROWS}
    assert [] == [row for row in ROWS if row.here not in ("known",) and not row.test]


def test_each_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    files = (ROOT / "tests" / "simulator").glob("test_*.py")
    written = {name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))}
    assert set() == named - written


def camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def vendors(parent: Any, element: str) -> set[str]:
    """The attributes that the vendor's own library can give an element."""
    method = getattr(parent, {"Pause": "pause"}.get(element, element.lower()))
    return {camel(name) for name in inspect.signature(method).parameters if name not in WORDS}


@pytest.mark.parametrize("element", sorted(VOICE))
def test_the_page_has_each_attribute_of_the_vendors_library(element: str) -> None:
    named = {
        name for row in ROWS if (row.section, row.element) == ("Calls", element) for name in row.attributes
    }
    assert set() == vendors(voice_response.VoiceResponse, element) - named


def test_the_page_has_each_attribute_of_a_number_and_a_message() -> None:
    number = {name for row in ROWS if row.element == "Number" for name in row.attributes}
    message = {name for row in ROWS if row.element == "Message" for name in row.attributes}
    assert set() == vendors(voice_response.Dial, "Number") - number
    assert set() == vendors(messaging_response.MessagingResponse, "Message") - message


def test_the_page_has_each_verb_and_noun_of_the_vendors_library() -> None:
    verbs = {name.capitalize() for name in vars(voice_response.VoiceResponse) if not name.startswith("_")}
    nouns = {name for name in vars(voice_response.Dial) if not name.startswith("_")}
    named = {row.element.lower() for row in ROWS}
    assert set() == {name.lower() for name in verbs} - named
    assert set() == {name.replace("_", "").lower() for name in nouns} - named
