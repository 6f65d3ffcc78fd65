"""Rows that cannot be opened, for they were sealed with a key that SEAL_KEYS does not have: each alone, so that one of them
hides no other, and an alarm that says which it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

import structlog
from sqlmodel import Session, SQLModel, col, select

from db.alarms import Alarm, Trouble, over, ring
from db.broadcasts import Broadcast, Errand
from db.columns import CannotOpen
from db.people import DutyPhone, Member, Network, Officer, Phone

Row = TypeVar("Row", bound=SQLModel)

_WHOSE: dict[str, type[SQLModel]] = {
    "member": Member, "errand": Errand, "broadcast": Broadcast, "duty phone": DutyPhone, "officer": Officer,
    "network": Network,
}  # fmt: skip

log = structlog.get_logger()


def openable(session: Session, table: type[Row], ids: Iterable[int | None]) -> tuple[list[Row], list[int]]:
    """These rows in their order, and the ids of those that cannot be opened."""
    found, broken = [], []
    for row_id in ids:
        try:
            found.append(session.get_one(table, row_id))
        except CannotOpen:
            broken.append(row_id or 0)
    return found, broken


def cannot_open(session: Session, whose: str, row_id: int, now: datetime) -> None:
    """An alarm says whose row it is; a person has to put the key back."""
    if ring(session, f"{Trouble.UNREADABLE}:{whose}:{row_id}", f"{whose} {row_id}", now):
        log.critical("cannot_be_opened", whose=whose, id=row_id, do="put the missing key back into SEAL_KEYS")


def look_again(session: Session) -> None:
    """The alarms of what can be opened by now are over."""
    asked = select(Alarm.name).where(col(Alarm.name).startswith(f"{Trouble.UNREADABLE}:"))
    over(session, *(name for name in session.exec(asked).all() if _opens(session, *name.split(":")[1:])))


def _opens(session: Session, whose: str, row_id: str) -> bool:
    try:
        row = session.get(_WHOSE[whose], int(row_id))
        if isinstance(row, Member):
            _ = _phones(session, int(row_id))
    except CannotOpen:
        return False
    # Of a network only the next news tells whether its members can be opened.
    return not isinstance(row, Network)


def _phones(session: Session, member_id: int) -> Sequence[Phone]:
    return session.exec(select(Phone).where(Phone.member_id == member_id)).all()
