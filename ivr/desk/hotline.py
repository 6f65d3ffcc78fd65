"""What the hotline does: greet, replay the alert to who rings back, take reports, find the latest messages."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from broadcast import status
from broadcast.wake import wake
from carrier.carrier import Language
from db.broadcasts import Broadcast, BroadcastState, Delivery, Way
from db.people import NetworkKind, Phone, members_at, networks_of
from db.reports import Report, ReportKind, ReportState
from flows.engine.visit import Fact, Outcome, Spoken, Visit
from flows.phrases import digits_apart
from ivr.desk import reporting
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, text_fact, there
from ivr.desk.reporting import keep_recording

_MESSAGES_FOR = timedelta(days=7)  # the latest messages go back so far
_EMPTY_AT_MOST = 2  # times that nothing was heard after the beep


def greet_caller(desk: Desk, visit: Visit) -> Outcome:
    """Who rings is greeted in their own language; who is unknown, or rings withheld, picks one."""
    if desk.caller is None:
        return Outcome("unknown")
    with desk.exchange.database.reading() as session:
        members = members_at(session, desk.caller, desk.zone_id)
    if not members:
        return Outcome("unknown")
    return Outcome("known", {"member_id": members[0].id}, members[0].language)


def find_recent_alert(desk: Desk, visit: Visit) -> Outcome:
    """The newest message that went to the caller's number within the replay window: an alert, or how it ended."""
    with desk.exchange.database.reading() as session:
        found = _messages(session, desk, desk.exchange.settings.replay_window)
        return _message(desk, session, visit, found, 0, "alert_audio")


def find_latest_message(desk: Desk, visit: Visit) -> Outcome:
    """The newest message or feedback of the caller's networks."""
    return _nth_message(desk, visit, 0)


def find_older_message(desk: Desk, visit: Visit) -> Outcome:
    """The one before it."""
    return _nth_message(desk, visit, (number_fact(visit, "message_at") or 0) + 1)


def _nth_message(desk: Desk, visit: Visit, at: int) -> Outcome:
    with desk.exchange.database.reading() as session:
        found = _messages(session, desk, _MESSAGES_FOR)
        return _message(desk, session, visit, found, at, "latest_audio")


def _messages(session: Session, desk: Desk, window: timedelta) -> list[tuple[Broadcast, Delivery]]:
    if desk.caller is None:
        return []
    asked = (
        select(Broadcast, Delivery)
        .join(Delivery, col(Delivery.broadcast_id) == col(Broadcast.id))
        .join(Phone, col(Phone.member_id) == col(Delivery.member_id))
        .where(
            col(Phone.number_hash) == desk.caller,
            Broadcast.zone_id == desk.zone_id,
            col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
            col(Broadcast.confirmed_at) >= desk.now - window,
        )
        # of two members of a house, the one whose phone rang comes first
        .order_by(col(Broadcast.confirmed_at).desc(), col(Delivery.tries).desc(), col(Delivery.id))
    )
    newest: dict[int, tuple[Broadcast, Delivery]] = {}
    for broadcast, delivery in session.exec(asked):
        newest.setdefault(there(broadcast.id), (broadcast, delivery))
    return list(newest.values())


def _message(
    desk: Desk, session: Session, visit: Visit, found: list[tuple[Broadcast, Delivery]], at: int, audio: str
) -> Outcome:
    if at >= len(found):
        return Outcome("none")
    broadcast, delivery = found[at]
    facts: dict[str, Fact] = {
        "broadcast_id": broadcast.id,
        "settles": broadcast.settles,
        "delivery_id": delivery.id,
        "member_id": delivery.member_id,
        "network_id": delivery.network_id,
        "network": network_name(session, delivery.network_id),
        "ago": desk.ago(broadcast.confirmed_at, visit.language),
        "message_at": at,
    }
    if broadcast.recording_id is None:
        return Outcome(
            "written",
            facts | {"message": message_text(desk, broadcast, str(facts["network"]), visit.language)},
        )
    ready, token = recording_facts(session, broadcast.recording_id, audio)
    return Outcome("spoken", facts | token) if ready == "yes" else Outcome("none")


