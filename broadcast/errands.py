"""One call or text outside a broadcast: the duty phones' calls and texts, a report's number, an answer to a text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select, update

from broadcast.plan import LONGEST_TEXT
from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from carrier.segments import clean
from db import people
from db.broadcasts import Errand, ErrandKind, ErrandState, Urgency, Way
from db.moves import move
from db.people import DutyPhone, Network, Wants, Zone
from db.reports import Report
from flows.engine.texts import Texts
from flows.phrases import ago, kind_words
from settings import Settings


def duty(session: Session, report: Report, now: datetime, settings: Settings, texts: Texts) -> int:
    """A report (or sighting) rings the zone's duty phones: the first one now, each next one a little later, until it
    is taken; mobiles that want texts get one as well. How many errands; none when it was filed before."""
    zone = session.get_one(Zone, report.zone_id)
    rows: list[dict[str, object]] = []
    for turn, phone in enumerate(_on_duty(session, zone, now)):
        common: dict[str, object] = {
            "zone_id": zone.id, "kind": ErrandKind.DUTY, "report_id": report.id, "number": phone.number,
            "number_hash": phone.number_hash, "position": turn + 1, "language": phone.language,
            "urgency": int(Urgency.DUTY), "tries": 0, "state": ErrandState.PENDING, "made_at": now,
        }  # fmt: skip
        if phone.wants is not Wants.TEXTS:
            due = now + turn * settings.duty_next
            key = f"duty:{report.id}:call:{phone.id}"
            rows.append(common | {"way": Way.CALL, "key": key, "due_at": due, "body": None})
        if phone.wants is not Wants.CALLS and phone.kind is PhoneKind.MOBILE:
            body = _duty_body(session, report, phone.language, now, texts)
            key = f"duty:{report.id}:text:{phone.id}"
            rows.append(common | {"way": Way.TEXT, "key": key, "due_at": now, "body": body})
    return sum(_insert(session, row) for row in rows)


def stop_duty(session: Session, report_id: int, now: datetime) -> None:
    """Somebody has the report: its other duty calls are not made. One that rings now finds nothing waiting."""
    asked = select(Errand.id).where(
        Errand.report_id == report_id,
        Errand.kind == ErrandKind.DUTY,
        col(Errand.state).in_([ErrandState.PENDING, ErrandState.TRYING]),
        Errand.way == Way.CALL,
    )
    for errand_id in session.exec(asked.order_by(col(Errand.id))).all():
        move(session, Errand, errand_id or 0, ErrandState.STOPPED, reason="taken")


def pass_on(session: Session, errand: Errand, now: datetime) -> None:
    """Who is on duty will hear it later: the next duty phone rings now."""
    following = (
        select(Errand.position)
        .where(
            Errand.report_id == errand.report_id,
            Errand.way == Way.CALL,
            Errand.state == ErrandState.PENDING,
            Errand.position > errand.position,
        )
        .order_by(col(Errand.position))
        .limit(1)
    )
    position = session.exec(following).first()
    if position is None:
        return
    its = (
        col(Errand.report_id) == errand.report_id,
        col(Errand.way) == Way.CALL,
        col(Errand.position) == position,
    )
    waits = (col(Errand.state) == ErrandState.PENDING, col(Errand.due_at) > now)
    session.execute(
        update(Errand).where(*its, *waits).values(due_at=now).execution_options(synchronize_session=False)
    )


def text(
    session: Session,
    *,
    key: str,
    zone_id: int,
    kind: ErrandKind,
    number: str,
    language: Language,
    body: str,
    now: datetime,
    urgency: Urgency = Urgency.ANSWER,
    report_id: int | None = None,
) -> bool:
    """A text to one phone; once for each `key`. False when nothing is sent: the key was used, the number is no mobile,
    or it has opted out of texts."""
    # Who texts us gets an answer, also to STOP.
    if not _is_mobile(number) or (kind is not ErrandKind.ANSWER and _opted_out(session, number)):
        return False
    row = {
        "zone_id": zone_id, "kind": kind, "key": key, "report_id": report_id, "way": Way.TEXT, "number": number,
        "number_hash": number, "position": 1, "language": language, "body": clean(body)[:LONGEST_TEXT],
        "urgency": int(urgency), "due_at": now, "tries": 0, "state": ErrandState.PENDING, "made_at": now,
    }  # fmt: skip
    return bool(_insert(session, row))


def _insert(session: Session, row: dict[str, object]) -> int:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    once = dialect.insert(Errand).values(row).on_conflict_do_nothing(index_elements=["key"])
    return len(session.scalars(once.returning(col(Errand.id))).all())


def _on_duty(session: Session, zone: Zone, now: datetime) -> Sequence[DutyPhone]:
    """The duty phones whose hours it is, in order; all are out of hours: the first one all the same, for a report
    never waits unheard."""
    asked = select(DutyPhone).where(DutyPhone.zone_id == zone.id)
    phones = session.exec(asked.order_by(col(DutyPhone.position), col(DutyPhone.id))).all()
    here = now.astimezone(ZoneInfo(zone.timezone)).time()
    return [phone for phone in phones if within(phone.since, phone.until, here)] or phones[:1]


def within(since: time | None, until: time | None, at: time) -> bool:
    """Whether a time of day is within hours that may go over midnight; without hours it always is."""
    if since is None or until is None or since == until:
        return True
    return since <= at < until if since < until else at >= since or at < until


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


def _is_mobile(number: str) -> bool:
    """Whether it is a mobile of any country: only who texted or rang us, or is a member, gets here."""
    try:
        return Phone.parse(number).kind is PhoneKind.MOBILE
    except NotAPhone:
        return False


def _opted_out(session: Session, number: str) -> bool:
    asked = select(people.Phone.id).where(
        people.Phone.number_hash == number, col(people.Phone.no_texts_since).is_not(None)
    )
    return session.exec(asked.limit(1)).first() is not None
