"""The demo, broken off in the middle, leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_STORY_HAS_BEGUN = "rings the hotline"


def processes_with(word: str) -> list[str]:
    """The processes that have this word in their command line or environment."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue
        if word.encode() in words and int(process.name) != os.getpid():
            found.append(f"{process.name} {(process / 'cmdline').read_bytes()[:80]!r}")
    return found


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_a_demo_that_is_broken_off_leaves_no_process_behind(ending: signal.Signals, tmp_path: Path) -> None:
    said = tmp_path / "said"
    environment = os.environ | {"TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    with said.open("wb") as log:
        demo = subprocess.Popen(
            [sys.executable, "-m", "cli", "demo", "--once"],
            env=environment,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until(lambda: _STORY_HAS_BEGUN in said.read_text(errors="replace"), 60)
        assert len(processes_with(str(tmp_path))) > 5
        demo.send_signal(ending)
        demo.wait(20)
    finally:
        demo.kill()
        demo.wait()
    until(lambda: not processes_with(str(tmp_path)), 15)
    assert processes_with(str(tmp_path)) == []
    assert ending == signal.SIGKILL or demo.returncode == 130


def until(holds: object, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:  # type: ignore[operator]
        time.sleep(0.1)
