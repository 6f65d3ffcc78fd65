"""The hotline: who rings is helped in their language, reports in a few keys, and hears what was sent to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from callers import BAKER, HOTLINE, MEMBER, NEIGHBOUR, STRANGER, WITHHELD, Call, Carrier
from sqlmodel import Session, col, select

from broadcast.filing import file_report
from carrier.carrier import Language
from db.broadcasts import Attempt, Broadcast, BroadcastKind, Delivery, DeliveryState, Errand, ErrandKind, Way
from db.people import Member, Membership, MembershipState, Network, Phone, Zone
from db.reports import Report, ReportKind, ReportState
from ivr.exchange import Exchange

Alert = Callable[..., Attempt]


def reports(carrier: Carrier) -> list[Report]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Report).order_by(col(Report.id))))


def errands(carrier: Carrier, kind: ErrandKind) -> list[Errand]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Errand).where(Errand.kind == kind).order_by(col(Errand.id))))


def joins(session: Session, number: str, code: str) -> None:
    member = session.exec(select(Phone.member_id).where(Phone.number_hash == number)).one()
    network = session.exec(select(Network.id).where(Network.code == code)).one()
    session.add(Membership(member_id=member, network_id=network or 0))


def sent_before(carrier: Carrier, attempt: Attempt, ago: timedelta) -> None:
    with carrier.database.writing() as session:
        session.get_one(Broadcast, attempt.broadcast_id).confirmed_at = datetime.now(UTC) - ago


def to_what(call: Call) -> Call:
    return call.presses("1")


def reported(call: Call, *keys: str) -> Call:
    for key in keys:
        call.presses(key)
    call.speaks()
    return call


# ---- languages


@pytest.mark.parametrize(
    ("key", "words"), [("1", "In gevaar"), ("2", "En danger"), ("3", "In Gefahr"), ("4", "In danger")]
)
def test_an_unknown_caller_picks_a_language_and_is_sent_to_101_and_112_in_it(
    carrier: Carrier, key: str, words: str
) -> None:
    call = carrier.call(HOTLINE, STRANGER).presses(key).hears(words)
    assert "101" in call.heard[4]
    assert "112" in call.heard[4]


def test_a_known_caller_hears_their_own_language_at_once(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        for member in session.exec(select(Member)):
            member.language = Language.DE
    assert carrier.call(HOTLINE, MEMBER).hears("In Gefahr").step == "main"


def test_a_withheld_caller_picks_a_language_and_may_report(carrier: Carrier) -> None:
    call = reported(carrier.call(HOTLINE, WITHHELD).presses("4"), "1", "2", "1", "1")
    call.hears("Your report has number")
    (report,) = reports(carrier)
    assert (report.reporter, report.member_id, report.kind) == (None, None, ReportKind.SUSPICIOUS_PERSON)


# ---- a report


def test_residents_are_asked_for_burglary_first_and_the_self_employed_for_shoplifting(
    carrier: Carrier,
) -> None:
    to_what(carrier.call(HOTLINE, MEMBER)).hears("Inbraak: druk 1")
    to_what(carrier.call(HOTLINE, BAKER)).hears("Winkeldiefstal: druk 1")
    reported(carrier.call(HOTLINE, BAKER), "1", "1", "2")
    (report,) = reports(carrier)
    assert (report.kind, report.now) == (ReportKind.THEFT, False)


def test_who_is_in_two_networks_says_for_which_one_the_report_is(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        joins(session, MEMBER, "2060")
    call = to_what(carrier.call(HOTLINE, MEMBER)).hears("Gaat het over BIN Zurenborg?")
    reported(call, "2", "1", "2")
    call = to_what(carrier.call(HOTLINE, MEMBER))
    reported(call, "1", "1", "2")
    with carrier.database.reading() as session:
        names = [session.get_one(Network, report.network_id).name for report in reports(carrier)]
    assert names == ["BIN-Z Dam", "BIN Zurenborg"]
    assert [report.kind for report in reports(carrier)] == [ReportKind.THEFT, ReportKind.BURGLARY]


def test_what_goes_on_now_is_guarded_by_101_once_more_and_what_is_over_is_not(carrier: Carrier) -> None:
    now = to_what(carrier.call(HOTLINE)).presses("1").presses("1")
    assert (now.step, "101" in now.heard[-1]) == ("now", True)
    assert to_what(carrier.call(HOTLINE)).presses("1").presses("2").step == "speak_report"


def test_key_0_goes_through_to_dispatch(carrier: Carrier) -> None:
    call = to_what(carrier.call(HOTLINE)).presses("1").presses("1").presses("0")
    assert call.wait.tag == "Dial"
    assert [element.text for element in call.wait] == ["+3215001003"]
    assert call.asks(call.url, DialCallStatus="completed").step == "end"


@pytest.mark.parametrize("status", ["no-answer", "busy", "failed"])
def test_dispatch_does_not_answer_so_the_report_is_spoken_and_nothing_is_lost(
    carrier: Carrier, status: str
) -> None:
    call = to_what(carrier.call(HOTLINE)).presses("2").presses("1").presses("0")
    call.asks(call.url, DialCallStatus=status).hears("Er neemt nu niemand op")
    assert call.step == "speak_report"
    call.speaks(hung_up=True)
    (report,) = reports(carrier)
    assert (report.kind, report.now, report.state) == (ReportKind.SUSPICIOUS_PERSON, True, ReportState.FILED)


def test_a_zone_without_dispatch_leads_to_the_report_as_well(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        session.exec(select(Zone)).one().dispatch_number = None
    call = to_what(carrier.call(HOTLINE)).presses("1").presses("1").presses("0")
    assert call.hears("Wij kunnen u nu niet doorverbinden").step == "speak_report"


def test_dispatch_from_the_main_menu_that_does_not_answer_leads_to_a_report(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE).presses("0")
    assert call.asks(call.url, DialCallStatus="busy").step == "what"


def test_who_says_nothing_in_the_menus_of_a_report_still_comes_to_the_beep(carrier: Carrier) -> None:
    call = to_what(carrier.call(HOTLINE))
    for _ in range(4):
        call.presses("")
    assert call.step == "speak_report"
    assert sum("Waarover gaat het" in words for words in call.heard) == 2


def test_the_number_is_said_digit_by_digit_twice_and_texted_to_a_mobile(carrier: Carrier) -> None:
    call = reported(carrier.call(HOTLINE), "1", "1", "2")
    (report,) = reports(carrier)
    apart = " ".join(report.number or "")
    assert any(words.count(apart) == 2 for words in call.heard)
    (text,) = errands(carrier, ErrandKind.REPORT_NUMBER)
    assert f"nummer {report.number}" in (text.body or "")


def test_a_landline_hears_the_number_and_gets_no_text(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE, NEIGHBOUR), "1", "1", "2").hears("heeft nummer")
    assert errands(carrier, ErrandKind.REPORT_NUMBER) == []


def test_star_goes_back_to_the_menu_before(carrier: Carrier) -> None:
    call = to_what(carrier.call(HOTLINE)).presses("1")
    assert call.presses("*").step == "what"
    assert call.presses("*").step == "main"


# ---- was my report heard?


def test_the_reporter_who_asks_is_told_that_nobody_has_heard_it_yet(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE), "1", "1", "2")
    (report,) = reports(carrier)
    call = carrier.call(HOTLINE).presses("4").presses(report.number or "")
    call.hears("nog niet gehoord. Is het dringend? Hang op en bel 101")
    with carrier.database.writing() as session:
        session.get_one(Report, report.id).state = ReportState.TAKEN
    carrier.call(HOTLINE).presses("4").presses(report.number or "").hears("De politie heeft uw melding")


def test_a_report_is_told_about_to_its_own_phone_alone(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE), "1", "1", "2")
    (report,) = reports(carrier)
    call = carrier.call(HOTLINE, NEIGHBOUR).presses("4").presses(report.number or "")
    assert call.hears("Wij vinden geen melding").step == "main"


# ---- ringing back


def test_ringing_back_says_first_what_it_is_and_for_which_network(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    call = carrier.call(HOTLINE)
    assert call.heard[1].startswith("Dringend bericht van de politie, zonet verstuurd naar BIN Zurenborg")
    assert call.step == "replay_choose"


def test_a_drill_that_is_replayed_is_a_drill_in_its_first_word(carrier: Carrier, an_alert: Alert) -> None:
    an_alert(kind=BroadcastKind.DRILL)
    assert carrier.call(HOTLINE).heard[1].startswith("Oefening")


def test_ringing_back_replays_an_alert_of_the_last_24_hours_and_no_older_one(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    sent_before(carrier, attempt, timedelta(hours=23))
    carrier.call(HOTLINE).hears("23 uur geleden")
    sent_before(carrier, attempt, timedelta(hours=25))
    assert carrier.call(HOTLINE).step == "main"


def test_key_2_plays_the_same_alert_again(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    call = carrier.call(HOTLINE).presses("2")
    assert (call.heard.count("(audio)"), call.step) == (2, "replay_choose")


def test_key_3_speaks_a_sighting_of_that_alert(carrier: Carrier, an_alert: Alert) -> None:
    attempt = an_alert()
    call = carrier.call(HOTLINE).presses("3")
    assert call.step == "speak_sighting"
    call.speaks(hung_up=True)
    assert [report.answers for report in reports(carrier)] == [attempt.broadcast_id]


def test_key_4_leads_to_the_main_menu(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    assert carrier.call(HOTLINE).presses("4").step == "main"


def test_of_several_live_alerts_the_newest_is_heard_first_and_then_the_one_before(
    carrier: Carrier, an_alert: Alert
) -> None:
    older, newer = an_alert(), an_alert()
    sent_before(carrier, older, timedelta(hours=1))
    call = carrier.call(HOTLINE).hears("zonet")
    assert not any("1 uur geleden" in words for words in call.heard)
    call.presses("1").hears("1 uur geleden")
    call.presses("1")
    with carrier.database.reading() as session:
        states = [session.get_one(Delivery, one.delivery_id).state for one in (older, newer)]
    assert (call.step, states) == ("main", [DeliveryState.CONFIRMED] * 2)


def test_a_paused_member_who_rings_back_hears_the_alert(carrier: Carrier, an_alert: Alert) -> None:
    with carrier.database.writing() as session:
        for phone in session.exec(select(Phone)):
            phone.paused_until = datetime.now(UTC) + timedelta(days=2)
    an_alert()
    assert "(audio)" in carrier.call(HOTLINE).heard


def test_who_has_left_hears_no_alert_any_more(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    with carrier.database.writing() as session:
        for membership in session.exec(select(Membership)):
            membership.state = MembershipState.LEFT
    call = carrier.call(HOTLINE, MEMBER)
    assert call.step == "language"
    assert "(audio)" not in call.presses("1").heard


def test_a_member_of_another_network_hears_no_alert_that_is_not_for_them(
    carrier: Carrier, an_alert: Alert
) -> None:
    an_alert()
    call = carrier.call(HOTLINE, BAKER)
    assert (call.step, "(audio)" in call.heard) == ("main", False)
    assert call.presses("2").hears("geen berichten voor u").step == "main"


# ---- the latest messages


def test_the_latest_messages_go_back_one_by_one(carrier: Carrier, an_alert: Alert) -> None:
    older, _ = an_alert(), an_alert()
    sent_before(carrier, older, timedelta(hours=2))
    call = carrier.call(HOTLINE).presses("4").presses("2").hears("zonet")
    assert call.step == "latest_choose"
    call.presses("2").hears("2 uur geleden")
    call.presses("2").hears("verder geen berichten")
    assert call.step == "main"


def test_a_message_of_three_days_ago_is_heard_when_we_have_called_back(
    carrier: Carrier, an_alert: Alert
) -> None:
    sent_before(carrier, an_alert(), timedelta(days=3))
    call = carrier.call(HOTLINE).presses("2")
    assert (call.step, "(audio)" in call.heard) == ("only_proven", False)
    call.presses("1").hears("Wij bellen u meteen terug")
    back = carrier.rings(proof_call(carrier), MEMBER).hears("De berichten van de laatste zeven dagen")
    back.presses("1").hears("3 dagen geleden")
    assert (back.step, back.heard.count("(audio)")) == ("latest_choose", 1)


def test_a_message_of_eight_days_ago_is_gone(carrier: Carrier, an_alert: Alert) -> None:
    sent_before(carrier, an_alert(), timedelta(days=8))
    assert carrier.call(HOTLINE).presses("2").hears("geen berichten").step == "main"


def proof_call(carrier: Carrier) -> Attempt:
    """An attempt for the call that is due to prove a number."""
    (errand,) = [one for one in errands(carrier, ErrandKind.PROOF) if one.way is Way.CALL]
    with carrier.database.writing() as session:
        attempt = Attempt(
            errand_id=errand.id, way=Way.CALL, token=f"proof{errand.id}", number=errand.number, number_hash=errand.number,
            placing_at=datetime.now(UTC),
        )  # fmt: skip
        session.add(attempt)
    return attempt


def test_a_stranger_hears_the_same_whether_or_not_the_number_asked_about_is_known(
    carrier: Carrier, an_alert: Alert
) -> None:
    before = carrier.call(HOTLINE, STRANGER).presses("1").presses("2").heard
    an_alert()
    assert carrier.call(HOTLINE, STRANGER).presses("1").presses("2").heard == before


def test_what_was_texted_within_half_an_hour_belongs_to_the_report_that_was_spoken(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE), "1", "1", "2")
    carrier.texts("Ze zijn met twee, in de Dolfijnstraat 46")
    (report,) = reports(carrier)
    assert (report.text, report.recording_id is None) == ("Ze zijn met twee, in de Dolfijnstraat 46", False)


def test_a_report_that_was_taken_rings_again_when_something_is_added(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE), "1", "1", "2")
    with carrier.database.writing() as session:
        session.exec(select(Report)).one().state = ReportState.TAKEN
    before = len(errands(carrier, ErrandKind.DUTY))
    carrier.texts("Ze lopen nu naar de Draakplaats")
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]
    assert len(errands(carrier, ErrandKind.DUTY)) == 2 * before


def test_filing_a_taken_report_again_changes_nothing(carrier: Carrier) -> None:
    reported(carrier.call(HOTLINE), "1", "1", "2")
    place: Exchange = carrier.client.application.extensions["exchange"]
    with carrier.database.writing() as session:
        report = session.exec(select(Report)).one()
        report.state = ReportState.TAKEN
        session.flush()
        file_report(place.means, session, report, datetime.now(UTC))
    assert [report.state for report in reports(carrier)] == [ReportState.TAKEN]


def test_a_report_lost_its_place_in_redis_and_is_told_again_in_the_same_call(carrier: Carrier) -> None:
    call = reported(carrier.call(HOTLINE), "1", "1", "2")
    carrier.client.application.extensions["exchange"].redis.flushall()
    call.asks("/voice/line")
    reported(call, "1", "1", "2")
    assert [report.state for report in reports(carrier)] == [ReportState.FILED] * 2
