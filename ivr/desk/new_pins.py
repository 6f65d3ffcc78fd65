"""New PINs: changed by their officer, or chosen in a call of ours after a colleague has reset a forgotten one. A PIN is known
to its officer alone."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session

from broadcast import errands
from broadcast.wake import wake
from db.audit import write_down
from db.broadcasts import Errand, ErrandKind
from db.officers import colleague
from db.people import Officer
from db.pins import choose_pin, chosen_pin, easily_guessed, forget_choice, hash_pin, is_pin
from db.set_up import set_pin
from flows.engine.visit import Outcome, Visit
from flows.phrases import digits_apart
from ivr.desk.desk import Desk, number_fact, text_fact, there
from ivr.desk.notices import tell_of_new_pin
from ivr.desk.officers import for_officers, is_signed_in, the_officer

_RESET_HOLDS = timedelta(minutes=15)


def whose_pin(desk: Desk, visit: Visit) -> Outcome:
    """Whose PIN it is: that of the officer on the line, or of the one whom we rang for it."""
    with desk.exchange.database.reading() as session:
        officer = _whose(desk, session, visit)
    if officer is None:
        return Outcome("none")
    return Outcome("own" if is_signed_in(desk, visit) else "reset", {}, officer.language)


def keep_first_pin(desk: Desk, visit: Visit) -> Outcome:
    """Typed once. Only its hash is kept, until it was typed again."""
    pin = visit.secrets.get("first", "")
    if easily_guessed(pin):
        return Outcome("easy")
    pin_hash = hash_pin(pin)  # before the session: it takes its time
    with desk.exchange.database.writing() as session:
        officer = _whose(desk, session, visit)
        if officer is None:
            return Outcome("none")
        choose_pin(session, there(officer.id), pin_hash, visit.id, desk.now)
    return Outcome("kept")


def set_new_pin(desk: Desk, visit: Visit) -> Outcome:
    """Typed twice the same: it holds from now on, and locks are lifted."""
    with desk.exchange.database.reading() as session:
        officer = _whose(desk, session, visit)
        chosen = chosen_pin(session, there(officer.id), visit.id) if officer else None
    if officer is None or chosen is None:
        return Outcome("none")
    same = is_pin(chosen, visit.secrets.get("again", ""))
    with desk.exchange.database.writing() as session:
        forget_choice(session, there(officer.id))
        if not same:
            return Outcome("differs")
        set_pin(session, badge=officer.badge, pin_hash=chosen, now=desk.now, who=f"officer {officer.id}")
        tell_of_new_pin(desk, session, there(officer.id))
    wake(desk.exchange.redis)
    return Outcome("changed" if is_signed_in(desk, visit) else "set")


def _whose(desk: Desk, session: Session, visit: Visit) -> Officer | None:
    if is_signed_in(desk, visit):
        return session.get(Officer, number_fact(visit, "officer_id"))
    errand = session.get(Errand, desk.attempt.errand_id) if desk.attempt and desk.attempt.errand_id else None
    if errand is None or errand.kind is not ErrandKind.NEW_PIN or desk.now > errand.made_at + _RESET_HOLDS:
        return None
    officer = session.get(Officer, errand.officer_id)
    return None if officer is None or officer.revoked_at is not None else officer


@for_officers
def find_colleague(desk: Desk, visit: Visit) -> Outcome:
    """A colleague of the same zone, with a registered number on which the new PIN is chosen."""
    with desk.exchange.database.reading() as session:
        found = colleague(session, number_fact(visit, "officer_id") or 0, text_fact(visit, "colleague"))
    if found is None:
        return Outcome("unknown")
    facts = {"colleague_badge": digits_apart(found.badge)}
    return Outcome("no_number" if found.number is None else "found", facts)


@for_officers
def reset_pin(desk: Desk, visit: Visit) -> Outcome:
    """The colleague is rung, and chooses another PIN there; never by the number from which somebody calls."""
    with desk.exchange.database.writing() as session:
        found = colleague(session, number_fact(visit, "officer_id") or 0, text_fact(visit, "colleague"))
        if found is not None:
            errands.ring_officer(
                session, found, kind=ErrandKind.NEW_PIN, key=f"new_pin:{visit.id}:{visit.turn}", due_at=desk.now, now=desk.now,
            )  # fmt: skip
            write_down(session, desk.now, the_officer(visit), "pin reset asked", officer=found.id)
    wake(desk.exchange.redis)
    return Outcome("rung")
