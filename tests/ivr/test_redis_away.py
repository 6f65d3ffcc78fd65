"""Redis is away: the lines still take reports, and say what is wrong."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from callers import HOTLINE, MEMBER, Call, Carrier, settle
from sqlmodel import select

from db.broadcasts import Errand, ErrandKind
from db.reports import Report, ReportState
from db.session import Database
from ivr.exchange import Exchange
from settings import Settings
from wsgi import create_app


@pytest.fixture
def carrier(settings: Settings, database: Database) -> Iterator[Carrier]:
    """The carrier, before an application whose Redis does not answer."""
    with database.writing() as session:
        settle(session)
    alone = settings.model_copy(update={"redis_url": "unix:///nowhere/valkey.sock"})
    app = create_app(alone)
    yield Carrier(alone, app.test_client(), database)
    place: Exchange = app.extensions["exchange"]
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


def test_what_was_being_spoken_when_redis_went_is_kept(
    carrier: Carrier, settings: Settings, database: Database
) -> None:
    before = create_app(settings)
    call = Carrier(settings, before.test_client(), database).call(HOTLINE, MEMBER)
    for keys in ("1", "1", "1", "1"):
        call.presses(keys)
    Call(carrier, call.form, call.document).speaks()
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]
    place: Exchange = before.extensions["exchange"]
    place.database.close()
    place.redis.close()


def test_a_report_rings_the_duty_phone_without_redis_too(carrier: Carrier) -> None:
    carrier.texts("Inbraak bezig in de Dolfijnstraat")
    with carrier.database.reading() as session:
        kinds = set(session.exec(select(Errand.kind)))
    assert kinds == {ErrandKind.DUTY, ErrandKind.ANSWER}
