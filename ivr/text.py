"""Texts that come in. They are answered by an errand, not in the reply: so an answer is paced, known and never lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from carrier.phone import is_withheld
from carrier.words import answered_by_carrier, is_id
from db.people import line_of, members_at
from flows.engine.visit import Fact, Visit
from flows.engine.walk import begin
from ivr.desk.actions import AtDesk
from ivr.desk.desk import Desk, there
from ivr.exchange import Exchange, exchange

_PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)

text = Blueprint("text", __name__, url_prefix="/text")

_NOTHING = (
    '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # a plain "ok" would be sent to the person as a text
)


@text.post("/line")
def line() -> Response:
    """Somebody texts one of our numbers. Who is no phone number (a company's name, a short code) is read, never answered."""
    place, form = exchange(), request.form
    sender = _sender(form.get("From", ""))
    with place.database.reading() as session:
        found = line_of(session, form.get("To", ""))
        if found is None or not is_id(form.get("MessageSid")):
            return _nothing()
        our_line, zone = found
        members = members_at(session, sender, there(zone.id)) if sender else []
    language = members[0].language if members else zone.language
    desk = Desk(place, zone, our_line.number, sender, None, datetime.now(UTC))
    visit = Visit(
        form["MessageSid"],
        "text_line",
        "",
        language,
        facts=_facts(place),
        secrets={"body": form.get("Body", "")},
    )
    begin(place.flows, place.texts, visit, AtDesk(desk))
    return _nothing()


def _sender(number: str) -> str | None:
    return number if _PHONE.fullmatch(number) and not is_withheld(number) else None


def _facts(place: Exchange) -> dict[str, Fact]:
    told = place.settings.opt_out_answered_by_carrier and answered_by_carrier(request.form)
    return {"answered_by_carrier": told, "opt_out": request.form.get("OptOutType", "").upper()}


def _nothing() -> Response:
    return Response(_NOTHING, mimetype="text/xml")
