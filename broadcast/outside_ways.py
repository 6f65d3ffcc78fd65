"""The ways to people that need no carrier: an e-mail, and a web hook. Both raise OSError when it did not work."""

from __future__ import annotations

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage

from settings import Settings

_PATIENCE = 10  # seconds for each answer


def mail(settings: Settings, subject: str, body: str) -> None:
    """An e-mail to the administrators."""
    letter = EmailMessage()
    letter["Subject"], letter["From"] = subject, settings.alarm_mail_from
    letter["To"] = ", ".join(settings.alarm_mail_to)
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(body)
    with mail_server(settings) as server:
        server.send_message(letter)


def mail_server(settings: Settings) -> smtplib.SMTP:
    """The server of the settings, where we are signed in."""
    host, port = settings.alarm_mail_host, settings.alarm_mail_port
    trusted = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, port, timeout=_PATIENCE, context=trusted)
        if settings.alarm_mail_security == "tls"
        else smtplib.SMTP(host, port, timeout=_PATIENCE)
    )
    try:
        if settings.alarm_mail_security == "starttls":
            server.starttls(context=trusted)
        if settings.alarm_mail_user:
            secret = settings.alarm_mail_password
            server.login(settings.alarm_mail_user, secret.get_secret_value() if secret else "")
    except Exception:
        server.close()
        raise
    return server


def hook(settings: Settings, what: Mapping[str, object]) -> None:
    """One JSON object to the address of the settings; anything but a yes raises."""
    asked = urllib.request.Request(  # noqa: S310 - http or https, by the settings
        settings.alarm_hook,
        data=json.dumps(what).encode(),
        headers={"Content-Type": "application/json"},
        method="POST",
    )
    with urllib.request.urlopen(asked, timeout=_PATIENCE) as answer:  # noqa: S310
        answer.read(1000)
