"""One call or text outside a broadcast: a report's number, an answer to a text, a call to an officer, a proof. (The duty
phones' calls and texts: `duty`.)"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from broadcast.plan import LONGEST_TEXT, kind_of
from carrier.carrier import Language
from carrier.phone import PhoneKind
from carrier.segments import clean
from db import people
from db.broadcasts import Errand, ErrandKind, ErrandState, Urgency, Way
from db.moves import move
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
    if not (is_mobile(number) if kind is ErrandKind.ANSWER else takes_texts(session, number)):
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
    session: Session, *, key: str, zone_id: int, kind: ErrandKind, number: str, language: Language, now: datetime,
    body: str | None = None, urgency: Urgency = Urgency.ANSWER, due_at: datetime | None = None, report_id: int | None = None,
) -> int:  # fmt: skip
    """A call to one phone that says `body`, or what its flow finds to say; once for each `key`. 1, or 0 when the key was used."""
    return insert(session, {
        "zone_id": zone_id, "kind": kind, "key": key, "way": Way.CALL, "number": number, "number_hash": number,
        "position": 1, "language": language, "body": clean(body)[:LONGEST_TEXT] if body else None, "urgency": int(urgency),
        "due_at": due_at or now, "tries": 0, "state": ErrandState.PENDING, "made_at": now, "report_id": report_id,
    })  # fmt: skip


def was_heard(session: Session, errand: Errand) -> None:
    """Somebody has heard this call and pressed a key: its words are not texted as well."""
    unheard = select(Errand.id).where(Errand.key == key_of_text(errand.key))
    for errand_id in session.exec(unheard).all():
        move(session, Errand, errand_id or 0, ErrandState.STOPPED, reason="heard")


def key_of_text(key: str) -> str:
    """The key of the text that goes where nobody has heard the call with this key."""
    return f"{key}:unheard"


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
    return kind_of(number) is PhoneKind.MOBILE


def takes_texts(session: Session, number: str) -> bool:
    """Whether it is a mobile that has not opted out of texts."""
    return is_mobile(number) and not _any_phone(
        session, number, col(people.Phone.no_texts_since).is_not(None)
    )


def takes_calls(session: Session, number: str) -> bool:
    """Whether it is the number of a person who has not opted out of calls."""
    return kind_of(number) is not None and not _any_phone(
        session, number, col(people.Phone.no_calls_since).is_not(None)
    )


def _any_phone(session: Session, number: str, holds: ColumnElement[bool]) -> bool:
    asked = select(people.Phone.id).where(people.Phone.number_hash == number, holds)
    return session.exec(asked.limit(1)).first() is not None
