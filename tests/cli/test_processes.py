"""The processes, started as the Procfile starts them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("farewell", [signal.SIGTERM, signal.SIGINT])
def test_the_web_process_answers_and_ends_when_it_is_told_to(
    environment: dict[str, str], farewell: signal.Signals
) -> None:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    told = {**environment, "WEB_PORT": str(port), "WEB_WORKERS": "1"}
    with subprocess.Popen([sys.executable, "-m", "cli", "web"], env={**os.environ, **told}) as process:
        try:
            assert answer_of(f"http://127.0.0.1:{port}/health", process) == "ok"
        finally:
            process.send_signal(farewell)
        assert process.wait(20) == 0
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)) != 0


def answer_of(url: str, process: subprocess.Popen[bytes]) -> str:
    for _ in range(300):
        assert process.poll() is None, "the process ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            time.sleep(0.1)
    return "nothing"
