"""A reporter who is rung by an officer hears who calls, and is asked whether to be joined: a call inside a call."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, request

from carrier.carrier import Language
from db.people import Zone
from db.reports import Report
from ivr.desk.desk import Desk
from ivr.exchange import Exchange, exchange
from ivr.voice import answers, begins

whisper = Blueprint("whisper", __name__, url_prefix="/voice/reporter")


@whisper.post("/<int:report_id>")
def rung(report_id: int) -> Response:
    """The reporter, or a machine, has picked up."""
    place = exchange()
    desk, language = _reporter(place, report_id)
    return begins(place, desk, "reporter_call", language, f"/voice/reporter/{report_id}")


@whisper.post("/<int:report_id>/<flow>/<step>/<int:turn>")
def said(report_id: int, flow: str, step: str, turn: int) -> Response:
    """What the reporter pressed, or kept silent about."""
    place = exchange()
    desk, language = _reporter(place, report_id)
    return answers(place, desk, flow, language, f"/voice/reporter/{report_id}", (step, turn))


def _reporter(place: Exchange, report_id: int) -> tuple[Desk, Language]:
    with place.database.reading() as session:
        report = session.get_one(Report, report_id)
        zone = session.get_one(Zone, report.zone_id)
    return Desk(
        place, zone, request.form.get("From", ""), report.reporter, None, datetime.now(UTC)
    ), report.language
