"""What the police line does: badge and PIN, the reports that wait, and the feedback that is owed."""

from __future__ import annotations

from sqlmodel import Session, col, select

from broadcast import errands
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState, ErrandKind, Urgency
from db.moves import move
from db.people import Network, Officer
from db.pins import Locked, Right, may_send_to
from db.pins import check_pin as compare_pin
from db.reports import Report, ReportState, sightings_of, waiting
from flows.engine.visit import Outcome, Visit
from flows.phrases import outcome_words
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, report_facts, text_fact, there


def check_pin(desk: Desk, visit: Visit) -> Outcome:
    """One answer for a wrong badge and a wrong PIN."""
    badge, pin = text_fact(visit, "badge"), visit.secrets.get("pin", "")
    check = compare_pin(desk.exchange.database, badge=badge, pin=pin, caller=desk.caller, now=desk.now)
    match check:
        case Right(officer_id=officer_id):
            return _let_in(desk, officer_id)
        case Locked(began=began):
            if began:
                _tell_of_lock(desk, badge)
            return Outcome("locked")
        case _:
            tries = (number_fact(visit, "pin_tries") or 0) + 1
            enough = tries >= desk.exchange.settings.pin_tries_per_call
            return Outcome("locked" if enough else "wrong", {"pin_tries": tries})


def _let_in(desk: Desk, officer_id: int) -> Outcome:
    with desk.exchange.database.writing() as session:
        officer = session.get_one(Officer, officer_id)
        if officer.zone_id != desk.zone.id:
            return Outcome("wrong")  # another zone's line: said as a wrong badge would be
        write_down(session, desk.now, f"officer {officer_id}", "signed in")
    return Outcome("right", {"officer_id": officer_id}, officer.language)


def _tell_of_lock(desk: Desk, badge: str) -> None:
    with desk.exchange.database.writing() as session:
        officer = session.exec(select(Officer).where(Officer.badge == badge)).first()
        write_down(session, desk.now, "police line", "locked", officer=officer.id if officer else None)
        if officer is not None:
            text_officer(
                desk,
                session,
                officer,
                "officer_locked",
                f"locked:{officer.id}:{desk.now.isoformat()}",
                zone=desk.zone.name,
            )
    wake(desk.exchange.redis)


def text_officer(
    desk: Desk, session: Session, officer: Officer, name: str, key: str, **facts: str | int
) -> None:
    """A notice by text to the officer's own phone, if it is a mobile."""
    countries = desk.exchange.settings.countries
    try:
        mobile = (
            officer.number is not None
            and Phone.parse(officer.number, countries=countries).kind is PhoneKind.MOBILE
        )
    except NotAPhone:
        mobile = False
    if not mobile or officer.number is None:
        return
    body = desk.exchange.texts.message(name, officer.language, facts)
    errands.text(
        session, key=key, zone_id=officer.zone_id, kind=ErrandKind.OFFICER_NOTICE, number=officer.number, language=officer.language,
        body=body, now=desk.now, urgency=Urgency.ANSWER,
    )  # fmt: skip


def officers_networks(session: Session, visit: Visit) -> list[Network]:
    """The networks for which the officer on the line may send; none once revoked."""
    officer = number_fact(visit, "officer_id")
    return may_send_to(session, officer) if officer is not None else []


def _network_ids(session: Session, visit: Visit) -> list[int]:
    return [there(network.id) for network in officers_networks(session, visit)]


def count_waiting(desk: Desk, visit: Visit) -> Outcome:
    """How many reports wait."""
    with desk.exchange.database.reading() as session:
        count = len(waiting(session, desk.zone_id, _network_ids(session, visit)))
    return Outcome({0: "none", 1: "one"}.get(count, "some"), {"count": count})


def newest_report(desk: Desk, visit: Visit) -> Outcome:
    """The newest report that waits."""
    return _report_before(desk, visit, None)


def next_report(desk: Desk, visit: Visit) -> Outcome:
    """The one before the report that was just heard."""
    return _report_before(desk, visit, number_fact(visit, "report_id"))


