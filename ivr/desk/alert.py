"""What the alert call does: who answered hears it once, twice, or after the beep; keys and tellings are written down."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from broadcast import errands, status
from broadcast.wake import wake
from carrier.carrier import PickedUpBy
from carrier.phone import written
from carrier.segments import plain
from db.broadcasts import Attempt, Broadcast, BroadcastKind, BroadcastState, Delivery, Errand, ErrandKind
from db.member_changes import pause_member, remove_member
from db.member_wishes import pause_phone
from db.people import Member, Network
from db.set_up import CannotSetUp
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import spoken_number
from flows.times import day_words
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, text_fact, there
from ivr.desk.hotline import message_text

OVER = "over"  # the outcome of a broadcast that says: it is over
_PAUSE = "7"  # days
_MOST_TELLINGS = 5  # two of the message, then three short questions while the carrier listens for a machine
_SIGHTINGS = frozenset({"alert", "correction"})  # what may be answered with a sighting


def answer_alert(desk: Desk, visit: Visit) -> Outcome:
    """Somebody, or something, picked up. The first call to be answered is the one that tells it."""
    attempt = _attempt(desk)
    with desk.exchange.database.writing() as session:
        delivery, broadcast = _subject(session, attempt)
        first = status.answered(session, attempt, visit.id, desk.now)
        facts = _facts(desk, session, delivery, broadcast)
    if broadcast.state is not BroadcastState.CONFIRMED and broadcast.closed_why in {"over", "stopped"}:
        return Outcome("ended", facts)
    if not first:
        return Outcome("again", facts)
    return Outcome(told_as(broadcast), facts)


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
    """What is not an alert is heard; an alert may also be answered with a sighting. A machine is told where to ring."""
    if visit.facts.get("after_beep"):
        return Outcome("machine")
    return Outcome("alert" if visit.facts.get("told_as") in _SIGHTINGS else "other")


def was_told(desk: Desk, visit: Visit) -> Outcome:
    """One telling was heard through without a key."""
    with desk.exchange.database.writing() as session:
        times = status.told(session, _attempt(desk), desk.now)
    return Outcome("once" if times < 2 else "twice")


def wants_it_again(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: a person is listening."""
    with desk.exchange.database.writing() as session:
        status.pressed(session, _attempt(desk), desk.now)
    return Outcome("again", {"after_beep": None})


def machine_verdict(desk: Desk, visit: Visit) -> Outcome:
    """Whether the carrier knows by now that a person picked up. A machine's call is redirected after its beep; who is
    asked the short question a few times, and does not answer, is let go."""
    with desk.exchange.database.reading() as session:
        attempt = session.get_one(Attempt, _attempt(desk).id)
    waits = attempt.picked_up_by in {None, PickedUpBy.MACHINE} and attempt.told < _MOST_TELLINGS
    return Outcome("not_yet" if waits else "person")


def after_beep(desk: Desk, visit: Visit) -> Outcome:
    """The machine has beeped: the whole message from the start, and the number to ring back."""
    attempt = _attempt(desk)
    with desk.exchange.database.writing() as session:
        delivery, broadcast = _subject(session, attempt)
        status.answered(session, attempt, visit.id, desk.now)
        facts = _facts(desk, session, delivery, broadcast)
    facts["line"] = spoken_number(desk.line, visit.language)
    return Outcome(told_as(broadcast), facts | {"after_beep": True})


def machine_heard(desk: Desk, visit: Visit) -> Outcome:
    """The message was played to its end after the beep."""
    with desk.exchange.database.writing() as session:
        status.voicemail_complete(session, _attempt(desk), desk.now)
    wake(desk.exchange.redis)
    return Outcome("kept")


def how_it_ended(desk: Desk, visit: Visit) -> Outcome:
    """Whether the alert is over, or the message was withdrawn; a drill is neither."""
    with desk.exchange.database.reading() as session:
        _, broadcast = _subject(session, _attempt(desk))
    if broadcast.kind is BroadcastKind.DRILL:
        return Outcome("drill")
    over = broadcast.kind is BroadcastKind.ALERT and broadcast.closed_why == "over"
    return Outcome("over" if over else "stopped")


def take_pause(desk: Desk, visit: Visit) -> Outcome:
    """No calls and no texts to this member for so many days; the mobile gets it confirmed by text."""
    days = timedelta(days=int(text_fact(visit, "pause_days") or _PAUSE))
    until = _morning(desk, desk.now + days)
    with desk.exchange.database.writing() as session:
        member = session.get_one(Member, number_fact(visit, "member_id"))
        pause_member(session, member, until=until, now=desk.now, who=_who(member))
        pause_phone(session, _attempt(desk).number, until, desk.now)  # whoever else of the house has it, too
        day = day_words(until.date(), visit.language)
        _confirm_by_text(desk, session, visit, "wish_paused", {"day": plain(day)})
    wake(desk.exchange.redis)
    return Outcome("paused", {"day": day})


def leave_network(desk: Desk, visit: Visit) -> Outcome:
    """No member of the network that called any more; the mobile gets it confirmed by text. Done twice, it is done once."""
    with desk.exchange.database.writing() as session:
        member = session.get_one(Member, number_fact(visit, "member_id"))
        code = session.get_one(Network, number_fact(visit, "network_id")).code
        with suppress(CannotSetUp):  # has left already
            remove_member(session, member, code=code, now=desk.now, who=_who(member))
        _confirm_by_text(desk, session, visit, "wish_left", {})
    wake(desk.exchange.redis)
    return Outcome("left")


def find_news(desk: Desk, visit: Visit) -> Outcome:
    """What a coordinator is rung for."""
    with desk.exchange.database.reading() as session:
        errand = session.get(Errand, _attempt(desk).errand_id)
    if errand is None or not errand.body:
        return Outcome("none")
    return Outcome("news", {"message": errand.body})


def told_as(broadcast: Broadcast) -> str:
    """What a broadcast sounds like from its first word."""
    if broadcast.outcome == OVER:
        return "over"
    return broadcast.kind.value


def _morning(desk: Desk, then: datetime) -> datetime:
    """The beginning of that day, where people are."""
    there_then = then.astimezone(ZoneInfo(desk.zone.timezone))
    return datetime.combine(there_then.date(), time(), there_then.tzinfo)


def _who(member: Member) -> str:
    return f"member {member.id}"


def _confirm_by_text(desk: Desk, session: Session, visit: Visit, name: str, more: dict[str, Fact]) -> None:
    """Who was rung, and has a mobile, reads what was noted: it may have been somebody else at this phone."""
    facts: dict[str, Fact] = {**visit.facts, "line": written(desk.line), **more}
    errands.text(
        session, key=f"{name}:{visit.id}", zone_id=desk.zone_id, kind=ErrandKind.MEMBER_NOTICE,
        number=_attempt(desk).number, language=visit.language, body=desk.exchange.texts.message(name, visit.language, facts),
        now=desk.now,
    )  # fmt: skip


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
        "told_as": told_as(broadcast),
        "after_beep": None,
    }
