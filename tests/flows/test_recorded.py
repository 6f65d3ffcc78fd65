"""Recorded audio is played instead of speech where a file is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrier.carrier import Language
from flows.engine.texts import load
from flows.engine.visit import Words
from flows.recorded import check_recorded, recorded

TEXTS = load()
NOTED = Words("…", Language.NL, "alert_call", "noted")


def put(folder: Path, path: str, sound: bytes = b"sound") -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(sound)
    return file


def test_a_file_for_a_step_in_a_language_is_played_there_only(tmp_path: Path) -> None:
    file = put(tmp_path, "nl/alert_call/noted.mp3")
    sounds = recorded(tmp_path, TEXTS)
    name = sounds.name(NOTED)
    assert name is not None
    assert file == sounds.files[name]
    assert sounds.name(Words("…", Language.FR, "alert_call", "noted")) is None
    assert sounds.name(Words("…", Language.NL, "hotline", "noted")) is None


def test_another_sound_has_another_name_since_the_carrier_keeps_what_it_heard(tmp_path: Path) -> None:
    put(tmp_path, "nl/alert_call/noted.mp3", b"one")
    before = recorded(tmp_path, TEXTS).name(NOTED)
    put(tmp_path, "nl/alert_call/noted.mp3", b"two")
    assert before != recorded(tmp_path, TEXTS).name(NOTED)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("nl/alert_call/who_alert.mp3", "its words have {network}, which no recording can say: never played"),
        ("nl/alert_call/nothing.mp3", "no words of alert_call, nothing in nl: never played"),
        ("nl/no_line/noted.wav", "no words of no_line, noted in nl: never played"),
    ],
)
def test_a_file_that_would_leave_something_unsaid_is_warned_of_and_not_played(
    tmp_path: Path, path: str, why: str
) -> None:
    file = put(tmp_path, path)
    assert [f"{file}: {why}"] == check_recorded(tmp_path, TEXTS)
    assert {} == recorded(tmp_path, TEXTS).files


def test_other_files_are_of_no_interest(tmp_path: Path) -> None:
    put(tmp_path, "nl/alert_call/noted.txt")
    put(tmp_path, "readme.mp3")
    assert ({}, []) == (recorded(tmp_path, TEXTS).files, check_recorded(tmp_path, TEXTS))


def test_without_a_folder_nothing_is_recorded_and_a_missing_one_is_said(tmp_path: Path) -> None:
    assert ({}, []) == (recorded(None, TEXTS).names, check_recorded(None, TEXTS))
    assert [f"AUDIO_FOLDER: there is no folder {tmp_path / 'x'}"] == check_recorded(tmp_path / "x", TEXTS)
