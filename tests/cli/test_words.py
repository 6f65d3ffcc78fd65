"""The commands by which people read, hear and change what is said."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from sqlmodel import select

from cli import main
from db.people import Member
from db.session import Database


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, list(arguments), input=typed)


@pytest.mark.parametrize("language", ["nl", "fr", "de", "en"])
def test_a_script_of_the_police_line_ends_with_the_seconds_until_it_is_sent(language: str) -> None:
    done = run("flows", "tell", "police_line", language)
    last = done.output.splitlines()[-1]
    assert (0, "to send: ", " s") == (done.exit_code, last[:9], last[-2:])
    assert int(last[9:-2]) < 60


def test_a_line_and_a_language_that_are_none_are_refused() -> None:
    assert 2 == run("flows", "tell", "gossip", "nl").exit_code
    assert 2 == run("flows", "tell", "hotline", "it").exit_code


def test_an_alert_call_is_played_in_the_terminal() -> None:
    done = run("flows", "play", "alert_call", typed="2\n\n9\n3\n1\n")
    said = done.output
    assert 0 == done.exit_code, said
    for words in (
        "Politie, voor BIN Zurenborg",
        "(a recording is played)",
        "Wij herhalen",
        "verlaten: druk 3",
        "geen lid meer",
        "(the call is over)",
    ):
        assert words in said


def test_what_is_spoken_in_the_terminal_is_taken_as_a_recording() -> None:
    done = run("flows", "play", "alert_call", "--language", "fr", typed="3\nIls courent vers la gare\n")
    assert (0, True) == (done.exit_code, "Votre message part tout de suite" in done.output)


def test_hanging_up_ends_a_call_that_is_played() -> None:
    done = run("flows", "play", "hotline", typed="")
    assert (0, "(hung up)") == (done.exit_code, done.output.splitlines()[-1])


def test_how_an_action_ends_can_be_asked() -> None:
    done = run("flows", "play", "alert_call", "--ask", typed="6\n1\n2\n1\n")
    assert "Oefening van de politie" in done.output


@pytest.mark.parametrize(
    "line", ["hotline", "police_line", "alert_call", "duty_call", "membership", "joining", "news_call"]
)
@pytest.mark.parametrize("key", ["", "1", "2", "3"])
def test_every_line_can_be_played_with_one_key_alone(line: str, key: str) -> None:
    done = run("flows", "play", line, typed=f"{key}\n" * 60)
    assert (0, None) == (done.exit_code, done.exception)


# ---- how names are said


@pytest.fixture
def zone(environment: dict[str, str], database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert 0 == run("zone", "add", "Antwerpen").exit_code
    assert 0 == run("network", "add", "2018", "BIN Zurenborg").exit_code


def test_a_list_is_kept_shown_and_put_in_again(zone: None, tmp_path: Path) -> None:
    assert (
        "Cogels-Osylei → Kogels Oosielei"
        in run("pronunciation", "set", "Cogels-Osylei", "Kogels Oosielei").output
    )
    run("pronunciation", "set", "Mechelen", "Malines", "--language", "fr")
    listed = run("pronunciation", "list").output
    assert "Cogels-Osylei;Kogels Oosielei;\nMechelen;Malines;fr\n" == listed
    file = tmp_path / "names.csv"
    file.write_text(listed + "Draakplaats;Draak plaats\n", encoding="utf-8")
    assert "3 names" in run("pronunciation", "import", str(file)).output
    run("pronunciation", "remove", "Mechelen", "--language", "fr")
    assert (
        "Cogels-Osylei;Kogels Oosielei;\nDraakplaats;Draak plaats;\n" == run("pronunciation", "list").output
    )


def test_a_list_with_a_bad_line_is_not_put_in_at_all(zone: None, tmp_path: Path) -> None:
    file = tmp_path / "names.csv"
    file.write_text("Draakplaats;Draak plaats\nDam\n", encoding="utf-8")
    done = run("pronunciation", "import", str(file))
    assert (1, True, "") == (done.exit_code, "line 2" in done.output, run("pronunciation", "list").output)


def test_a_name_that_is_not_there_cannot_be_removed(zone: None) -> None:
    assert 1 == run("pronunciation", "remove", "Dam").exit_code


# ---- member lists


def test_a_member_list_comes_as_excel_too(zone: None, database: Database, tmp_path: Path) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (
        ["Naam", "BIN-code", "GSM"],
        ["An Peeters", 2018, 450001001],
        ["Bo Maes", "2018", "0450 00 10 02"],
    ):
        book.active.append(row)
    book.save(out)
    file = tmp_path / "leden.xlsx"
    file.write_bytes(out.getvalue())
    assert "2 members read" in run("import", str(file)).output
    assert "put in: 2 new" in run("import", str(file), "--yes").output
    with database.reading() as session:
        assert ["An Peeters", "Bo Maes"] == sorted(session.exec(select(Member.name)))


# ---- recorded sentences


def test_the_check_warns_of_a_recording_that_would_leave_something_unsaid(
    zone: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = tmp_path / "nl" / "alert_call" / "who_alert.mp3"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"sound")
    monkeypatch.setenv("AUDIO_FOLDER", str(tmp_path))
    done = run("flows", "check")
    assert (1, True) == (done.exit_code, "{network}, which no recording can say" in done.output)
