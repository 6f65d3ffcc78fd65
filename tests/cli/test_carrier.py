"""The accounts at the carrier and the alarms, as somebody types it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from click.testing import Result
from sqlmodel import select

from carrier.carrier import AccountName
from db.accounts import in_use
from db.alarms import Trouble, alarms, ring
from db.audit import AuditEntry
from db.people import shown_line
from db.session import Database

Types = Callable[..., Result]
MAIN, STANDBY = "+3215000001", "+3215000002"


@pytest.fixture
def environment(environment: dict[str, str]) -> dict[str, str]:
    """With an account that stands by."""
    return environment | {"STANDBY_ACCOUNT_SID": "AC" + "2" * 32, "STANDBY_AUTH_TOKEN": "second"}


@pytest.fixture(autouse=True)
def zone(types: Types) -> None:
    """A zone with a hotline at the main account."""
    for words in ("zone add Antwerpen", f"line add {MAIN}"):
        assert types(*words.split()).exit_code == 0


def test_nobody_switches_to_where_members_could_not_ring_back(types: Types, database: Database) -> None:
    refused = types("carrier", "switch")
    assert refused.exit_code == 1
    assert f"buurtlijn line add NUMBER --account {AccountName.STANDBY} --zone NAME" in refused.output
    with database.reading() as session:
        assert AccountName.MAIN is in_use(session)


def test_one_command_switches_and_another_one_back(types: Types, database: Database) -> None:
    added = types("line", "add", STANDBY, "--account", "standby")
    assert "shown on alert calls  account standby" in added.output
    assert types("carrier", "switch").output == "we call and text by standby now\n"
    with database.reading() as session:
        assert (AccountName.STANDBY, STANDBY) == (in_use(session), shown_line(session, 1))
        assert MAIN == shown_line(session, 1, AccountName.MAIN)
    assert types("carrier", "switch", "standby").output == "we call and text by standby already\n"
    shown = types("carrier").output
    assert "standby  AC2222…  api.twilio.com  IN USE  since" in shown
    assert ", by cli " in shown
    assert f"zone Antwerpen shows: main {MAIN}, standby {STANDBY}" in shown
    assert "second" not in shown
    assert types("carrier", "switch").output == "we call and text by main now\n"
    with database.reading() as session:
        told = session.exec(select(AuditEntry.about).where(AuditEntry.what == "account switched")).all()
    assert [{"account": "standby"}, {"account": "main"}] == list(told)


def test_without_a_second_account_there_is_nothing_to_switch_to(
    types: Types, environment: dict[str, str]
) -> None:
    del environment["STANDBY_ACCOUNT_SID"]
    refused = types("carrier", "switch")
    assert (1, True) == (refused.exit_code, "set STANDBY_ACCOUNT_SID" in refused.output)
    assert "main" in types("carrier").output


def test_alarms_are_listed_and_ended_by_a_person(types: Types, database: Database) -> None:
    assert types("alarms").output == "no alarm is on\n"
    with database.writing() as session:
        ring(session, Trouble.CALLS_REFUSED, "account 20005", datetime.now(UTC))
    assert "ALARM  calls_refused  since" in types("alarms").output
    assert types("alarms", "over", "nonsense").exit_code == 1
    assert types("alarms", "over", "calls_refused").output == "calls_refused is over\n"
    with database.reading() as session:
        assert [] == list(alarms(session))


def test_a_trial_needs_a_way_and_says_when_it_does_not_work(
    types: Types, environment: dict[str, str]
) -> None:
    assert "neither ALARM_MAIL_HOST nor ALARM_HOOK is set" in types("alarms", "try").output
    environment["ALARM_HOOK"] = "http://127.0.0.1:9/x"
    tried = types("alarms", "try")
    assert (1, True) == (tried.exit_code, "web hook: did not work" in tried.output)
