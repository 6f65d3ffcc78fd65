"""An officer who departs from a charter says why: it is recorded, written down, kept however the call ends, and heard."""

from __future__ import annotations

from callers import BADGE, OFFICER, PIN, POLICE_LINE, Call, Carrier, arrive, ids
from sqlmodel import select

from db.audit import AuditEntry
from db.broadcasts import Broadcast, BroadcastState
from db.overrides import Override
from db.reports import Recording


def refused(carrier: Carrier) -> Call:
    """An urgent message about an old fact, which the charter forbids."""
    call = carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses(PIN)
    return call.presses("1").presses("2018").presses("2").hears("Volgens het charter")


def sends(call: Call) -> None:
    """The message itself, heard back and sent."""
    call.speaks()
    while call.wait.tag == "Redirect":
        call.waits()
    call.presses("1").hears("Verstuurd")


def overrides(carrier: Carrier) -> list[Override]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Override).order_by(Override.id)))  # type: ignore[arg-type]


def written_down(carrier: Carrier) -> list[dict[str, object]]:
    with carrier.database.reading() as session:
        asked = select(AuditEntry).where(AuditEntry.what == "charter overridden")
        return [entry.about | {"who": entry.who} for entry in session.exec(asked)]


def broadcast(carrier: Carrier) -> Broadcast:
    with carrier.database.reading() as session:
        found: Broadcast = session.exec(
            select(Broadcast).where(Broadcast.state == BroadcastState.CONFIRMED)
        ).one()
        return found


def test_the_reason_is_kept_with_the_broadcast_and_its_own_recording_is_the_message(carrier: Carrier) -> None:
    call = refused(carrier).presses("1")
    reason = call.speaks()
    sends(call)
    (override,) = overrides(carrier)
    sent = broadcast(carrier)
    assert (sent.override_id, sent.overridden) == (override.id, "fresh")
    with carrier.database.reading() as session:
        assert session.get_one(Recording, override.recording_id).carrier_id == reason
        assert session.get_one(Recording, sent.recording_id).carrier_id != reason


def test_the_audit_names_the_clause_the_officer_and_that_a_reason_was_recorded(carrier: Carrier) -> None:
    refused(carrier).presses("1").speaks()
    (override,) = overrides(carrier)
    (entry,) = written_down(carrier)
    expected = {
        "who": f"officer {override.officer_id}",
        "clauses": "fresh",
        "override": override.id,
        "reason": "recorded",
    }
    assert {name: entry[name] for name in expected} == expected


def test_who_hangs_up_while_saying_why_has_the_reason_kept_and_sent_nothing(carrier: Carrier) -> None:
    refused(carrier).presses("1").speaks(hung_up=True)
    assert [one.recording_id is not None for one in overrides(carrier)] == [True]
    with carrier.database.reading() as session:
        assert session.exec(select(Broadcast)).all() == []


def test_a_reason_of_which_only_the_carrier_tells_is_kept_once(carrier: Carrier) -> None:
    call = refused(carrier).presses("1")
    form = call.form | {
        "RecordingSid": f"RE{next(ids):032x}",
        "RecordingDuration": "4",
        "RecordingStatus": "completed",
    }
    for _ in range(2):
        carrier.post("/status/recording", form)
    assert [one.recording_id is not None for one in overrides(carrier)] == [True]
    assert len(written_down(carrier)) == 1


def test_without_a_reason_the_charter_is_not_overridden(carrier: Carrier) -> None:
    call = refused(carrier).presses("1")
    call.asks(call.url)  # nothing was said
    call.hears("geen reden gehoord")
    assert (written_down(carrier), [one.recording_id for one in overrides(carrier)]) == ([], [None])
    call.presses("1").speaks()
    sends(call)
    assert broadcast(carrier).override_id == overrides(carrier)[1].id


def test_a_message_that_keeps_to_the_charter_after_one_that_did_not_has_no_reason(carrier: Carrier) -> None:
    call = refused(carrier).presses("1")
    call.asks(call.url).presses("9").hears("Er is niets verstuurd")
    sends(call.presses("1").presses("2018").presses("1"))
    assert (broadcast(carrier).override_id, broadcast(carrier).overridden) == (None, None)
    assert [one.recording_id for one in overrides(carrier)] == [None]


def test_a_message_that_waited_for_the_next_call_is_asked_its_reason_again(carrier: Carrier) -> None:
    call = refused(carrier).presses("1")
    call.speaks()
    call.speaks(hung_up=True)
    arrive(carrier.database)
    again = carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses(PIN).hears("niet-verzonden bericht")
    again.presses("1")
    if "Volgens het charter" in again.heard[-1]:
        again.presses("1").speaks()
    while again.wait.tag == "Redirect":
        again.waits()
    again.presses("1").hears("Verstuurd")
    sent = broadcast(carrier)
    assert (sent.overridden is None) == (sent.override_id is None)
