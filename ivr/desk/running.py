"""The message that runs: how far it is, what was seen, new sightings as they come; over, stopped, corrected."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from broadcast import start
from broadcast.wake import wake
from db.alarms import carrier_trouble
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastKind, BroadcastState
from db.moves import move
from db.officers import may_send_to_all, networks_to
from db.reports import Report, ReportState, sightings_of
from flows.engine.visit import Fact, Outcome, Visit
from flows.phrases import trouble_words
from ivr.desk.choosing import NEW, running_in
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, text_fact, there
from ivr.desk.drafts import draft_row
from ivr.desk.notices import tell_of_start
from ivr.desk.officers import for_officers, network_ids, the_officer
from ivr.desk.waiting import take

_RUN = (BroadcastKind.ALERT, BroadcastKind.NOTICE, BroadcastKind.DRILL)
_EVERY = 20  # seconds between two tellings of how far it is, while somebody listens
OVER = "over"


@for_officers
def find_running_alert(desk: Desk, visit: Visit) -> Outcome:
    """The message that this call started, else the newest that runs in the officer's networks, with its counts."""
    with desk.exchange.database.reading() as session:
        running = _its_own(session, visit) or running_in(session, network_ids(session, visit), _RUN)
        if running is None:
            return Outcome("none", {"broadcast_id": None})
        facts = _counts(session, running) | {
            "broadcast_id": running.id,
            "network": network_name(session, next(iter(networks_to(session, there(running.id))), None)),
        }
        trouble = _carrier(desk, session)
    facts |= _told(desk, facts) | _trouble(desk, visit, trouble)
    return Outcome("trouble" if trouble else "live", facts)


def _carrier(desk: Desk, session: Session) -> str | None:
    return carrier_trouble(session, desk.now, desk.exchange.settings.carrier_timeout)


def _trouble(desk: Desk, visit: Visit, trouble: str | None) -> dict[str, Fact]:
    """What is told of the carrier, and that it was told."""
    words = trouble_words(trouble, visit.language, desk.exchange.texts) if trouble else None
    return {"trouble_words": words, "told_trouble": trouble}


def _its_own(session: Session, visit: Visit) -> Broadcast | None:
    mine = session.get(Broadcast, number_fact(visit, "broadcast_id") or 0)
    if mine is None or mine.state is not BroadcastState.CONFIRMED or mine.kind not in _RUN:
        return None
    officer = number_fact(visit, "officer_id") or 0
    return mine if may_send_to_all(session, officer, networks_to(session, there(mine.id))) else None


def _counts(session: Session, running: Broadcast) -> dict[str, Fact]:
    counts = start.counts(session, there(running.id))
    return {
        "members": running.members, "reached": counts.reached, "confirmed": counts.confirmed, "sightings": counts.sightings,
    }  # fmt: skip


def _told(desk: Desk, facts: dict[str, Fact]) -> dict[str, Fact]:
    return {"told_of": f"{facts['reached']}/{facts['confirmed']}", "told_at": int(desk.now.timestamp())}


# ---- sightings


@for_officers
def newest_sighting(desk: Desk, visit: Visit) -> Outcome:
    """What was seen last since the alert."""
    return _sighting(desk, visit, before=None)


@for_officers
def older_sighting(desk: Desk, visit: Visit) -> Outcome:
    """The one before the sighting that was just heard."""
    return _sighting(desk, visit, before=number_fact(visit, "sighting_id"))


@for_officers
def listen(desk: Desk, visit: Visit) -> Outcome:
    """The officer has stayed on the line: what is wrong with the carrier, or well again; else a sighting that nobody has
    heard; else how far it is by now, if that has changed."""
    with desk.exchange.database.reading() as session:
        running = _its_own(session, visit)
        if running is None:
            return Outcome("over", {"broadcast_id": None})
        counts, trouble = _counts(session, running), _carrier(desk, session)
    if trouble != visit.facts.get("told_trouble"):
        told = _told(desk, counts) | _trouble(desk, visit, trouble)
        return Outcome("trouble" if trouble else "well", counts | told)
    sighting = _sighting(desk, visit, before=None, only_new=True)
    if sighting.name != "none":
        return sighting
    told = _told(desk, counts)
    soon = int(desk.now.timestamp()) - (number_fact(visit, "told_at") or 0) < _EVERY
    if soon or told["told_of"] == text_fact(visit, "told_of"):
        return Outcome("quiet")
    return Outcome("progress", counts | told)


