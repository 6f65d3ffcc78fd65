"""Which phone, which way, in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from broadcast.plan import WhyNot, Words, choose, ring_seconds, text_body
from carrier.carrier import Language
from carrier.phone import PhoneKind
from db.broadcasts import BroadcastKind, Way
from db.due import DuePhone
from db.people import Wants
from flows.engine.texts import load
from settings import Settings

NOW = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
MOBILE = DuePhone("+32450000001", "m", PhoneKind.MOBILE)
LANDLINE = DuePhone("+3215000002", "l", PhoneKind.LANDLINE, Wants.CALLS)
TEXT_ONLY = DuePhone("+32450000003", "t", PhoneKind.MOBILE, Wants.TEXTS)
NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(("tries", "rung"), [(0, MOBILE), (1, LANDLINE), (2, MOBILE)])
def test_each_round_begins_with_the_next_phone(tries: int, rung: DuePhone) -> None:
    assert rung == choose([MOBILE, LANDLINE, TEXT_ONLY], Way.CALL, tries, NOBODY, NOBODY, NOW)


def test_a_phone_that_this_round_has_rung_is_passed_over() -> None:
    assert LANDLINE == choose([MOBILE, LANDLINE], Way.CALL, 0, {"m"}, NOBODY, NOW)
    assert WhyNot.SAME_PHONE == choose([MOBILE], Way.CALL, 0, {"m"}, NOBODY, NOW)


def test_a_phone_on_the_line_with_us_is_rung_a_little_later() -> None:
    assert WhyNot.ON_THE_PHONE == choose([MOBILE, LANDLINE], Way.CALL, 0, NOBODY, {"m"}, NOW)


def test_only_mobiles_that_want_texts_are_texted() -> None:
    assert TEXT_ONLY == choose([LANDLINE, TEXT_ONLY, MOBILE], Way.TEXT, 5, NOBODY, NOBODY, NOW)
    assert WhyNot.NO_PHONE == choose([LANDLINE], Way.TEXT, 0, NOBODY, NOBODY, NOW)


@pytest.mark.parametrize(
    ("phone", "why"),
    [
        (
            DuePhone("+32450000001", "m", PhoneKind.MOBILE, paused_until=NOW + timedelta(hours=1)),
            WhyNot.PAUSED,
        ),
        (DuePhone("+32450000001", "m", PhoneKind.MOBILE, no_calls=True), WhyNot.OPTED_OUT),
        (DuePhone("+32450000001", "m", PhoneKind.MOBILE, failed=True), WhyNot.NUMBER),
        (TEXT_ONLY, WhyNot.NO_PHONE),
    ],
)
def test_it_is_said_why_nobody_is_called(phone: DuePhone, why: WhyNot) -> None:
    assert why == choose([phone], Way.CALL, 0, NOBODY, NOBODY, NOW)


def test_a_pause_that_is_over_is_no_pause() -> None:
    phone = DuePhone("+32450000001", "m", PhoneKind.MOBILE, paused_until=NOW)
    assert phone == choose([phone], Way.CALL, 0, NOBODY, NOBODY, NOW)


def test_a_landline_rings_longer() -> None:
    rules = Settings.model_construct(ring_mobile=timedelta(seconds=25), ring_landline=timedelta(seconds=40))
    assert (25, 40) == tuple(ring_seconds(kind, rules) for kind in (PhoneKind.MOBILE, PhoneKind.LANDLINE))


@pytest.mark.parametrize("language", Language)
def test_a_spoken_alert_is_texted_with_the_line_to_ring_and_a_written_one_with_its_words(
    language: Language,
) -> None:
    texts = load()
    spoken = text_body(Words(BroadcastKind.ALERT, "BIN Zurenborg", "+3215000900", None), language, texts)
    written = text_body(
        Words(BroadcastKind.ALERT, "BIN Zurenborg", "+3215000900", "Rode wagen\x07."), language, texts
    )
    assert ("BIN Zurenborg" in spoken, "+3215000900" in spoken) == (True, True)
    assert ("Rode wagen." in written, "+3215000900" in written) == (True, False)
