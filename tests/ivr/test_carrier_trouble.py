"""What an officer hears of the carrier while a message runs: what is wrong, what was reached, what to do; each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from callers import BADGE, NEIGHBOUR, OFFICER, PIN, POLICE_LINE, Call, Carrier

from carrier.carrier import Language
from db.alarms import Trouble, over, ring
from db.broadcasts import Attempt
from db.people import Officer
from db.session import Database

pytestmark = pytest.mark.long_on_postgres

MakeAlert = Callable[..., Attempt]


def rings(database: Database, *names: Trouble) -> None:
    with database.writing() as session:
        for name in names:
            ring(session, name, "", datetime.now(UTC))


@pytest.mark.parametrize(
    ("troubles", "words"),
    [
        ([Trouble.CARRIER_AWAY], "niet bereikbaar"),
        ([Trouble.CALLS_REFUSED], "weigert onze oproepen. De sms'en gaan nog uit"),
        ([Trouble.TEXTS_REFUSED], "weigert onze sms'en. De oproepen gaan door"),
        ([Trouble.CALLS_REFUSED, Trouble.TEXTS_REFUSED], "weigert onze oproepen en onze sms'en"),
        ([Trouble.TOO_MANY], "neemt minder aan"),
    ],
)
def test_an_officer_on_the_line_hears_what_is_wrong_with_the_carrier_once_and_when_it_is_over(
    officer: Call, an_alert: MakeAlert, database: Database, troubles: list[Trouble], words: str
) -> None:
    an_alert()
    call = officer.presses("3").hears("Bereikt: 0").presses("")
    assert "quiet" == call.step
    rings(database, *troubles)
    call.presses("").hears(words).hears("Tot nu toe bereikt: 0 van 2")
    told = len(call.heard)
    assert ("quiet", told) == (call.presses("").step, len(call.heard))
    with database.writing() as session:
        over(session, *troubles)
    call.presses("").hears("werkt weer")
    told = len(call.heard)
    assert ("quiet", told) == (call.presses("").step, len(call.heard))


def test_whoever_listens_is_told_within_ten_seconds(officer: Call, an_alert: MakeAlert) -> None:
    an_alert()
    call = officer.presses("3").presses("")
    assert int(call.wait.get("timeout") or "99") <= 5


def test_who_asks_how_far_it_is_hears_of_the_carrier_too(
    officer: Call, an_alert: MakeAlert, database: Database
) -> None:
    an_alert()
    rings(database, Trouble.CARRIER_AWAY)
    call = officer.presses("3").hears("Bereikt: 0").hears("vraag de beheerder")
    told = len(call.heard)
    call.presses("")
    assert told == len(call.heard)  # it was told a moment ago


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.FR, "L'opérateur téléphonique est injoignable"),
        (Language.DE, "Der Telefonanbieter ist nicht erreichbar"),
        (Language.EN, "The telephone operator cannot be reached"),
    ],
)
def test_each_officer_hears_it_in_the_own_language(
    carrier: Carrier, an_alert: MakeAlert, database: Database, language: Language, words: str
) -> None:
    with database.writing() as session:
        session.get_one(Officer, 1).language = language
    an_alert()
    rings(database, Trouble.CARRIER_AWAY)
    call = carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses(PIN)
    call.presses("3").hears(words)


@pytest.mark.parametrize(
    ("asked", "answered", "is_said"), [(5, None, True), (2, None, False), (60, None, False), (5, 1, False)]
)
def test_a_carrier_that_hangs_is_known_before_the_request_is_given_up(
    officer: Call,
    an_alert: MakeAlert,
    database: Database,
    asked: float,
    answered: float | None,
    is_said: bool,
) -> None:
    hangs, other = an_alert(), an_alert(number=NEIGHBOUR)
    with database.writing() as session:
        now = datetime.now(UTC)
        session.get_one(Attempt, hangs.id).placing_at = now - timedelta(seconds=asked)
        if answered is not None:
            session.get_one(Attempt, other.id).placed_at = now - timedelta(seconds=answered)
    officer.presses("3").hears("Bereikt: 0")
    assert is_said is any("niet bereikbaar" in sentence for sentence in officer.heard)
