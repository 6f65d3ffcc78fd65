"""What a log line may say."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from logs import mask_numbers, set_up_logs, without_people

CANARY = "+32450001234"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    for handler in before:
        root.removeHandler(handler)
    set_up_logs("INFO", stream)
    yield stream
    root.handlers[:], root.level = before, level
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_is_one_json_object(written: io.StringIO) -> None:
    structlog.get_logger("broadcast.pump").warning("carrier_slow", seconds=2.5)
    (line,) = lines(written)
    assert line.pop("at").endswith("Z")
    assert line == {
        "event": "carrier_slow", "seconds": 2.5, "level": "warning", "logger": "broadcast.pump",
    }  # fmt: skip


def test_a_librarys_line_is_masked_too(written: io.StringIO) -> None:
    logging.getLogger("rq.worker").error("call to %s failed", CANARY, extra={"to": CANARY, "body": "help"})
    (line,) = lines(written)
    assert (line["event"], line["to"]) == ("call to +32•••••234 failed", "+32•••••234")
    assert "body" not in line


def test_an_error_is_masked_too(written: io.StringIO) -> None:
    try:
        raise ValueError(f"no such number {CANARY}")
    except ValueError:
        structlog.get_logger("x").exception("went_wrong")
    assert "450001234" not in written.getvalue()
    assert "ValueError" in lines(written)[0]["exception"]


def test_what_is_below_the_level_is_not_written(written: io.StringIO) -> None:
    structlog.get_logger("x").debug("detail")
    assert lines(written) == []


@pytest.mark.parametrize(
    "text",
    [
        "+32450001234", "+32 450 00 12 34", "0032450001234", "0450/00.12.34", "0450001234", "32450001234",
        "%2B32450001234", "To=%2B32450001234&From=x", "+32 (0)450 00 12 34", "(0450) 001234", "tel:+32450001234",
    ],
)  # fmt: skip
def test_a_number_is_masked_however_it_is_written(text: str) -> None:
    told = mask_numbers(text)
    assert "001234" not in told
    assert "+32•••••234" in told


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24T20:15:00.123456Z", "CA0123456789abcdef0123456789abcdef", "took 0.0123 s", "2018", "127.0.0.1:8000",
        "at 0x7f0012345678>", "member 1234567", "0001_what_we_remember_first",
    ],
)  # fmt: skip
def test_what_is_no_number_is_left_alone(text: str) -> None:
    assert mask_numbers(text) == text


@given(st.integers(0, 9999), st.booleans())
def test_numbers_are_masked_however_deep_they_stand(last: int, mobile: bool) -> None:
    number = f"+32{'450' if mobile else '15'}00{last:04}"
    event = {"a": [{"b": (number, {number})}], number: 1, "c": ValueError(number), "d": number.encode()}
    told = json.dumps(without_people(None, "", event), ensure_ascii=False)
    assert number.removeprefix("+32") not in told.replace('"' + number + '": 1', "")


@pytest.mark.parametrize("key", ["pin", "PIN", "Digits", "Body", "text", "token"])
def test_what_people_keyed_said_or_wrote_is_not_written(key: str) -> None:
    assert without_people(None, "", {"event": "x", key: "1", "form": {key: "2"}}) == {
        "event": "x",
        "form": {},
    }
