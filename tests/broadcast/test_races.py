"""Two things told at the same moment end as if they had been told one after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlmodel import func, select

from broadcast.filing import keep_recording
from broadcast.status import confirmed
from carrier.carrier import CallState, TextState
from db.broadcasts import DeliveryState, Way
from db.reports import Recording, Report

ROUNDS = 25


def at_once(*acts: Any) -> None:
    """Do these in the same moment, each in a thread of its own."""
    barrier = Barrier(len(acts))

    def act(one: Any) -> None:
        barrier.wait()
        one()

    with ThreadPoolExecutor(len(acts)) as threads:
        for done in [threads.submit(act, one) for one in acts]:
            done.result()


def test_one_who_is_busy_while_his_text_arrives_is_still_tried_again(village: Any) -> None:
    members = [village.member(f"+3245000{at:04d}") for at in range(ROUNDS)]
    broadcast = village.started()
    texts = {one.number: one for one in village.claims(Way.TEXT)}
    calls = {one.number: one for one in village.claims()}
    for ready in (*texts.values(), *calls.values()):
        village.places(ready)
    for number, call in calls.items():
        at_once(
            lambda text=texts[number]: village.tells_text(text, TextState.DELIVERED),
            lambda call=call: village.tells(call, CallState.BUSY),
        )
    left = [village.delivery(member) for member in members]
    assert [one.id for one in left if one.call_due_at is None] == []
    assert {one.state for one in left} == {DeliveryState.REACHED}
    assert village.tally(broadcast) == village.counted(broadcast)


def test_one_who_confirms_by_text_while_his_phone_rings_is_not_called_again(village: Any) -> None:
    members = [village.member(f"+3245000{at:04d}") for at in range(ROUNDS)]
    broadcast = village.started()
    for member, call in zip(members, village.claims(), strict=True):
        village.places(call)
        village.tells(call, CallState.RINGING)
        delivery = village.delivery(member).id

        def confirms(delivery: int = delivery) -> None:
            with village.database.writing() as session:
                confirmed(session, delivery, village.now, Way.TEXT)

        at_once(confirms, lambda call=call: village.tells(call, CallState.NO_ANSWER))
    left = [village.delivery(member) for member in members]
    assert {(one.state, one.call_due_at) for one in left} == {(DeliveryState.CONFIRMED, None)}
    assert village.tally(broadcast) == village.counted(broadcast)


def test_a_recording_told_from_two_sides_at_once_is_kept_once(village: Any) -> None:
    village.member("+32450000001")
    for at in range(ROUNDS):
        call_id = f"CA{at}"
        with village.database.writing() as session:
            session.add(Report(zone_id=1, call_id=call_id, turn=1, opened_at=village.now))
        at_once(
            *[
                lambda at=at, call_id=call_id: keep_recording(
                    village.means, call_id, f"RE{at}", 4, village.now
                )
            ]
            * 2
        )
    with village.database.reading() as session:
        assert session.exec(select(func.count()).select_from(Recording)).one() == ROUNDS
        assert session.exec(select(func.count()).where(Report.recording_id.is_(None))).one() == 0  # type: ignore[union-attr]
