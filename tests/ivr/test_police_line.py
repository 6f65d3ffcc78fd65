"""The police line, sentence by sentence as the agreement has it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from callers import (
    BADGE,
    HOTLINE,
    MEMBER,
    NEIGHBOUR,
    OFFICER,
    PIN,
    POLICE_LINE,
    STRANGER,
    WITHHELD,
    Call,
    Carrier,
    ids,
)
from sqlmodel import Session, col, select

from db.audit import AuditEntry
from db.broadcasts import (
    Attempt,
    AttemptState,
    Broadcast,
    BroadcastKind,
    BroadcastState,
    Delivery,
    DeliveryState,
    Errand,
    ErrandKind,
    ErrandState,
    Way,
)
from db.officers import set_neighbours
from db.people import Membership, Network, Officer, Role, Zone
from db.pins import hash_pin
from db.reports import Report, ReportState
from db.set_up import add_officer
from flows.book import FLOWS
from flows.engine.steps import Do
from ivr.desk.actions import ACTIONS

COLLEAGUE, COLLEAGUES_BADGE = "+32450003002", "10024"
OTHER_PIN = "739164"


@pytest.fixture
def colleague(carrier: Carrier) -> None:
    """Another officer of the zone."""
    with carrier.database.writing() as session:
        add_officer(
            session, session.exec(select(Zone)).one(), badge=COLLEAGUES_BADGE, name="Claes", number=COLLEAGUE,
            pin_hash=hash_pin("864209"), now=datetime.now(UTC),
        )  # fmt: skip


def zone(carrier: Carrier, **values: object) -> None:
    with carrier.database.writing() as session:
        for name, value in values.items():
            setattr(session.exec(select(Zone)).one(), name, value)


def network(carrier: Carrier, code: str = "2018", **values: object) -> None:
    with carrier.database.writing() as session:
        for name, value in values.items():
            setattr(session.exec(select(Network).where(Network.code == code)).one(), name, value)


def rows(carrier: Carrier, asked: Any) -> list[Any]:
    with carrier.database.reading() as session:
        return list(session.exec(asked))


def errands(carrier: Carrier, kind: ErrandKind) -> list[Errand]:
    return rows(carrier, select(Errand).where(Errand.kind == kind).order_by(col(Errand.id)))


def audited(carrier: Carrier) -> list[str]:
    return rows(carrier, select(AuditEntry.what).order_by(col(AuditEntry.id)))


def sent(carrier: Carrier, kind: BroadcastKind = BroadcastKind.ALERT) -> list[Broadcast]:
    return rows(
        carrier, select(Broadcast).where(Broadcast.kind == kind, Broadcast.state == BroadcastState.CONFIRMED)
    )


def signs_in(carrier: Carrier, from_: str = OFFICER, badge: str = BADGE, pin: str = PIN) -> Call:
    return carrier.call(POLICE_LINE, from_).presses(badge).presses(pin)


def rung(carrier: Carrier, errand: Errand) -> Call:
    """Somebody picks up this errand's call."""
    with carrier.database.writing() as session:
        attempt = Attempt(
            errand_id=errand.id, round=next(ids), way=Way.CALL, token=f"t{next(ids)}", number=errand.number, number_hash=errand.number,
            placing_at=datetime.now(UTC), state=AttemptState.ANSWERED,
        )  # fmt: skip
        session.add(attempt)
    call = carrier.rings(attempt, errand.number)
    with carrier.database.writing() as session:
        session.get_one(Attempt, attempt.id).carrier_id = call.form["CallSid"]
    return call


def on(call: Call) -> Call:
    """Past the moments in which the recording comes in."""
    while call.wait.tag == "Redirect":
        call.waits()
    return call


def spoken(call: Call, *keys: str) -> Call:
    """These keys, then something after the beep; heard back."""
    for key in keys:
        call.presses(key)
    call.speaks()
    return on(call)


def reported(carrier: Carrier, from_: str = MEMBER, kind: str = "1") -> Report:
    """A member has reported something that goes on now."""
    call = carrier.call(HOTLINE, from_)
    for key in ("1", kind, "1", "1"):
        call.presses(key)
    call.speaks(hung_up=True)
    call.hangs_up()
    report: Report = rows(carrier, select(Report).order_by(col(Report.id).desc()))[0]
    return report


