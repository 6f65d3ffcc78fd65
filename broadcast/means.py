"""What everything here works with: the settings, the database, the words; and the carrier of these settings."""

from __future__ import annotations

from dataclasses import dataclass

from carrier.carrier import Carrier
from carrier.twilio import TwilioCarrier
from db.session import Database, open_database
from flows.engine.texts import Texts, load
from settings import Settings

_SPARE = 2.0  # connections, per request that is under way when all is well
_FEWEST, _MOST = 32, 500


@dataclass(frozen=True, slots=True)
class Means:
    """What claiming, asking and writing down need."""

    settings: Settings
    database: Database
    texts: Texts


def means_of(settings: Settings) -> Means:
    """The means of these settings; opens no connection yet."""
    return Means(settings, open_database(settings), load())


def carrier_of(settings: Settings) -> Carrier:
    """The carrier of these settings; opens no connection yet. Enough connections for a second of calls and texts."""
    secret = settings.twilio_api_secret
    rate = settings.calls_per_second + settings.text_segments_per_second
    return TwilioCarrier(
        account_sid=settings.twilio_account_sid,
        auth_token=settings.twilio_auth_token.get_secret_value(),
        api_key=settings.twilio_api_key or "",
        api_secret=secret.get_secret_value() if secret else "",
        base_url=settings.carrier_base_url,
        total_seconds=settings.carrier_timeout.total_seconds(),
        in_flight=int(min(max(rate * _SPARE, _FEWEST), _MOST)),
    )
