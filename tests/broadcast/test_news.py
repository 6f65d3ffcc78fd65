"""The coordinator hears the same day which numbers failed and who stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import col, select

from broadcast.means import Means
from broadcast.news import Happened, Person, body, next_due, rings_at, tell
from carrier.carrier import Language
from carrier.phone import Phone as Number
from carrier.segments import culprits, segments
from db.broadcasts import Errand, ErrandKind, Way
from db.claims import untidy
from db.member_changes import remove_member
from db.news import News
from db.people import Member, Membership, Phone, Role, Wants
from db.session import Database
from db.set_up import add_network, add_zone
from flows.engine.texts import load
from settings import Settings

BRUSSELS = ZoneInfo("Europe/Brussels")
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 19, 0, 1, tzinfo=UTC)  # 20:00 in Brussels
MOBILE, LANDLINE = "+32450001001", "+3215001001"


@pytest.fixture
def means(database: Database, settings: Settings) -> Means:
    """A zone with one network: a coordinator and three members, whose news was last told in the morning."""
    made = Means(settings, database, load())
    with database.writing() as session:
        zone = add_zone(session, name="Antwerpen", now=MORNING)
        network = add_network(session, zone, code="2018", name="BIN Zurenborg", now=MORNING)
        for name, number, role in (
            ("Els Coördinator", MOBILE, Role.COORDINATOR),
            ("Jan Peeters", "+32450001002", Role.MEMBER),
            ("Rita Maes", "+3215001003", Role.MEMBER),
            ("Zoë Lefèvre", "+32450001004", Role.MEMBER),
        ):
            member = Member(name=name, created_at=MORNING)
            session.add(member)
            session.flush()
            kind = Number.parse(number).kind
            session.add(Phone(member_id=member.id or 0, number=number, number_hash=number, kind=kind))
            session.add(Membership(member_id=member.id or 0, network_id=network.id or 0, role=role))
    assert 0 == tell(made, MORNING)
    return made


def flag(means: Means, number: str, **values: datetime) -> None:
    with means.database.writing() as session:
        phone = session.exec(select(Phone).where(col(Phone.number_hash) == number)).one()
        for name, value in values.items():
            setattr(phone, name, value)


def news(means: Means) -> list[Errand]:
    with means.database.reading() as session:
        return list(session.exec(select(Errand).where(Errand.kind == ErrandKind.NEWS)))


def test_the_coordinator_hears_the_same_day_which_number_failed_and_who_stopped(means: Means) -> None:
    noon = MORNING + timedelta(hours=2)
    flag(means, "+32450001002", failed_since=noon)
    flag(means, "+32450001004", no_texts_since=noon)
    with means.database.writing() as session:
        rita = session.exec(select(Member).join(Phone).where(col(Phone.number_hash) == "+3215001003")).one()
        remove_member(session, rita, code="2018", now=noon)
    assert 1 == tell(means, EVENING)
    (one,) = news(means)
    assert (MOBILE, Way.TEXT) == (one.number, one.way)
    assert one.body == (
        "BIN Zurenborg, voor de coördinator. Nummer werkt niet: Jan Peeters (..002). "
        "Geen sms meer: Zoe Lefèvre (..004). Geen lid meer: Rita Maes."
    )


def test_what_was_told_is_not_told_again(means: Means) -> None:
    flag(means, "+32450001002", failed_since=MORNING + timedelta(hours=1))
    assert [1, 0, 0] == [tell(means, EVENING), tell(means, EVENING), tell(means, EVENING + timedelta(days=1))]


def test_where_nothing_happened_nobody_is_texted(means: Means) -> None:
    assert (0, []) == (tell(means, EVENING), news(means))


def test_nobody_is_told_before_it_is_time(means: Means) -> None:
    flag(means, "+32450001002", failed_since=MORNING)
    assert 0 == tell(means, EVENING - timedelta(hours=1))


def test_a_coordinator_without_a_mobile_is_rung(means: Means) -> None:
    with means.database.writing() as session:
        phone = session.exec(select(Phone).where(col(Phone.number_hash) == MOBILE)).one()
        phone.number = phone.number_hash = LANDLINE
        phone.kind = Number.parse(LANDLINE).kind
    flag(means, "+32450001002", failed_since=MORNING + timedelta(hours=1))
    assert 1 == tell(means, EVENING)
    (one,) = news(means)
    assert (LANDLINE, Way.CALL) == (one.number, one.way)
    assert one.body == (
        "Nieuws voor de coördinator van BIN Zurenborg. "
        "Nummer werkt niet: Jan Peeters, nummer dat eindigt op 0 0 2."
    )


LATE = datetime(2026, 11, 24, 21, 0, 1, tzinfo=UTC)  # 22:00 in Brussels


def test_what_happens_after_the_evening_news_is_told_the_same_evening(means: Means) -> None:
    assert 0 == tell(means, EVENING)
    flag(means, "+32450001002", failed_since=EVENING + timedelta(hours=1))
    assert 1 == tell(means, LATE)
    assert [(Way.TEXT, LATE)] == [(one.way, one.due_at) for one in news(means)]


def test_what_happens_in_the_last_hours_before_midnight_is_told_first_thing_in_the_morning(
    means: Means,
) -> None:
    assert 0 == tell(means, LATE)
    flag(means, "+32450001002", failed_since=LATE + timedelta(hours=1))
    eight = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert [0, 1] == [tell(means, eight - timedelta(seconds=1)), tell(means, eight)]


def of_the_coordinator(means: Means, **values: object) -> None:
    with means.database.writing() as session:
        phone = session.exec(select(Phone).where(col(Phone.number_hash) == MOBILE)).one()
        for name, value in values.items():
            setattr(phone, name, value)


def test_a_coordinator_who_has_to_be_rung_late_in_the_evening_is_rung_in_the_morning(means: Means) -> None:
    of_the_coordinator(means, wants=Wants.CALLS)
    flag(means, "+32450001002", failed_since=EVENING)
    assert 1 == tell(means, LATE)
    eight = datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    by_way = {one.way: one.due_at for one in news(means)}
    assert {Way.CALL: eight, Way.TEXT: eight + timedelta(minutes=32)} == by_way


@pytest.mark.parametrize(
    ("now", "at", "rung"),
    [
        ("2026-11-24T20:27:59+00:00", "08:00,20:00", "2026-11-24T20:27:59+00:00"),
        ("2026-11-24T20:28:00+00:00", "08:00,20:00", "2026-11-25T07:00:00+00:00"),
        ("2026-11-25T02:00:00+00:00", "08:00,20:00", "2026-11-25T07:00:00+00:00"),
        ("2026-11-24T22:00:00+00:00", "23:00", "2026-11-25T06:00:00+00:00"),  # no time of the day: at seven
    ],
)
def test_nobody_is_rung_with_news_in_the_night(now: str, at: str, rung: str) -> None:
    expected = datetime.fromisoformat(rung)
    assert expected == rings_at(datetime.fromisoformat(now), at, "Europe/Brussels")


def test_a_coordinator_who_wants_calls_is_rung_and_texted_only_where_nobody_heard_it(means: Means) -> None:
    of_the_coordinator(means, wants=Wants.CALLS)
    flag(means, "+32450001002", failed_since=MORNING + timedelta(hours=1))
    assert 1 == tell(means, EVENING)
    by_way = {one.way: one.due_at for one in news(means)}
    assert {Way.CALL: EVENING, Way.TEXT: EVENING + timedelta(minutes=32)} == by_way


def test_the_watch_sees_when_news_is_due(means: Means) -> None:
    keep = timedelta(days=30)
    with means.database.reading() as session:
        assert [False, True] == [untidy(session, MORNING, keep), untidy(session, EVENING, keep)]


def test_a_new_zone_begins_with_its_first_news_to_come(means: Means) -> None:
    with means.database.reading() as session:
        assert EVENING.replace(second=0) == session.exec(select(News.due_at)).one()


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T07:59:59+00:00", "2026-11-24T08:00:00+00:00"),
        ("2026-11-24T08:00:00+00:00", "2026-11-24T19:00:00+00:00"),
        ("2026-11-24T19:30:00+00:00", "2026-11-25T08:00:00+00:00"),
        ("2026-10-24T22:00:00+00:00", "2026-10-25T08:00:00+00:00"),  # the night in which summer time ends
    ],
)
def test_news_is_due_at_the_times_of_the_zone(now: str, due: str) -> None:
    assert datetime.fromisoformat(due) == next_due(datetime.fromisoformat(now), "09:00,20:00", BRUSSELS)


@pytest.mark.parametrize("language", Language)
def test_news_of_many_fits_into_two_cheap_messages(language: Language) -> None:
    many = tuple(Person(f"Jean-François Vandenbroeck {at}", f"{at:03}") for at in range(40))
    text = body(Happened(many, many, many, many, many), language, load(), "BIN-Z Sint-Martens-Latem")
    assert (True, ()) == (segments(text) <= 2, culprits(text))
    assert "40" in text
