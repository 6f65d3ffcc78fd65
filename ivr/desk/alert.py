"""What the alert call does: who answered hears it once, twice, or after the beep; keys and tellings are written down."""

from __future__ import annotations

from sqlmodel import Session

from broadcast import status
from broadcast.wake import wake
from carrier.carrier import PickedUpBy
from db.broadcasts import Attempt, Broadcast, BroadcastKind, BroadcastState, Delivery
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import spoken_number
from ivr.desk.desk import Desk, network_name, recording_facts, there
from ivr.desk.hotline import message_text

_KIND = {
    BroadcastKind.FEEDBACK: "feedback",
    BroadcastKind.DRILL: "drill",
}


def answer_alert(desk: Desk, visit: Visit) -> Outcome:
    """Somebody, or something, picked up. The first call to be answered is the one that tells it."""
    attempt = _attempt(desk)
    with desk.exchange.database.writing() as session:
        delivery, broadcast = _subject(session, attempt)
        first = status.answered(session, attempt, visit.id, desk.now)
        facts = _facts(desk, session, delivery, broadcast)
    if broadcast.state is not BroadcastState.CONFIRMED and broadcast.closed_why in {"over", "stopped"}:
        return Outcome("over", facts)
    if not first:
        return Outcome("again", facts)
    return Outcome(_KIND.get(broadcast.kind, "alert"), facts)


def find_message(desk: Desk, visit: Visit) -> Outcome:
    """The officer's own voice, or the written words in the member's language."""
    with desk.exchange.database.reading() as session:
        _, broadcast = _subject(session, _attempt(desk))
        ready, token = recording_facts(session, broadcast.recording_id, "message_audio")
        if ready == "yes":
            return Outcome("spoken", token)
        network = str(visit.facts.get("network") or "")
        if broadcast.recording_id is None:
            return Outcome("written", {"message": message_text(desk, broadcast, network, visit.language)})
    return Outcome(
        "written",
        {"message": desk.exchange.texts.message("voice_missing", visit.language, {"network": network})},
    )


def which_choice(desk: Desk, visit: Visit) -> Outcome:
    """Feedback is heard; an alert may also be answered with a sighting."""
    return Outcome("feedback" if visit.facts.get("broadcast_kind") == BroadcastKind.FEEDBACK else "alert")


def was_told(desk: Desk, visit: Visit) -> Outcome:
    """One telling was heard through without a key."""
    with desk.exchange.database.writing() as session:
        times = status.told(session, _attempt(desk), desk.now)
    return Outcome("once" if times < 2 else "twice")


def wants_it_again(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: a person is listening."""
    with desk.exchange.database.writing() as session:
        status.pressed(session, _attempt(desk), desk.now)
    return Outcome("again")


def machine_verdict(desk: Desk, visit: Visit) -> Outcome:
    """Whether the carrier knows by now that a person picked up. A machine's call is redirected after its beep."""
    verdict = _attempt(desk).picked_up_by
    return Outcome("not_yet" if verdict in {None, PickedUpBy.MACHINE} else "person")


def after_beep(desk: Desk, visit: Visit) -> Outcome:
    """The machine has beeped: the whole message from the start, and the number to ring back."""
    attempt = _attempt(desk)
    with desk.exchange.database.writing() as session:
        delivery, broadcast = _subject(session, attempt)
        status.answered(session, attempt, visit.id, desk.now)
        facts = _facts(desk, session, delivery, broadcast)
    facts["line"] = spoken_number(desk.line, visit.language)
    return Outcome(_KIND.get(broadcast.kind, "alert"), facts)


def machine_heard(desk: Desk, visit: Visit) -> Outcome:
    """The message was played to its end after the beep."""
    with desk.exchange.database.writing() as session:
        status.voicemail_complete(session, _attempt(desk), desk.now)
    wake(desk.exchange.redis)
    return Outcome("kept")


def _attempt(desk: Desk) -> Attempt:
    if desk.attempt is None:
        raise ValueError("an alert call without its attempt")
    return desk.attempt


def _subject(session: Session, attempt: Attempt) -> tuple[Delivery, Broadcast]:
    delivery = session.get_one(Delivery, there(attempt.delivery_id))
    return delivery, session.get_one(Broadcast, delivery.broadcast_id)


def _facts(desk: Desk, session: Session, delivery: Delivery, broadcast: Broadcast) -> dict[str, Fact]:
    return {
        "zone": desk.zone.name,
        "network": network_name(session, delivery.network_id),
        "network_id": delivery.network_id,
        "member_id": delivery.member_id,
        "delivery_id": delivery.id,
        "broadcast_id": broadcast.id,
        "broadcast_kind": broadcast.kind.value,
    }
