"""Badge and PIN."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import QueuePool
from sqlmodel import select

from db.people import Mandate, Network, NetworkKind, NetworkState, Officer, PinTries, Zone
from db.pins import (
    FORGOTTEN_AFTER,
    MOST_IN_A_ROW,
    MOST_PER_BADGE,
    Locked,
    PinCheck,
    Right,
    Wrong,
    check_pin,
    easily_guessed,
    forget_tries,
    hash_pin,
    may_send_to,
    new_pin,
    officer_by_badge,
    wait_after,
)
from db.session import Database

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
PIN = "739152"
PIN_HASH = hash_pin(PIN)
JAN = "+32450001001"
STRANGER = "+32450009999"


@pytest.fixture
def officer(database: Database) -> int:
    with database.writing() as session:
        zone = Zone(name="Antwerpen")
        session.add(zone)
        session.flush()
        assert zone.id is not None
        made = Officer(zone_id=zone.id, badge="10023", name="Jan", pin_hash=PIN_HASH)
        session.add(made)
    assert made.id is not None
    return made.id


@pytest.fixture
def comparisons(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """For each comparison of a PIN: how many connections were held by its thread's process at that moment."""
    seen: list[int] = []
    verify = PasswordHasher.verify

    def counted(hasher: PasswordHasher, pin_hash: str, pin: str) -> bool:
        pool = database.engine.pool
        seen.append(pool.checkedout() if isinstance(pool, QueuePool) else 0)
        return verify(hasher, pin_hash, pin)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return seen


def tries(
    database: Database,
    pin: str = "000000",
    caller: str | None = JAN,
    now: datetime = NOW,
    badge: str = "10023",
) -> PinCheck:
    return check_pin(database, badge=badge, pin=pin, caller=caller, now=now)


def test_the_right_pin_opens(database: Database, officer: int) -> None:
    assert tries(database, PIN) == Right(officer)


def test_a_withheld_number_is_welcome(database: Database, officer: int) -> None:
    assert tries(database, PIN, caller=None) == Right(officer)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("pin", ["", "739153", "7391520", "é" * 300, "\x00"])
def test_another_pin_does_not_open(database: Database, officer: int, pin: str) -> None:
    assert tries(database, pin) == Wrong()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("badge", ["99999", "", "123456", "1002x", "١٠٠٢٣", "1' OR 1=1"])
def test_a_badge_that_nobody_has_is_answered_like_a_wrong_pin(
    database: Database, officer: int, badge: str
) -> None:
    assert tries(database, PIN, badge=badge) == Wrong()


def test_a_badge_that_nobody_has_is_locked_like_any_other(database: Database, officer: int) -> None:
    answers = [tries(database, badge="99999") for _ in range(4)]
    assert answers == [tries(database, badge="10023") for _ in range(4)]


def test_a_revoked_officer_is_not_let_in(database: Database, officer: int) -> None:
    with database.writing() as session:
        session.get_one(Officer, officer).revoked_at = NOW
    assert tries(database, PIN) == Wrong()


def test_the_third_failure_locks_and_says_so_once(database: Database, officer: int) -> None:
    soon = NOW + timedelta(seconds=30)
    answers = [tries(database) for _ in range(5)]
    assert answers == [Wrong(), Wrong(), Locked(soon, began=True), Locked(soon), Locked(soon)]


def test_even_the_right_pin_waits_while_locked(database: Database, officer: int) -> None:
    for _ in range(3):
        tries(database)
    assert tries(database, PIN) == Locked(NOW + timedelta(seconds=30))
    assert tries(database, PIN, now=NOW + timedelta(seconds=30)) == Right(officer)


def test_the_right_pin_begins_the_count_anew(database: Database, officer: int) -> None:
    answers = [tries(database), tries(database), tries(database, PIN), tries(database), tries(database)]
    assert answers == [Wrong(), Wrong(), Right(officer), Wrong(), Wrong()]


def test_a_stranger_cannot_lock_an_officer_out(database: Database, officer: int) -> None:
    for _ in range(5):
        tries(database, caller=STRANGER)
    assert tries(database, PIN, caller=JAN) == Right(officer)


def test_all_withheld_numbers_are_one_caller(database: Database, officer: int) -> None:
    for caller in (None, "", "anonymous"):
        tries(database, caller=caller)
    assert isinstance(tries(database, PIN, caller=None), Locked)


