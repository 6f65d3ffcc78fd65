"""What the doctor finds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from carrier.carrier import AccountName, LineSetting
from db.accounts import choose
from db.audit import AuditEntry
from db.people import Line, LineUse
from db.schema import migrate
from db.session import Database
from db.set_up import add_duty_phone, add_line, add_officer, add_zone, the_zone
from doctor import examine, look_at_line
from findings import Mark
from settings import Settings
from simulator.client import SimulatorClient

NOW = datetime(2026, 11, 24, 20, 15, tzinfo=UTC)
HOTLINE, POLICE, TEXTS = "+3215000001", "+3215000002", "+32450000003"


@pytest.fixture
def here(settings: Settings, our_address: str, phone_company: SimulatorClient) -> Settings:
    """The settings of an installation whose address and carrier are there."""
    return settings.model_copy(
        update={
            "public_base_url": our_address,
            "carrier_base_url": phone_company.base_url,
            "alarm_hook": f"{our_address}/alarm",
        }
    )


def set_up(database: Database) -> None:
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", dispatch_number="015 00 00 09", now=NOW)
        add_line(session, zone, number=HOTLINE, use=LineUse.HOTLINE, now=NOW)
        add_line(session, zone, number=POLICE, use=LineUse.POLICE_LINE, now=NOW)
        add_officer(session, zone, badge="10023", name="Jan", pin_hash="x", now=NOW)
        add_duty_phone(session, zone, number="0450 00 99 01", now=NOW)


def set_at_carrier(company: SimulatorClient, base: str, *more: dict[str, str], **changed: str) -> None:
    told = {
        "voice_url": f"{base}/voice/line#rc=3",
        "voice_fallback_url": "https://handler.example/EH1",
        "status_callback": f"{base}/status/line",
        "sms_url": f"{base}/text/line",
    }
    company.lines([{"number": HOTLINE, **told, **changed}, {"number": POLICE, **told, "sms_url": ""}, *more])


def findings(settings: Settings, mark: Mark = Mark.WRONG) -> list[str]:
    return [finding.text for finding in examine(settings) if finding.mark == mark]


def test_nothing_is_wrong_where_everything_is_in_place(
    here: Settings, database: Database, phone_company: SimulatorClient
) -> None:
    set_up(database)
    set_at_carrier(phone_company, here.public_base_url)
    assert findings(here) == []
    assert findings(here, Mark.WORTH_KNOWING) == []
    assert f"line {HOTLINE}: hotline, shown on alert calls" in findings(here, Mark.OK)


def test_a_line_that_leads_elsewhere_is_named_with_what_to_set(
    here: Settings, database: Database, phone_company: SimulatorClient
) -> None:
    set_up(database)
    base = here.public_base_url
    set_at_carrier(
        phone_company, base, voice_url="https://old.example/voice", sms_url="", voice_fallback_url=""
    )
    assert findings(here) == [
        f"line {HOTLINE}: when a call comes in, the carrier asks https://old.example/voice; "
        f"set it to {base}/voice/line",
        f"line {HOTLINE}: when a message comes in, the carrier asks nobody; set it to {base}/text/line",
        f"line {HOTLINE}: the carrier has no fallback for when a call cannot reach us; "
        "keep there what this prints: buurtlijn fallback",
    ]


def test_a_line_that_the_carrier_does_not_have_is_named(here: Settings, database: Database) -> None:
    set_up(database)
    assert findings(here) == [
        f"line {number}: the carrier's account has no such number; "
        f"buy it, or take it out with: buurtlijn line remove {number}"
        for number in (HOTLINE, POLICE)
    ]


def test_an_empty_zone_is_told_what_it_lacks(here: Settings, database: Database) -> None:
    with database.writing() as session:
        add_zone(session, name="Antwerpen", now=NOW)
    lacks = findings(here)
    assert len(lacks) == 5
    for word in ("dispatch number", "police line", "hotline", "officer", "duty phone"):
        assert any(word in finding for finding in lacks)


def test_without_a_zone_the_doctor_says_how_to_make_one(here: Settings, database: Database) -> None:
    assert findings(here) == ["zones: there is none; make one with: buurtlijn zone add NAME"]


def test_a_database_without_tables_is_told_to_be_migrated(here: Settings) -> None:
    (finding,) = findings(here)
    assert finding.startswith("database: ")
    assert finding.endswith("buurtlijn release")


def test_after_the_migration_the_database_is_ok(here: Settings) -> None:
    migrate(here)
    assert any(finding.startswith("database: ") for finding in findings(here, Mark.OK))


@pytest.mark.parametrize(
    ("name", "value", "finding"),
    [
        ("secret_key", "another" * 10, "keys: numbers were kept with another SECRET_KEY"),
        (
            "seal_keys",
            "k2:" + "A" * 43 + "=",
            "keys: sealed with the key ",
        ),
        ("seal_keys", "k1:" + "A" * 43 + "=", "keys: the sealed value was changed, or its key was"),
    ],
)
def test_keys_that_are_not_those_of_the_database_are_noticed(
    settings: Settings, database: Database, name: str, value: str, finding: str
) -> None:
    set_up(database)
    found = findings(Settings(**{**settings.model_dump(), name: value}))
    assert [finding] == [one[: len(finding)] for one in found if one.startswith("keys")]


def test_an_account_that_is_no_id_is_said(settings: Settings, database: Database) -> None:
    found = findings(settings.model_copy(update={"twilio_account_sid": "AC 1/2"}))
    assert any("check TWILIO_ACCOUNT_SID" in finding for finding in found)


def test_everything_away_is_four_findings_and_no_error(settings: Settings) -> None:
    nowhere = "http://127.0.0.1:9"
    gone = {
        "database_url": "postgresql+psycopg://nobody@127.0.0.1:9/none",
        "redis_url": "redis://127.0.0.1:9/0",
        "public_base_url": nowhere,
        "carrier_base_url": nowhere,
    }
    away = findings(settings.model_copy(update=gone))
    assert [finding.partition(":")[0] for finding in away] == ["database", "redis", "address", "carrier"]


def test_a_wrong_token_is_told_from_a_carrier_that_is_away(here: Settings, database: Database) -> None:
    other = here.model_copy(update={"twilio_account_sid": "AC" + "0" * 32})
    found = [finding for finding in findings(other) if finding.startswith("carrier: says no")]
    assert len(found) == 1
    assert "TWILIO_ACCOUNT_SID" in found[0]


def test_a_fallback_on_our_own_server_is_worth_knowing() -> None:
    settings = Settings.model_construct(public_base_url="https://lijn.example")
    line = Line(zone_id=1, number=POLICE, use=LineUse.POLICE_LINE)
    base = settings.public_base_url
    there = LineSetting(POLICE, f"{base}/voice/line", f"{base}/voice/fallback", "", f"{base}/status/line")
    assert [finding.mark for finding in look_at_line(settings, line, there)] == [Mark.WORTH_KNOWING]


def test_texts_are_asked_for_at_the_text_line_and_no_more_at_the_hotline(
    here: Settings, database: Database, phone_company: SimulatorClient
) -> None:
    set_up(database)
    base = here.public_base_url
    text_line = {"number": TEXTS, "voice_fallback_url": "https://handler.example/EH1"}
    set_at_carrier(phone_company, base, text_line, sms_url="")
    with database.writing() as session:
        add_line(session, the_zone(session), number=TEXTS, use=LineUse.TEXT_LINE, now=NOW)
    assert findings(here) == [
        f"line {TEXTS}: when a call comes in, the carrier asks nobody; set it to {base}/voice/line",
        f"line {TEXTS}: when call status changes, the carrier asks nobody; set it to {base}/status/line",
        f"line {TEXTS}: when a message comes in, the carrier asks nobody; set it to {base}/text/line",
    ]


def test_another_zones_text_line_is_of_no_use_to_a_hotline(
    here: Settings, database: Database, phone_company: SimulatorClient
) -> None:
    set_up(database)
    set_at_carrier(phone_company, here.public_base_url, sms_url="")
    with database.writing() as session:
        other = add_zone(session, name="Gent", now=NOW)
        add_line(session, other, number=TEXTS, use=LineUse.TEXT_LINE, now=NOW)
    assert any(f"line {HOTLINE}: when a message comes in" in finding for finding in findings(here))


def test_an_audit_that_was_changed_is_noticed(settings: Settings, database: Database) -> None:
    set_up(database)
    assert any(finding.startswith("audit: whole") for finding in findings(settings, Mark.OK))
    with database.writing() as session:
        entry = session.exec(select(AuditEntry).limit(1)).one()
        entry.who = "nobody"
    (finding,) = [finding for finding in findings(settings) if finding.startswith("audit")]
    assert f"from entry {entry.id} on" in finding


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_that_others_may_read_is_noticed(settings: Settings, database: Database) -> None:
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    file.chmod(0o644)
    assert f"database: others may read {file}; run: chmod 600 {file}*" in findings(settings)


def standing_by(settings: Settings, company: SimulatorClient) -> Settings:
    """The same account once more stands by: the phone company of these tests has only one."""
    return settings.model_copy(
        update={
            "standby_account_sid": settings.twilio_account_sid,
            "standby_auth_token": settings.twilio_auth_token,
            "standby_base_url": company.base_url,
        }
    )


def test_an_account_that_stands_by_needs_a_hotline_of_its_own(
    here: Settings, database: Database, phone_company: SimulatorClient
) -> None:
    set_up(database)
    set_at_carrier(phone_company, here.public_base_url)
    both = standing_by(here, phone_company)
    (finding,) = findings(both)
    assert "zone Antwerpen: shows no hotline at the account standby" in finding
    with database.writing() as session:
        where = the_zone(session)
        add_line(
            session, where, number="+3215000008", use=LineUse.HOTLINE, now=NOW, account=AccountName.STANDBY
        )
    (finding,) = findings(both)
    assert "line +3215000008: the carrier's account has no such number" in finding
    found = findings(here)
    assert ["account: there are lines of the account standby"] == [one.partition(";")[0] for one in found]
    with database.writing() as session:
        choose(session, AccountName.STANDBY, "cli", NOW)
    assert any("standby is in use, but it is not in the settings" in one for one in findings(here))


def test_the_ways_of_alarms_are_looked_at(settings: Settings, database: Database) -> None:
    def found(mark: Mark = Mark.WRONG, **changed: Any) -> list[str]:
        return [
            one for one in findings(settings.model_copy(update=changed), mark) if one.startswith("alarms")
        ]

    assert len(found(Mark.WORTH_KNOWING)) == 1
    hooked: dict[str, Any] = {"alarm_hook": "http://127.0.0.1:9/x"}
    assert found(Mark.WORTH_KNOWING, **hooked) == []
    assert "is not reached" in found(**hooked)[0]
    mail: dict[str, Any] = {"alarm_mail_host": "127.0.0.1", "alarm_mail_port": 9}
    assert "set ALARM_MAIL_FROM and ALARM_MAIL_TO too" in found(**mail)[0]
    mail |= {"alarm_mail_from": "a@example.org", "alarm_mail_to": ("b@example.org",)}
    assert "does not let us in" in found(**mail)[0]
    assert "no mobile" in found(alarm_numbers=("+3215000001",))[0]
    assert found(alarm_numbers=("+32450000001",)) == []
