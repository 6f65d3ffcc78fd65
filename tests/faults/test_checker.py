"""The checker is able to fail: a history in which all is well has nothing to say, and each way of spoiling it is noticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from trouble.checker import Accepted, History, Move, Row, Try, accepted, check, stamps, too_many_in_a_second

WORDS = "Rode wagen."


def history() -> History:
    """Three members: one confirmed at the second call, one was busy, one got a text; a fourth opted out."""
    return History(
        members=frozenset({1, 2, 3, 4}),
        words=WORDS,
        rows=[Row(11, 1, "confirmed"), Row(12, 2, "failed"), Row(13, 3, "reached"), Row(14, 4, "suppressed")],
        tries=[
            Try(21, 11, "call", 1, "t1", "+321", "CA1", "ended", "no_answer"),
            Try(22, 11, "call", 2, "t2", "+321", "CA2", "ended", "completed"),
            Try(23, 12, "call", 1, "t3", "+322", "CA3", "ended", "busy"),
            Try(24, 13, "text", 1, "t4", "+323", "SM4", "ended", "delivered"),
            Try(25, 13, "call", None, "t5", "+323", None, "ended", "not_sent"),
        ],
        moves=[Move("attempt", 21, "placing", "ringing"), Move("attempt", 21, "ringing", "ended"),
               Move("delivery", 11, "pending", "trying"), Move("delivery", 11, "trying", "confirmed")],
        counters={"reached": 2, "confirmed": 1, "failed": 1, "suppressed": 1, "stopped": 0},
        accepted=[
            Accepted("CA1", "+321", "t1", "call", "no-answer"),
            Accepted("CA2", "+321", "t2", "call", "completed", [f"Hier is BIN. {WORDS}", WORDS], ["1"], ["1"]),
            Accepted("CA3", "+322", "t3", "call", "busy"),
            Accepted("SM4", "+323", "t4", "text", "delivered"),
        ],
    )  # fmt: skip


def left_out(told: History) -> None:
    del told.rows[3]


def twice_in_the_table(told: History) -> None:
    told.rows.append(Row(15, 1, "confirmed"))


def taken_twice(told: History) -> None:
    told.accepted.append(Accepted("CA9", "+321", "t1", "call", "busy"))


def rung_twice_in_a_round(told: History) -> None:
    told.tries.append(Try(29, 12, "call", 1, "t9", "+322", "CA9", "ended", "busy"))
    told.accepted.append(Accepted("CA9", "+322", "t9", "call", "busy"))


def rung_though_given_back(told: History) -> None:
    told.accepted.append(Accepted("CA9", "+323", "t5", "call", "busy"))


def told_twice(told: History) -> None:
    told.tries[0] = replace(told.tries[0], round=2, reason="completed")
    told.accepted[0] = Accepted("CA1", "+321", "t1", "call", "completed", [WORDS])


def left_open(told: History) -> None:
    told.rows[2] = Row(13, 3, "trying")


def written_off_untried(told: History) -> None:
    told.rows[2] = Row(13, 3, "failed")
    del told.tries[3], told.accepted[3]


def ended_otherwise(told: History) -> None:
    told.tries[2] = replace(told.tries[2], reason="no_answer")


def never_ended(told: History) -> None:
    told.tries[2] = replace(told.tries[2], state="ringing", reason=None)


def another_call(told: History) -> None:
    told.tries[2] = replace(told.tries[2], carrier_id="CA8")


def confirmed_by_nobody(told: History) -> None:
    told.accepted[1].keys.clear()


def a_key_that_was_lost(told: History) -> None:
    told.rows[0] = Row(11, 1, "reached")


def a_text_that_was_lost(told: History) -> None:
    told.rows[2] = Row(13, 3, "failed")


def backwards(told: History) -> None:
    told.moves.append(Move("attempt", 21, "ended", "ringing"))


def unconfirmed_again(told: History) -> None:
    told.moves.append(Move("delivery", 11, "confirmed", "reached"))


def miscounted(told: History) -> None:
    told.counters = {**told.counters, "reached": 3}


SPOILED: dict[str, Callable[[History], None]] = {
    "I1: member 4 was left out": left_out,
    "I1: member 1 has 2 rows": twice_in_the_table,
    "I2: attempt 21 was taken 2 times": taken_twice,
    "I2: delivery 12 had 2 calls in round 1": rung_twice_in_a_round,
    "I2: attempt 25 was given back, and the carrier had it": rung_though_given_back,
    "I2: delivery 11 heard the message in 2 calls of round 2": told_twice,
    "I3: delivery 13 is still trying": left_open,
    "I3: delivery 13 failed, and nobody tried": written_off_untried,
    "I3: attempt 23 ended with no_answer; the carrier says busy": ended_otherwise,
    "I3: attempt 23 is ringing; the carrier says busy": never_ended,
    "I3: attempt 23 is not known as the carrier's CA3": another_call,
    "I3: delivery 11 is confirmed, and nobody did": confirmed_by_nobody,
    "I3: delivery 11 was confirmed by a key, and is reached": a_key_that_was_lost,
    "I3: the text of delivery 13 arrived, and it is failed": a_text_that_was_lost,
    "I4: attempt 21 went from ended to ringing": backwards,
    "I4: delivery 11 went from confirmed to reached": unconfirmed_again,
    "I5: reached is counted as 3; there are 2": miscounted,
}


def test_a_history_in_which_all_is_well_has_nothing_to_say() -> None:
    assert check(history()) == []


@pytest.mark.parametrize(("words", "spoil"), SPOILED.items())
def test_whatever_is_spoiled_is_noticed(words: str, spoil: Callable[[History], None]) -> None:
    told = history()
    spoil(told)
    assert words in check(told)


def test_who_confirms_by_text_confirms() -> None:
    told = history()
    confirmed_by_nobody(told)
    told.texted_back = frozenset({"+321"})
    assert check(told) == []


def test_what_is_not_settled_yet_is_only_looked_at_for_what_may_never_be() -> None:
    told = history()
    left_open(told)
    told.counters = {**told.counters, "reached": 1}
    assert check(told, settled=False) == []


def test_one_too_many_in_a_second_is_seen_and_one_right_after_it_is_not() -> None:
    fair = [number * 0.1 for number in range(30)]
    assert too_many_in_a_second(fair, 10, 0.95) == []
    assert len(too_many_in_a_second([*fair, 2.91], 10, 0.95)) == 1


def test_the_phone_companys_log_is_read_as_it_is_written() -> None:
    log = [
        {
            "n": 1,
            "kind": "create_call",
            "at": 5.0,
            "to": "+321",
            "status_callback": "http://x/status/call/t1#rc=3",
        },
        {"n": 2, "kind": "call_status", "call": "CA1", "status": "queued", "create": 1},
        {"n": 3, "kind": "saying", "call": "CA1", "text": WORDS},
        {"n": 4, "kind": "gathered", "call": "CA1", "text": "1"},
        {"n": 5, "kind": "webhook", "call": "CA1", "body": "Digits=1"},
        {"n": 6, "kind": "webhook_answer", "webhook": 5, "status": 200},
        {"n": 7, "kind": "call_status", "call": "CA1", "status": "completed", "create": None},
        {
            "n": 8,
            "kind": "create_call",
            "at": 6.0,
            "to": "+322",
            "status_callback": "http://x/status/call/t2#rc=3",
        },
    ]
    assert [Accepted("CA1", "+321", "t1", "call", "completed", [WORDS], ["1"], ["1"])] == list(accepted(log))
    assert stamps(log) == {"call": [5.0, 6.0]}
