"""Every setting of Buurtlijn: one frozen object, read once from the environment (or from files of secrets), loud when
something is missing or wrong. The environment is read here and nowhere else."""

from __future__ import annotations

import base64
import os
import re
from datetime import timedelta
from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from alarm_settings import AlarmSettings
from carrier_settings import CarrierSettings

_UNITS = {"s": 1, "m": 60, "h": 3600}
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)([smh])")


class SettingsWrong(Exception):
    """The settings cannot be used; the message says, line by line, what to do."""


def _duration(text: str) -> timedelta:
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"'{text}' is no duration; write it as 60s, 3m or 1h")
    return timedelta(seconds=float(found[1]) * _UNITS[found[2]])


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("write an address such as https://lijn.example.org")
    return text.rstrip("/")


class Installation(BaseSettings):
    """What one installation is told. Durations are written `60s`, `3m`, `1h`; lists with commas. A secret may also be
    a file of that name (in lower case) in the folder `SECRETS_DIR`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(
        description="where everything is kept: sqlite:////var/lib/buurtlijn/buurtlijn.sqlite "
        "or postgresql+psycopg://user@host/buurtlijn"
    )
    redis_url: str = Field(
        description="Redis 7 or Valkey with AOF: redis://host:6379/0 or unix:///run/valkey.sock"
    )
    public_base_url: str = Field(
        description="how the carrier reaches us: https://lijn.example.org (no path, no slash)"
    )

    secret_key: SecretStr = Field(
        description="32 or more random letters; numbers are looked up by it. It stays. "
        "Make one with: openssl rand -hex 32"
    )
    seal_keys: SecretStr = Field(
        description="keys that seal numbers, names and recordings, newest first: k1:<base64 of 32 bytes>. "
        'Make one with: echo "k1:$(openssl rand -base64 32)"'
    )

    carrier_timeout: Annotated[timedelta, NoDecode] = Field(
        timedelta(seconds=10), description="how long one request to the carrier may take"
    )
    carrier_visibility: Annotated[timedelta, NoDecode] = Field(
        timedelta(seconds=5), description="how long after a request the carrier's list may still miss a call"
    )

    calls_per_second: float = Field(
        1.0, gt=0, le=10_000, description="calls the account may start per second"
    )
    calls_per_second_of_number: float = Field(
        0.0,
        ge=0,
        le=10_000,
        description="calls per second of each number that is shown; 0: no limit of its own",
    )
    calls_at_once: int = Field(
        100, gt=0, description="calls that may be under way at once, inbound ones counted too"
    )
    text_segments_per_second: float = Field(
        10.0, gt=0, le=10_000, description="text segments the account may send per second"
    )
    text_segments_per_second_of_number: float = Field(
        0.0, ge=0, le=10_000, description="text segments per second of each number; 0: no limit of its own"
    )

    ring_mobile: Annotated[timedelta, NoDecode] = Field(
        timedelta(seconds=25), description="how long a mobile rings"
    )
    ring_landline: Annotated[timedelta, NoDecode] = Field(
        timedelta(seconds=40), description="how long a landline rings: people walk"
    )
    call_limit: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=5), description="no call of ours is longer"
    )
    retry_after: Annotated[tuple[timedelta, ...], NoDecode] = Field(
        (timedelta(seconds=60), timedelta(seconds=180), timedelta(seconds=480)),
        description="who was not reached is rung again after these",
    )
    retry_deadline: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=15),
        description="no retry later than this after the alert; a first call always is made",
    )
    text_valid: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=10), description="a text not sent by then is dropped"
    )
    sighting_window: Annotated[timedelta, NoDecode] = Field(
        timedelta(hours=2), description="a text in this time after an alert is a sighting"
    )
    replay_window: Annotated[timedelta, NoDecode] = Field(
        timedelta(hours=24), description="ringing back replays the alert for so long"
    )
    keep_recordings: Annotated[timedelta, NoDecode] = Field(
        timedelta(days=30), description="recordings are forgotten after this; written in hours, 720h"
    )
    duty_again: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=1), description="a report not taken rings the duty phone again"
    )
    duty_next: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=3), description="… and the next duty phone"
    )

    menu_seconds: int = Field(
        6, ge=2, le=30, description="how long a menu waits for a key, after its last word"
    )
    number_seconds: int = Field(
        8,
        ge=2,
        le=30,
        description="how long a number may take: also the longest pause between two of its digits",
    )
    countries: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"BE"}), description="countries whose numbers may be called and texted"
    )
    opt_out_answered_by_carrier: bool = Field(
        True, description="the carrier itself answers STOP, START and HELP"
    )
    answers_per_hour: int = Field(12, gt=0, description="texts that one number is answered per hour")
    pin_tries_per_call: int = Field(3, gt=0, description="wrong PINs before the police line hangs up")
    officer_session: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=30),
        description="badge and PIN open the police line so long; so long are our calls to it",
    )
    not_heard_after: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=5), description="then a reporter is told that nobody has heard the report yet"
    )
    voice_nl: str = Field("Polly.Lisa-Neural/nl-BE", description="voice and language of spoken Dutch")
    voice_fr: str = Field("Polly.Isabelle-Neural/fr-BE", description="… of French")
    voice_de: str = Field("Polly.Vicki-Neural/de-DE", description="… of German")
    voice_en: str = Field("Polly.Amy-Neural/en-GB", description="… of English")
    audio_folder: str = Field(
        "", description="recorded sentences, played instead of speech: <language>/<flow>/<step>.mp3"
    )
    news_at: str = Field(
        "08:00,20:00,22:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d(,([01]\d|2[0-3]):[0-5]\d)*$",
        description="when coordinators hear which numbers failed and who stopped, in the zone's time; late in the evening only by text",
    )  # fmt: skip

    web_host: str = Field(
        "127.0.0.1", description="where the web server listens; a proxy with TLS stands before it"
    )
    web_port: int = Field(8000, ge=0, le=65535, description="… and on which port")
    web_workers: int = Field(2, gt=0, description="processes of the web server")
    web_threads: int = Field(
        16,
        gt=0,
        le=128,
        description="requests that each of them answers at once; they mostly wait for the disk",
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    fail: str = Field("", description="for tests: name:kill of the failpoint at which a process ends itself")

    @field_validator(
        "carrier_timeout",
        "carrier_visibility",
        "ring_mobile",
        "ring_landline",
        "call_limit",
        "retry_deadline",
        "text_valid",
        "sighting_window",
        "replay_window",
        "keep_recordings",
        "duty_again",
        "duty_next",
        "officer_session",
        "not_heard_after",
        mode="before",
    )
    @classmethod
    def _one_duration(cls, value: object) -> object:
        return _duration(value) if isinstance(value, str) else value

    @field_validator("retry_after", mode="before")
    @classmethod
    def _durations(cls, value: object) -> object:
        return tuple(_duration(part) for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("countries", mode="before")
    @classmethod
    def _country_codes(cls, value: object) -> object:
        return (
            frozenset(part.strip().upper() for part in value.split(",")) if isinstance(value, str) else value
        )

    @field_validator("public_base_url")
    @classmethod
    def _an_origin(cls, value: str) -> str:
        return _origin(value)

    @field_validator("database_url")
    @classmethod
    def _a_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("write sqlite:////folder/file.sqlite or postgresql+psycopg://user@host/name")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("needs 32 letters or more; make one with: openssl rand -hex 32")
        return value

    @field_validator("seal_keys")
    @classmethod
    def _keys_are_keys(cls, value: SecretStr) -> SecretStr:
        parse_seal_keys(value.get_secret_value())
        return value

    @cached_property
    def key_ring(self) -> dict[str, bytes]:
        """The sealing keys by their id; the first one seals, all of them open."""
        return parse_seal_keys(self.seal_keys.get_secret_value())


class Settings(AlarmSettings, CarrierSettings, Installation):
    """All of them; `Installation` is what they are about beside the carrier and the alarms."""

    @field_validator("carrier_base_url", "standby_base_url")
    @classmethod
    def _an_origin_too(cls, value: str) -> str:
        return _origin(value)

    @field_validator("alarm_again", mode="before")
    @classmethod
    def _a_duration_too(cls, value: object) -> object:
        return _duration(value) if isinstance(value, str) else value


def parse_seal_keys(text: str) -> dict[str, bytes]:
    """`k2:<base64>,k1:<base64>` as id → 32 bytes. Raises ValueError with what to do."""
    ring: dict[str, bytes] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:  # binascii.Error is one, and so is a letter that is none
            key = b""
        if not name or len(key) != 32:
            raise ValueError(
                'write k1:<base64 of 32 bytes>; make one with: echo "k1:$(openssl rand -base64 32)"'
            )
        ring[name] = key
    if not ring:
        raise ValueError('needs at least one key; make one with: echo "k1:$(openssl rand -base64 32)"')
    return ring


def read_settings() -> Settings:
    """The settings from the environment and the folder of secrets; raises `SettingsWrong` with what to do."""
    folder = os.environ.get("SECRETS_DIR") or None
    if folder and not (os.path.isdir(folder) and os.access(folder, os.R_OK | os.X_OK)):
        raise SettingsWrong(
            f"SECRETS_DIR is wrong: there is no folder {folder} that may be read; make it, or leave it unset"
        )
    try:
        return Settings(_secrets_dir=folder)
    except SettingsError as error:  # a file there may not be read, or is no text
        raise SettingsWrong(f"SECRETS_DIR is wrong: {error}: {error.__cause__}") from None
    except ValidationError as wrong:
        raise SettingsWrong(
            "\n".join(_sentence(error["loc"], error["type"], error["msg"]) for error in wrong.errors())
        ) from None


def _sentence(where: tuple[int | str, ...], kind: str, message: str) -> str:
    name = str(where[0]) if where else ""
    field = Settings.model_fields.get(name)
    what = field.description if field else ""
    if kind == "missing":
        return f"{name.upper()} is missing: {what}"
    return f"{name.upper()} is wrong: {message.removeprefix('Value error, ')} ({what})"
