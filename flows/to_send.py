"""How long an officer listens on the police line before a message can be sent: a promise, kept by a test. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from carrier.carrier import Language
from flows.engine.duration import path_seconds
from flows.engine.texts import Texts
from flows.engine.visit import Fact
from flows.police_line import POLICE_LINE, TO_SEND
from flows.slots import longest

MOST_SECONDS = 60


def seconds_to_send(texts: Texts, language: Language, facts: Mapping[str, Fact] | None = None) -> float:
    """The seconds of prompts from dialling to "1 send" in this language, for an officer who lets every one of them
    end; what is recorded is apart. With names of usual length, and numbers of several digits."""
    return path_seconds(POLICE_LINE, texts, language, TO_SEND, {**longest(), **USUAL, **(facts or {})})


USUAL: Mapping[str, Fact] = {
    "zone": "Antwerpen",
    "network": "BIN-Z Sint-Andries",
    "count": "12",
    "members": "1200",
    "minutes": 15,
}
