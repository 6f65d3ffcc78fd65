"""F27: hundreds of idle connections, and processes that may open no more files: what cannot be done is refused, and goes on
when there is room again."""

from __future__ import annotations

import contextlib
import resource
import socket
import time
from pathlib import Path

import pytest
from trouble.ground import BUSY, Ground, MakeGround, soon

from demo.stage import answers

MANY = 800


@pytest.mark.long
def test_f27_many_idle_connections_keep_no_webhook_out(ground: Ground) -> None:
    ground.up()
    with contextlib.ExitStack() as idle:
        for at in range(MANY):
            one = idle.enter_context(socket.create_connection(("127.0.0.1", ground.web_port), timeout=10))
            if at % 2:
                one.sendall(b"POST /voice/line HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
        alert = ground.alert(40)
        ground.verify(alert)
    assert answers(f"http://127.0.0.1:{ground.web_port}/health")


@pytest.mark.long
def test_f27_a_worker_that_may_open_no_more_files_goes_on_when_it_may(
    make_ground: MakeGround, turn: int
) -> None:
    ground = make_ground()
    (worker,) = ground.up()
    alert = ground.alert(150, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 10 * turn, 40)
    most = max(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in worker.children())
    worker.limit(resource.RLIMIT_NOFILE, most - 2)
    time.sleep(4)
    worker.limit(resource.RLIMIT_NOFILE, 1024)
    ground.verify(alert)


@pytest.mark.long
def test_f27_a_large_alert_needs_little_memory(ground: Ground) -> None:
    (worker,) = ground.up()
    alert = ground.alert(400, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 100, 60)
    peaks = [
        int(line.split()[1]) // 1024
        for pid in worker.children()
        for line in status(pid)
        if line.startswith("VmHWM")
    ]
    assert max(peaks) < 300  # megabytes
    ground.verify(alert)


def status(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/status").read_text().splitlines()
