"""What the police line does to send: the network, the draft, hearing it back, the count, the door, the end."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from broadcast import start
from broadcast.wake import wake
from db.audit import write_down
from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState
from db.people import Network, Officer
from db.reports import Report
from flows.engine.visit import Fact, Outcome, Spoken, Visit
from flows.phrases import duration
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, text_fact, there
from ivr.desk.police import officers_networks, outcome_sentence, text_officer
from ivr.desk.reporting import keep_recording

_NEW_MESSAGE: dict[str, Fact] = {"settles": None, "outcome": None, "broadcast_id": None}


def find_own_network(desk: Desk, visit: Visit) -> Outcome:
    """The only network of the officer needs no code; the report that was taken on the duty phone proposes its own."""
    with desk.exchange.database.reading() as session:
        networks = officers_networks(session, visit)
        report = session.get(Report, number_fact(visit, "from_report") or 0)
    proposed = [network for network in networks if report is not None and network.id == report.network_id]
    if not networks:
        return Outcome("none")
    if len(networks) == 1 or proposed:
        return Outcome("one", _chosen((proposed or networks)[0]))
    return Outcome("several", _NEW_MESSAGE)


def find_network(desk: Desk, visit: Visit) -> Outcome:
    """The network with the code that was keyed in, among the officer's."""
    code = text_fact(visit, "network")
    with desk.exchange.database.reading() as session:
        found = [network for network in officers_networks(session, visit) if network.code == code]
    return Outcome("found", _chosen(found[0])) if found else Outcome("unknown")


def _chosen(network: Network) -> dict[str, Fact]:
    return _NEW_MESSAGE | {"network_id": network.id, "network": network.name}


def look_for_running(desk: Desk, visit: Visit) -> Outcome:
    """Whether an alert runs in that network already: said, and not forbidden."""
    with desk.exchange.database.reading() as session:
        running = _running(session, [number_fact(visit, "network_id") or 0])
    if running is None:
        return Outcome("no")
    return Outcome("yes", {"ago": desk.ago(running.confirmed_at, visit.language)})


def _running(session: Session, networks: list[int]) -> Broadcast | None:
    asked = (
        select(Broadcast)
        .join(BroadcastNetwork, col(BroadcastNetwork.broadcast_id) == col(Broadcast.id))
        .where(
            Broadcast.kind == BroadcastKind.ALERT,
            Broadcast.state == BroadcastState.CONFIRMED,
            col(BroadcastNetwork.network_id).in_(networks),
        )
        .order_by(col(Broadcast.confirmed_at).desc())
    )
    return session.exec(asked).first()


def open_draft(desk: Desk, visit: Visit) -> Outcome:
    """The row of a message exists before the beep; what was spoken before in this call is put aside."""
    with desk.exchange.database.writing() as session:
        return Outcome("open", {"draft_id": _draft(desk, session, visit)})


def draft_outcome(desk: Desk, visit: Visit) -> Outcome:
    """Feedback in one of the fixed sentences."""
    outcome = text_fact(visit, "outcome")
    with desk.exchange.database.writing() as session:
        draft = _draft(desk, session, visit)
    return Outcome(
        "open", {"draft_id": draft, "outcome_words": outcome_sentence(desk, outcome, visit.language)}
    )


def _draft(desk: Desk, session: Session, visit: Visit) -> int:
    same = select(Broadcast).where(Broadcast.call_id == visit.id, Broadcast.turn == visit.turn)
    found = session.exec(same).first()
    if found is not None:
        return there(found.id)
    _put_aside(session, visit)
    settles = number_fact(visit, "settles")
    draft = Broadcast(
        zone_id=desk.zone_id, officer_id=number_fact(visit, "officer_id") or 0, call_id=visit.id, turn=visit.turn, drafted_at=desk.now,
        kind=BroadcastKind.FEEDBACK if settles else BroadcastKind.ALERT, settles=settles, outcome=text_fact(visit, "outcome") or None,
        report_id=number_fact(visit, "from_report"),
    )  # fmt: skip
    session.add(draft)
    session.flush()
    for network in _networks(session, visit, settles):
        session.add(BroadcastNetwork(broadcast_id=there(draft.id), network_id=network))
    return there(draft.id)


def _networks(session: Session, visit: Visit, settles: int | None) -> list[int]:
    if settles is None:
        return [number_fact(visit, "network_id") or 0]
    return list(
        session.exec(select(BroadcastNetwork.network_id).where(BroadcastNetwork.broadcast_id == settles))
    )


