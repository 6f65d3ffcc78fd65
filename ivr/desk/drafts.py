"""The draft of a message: there before the beep, in the officer's own words, the reporter's, or a fixed sentence; kept when
the officer hangs up."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col, select

from db.broadcasts import Broadcast, BroadcastKind, BroadcastNetwork, BroadcastState
from db.moves import move
from db.officers import networks_to
from db.reports import Recording, RecordingStatus, Report
from flows.engine.visit import Fact, Outcome, Spoken, Visit
from flows.phrases import outcome_words
from ivr.desk.choosing import KIND_OF, NEW, chosen_networks
from ivr.desk.desk import Desk, network_name, number_fact, recording_facts, text_fact, there
from ivr.desk.officers import for_officers
from ivr.desk.police import unsent
from ivr.desk.reporting import keep_recording

SPOKEN = "spoken"


@for_officers
def start_with(desk: Desk, visit: Visit) -> Outcome:
    """Own words; or the recording of the report, where there is one; or what was spoken in an earlier call."""
    with desk.exchange.database.writing() as session:
        if visit.facts.get("resumed"):
            draft = session.get_one(Broadcast, number_fact(visit, "draft_id"))
            draft.overridden = text_fact(visit, "overridden") or None
            draft.override_id = number_fact(visit, "override_id")
            return Outcome("resumed")
        report = session.get(Report, number_fact(visit, "from_report") or 0)
        return Outcome("recording" if report is not None and _is_kept(session, report) else "own")


def _is_kept(session: Session, report: Report) -> bool:
    recording = session.get(Recording, report.recording_id) if report.recording_id else None
    return recording is not None and recording.status is RecordingStatus.KEPT


@for_officers
def open_draft(desk: Desk, visit: Visit) -> Outcome:
    """The row of a message exists before the beep; what was spoken before in this call is put aside."""
    answers = number_fact(visit, "settles") is not None
    outcome = None if visit.facts.get("correcting") or not answers else SPOKEN
    with desk.exchange.database.writing() as session:
        draft = draft_row(desk, session, visit, outcome=outcome)
    return Outcome("answer" if answers else "message", {"draft_id": draft, "outcome": outcome})


@for_officers
def draft_of_report(desk: Desk, visit: Visit) -> Outcome:
    """The recording of the report is the message, as it was spoken."""
    with desk.exchange.database.writing() as session:
        report = session.get(Report, number_fact(visit, "from_report") or 0)
        if report is None or not _is_kept(session, report):
            return Outcome("gone")
        draft = draft_row(desk, session, visit, recording_id=report.recording_id)
    return Outcome("open", {"draft_id": draft})


@for_officers
def draft_outcome(desk: Desk, visit: Visit) -> Outcome:
    """Feedback in one of the fixed sentences."""
    outcome = text_fact(visit, "outcome")
    with desk.exchange.database.writing() as session:
        draft = draft_row(desk, session, visit, outcome=outcome)
    words = outcome_words(outcome, visit.language, desk.exchange.texts)
    return Outcome("open", {"draft_id": draft, "outcome_words": words})


def draft_row(
    desk: Desk, session: Session, visit: Visit, *, outcome: str | None = None, recording_id: int | None = None
) -> int:
    """The draft of this turn; made once, however often it is asked for."""
    same = select(Broadcast).where(Broadcast.call_id == visit.id, Broadcast.turn == visit.turn)
    found = session.exec(same).first()
    if found is not None:
        return there(found.id)
    put_aside(session, visit)
    settles = number_fact(visit, "settles")
    draft = Broadcast(
        zone_id=desk.zone_id, officer_id=number_fact(visit, "officer_id") or 0, call_id=visit.id, turn=visit.turn,
        drafted_at=desk.now, kind=_kind(visit), settles=settles, outcome=outcome, recording_id=recording_id,
        report_id=number_fact(visit, "from_report"), overridden=text_fact(visit, "overridden") or None,
        override_id=number_fact(visit, "override_id"),
    )  # fmt: skip
    session.add(draft)
    session.flush()
    networks = chosen_networks(visit) if settles is None else networks_to(session, settles)
    for network in networks:
        session.add(BroadcastNetwork(broadcast_id=there(draft.id), network_id=network))
    return there(draft.id)


def _kind(visit: Visit) -> BroadcastKind:
    if number_fact(visit, "settles") is None:
        return KIND_OF.get(text_fact(visit, "intended"), BroadcastKind.ALERT)
    return BroadcastKind.CORRECTION if visit.facts.get("correcting") else BroadcastKind.FEEDBACK


def put_aside(session: Session, visit: Visit) -> None:
    """What this call has drafted and not sent is sent no more; so is the draft of an earlier call that it goes on with."""
    mine = col(Broadcast.call_id) == visit.id
    if (draft := number_fact(visit, "draft_id")) is not None:
        mine |= (col(Broadcast.id) == draft) & (col(Broadcast.officer_id) == number_fact(visit, "officer_id"))
    older = update(Broadcast).where(mine, col(Broadcast.state) == BroadcastState.DRAFT)
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


def cancel_draft(desk: Desk, visit: Visit) -> Outcome:
    """Key 9: nothing is sent."""
    with desk.exchange.database.writing() as session:
        put_aside(session, visit)
    return Outcome("cancelled", {"draft_id": None, "from_report": None, "resumed": None})


@for_officers
def drop_draft(desk: Desk, visit: Visit) -> Outcome:
    """The message that was not sent is not offered again."""
    with desk.exchange.database.writing() as session:
        draft = unsent(desk, session, visit)
        if draft is not None:
            move(session, Broadcast, there(draft.id), BroadcastState.CANCELLED)
    return Outcome("dropped", {"draft_id": None})


@for_officers
def resume_draft(desk: Desk, visit: Visit) -> Outcome:
    """The message that was not sent in an earlier call goes on in this one; the charter is asked again."""
    with desk.exchange.database.writing() as session:
        draft = unsent(desk, session, visit)
        if draft is None:
            return Outcome("gone", {"draft_id": None})
        draft.call_id, draft.turn = visit.id, visit.turn
        facts = NEW | _known(session, draft)
    return Outcome("message" if draft.settles is None else "answer", facts)


def _known(session: Session, draft: Broadcast) -> dict[str, Fact]:
    first, *others = networks_to(session, there(draft.id))
    return {
        "draft_id": draft.id,
        "network_id": first,
        "network": network_name(session, first),
        "neighbour_ids": " ".join(str(one) for one in others),
        "intended": next((word for word, kind in KIND_OF.items() if kind is draft.kind), "fresh"),
        "settles": draft.settles,
        "correcting": draft.kind is BroadcastKind.CORRECTION or None,
        "outcome": draft.outcome,
        "from_report": draft.report_id,
        "resumed": True,
    }