def _sighting(desk: Desk, visit: Visit, *, before: int | None, only_new: bool = False) -> Outcome:
    with desk.exchange.database.writing() as session:
        for sighting in sightings_of(session, number_fact(visit, "broadcast_id") or 0):
            if before is not None and there(sighting.id) >= before:
                continue
            if only_new and sighting.state is not ReportState.FILED:
                continue
            ready, token = recording_facts(session, sighting.recording_id, "sighting_audio")
            if sighting.recording_id is not None and ready != "yes":
                continue  # not in from the carrier yet: the one before it is better than silence
            return _heard(desk, session, visit, sighting, token)
    return Outcome("none")


def _heard(desk: Desk, session: Session, visit: Visit, sighting: Report, token: dict[str, Fact]) -> Outcome:
    take(desk, session, sighting, the_officer(visit))
    write_down(session, desk.now, the_officer(visit), "sighting heard", report=sighting.id)
    facts: dict[str, Fact] = {
        "sighting_id": sighting.id,
        "ago": desk.ago(sighting.filed_at, visit.language),
        "message": sighting.text or "",
    }
    return Outcome("written", facts) if sighting.recording_id is None else Outcome("spoken", facts | token)


# ---- its end


@for_officers
def end_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: it is over; exactly those who were reached are told so."""
    if not _finish(desk, visit, OVER):
        return Outcome("none")
    return Outcome("told" if _tell_reached(desk, visit) else "nobody")


@for_officers
def stop_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 3: no more calls."""
    return Outcome("stopped" if _finish(desk, visit, "stopped") else "none")


@for_officers
def tell_over(desk: Desk, visit: Visit) -> Outcome:
    """After a stop: those who were reached are told that it is over."""
    return Outcome("told" if _tell_reached(desk, visit) else "nobody")


@for_officers
def correct_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 4: a correction, to exactly those who were reached."""
    with desk.exchange.database.reading() as session:
        corrected = session.get(Broadcast, number_fact(visit, "broadcast_id") or 0)
        network = next(iter(networks_to(session, there(corrected.id))), None) if corrected else None
    if corrected is None:
        return Outcome("none")
    facts = NEW | {
        "settles": corrected.id,
        "correcting": True,
        "network_id": network,
        "broadcast_id": corrected.id,
    }
    return Outcome("correct", facts)


def _finish(desk: Desk, visit: Visit, why: str) -> bool:
    broadcast = number_fact(visit, "broadcast_id")
    if broadcast is None:
        return False
    with desk.exchange.database.writing() as session:
        if not may_send_to_all(
            session, number_fact(visit, "officer_id") or 0, networks_to(session, broadcast)
        ):
            return False
        done = start.finish(session, broadcast, why, desk.now)
        if done:
            write_down(session, desk.now, the_officer(visit), f"alert {why}", broadcast=broadcast)
    wake(desk.exchange.redis)
    return done


def _tell_reached(desk: Desk, visit: Visit) -> bool:
    place = desk.exchange
    over = NEW | {"settles": number_fact(visit, "broadcast_id"), "correcting": True}
    with place.database.writing() as session:
        draft = draft_row(desk, session, replace(visit, facts={**visit.facts, **over}), outcome=OVER)
        if not start.recipients(session, draft):
            move(session, Broadcast, draft, BroadcastState.CANCELLED)
            return False
    started = start.start(place.database, place.settings, draft, desk.now)
    if started is not None and not started.again:
        with place.database.writing() as session:
            tell_of_start(desk, session, draft)
    wake(place.redis)
    return started is not None
