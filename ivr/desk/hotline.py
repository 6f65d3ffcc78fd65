"""What the hotline does: greet, take reports and sightings, tell whether one was heard, find the dispatch."""

from __future__ import annotations

from sqlmodel import col, select, update

from broadcast import status
from broadcast.wake import wake
from carrier.carrier import Language
from db.broadcasts import Broadcast, Way
from db.calls import Call
from db.member_wishes import At
from db.people import NetworkKind, members_at
from db.reports import Report, ReportKind, ReportState
from flows.engine.visit import Outcome, Spoken, Visit
from flows.phrases import digits_apart
from ivr.desk import reporting
from ivr.desk.desk import Desk, number_fact, text_fact
from ivr.desk.reporting import keep_recording, own_places

_EMPTY_AT_MOST = 2  # times that nothing was heard after the beep


def greet_caller(desk: Desk, visit: Visit) -> Outcome:
    """Who rings is greeted in their own language; who is unknown, or rings withheld, picks one. Who comes from another
    table in the same call is where he was."""
    if visit.facts.get("wants_messages"):
        return Outcome("messages", {"wants_messages": None, "greeted": True})
    if visit.facts.get("greeted"):
        return Outcome("back")
    if desk.caller is None:
        return Outcome("unknown", {"greeted": True})
    with desk.exchange.database.reading() as session:
        members = members_at(session, desk.caller, desk.zone_id)
    if not members:
        return Outcome("unknown", {"greeted": True})
    return Outcome("known", {"member_id": members[0].id, "greeted": True}, members[0].language)


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
    """For which of the caller's networks: with several they are asked."""
    places = own_places(desk)
    if not places:
        return Outcome("residents", {"network_id": None})
    if len(places) > 1:
        return Outcome("several", {"offered": places[0].network.id, "network": places[0].network.name})
    return _for(places[0])


def report_for_this(desk: Desk, visit: Visit) -> Outcome:
    """The network that was named."""
    places = own_places(desk)
    if not places:  # left, since
        return Outcome("residents", {"network_id": None})
    offered = number_fact(visit, "offered")
    return _for(next((one for one in places if one.network.id == offered), places[0]))


def report_for_other(desk: Desk, visit: Visit) -> Outcome:
    """The next one is named; the last one that is left needs no question."""
    places, offered = own_places(desk), number_fact(visit, "offered")
    if not places:
        return Outcome("residents", {"network_id": None})
    at = next((at for at, one in enumerate(places) if one.network.id == offered), -1) + 1
    if at >= len(places) - 1:
        return _for(places[-1])
    return Outcome("several", {"offered": places[at].network.id, "network": places[at].network.name})


def _for(place: At) -> Outcome:
    """Burglary is asked first for residents, shoplifting first for the self-employed. Whoever of the house is in that
    network reports."""
    network = place.network
    name = "self_employed" if network.kind is NetworkKind.SELF_EMPLOYED else "residents"
    return Outcome(name, {"network_id": network.id, "network": network.name, "member_id": place.member.id})


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
        of_call = update(Call).where(col(Call.id) == visit.id).values(language=visit.language)
        session.execute(of_call)


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


def find_own_report(desk: Desk, visit: Visit) -> Outcome:
    """Whether somebody of the police has heard the report of this number that came from this phone."""
    number = text_fact(visit, "own_number")
    with desk.exchange.database.reading() as session:
        mine = select(Report.state).where(Report.zone_id == desk.zone_id, Report.number == number)
        whose = col(Report.reporter_hash)
        state = session.exec(
            mine.where(whose.is_(None) if desk.caller is None else whose == desk.caller)
        ).first()
    facts = {"number": digits_apart(number)}
    if state is None:
        return Outcome("unknown", facts)
    return Outcome("unheard" if state in {ReportState.OPEN, ReportState.FILED} else "heard", facts)


def find_dispatch(desk: Desk, visit: Visit) -> Outcome:
    """The zone's own dispatch number."""
    number = desk.zone.dispatch_number
    return Outcome("known", {"dispatch_number": number}) if number else Outcome("unknown")
