"""The servers that we start ourselves come up, and are gone with the process that started them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis

from demo.embedded import NotStarted, child, stop, valkey, wait_until


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_valkey_answers_on_its_socket_and_keeps_what_it_was_told(tmp_path: Path) -> None:
    with valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.set("word", "kept")
    with valkey(tmp_path) as url, redis.Redis.from_url(url, decode_responses=True) as client:
        assert client.get("word") == "kept"


def test_a_valkey_in_a_folder_with_a_long_path_finds_room_for_its_socket(tmp_path: Path) -> None:
    with valkey(tmp_path / ("long" * 30)) as url, redis.Redis.from_url(url) as client:
        assert client.ping()


def test_a_postgres_is_reached_by_its_socket_alone(postgres_server: str) -> None:
    with psycopg.connect(postgres_server.replace("+psycopg", "")) as connection:
        row = connection.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)


def test_a_child_is_gone_when_its_parent_is_killed(tmp_path: Path) -> None:
    family = (
        "import sys, time; from pathlib import Path; from demo.embedded import child\n"
        "print(child(['sleep', '600'], None, Path(sys.argv[1])).pid, flush=True); time.sleep(600)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", family, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    with parent.stdout as said:
        pid = int(said.readline())
    assert alive(pid)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    try:
        wait_until(lambda: not alive(pid), "the child's end", seconds=10)
    finally:
        if alive(pid):
            os.kill(pid, signal.SIGKILL)


def test_a_child_that_does_not_want_to_end_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    deaf = child(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"], None, log)
    wait_until(lambda: "ready" in log.read_text(), "the child", process=deaf, log=log)
    assert stop(deaf, seconds=0.3) == -signal.SIGKILL


def test_what_does_not_start_says_so_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with_error = child(["sh", "-c", "echo no room left; exit 3"], None, log)
    with pytest.raises(NotStarted, match=r"The thing ended with 3.\nno room left"):
        wait_until(lambda: False, "The thing", process=with_error, log=log)


def test_waiting_ends_in_time() -> None:
    before = time.monotonic()
    with pytest.raises(NotStarted, match=r"It was not ready after 0.1 s"):
        wait_until(lambda: False, "It", seconds=0.1)
    assert time.monotonic() >= before + 0.1