def _report_before(desk: Desk, visit: Visit, before: int | None) -> Outcome:
    with desk.exchange.database.writing() as session:
        reports = waiting(session, desk.zone_id, _network_ids(session, visit), before)
        if not reports:
            return Outcome("none", {"report_id": None})
        report = reports[0]
        if move(
            session, Report, there(report.id), ReportState.TAKEN, taken_at=desk.now, taken_by=_officer(visit)
        ):
            errands.stop_duty(session, there(report.id), desk.now)
        facts = report_facts(desk, session, report, visit.language)
    return Outcome("spoken" if report.recording_id else "written", facts)


def handle_report(desk: Desk, visit: Visit) -> Outcome:
    """Key 3: nothing more to do for this report."""
    report = number_fact(visit, "report_id")
    with desk.exchange.database.writing() as session:
        if report is not None and move(session, Report, report, ReportState.HANDLED):
            errands.stop_duty(session, report, desk.now)
            write_down(session, desk.now, _officer(visit), "report handled", report=report)
    return Outcome("handled")


def alert_of_report(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: the report proposes its network."""
    report_id = number_fact(visit, "report_id")
    with desk.exchange.database.reading() as session:
        report = session.get(Report, report_id) if report_id is not None else None
        mine = {network.id: network.name for network in officers_networks(session, visit)}
    if report is None or report.network_id not in mine:
        return Outcome("unknown", {"from_report": report_id})
    return Outcome(
        "known",
        {"from_report": report_id, "network_id": report.network_id, "network": mine[report.network_id]},
    )


def newest_sighting(desk: Desk, visit: Visit) -> Outcome:
    """What was seen last since the alert."""
    with desk.exchange.database.writing() as session:
        sightings = sightings_of(session, number_fact(visit, "broadcast_id") or 0)
        for sighting in sightings:
            facts = {"ago": desk.ago(sighting.filed_at, visit.language), "message": sighting.text or ""}
            ready, token = recording_facts(session, sighting.recording_id, "sighting_audio")
            if sighting.recording_id is not None and ready != "yes":
                continue  # not in from the carrier yet: the one before it is better than silence
            if move(
                session,
                Report,
                there(sighting.id),
                ReportState.TAKEN,
                taken_at=desk.now,
                taken_by=_officer(visit),
            ):
                errands.stop_duty(session, there(sighting.id), desk.now)
            return (
                Outcome("written", facts)
                if sighting.recording_id is None
                else Outcome("spoken", facts | token)
            )
    return Outcome("none")


def find_owed(desk: Desk, visit: Visit) -> Outcome:
    """The oldest alert of the officer's networks of which the members have not heard how it ended."""
    with desk.exchange.database.reading() as session:
        networks = _network_ids(session, visit)
        settled = select(Broadcast.settles).where(
            col(Broadcast.settles).is_not(None),
            col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
        )
        owed = (
            select(Broadcast, BroadcastNetwork.network_id)
            .join(BroadcastNetwork, col(BroadcastNetwork.broadcast_id) == col(Broadcast.id))
            .where(
                Broadcast.kind == BroadcastKind.ALERT,
                col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
                col(BroadcastNetwork.network_id).in_(networks),
                col(Broadcast.id).not_in(settled),
            )
            .order_by(col(Broadcast.confirmed_at))
        )
        found = session.exec(owed).first()
        if found is None:
            return Outcome("none")
        alert, network_id = found
        network = network_name(session, network_id)
    return Outcome("some", {
        "settles": alert.id, "network_id": network_id, "network": network, "ago": desk.ago(alert.confirmed_at, visit.language),
    })  # fmt: skip


def outcome_sentence(desk: Desk, outcome: str, language: Language) -> str:
    """How it ended, in the officer's language."""
    return outcome_words(outcome, language, desk.exchange.texts)


def _officer(visit: Visit) -> str:
    return f"officer {number_fact(visit, 'officer_id')}"
