"""A zone's pronunciation list: how streets and places are said. For the ear only: texts keep the spelling."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from carrier.carrier import Language
from db.audit import write_down
from db.people import Zone
from db.set_up import CLI, CannotSetUp

LONGEST = 80  # letters
ALL = ""  # in the column `language`: in all of them


class PronouncedName(SQLModel, table=True):
    """A name as it is written, and as it is said: in one language, or (empty) in all."""

    __tablename__ = "pronunciations"
    __table_args__ = (UniqueConstraint("zone_id", "written_key", "language"),)

    id: int | None = Field(default=None, primary_key=True)
    zone_id: int = Field(foreign_key="zones.id", index=True)
    written: str = Field(max_length=LONGEST)
    written_key: str = Field(max_length=LONGEST)
    language: str = Field(default=ALL, max_length=2)
    spoken: str = Field(max_length=LONGEST)


def names_of(session: Session, zone_id: int) -> Sequence[PronouncedName]:
    """The zone's list, by name."""
    asked = select(PronouncedName).where(PronouncedName.zone_id == zone_id)
    return session.exec(asked.order_by(col(PronouncedName.written_key), col(PronouncedName.language))).all()


def set_name(
    session: Session, zone: Zone, *, written: str, spoken: str, language: Language | None, now: datetime
) -> PronouncedName:
    """From now on this name is said so. Raises `CannotSetUp`."""
    kept, said, where = _tidy(written), _tidy(spoken), language.value if language else ALL
    for text in (kept, said):
        if not any(letter.isalnum() for letter in text) or len(text) > LONGEST:
            raise CannotSetUp(f"“{text[:30]}” cannot be said: write 1 to {LONGEST} letters")
    found = _find(session, zone, kept, where)
    if found is None:
        found = PronouncedName(
            zone_id=zone.id or 0, written=kept, written_key=_key(kept), language=where, spoken=said
        )
        session.add(found)
    found.written, found.spoken = kept, said
    write_down(session, now, CLI, "pronunciation set", zone=zone.id, name=kept)
    session.flush()
    return found


def remove_name(
    session: Session, zone: Zone, *, written: str, language: Language | None, now: datetime
) -> None:
    """From now on this name is said as it is written. Raises `CannotSetUp`."""
    found = _find(session, zone, written, language.value if language else ALL)
    if found is None:
        raise CannotSetUp(f"{written} is not in the list of {zone.name}; see: buurtlijn pronunciation list")
    session.delete(found)
    write_down(session, now, CLI, "pronunciation removed", zone=zone.id, name=found.written)
    session.flush()


def set_names(
    session: Session, zone: Zone, rows: Iterable[tuple[str, str, Language | None]], now: datetime
) -> int:
    """A whole list; how many names. Raises `CannotSetUp`."""
    return len([
        set_name(session, zone, written=written, spoken=spoken, language=language, now=now)
        for written, spoken, language in rows
    ])  # fmt: skip


def _find(session: Session, zone: Zone, written: str, language: str) -> PronouncedName | None:
    asked = select(PronouncedName).where(
        PronouncedName.zone_id == zone.id,
        PronouncedName.written_key == _key(_tidy(written)),
        PronouncedName.language == language,
    )
    return session.exec(asked).one_or_none()


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _key(text: str) -> str:
    return text.casefold()[:LONGEST]
