"""The command, as somebody types it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlmodel import col, select

from carrier.carrier import Language
from cli import main
from db.audit import AuditEntry, broken_at
from db.people import DutyPhone, Member, Officer, PinTries
from db.pins import Right, check_pin, hash_pin
from db.session import Database
from flows.book import FLOWS
from settings import Settings

Types = Callable[..., Result]


@pytest.fixture
def zone(types: Types) -> None:
    """A zone with two networks."""
    for words in (
        "zone add Antwerpen --dispatch 015000009",
        "network add 2018 Zurenborg",
        "network add 2140 Dok",
    ):
        assert types(*words.split()).exit_code == 0


def run(env: dict[str, str], *words: str) -> Result:
    answer = CliRunner().invoke(main, words, env=env)
    if answer.exception and not isinstance(answer.exception, SystemExit):
        raise answer.exception
    return answer


def test_missing_settings_are_said_and_end_with_2() -> None:
    for command in ("web", "worker", "release", "doctor"):
        answer = run({}, command)
        assert answer.exit_code == 2
        assert "DATABASE_URL is missing: where everything is kept" in answer.output
        assert "Traceback" not in answer.output


def test_a_folder_of_secrets_that_is_not_there_is_said_and_ends_with_2(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    for command in ("web", "worker", "release", "doctor"):
        answer = run({"SECRETS_DIR": str(folder)}, command)
        assert answer.exit_code == 2
        assert answer.output == (
            f"SECRETS_DIR is wrong: there is no folder {folder} that may be read; make it, or leave it unset\n"
        )


def test_a_secret_that_cannot_be_read_is_named_and_ends_with_2(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"\xff\xfe")
    answer = run({"SECRETS_DIR": str(tmp_path)}, "doctor")
    assert answer.exit_code == 2
    assert answer.output.startswith("SECRETS_DIR is wrong: ")
    assert '"secret_key"' in answer.output


def test_the_settings_are_listed_without_any_being_set() -> None:
    answer = run({}, "settings")
    assert answer.exit_code == 0
    assert [line.split()[0] for line in answer.output.splitlines()] == [
        name.upper() for name in Settings.model_fields
    ]
    assert re.search(r"RETRY_AFTER +60s,180s,480s +who was not reached", answer.output)


def test_release_makes_the_tables_and_checks_the_flows(environment: dict[str, str]) -> None:
    answer = run(environment, "release")
    assert answer.exit_code == 0, answer.output
    assert "the tables are up to date" in answer.output
    assert run(environment, "zone", "list").exit_code == 0


def test_without_tables_a_command_says_what_to_do(environment: dict[str, str]) -> None:
    answer = run(environment, "zone", "list")
    assert answer.exit_code == 1
    assert "buurtlijn doctor" in answer.output


def test_the_doctor_ends_with_1_when_something_is_wrong(types: Types) -> None:
    answer = types("doctor")
    assert answer.exit_code == 1
    assert "!! zones: there is none; make one with: buurtlijn zone add NAME" in answer.output
    assert "ok settings" in answer.output


# ---- setting up


def test_a_zone_is_set_up_by_commands(types: Types, zone: None) -> None:
    assert types("zone", "list").output == "Antwerpen  nl  dispatch +3215000009\n"
    assert types("line", "add", "015 00 00 01").output == "hotline +3215000001, shown on alert calls\n"
    assert types("line", "add", "015000002", "--use", "police_line").output == "police_line +3215000002\n"
    assert types("network", "list").output.startswith("2018  Zurenborg  residents  active\n")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("zone add Antwerpen", "there is a zone Antwerpen already"),
        ("zone add " + "x" * 41, "a name has 1 to 40 letters"),
        ("zone add Gent --dispatch 112", "“112” is an emergency number"),
        ("network add 218 Klein", "“218” is no code of a network: it has 4 digits"),
        ("network add 2018 Ander", "there is a network 2018 already"),
        ("network add 2020 Kiel --zone Gent", "there is no zone Gent; there are: Antwerpen"),
        ("line add 015000001 --use police_line --shown", "only a hotline can be shown"),
        ("duty add 015000003 --wants texts", "a landline gets no texts"),
        ("duty add 015000003 --hours 8-18uur", "are no hours: write them as 08:00-18:00"),
        ("duty remove 1", "there is no duty phone 1"),
        ("officer add 123 Jan", "“123” is no badge: it has 5 digits"),
        ("officer add 10023 Jan --network 9999", "zone Antwerpen has no network 9999"),
        ("officer pin 10023", "there is no officer with badge 10023"),
        ("officer remove 10023", "there is no officer with badge 10023"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    types: Types, zone: None, database: Database, words: str, sentence: str
) -> None:
    with database.reading() as session:
        before = session.exec(select(AuditEntry.id)).all()
    answer = types(*words.split())
    assert (answer.exit_code, sentence in answer.output) == (1, True), answer.output
    with database.reading() as session:
        assert session.exec(select(AuditEntry.id)).all() == before
        assert session.exec(select(Officer)).all() == []


def test_without_a_zone_a_network_cannot_be_added(types: Types) -> None:
    assert "make one with: buurtlijn zone add NAME" in types("network", "add", "2018", "Zurenborg").output


def test_with_two_zones_the_zone_must_be_said(types: Types, zone: None) -> None:
    types("zone", "add", "Gent")
    assert (
        "say which zone, with --zone: Antwerpen, Gent" in types("network", "add", "9000", "Sluizeken").output
    )
    assert types("network", "add", "9000", "Sluizeken", "--zone", "gent").exit_code == 0


def test_duty_phones_ring_in_order_and_move_up(types: Types, zone: None, database: Database) -> None:
    for number in ("0450 00 99 01", "0450 00 99 02", "015 00 99 03"):
        assert types("duty", "add", number, "--hours", "22:00-06:30").exit_code == 0
    assert types("duty", "remove", "1").exit_code == 0
    assert types("duty", "list").output.splitlines() == [
        "Antwerpen  1  +32•••••902  both  22:00-06:30",
        "Antwerpen  2  +32•••••903  both  22:00-06:30",
    ]
    with database.reading() as session:
        numbers = session.exec(select(DutyPhone.number).order_by(col(DutyPhone.position))).all()
    assert numbers == ["+32450009902", "+3215009903"]


def test_an_officer_gets_a_pin_that_opens(types: Types, zone: None, database: Database) -> None:
    pin = shown_pin(types("officer", "add", "10023", "Jan", "--number", "0450009901"))
    with database.reading() as session:
        officer = session.exec(select(Officer)).one()
    assert opens(database, pin, officer)
    assert types("officer", "list").output == "10023  Jan  whole zone\n"


def test_an_officer_may_send_to_some_networks_only(types: Types, zone: None) -> None:
    types("officer", "add", "10023", "Jan", "--network", "2140", "--network", "2018")
    assert types("officer", "list").output == "10023  Jan  2018 2140\n"


def test_a_new_pin_replaces_the_old_and_lifts_the_lock(types: Types, zone: None, database: Database) -> None:
    old = shown_pin(types("officer", "add", "10023", "Jan"))
    with database.reading() as session:
        officer = session.exec(select(Officer)).one()
    with database.writing() as session:
        entry = session.exec(select(AuditEntry.at)).first()
        assert entry is not None
        session.add(PinTries(caller_hash="withheld", badge="10023", failures=10, last_at=entry))
    new = shown_pin(types("officer", "pin", "10023"))
    assert opens(database, new, officer)
    assert not opens(database, old, officer)


def test_a_removed_officer_opens_nothing_and_the_badge_is_not_given_again(
    types: Types, zone: None, database: Database
) -> None:
    pin = shown_pin(types("officer", "add", "10023", "Jan"))
    with database.reading() as session:
        officer = session.exec(select(Officer)).one()
    assert types("officer", "remove", "10023").exit_code == 0
    assert not opens(database, pin, officer)
    assert types("officer", "pin", "10023").exit_code == 1
    assert "a badge is not given twice" in types("officer", "add", "10023", "Piet").output


def test_everything_is_written_down_in_a_whole_chain(types: Types, zone: None, database: Database) -> None:
    types("officer", "add", "10023", "Jan")
    types("officer", "remove", "10023")
    with database.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.id))).all()
        assert broken_at(session) is None
    assert [(entry.who, entry.what) for entry in entries] == [
        ("cli", "zone added"),
        ("cli", "network added"),
        ("cli", "network added"),
        ("cli", "officer added"),
        ("cli", "officer removed"),
    ]


def shown_pin(answer: Result) -> str:
    shown = re.search(r"PIN (\d{6})", answer.output)
    assert shown is not None, answer.output
    return shown[1]


def opens(database: Database, pin: str, officer: Officer) -> bool:
    with database.reading() as session:
        now = session.exec(select(AuditEntry.at).order_by(col(AuditEntry.id).desc())).first()
    assert now is not None
    assert officer.id is not None
    return check_pin(database, badge=officer.badge, pin=pin, caller=None, now=now) == Right(officer.id)


# ---- members

GOOD = "naam;gsm;netwerk\nAn;0450 00 10 01;2018\nBo;015/00.10.02;2018 2140\n"


def test_an_import_first_only_tells(types: Types, zone: None, database: Database, tmp_path: Path) -> None:
    answer = types("import", kept(tmp_path, GOOD))
    assert answer.exit_code == 0
    assert "2 members read: 2 new, 0 with more networks or phones, 0 unchanged; 0 bad rows" in answer.output
    assert "nothing was put in yet; to do it, add --yes" in answer.output
    assert names(database) == []


def test_with_yes_everybody_is_put_in(types: Types, zone: None, database: Database, tmp_path: Path) -> None:
    answer = types("import", kept(tmp_path, GOOD), "--yes")
    assert "put in: 2 new" in answer.output
    assert names(database) == ["An", "Bo"]


def test_a_bad_row_stops_the_whole_import(
    types: Types, zone: None, database: Database, tmp_path: Path
) -> None:
    file = kept(tmp_path, GOOD + "Cleo;112;2018\n")
    answer = types("import", file, "--yes")
    assert answer.exit_code == 1
    assert "line 4: phone “112” is an emergency number" in answer.output
    assert names(database) == []
    assert types("import", file, "--yes", "--skip-bad").exit_code == 0
    assert names(database) == ["An", "Bo"]


def test_a_file_with_swapped_columns_is_not_put_in_even_without_its_bad_rows(
    types: Types, zone: None, database: Database, tmp_path: Path
) -> None:
    file = kept(tmp_path, "naam;gsm;netwerk\n0450001001;An;2018\n0450001002;Bo;2018\n")
    answer = types("import", file, "--yes", "--skip-bad")
    assert answer.exit_code == 1
    assert "the columns are swapped" in answer.output
    assert names(database) == []


def kept(folder: Path, text: str) -> str:
    file = folder / "members.csv"
    file.write_text(text, encoding="utf-8")
    return str(file)


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return sorted(session.exec(select(Member.name)).all())


# ---- the flows


def test_the_flows_are_checked() -> None:
    answer = run({}, "flows", "check")
    expected = f"ok flows: {len(FLOWS)} of them, sound\n"
    assert (answer.exit_code, answer.output) == (0, expected), answer.output


def test_drawings_are_written_and_compared(tmp_path: Path) -> None:
    there = ["--folder", str(tmp_path / "flows")]
    missing = run({}, "flows", "draw", "--check", *there)
    assert missing.exit_code == 1
    pages = len(FLOWS) + (len(FLOWS) + 1) * len(Language)  # a drawing each, and a script in each language
    assert missing.output.count("is out of date; run: buurtlijn flows draw") == pages
    assert run({}, "flows", "draw", *there).output.endswith(f"{pages} of them new\n")
    assert run({}, "flows", "draw", "--check", *there).exit_code == 0
    page = tmp_path / "flows" / "hotline.md"
    assert page.read_text(encoding="utf-8").startswith("# hotline\n\n```mermaid\n")
    page.write_text("old", encoding="utf-8")
    assert run({}, "flows", "draw", "--check", *there).exit_code == 1


def test_the_hash_of_a_pin_is_not_the_pin() -> None:
    assert "739152" not in hash_pin("739152")
