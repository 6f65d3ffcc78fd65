"""A report rings the zone's duty phones until somebody of the police has it: in order, within their hours. A sighting goes
first to the officer who sent the alert, while still on the line. A reporter is told when nobody has heard it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select, update

from broadcast import errands
from broadcast.on_duty import duty_phones, off_duty_until, on_duty_from
from broadcast.plan import LONGEST_TEXT
from carrier.carrier import Language
from carrier.phone import PhoneKind
from carrier.segments import clean
from db.broadcasts import Attempt, Broadcast, BroadcastState, Errand, ErrandKind, ErrandState, Urgency, Way
from db.calls import Call
from db.claims import ALIVE
from db.moves import move
from db.people import Network, Wants, Zone
from db.reports import Report, ReportState
from flows.engine.texts import Texts
from flows.phrases import ago, digits_apart, kind_words
from settings import Settings

_LONGEST_TALK = timedelta(hours=1)  # a call whose end was never told is taken for over


def duty(
    session: Session, report: Report, now: datetime, settings: Settings, texts: Texts, again: str = ""
) -> int:
    """A report (or sighting) rings the zone's duty phones: the first one now, each next one a little later, until it
    is taken; mobiles that want texts get one as well. Whose hours it is not yet: when they begin. How many errands;
    none when it was filed before. `again`: what was added to it since, by a name that is its own."""
    zone = session.get_one(Zone, report.zone_id)
    begin = now + (settings.duty_again if sender_listens(session, report, now) else timedelta(0))
    phones = duty_phones(session, zone, now)
    from_ = {phone.id: on_duty_from(phones, phone, now, ZoneInfo(zone.timezone)) for phone in phones}
    texted = [phone for phone in phones if phone.wants is not Wants.CALLS and phone.kind is PhoneKind.MOBILE]
    only_texts = zone.duty_texts_only and not report.now and any(from_[phone.id] == now for phone in texted)
    rows: list[dict[str, object]] = []
    turn = 0  # among those whose hours it is
    for position, phone in enumerate(phones, start=1):
        common: dict[str, object] = {
            "zone_id": zone.id, "kind": ErrandKind.DUTY, "report_id": report.id, "number": phone.number,
            "number_hash": phone.number_hash, "position": position, "language": phone.language,
            "urgency": int(Urgency.DUTY), "tries": 0, "state": ErrandState.PENDING, "made_at": now,
        }  # fmt: skip
        first = max(begin, from_[phone.id])
        if phone.wants is not Wants.TEXTS and not only_texts:
            due = first + turn * settings.duty_next if from_[phone.id] == now else first
            key = f"duty:{report.id}:call:{phone.id}{again}"
            rows.append(common | {"way": Way.CALL, "key": key, "due_at": due, "body": None})
        if phone in texted:
            body = _duty_body(session, report, phone.language, first, texts)
            key = f"duty:{report.id}:text:{phone.id}{again}"
            rows.append(common | {"way": Way.TEXT, "key": key, "due_at": first, "body": body})
        turn += from_[phone.id] == now
    _tell_if_not_heard(session, report, now + settings.not_heard_after, now, texts)
    return sum(errands.insert(session, row) for row in rows)


def sender_listens(session: Session, report: Report, now: datetime) -> bool:
    """Whether the report is a sighting of an alert whose officer is still on the line with us."""
    alert = session.get(Broadcast, report.answers) if report.answers is not None else None
    if alert is None or alert.state is not BroadcastState.CONFIRMED:
        return False
    rang_us = select(Call.id).where(
        Call.id == alert.call_id, col(Call.ended_at).is_(None), col(Call.began_at) >= now - _LONGEST_TALK
    )
    was_rung = select(Attempt.id).where(
        Attempt.carrier_id == alert.call_id, ALIVE, col(Attempt.placing_at) >= now - _LONGEST_TALK
    )
    return any(session.exec(asked.limit(1)).first() is not None for asked in (rang_us, was_rung))


def stop_duty(session: Session, report_id: int, now: datetime) -> None:
    """Somebody has the report: its other duty calls are not made, and texts that are not under way are not sent. A
    phone that rings now finds nothing waiting."""
    rings = (col(Errand.way) == Way.CALL) & col(Errand.state).in_([ErrandState.PENDING, ErrandState.TRYING])
    asked = select(Errand.id).where(
        Errand.report_id == report_id,
        col(Errand.kind).in_([ErrandKind.DUTY, ErrandKind.NOT_HEARD]),
        or_(rings, col(Errand.state) == ErrandState.PENDING),
    )
    for errand_id in session.exec(asked.order_by(col(Errand.id))).all():
        move(session, Errand, errand_id or 0, ErrandState.STOPPED, reason="taken")


def pass_on(session: Session, errand: Errand, now: datetime, again_after: timedelta = timedelta(0)) -> None:
    """Who is on duty will hear it later: for everything that nobody has taken, the next duty phone rings now, and this
    one not before `again_after`."""
    waits = col(Errand.report_id).in_(
        select(Report.id).where(Report.zone_id == errand.zone_id, Report.state == ReportState.FILED)
    )
    calls = (Errand.kind == ErrandKind.DUTY, Errand.way == Way.CALL, Errand.state == ErrandState.PENDING)
    for other in session.exec(select(Errand).where(*calls, waits).order_by(col(Errand.id))).all():
        if other.number_hash == errand.number_hash:
            other.due_at = max(other.due_at, now + again_after)
    for report_id in {*session.exec(select(Errand.report_id).where(*calls, waits)), errand.report_id}:
        _next_now(session, report_id, errand.position, now)


def _next_now(session: Session, report_id: int | None, after: int, now: datetime) -> None:
    its = (
        col(Errand.report_id) == report_id,
        col(Errand.kind) == ErrandKind.DUTY,
        col(Errand.way) == Way.CALL,
        col(Errand.state) == ErrandState.PENDING,
    )
    following = select(Errand.id, Errand.position).where(*its, col(Errand.position) > after)
    ordered = session.exec(following.order_by(col(Errand.position))).all()
    position = next((place for id_, place in ordered if off_duty_until(session, id_ or 0, now) is None), None)
    if position is None:
        return
    rings = update(Errand).where(*its, col(Errand.position) == position, col(Errand.due_at) > now)
    session.execute(rings.values(due_at=now).execution_options(synchronize_session=False))


def _duty_body(session: Session, report: Report, language: Language, now: datetime, texts: Texts) -> str:
    network = session.get(Network, report.network_id) if report.network_id else None
    facts = {
        "network": network.name if network else session.get_one(Zone, report.zone_id).name,
        "kind_words": kind_words(report.kind.value, language, texts),
        "ago": ago((now - report.opened_at).total_seconds(), language, texts),
        "message": report.text or "",
    }
    name = "duty_text_written" if report.text else "duty_text"
    return clean(texts.message(name, language, facts))[:LONGEST_TEXT]


def _tell_if_not_heard(session: Session, report: Report, due: datetime, now: datetime, texts: Texts) -> None:
    """The reporter is told when nobody of the police has heard it by then: by text, or by a call where the number takes
    no texts. Not who withheld it."""
    if report.reporter is None:
        return
    key, kind = f"not_heard:{report.id}", ErrandKind.NOT_HEARD
    if errands.takes_texts(session, report.reporter):
        zone = session.get_one(Zone, report.zone_id)
        facts = {"zone": zone.name, "number": digits_apart(report.number or "")}
        errands.text(
            session, key=key, zone_id=report.zone_id, kind=kind, number=report.reporter, language=report.language,
            body=texts.message("not_heard", report.language, facts), now=now, due_at=due, report_id=report.id,
        )  # fmt: skip
    elif errands.takes_calls(session, report.reporter):
        errands.call(
            session, key=key, zone_id=report.zone_id, kind=kind, number=report.reporter, language=report.language,
            now=now, due_at=due, report_id=report.id,
        )  # fmt: skip
