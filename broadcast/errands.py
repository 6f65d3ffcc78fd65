"""One call or text outside a broadcast: a report's number, an answer to a text, a call to an officer, a proof. (The duty
phones' calls and texts: `duty`.)"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from broadcast.plan import LONGEST_TEXT
from carrier.carrier import Language
from carrier.phone import NotAPhone, Phone, PhoneKind
from carrier.segments import clean
from db import people
from db.broadcasts import Errand, ErrandKind, ErrandState, Urgency, Way
from db.proofs import Proof


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
    proof_id: int | None = None,
    due_at: datetime | None = None,
) -> bool:
    """A text to one phone; once for each `key`. False when nothing is sent: the key was used, the number is no mobile,
    or it has opted out of texts."""
    # Who texts us gets an answer, also to STOP.
    if not is_mobile(number) or (kind is not ErrandKind.ANSWER and _opted_out(session, number)):
        return False
    row = {
        "zone_id": zone_id, "kind": kind, "key": key, "report_id": report_id, "way": Way.TEXT, "number": number,
        "number_hash": number, "position": 1, "language": language, "body": clean(body)[:LONGEST_TEXT], "proof_id": proof_id,
        "urgency": int(urgency), "due_at": due_at or now, "tries": 0, "state": ErrandState.PENDING, "made_at": now,
    }  # fmt: skip
    return bool(insert(session, row))


def prove_by_call(session: Session, proof: Proof, now: datetime) -> bool:
    """We ring the number from which something was asked; once for each proof. Who is still on the phone with us is rung
    once he has hung up."""
    row = {
        "zone_id": proof.zone_id, "kind": ErrandKind.PROOF, "key": f"proof:{proof.id}:call", "proof_id": proof.id,
        "way": Way.CALL, "number": proof.number, "number_hash": proof.number, "position": 1, "language": proof.language,
        "urgency": int(Urgency.ANSWER), "due_at": now, "tries": 0, "state": ErrandState.PENDING, "made_at": now,
    }  # fmt: skip
    return bool(insert(session, row))


def call(
    session: Session, *, key: str, zone_id: int, kind: ErrandKind, number: str, language: Language, body: str,
    now: datetime, urgency: Urgency = Urgency.ANSWER,
) -> int:  # fmt: skip
    """A call to one phone that says `body`; once for each `key`. 1, or 0 when the key was used."""
    return insert(session, {
        "zone_id": zone_id, "kind": kind, "key": key, "way": Way.CALL, "number": number, "number_hash": number,
        "position": 1, "language": language, "body": clean(body)[:LONGEST_TEXT], "urgency": int(urgency), "due_at": now,
        "tries": 0, "state": ErrandState.PENDING, "made_at": now,
    })  # fmt: skip


def ring_officer(
    session: Session,
    officer: people.Officer,
    *,
    kind: ErrandKind,
    key: str,
    due_at: datetime,
    now: datetime,
    broadcast_id: int | None = None,
    report_id: int | None = None,
) -> bool:
    """An officer is rung on the registered number; once for each `key`. Who is on the phone with us is rung after it.
    False when there is no number."""
    if officer.number is None:
        return False
    row: dict[str, object] = {
        "zone_id": officer.zone_id, "kind": kind, "key": key, "officer_id": officer.id, "broadcast_id": broadcast_id,
        "report_id": report_id, "way": Way.CALL, "number": officer.number, "number_hash": officer.number, "position": 1,
        "language": officer.language, "urgency": int(Urgency.DUTY), "due_at": due_at, "tries": 0,
        "state": ErrandState.PENDING, "made_at": now,
    }  # fmt: skip
    return bool(insert(session, row))


def insert(session: Session, row: dict[str, object]) -> int:
    """Make an errand, once for each `key`: 1, or 0 when it was made before."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    once = dialect.insert(Errand).values(row).on_conflict_do_nothing(index_elements=["key"])
    return len(session.scalars(once.returning(col(Errand.id))).all())


def is_mobile(number: str) -> bool:
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
