"""What the doctor looks at in the ways by which alarms reach people: the mail server is signed in to, nothing is sent."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from broadcast.errands import is_mobile
from broadcast.outside_ways import mail_server
from findings import Finding, ok, worth_knowing, wrong
from settings import Settings

_PATIENCE = 5  # seconds


def look_at_alarms(settings: Settings) -> Iterator[Finding]:
    """Does somebody hear of an alarm when the carrier is what is wrong?"""
    if not settings.alarm_mail_host and not settings.alarm_hook:
        yield worth_knowing(
            "alarms: nobody is told by a way that needs no carrier; set ALARM_MAIL_HOST or ALARM_HOOK"
        )
    if settings.alarm_mail_host:
        yield _mail(settings)
    if settings.alarm_hook:
        yield _hook(settings)
    for number in settings.alarm_numbers:
        if not is_mobile(number):
            yield wrong("alarms: ALARM_NUMBERS has a number that is no mobile; write each as +32470…")


def _mail(settings: Settings) -> Finding:
    if not settings.alarm_mail_from or not settings.alarm_mail_to:
        return wrong("alarms: ALARM_MAIL_HOST is set; set ALARM_MAIL_FROM and ALARM_MAIL_TO too")
    where = f"{settings.alarm_mail_host}:{settings.alarm_mail_port}"
    try:
        with mail_server(settings) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        kind = type(error).__name__
        return wrong(
            f"alarms: the mail server {where} does not let us in ({kind}); check the ALARM_MAIL_ settings"
        )
    return ok(f"alarms: e-mail by {where}; to see one arrive: buurtlijn alarms try")


def _hook(settings: Settings) -> Finding:
    parts = urlsplit(settings.alarm_hook)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=_PATIENCE).close()
    except OSError as error:
        return wrong(f"alarms: {parts.netloc} is not reached ({type(error).__name__}); check ALARM_HOOK")
    return ok(f"alarms: web hook at {parts.netloc}")
