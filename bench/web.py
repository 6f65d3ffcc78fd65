"""Web servers to press: ours, and one that checks the signature and does nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, abort, request

from bench.ground import Ground
from carrier.signature import is_from_carrier
from demo.embedded import Process, child, stop, wait_until
from demo.stage import answers, process


@contextmanager
def web(made: Ground) -> Iterator[Process]:
    """Buurtlijn's."""
    with process(made.folder, "web", made.environment) as started:
        wait_until(
            lambda: answers(f"{made.settings.public_base_url}/health"), "the web server", process=started
        )
        yield started


@contextmanager
def no_op(made: Ground) -> Iterator[Process]:
    """The same server with the least application that may answer the carrier."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(made.settings.web_port),
        "--workers", str(made.settings.web_workers), "--blocking-threads", str(made.settings.web_threads), "--log-level", "warning", "--no-ws",
        "--factory", "bench.web:least",
    ]  # fmt: skip
    started = child(command, {**os.environ, **made.environment}, made.folder / "no-op.log")
    try:
        wait_until(
            lambda: answers(f"{made.settings.public_base_url}/health"), "the no-op server", process=started
        )
        yield started
    finally:
        stop(started)


def least() -> Flask:
    """Signature, and nothing else."""
    app = Flask(__name__)
    token, base = os.environ["TWILIO_AUTH_TOKEN"], os.environ["PUBLIC_BASE_URL"]

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.post("/<path:rest>")
    def anything(rest: str) -> tuple[str, int]:
        given = request.headers.get("X-Twilio-Signature")
        if not is_from_carrier(
            tokens=[token], public_base_url=base, raw_target=f"/{rest}", form=request.form, signature=given
        ):
            abort(403)
        return "", 204

    return app