def message_text(desk: Desk, broadcast: Broadcast, network: str, language: Language) -> str:
    """The words of a broadcast that was not spoken by the officer."""
    if broadcast.text:
        return broadcast.text
    return desk.exchange.texts.message(f"outcome_{broadcast.outcome}", language, {"network": network})


def confirm_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 1: this member has heard it and is watching."""
    delivery = number_fact(visit, "delivery_id")
    if delivery is not None:
        with desk.exchange.database.writing() as session:
            status.confirmed(session, delivery, desk.now, Way.CALL)
        wake(desk.exchange.redis)
    return Outcome("confirmed")


def open_sighting(desk: Desk, visit: Visit) -> Outcome:
    """The row of a sighting exists before the beep. What is seen after the feedback still answers its alert."""
    alert = number_fact(visit, "settles") or number_fact(visit, "broadcast_id")
    _open(desk, visit, ReportKind.OTHER, now=True, answers=alert)
    return Outcome("open")


def start_report(desk: Desk, visit: Visit) -> Outcome:
    """Which kinds are asked first: burglary for residents, shoplifting for the self-employed."""
    with desk.exchange.database.reading() as session:
        member = number_fact(visit, "member_id")
        networks = networks_of(session, member) if member else []
    if not networks:
        return Outcome("residents", {"network_id": None})
    name = "self_employed" if networks[0].kind is NetworkKind.SELF_EMPLOYED else "residents"
    return Outcome(name, {"network_id": networks[0].id})


def open_report(desk: Desk, visit: Visit) -> Outcome:
    """The row of a report exists before the beep."""
    kind = text_fact(visit, "kind")
    _open(
        desk,
        visit,
        ReportKind(kind) if kind else ReportKind.OTHER,
        now=text_fact(visit, "when") != "earlier",
        answers=None,
    )
    return Outcome("open")


def _open(desk: Desk, visit: Visit, kind: ReportKind, *, now: bool, answers: int | None) -> None:
    with desk.exchange.database.writing() as session:
        reporting.open_report(session, Report(
            zone_id=desk.zone_id, network_id=number_fact(visit, "network_id"), member_id=number_fact(visit, "member_id"), answers=answers,
            kind=kind, now=now, reporter=desk.caller, reporter_hash=desk.caller, language=visit.language,
            call_id=visit.id, turn=visit.turn, opened_at=desk.now,
        ))  # fmt: skip


def keep_report(desk: Desk, visit: Visit, said: Spoken) -> Outcome:
    """What was spoken is kept, its number given, and the duty phones ring."""
    if said.recording:
        keep_recording(desk.exchange, visit.id, said.recording, said.seconds, desk.now)
    return Outcome("kept")


def report_is_empty(desk: Desk, visit: Visit) -> Outcome:
    """Nothing was heard after the beep: once more, then no more."""
    times = (number_fact(visit, "empty_times") or 0) + 1
    return Outcome("again" if times < _EMPTY_AT_MOST else "enough", {"empty_times": times})


def tell_report_number(desk: Desk, visit: Visit) -> Outcome:
    """The number of the report that this call has just filed."""
    with desk.exchange.database.reading() as session:
        filed = select(Report.number).where(Report.call_id == visit.id, col(Report.state) != ReportState.OPEN)
        number = session.exec(filed.order_by(col(Report.id).desc())).first()
    return Outcome("numbered", {"number": digits_apart(number)}) if number else Outcome("not_yet")


def find_dispatch(desk: Desk, visit: Visit) -> Outcome:
    """The zone's own dispatch number."""
    number = desk.zone.dispatch_number
    return Outcome("known", {"dispatch_number": number}) if number else Outcome("unknown")
