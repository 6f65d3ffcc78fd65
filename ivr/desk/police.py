"""Signing in on the police line: badge and PIN, the call back where the zone has armed it, and where the call goes then."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from broadcast import errands
from broadcast.wake import wake
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastState, Errand, ErrandKind
from db.officers import networks_to
from db.people import Officer
from db.pins import WITHHELD, Locked, Right
from db.pins import check_pin as compare_pin
from flows.engine.visit import Outcome, Visit
from ivr.desk.desk import Desk, network_name, number_fact, text_fact, there
from ivr.desk.notices import tell_of_lock
from ivr.desk.officers import for_officers, signed_in

DRAFT_KEPT = timedelta(hours=2)  # a message that was not sent is offered again for so long
_STILL_TALKING = timedelta(seconds=6)  # who withholds his number may be on that very phone, and hears us out
_CALL_BACK_HOLDS = timedelta(minutes=10)  # after badge and PIN


def check_pin(desk: Desk, visit: Visit) -> Outcome:
    """One answer for a wrong badge, a wrong PIN, and an officer of another zone. Where the zone rings officers back, a
    PIN alone opens nothing: who withholds his number is then counted by himself, and locks nobody else out."""
    badge, pin = text_fact(visit, "badge"), visit.secrets.get("pin", "")
    withheld = f"call:{visit.id}"[:40] if desk.zone.call_back else WITHHELD
    check = compare_pin(
        desk.exchange.database, badge=badge, pin=pin, caller=desk.caller, now=desk.now, zone_id=desk.zone.id, withheld=withheld,
    )  # fmt: skip
    match check:
        case Right(officer_id=officer_id):
            let_in = _let_in(desk, visit, officer_id)
            wake(desk.exchange.redis)
            return let_in
        case Locked(began=began):
            if began:
                tell_of_lock(desk, badge)
                wake(desk.exchange.redis)
            return Outcome("locked")
        case _:
            tries = (number_fact(visit, "pin_tries") or 0) + 1
            enough = tries >= desk.exchange.settings.pin_tries_per_call
            return Outcome("locked" if enough else "wrong", {"pin_tries": tries})


def _let_in(desk: Desk, visit: Visit, officer_id: int) -> Outcome:
    with desk.exchange.database.writing() as session:
        officer = session.get_one(Officer, officer_id)
        # Who is on the line because we rang the registered number needs no second call.
        ours = desk.attempt is not None and desk.attempt.number == officer.number
        if desk.zone.call_back and not ours:
            return _ring_back(desk, session, visit, officer)
        write_down(session, desk.now, f"officer {officer_id}", "signed in")
    return Outcome("right", signed_in(officer_id, desk.now), officer.language)


def _ring_back(desk: Desk, session: Session, visit: Visit, officer: Officer) -> Outcome:
    rung = officer.number is not None
    errands.ring_officer(
        session, officer, kind=ErrandKind.CALL_BACK, key=f"call_back:{visit.id}:{visit.turn}",
        due_at=desk.now if desk.caller else desk.now + _STILL_TALKING, now=desk.now,
        report_id=number_fact(visit, "from_report"),
    )  # fmt: skip
    write_down(session, desk.now, f"officer {officer.id}", "rung back" if rung else "not rung back")
    return Outcome("call_back" if rung else "no_number", {}, officer.language)


def answer_officer_call(desk: Desk, visit: Visit) -> Outcome:
    """The officer who gave badge and PIN is on the registered phone, or somebody else who picked up there."""
    with desk.exchange.database.reading() as session:
        officer = _rung_back(desk, session)
    return Outcome("known", {}, officer.language) if officer else Outcome("none")


def sign_in_again(desk: Desk, visit: Visit) -> Outcome:
    """Key 1 on the registered phone: the session goes on here."""
    with desk.exchange.database.writing() as session:
        officer = _rung_back(desk, session)
        if officer is None:
            return Outcome("none")
        errand = _errand(desk, session)
        write_down(session, desk.now, f"officer {officer.id}", "signed in")
    facts = {"from_report": errand.report_id if errand else None}
    return Outcome("in", signed_in(there(officer.id), desk.now) | facts, officer.language)


def _rung_back(desk: Desk, session: Session) -> Officer | None:
    errand = _errand(desk, session)
    if errand is None or errand.kind is not ErrandKind.CALL_BACK:
        return None
    officer = session.get(Officer, errand.officer_id)
    late = desk.now > errand.made_at + _CALL_BACK_HOLDS
    return None if officer is None or officer.revoked_at is not None or late else officer


def _errand(desk: Desk, session: Session) -> Errand | None:
    errand = desk.attempt.errand_id if desk.attempt is not None else None
    return session.get(Errand, errand) if errand is not None else None


@for_officers
def where_to(desk: Desk, visit: Visit) -> Outcome:
    """Straight on to the report that was taken on the duty phone, or to a message that was not sent; else the menu."""
    if number_fact(visit, "from_report") is not None:
        return Outcome("report", {"report_id": number_fact(visit, "from_report")})
    with desk.exchange.database.reading() as session:
        draft = unsent(desk, session, visit)
        if draft is None:
            return Outcome("menu")
        network = network_name(session, _first_network(session, draft))
    ago = desk.ago(draft.drafted_at, visit.language)
    return Outcome("draft", {"draft_id": draft.id, "network": network, "ago": ago})


def unsent(desk: Desk, session: Session, visit: Visit) -> Broadcast | None:
    """The newest message that this officer has spoken and not sent, in another call."""
    asked = select(Broadcast).where(
        Broadcast.officer_id == number_fact(visit, "officer_id"),
        Broadcast.state == BroadcastState.DRAFT,
        Broadcast.zone_id == desk.zone_id,
        col(Broadcast.recording_id).is_not(None),
        col(Broadcast.approval_asked_at).is_(None),
        col(Broadcast.drafted_at) >= desk.now - DRAFT_KEPT,
        col(Broadcast.call_id) != visit.id,
    )
    return session.exec(asked.order_by(col(Broadcast.id).desc())).first()


def _first_network(session: Session, draft: Broadcast) -> int | None:
    return next(iter(networks_to(session, there(draft.id))), None)
