"""Calls: what the carrier asks while somebody is on the line. Each question is one turn, and is answered once."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from flask import Blueprint, Response, request
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from broadcast import status
from broadcast.failpoints import failpoint
from broadcast.wake import wake
from carrier.carrier import Language
from carrier.phone import is_withheld
from db.broadcasts import Attempt, Broadcast, Delivery, Errand, ErrandKind
from db.calls import Call, begin_call
from db.people import Line, LineUse, Member, Zone, line_of, members_at, networks_of, shown_line
from db.reports import Report
from flows.engine.visit import Said, Spoken, Turn, Visit
from flows.engine.walk import answer, begin
from ivr.desk.actions import AtDesk
from ivr.desk.bridging import through, whispered
from ivr.desk.desk import Desk, there
from ivr.desk.reporting import keep_recording, open_report
from ivr.exchange import Exchange, exchange
from ivr.said import what_was_said, what_was_spoken
from ivr.speaking import mouth
from ivr.trouble import no_such_line, start_again, thanks, trouble
from ivr.twiml import document

voice = Blueprint("voice", __name__, url_prefix="/voice")
log = structlog.get_logger(__name__)

_NO_TURN = -1  # a report made outside any flow
_FLOW_OF_ERRAND = {
    ErrandKind.PROOF: "call_back", ErrandKind.NEWS: "news_call", ErrandKind.CALL_BACK: "officer_call",
    ErrandKind.NOT_HEARD: "not_heard_call", ErrandKind.APPROVAL: "approval_call", ErrandKind.NEW_PIN: "new_pin",
}  # fmt: skip
_FLOW_OF = {LineUse.HOTLINE: "hotline", LineUse.TEXT_LINE: "hotline", LineUse.POLICE_LINE: "police_line"}


@voice.post("/line")
def line() -> Response:
    """Somebody rings one of our numbers."""
    place = exchange()
    with place.database.writing() as session:
        found = line_of(session, request.form.get("To", ""))
        if found is None:
            return _xml(no_such_line(place))
        our_line, zone = found
        _remember(session, our_line)
    wake(place.redis)  # whatever comes of this call, a pump is at work by then
    desk = _desk(place, zone, our_line.number, None)
    return begins(place, desk, _FLOW_OF[our_line.use], zone.language, "/voice/call")


@voice.post("/call/<flow>/<step>/<int:turn>")
def call(flow: str, step: str, turn: int) -> Response:
    """What somebody who rang us pressed, said, or kept silent about."""
    place = exchange()
    with place.database.reading() as session:
        found = line_of(session, request.form.get("To", ""))
    if found is None:
        return _xml(no_such_line(place))
    our_line, zone = found
    desk = _desk(place, zone, our_line.number, None)
    return answers(place, desk, flow, zone.language, "/voice/call", (step, turn))


@voice.post("/attempt/<token>")
def attempt(token: str) -> Response:
    """Somebody picked up a call of ours."""
    place = exchange()
    if (called := _called(place, token)) is None:
        return _xml(no_such_line(place))
    desk, flow, language = called
    return begins(place, desk, flow, language, f"/voice/attempt/{token}")


@voice.post("/attempt/<token>/enter/<entrance>")
def enter(token: str, entrance: str) -> Response:
    """A live call of ours that we sent to an entrance: it begins a step, it answers none."""
    place = exchange()
    if (called := _called(place, token)) is None:
        return _xml(no_such_line(place))
    desk, flow, language = called
    at = entrance if entrance in place.flows[flow].entrances else None
    return begins(place, desk, flow, language, f"/voice/attempt/{token}", at)


@voice.post("/attempt/<token>/<flow>/<step>/<int:turn>")
def attempt_answer(token: str, flow: str, step: str, turn: int) -> Response:
    """What somebody whom we rang pressed, said, or kept silent about."""
    place = exchange()
    if (called := _called(place, token)) is None:
        return _xml(no_such_line(place))
    desk, _, language = called
    if request.form.get("Digits", "hangup") not in {"", "hangup"} and desk.attempt is not None:
        with place.database.writing() as session:
            status.pressed(session, desk.attempt, desk.now)
    return answers(place, desk, flow, language, f"/voice/attempt/{token}", (step, turn))


def _remember(session: Session, our_line: Line) -> None:
    caller = _caller()
    begin_call(session, Call(
        id=request.form["CallSid"], line_id=there(our_line.id), caller=caller, caller_hash=caller, began_at=datetime.now(UTC),
    ))  # fmt: skip


def _caller() -> str | None:
    number = request.form.get("From", "")
    return None if is_withheld(number) or not number.startswith("+") else number


def _desk(place: Exchange, zone: Zone, our_line: str, called: Attempt | None) -> Desk:
    who = called.number if called is not None else _caller()
    return Desk(place, zone, our_line, who, called, datetime.now(UTC))


def _called(place: Exchange, token: str) -> tuple[Desk, str, Language] | None:
    """The desk, the flow and the language of a call of ours, by its token."""
    with place.database.reading() as session:
        found = session.exec(select(Attempt).where(col(Attempt.token) == token)).first()
        if found is None:
            log.warning("unknown_attempt")
            return None
        if found.delivery_id is not None:
            delivery = session.get_one(Delivery, found.delivery_id)
            language, flow = session.get_one(Member, delivery.member_id).language, "alert_call"
            zone_id = _zone_of(session, delivery)
        else:
            errand = session.get_one(Errand, found.errand_id)
            language, zone_id = errand.language, errand.zone_id
            flow = _FLOW_OF_ERRAND.get(errand.kind, "duty_call")
        zone = session.get_one(Zone, zone_id)
        return _desk(place, zone, shown_line(session, zone_id, found.account) or "", found), flow, language


def begins(
    place: Exchange, desk: Desk, flow: str, language: Language, base: str, at: str | None = None
) -> Response:
    """The first words of a call; `base` is where its answers go."""
    call_id = request.form["CallSid"]
    try:
        with place.visits.one_at_a_time(call_id):
            visit = place.visits.find(call_id)
            if visit is not None and visit.kept and at is None:
                return _said(place, visit.kept[-1], base, desk)  # the carrier asks again: where we are
            turns = request.args.get("after", 0, type=int)  # those before Redis forgot where the call stood
            first = visit or Visit(call_id, flow, "", language, turns, {"zone": desk.zone.name})
            visit, turn = begin(place.flows, place.texts, first, AtDesk(desk), at)
            place.visits.keep(visit)
    except RedisError as away:
        log.error("visits_away", error=type(away).__name__)
        if not _is_alert(desk):
            return _xml(trouble(place, language))
        turn = _alert_from_scratch(place, desk, language, at, None)
    return _said(place, turn, base, desk)


def answers(
    place: Exchange, desk: Desk, flow: str, language: Language, base: str, at: tuple[str, int]
) -> Response:
    """What follows on the answer to the step and turn `at`."""
    call_id, said = request.form["CallSid"], what_was_said(place, flow, at[0])
    turn, forgotten = None, False
    try:
        with place.visits.one_at_a_time(call_id):
            visit = place.visits.find(call_id)
            forgotten = visit is None
            if visit is not None:
                visit, next_turn = answer(place.flows, place.texts, visit, at[0], at[1], said, AtDesk(desk))
                failpoint("turn.before_kept")
                place.visits.keep(visit)
                turn = next_turn
    except RedisError as away:
        log.error("visits_away", error=type(away).__name__)
    if turn is None:
        _rescue(desk, call_id, said)
        if _is_alert(desk):  # everything that it needs is in the database
            turn = _alert_from_scratch(place, desk, language, at[0], said)
        elif forgotten:
            return _xml(start_again(place, language, _start_url(place, base, at[1])))
        else:
            return _xml(trouble(place, language))
    return _said(place, turn, base, desk)


def _is_alert(desk: Desk) -> bool:
    return desk.attempt is not None and desk.attempt.delivery_id is not None


def _alert_from_scratch(
    place: Exchange, desk: Desk, language: Language, at: str | None, said: Said | None
) -> Turn:
    """An alert is heard and confirmed even when Redis has forgotten where its calls stand: all that it needs is in the
    database, so the walk begins anew at the step that was answered."""
    actions = AtDesk(desk)
    visit = Visit(request.form["CallSid"], "alert_call", "", language, facts={"zone": desk.zone.name})
    visit, turn = begin(place.flows, place.texts, visit, actions)
    if at is None:
        return turn
    visit, turn = begin(place.flows, place.texts, visit, actions, at)
    return (
        turn if said is None else answer(place.flows, place.texts, visit, at, turn.number, said, actions)[1]
    )


def _rescue(desk: Desk, call_id: str, said: Said) -> None:
    """We do not know any more where this call stood; what was spoken is kept all the same."""
    if isinstance(said, Spoken) and said.recording:
        keep_recording(desk.exchange, call_id, said.recording, said.seconds, desk.now)


def _said(place: Exchange, turn: Turn, base: str, desk: Desk) -> Response:
    url = f"{place.settings.public_base_url}{base}/{turn.flow}/{turn.step}/{turn.number}"
    recording_url = f"{place.settings.public_base_url}/status/recording"
    how, whisper = mouth(place, desk.zone_id), whispered(turn)
    whisper_url = f"{place.settings.public_base_url}{whisper}" if whisper else ""
    turn, shown = through(desk, turn)
    return _xml(document(turn, place.settings, url, recording_url, shown, how, whisper_url))


def _start_url(place: Exchange, base: str, turn: int) -> str:
    url = place.settings.public_base_url + ("/voice/line" if base == "/voice/call" else base)
    return f"{url}?after={turn}"


def _xml(document_: str) -> Response:
    return Response(document_, mimetype="text/xml")


def _zone_of(session: Session, delivery: Delivery) -> int:
    return session.get_one(Broadcast, delivery.broadcast_id).zone_id


@voice.post("/fallback")
def fallback() -> Response:
    """Something of ours broke while somebody was on the line: they are told what to do, and may still report."""
    log.error("voice_fallback", code=request.form.get("ErrorCode"))
    place = exchange()
    return _xml(trouble(place, _zone_language(place)))


@voice.post("/fallback/kept")
def fallback_kept() -> Response:
    """What was spoken after the words of the fallback is a report as any other."""
    place = exchange()
    said = what_was_spoken()
    with place.database.writing() as session:
        found = _our_line(session)
        if found is None or said.recording is None:
            return _xml(no_such_line(place))
        (our_line, zone), person = found, _person(found[0])
        members = members_at(session, person, there(zone.id)) if person else []
        networks = networks_of(session, there(members[0].id)) if members else []
        open_report(session, Report(
            zone_id=there(our_line.zone_id), network_id=networks[0].id if networks else None,
            member_id=members[0].id if members else None, reporter=person, reporter_hash=person, language=zone.language,
            call_id=request.form["CallSid"], turn=_NO_TURN, opened_at=datetime.now(UTC),
        ))  # fmt: skip
    keep_recording(place, request.form["CallSid"], said.recording, said.seconds, datetime.now(UTC))
    return _xml(thanks(place, zone.language))


def _our_line(session: Session) -> tuple[Line, Zone] | None:
    """The line of ours in this call, whichever side rang."""
    return line_of(session, request.form.get("To", "")) or line_of(session, request.form.get("From", ""))


def _person(our_line: Line) -> str | None:
    """Who is at the other end of this call, whichever side rang."""
    return request.form.get("To") if request.form.get("From") == our_line.number else _caller()


def _zone_language(place: Exchange) -> Language:
    try:
        with place.database.reading() as session:
            found = line_of(session, request.form.get("To", "")) or line_of(
                session, request.form.get("From", "")
            )
    except SQLAlchemyError:
        return Language.NL
    return found[1].language if found else Language.NL
