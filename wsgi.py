"""The web side is put together here, and only here."""

from __future__ import annotations

import ctypes
import signal

from flask import Flask

from broadcast.failpoints import pick
from db.session import open_database
from flows.book import FLOWS
from flows.engine.texts import load
from ivr.audio import audio
from ivr.exchange import Exchange, impatient_redis
from ivr.guard import only_the_carrier
from ivr.status import status
from ivr.text import text
from ivr.visits import Visits
from ivr.voice import voice
from ivr.whisper import whisper
from logs import set_up_logs
from settings import Settings, read_settings

_LARGEST = 256 * 1024  # bytes of a webhook's form; the carrier's are below 10 kB
_PR_SET_PDEATHSIG = 1


def create_app(settings: Settings | None = None) -> Flask:
    """The application. Without settings it reads them from the environment, as a worker of the web server does."""
    if settings is None:
        settings = read_settings()
        set_up_logs(settings.log_level)
        pick(settings.fail)
        _end_with_parent()
    redis = impatient_redis(settings.redis_url)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.extensions["exchange"] = Exchange(
        settings, open_database(settings), redis, Visits(redis), FLOWS, load()
    )
    app.before_request(only_the_carrier)
    for blueprint in (voice, whisper, text, status, audio):
        app.register_blueprint(blueprint)
    return app


def _end_with_parent() -> None:
    # The web server's parent killed with -9 would leave its workers serving.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
