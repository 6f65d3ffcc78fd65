"""Which duty phones are rung at which hour. It is judged when they ring, not when the report came in: a report that
waits across the change of hours rings those who are on duty by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from db.broadcasts import Errand, ErrandKind
from db.people import DutyPhone, Zone
from db.unreadable import cannot_open, openable


def duty_phones(session: Session, zone: Zone, now: datetime) -> Sequence[DutyPhone]:
    """The zone's duty phones in order, those whose number can be read."""
    asked = select(DutyPhone.id).where(DutyPhone.zone_id == zone.id)
    ordered = session.exec(asked.order_by(col(DutyPhone.position), col(DutyPhone.id))).all()
    phones, broken = openable(session, DutyPhone, ordered)
    for phone_id in broken:
        cannot_open(session, "duty phone", phone_id, now)
    return phones


def within(since: time | None, until: time | None, at: time) -> bool:
    """Whether a time of day is within hours that may go over midnight; without hours it always is."""
    if since is None or until is None or since == until:
        return True
    return since <= at < until if since < until else at >= since or at < until


def on_duty_from(phones: Sequence[DutyPhone], phone: DutyPhone, now: datetime, zone: ZoneInfo) -> datetime:
    """From when on this phone may be rung: now, in its hours. Where it is nobody's hours, the first one is rung all the
    same, for a report never waits unheard."""
    edges = [edge for one in phones for edge in (one.since, one.until) if edge is not None]
    changes = sorted(_next_time(edge, now, zone) for edge in edges)
    return next((at for at in (now, *changes) if phone.id in _on_duty(phones, at, zone)), now)


def off_duty_until(session: Session, errand_id: int, now: datetime) -> datetime | None:
    """Until when the duty phone of this errand is not rung; None: it may ring now, or it is no duty call."""
    asked = select(Errand.kind, Errand.zone_id, Errand.number_hash).where(Errand.id == errand_id)
    kind, zone_id, number_hash = session.exec(asked).one()
    if kind is not ErrandKind.DUTY:
        return None
    zone = session.get_one(Zone, zone_id)
    phones = duty_phones(session, zone, now)
    phone = next((phone for phone in phones if phone.number_hash == number_hash), None)
    if phone is None:
        return None
    at = on_duty_from(phones, phone, now, ZoneInfo(zone.timezone))
    return at if at > now else None


def _on_duty(phones: Sequence[DutyPhone], at: datetime, zone: ZoneInfo) -> set[int | None]:
    here = at.astimezone(zone).time()
    on = [phone for phone in phones if within(phone.since, phone.until, here)] or phones[:1]
    return {phone.id for phone in on}


def _next_time(edge: time, now: datetime, zone: ZoneInfo) -> datetime:
    """The next moment at which it is that time of the day there."""
    here = now.astimezone(zone)
    days = (here.date() + timedelta(days=day) for day in (0, 1))
    every = (datetime.combine(day, edge, zone).astimezone(now.tzinfo) for day in days)
    return next(at for at in every if at > now)
