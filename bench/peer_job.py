"""The peers' job and their worker, with nothing imported that they do not need: `python -m bench.peer_job fork|simple`."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Any

from redis import Redis
from rq import Queue, SimpleWorker, Worker
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from settings import Settings

SENDER = "+3215000001"
QUEUE = "peers"


class Door(TwilioHttpClient):  # type: ignore[misc]
    """The plain client's connections, led to the phone company's door."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=30)
        self._base_url = base_url

    def request(self, method: str, url: str, *given: Any, **named: Any) -> Any:
        """As the library's, elsewhere."""
        return super().request(method, self._base_url + url[url.index("/2010-04-01") :], *given, **named)


@lru_cache
def client() -> Client:
    """The plain client; one for each process."""
    settings = Settings()
    token = settings.twilio_auth_token.get_secret_value()
    return Client(settings.twilio_account_sid, token, http_client=Door(settings.carrier_base_url))


def call(number: str) -> None:
    """Call one member."""
    client().calls.create(to=number, from_=SENDER, url="https://example.org/voice", timeout=25)


def queue(redis: Redis) -> Queue:
    """Where the jobs wait."""
    return Queue(QUEUE, connection=redis, serializer=JSONSerializer)


def _work(worker: type[BaseWorker]) -> None:
    client()  # a forked job finds it made
    redis = Redis.from_url(Settings().redis_url)
    worker([queue(redis)], connection=redis, serializer=JSONSerializer).work(
        burst=True, logging_level="ERROR"
    )


if __name__ == "__main__":
    _work({"fork": Worker, "simple": SimpleWorker}[sys.argv[1]])
