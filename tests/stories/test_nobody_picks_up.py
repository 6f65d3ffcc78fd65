"""Nobody picks up, or it is another hour by then: who is rung again, who is texted, and who is on duty."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from town import Town, a_landline

from db.broadcasts import Attempt, Errand, ErrandKind, ErrandState, Way
from db.news import News
from db.people import DutyPhone, Membership, Phone, Role, Wants, Zone
from db.set_up import add_duty_phone

NOBODY = {"kind": "no_answer"}
PRESSES_1 = {"kind": "person", "after": 1.0, "script": [{"press": "1"}]}
LISTENS = {"kind": "person", "after": 1.0, "script": []}
TAKES = {"kind": "person", "after": 1.0, "script": [{"press": "1"}, {"hears": "aangenomen", "hang_up": True}]}
HOUR = timedelta(hours=1)


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def errands(town: Town, kind: ErrandKind, state: ErrandState, way: Way = Way.CALL) -> list[Errand]:
    of_zone = select(Errand).where(Errand.zone_id == town.zone_id(), Errand.kind == kind, Errand.way == way)
    found: list[Errand] = town.rows(of_zone.where(Errand.state == state).order_by(col(Errand.id)))
    return found


def comes_now(town: Town, kind: ErrandKind, way: Way = Way.CALL) -> None:
    """The time at which this is due (again) has come."""
    assert soon(lambda: bool(errands(town, kind, ErrandState.PENDING, way)))
    with town.up.database.writing() as session:
        for one in errands(town, kind, ErrandState.PENDING, way):
            session.get_one(Errand, one.id).due_at = datetime.now(UTC)


def where_it_is(town: Town, hour: int) -> None:
    """It is this hour of the day in the zone."""
    ahead = (hour - datetime.now(UTC).hour + 11) % 24 - 11
    with town.up.database.writing() as session:
        session.get_one(Zone, town.zone_id()).timezone = f"Etc/GMT{-ahead:+d}"


def is_coordinator(town: Town, number: str, **values: object) -> None:
    with town.up.database.writing() as session:
        phone = session.exec(select(Phone).where(Phone.number_hash == number)).one()
        asked = select(Membership).where(Membership.member_id == phone.member_id)
        session.exec(asked).one().role = Role.COORDINATOR
        for name, value in values.items():
            setattr(phone, name, value)


def news_is_due(town: Town) -> None:
    """The news was last told an hour ago."""
    now, zone = datetime.now(UTC), town.zone_id()
    with town.up.database.writing() as session:
        news = session.get(News, zone) or News(zone_id=zone, told_until=now, due_at=now)
        news.told_until, news.due_at = now - HOUR, now
        session.add(news)


def was_rung(town: Town, number: str, times: int) -> bool:
    return soon(lambda: len(town.calls_to(number)) == times, 40)


def opts_out(town: Town, name: str) -> None:
    """A member texts STOP."""
    number = town.member(name, answers=[NOBODY])
    town.world.texts(number, town.hotline, "STOP")
    out = select(Phone.id).where(Phone.number_hash == number, col(Phone.no_texts_since).is_not(None))
    assert soon(lambda: bool(town.rows(out)))


def test_who_opts_out_late_in_the_evening_is_told_to_the_coordinator_the_same_evening(town: Town) -> None:
    where_it_is(town, 22)
    coordinator = town.member("Els", answers=[NOBODY])
    is_coordinator(town, coordinator)
    opts_out(town, "Jan")
    news_is_due(town)
    town.world.wait_for("text", 40, to=coordinator, contains="Geen sms meer: Jan")
    assert town.calls_to(coordinator) == []


def test_a_coordinator_who_has_to_be_rung_is_left_to_sleep_until_the_morning(town: Town) -> None:
    where_it_is(town, 22)
    coordinator = town.member("Els", landline=True, answers=[PRESSES_1])
    is_coordinator(town, coordinator)
    opts_out(town, "Jan")
    news_is_due(town)
    assert soon(lambda: bool(errands(town, ErrandKind.NEWS, ErrandState.PENDING)), 40)
    (call,) = errands(town, ErrandKind.NEWS, ErrandState.PENDING)
    assert (call.due_at > datetime.now(UTC) + 8 * HOUR, town.calls_to(coordinator)) == (True, [])


def test_a_coordinator_who_does_not_pick_up_is_rung_again_with_the_news(town: Town) -> None:
    where_it_is(town, 14)
    coordinator = town.member("Els", landline=True, answers=[NOBODY, PRESSES_1])
    is_coordinator(town, coordinator)
    opts_out(town, "Jan")
    news_is_due(town)
    assert soon(lambda: len(town.calls_to(coordinator)) == 1, 40)
    comes_now(town, ErrandKind.NEWS)
    town.world.wait_for("heard", 30, number=coordinator, contains="Geen sms meer: Jan")
    assert soon(lambda: len(errands(town, ErrandKind.NEWS, ErrandState.DONE)) == 1)


def test_news_that_nobody_hears_is_texted_to_a_mobile_that_wanted_to_be_called(town: Town) -> None:
    where_it_is(town, 14)
    coordinator = town.member("Els", answers=[NOBODY])
    is_coordinator(town, coordinator, wants=Wants.CALLS)
    opts_out(town, "Jan")
    news_is_due(town)
    for calls in (1, 2, 3):
        assert was_rung(town, coordinator, calls)
        if calls < 3:
            comes_now(town, ErrandKind.NEWS)
    assert soon(lambda: len(errands(town, ErrandKind.NEWS, ErrandState.FAILED)) == 1)
    comes_now(town, ErrandKind.NEWS, Way.TEXT)
    town.world.wait_for("text", 20, to=coordinator, contains="Geen sms meer: Jan")


def test_news_that_was_heard_is_not_texted_as_well(town: Town) -> None:
    where_it_is(town, 14)
    coordinator = town.member("Els", answers=[PRESSES_1])
    is_coordinator(town, coordinator, wants=Wants.CALLS)
    opts_out(town, "Jan")
    news_is_due(town)
    town.world.wait_for("heard", 40, number=coordinator, contains="Genoteerd")
    assert soon(lambda: len(errands(town, ErrandKind.NEWS, ErrandState.STOPPED, Way.TEXT)) == 1)


def asks_for_quiet_nights(town: Town, number: str) -> None:
    call = town.dials(number, town.hotline)
    for key in ("3", "2", "1"):
        call.presses(key)
    call.hears("Wij bellen u meteen terug")
    call.hangs_up()


def quiet(town: Town, number: str) -> list[bool]:
    found: list[bool] = town.rows(select(Phone.quiet_nights).where(Phone.number_hash == number))
    return found


def test_a_landline_that_does_not_answer_the_call_that_proves_it_is_rung_again(town: Town) -> None:
    number = town.member("Rita", landline=True, answers=[NOBODY, PRESSES_1])
    asks_for_quiet_nights(town, number)
    assert soon(lambda: len(town.calls_to(number)) == 1)
    comes_now(town, ErrandKind.PROOF)
    town.world.wait_for("heard", 30, number=number, contains="Wij hebben uw wens genoteerd")
    assert soon(lambda: quiet(town, number) == [True])


def test_a_mobile_that_wants_calls_and_answers_none_proves_itself_with_a_text(town: Town) -> None:
    number = town.member("Rita", wants=Wants.CALLS, answers=[NOBODY])
    call = town.dials(number, town.hotline)
    for key in ("3", "4", "1", "1"):
        call.presses(key)
    call.hears("Wij bellen u meteen terug")
    call.hangs_up()
    assert soon(lambda: len(town.calls_to(number)) == 1)
    comes_now(town, ErrandKind.PROOF, Way.TEXT)
    asked = town.world.wait_for("text", 20, to=number, contains="verlaten")
    town.world.texts(number, town.hotline, asked["text"].split("Antwoord met ")[1][:4])
    town.world.wait_for("text", 20, to=number, contains="geen lid meer")
    assert soon(lambda: errands(town, ErrandKind.PROOF, ErrandState.PENDING) == [])


def reports(town: Town, number: str) -> None:
    call = town.dials(number, town.hotline)
    for hears, key in (("Iets melden", "1"), ("Waarover", "1"), ("Gebeurt het nu", "1"), ("in gevaar", "1")):
        call.hears(hears)
        call.presses(key)
    call.hears("na de toon")
    call.speaks("Twee mannen klimmen over de muur achter nummer 46.")
    call.hangs_up()
    assert soon(lambda: len(town.reports()) == 1 and town.reports()[0].filed_at is not None)


def test_a_reporter_on_a_landline_is_rung_when_nobody_has_heard_the_report(town: Town) -> None:
    number = town.member("Rita", landline=True, answers=[LISTENS])
    reports(town, number)
    comes_now(town, ErrandKind.NOT_HEARD)
    town.world.wait_for("heard", 30, number=number, contains="is nog niet gehoord")


def test_a_reporter_on_a_landline_who_does_not_pick_up_is_rung_again(town: Town) -> None:
    number = town.member("Rita", landline=True, answers=[NOBODY, LISTENS])
    reports(town, number)
    comes_now(town, ErrandKind.NOT_HEARD)
    assert soon(lambda: len(town.calls_to(number)) == 1)
    comes_now(town, ErrandKind.NOT_HEARD)
    town.world.wait_for("heard", 30, number=number, contains="is nog niet gehoord")


def test_a_reporter_on_a_landline_is_not_rung_once_somebody_has_taken_the_report(town: Town) -> None:
    town.lives(town.duty, "Wachtdienst", answers=[TAKES])
    number = town.member("Rita", landline=True, answers=[LISTENS])
    reports(town, number)
    town.world.wait_for("hung_up", 30, number=town.duty)
    assert soon(lambda: len(errands(town, ErrandKind.NOT_HEARD, ErrandState.STOPPED)) == 1)
    assert town.calls_to(number) == []


def has_hours(town: Town, number: str, since: datetime, until: datetime) -> None:
    with town.up.database.writing() as session:
        here = ZoneInfo(session.get_one(Zone, town.zone_id()).timezone)
        phone = session.exec(select(DutyPhone).where(DutyPhone.number_hash == number)).one()
        phone.since, phone.until = since.astimezone(here).time(), until.astimezone(here).time()


def test_a_report_that_waits_across_the_change_of_hours_rings_who_is_on_duty_by_then(town: Town) -> None:
    where_it_is(town, 14)
    night = a_landline()
    town.lives(night, "Nachtdienst", answers=[NOBODY, TAKES])
    with town.up.database.writing() as session:
        zone = session.get_one(Zone, town.zone_id())
        add_duty_phone(session, zone, number=night, now=datetime.now(UTC), wants=Wants.CALLS)
    now = datetime.now(UTC)
    change = now + timedelta(seconds=15)
    has_hours(town, town.duty, now - HOUR, change)
    has_hours(town, night, change, now + HOUR)
    reports(town, town.member("Jan", answers=[NOBODY]))
    assert soon(lambda: bool(town.calls_to(town.duty)))
    town.world.wait_for("heard", 40, number=night, contains="achter nummer 46")
    by_day = select(Attempt.id).where(Attempt.number_hash == town.duty, col(Attempt.placing_at) > change)
    assert town.rows(by_day) == []
