"""The messages that went to a caller's number: the alert that is heard again when they ring back, and the latest ones."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import Session, col, select

from broadcast import proofs
from broadcast.wake import wake
from db.broadcasts import Broadcast, BroadcastState, Delivery
from db.people import Membership, MembershipState, Phone
from db.proofs import Proof, ProofKind, add_once, new_code, proofs_today
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import what_words
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, there
from ivr.desk.hotline import message_text

Told = tuple[Broadcast, Delivery]

_MESSAGES_FOR = timedelta(days=7)  # the latest messages go back so far
_OVER = "over"  # the outcome of a broadcast that says that an alert is over
_STILL_IN_IT = (MembershipState.ACTIVE, MembershipState.PAUSED)


def find_recent_alert(desk: Desk, visit: Visit) -> Outcome:
    """The newest message that went to the caller's number within the replay window: an alert, or how it ended."""
    return _replay(desk, visit, 0)


def find_next_alert(desk: Desk, visit: Visit) -> Outcome:
    """The one before it: several alerts may run, and the newest is heard first."""
    return _replay(desk, visit, (number_fact(visit, "message_at") or 0) + 1)


def find_same_alert(desk: Desk, visit: Visit) -> Outcome:
    """The one that was just heard, once more."""
    with desk.exchange.database.reading() as session:
        found = _sent(session, desk, desk.exchange.settings.replay_window)
        ids = [broadcast.id for broadcast, _ in _not_settled(found)]
        same = number_fact(visit, "broadcast_id")
        at = ids.index(same) if same in ids else 0
        return _message(desk, session, visit, _not_settled(found), at, "alert_audio")


def find_latest_message(desk: Desk, visit: Visit) -> Outcome:
    """The newest message or feedback of the caller's networks."""
    return _latest(desk, visit, 0)


def find_older_message(desk: Desk, visit: Visit) -> Outcome:
    """The one before it."""
    return _latest(desk, visit, (number_fact(visit, "message_at") or 0) + 1)


def ask_messages(desk: Desk, visit: Visit) -> Outcome:
    """Older messages are heard in a call of ours: a number alone proves nothing."""
    if desk.caller is None:
        return Outcome("too_many")
    with desk.exchange.database.writing() as session:
        if proofs_today(session, desk.caller, desk.now) >= proofs.MOST_A_DAY:
            return Outcome("too_many")
        proof = Proof(
            zone_id=desk.zone_id, kind=ProofKind.MESSAGES, number=desk.caller, number_hash=desk.caller, code=new_code(),
            language=visit.language, call_id=visit.id, turn=visit.turn, asked_at=desk.now,
        )  # fmt: skip
        proofs.ask(desk.exchange.means, session, add_once(session, proof), desk.now)
    wake(desk.exchange.redis)
    return Outcome("call")


def _replay(desk: Desk, visit: Visit, at: int) -> Outcome:
    with desk.exchange.database.reading() as session:
        found = _sent(session, desk, desk.exchange.settings.replay_window)
        return _message(desk, session, visit, _not_settled(found), at, "alert_audio")


def _latest(desk: Desk, visit: Visit, at: int) -> Outcome:
    """By the number alone what the replay window has; in a call of ours, of a week."""
    window = desk.exchange.settings.replay_window if desk.attempt is None else _MESSAGES_FOR
    with desk.exchange.database.reading() as session:
        found = _sent(session, desk, max(window, desk.exchange.settings.replay_window))
        outcome = _message(desk, session, visit, found, at, "latest_audio")
        if outcome.name == "none" and desk.attempt is None and len(_sent(session, desk, _MESSAGES_FOR)) > at:
            return Outcome("older")
        return outcome


def _sent(session: Session, desk: Desk, window: timedelta) -> list[Told]:
    """What went to this number since then, the newest first; nothing of a network that was left."""
    if desk.caller is None:
        return []
    in_it = select(Membership.member_id).where(
        col(Membership.member_id) == col(Delivery.member_id),
        col(Membership.network_id) == col(Delivery.network_id),
        col(Membership.state).in_(_STILL_IN_IT),
    )
    asked = (
        select(Broadcast, Delivery)
        .join(Delivery, col(Delivery.broadcast_id) == col(Broadcast.id))
        .join(Phone, col(Phone.member_id) == col(Delivery.member_id))
        .where(
            col(Phone.number_hash) == desk.caller,
            Broadcast.zone_id == desk.zone_id,
            col(Broadcast.state).in_([BroadcastState.CONFIRMED, BroadcastState.CLOSED]),
            col(Broadcast.confirmed_at) >= desk.now - window,
            in_it.exists(),
        )
        # of two members of a house, the one whose phone rang comes first
        .order_by(col(Broadcast.confirmed_at).desc(), col(Broadcast.id).desc(), col(Delivery.tries).desc(), col(Delivery.id))
    )  # fmt: skip
    newest: dict[int, Told] = {}
    for broadcast, delivery in session.exec(asked):
        newest.setdefault(there(broadcast.id), (broadcast, delivery))
    return list(newest.values())


def _what(broadcast: Broadcast) -> str:
    return _OVER if broadcast.outcome == _OVER else broadcast.kind.value


def _not_settled(found: list[Told]) -> list[Told]:
    """Without the alerts of which it was told how they ended: that is heard instead."""
    settled = {broadcast.settles for broadcast, _ in found}
    return [one for one in found if one[0].id not in settled]


def _message(desk: Desk, session: Session, visit: Visit, found: list[Told], at: int, audio: str) -> Outcome:
    if at >= len(found):
        return Outcome("none")
    broadcast, delivery = found[at]
    network = network_name(session, delivery.network_id)
    facts: dict[str, Fact] = {
        "broadcast_id": broadcast.id,
        "settles": broadcast.settles,
        "delivery_id": delivery.id,
        "member_id": delivery.member_id,
        "network_id": delivery.network_id,
        "network": network,
        "what_words": what_words(_what(broadcast), visit.language, desk.exchange.texts),
        "ago": desk.ago(broadcast.confirmed_at, visit.language),
        "message_at": at,
    }
    if broadcast.recording_id is None:
        return Outcome("written", facts | {"message": message_text(desk, broadcast, network, visit.language)})
    ready, token = recording_facts(session, broadcast.recording_id, audio)
    if ready == "yes":
        return Outcome("spoken", facts | token)
    missing = desk.exchange.texts.message("voice_missing", visit.language, {"network": network})
    return Outcome("written", facts | {"message": missing})
