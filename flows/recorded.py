"""Recorded audio that is played instead of speech: a file for a step of a flow in a language,
`<folder>/<language>/<flow>/<step>.mp3` (or .wav). Only a sentence that is always the same can be recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from carrier.carrier import Language
from flows.engine.texts import Texts, slots
from flows.engine.visit import Words

SOUNDS: Mapping[str, str] = {".mp3": "audio/mpeg", ".wav": "audio/wav"}
"""What a file may be, by the end of its name."""

Place = tuple[str, str, str]
"""Language, flow, step."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The files that are played, by where they belong; and by the name under which the carrier asks for them, which
    changes with the sound, since the carrier keeps what it has heard."""

    names: Mapping[Place, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)

    def name(self, words: Words) -> str | None:
        """The name of the sound that is played instead of these words."""
        return self.names.get((words.language, words.flow, words.step))


def recorded(folder: Path | None, texts: Texts) -> Recorded:
    """What lies in the folder and can be played. Reads each file once; raises OSError where one cannot be read."""
    files = dict(_files(folder))
    playable = {place: path for place, path in files.items() if _why_not(place, texts) is None}
    names = {place: _name(path) for place, path in playable.items()}
    return Recorded(names, {names[place]: path for place, path in playable.items()})


def check_recorded(folder: Path | None, texts: Texts) -> list[str]:
    """What is wrong with the files in the folder, a sentence each."""
    if folder is not None and not folder.is_dir():
        return [f"AUDIO_FOLDER: there is no folder {folder}"]
    found = {place: (path, _why_not(place, texts)) for place, path in _files(folder)}
    return [f"{path}: {why}" for path, why in found.values() if why is not None]


def _why_not(place: Place, texts: Texts) -> str | None:
    """Why a file is not played; None where it is."""
    language, flow, step = place
    text = texts.flows.get(flow, {}).get(step, {}).get(language)
    if text is None:
        return f"no words of {flow}, {step} in {language}: never played"
    if missing := sorted(slots(text)):
        return f"its words have {', '.join(f'{{{slot}}}' for slot in missing)}, which no recording can say: never played"
    return None


def _files(folder: Path | None) -> Iterator[tuple[Place, Path]]:
    """Every sound file with where it belongs; in the order of their names, so that .wav wins from .mp3."""
    if folder is None or not folder.is_dir():
        return
    for path in sorted(folder.glob("*/*/*")):
        language, flow, step = path.parts[-3], path.parts[-2], path.stem
        if path.suffix in SOUNDS and language in set(Language):
            yield (language, flow, step), path


def _name(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:24] + path.suffix
