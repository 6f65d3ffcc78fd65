"""Changing a zone that is there: its name, its language, its dispatch number, its lines."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from carrier.carrier import Language
from db.audit import write_down
from db.calls import Call, Text
from db.people import Line, LineUse, Zone
from db.set_up import CLI, CannotSetUp, read_name, read_number


def change_zone(
    session: Session,
    zone: Zone,
    *,
    now: datetime,
    name: str | None = None,
    language: Language | None = None,
    dispatch_number: str | None = None,
    call_back: bool | None = None,
    approval_above: int | None = None,
    duty_texts_only: bool | None = None,
    who: str = CLI,
) -> Zone:
    """Changes what is given; what is None stays. `approval_above` 0: no second officer has to approve."""
    given = {
        "name": read_name(name) if name is not None else None,
        "language": language,
        "dispatch_number": read_number(dispatch_number).e164 if dispatch_number is not None else None,
        "call_back": call_back,
        "approval_above": approval_above,
        "duty_texts_only": duty_texts_only,
    }
    changed = {what: value for what, value in given.items() if value is not None}
    if not changed:
        raise CannotSetUp(
            "say what to change: --name, --dispatch, --language, --call-back, --approval-above or --texts-only"
        )
    named = select(Zone.id).where(Zone.name == given["name"], Zone.id != zone.id)
    if session.exec(named).first() is not None:
        raise CannotSetUp(f"there is a zone {given['name']} already")
    for what, value in changed.items():
        setattr(zone, what, value)
    zone.approval_above = zone.approval_above or None
    write_down(session, now, who, "zone changed", zone=zone.id, changed=" ".join(changed))
    return zone


def all_lines(session: Session) -> Sequence[tuple[Zone, Line]]:
    """Every line with its zone, in order of the zones' names."""
    asked = select(Zone, Line).join(Line, col(Line.zone_id) == col(Zone.id))
    return session.exec(asked.order_by(col(Zone.name), col(Line.id))).all()


def remove_line(session: Session, *, number: str, now: datetime, who: str = CLI) -> Line | None:
    """Takes a line out; gives the hotline that is shown in its place, when it was the one shown. The calls and texts
    that came in by it stay, with a hotline of the zone."""
    line = _line(session, number)
    heir = _heir(session, line)
    if heir is None and (line.shown or _was_used(session, line)):
        raise CannotSetUp(
            f"{line.number} cannot be taken out: its zone has no other hotline, for members to ring back; "
            "first add one with: buurtlijn line add NUMBER --shown"
        )
    if heir is not None:
        _pass_on(session, line, heir)
    write_down(session, now, who, "line removed", zone=line.zone_id, line=line.id, use=line.use)
    session.delete(line)
    if heir is None or not line.shown:
        return None
    heir.shown = True
    return heir


def _line(session: Session, number: str) -> Line:
    e164 = read_number(number).e164
    line = session.exec(select(Line).where(Line.number == e164)).one_or_none()
    if line is None:
        raise CannotSetUp(f"{e164} is no line; see: buurtlijn line list")
    return line


def _heir(session: Session, line: Line) -> Line | None:
    """The other hotline of its zone; with several the one shown, else the oldest."""
    others = select(Line).where(
        Line.zone_id == line.zone_id,
        Line.account == line.account,
        Line.use == LineUse.HOTLINE,
        col(Line.id) != line.id,
    )
    return session.exec(others.order_by(col(Line.shown).desc(), col(Line.id))).first()


def _was_used(session: Session, line: Line) -> bool:
    called = session.exec(select(Call.id).where(Call.line_id == line.id).limit(1)).first()
    texted = session.exec(select(Text.id).where(Text.line_id == line.id).limit(1)).first()
    return called is not None or texted is not None


def _pass_on(session: Session, line: Line, heir: Line) -> None:
    for table in (Call, Text):
        session.execute(update(table).where(col(table.line_id) == line.id).values(line_id=heir.id))
