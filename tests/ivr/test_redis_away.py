"""Redis is away: the lines still take reports, and say what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from callers import HOTLINE, MEMBER, Call, Carrier
from flask import Flask
from sqlmodel import select

from db.broadcasts import Attempt, Delivery, DeliveryState, Errand, ErrandKind
from db.reports import Report, ReportState
from db.session import Database
from ivr.exchange import Exchange
from settings import Settings
from wsgi import create_app


@pytest.fixture
def carrier(app: Flask, settings: Settings, database: Database) -> Iterator[Carrier]:
    """The carrier, before another application whose Redis does not answer."""
    alone = settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"})
    forgetful = create_app(alone)
    yield Carrier(alone, forgetful.test_client(), database)
    place: Exchange = forgetful.extensions["exchange"]
    place.database.close()
    place.redis.close()


def reports(carrier: Carrier) -> list[Report]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Report)))


def test_a_caller_is_told_and_can_report_all_the_same(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, MEMBER).hears("Er is een storing").hears("101")
    call.speaks()
    call.hears("Uw melding is bewaard")
    (report,) = reports(carrier)
    assert (report.state, report.reporter, len(report.number or "")) == (ReportState.FILED, MEMBER, 4)


def test_what_was_being_spoken_when_redis_went_is_kept(carrier: Carrier, app: Flask) -> None:
    call = Carrier(carrier.settings, app.test_client(), carrier.database).call(HOTLINE, MEMBER)
    for keys in ("1", "1", "1", "1"):
        call.presses(keys)
    Call(carrier, call.form, call.document).speaks()
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]


def test_an_alert_is_heard_and_confirmed_all_the_same(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).hears("dringend bericht").hears("(audio)")
    call.presses("2").presses("1").hears("Genoteerd")
    with carrier.database.reading() as session:
        assert session.get_one(Delivery, attempt.delivery_id).state == DeliveryState.CONFIRMED


def test_a_sighting_spoken_in_an_alert_call_is_kept_all_the_same(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    attempt = an_alert()
    carrier.rings(attempt, MEMBER).presses("3").speaks()
    assert [report.answers for report in reports(carrier)] == [attempt.broadcast_id]


def test_voicemail_gets_the_message_all_the_same(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).asks(f"/voice/attempt/{attempt.token}/enter/after_beep")
    call.hears("(audio)").waits()
    with carrier.database.reading() as session:
        assert session.get_one(Delivery, attempt.delivery_id).state == DeliveryState.REACHED


def test_a_report_rings_the_duty_phone_without_redis_too(carrier: Carrier) -> None:
    carrier.texts("Inbraak bezig in de Dolfijnstraat")
    with carrier.database.reading() as session:
        kinds = set(session.exec(select(Errand.kind)))
    assert kinds == {ErrandKind.DUTY, ErrandKind.ANSWER, ErrandKind.NOT_HEARD}
