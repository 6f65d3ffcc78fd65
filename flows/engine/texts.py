"""The words: four languages side by side in `flows/texts/*.toml`, with `{slots}` that facts fill."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from carrier.carrier import Language
from flows.engine.visit import Fact

FOLDER = Path(__file__).parent.parent / "texts"
SLOT = re.compile(r"\{([a-z_]+)\}")

Sentence = Mapping[str, str]
"""One text by language."""
Table = Mapping[str, Sentence]
"""Texts by the name of their step."""


@dataclass(frozen=True, slots=True)
class Texts:
    """Everything that we say and write: the words of each flow's steps, the messages sent, the parts of sentences."""

    flows: Mapping[str, Table] = field(default_factory=dict)
    messages: Table = field(default_factory=dict)
    phrases: Table = field(default_factory=dict)

    def say(self, flow: str, step: str, language: Language, facts: Mapping[str, Fact]) -> str | None:
        """The words of a step; None when it has none."""
        text = self.flows.get(flow, {}).get(step, {}).get(language)
        return None if text is None else fill(text, facts)

    def message(self, name: str, language: Language, facts: Mapping[str, Fact] | None = None) -> str:
        """A text that we send, or a fixed sentence; raises KeyError when there is none of that name."""
        return fill(self.messages[name][language], facts or {})

    def phrase(self, name: str, language: Language, facts: Mapping[str, Fact] | None = None) -> str:
        """A part of a sentence; raises KeyError when there is none of that name."""
        return fill(self.phrases[name][language], facts or {})


def fill(text: str, facts: Mapping[str, Fact]) -> str:
    """The text with its slots filled. A fact that is missing leaves nothing: a poor sentence is better than a dead
    call, and `check` refuses slots that nobody fills."""

    def fact(slot: re.Match[str]) -> str:
        value = facts.get(slot[1])
        return "" if value is None else str(value)

    return SLOT.sub(fact, text)


def slots(text: str) -> frozenset[str]:
    """The names of the slots in a text."""
    return frozenset(SLOT.findall(text))


@lru_cache(maxsize=1)
def load() -> Texts:
    """All texts of the package; raises ValueError, naming the file, when one cannot be read."""
    tables = {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}
    messages, phrases = tables.pop("messages", {}), tables.pop("phrases", {})
    return Texts(tables, messages, phrases)


def _read(path: Path) -> Table:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return {step: _sentence(path, step, by_language) for step, by_language in tables.items()}


def _sentence(path: Path, step: str, by_language: object) -> Sentence:
    if not isinstance(by_language, dict) or not all(isinstance(text, str) for text in by_language.values()):
        raise ValueError(f"{path.name}: [{step}] must be a table of one text per language")
    return {language: text.strip() for language, text in by_language.items()}
