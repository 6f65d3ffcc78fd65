"""The building guards what is not code: no workplace, no foreign host, lock files that agree, every room guarded."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {".git", ".venv", ".demo", "build", "node_modules", "__pycache__"}
SOUNDS = {".wav", ".mp3", ".png", ".ico", ".woff2"}

# In pieces, or this file would be the first to be found.
REGISTRIES = re.compile(
    "|".join(
        (
            "pypi" + r"\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.org",
            "crates" + r"\.io",
            "ghcr" + r"\.io",
        )
    )
)
WORKPLACES = re.compile(
    r"(?<![\w./:])/(?:" + "|".join(("ho" + "me", "wo" + "rk", "ro" + "ot", "Us" + "ers")) + ")/"
)


def papers() -> Iterator[tuple[str, str]]:
    """Every text file, by its path."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [
            name for name in folders if name not in NOT_OURS and not name.endswith(("_cache", ".egg-info"))
        ]
        folders[:] = [name for name in folders if name != ".hypothesis"]
        for file in (Path(folder) / name for name in files):
            if file.suffix not in SOUNDS and not file.is_socket() and ".sqlite" not in file.name:
                yield file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")


def naming(pattern: re.Pattern[str]) -> list[str]:
    return [f"{path}: {match}" for path, text in papers() for match in pattern.findall(text)]


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> dict[str, str]:
    """What a lock file pins: name → version."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    found = (re.match(r"([a-z0-9.-]+)==([^ ;]+)", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def wanted(requirements: str) -> set[str]:
    lines = (ROOT / requirements).read_text(encoding="utf-8").splitlines()
    return {match[0].lower() for line in lines if (match := re.match(r"[A-Za-z0-9][A-Za-z0-9-]*", line))}


def test_no_paper_names_a_registry() -> None:
    assert [] == naming(REGISTRIES)


def test_no_paper_names_a_workplace() -> None:
    assert [] == naming(WORKPLACES)


@pytest.mark.parametrize(
    ("pattern", "defect"),
    [(REGISTRIES, "https://" + "pypi" + ".org/simple"), (WORKPLACES, '"' + "/wo" + 'rk/main"')],
    ids=["registry", "workplace"],
)
def test_such_a_name_would_be_seen(pattern: re.Pattern[str], defect: str) -> None:
    assert pattern.search(defect)


def test_what_runs_is_pinned_alike_in_both_lock_files() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize("kind", ["requirements", "requirements-dev"])
def test_everything_asked_for_is_pinned(kind: str) -> None:
    assert set() == wanted(f"{kind}.in") - pins(f"{kind}.lock").keys()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"])
def test_every_pin_has_its_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert [] == [block for block in blocks if "--hash=sha256:" not in block]


def test_every_room_stands_under_the_import_rules_and_is_packed() -> None:
    rooms = {folder.parent.name for folder in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    tools = project()["tool"]
    packed = {name.rstrip("*") for name in tools["setuptools"]["packages"]["find"]["include"]}
    modules = {file.stem for file in ROOT.glob("*.py")}
    assert set() == rooms - packed
    assert set() == modules - set(tools["setuptools"]["py-modules"])
    assert set() == rooms - set(tools["importlinter"]["root_packages"])


def test_the_three_processes_are_in_the_procfile() -> None:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    assert ["release: buurtlijn release", "web: buurtlijn web", "worker: buurtlijn worker"] == lines
