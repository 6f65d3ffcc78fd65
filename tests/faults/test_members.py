"""F22–F25, F29: what people do while an alert runs: a member whose number is nonsense, one who leaves or has another number,
two officers who confirm at once, one who stops it, and a member whose number is our own."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlmodel import col, select
from trouble.ground import BUSY, CONFIRMS, Ground, MakeGround, of_member, soon

from broadcast.start import Started, finish, start
from broadcast.wake import impatient, wake
from db.broadcasts import Attempt, Delivery, DeliveryState
from db.people import Membership, MembershipState, Phone, Wants
from demo.hamlet import HOTLINE

NOT_LETTERS = (
    "".join(map(chr, range(32))) + "\u0085\u2028\ufffe\uffff\U0001f6a8<&>\"'</Say><Dial>+882</Dial>]]>"
)


@pytest.mark.long
def test_f22_a_number_that_is_none_fails_alone(ground: Ground) -> None:
    network = ground.network(20, lives=([BUSY],), wants=Wants.CALLS)
    wrong = ground.numbers[:3]
    with ground.database.writing() as session:
        for number, nonsense in zip(wrong, ("", "+", "0470 no"), strict=True):
            phone = session.exec(select(Phone).where(Phone.number_hash == number)).one()
            phone.number = nonsense
    alert = ground.draft(network)
    ground.up()
    ground.start(alert)
    assert soon(ground.is_quiet, 120)
    with ground.database.reading() as session:
        rows = session.exec(
            select(Delivery.state, Delivery.reason).where(Delivery.broadcast_id == alert)
        ).all()
    assert [state for state, _ in rows] == [DeliveryState.FAILED] * 20
    assert all(reason for _, reason in rows)
    assert {entry["to"] for entry in ground.asked()} >= set(ground.numbers[3:])


@pytest.mark.long
def test_f22_letters_that_nobody_can_say_are_left_out_and_everybody_is_called(ground: Ground) -> None:
    alert = ground.draft(ground.network(12, lives=([CONFIRMS],)), text=f"{NOT_LETTERS} Rode wagen.")
    ground.up()
    ground.start(alert)
    assert soon(ground.is_quiet, 120)
    assert ground.states(alert) == {"confirmed": 12}
    assert ground.world.log(kind="error") == []
    assert any("Rode wagen." in entry["text"] for entry in ground.world.log(kind="heard"))


@pytest.mark.long
def test_f23_who_leaves_or_has_another_number_in_mid_alert(make_ground: MakeGround, turn: int) -> None:
    ground = make_ground(calls_per_second="8")
    ground.up()
    alert = ground.alert(80, lives=([BUSY],), wants=Wants.CALLS)
    assert soon(lambda: ground.calls() > 4 * turn, 40)
    last = called_last(ground, alert, 20)
    gone, moved = last[:10], last[10:]
    new = [f"+3246000{at:04d}" for at in range(10)]
    ground.world.people([{"number": number, "answers": [BUSY]} for number in new], add=True)
    leaving = update(Membership).where(
        col(Membership.member_id).in_([of_member(ground, number) for number in gone])
    )
    with ground.database.writing() as session:
        session.execute(leaving.values(state=MembershipState.LEFT))
        for number, other in zip(moved, new, strict=True):
            changed = update(Phone).where(col(Phone.number_hash) == number)
            session.execute(changed.values(number=other, number_hash=other))
    assert soon(ground.is_quiet, 120)
    rung = {entry["to"] for entry in ground.asked()}
    assert rung & set(last) == set()
    assert set(new) <= rung
    assert ground.states(alert) == {"failed": 70, "suppressed": 10}


def called_last(ground: Ground, alert: int, count: int) -> list[str]:
    """The numbers of those who are called last."""
    asked = (
        select(Phone.number).join(Delivery, col(Delivery.member_id) == col(Phone.member_id))
        .where(Delivery.broadcast_id == alert, Delivery.tries == 0)
        .order_by(col(Delivery.order_key).desc()).limit(count)
    )  # fmt: skip
    with ground.database.reading() as session:
        return list(session.exec(asked))


def test_f24_confirmed_by_many_at_once_it_starts_once(ground: Ground) -> None:
    alert = ground.draft(ground.network(30))
    told: list[Started | None] = []
    gate = threading.Barrier(8)

    def confirm() -> None:
        gate.wait()
        told.append(start(ground.database, ground.settings, alert, datetime.now(UTC)))

    officers = [threading.Thread(target=confirm) for _ in range(8)]
    for one in officers:
        one.start()
    for one in officers:
        one.join(60)
    assert sorted(one.again for one in told if one) == [False] + [True] * 7
    assert ground.states(alert) == {"pending": 30}


def test_f25_after_a_stop_nobody_is_called_any_more_and_what_rings_is_ended(make_ground: MakeGround) -> None:
    ground = make_ground(speed=4.0)
    ground.up()
    alert = ground.alert(120, lives=([{"kind": "no_answer"}],), wants=Wants.CALLS)
    assert soon(lambda: ground.calls() > 15, 40)
    with ground.database.writing() as session:
        assert finish(session, alert, "stopped", datetime.now(UTC))
    stopped_at = ground.world.last()
    with ground.database.reading() as session:
        intended = set(session.scalars(select(Attempt.number).where(Attempt.broadcast_id == alert)))
    wake(impatient(ground.redis.url))
    assert soon(ground.is_quiet, 60)
    late = {entry["to"] for entry in ground.asked() if entry["n"] > stopped_at}
    assert late <= intended  # what was committed may have been on its way
    assert len(late) < 5
    ends = {
        entry["status"]
        for entry in ground.world.log(kind="call_status")
        if entry["status"] in {"canceled", "no-answer"}
    }
    assert ends == {"canceled"}
    ground.verify(alert)


def test_f29_our_own_number_is_nobodys(ground: Ground) -> None:
    network = ground.network(4, wants=Wants.BOTH)
    with ground.database.writing() as session:
        ours = session.exec(select(Phone).where(Phone.number_hash == ground.numbers[1])).one()
        ours.number = ours.number_hash = HOTLINE
    alert = ground.draft(network)
    start(ground.database, ground.settings, alert, datetime.now(UTC))
    assert ground.states(alert) == {"pending": 3, "suppressed": 1}
