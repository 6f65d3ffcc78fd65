"""A call put through to a reporter: the officer does not hear the number, nor the reporter the officer's."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, select

from carrier.carrier import AccountName
from db.people import Line, shown_line
from db.reports import Report
from flows.engine.visit import Through, Turn
from ivr.desk.desk import Desk

_REPORT = "report:"


def through(desk: Desk, turn: Turn) -> tuple[Turn, str]:
    """The turn with the number that it stands for, and the number that is shown there. A reporter's number is looked up
    only now: it lies nowhere but in the database. He sees the number that members know, of the account that makes this call."""
    if not isinstance(turn.wait, Through) or not turn.wait.number.startswith(_REPORT):
        return turn, desk.line
    with desk.exchange.database.reading() as session:
        report = session.get(Report, int(turn.wait.number.removeprefix(_REPORT)))
        shown = _line_beside(session, desk.zone_id, desk.line)
    number = report.reporter if report is not None else None
    return replace(turn, wait=Through(number or "")), shown or desk.line


def whispered(turn: Turn) -> str:
    """Where the carrier asks what is said to a reporter who picks up, before the two are joined; nothing for who is
    put through without."""
    if not isinstance(turn.wait, Through) or not turn.wait.number.startswith(_REPORT):
        return ""
    return f"/voice/reporter/{turn.wait.number.removeprefix(_REPORT)}"


def _line_beside(session: Session, zone_id: int, number: str) -> str | None:
    """The number that members see, of the account to which this line of ours belongs: a call may show no other's."""
    account = session.exec(select(Line.account).where(Line.number == number)).first()
    return shown_line(session, zone_id, AccountName(account) if account else None)
