"""The simulator as a process of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator.client import SimulatorClient

PEOPLE = """
[[people]]
number = "+32470000001"
name = "An"
rings_back_after = 30
answers = [{ kind = "busy" }, { after = 2, script = [{ hears = "druk 1", press = "1" }] }]
texts = [{ contains = "bericht", reply = "1" }]
"""


@pytest.fixture
def started(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    (tmp_path / "people.toml").write_text(PEOPLE, encoding="utf-8")
    command = [sys.executable, "-m", "simulator", "--port", "0", "--speed", "50", "--line", "+3232020202"]
    command += ["--people", str(tmp_path / "people.toml"), "--log", str(tmp_path / "log.jsonl")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found is not None
        yield process, found[0]
        process.kill()


def test_it_says_where_it_is_and_writes_its_log(
    started: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    process, url = started
    world = SimulatorClient(url)
    before = time.monotonic()
    world.dial("+32470000001", "+3232020202").ended()
    process.send_signal(signal.SIGTERM)
    assert 0 == process.wait(5)
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert list(range(1, len(lines) + 1)) == [line["n"] for line in lines]
    assert "dialled" == lines[0]["kind"]
    assert before < lines[0]["at"] < time.monotonic()


def test_it_ends_at_once_while_somebody_waits(started: tuple[subprocess.Popen[str], str]) -> None:
    process, url = started
    world = SimulatorClient(url)
    world.dial("+32470000001", "+3232020202", script=[])
    waiting = subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import urllib.request as r; r.urlopen('{url}/sim/events?after=999&timeout=50')",
        ],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert 0 == process.wait(3)
    waiting.wait(5)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's help is Linux's")
def test_it_ends_with_the_process_that_started_it() -> None:
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-m', 'simulator', '--port', '0', '--end-with-parent'],"
        " stdout=subprocess.PIPE, text=True)\n"
        "print(child.pid, child.stdout.readline(), flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", parent], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline().split()[0])
        process.kill()
        process.wait(5)
    deadline = time.monotonic() + 5
    while _lives(child):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] == "Z")
