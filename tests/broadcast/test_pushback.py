"""A carrier that says "too many": we go at what it lets through, and slowly more."""

from __future__ import annotations

from broadcast.pushback import PushBack

FULL = 100.0


def asked(push_back: PushBack, limit: float, seconds: float, since: float = 0.0) -> list[tuple[float, bool]]:
    """Requests at the present rate to a carrier that takes so many per second: when each was sent, and whether it was
    taken."""
    sent: list[tuple[float, bool]] = []
    now = since
    while now < since + seconds:
        took = sum(1 for at, ok in sent[-200:] if ok and at > now - 1) < limit
        sent.append((now, took))
        push_back.answered(took, now, now, slow_down=not took)
        now += 1.005 / push_back.rate(now)
    return sent


def test_a_carrier_that_takes_all_is_asked_at_the_full_rate() -> None:
    push_back = PushBack(FULL)
    asked(push_back, 1000, 5)
    assert FULL == push_back.rate(5)


def test_within_five_seconds_we_go_at_what_the_carrier_takes() -> None:
    push_back = PushBack(FULL)
    sent = asked(push_back, FULL / 2, 15)
    late = [taken for at, taken in sent if at >= 5]
    assert 0.95 * FULL / 2 <= len(late) / 10 <= FULL / 2
    assert late.count(False) <= 0.01 * len(late)


def test_we_come_back_slowly() -> None:
    push_back = PushBack(FULL)
    asked(push_back, FULL / 2, 5)
    slow = push_back.rate(5)
    assert slow < push_back.rate(60) < FULL
    assert FULL == push_back.rate(600)


def test_where_nothing_is_taken_we_wait() -> None:
    push_back = PushBack(FULL)
    for number in range(20):
        push_back.answered(False, number / 100, number / 100, slow_down=True)
    assert push_back.nothing_goes()


def test_an_answer_to_what_was_sent_before_we_slowed_down_says_nothing_new() -> None:
    push_back = PushBack(FULL)
    asked(push_back, FULL / 2, 5)
    before = push_back.rate(5.0)
    push_back.answered(False, 0.1, 5.0, slow_down=True)
    assert before == push_back.rate(5.0)
