"""`buurtlijn texts try` shows how a text is read."""

import json

from click.testing import CliRunner

from cli import main

KEYS = ["kind", "place", "time", "plate", "persons", "vehicle", "direction", "command", "network", "days"]


def tried(*arguments, given=None):
    return CliRunner().invoke(main, ["texts", "try", *arguments], input=given)


def test_a_text_is_shown_as_one_object():
    told = json.loads(tried("twee mannen in de Kerkstraat 12 om 21u30", "--lang", "nl", "--json").output)
    assert KEYS == list(told)
    assert ("suspicious_person", "Kerkstraat 12", "21:30", 2) == (
        told["kind"],
        told["place"],
        told["time"],
        told["persons"],
    )


def test_a_text_is_shown_to_read():
    assert "place      Kerkstraat 12" in tried("man Kerkstraat 12").output


def test_a_streets_right_name_is_shown():
    assert "Dolfijnstraat" in tried("man in de dolfynstraat", "--street", "Dolfijnstraat").output


def test_every_line_is_answered_by_one_object_in_order():
    lines = [
        b"STOP",
        b"",
        b"\xff\xfe\x00 kapot",
        b"a" * 100_000,
        b"Inbraak Kerkstraat 12\r",
        "é".encode(),
        b"{" * 5000,
    ]
    done = tried("--json", "-", given=b"\n".join(lines) + b"\n")
    told = [json.loads(line) for line in done.output.splitlines()]
    assert (0, len(lines)) == (done.exit_code, len(told))
    assert ("stop", "burglary") == (told[0]["command"], told[4]["kind"])
