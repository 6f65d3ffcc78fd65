"""The settings of how alarms reach people by ways that do not need the carrier. A part of `settings.Settings`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode


class AlarmSettings(BaseSettings):
    """Who hears of an alarm, and how. Nobody does unless one of these ways is set: then it is only in the log, in
    `buurtlijn alarms`, and on the police line."""

    alarm_again: Annotated[timedelta, NoDecode] = Field(
        timedelta(minutes=15), description="one alarm is told at most once in this time, its end as well"
    )
    alarm_language: str = Field(
        "nl", pattern="^(nl|fr|de|en)$", description="in which language alarms are told: nl, fr, de or en"
    )
    alarm_mail_host: str = Field("", description="the SMTP server for alarms by e-mail; none: no e-mail")
    alarm_mail_port: int = Field(
        587, ge=1, le=65535, description="… its port: 587 as a rule, 465 with tls, 25 with none"
    )
    alarm_mail_security: str = Field(
        "starttls", pattern="^(starttls|tls|none)$",
        description="how the connection to it is sealed: starttls, tls, or none (on our own machine only)",
    )  # fmt: skip
    alarm_mail_user: str | None = Field(None, description="the user there; none: without signing in")
    alarm_mail_password: SecretStr | None = Field(None, description="… and the password")
    alarm_mail_from: str = Field("", description="from which address: lijn@example.org")
    alarm_mail_to: Annotated[tuple[str, ...], NoDecode] = Field((), description="to which addresses")
    alarm_hook: str = Field(
        "", description="an address to which each alarm is posted as one JSON object: https://…"
    )
    alarm_numbers: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="mobiles of administrators, texted where the carrier still takes texts: +32470…"
    )

    @field_validator("alarm_mail_to", "alarm_numbers", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("alarm_hook")
    @classmethod
    def _an_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc):
            raise ValueError("write an address such as https://alarm.example.org/buurtlijn")
        return value
