"""What every webhook needs, put together once by `create_app`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from broadcast.means import Means
from db.session import Database
from flows.engine.steps import Flow
from flows.engine.texts import Texts
from ivr.visits import Visits
from settings import Settings


@dataclass(frozen=True, slots=True)
class Exchange:
    """The settings, the database, Redis, the tables and the words."""

    settings: Settings
    database: Database
    redis: Redis
    visits: Visits
    flows: Mapping[str, Flow]
    texts: Texts

    @property
    def means(self) -> Means:
        """What filing a report needs."""
        return Means(self.settings, self.database, self.texts)


def exchange() -> Exchange:
    """The exchange of this process."""
    return cast(Exchange, current_app.extensions["exchange"])


def impatient_redis(url: str) -> Redis:
    """Redis for a webhook: somebody is on the phone, so a Redis that does not answer is given up at once."""
    return Redis.from_url(url, socket_timeout=1.0, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 0))
