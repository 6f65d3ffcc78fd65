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

from settings import Settings


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("farewell", [signal.SIGTERM, signal.SIGINT])
def test_the_web_process_answers_and_ends_when_it_is_told_to(
    settings: Settings, farewell: signal.Signals
) -> None:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    told = {**environment(settings), "WEB_PORT": str(port), "WEB_WORKERS": "1"}
    with subprocess.Popen([sys.executable, "-m", "cli", "web"], env={**os.environ, **told}) as process:
        try:
            assert answer_of(f"http://127.0.0.1:{port}/health", process) == "ok"
        finally:
            process.send_signal(farewell)
        assert process.wait(20) == 0
    with socket.socket() as trial:
        assert trial.connect_ex(("127.0.0.1", port)) != 0


def environment(settings: Settings) -> dict[str, str]:
    return {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_BASE_URL": settings.public_base_url,
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SEAL_KEYS": settings.seal_keys.get_secret_value(),
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid,
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
    }


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