def longer_ago(carrier: Carrier, table: Any, column: str, **by: float) -> None:
    """Every row of a table is older by so much."""
    with carrier.database.writing() as session:
        for row in session.exec(select(table)):
            setattr(row, column, getattr(row, column) - timedelta(**by))


# ---- badge and PIN


def test_one_answer_for_a_wrong_badge_a_wrong_pin_and_an_officer_of_another_zone(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        other = Zone(name="Elders")
        session.add(other)
        session.flush()
        add_officer(session, other, badge="20001", name="A", pin_hash=hash_pin(PIN), now=datetime.now(UTC))
    heard = [
        signs_in(carrier, STRANGER, badge, pin).heard
        for badge, pin in ((BADGE, "111222"), ("99999", PIN), ("20001", PIN))
    ]
    assert heard[0] == heard[1] == heard[2]


def test_an_officer_of_another_zone_has_no_more_tries_than_anybody(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        other = Zone(name="Elders")
        session.add(other)
        session.flush()
        add_officer(session, other, badge="20001", name="A", pin_hash=hash_pin(PIN), now=datetime.now(UTC))
    call = carrier.call(POLICE_LINE, STRANGER)
    for _ in range(3):
        call.presses("20001").presses(PIN)
    assert call.hears("geblokkeerd").step == "end"


def test_a_lock_is_texted_to_the_officer_and_the_mandatary(carrier: Carrier, colleague: None) -> None:
    network(carrier, mandatary_id=2)
    call = carrier.call(POLICE_LINE, STRANGER)
    for _ in range(3):
        call.presses(BADGE).presses("111222")
    notices = errands(carrier, ErrandKind.OFFICER_NOTICE)
    assert [(one.number, "geblokkeerd" in (one.body or "")) for one in notices] == [
        (OFFICER, True),
        (COLLEAGUE, True),
    ]


def test_a_start_is_texted_to_the_officer_and_the_mandatary(carrier: Carrier, colleague: None) -> None:
    network(carrier, mandatary_id=2)
    spoken(signs_in(carrier), "1", "2018", "1").presses("1").hears("Verstuurd")
    notices = errands(carrier, ErrandKind.OFFICER_NOTICE)
    assert [one.number for one in notices] == [OFFICER, COLLEAGUE]
    assert "badge 1 0 0 2 3" in (notices[1].body or "")


def test_a_session_ends_after_half_an_hour_and_badge_and_pin_are_asked_again(
    carrier: Carrier, redis_client: Any
) -> None:
    call = signs_in(carrier)
    place = f"visit:{call.form['CallSid']}"
    visit = redis_client.get(place).decode()
    since = int(re.findall(r'"signed_in":(\d+)', visit)[0])
    redis_client.set(place, visit.replace(str(since), str(since - 31 * 60)))
    call.presses("1").hears("Uw toegang is verlopen")
    assert call.step == "badge"
    assert call.presses(BADGE).presses(PIN).step == "main"


def test_an_officer_revoked_in_mid_call_hears_nothing_more_and_sends_nothing(carrier: Carrier) -> None:
    reported(carrier)
    call = spoken(signs_in(carrier), "1", "2018", "1")
    with carrier.database.writing() as session:
        session.exec(select(Officer)).one().revoked_at = datetime.now(UTC)
    call.presses("1").hears("Uw toegang is verlopen")
    assert (sent(carrier), call.presses(BADGE).presses(PIN).step) == ([], "badge")


def test_every_action_of_an_officer_can_end_signed_out(carrier: Carrier) -> None:
    guarded = {name for name, action in ACTIONS.items() if hasattr(action, "__wrapped__")}
    open_ended = [
        (flow.name, name)
        for flow in FLOWS.values()
        for name, step in flow.steps.items()
        if isinstance(step, Do) and step.action in guarded and "signed_out" not in step.outcomes
    ]
    assert ([], True) == (open_ended, len(guarded) > 25)


# ---- the call back


def test_where_it_is_armed_the_line_rings_the_officer_back_and_the_session_goes_on_there(
    carrier: Carrier,
) -> None:
    zone(carrier, call_back=True)
    call = signs_in(carrier, WITHHELD)
    assert call.hears("wij bellen u nu terug").step == "end"
    (errand,) = errands(carrier, ErrandKind.CALL_BACK)
    assert errand.number == OFFICER
    back = rung(carrier, errand).hears("U hebt zich zonet aangemeld")
    assert back.presses("1").step == "main"
    spoken(back, "1", "2018", "1").presses("1").hears("Verstuurd")
    assert len(sent(carrier)) == 1


def test_who_picks_up_a_call_back_and_presses_nothing_opens_nothing(carrier: Carrier) -> None:
    zone(carrier, call_back=True)
    signs_in(carrier, WITHHELD)
    back = rung(carrier, errands(carrier, ErrandKind.CALL_BACK)[0])
    assert back.presses("").presses("").step == "end"


def test_a_call_back_that_is_picked_up_late_opens_nothing(carrier: Carrier) -> None:
    zone(carrier, call_back=True)
    signs_in(carrier, WITHHELD)
    longer_ago(carrier, Errand, "made_at", minutes=11)
    assert rung(carrier, errands(carrier, ErrandKind.CALL_BACK)[0]).step == "end"


def test_where_officers_are_rung_back_withheld_callers_do_not_lock_each_other_out(carrier: Carrier) -> None:
    zone(carrier, call_back=True)
    for _ in range(4):
        stranger = carrier.call(POLICE_LINE, WITHHELD)
        for _ in range(3):
            stranger.presses(BADGE).presses("111222")
    signs_in(carrier, WITHHELD).hears("wij bellen u nu terug")


def test_who_was_rung_on_the_registered_number_is_not_rung_twice(carrier: Carrier) -> None:
    zone(carrier, call_back=True)
    report = reported(carrier)
    with carrier.database.writing() as session:
        errand = Errand(zone_id=1, kind=ErrandKind.DUTY, key="test", report_id=report.id, way=Way.CALL, number=OFFICER,
                        number_hash=OFFICER, due_at=datetime.now(UTC), made_at=datetime.now(UTC))  # fmt: skip
        session.add(errand)
    call = rung(carrier, errand).presses("2").presses(BADGE).presses(PIN)
    assert (call.step, errands(carrier, ErrandKind.CALL_BACK)) == ("kind", [])


def test_an_officer_without_a_registered_number_is_told_so_where_calls_are_rung_back(
    carrier: Carrier,
) -> None:
    zone(carrier, call_back=True)
    with carrier.database.writing() as session:
        session.exec(select(Officer)).one().number = None
    assert signs_in(carrier).hears("geen telefoonnummer geregistreerd").step == "end"


# ---- for which network


def test_a_postcode_offers_the_networks_that_lie_there_one_after_the_other(carrier: Carrier) -> None:
    for code in ("2018", "2060"):
        network(carrier, code, postcodes=["2600"])
    call = signs_in(carrier).presses("1").presses("2600")
    call.hears("BIN Zurenborg: druk 1").presses("2").hears("BIN-Z Dam: druk 1")
    assert call.presses("1").hears("BIN-Z Dam. Dringend").step == "kind"


def test_nine_sends_the_message_to_the_neighbours_too(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        from_setup(session)
    call = signs_in(carrier).presses("1").presses("2018").hears("buurnetwerken: druk 9").presses("9")
    call.hears("ook naar BIN-Z Dam")
    spoken(call, "1").hears("BIN Zurenborg en 1 buurnetwerk, aantal leden: 3").presses("1")
    (alert,) = sent(carrier)
    assert len(rows(carrier, select(Delivery).where(Delivery.broadcast_id == alert.id))) == 3


def test_that_an_alert_runs_there_already_is_said_and_forbids_nothing(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    an_alert()
    call = signs_in(carrier).presses("1").presses("2018").hears("al een bericht gestart")
    spoken(call, "1").presses("1").hears("Verstuurd")


# ---- the charter


def test_an_urgent_message_about_an_old_fact_is_refused_by_its_clause_and_may_be_overridden(
    carrier: Carrier,
) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("2")
    call.hears("dringende berichten zijn voor feiten van hoogstens 15 minuten geleden")
    call.presses("1").hears("Uw reden wordt opgenomen").speaks()
    spoken(call.hears("U wijkt af van het charter")).presses("1").hears("Verstuurd")
    assert [one.overridden for one in sent(carrier)] == ["fresh"]
    assert "charter overridden" in audited(carrier)


def test_who_does_not_override_the_charter_sends_nothing(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("2").presses("9")
    assert (call.hears("Er is niets verstuurd").step, sent(carrier)) == ("main", [])


def test_the_age_of_a_report_counts(carrier: Carrier) -> None:
    report = reported(carrier)
    with carrier.database.writing() as session:
        session.get_one(Report, report.id).opened_at = datetime.now(UTC) - timedelta(minutes=20)
    call = signs_in(carrier).presses("2").presses("2").presses("1")
    call.hears("hoogstens 15 minuten geleden")


def test_how_old_a_fact_may_be_is_the_networks_own_rule(carrier: Carrier) -> None:
    network(carrier, charter={"fresh_minutes": 30})
    report = reported(carrier)
    with carrier.database.writing() as session:
        session.get_one(Report, report.id).opened_at = datetime.now(UTC) - timedelta(minutes=20)
    call = signs_in(carrier).presses("2").presses("2").hears("hoogstens 30 minuten").presses("1")
    assert call.step == "whose_words"


def test_nothing_that_is_not_urgent_goes_out_at_night(carrier: Carrier) -> None:
    network(carrier, charter={"night": ["00:00", "23:59"]})
    call = signs_in(carrier).presses("1").presses("2018").presses("3")
    call.hears("gaan alleen dringende berichten uit")


def test_kinds_of_facts_that_the_charter_does_not_allow_are_refused(carrier: Carrier) -> None:
    network(carrier, charter={"kinds": ["burglary"]})
    call = (
        signs_in(carrier).presses("1").presses("2018").presses("1").hears("Waarover gaat het?").presses("5")
    )
    call.hears("dit soort feiten is niet voor dit netwerk")


def test_at_night_fewer_kinds_of_facts_wake_people(carrier: Carrier) -> None:
    network(carrier, charter={"night": ["00:00", "23:59"], "night_kinds": ["burglary"]})
    call = signs_in(carrier).presses("1").presses("2018").presses("1").presses("5")
    call.hears("wordt 's nachts niemand gewekt")


def test_what_the_charter_needs_is_asked_and_its_lack_is_refused(carrier: Carrier) -> None:
    network(carrier, charter={"needs": ["place", "patrol"]})
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.hears("Het charter vraagt: een precieze plaats, een patrouille onderweg").presses("2")
    call.hears("er is meer nodig")


# ---- kinds of messages


@pytest.mark.parametrize(("key", "kind"), [("3", BroadcastKind.NOTICE), ("4", BroadcastKind.DRILL)])
def test_notices_and_drills_are_sent_from_the_police_line(
    carrier: Carrier, key: str, kind: BroadcastKind
) -> None:
    network(carrier, charter={"night": None})
    spoken(signs_in(carrier), "1", "2018", key).presses("1").hears("Verstuurd")
    (made,) = sent(carrier, kind)
    assert made.feedback_due_at is None


def test_what_to_include_and_the_privacy_of_plates_is_said_before_the_beep(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.hears("bron, feit, plaats, tijd, wat te doen, signalement, vluchtrichting").hears(
        "Geen volledige nummerplaat"
    )
    assert call.step == "message"


# ---- the draft


def test_a_message_cut_off_is_offered_in_the_next_call_and_sent_from_there(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.speaks(hung_up=True)
    call.hangs_up()
    again = signs_in(carrier).hears("U hebt een niet-verzonden bericht voor BIN Zurenborg")
    on(again.presses("1")).hears("Dit is uw bericht").presses("1").hears("Verstuurd")
    assert len(sent(carrier)) == 1


def test_a_message_that_has_grown_old_meanwhile_is_asked_about_again(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.speaks(hung_up=True)
    longer_ago(carrier, Broadcast, "drafted_at", minutes=20)
    signs_in(carrier).presses("1").hears("hoogstens 15 minuten geleden")


def test_a_message_that_was_not_sent_can_be_deleted(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.speaks(hung_up=True)
    assert signs_in(carrier).presses("2").hears("gewist").step == "main"
    assert signs_in(carrier).step == "main"


def test_nobody_is_offered_the_message_of_another_officer(carrier: Carrier, colleague: None) -> None:
    call = signs_in(carrier).presses("1").presses("2018").presses("1")
    call.speaks(hung_up=True)
    assert signs_in(carrier, COLLEAGUE, COLLEAGUES_BADGE, "864209").step == "main"


# ---- a second officer


def asks_approval(carrier: Carrier) -> tuple[Call, Call]:
    """The officer who waits, and the colleague who was rung."""
    zone(carrier, approval_above=1)
    call = spoken(signs_in(carrier), "1", "2018", "1").presses("1")
    call.hears("Voor meer dan 1 leden moet een tweede collega goedkeuren")
    (errand,) = errands(carrier, ErrandKind.APPROVAL)
    assert (errand.number, sent(carrier)) == (COLLEAGUE, [])
    return call, rung(carrier, errand)


def test_a_message_to_many_goes_out_when_a_second_officer_who_is_rung_approves(
    carrier: Carrier, colleague: None
) -> None:
    officer, other = asks_approval(carrier)
    other.hears("Badge 1 0 0 2 3 vraagt uw goedkeuring").hears("aantal leden: 2")
    assert "(audio)" in other.heard
    assert other.presses("1").hears("Goedgekeurd en verstuurd").step == "end"
    officer.waits().hears("Verstuurd")
    assert [one.approved_by for one in sent(carrier)] == [2]
    assert {"approval asked", "approved"} <= set(audited(carrier))


def test_a_message_that_a_second_officer_refuses_is_not_sent(carrier: Carrier, colleague: None) -> None:
    officer, other = asks_approval(carrier)
    other.presses("9").hears("Geweigerd")
    assert officer.waits().hears("niet goedgekeurd").step == "main"
    assert sent(carrier) == []


def test_an_approval_sends_once_however_often_it_is_given(carrier: Carrier, colleague: None) -> None:
    _, other = asks_approval(carrier)
    url = other.url
    other.presses("1")
    other.asks(url, Digits="1")
    (errand,) = errands(carrier, ErrandKind.APPROVAL)
    rung(carrier, errand).hears("niets meer goed te keuren")
    assert len(sent(carrier)) == 1


def test_what_was_cancelled_can_no_longer_be_approved(carrier: Carrier, colleague: None) -> None:
    officer, other = asks_approval(carrier)
    for _ in range(46):
        if officer.wait.tag == "Redirect":
            officer.waits()
    officer.hears("Nog niemand heeft goedgekeurd").presses("9")
    assert other.presses("1").hears("niets meer goed te keuren").step == "end"
    assert sent(carrier) == []


def test_without_anybody_who_can_approve_nothing_is_sent_and_the_message_is_kept(carrier: Carrier) -> None:
    zone(carrier, approval_above=1)
    call = spoken(signs_in(carrier), "1", "2018", "1").presses("1")
    assert call.hears("Uw bericht blijft bewaard").step == "main"
    signs_in(carrier).hears("niet-verzonden bericht")


def test_a_message_to_few_needs_no_second_officer(carrier: Carrier, colleague: None) -> None:
    zone(carrier, approval_above=2)
    spoken(signs_in(carrier), "1", "2018", "1").presses("1").hears("Verstuurd")


# ---- reports that wait


def test_reports_are_counted_and_heard_newest_first(carrier: Carrier) -> None:
    reported(carrier)
    newest = reported(carrier, NEIGHBOUR, "2")
    call = signs_in(carrier).hears("Er wachten 2 meldingen").presses("2")
    call.hears(f"Melding {' '.join(newest.number or '')}: verdachte persoon")
    call.presses("1").hears("inbraak")
    call.presses("1").hears("geen meldingen")


def test_who_listened_to_which_report_is_written_down(carrier: Carrier) -> None:
    report = reported(carrier)
    signs_in(carrier).presses("2")
    found = rows(carrier, select(AuditEntry).where(AuditEntry.what == "report heard"))
    assert [(one.who, one.about["report"]) for one in found] == [("officer 1", report.id)]


def test_a_report_is_made_into_an_alert_with_its_own_recording(carrier: Carrier) -> None:
    report = reported(carrier)
    call = signs_in(carrier).presses("2").presses("2").hears("Bericht voor BIN Zurenborg").presses("1")
    on(call.hears("de leden horen dan diens stem").presses("2")).presses("1").hears("Verstuurd")
    assert [(one.report_id, one.recording_id) for one in sent(carrier)] == [(report.id, report.recording_id)]


def test_a_report_of_which_an_alert_was_made_waits_no_more(carrier: Carrier) -> None:
    reported(carrier)
    spoken(signs_in(carrier), "2", "2", "1", "1").presses("1")
    assert signs_in(carrier).heard[-1].startswith("Nieuw bericht")


def test_a_report_is_made_into_an_alert_in_the_officers_own_words(carrier: Carrier) -> None:
    report = reported(carrier)
    spoken(signs_in(carrier), "2", "2", "1", "1").presses("1").hears("Verstuurd")
    (alert,) = sent(carrier)
    assert (alert.report_id, alert.recording_id != report.recording_id) == (report.id, True)


def test_the_reporter_is_rung_and_neither_sees_the_others_number(carrier: Carrier) -> None:
    reported(carrier)
    call = signs_in(carrier).presses("2").presses("4").hears("Uw nummer blijft verborgen")
    number = call.wait.find("Number")
    assert number is not None
    assert (call.wait.tag, number.text, call.wait.get("callerId")) == ("Dial", MEMBER, HOTLINE)
    assert MEMBER not in " ".join(call.heard)
    assert "reporter rung" in audited(carrier)
    assert (
        call.asks(call.url, DialCallStatus="no-answer").hears("De melder nam niet op").step == "report_choose"
    )


def test_no_number_of_a_reporter_lies_where_calls_stand(carrier: Carrier, redis_client: Any) -> None:
    reported(carrier)
    signs_in(carrier).presses("2").presses("4")
    assert MEMBER not in str([redis_client.get(key) for key in redis_client.keys("visit:CA*")])


def test_a_reporter_who_withheld_the_number_cannot_be_rung(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, WITHHELD).presses("1")
    for key in ("1", "1", "1", "1"):
        call.presses(key)
    call.speaks(hung_up=True)
    signs_in(carrier).presses("2").presses("4").hears("zonder nummer")


def test_a_report_that_is_handled_waits_no_more(carrier: Carrier) -> None:
    report = reported(carrier)
    signs_in(carrier).presses("2").presses("3").hears("afgehandeld")
    with carrier.database.reading() as session:
        assert session.get_one(Report, report.id).state is ReportState.HANDLED
    assert signs_in(carrier).heard[-1].startswith("Nieuw bericht")


# ---- the message that runs


def runs(carrier: Carrier, reached: bool = True) -> tuple[Call, Broadcast]:
    """An officer who has sent an alert and is still on the line; one member was reached."""
    call = spoken(signs_in(carrier), "1", "2018", "1").presses("1").hears("Verstuurd")
    (alert,) = sent(carrier)
    if reached:
        with carrier.database.writing() as session:
            first = session.exec(
                select(Delivery).where(Delivery.broadcast_id == alert.id).order_by(col(Delivery.id))
            )
            first.first().state = DeliveryState.REACHED
    return call, alert


def told(carrier: Carrier, broadcast: Broadcast) -> list[int]:
    return rows(carrier, select(Delivery.member_id).where(Delivery.broadcast_id == broadcast.id))


def test_an_officer_who_stays_on_the_line_hears_new_sightings_as_they_come(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    assert call.presses("").step == "quiet"
    carrier.texts("Rode jas, richting Draakplaats")
    assert call.presses("").hears("Nieuwe waarneming").hears("Rode jas, richting Draakplaats").step == "quiet"
    heard = len(call.heard)
    assert (call.presses("").step, len(call.heard)) == ("quiet", heard)


def test_a_sighting_goes_first_to_the_officer_who_sent_the_alert(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    carrier.texts("Rode jas, richting Draakplaats")
    (ring,) = errands(carrier, ErrandKind.DUTY)
    assert ring.due_at - ring.made_at == carrier.settings.duty_again
    call.presses("")
    assert [one.state for one in errands(carrier, ErrandKind.DUTY)] == [ErrandState.STOPPED]


def test_a_sighting_rings_the_duty_phone_at_once_when_the_officer_has_hung_up(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    call.hangs_up()
    carrier.texts("Rode jas, richting Draakplaats")
    (ring,) = errands(carrier, ErrandKind.DUTY)
    assert ring.due_at == ring.made_at


def test_how_far_it_is_and_the_newest_sighting_first(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    carrier.texts("Eerst bij de kerk")
    carrier.texts("Nu bij het station", from_=MEMBER)
    call.presses("1").hears("leden: 2. Bereikt:").hears("Waarnemingen: 2").hears("Nu bij het station")
    call.presses("5").hears("Eerst bij de kerk")
    call.presses("5").hears("geen oudere waarnemingen")


def test_over_tells_exactly_those_who_were_reached_by_one_key(carrier: Carrier) -> None:
    call, alert = runs(carrier)
    call.presses("1").presses("2").hears("hoort dat het voorbij is")
    (over,) = sent(carrier, BroadcastKind.CORRECTION)
    assert (over.outcome, over.settles, len(told(carrier, over))) == ("over", alert.id, 1)
    with carrier.database.reading() as session:
        assert session.get_one(Broadcast, alert.id).closed_why == "over"


def test_over_before_anybody_was_reached_rings_nobody(carrier: Carrier) -> None:
    call, _ = runs(carrier, reached=False)
    call.presses("1").presses("2").hears("Er was nog niemand bereikt")
    assert sent(carrier, BroadcastKind.CORRECTION) == []


def test_after_a_stop_those_reached_hear_by_one_key_that_it_is_over(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    call.presses("1").presses("3").hears("De verzending is gestopt").presses("1").hears(
        "hoort nu dat het voorbij is"
    )
    assert [len(told(carrier, one)) for one in sent(carrier, BroadcastKind.CORRECTION)] == [1]


def test_a_correction_is_spoken_and_goes_to_exactly_those_who_were_reached(carrier: Carrier) -> None:
    call, alert = runs(carrier)
    call.presses("1").presses("4")
    spoken(call).hears("aantal leden: 1").presses("1").hears("Verstuurd")
    (correction,) = sent(carrier, BroadcastKind.CORRECTION)
    assert (correction.settles, correction.outcome, len(told(carrier, correction))) == (alert.id, None, 1)


# ---- feedback


def test_a_correction_settles_no_feedback(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    call.presses("1").presses("2")
    call.presses("4").hears("nog feedback nodig")


@pytest.mark.parametrize(
    ("key", "outcome"), [("1", "caught"), ("2", "fled"), ("3", "false_alarm"), ("4", "investigated")]
)
def test_feedback_in_a_fixed_sentence_goes_to_those_who_got_the_alert(
    carrier: Carrier, key: str, outcome: str
) -> None:
    call, alert = runs(carrier)
    call.presses("9").presses("4").presses(key).hears("aantal leden: 1").presses("1").hears("Verstuurd")
    (feedback,) = sent(carrier, BroadcastKind.FEEDBACK)
    assert (feedback.outcome, feedback.settles, len(told(carrier, feedback))) == (outcome, alert.id, 1)
    assert call.presses("4").hears("geen feedback meer te geven").step == "main"


def test_feedback_in_the_officers_own_words(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    spoken(call, "9", "4", "5").presses("1").hears("Verstuurd")
    (feedback,) = sent(carrier, BroadcastKind.FEEDBACK)
    assert (feedback.outcome, feedback.recording_id is not None) == ("spoken", True)


def test_who_chose_a_sentence_may_still_speak_instead(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    spoken(call, "9", "4", "1", "2").presses("1").hears("Verstuurd")
    (feedback,) = sent(carrier, BroadcastKind.FEEDBACK)
    assert (feedback.outcome, feedback.recording_id is not None) == ("spoken", True)


def test_feedback_for_the_coordinator_alone(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        session.exec(select(Membership).where(Membership.member_id == 2)).one().role = Role.COORDINATOR
    call, _ = runs(carrier)
    call.presses("9").presses("4").presses("1").presses("3").hears("Verstuurd")
    (feedback,) = sent(carrier, BroadcastKind.FEEDBACK)
    assert told(carrier, feedback) == [2]
    call.presses("4").hears("geen feedback meer te geven")


def test_a_network_without_a_coordinator_says_so(carrier: Carrier) -> None:
    call, _ = runs(carrier)
    call.presses("9").presses("4").presses("1").presses("3").hears("geen coördinator")
    assert call.step == "confirm_feedback"


# ---- PINs


def test_an_officer_changes_the_pin_by_phone(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("5").presses("1").presses(OTHER_PIN).presses(OTHER_PIN)
    assert call.hears("Uw pincode is gewijzigd").step == "main"
    assert signs_in(carrier, pin=OTHER_PIN).step == "main"
    assert signs_in(carrier).step == "badge"


def test_a_pin_that_is_easily_guessed_or_typed_otherwise_is_not_taken(carrier: Carrier) -> None:
    call = signs_in(carrier).presses("5").presses("1").presses("111111").hears("te makkelijk te raden")
    call.presses(OTHER_PIN).presses("739165").hears("twee verschillende pincodes")
    assert (call.step, signs_in(carrier).step) == ("first", "main")


def test_a_forgotten_pin_is_reset_by_another_officer_and_chosen_on_the_registered_phone(
    carrier: Carrier, colleague: None
) -> None:
    call = signs_in(carrier, COLLEAGUE, COLLEAGUES_BADGE, "864209").presses("5").presses("2").presses(BADGE)
    call.hears("de collega met badge 1 0 0 2 3").presses("1").hears("Wij bellen uw collega nu")
    (errand,) = errands(carrier, ErrandKind.NEW_PIN)
    assert errand.number == OFFICER
    chosen = rung(carrier, errand).hears("nieuwe pincode").presses(OTHER_PIN).presses(OTHER_PIN)
    assert chosen.hears("Uw nieuwe pincode is bewaard").step == "end"
    assert signs_in(carrier, pin=OTHER_PIN).step == "main"


def test_no_pin_that_was_chosen_is_kept_anywhere(carrier: Carrier, redis_client: Any) -> None:
    signs_in(carrier).presses("5").presses("1").presses(OTHER_PIN)
    kept = str([redis_client.get(key) for key in redis_client.keys("visit:CA*")])
    assert (OTHER_PIN in kept, PIN in kept) == (False, False)


# ---- the duty call


def duty_call(carrier: Carrier) -> Call:
    """The newest duty call, picked up."""
    return rung(carrier, errands(carrier, ErrandKind.DUTY)[-1])


def test_a_duty_call_says_which_network_what_kind_from_whom_and_how_long_ago(carrier: Carrier) -> None:
    reported(carrier)
    duty_call(carrier).hears("nieuwe melding: inbraak, BIN Zurenborg, van een lid, zonet")


def test_several_reports_are_told_in_one_call(carrier: Carrier) -> None:
    reported(carrier)
    reported(carrier, NEIGHBOUR, "2")
    call = duty_call(carrier).hears("er wachten 2 meldingen").presses("1").hears("Nog wachtend: 1")
    call.presses("1").hears("De melding is aangenomen. Een bericht maken")
    assert {one.state for one in errands(carrier, ErrandKind.DUTY)} == {ErrandState.STOPPED}


def test_a_message_made_on_the_duty_phone_starts_from_the_report(carrier: Carrier) -> None:
    report = reported(carrier)
    call = duty_call(carrier).presses("2").presses(BADGE).presses(PIN).hears("Bericht voor BIN Zurenborg")
    on(call.presses("1").presses("2")).presses("1").hears("Verstuurd")
    assert [one.report_id for one in sent(carrier)] == [report.id]


def test_a_message_made_on_the_duty_phone_where_officers_are_rung_back_goes_on_from_the_report(
    carrier: Carrier,
) -> None:
    zone(carrier, call_back=True)
    reported(carrier)
    duty_call(carrier).presses("2").presses(BADGE).presses(PIN).hears("wij bellen u nu terug")
    (errand,) = errands(carrier, ErrandKind.CALL_BACK)
    assert rung(carrier, errand).presses("1").hears("Bericht voor BIN Zurenborg").step == "kind"


def test_the_reporter_is_texted_after_five_minutes_when_nobody_has_heard_it(carrier: Carrier) -> None:
    reported(carrier)
    (text,) = errands(carrier, ErrandKind.NOT_HEARD)
    assert (text.number, text.due_at - text.made_at) == (MEMBER, timedelta(minutes=5))
    assert "nog niet gehoord" in (text.body or "")
    assert "101" in (text.body or "")


def test_the_reporter_is_not_texted_once_somebody_has_taken_it(carrier: Carrier) -> None:
    reported(carrier)
    duty_call(carrier).presses("1")
    assert [one.state for one in errands(carrier, ErrandKind.NOT_HEARD)] == [ErrandState.STOPPED]


def test_a_reporter_on_a_landline_is_rung_when_nobody_has_heard_it(carrier: Carrier) -> None:
    reported(carrier, NEIGHBOUR)
    (errand,) = errands(carrier, ErrandKind.NOT_HEARD)
    assert (errand.way, errand.due_at - errand.made_at) == (Way.CALL, timedelta(minutes=5))
    rung(carrier, errand).hears("is nog niet gehoord").hears("101 of 112").presses("2").presses("")


def test_a_reporter_who_is_rung_while_somebody_takes_the_report_hears_that(carrier: Carrier) -> None:
    reported(carrier, NEIGHBOUR)
    (errand,) = errands(carrier, ErrandKind.NOT_HEARD)
    duty_call(carrier).presses("1")
    assert rung(carrier, errand).hears("De politie heeft uw melding").step == "end"


def from_setup(session: Session) -> None:
    """The two networks lie beside each other."""
    from_, to = session.exec(select(Network.code).order_by(col(Network.id))).all()
    set_neighbours(session, session.exec(select(Zone)).one(), code=from_, others=[to], now=datetime.now(UTC))
