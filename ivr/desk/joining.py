"""What the tables of joining and of the call back do: find a network, open the wish to join, prove the number."""

from __future__ import annotations

from sqlmodel import Session, col, select

from broadcast import proofs
from broadcast.wake import wake
from carrier.phone import NotAPhone, Phone
from db.broadcasts import Errand, Way
from db.member_joining import is_in, network_of_code, networks_at
from db.people import Network
from db.proofs import Proof, ProofKind, ProofState, add_once, new_code, proofs_today
from flows.engine.visit import Fact, Outcome, Spoken, Visit
from ivr.desk.desk import Desk, number_fact, text_fact
from ivr.desk.membership import tell_proven
from ivr.desk.reporting import keep_recording

_EMPTY_AT_MOST = 2  # times that no name was heard after the beep


def begin_joining(desk: Desk, visit: Visit) -> Outcome:
    """Who joins has a number that we may call back."""
    try:
        Phone.parse(desk.caller or "", countries=desk.exchange.settings.countries)
    except NotAPhone:
        return Outcome("no_number")
    return Outcome("number")


def first_at_postcode(desk: Desk, visit: Visit) -> Outcome:
    """The first network of that postcode."""
    return _at(desk, visit, 0)


def next_at_postcode(desk: Desk, visit: Visit) -> Outcome:
    """The next one there."""
    return _at(desk, visit, (number_fact(visit, "offered") or 0) + 1)


def network_by_code(desk: Desk, visit: Visit) -> Outcome:
    """The network whose code was keyed in."""
    with desk.exchange.database.reading() as session:
        found = network_of_code(session, desk.zone_id, text_fact(visit, "code"))
    return Outcome("found", _named(found, 0)) if found else Outcome("unknown")


def open_joining(desk: Desk, visit: Visit) -> Outcome:
    """The row of the wish exists before the beep."""
    network_id, number = number_fact(visit, "network_id"), desk.caller
    if network_id is None or number is None:
        return Outcome("too_many")
    with desk.exchange.database.writing() as session:
        if is_in(session, number, desk.zone_id, network_id):
            return Outcome("member")
        if proofs_today(session, number, desk.now) >= proofs.MOST_A_DAY:
            return Outcome("too_many")
        add_once(session, Proof(
            zone_id=desk.zone_id, kind=ProofKind.JOIN, state=ProofState.OPEN, network_id=network_id, number=number, number_hash=number,
            language=visit.language, code=new_code(), call_id=visit.id, turn=visit.turn, asked_at=desk.now,
        ))  # fmt: skip
    return Outcome("open")


def keep_name(desk: Desk, visit: Visit, said: Spoken) -> Outcome:
    """The name and the address are kept; who asks is pending, and the number is about to be proven."""
    if said.recording:
        keep_recording(desk.exchange, visit.id, said.recording, said.seconds, desk.now)
    return Outcome("kept")


def name_is_empty(desk: Desk, visit: Visit) -> Outcome:
    """No name was heard: once more, then no more."""
    times = (number_fact(visit, "no_name_times") or 0) + 1
    return Outcome("again" if times < _EMPTY_AT_MOST else "enough", {"no_name_times": times})


def how_proven(desk: Desk, visit: Visit) -> Outcome:
    """By a text or by a call."""
    with desk.exchange.database.reading() as session:
        way = proofs.way_to(session, desk.caller or "", ProofKind.JOIN)
    return Outcome("text" if way is Way.TEXT else "call")


def answer_call_back(desk: Desk, visit: Visit) -> Outcome:
    """What was asked from the number that we ring."""
    with desk.exchange.database.reading() as session:
        proof = _proof(desk, session)
        if proof is None or proof.state is not ProofState.ASKED:
            return Outcome("none")
        return Outcome(proof.kind, proofs.facts_of(desk.exchange.means, session, proof), proof.language)


def prove_number(desk: Desk, visit: Visit) -> Outcome:
    """Key 1: who answers has the number, and it is done. Of two members of a house, who is asked first."""
    with desk.exchange.database.writing() as session:
        proof = _proof(desk, session)
        if proof is None:
            return Outcome("none")
        leavers = proofs.leavers(session, proof) if proof.kind is ProofKind.LEAVE else []
        if len(leavers) > 1 and not text_fact(visit, "whose"):
            return Outcome("whose", {"first": leavers[0].member.name, "second": leavers[1].member.name})
        whose = leavers[text_fact(visit, "whose") == "second"].member.id if len(leavers) > 1 else None
        if not proofs.prove(session, proof, desk.now, whose):
            return Outcome("none")
        tell_proven(desk, session, proof)
        wants_messages = proof.kind is ProofKind.MESSAGES
    wake(desk.exchange.redis)
    return Outcome(proof.kind, {"wants_messages": wants_messages})


def refuse_proof(desk: Desk, visit: Visit) -> Outcome:
    """Key 9: somebody else had asked."""
    with desk.exchange.database.writing() as session:
        proof = _proof(desk, session)
        if proof is not None:
            proofs.refuse(session, proof)
    return Outcome("refused")


def _at(desk: Desk, visit: Visit, at: int) -> Outcome:
    with desk.exchange.database.reading() as session:
        found = networks_at(session, desk.zone_id, text_fact(visit, "postcode"))
    return Outcome("found", _named(found[at], at)) if at < len(found) else Outcome("none")


def _named(network: Network, at: int) -> dict[str, Fact]:
    return {"network_id": network.id, "network": network.name, "offered": at}


def _proof(desk: Desk, session: Session) -> Proof | None:
    if desk.attempt is None or desk.attempt.errand_id is None:
        return None
    of_errand = select(Errand.proof_id).where(Errand.id == desk.attempt.errand_id)
    return session.exec(select(Proof).where(col(Proof.id).in_(of_errand)).with_for_update()).first()
