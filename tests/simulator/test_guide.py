"""The guide tells the truth: its example runs, its people can be read, and what it names exists."""

import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from simulator import control, enquiries, knobs
from simulator.client import SimulatorClient
from simulator.crowd import read_crowd
from simulator.faults import FaultName
from simulator.histories import History
from simulator.page import pages
from simulator.people import Answer, Behaviour, Person, Reaction, Step
from simulator.settings import settings
from simulator.verdicts import Mistakes
from simulator.world import Company

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "simulator.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCK.findall(GUIDE) if kind == language]


def test_the_example_of_twenty_lines_has_twenty_lines_and_runs(tmp_path: Path) -> None:
    [example] = [block for block in blocks("python") if "def test_" in block]
    assert 20 >= len([line for line in example.splitlines() if line.strip()])
    (tmp_path / "test_shop.py").write_text(example, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py"]
    path = {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=tmp_path, env=path, capture_output=True, text=True, timeout=60, check=False
    )
    assert "1 passed" in done.stdout, done.stdout + done.stderr


def test_the_python_library_is_pointed_as_the_guide_says(
    world: SimulatorClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TWILIO_BASE_URL", world.base_url)
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", "AC" + "a" * 32)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", "t" * 32)
    [shown] = [block for block in blocks("python") if "TwilioHttpClient" in block]
    known: dict[str, Any] = {}
    exec(shown, known)
    client = known["client"]
    made = [
        client.messages.create(to="+32470000001", from_="+3232020202", body=words).sid
        for words in ("Dag", "Daag", "Tot ziens")
    ]
    listed = client.messages.list(to="+32470000001", page_size=1)
    assert made[::-1] == [text.sid for text in listed]
    assert [] == client.messages.list(to="+32470000002")
    client.http_client.session.close()


@pytest.mark.parametrize("example", blocks("toml"))
def test_every_file_of_people_in_the_guide_can_be_read(example: str) -> None:
    assert read_crowd(tomllib.loads(example)).people


@pytest.mark.parametrize("kind", [Person, Answer, Step, Reaction, Mistakes])
def test_every_word_of_the_file_is_in_the_guide(kind: type) -> None:
    assert [] == [field.name for field in fields(kind) if f"`{field.name}`" not in GUIDE]


def test_every_behaviour_and_fault_and_setting_is_in_the_guide() -> None:
    names = [*Behaviour, *FaultName, *settings(Company()), *(field.name for field in fields(History))]
    assert [] == [name for name in names if f"`{name}`" not in GUIDE]


def test_every_address_of_the_control_interface_is_in_the_guide() -> None:
    routes = [route for room in (control, enquiries, knobs, pages) for route in room.routes()]
    told = {(method, path) for path, methods in re.findall(r"^\| `(/[^`]*)` \| ([A-Z, ]+) \|", GUIDE, re.MULTILINE)
            for method in methods.split(", ")}  # fmt: skip
    assert sorted({(route.method, route.path) for route in routes}) == sorted(told)