def test_after_ten_in_a_row_nothing_is_compared_for_a_day(database: Database, officer: int) -> None:
    now, answer = NOW, tries(database)
    for _ in range(MOST_IN_A_ROW - 1):
        now = answer.until if isinstance(answer, Locked) else now
        answer = tries(database, now=now)
    assert answer == Locked(now + FORGOTTEN_AFTER, began=True)
    assert isinstance(tries(database, PIN, now=now + timedelta(hours=23)), Locked)
    assert tries(database, PIN, now=now + FORGOTTEN_AFTER) == Right(officer)


def test_failures_are_forgotten_after_a_quiet_day(database: Database, officer: int) -> None:
    tries(database)
    tries(database)
    assert tries(database, now=NOW + FORGOTTEN_AFTER) == Wrong()


def test_a_new_pin_forgets_the_failures(database: Database, officer: int) -> None:
    for _ in range(3):
        tries(database)
    with database.writing() as session:
        forget_tries(session, "10023")
    assert tries(database, PIN) == Right(officer)


def test_tries_at_the_same_moment_do_not_get_past_the_limit(
    database: Database, officer: int, comparisons: list[int]
) -> None:
    with ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(lambda n: tries(database, f"{n:06}"), range(60)))
    assert len(comparisons) == 3
    assert sum(isinstance(answer, Locked) and answer.began for answer in answers) == 1


def test_a_badge_under_attack_is_slow_for_new_callers_but_never_closed(
    database: Database, officer: int
) -> None:
    for n in range(MOST_PER_BADGE):
        tries(database, caller=f"+3245000{n:04}")
    assert tries(database, caller=STRANGER) == Locked(NOW + timedelta(hours=1), began=True)
    assert tries(database, PIN, caller=JAN) == Right(officer)


def test_no_connection_is_held_while_a_pin_is_compared(
    database: Database, officer: int, comparisons: list[int]
) -> None:
    tries(database, PIN)
    tries(database, badge="99999")
    assert comparisons == [0, 0]


def test_no_number_of_a_caller_lies_open_in_the_tries(database: Database, officer: int) -> None:
    tries(database)
    with database.reading() as session:
        hashes = session.exec(select(PinTries.caller_hash)).all()
    assert hashes == [database.keys.hash(JAN)]


def test_waits_double_up_to_the_limit() -> None:
    waits = [wait_after(n) for n in range(11)]
    assert waits[:3] == [None] * 3
    assert [wait.total_seconds() for wait in waits if wait] == [
        30, 60, 120, 240, 480, 960, 1920, 24 * 3600,
    ]  # fmt: skip


@pytest.mark.parametrize("pin", ["000000", "123456", "654321", "121212", "123123", "240583", "890123"])
def test_some_pins_are_easily_guessed(pin: str) -> None:
    assert easily_guessed(pin)


def test_new_pins_have_six_digits_and_are_not_easily_guessed() -> None:
    pins = {new_pin() for _ in range(500)}
    assert {(len(pin), pin.isdigit(), easily_guessed(pin)) for pin in pins} == {(6, True, False)}
    assert len(pins) > 490


def test_an_officer_of_the_whole_zone_sends_to_its_active_networks(database: Database, officer: int) -> None:
    _networks(database)
    with database.reading() as session:
        assert [network.code for network in may_send_to(session, officer)] == ["2018", "2140"]


def test_an_officer_with_mandates_sends_to_those(database: Database, officer: int) -> None:
    _networks(database)
    with database.writing() as session:
        session.get_one(Officer, officer).whole_zone = False
        zurenborg = session.exec(select(Network).where(Network.code == "2018")).one()
        assert zurenborg.id is not None
        session.add(Mandate(officer_id=officer, network_id=zurenborg.id))
    with database.reading() as session:
        assert [network.code for network in may_send_to(session, officer)] == ["2018"]


def test_a_revoked_officer_sends_to_nobody(database: Database, officer: int) -> None:
    _networks(database)
    with database.writing() as session:
        session.get_one(Officer, officer).revoked_at = NOW
    with database.reading() as session:
        assert may_send_to(session, officer) == []
        assert officer_by_badge(session, "10023") is None


def _networks(database: Database) -> None:
    with database.writing() as session:
        here = session.exec(select(Zone.id)).one()
        elsewhere = Zone(name="Gent")
        session.add(elsewhere)
        session.flush()
        for zone, code, state in (
            (here, "2140", NetworkState.ACTIVE),
            (here, "2018", NetworkState.ACTIVE),
            (here, "2060", NetworkState.DORMANT),
            (elsewhere.id, "9000", NetworkState.ACTIVE),
        ):
            assert zone is not None
            session.add(Network(zone_id=zone, code=code, name=code, kind=NetworkKind.RESIDENTS, state=state))
