"""Texts that come in. They are answered by an errand, not in the reply: so an answer is paced, known and never lost."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from broadcast import errands
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import is_withheld
from carrier.words import answered_by_carrier, is_id
from db.broadcasts import ErrandKind, Urgency
from db.people import Zone, line_of, members_at
from flows.engine.visit import Turn, Visit, Words
from flows.engine.walk import begin
from ivr.desk.actions import AtDesk
from ivr.desk.desk import Desk, there
from ivr.exchange import Exchange, exchange

text = Blueprint("text", __name__, url_prefix="/text")

_NOTHING = (
    '<?xml version="1.0" encoding="UTF-8"?><Response/>'  # a plain "ok" would be sent to the person as a text
)


@text.post("/line")
def line() -> Response:
    """Somebody texts one of our numbers."""
    place, form = exchange(), request.form
    sender = form.get("From", "")
    with place.database.reading() as session:
        found = line_of(session, form.get("To", ""))
        if found is None or is_withheld(sender) or not is_id(form.get("MessageSid")):
            return _nothing()
        our_line, zone = found
        members = members_at(session, sender, there(zone.id))
    language = members[0].language if members else zone.language
    desk = Desk(place, zone, our_line.number, sender, None, datetime.now(UTC))
    turn = _read(place, desk, form["MessageSid"], form.get("Body", ""), language)
    _answer(place, desk, zone, turn, form["MessageSid"], language)
    return _nothing()


def _read(place: Exchange, desk: Desk, text_id: str, body: str, language: Language) -> Turn:
    told = place.settings.opt_out_answered_by_carrier and answered_by_carrier(request.form)
    visit = Visit(
        text_id, "text_line", "", language, facts={"answered_by_carrier": told}, secrets={"body": body}
    )
    return begin(place.flows, place.texts, visit, AtDesk(desk))[1]


def _answer(place: Exchange, desk: Desk, zone: Zone, turn: Turn, text_id: str, language: Language) -> None:
    body = "\n".join(item.text for item in turn.said if isinstance(item, Words))
    if not body or desk.caller is None:
        return
    with place.database.writing() as session:
        errands.text(
            session, key=f"answer:{text_id}", zone_id=there(zone.id), kind=ErrandKind.ANSWER, number=desk.caller, language=language,
            body=body, now=desk.now, urgency=Urgency.ANSWER,
        )  # fmt: skip
    wake(place.redis)


def _nothing() -> Response:
    return Response(_NOTHING, mimetype="text/xml")
