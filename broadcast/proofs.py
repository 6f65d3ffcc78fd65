"""Proving a number: a text or a call of ours goes to it, and what was asked is done once that was answered. A wish that
was taken by phone is confirmed by text."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from broadcast import errands
from broadcast.follow_up import by_text_after
from broadcast.means import Means
from broadcast.plan import kind_of
from carrier.carrier import Language
from carrier.phone import PhoneKind
from db import member_wishes
from db.broadcasts import Errand, ErrandKind, ErrandState, Urgency, Way
from db.member_joining import put_on_the_list
from db.moves import move
from db.people import Network, Phone, Wants, Zone
from db.proofs import Proof, ProofKind, ProofState
from flows.engine.visit import Fact
from flows.phrases import wish_words

MOST_A_DAY = 5  # proofs asked from one number: nobody is pestered


def way_to(session: Session, number: str, kind: ProofKind) -> Way:
    """A text to a mobile that takes texts; else a call. Old messages are heard in a call alone."""
    phones = member_wishes.phones_at(session, number)
    no_texts = any(phone.no_texts_since is not None or phone.wants is Wants.CALLS for phone in phones)
    if kind is ProofKind.MESSAGES or no_texts or kind_of(number) is not PhoneKind.MOBILE:
        return Way.CALL
    return Way.TEXT


def ask(means: Means, session: Session, proof: Proof, now: datetime) -> Way:
    """Our call or text to the number is due; once for each proof. A call that nobody answers is made again, and then
    the code goes by text, where the number can be texted. Which way it goes first."""
    if proof.state is ProofState.OPEN:
        move(session, Proof, proof.id or 0, ProofState.ASKED)
        session.refresh(proof)
    way = way_to(session, proof.number, proof.kind)
    key, due_at = f"proof:{proof.id}:text", now
    if way is Way.CALL:
        errands.prove_by_call(session, proof, now)
        # Who does not pick up a mobile is texted, unless it is words that can only be heard.
        if proof.kind is ProofKind.MESSAGES:
            return way
        key, due_at = f"proof:{proof.id}:unheard", now + by_text_after(ErrandKind.PROOF)
    body = means.texts.message(f"proof_{proof.kind}", proof.language, facts_of(means, session, proof))
    errands.text(
        session, key=key, zone_id=proof.zone_id, kind=ErrandKind.PROOF, number=proof.number,
        language=proof.language, body=body, now=now, urgency=Urgency.ANSWER, proof_id=proof.id, due_at=due_at,
    )  # fmt: skip
    return way


def facts_of(means: Means, session: Session, proof: Proof) -> dict[str, Fact]:
    """What is said of what was asked."""
    network = session.get(Network, proof.network_id) if proof.network_id else None
    zone = session.get_one(Zone, proof.zone_id)
    wish = wish_words(proof.value, proof.language, means.texts) if proof.value else ""
    name = network.name if network else zone.name
    return {"zone": zone.name, "network": name, "code": proof.code, "wish_words": wish}


def prove(session: Session, proof: Proof, now: datetime, member_id: int | None = None) -> bool:
    """Somebody has answered our call or text: what was asked is done; whether it was not done before. `member_id`: whose
    wish it is, where several have the number."""
    if not move(session, Proof, proof.id or 0, ProofState.PROVEN, proven_at=now):
        return False
    _stop_asking(session, proof)
    for phone in member_wishes.phones_at(session, proof.number):
        phone.proven_at = now
    match proof.kind:
        case ProofKind.JOIN:
            put_on_the_list(session, proof, now)
            _proven(session, proof, now)
        case ProofKind.LEAVE:
            for one in leavers(session, proof):
                if member_id in {None, one.member.id}:
                    member_wishes.leave(session, one.member.id or 0, proof.network_id or 0, now)
        case ProofKind.WANTS:
            member_wishes.want(session, proof.number, Wants(proof.value or ""), now)
        case ProofKind.NIGHTS:
            member_wishes.want_quiet_nights(session, proof.number, proof.value == "quiet", now)
        case ProofKind.MESSAGES:
            pass  # they are heard in the call that proved it
    return True


def refuse(session: Session, proof: Proof) -> bool:
    """It was somebody else who had asked: nothing is done."""
    _stop_asking(session, proof)
    return move(session, Proof, proof.id or 0, ProofState.REFUSED)


def _stop_asking(session: Session, proof: Proof) -> None:
    """It was answered: what else was to ask for it is not made."""
    waits = select(Errand.id).where(
        Errand.proof_id == proof.id, Errand.kind == ErrandKind.PROOF, Errand.state == ErrandState.PENDING
    )
    for errand_id in session.exec(waits).all():
        move(session, Errand, errand_id or 0, ErrandState.STOPPED, reason="answered")


def leavers(session: Session, proof: Proof) -> list[member_wishes.At]:
    """Who at that number is in the network that is to be left."""
    found = member_wishes.at_number(session, proof.number, proof.zone_id)
    return [one for one in found if one.network.id == proof.network_id]


def confirm_wish(
    means: Means,
    session: Session,
    *,
    key: str,
    zone: Zone,
    number: str,
    language: Language,
    message: str,
    facts: dict[str, Fact],
    now: datetime,
) -> None:
    """What was done for this number is told to it by text, if it is a mobile that takes texts."""
    body = means.texts.message(message, language, {"zone": zone.name, **facts})
    errands.text(
        session, key=key, zone_id=zone.id or 0, kind=ErrandKind.MEMBER_NOTICE, number=number, language=language,
        body=body, now=now, urgency=Urgency.ANSWER,
    )  # fmt: skip


def _proven(session: Session, proof: Proof, now: datetime) -> None:
    """The phone of a new member was made just now."""
    for phone in session.exec(select(Phone).where(col(Phone.number_hash) == proof.number_hash)):
        phone.proven_at = now
