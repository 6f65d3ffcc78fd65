"""What the membership table does. A pause and the language are harmless and taken at once; leaving, and how one is
reached, take a call or a text of ours to the number, unless this call is one."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from broadcast import proofs
from broadcast.plan import kind_of
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import PhoneKind
from db import member_wishes
from db.member_wishes import At, at_number, paused_until
from db.people import MembershipState
from db.proofs import Proof, ProofKind, add_once, new_code, proofs_today
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import listed
from flows.times import day_words
from ivr.desk.desk import Desk, number_fact, text_fact


def open_membership(desk: Desk, visit: Visit) -> Outcome:
    """How it stands with the caller's number."""
    if desk.caller is None:
        return Outcome("no_number")
    with desk.exchange.database.reading() as session:
        found = at_number(session, desk.caller, desk.zone_id)
        until = paused_until(session, desk.caller, desk.now)
    mine = [one for one in found if one.takes_part]
    if not mine:
        waits = any(one.membership.state is MembershipState.PENDING for one in found)
        return Outcome("pending" if waits else "stranger")
    names = list(dict.fromkeys(one.network.name for one in mine))
    facts: dict[str, Fact] = {"networks": listed(names, visit.language, desk.exchange.texts)}
    if until is not None:
        return Outcome("paused", facts | {"until": last_day(desk, until, visit.language)})
    return Outcome("active", facts)


def pause_phone(desk: Desk, visit: Visit) -> Outcome:
    """Nothing to this number for so many days; told by text as well."""
    days = int(text_fact(visit, "days") or 0)
    if days == 0 or desk.caller is None:
        return Outcome("no_days")
    until = end_of_pause(desk, days)
    with desk.exchange.database.writing() as session:
        member_wishes.pause_phone(session, desk.caller, until, desk.now)
        said = last_day(desk, until, visit.language)
        _confirm(desk, session, visit, "wish_pause", {"until": said})
    wake(desk.exchange.redis)
    return Outcome("paused", {"until": said})


def resume_phone(desk: Desk, visit: Visit) -> Outcome:
    """The pause is over."""
    if desk.caller is not None:
        with desk.exchange.database.writing() as session:
            member_wishes.pause_phone(session, desk.caller, None, desk.now)
            _confirm(desk, session, visit, "wish_resume", {})
        wake(desk.exchange.redis)
    return Outcome("resumed")


def keep_language(desk: Desk, visit: Visit) -> Outcome:
    """The language that was picked is this number's from now on."""
    if desk.caller is not None:
        with desk.exchange.database.writing() as session:
            member_wishes.speak_language(session, desk.caller, visit.language, desk.now)
            _confirm(desk, session, visit, "wish_language", {})
        wake(desk.exchange.redis)
    return Outcome("kept")


def how_reached(desk: Desk, visit: Visit) -> Outcome:
    """A landline gets calls and no texts."""
    mobile = desk.caller is not None and kind_of(desk.caller) is PhoneKind.MOBILE
    return Outcome("mobile" if mobile else "landline")


def ask_wants(desk: Desk, visit: Visit) -> Outcome:
    """Calls, texts or both."""
    return _ask(desk, visit, ProofKind.WANTS, value=text_fact(visit, "wants"))


def ask_nights(desk: Desk, visit: Visit) -> Outcome:
    """Whether what is not urgent rings at night."""
    return _ask(desk, visit, ProofKind.NIGHTS, value=text_fact(visit, "nights"))


def first_of_own(desk: Desk, visit: Visit) -> Outcome:
    """The network that may be left, the oldest first."""
    return _own(desk, visit, 0)


def next_of_own(desk: Desk, visit: Visit) -> Outcome:
    """The next one; after the last the first again."""
    return _own(desk, visit, (number_fact(visit, "offered") or 0) + 1)


def ask_leave(desk: Desk, visit: Visit) -> Outcome:
    """Leaving the network that was named."""
    return _ask(desk, visit, ProofKind.LEAVE, network_id=number_fact(visit, "network_id"))


def _own(desk: Desk, visit: Visit, at: int) -> Outcome:
    networks = list({one.network.id: one.network for one in _mine(desk)}.values())
    if not networks:
        return Outcome("none")
    one = networks[at % len(networks)]
    return Outcome("found", {"offered": at % len(networks), "network_id": one.id, "network": one.name})


def _mine(desk: Desk) -> list[At]:
    if desk.caller is None:
        return []
    with desk.exchange.database.reading() as session:
        return [one for one in at_number(session, desk.caller, desk.zone_id) if one.takes_part]


def _ask(
    desk: Desk, visit: Visit, kind: ProofKind, *, value: str | None = None, network_id: int | None = None
) -> Outcome:
    """What was asked is written down; in a call of ours it is done at once, else our call or text goes first."""
    if desk.caller is None:
        return Outcome("too_many")
    with desk.exchange.database.writing() as session:
        proof = Proof(
            zone_id=desk.zone_id, kind=kind, value=value, network_id=network_id, number=desk.caller, number_hash=desk.caller,
            language=visit.language, code=new_code(), call_id=visit.id, turn=visit.turn, asked_at=desk.now,
        )  # fmt: skip
        if desk.attempt is None and proofs_today(session, desk.caller, desk.now) >= proofs.MOST_A_DAY:
            return Outcome("too_many")
        proof = add_once(session, proof)
        if desk.attempt is not None:
            proofs.prove(session, proof, desk.now)
            tell_proven(desk, session, proof)
            way = "done"
        else:
            way = proofs.ask(desk.exchange.means, session, proof, desk.now).value
    wake(desk.exchange.redis)
    return Outcome(way)


def tell_proven(desk: Desk, session: Session, proof: Proof) -> None:
    """What was proven by a call is told by text as well."""
    facts = proofs.facts_of(desk.exchange.means, session, proof)
    if proof.kind is ProofKind.MESSAGES:
        return
    name = "wish_changed" if proof.kind in {ProofKind.WANTS, ProofKind.NIGHTS} else f"wish_{proof.kind}"
    proofs.confirm_wish(
        desk.exchange.means, session, key=f"wish:{proof.call_id}:{proof.turn}", zone=desk.zone, number=proof.number,
        language=proof.language, message=name, facts=facts, now=desk.now,
    )  # fmt: skip


def end_of_pause(desk: Desk, days: int) -> datetime:
    """Midnight after the last day of a pause that begins now, where the zone is."""
    here = desk.now.astimezone(ZoneInfo(desk.zone.timezone))
    return (here + timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)


def last_day(desk: Desk, until: datetime, language: Language) -> str:
    """The last day of a pause, as it is said; French without its article, which stands in the sentence."""
    here = (until - timedelta(seconds=1)).astimezone(ZoneInfo(desk.zone.timezone))
    return day_words(here.date(), language).removeprefix("le ")


def _confirm(desk: Desk, session: Session, visit: Visit, message: str, facts: dict[str, Fact]) -> None:
    proofs.confirm_wish(
        desk.exchange.means, session, key=f"wish:{visit.id}:{visit.turn}", zone=desk.zone, number=desk.caller or "",
        language=visit.language, message=message, facts=facts, now=desk.now,
    )  # fmt: skip
