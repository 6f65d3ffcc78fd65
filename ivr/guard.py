"""Who may come in: the carrier, by its signature; everything else is refused before it is read."""

from __future__ import annotations

import structlog
from flask import Response, abort, request

from carrier.signature import is_from_carrier
from ivr.exchange import exchange

# Let in without a signature: audio by its unguessable token, fixed sentences, and the question whether we are well.
OPEN = frozenset({"audio.play", "audio.said", "audio.health"})

log = structlog.get_logger(__name__)


def only_the_carrier() -> Response | None:
    """Refuse what the carrier did not sign with the token of the account that it names: 403, and nothing has changed."""
    if request.endpoint in OPEN:
        return None
    settings = exchange().settings
    account = settings.account_of(request.values.get("AccountSid"))
    signed = is_from_carrier(
        tokens=account.webhook_tokens,
        public_base_url=settings.public_base_url,
        raw_target=raw_target(),
        form=request.form,
        signature=request.headers.get("X-Twilio-Signature"),
    )
    if not signed:
        log.warning("webhook_refused", path=request.path.split("/")[1:3])
        abort(403)
    return None


def raw_target() -> str:
    """Path and query as they stood on the request's first line: a framework's idea of the URL has other escapes."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if raw:
        return str(raw)
    query = request.query_string.decode("ascii", "replace")
    return request.path + (f"?{query}" if query else "")
