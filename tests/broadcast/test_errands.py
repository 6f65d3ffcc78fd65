"""Duty phones ring in turn until somebody has the report; a text goes out once."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from sqlmodel import select

from broadcast import duty, errands
from broadcast import on_duty as on_duty_hours
from carrier.carrier import CallState, Language, TextState
from db.broadcasts import ErrandKind, ErrandState, Urgency, Way
from db.moves import move
from db.people import DutyPhone, Wants, Zone
from db.reports import Report, ReportState
from db.set_up import add_duty_phone

FIRST = "+32450000011"
SECOND = "+3215000012"
NAMUR = "+32450000001"
GHENT = "+3215000002"


def on_duty(village: Any, number: str, **phone: Any) -> None:
    with village.database.writing() as session:
        zone = session.exec(select(Zone)).one()
        made = add_duty_phone(
            session, zone, number=number, now=village.now, wants=phone.pop("wants", Wants.BOTH)
        )
        for name, value in phone.items():
            setattr(made, name, value)


def filed(village: Any) -> Report:
    report: Report = village.report()
    with village.database.writing() as session:
        duty.duty(session, report, village.now, village.settings, village.means.texts)
    return report


def taken(village: Any, report: Report) -> None:
    with village.database.writing() as session:
        move(session, Report, report.id or 0, ReportState.TAKEN)
        duty.stop_duty(session, report.id or 0, village.now)


def texts(village: Any, number: str, key: str = "a", kind: ErrandKind = ErrandKind.REPORT_NUMBER) -> bool:
    with village.database.writing() as session:
        return errands.text(
            session, key=key, zone_id=1, kind=kind, number=number, language=Language.NL, body="Dag", now=village.now,
            urgency=Urgency.ANSWER,
        )  # fmt: skip


def test_the_first_duty_phone_rings_now_and_gets_a_text_and_the_second_after_three_minutes(
    village: Any,
) -> None:
    on_duty(village, FIRST)
    on_duty(village, SECOND)
    filed(village)
    made = [(one.number, one.way, (one.due_at - village.now).total_seconds()) for one in village.errands()]
    assert [(FIRST, Way.CALL, 0.0), (FIRST, Way.TEXT, 0.0), (SECOND, Way.CALL, 180.0)] == made


def test_filing_twice_rings_once(village: Any) -> None:
    on_duty(village, SECOND)
    report = filed(village)
    with village.database.writing() as session:
        assert 0 == duty.duty(session, report, village.now, village.settings, village.means.texts)
    assert 1 == len(village.errands())


def test_a_report_not_taken_rings_again_after_a_minute_until_it_is_taken(village: Any) -> None:
    on_duty(village, SECOND)
    report = filed(village)
    assert [SECOND] == village.rings(CallState.NO_ANSWER)
    village.later(seconds=59)
    assert [] == village.rings(CallState.NO_ANSWER)
    village.later(seconds=1)
    assert [SECOND] == village.rings(CallState.COMPLETED)
    taken(village, report)
    village.later(minutes=5)
    assert [] == village.claims()
    assert [ErrandState.STOPPED] == [one.state for one in village.errands()]


def test_a_duty_call_goes_before_an_alert(village: Any) -> None:
    village.member(GHENT)
    village.started()
    on_duty(village, SECOND)
    filed(village)
    assert [SECOND] == [one.number for one in village.claims(most=1)]


def test_a_phone_that_is_out_of_hours_rings_when_they_begin(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS, since=time(8), until=time(18))
    on_duty(village, SECOND)
    filed(village)
    assert [SECOND] == village.rings(CallState.NO_ANSWER)
    assert {11.0} == {hours(village, one) for one in village.errands() if one.number == FIRST}


def hours(village: Any, errand: Any) -> float:
    """In how many hours it is due; it is nine in the evening there."""
    due: timedelta = errand.due_at - village.now
    return due / timedelta(hours=1)


def test_a_report_that_waits_across_the_change_of_hours_rings_who_is_on_duty_by_then(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS, since=time(8), until=time(22))
    on_duty(village, SECOND, since=time(22), until=time(8))
    filed(village)
    assert [FIRST] == village.rings(CallState.NO_ANSWER)
    village.later(minutes=58)
    assert [FIRST] == village.rings(CallState.NO_ANSWER)
    village.later(minutes=2)
    assert [SECOND] == village.rings(CallState.NO_ANSWER)
    village.later(hours=10)
    assert [FIRST] == village.rings(CallState.NO_ANSWER)


def test_hours_that_were_changed_while_a_report_waits_are_those_that_count(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS)
    on_duty(village, SECOND)
    filed(village)
    with village.database.writing() as session:
        first = session.exec(select(DutyPhone).where(DutyPhone.number_hash == FIRST)).one()
        first.since, first.until = time(8), time(18)
    village.later(minutes=3)
    assert [SECOND] == village.rings(CallState.NO_ANSWER)


def test_where_the_hours_of_all_have_ended_the_first_phone_rings_all_the_same(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS, since=time(8), until=time(18))
    on_duty(village, SECOND, since=time(18), until=time(22))
    filed(village)
    assert [SECOND] == village.rings(CallState.NO_ANSWER)
    village.later(hours=1)
    assert [FIRST] == village.rings(CallState.NO_ANSWER)


def test_who_passes_a_report_on_rings_the_next_phone_that_is_on_duty_by_then(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS)
    on_duty(village, SECOND, since=time(8), until=time(18))
    on_duty(village, GHENT)
    filed(village)
    [call] = village.claims()
    village.places(call)
    village.tells(call, CallState.ANSWERED)
    with village.database.writing() as session:
        [rung] = [one for one in village.errands() if one.state is ErrandState.TRYING]
        duty.pass_on(session, rung, village.now)
    assert [GHENT] == [one.number for one in village.claims()]


def test_a_report_never_waits_unheard_because_of_the_hour(village: Any) -> None:
    on_duty(village, SECOND, since=time(8), until=time(18))
    filed(village)
    assert [SECOND] == [one.number for one in village.errands()]


@pytest.mark.parametrize(
    ("since", "until", "at", "within"),
    [
        (None, None, time(3), True),
        (time(8), time(18), time(8), True),
        (time(8), time(18), time(18), False),
        (time(22), time(6), time(23), True),
        (time(22), time(6), time(5, 59), True),
        (time(22), time(6), time(12), False),
    ],
)
def test_hours_may_go_over_midnight(since: time | None, until: time | None, at: time, within: bool) -> None:
    assert within is on_duty_hours.within(since, until, at)


def test_who_passes_a_report_on_rings_the_next_phone_now(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS)
    on_duty(village, SECOND)
    filed(village)
    [call] = village.claims()
    village.places(call)
    village.tells(call, CallState.ANSWERED)
    with village.database.writing() as session:
        duty.pass_on(session, village.errands()[0], village.now)
    assert [SECOND] == [one.number for one in village.claims()]


def test_a_duty_phone_is_not_rung_twice_at_once_for_two_reports(village: Any) -> None:
    on_duty(village, SECOND)
    filed(village)
    filed(village)
    assert [SECOND] == [one.number for one in village.claims()]
    assert [] == village.claims()


def test_a_text_is_sent_once_for_each_key(village: Any) -> None:
    assert [True, False, True] == [texts(village, NAMUR, key) for key in ("a", "a", "b")]
    [first, second] = village.claims(Way.TEXT)
    village.places(first)
    village.tells_text(first, TextState.DELIVERED)
    village.places(second)
    village.tells_text(second, TextState.UNDELIVERED)
    assert {ErrandState.DONE, ErrandState.FAILED} == {one.state for one in village.errands()}


def test_a_landline_is_never_texted(village: Any) -> None:
    assert not texts(village, GHENT)


def test_who_opted_out_of_texts_only_gets_answers(village: Any) -> None:
    village.member(NAMUR, no_texts_since=village.now)
    assert not texts(village, NAMUR)
    assert texts(village, NAMUR, kind=ErrandKind.ANSWER)


def test_a_duty_phone_gives_up_after_a_day(village: Any) -> None:
    on_duty(village, SECOND)
    filed(village)
    [call] = village.claims()
    village.places(call)
    village.now += timedelta(days=2)
    village.tells(call, CallState.NO_ANSWER)
    assert [ErrandState.FAILED] == [one.state for one in village.errands()]


def filed_by(village: Any, reporter: str, **values: Any) -> Report:
    """A report of somebody with this number."""
    report: Report = village.report()
    with village.database.writing() as session:
        mine = session.get_one(Report, report.id)
        mine.reporter = mine.reporter_hash = reporter
        for name, value in values.items():
            setattr(mine, name, value)
        duty.duty(session, mine, village.now, village.settings, village.means.texts)
    return report


def test_a_reporter_is_told_after_five_minutes_that_nobody_has_heard_the_report(village: Any) -> None:
    on_duty(village, SECOND)
    report = filed_by(village, NAMUR)
    [text] = [one for one in village.errands() if one.kind is ErrandKind.NOT_HEARD]
    assert (NAMUR, 300.0) == (text.number, (text.due_at - village.now).total_seconds())
    taken(village, report)
    assert {ErrandState.STOPPED} == {one.state for one in village.errands()}


def test_a_reporter_on_a_landline_is_rung_after_five_minutes_and_once_more_where_nobody_picks_up(
    village: Any,
) -> None:
    on_duty(village, SECOND)
    report = filed_by(village, GHENT)
    [call] = [one for one in village.errands() if one.kind is ErrandKind.NOT_HEARD]
    assert (Way.CALL, 300.0) == (call.way, (call.due_at - village.now).total_seconds())
    village.later(minutes=5)
    assert GHENT in village.rings(CallState.NO_ANSWER)
    village.later(minutes=1)
    assert GHENT in village.rings(CallState.NO_ANSWER)
    taken(village, report)
    village.later(minutes=3)
    assert [] == village.claims()


def test_a_reporter_who_opted_out_of_calls_and_texts_is_left_alone(village: Any) -> None:
    on_duty(village, SECOND)
    village.member(GHENT, no_calls_since=village.now)
    filed_by(village, GHENT)
    assert [] == [one for one in village.errands() if one.kind is ErrandKind.NOT_HEARD]


def rings(village: Any) -> list[tuple[str, Way]]:
    """What the duty phones get."""
    return [(one.number, one.way) for one in village.errands() if one.kind is ErrandKind.DUTY]


def test_a_zone_may_choose_texts_only_for_what_is_not_going_on_now(village: Any) -> None:
    on_duty(village, FIRST)
    on_duty(village, SECOND)
    with village.database.writing() as session:
        session.exec(select(Zone)).one().duty_texts_only = True
    filed_by(village, GHENT, now=False)
    assert [(FIRST, Way.TEXT)] == rings(village)
    filed_by(village, GHENT, now=True)
    assert 2 == [way for _, way in rings(village)].count(Way.CALL)


def test_texts_only_still_rings_where_nobody_can_be_texted(village: Any) -> None:
    on_duty(village, SECOND)
    with village.database.writing() as session:
        session.exec(select(Zone)).one().duty_texts_only = True
    filed_by(village, GHENT, now=False)
    assert [(SECOND, Way.CALL)] == rings(village)


def test_who_passes_one_report_on_passes_on_everything_that_waits(village: Any) -> None:
    on_duty(village, FIRST, wants=Wants.CALLS)
    on_duty(village, SECOND)
    filed(village)
    filed(village)
    [call] = village.claims()
    village.places(call)
    village.tells(call, CallState.ANSWERED)
    with village.database.writing() as session:
        [rung] = [one for one in village.errands() if one.state is ErrandState.TRYING]
        duty.pass_on(session, rung, village.now, village.settings.duty_again)
    assert [SECOND] == [one.number for one in village.claims()]
    village.tells(call, CallState.COMPLETED)
    assert FIRST not in [one.number for one in village.claims()]
