"""A call put through to a reporter: the officer does not hear the number, nor the reporter the officer's."""

from __future__ import annotations

from dataclasses import replace

from db.people import shown_line
from db.reports import Report
from flows.engine.visit import Through, Turn
from ivr.desk.desk import Desk

_REPORT = "report:"


def through(desk: Desk, turn: Turn) -> tuple[Turn, str]:
    """The turn with the number that it stands for, and the number that is shown there. A reporter's number is looked up
    only now: it lies nowhere but in the database. He sees the number that members know."""
    if not isinstance(turn.wait, Through) or not turn.wait.number.startswith(_REPORT):
        return turn, desk.line
    with desk.exchange.database.reading() as session:
        report = session.get(Report, int(turn.wait.number.removeprefix(_REPORT)))
        shown = shown_line(session, desk.zone_id)
    number = report.reporter if report is not None else None
    return replace(turn, wait=Through(number or "")), shown or desk.line
