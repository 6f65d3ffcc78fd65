"""How our words are said: names as the zone's list has them, a recorded sound where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from callers import HOTLINE, MEMBER, Carrier
from flask import Flask
from sqlmodel import select

from carrier.carrier import Language
from db.broadcasts import Attempt, Broadcast, Errand, ErrandKind, Urgency, Way
from db.people import Zone
from db.pronunciations import remove_name, set_name
from db.session import Database
from ivr import speaking
from ivr.exchange import Exchange
from settings import Settings
from wsgi import create_app

Alert = Callable[..., Attempt]


@pytest.fixture(autouse=True)
def _no_list_is_remembered() -> None:
    speaking._names.cache_clear()


def say(database: Database, written: str, spoken: str, language: Language | None = None) -> None:
    with database.writing() as session:
        zone = session.exec(select(Zone)).one()
        set_name(session, zone, written=written, spoken=spoken, language=language, now=datetime.now(UTC))


def test_a_name_is_said_as_the_zones_list_has_it(carrier: Carrier, an_alert: Alert) -> None:
    say(carrier.database, "Zurenborg", "Zuurenborg")
    carrier.rings(an_alert(), MEMBER).hears("Politie, voor BIN Zuurenborg: dringend bericht.")


def test_a_written_alert_is_said_with_its_plate_time_and_street_as_people_say_them(
    carrier: Carrier, an_alert: Alert
) -> None:
    say(carrier.database, "Cogels-Osylei", "Kogels Oosielei")
    attempt = an_alert()
    with carrier.database.writing() as session:
        broadcast = session.get_one(Broadcast, attempt.broadcast_id)
        broadcast.recording_id, broadcast.text = (
            None,
            "Om 21u30 in de Cogels-Osylei: Golf 1-ABC-2.., bel 0475 12 34 56.",
        )
    call = carrier.rings(attempt, MEMBER)
    call.hears("Om half tien 's avonds in de Kogels Oosielei").hears("bel 0 4 7 5, 12, 34, 56.")


def test_a_list_is_for_the_ear_and_never_changes_a_text(carrier: Carrier, an_alert: Alert) -> None:
    say(carrier.database, "Zurenborg", "Zuurenborg")
    carrier.rings(an_alert(), MEMBER).presses("9").presses("3").presses("1")
    with carrier.database.reading() as session:
        bodies = session.exec(select(Errand.body).where(Errand.kind == ErrandKind.MEMBER_NOTICE)).all()
    assert [True] == [(body or "").startswith("BIN Zurenborg:") for body in bodies]


def test_a_name_for_one_language_is_said_in_that_language_only(carrier: Carrier, an_alert: Alert) -> None:
    say(carrier.database, "Zurenborg", "Zurenbourg", Language.FR)
    carrier.rings(an_alert(), MEMBER).hears("BIN Zurenborg")


def test_what_is_taken_off_the_list_is_said_as_it_is_written(carrier: Carrier, an_alert: Alert) -> None:
    say(carrier.database, "Zurenborg", "Zuurenborg")
    with carrier.database.writing() as session:
        zone = session.exec(select(Zone)).one()
        remove_name(session, zone, written="zurenborg", language=None, now=datetime.now(UTC))
    carrier.rings(an_alert(), MEMBER).hears("BIN Zurenborg")


@pytest.fixture
def recorded(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[Carrier]:
    """The carrier before an application that has a recorded sentence."""
    sound = tmp_path / "audio" / "nl" / "alert_call" / "choose.mp3"
    sound.parent.mkdir(parents=True)
    sound.write_bytes(b"ID3 a voice")
    made = create_app(settings.model_copy(update={"audio_folder": str(tmp_path / "audio")}))
    place: Exchange = made.extensions["exchange"]
    yield Carrier(settings, made.test_client(), place.database)
    place.database.close()
    place.redis.close()


def test_a_recorded_sentence_is_played_instead_of_speech(recorded: Carrier, an_alert: Alert) -> None:
    call = recorded.rings(an_alert(), MEMBER)
    assert not any("Gehoord?" in words for words in call.heard)
    assert ["Say", "Play", "Play"] == [element.tag for element in call.wait]
    url = call.wait[2].text or ""
    answer = recorded.client.get(url.removeprefix(recorded.settings.public_base_url))
    assert (200, "audio/mpeg", b"ID3 a voice") == (answer.status_code, answer.mimetype, answer.data)


def test_a_language_without_the_recording_is_spoken(recorded: Carrier) -> None:
    call = recorded.call(HOTLINE, MEMBER)
    assert "(audio)" not in call.heard


def test_a_sentence_that_nobody_recorded_is_not_found(carrier: Carrier) -> None:
    assert 404 == carrier.client.get("/audio/said/nothing.mp3").status_code
    assert 404 == carrier.client.get("/audio/said/..%5c..%5csettings.py").status_code


def test_a_coordinator_without_a_mobile_hears_the_news_and_confirms(carrier: Carrier) -> None:
    now = datetime.now(UTC)
    with carrier.database.writing() as session:
        errand = Errand(zone_id=1, kind=ErrandKind.NEWS, key="news", way=Way.CALL, number="+3215004002", number_hash="+3215004002",
                        body="Nieuws voor de coördinator van BIN Zurenborg.", urgency=Urgency.NOTICE, due_at=now, made_at=now)  # fmt: skip
        session.add(errand)
        session.flush()
        attempt = Attempt(errand_id=errand.id, way=Way.CALL, token="news-token", number="+3215004002", number_hash="+3215004002", placing_at=now)  # fmt: skip
        session.add(attempt)
    call = carrier.rings(attempt, "+3215004002").hears("Nieuws van de politie, niet dringend.")
    call.hears("Nieuws voor de coördinator van BIN Zurenborg. Gehoord? Druk 1.")
    assert "end" == call.presses("2").presses("1").hears("Genoteerd, dank u.").step