def _put_aside(session: Session, visit: Visit) -> None:
    older = update(Broadcast).where(
        col(Broadcast.call_id) == visit.id, col(Broadcast.state) == BroadcastState.DRAFT
    )
    session.execute(older.values(state=BroadcastState.CANCELLED).execution_options(synchronize_session=False))


def keep_draft(desk: Desk, visit: Visit, said: Spoken) -> Outcome:
    """What the officer spoke is kept with the draft."""
    if said.recording:
        keep_recording(desk.exchange, visit.id, said.recording, said.seconds, desk.now)
    return Outcome("kept")


def recording_ready(desk: Desk, visit: Visit) -> Outcome:
    """Whether the draft's recording has come in from the carrier."""
    with desk.exchange.database.reading() as session:
        draft = session.get(Broadcast, number_fact(visit, "draft_id"))
        ready, token = recording_facts(session, draft.recording_id if draft else None, "draft_audio")
    return Outcome(ready, token)


def count_members(desk: Desk, visit: Visit) -> Outcome:
    """How many would get it, and the honest time until the last phone rings."""
    draft = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.reading() as session:
        members = start.recipients(session, draft)
        seconds = start.seconds_until_last_ring(session, desk.exchange.settings, draft)
        network = network_name(session, number_fact(visit, "network_id"))
    if not members:
        return Outcome("nobody")
    words = duration(seconds, visit.language, desk.exchange.texts)
    return Outcome("some", {"members": members, "duration": words, "network": network})


def start_broadcast(desk: Desk, visit: Visit) -> Outcome:
    """The door: started once, however often it is knocked. Who was revoked meanwhile is refused."""
    draft = number_fact(visit, "draft_id") or 0
    with desk.exchange.database.reading() as session:
        allowed = {network.id for network in officers_networks(session, visit)}
        wanted = set(
            session.exec(select(BroadcastNetwork.network_id).where(BroadcastNetwork.broadcast_id == draft))
        )
    if not wanted or not wanted <= allowed:
        return Outcome("refused")
    started = start.start(desk.exchange.database, desk.exchange.settings, draft, desk.now)
    if started is None:
        return Outcome("refused")
    wake(desk.exchange.redis)
    if not started.again:
        _tell_officer(desk, visit, draft, started.members)
    return Outcome("started", {"broadcast_id": draft, "from_report": None, "draft_id": draft})


def _tell_officer(desk: Desk, visit: Visit, broadcast_id: int, members: int) -> None:
    with desk.exchange.database.writing() as session:
        officer = session.get_one(Officer, number_fact(visit, "officer_id"))
        network = network_name(session, number_fact(visit, "network_id"))
        text_officer(
            desk,
            session,
            officer,
            "officer_started",
            f"started:{broadcast_id}",
            network=network,
            members=members,
        )


def cancel_draft(desk: Desk, visit: Visit) -> Outcome:
    """Key 9: nothing is sent."""
    with desk.exchange.database.writing() as session:
        _put_aside(session, visit)
    return Outcome("cancelled", {"draft_id": None, "from_report": None})


def find_running_alert(desk: Desk, visit: Visit) -> Outcome:
    """The alert that this call started, else the newest that runs in the officer's networks, with its counts."""
    with desk.exchange.database.reading() as session:
        mine = [there(network.id) for network in officers_networks(session, visit)]
        alert = _running(session, mine)
        if alert is None:
            return Outcome("none")
        counts = start.counts(session, there(alert.id))
        of = select(BroadcastNetwork.network_id).where(BroadcastNetwork.broadcast_id == alert.id)
        network = network_name(session, session.exec(of).first())
    return Outcome("live", {
        "broadcast_id": alert.id, "network": network, "members": alert.members, "reached": counts.reached,
        "confirmed": counts.confirmed, "sightings": counts.sightings,
    })  # fmt: skip


def end_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 2: it is over."""
    return Outcome("ended" if _finish(desk, visit, "over") else "none")


def stop_alert(desk: Desk, visit: Visit) -> Outcome:
    """Key 3: no more calls."""
    return Outcome("stopped" if _finish(desk, visit, "stopped") else "none")


def _finish(desk: Desk, visit: Visit, why: str) -> bool:
    broadcast = number_fact(visit, "broadcast_id")
    if broadcast is None:
        return False
    with desk.exchange.database.writing() as session:
        done = start.finish(session, broadcast, why, desk.now)
        if done:
            write_down(
                session,
                desk.now,
                f"officer {number_fact(visit, 'officer_id')}",
                f"alert {why}",
                broadcast=broadcast,
            )
    wake(desk.exchange.redis)
    return done
