"""Texts that are one of our words: a pause, a language, joining, leaving, how it stands; and the code with which a text of
ours is answered."""

from __future__ import annotations

import re

from broadcast import proofs
from broadcast.plan import Words, text_body
from carrier.carrier import Language
from carrier.phone import written
from db import member_wishes
from db.member_joining import is_in, network_of_code
from db.people import shown_line
from db.proofs import Proof, ProofKind, add_once, asked_from, new_code, proofs_today
from db.reports import ReportState
from flows.phrases import listed
from flows.slots import LONGEST_NAMES, LONGEST_STANDING
from ivr.desk.desk import network_name
from ivr.desk.hotline import message_text
from ivr.desk.membership import end_of_pause, last_day
from ivr.desk.texted import Answer, Texted, cheap

PAUSE_DAYS = 7  # unless said
_CODE = re.compile(r"\W*(\d{4})\b[\s,.:;-]*(.*)", re.DOTALL)
_NAME = re.compile(r"[^,;\n\d]{2,60}")


def proves(text: Texted) -> Answer | None:
    """The answer with the code that we texted to this number: what was asked is done. For joining, a name and an address
    follow the code."""
    found = _CODE.fullmatch(text.body)
    if found is None or text.number is None:
        return None
    asked = asked_from(text.session, text.number, text.desk.zone_id, text.desk.now)
    proof = next((one for one in asked if one.code == found[1]), None)
    if proof is None or (found[2].strip() and proof.kind is not ProofKind.JOIN):
        return None
    return _proven(text, proof, found[2].strip())


def _proven(text: Texted, proof: Proof, told: str) -> Answer:
    if proof.kind is ProofKind.JOIN and told:
        named = _NAME.match(told)
        proof.told = (named[0] if named else told).strip()
    proofs.prove(text.session, proof, text.desk.now)
    facts = proofs.facts_of(text.desk.exchange.means, text.session, proof)
    name = {ProofKind.JOIN: "join_proven", ProofKind.LEAVE: "leave_proven"}.get(proof.kind, "wish_proven")
    return Answer(name, facts)


def pauses(text: Texted) -> Answer:
    """PAUZE 7: nothing to this number for so many days."""
    if text.number is None or not text.memberships:
        return Answer("no_member")
    days = text.reading.days if text.reading.days is not None else PAUSE_DAYS
    if days == 0:
        return starts(text)
    until = end_of_pause(text.desk, days)
    member_wishes.pause_phone(text.session, text.number, until, text.desk.now)
    return Answer("paused", {"until": cheap(last_day(text.desk, until, text.language), 40)})


def starts(text: Texted) -> Answer:
    """START: texts again, and the end of a pause."""
    if text.number is not None:
        member_wishes.texts_again(text.session, text.number, text.desk.now)
    return Answer("started")


def stops(text: Texted) -> Answer:
    """STOP: no more texts. Calls about what is urgent go on, unless they are stopped too."""
    if text.number is not None:
        member_wishes.no_more_texts(text.session, text.number, text.desk.now)
    return Answer("stopped")


def speaks(text: Texted) -> Answer:
    """TAAL FR: another language from now on."""
    if text.reading.language is None or text.number is None:
        return Answer("language_which")
    language = Language(text.reading.language)
    member_wishes.speak_language(text.session, text.number, language, text.desk.now)
    return Answer("language_kept", language=language)


def joins(text: Texted) -> Answer:
    """LID 2018: the answer asks for name and address, with a code that proves the number."""
    code = text.reading.network
    network = network_of_code(text.session, text.desk.zone_id, code) if code else None
    if network is None or text.number is None:
        return Answer("join_unknown")
    if is_in(text.session, text.number, text.desk.zone_id, network.id or 0):
        return Answer("join_already", {"network": network.name})
    return _ask(text, ProofKind.JOIN, network.id, network.name, "join_asked")


def leaves(text: Texted) -> Answer:
    """WEG 2018: asked once more, with a code that proves the number. Who is in one network need not name it."""
    networks = {one.network.code: one.network for one in text.memberships}
    code = text.reading.network
    network = (
        networks.get(code) if code else next(iter(networks.values()), None) if len(networks) == 1 else None
    )
    if network is None:
        return Answer("leave_unknown")
    return _ask(text, ProofKind.LEAVE, network.id, network.name, "leave_asked")


def _ask(text: Texted, kind: ProofKind, network_id: int | None, network: str, name: str) -> Answer:
    number = text.number or ""
    if proofs_today(text.session, number, text.desk.now) >= proofs.MOST_A_DAY:
        return Answer("too_many")
    proof = add_once(text.session, Proof(
        zone_id=text.desk.zone_id, kind=kind, network_id=network_id, number=number, number_hash=number, language=text.language,
        code=new_code(), call_id=text.id, turn=0, asked_at=text.desk.now,
    ))  # fmt: skip
    return Answer(name, {"network": network, "code": proof.code})


def stands(text: Texted) -> Answer:
    """STATUS: in which networks, how one is reached, and whether the newest report was heard."""
    standing = "; ".join(part for part in (_networks(text), _phone(text), _report(text)) if part)
    return Answer("status", {"standing": cheap(standing, LONGEST_STANDING)})


def _networks(text: Texted) -> str:
    names = list(dict.fromkeys(one.network.name for one in text.memberships))
    if not names:
        waits = any(not one.takes_part for one in text.here)
        return text.words("standing_pending" if waits else "standing_none")
    said = cheap(listed(names, text.language, text.desk.exchange.texts), LONGEST_NAMES)
    return text.words("standing_member", {"networks": said})


def _phone(text: Texted) -> str:
    if text.number is None or not text.memberships:
        return ""
    until = member_wishes.paused_until(text.session, text.number, text.desk.now)
    if until is not None:
        return text.words("standing_paused", {"until": last_day(text.desk, until, text.language)})
    phone = member_wishes.phones_at(text.session, text.number)[0]
    if phone.no_texts_since is not None:
        return text.words("wish_calls")
    return text.words(f"wish_{phone.wants}")


def _report(text: Texted) -> str:
    report = text.recent_report()
    if report is None:
        return ""
    name = "standing_unheard" if report.state is ReportState.FILED else "standing_heard"
    return text.words(name, {"number": report.number})


def repeats(text: Texted) -> Answer:
    """HERHAAL: the last message once more."""
    if text.newest is None:
        return Answer("nothing_sent")
    broadcast, delivery = text.newest
    network = network_name(text.session, delivery.network_id)
    said = None if broadcast.recording_id else message_text(text.desk, broadcast, network, text.language)
    line = written(shown_line(text.session, text.desk.zone_id) or text.desk.line)
    body = text_body(Words(broadcast.kind, network, line, said), text.language, text.desk.exchange.texts)
    return Answer("repeated", body=body)
