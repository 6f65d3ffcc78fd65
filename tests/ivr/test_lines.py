"""What people do on the lines when they do not do what is expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from callers import (
    BADGE,
    DUTY,
    HOTLINE,
    MEMBER,
    NEIGHBOUR,
    OFFICER,
    PIN,
    POLICE_LINE,
    STRANGER,
    Call,
    Carrier,
)
from redis import Redis
from sqlmodel import col, select

from db.broadcasts import Attempt, Broadcast, BroadcastState, Delivery, DeliveryState, Errand
from db.people import Officer, Phone
from db.reports import Report, ReportState


def reports(carrier: Carrier) -> list[Report]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Report).order_by(col(Report.id))))


def to_the_beep(call: Call) -> Call:
    for keys in ("1", "1", "1", "1"):
        call.presses(keys)
    return call


def answers(carrier: Carrier) -> list[str]:
    with carrier.database.reading() as session:
        return [
            body or ""
            for body in session.exec(
                select(Errand.body).where(col(Errand.key).startswith("answer:")).order_by(col(Errand.id))
            )
        ]


# ---- the hotline


def test_a_member_is_greeted_in_their_own_language(carrier: Carrier) -> None:
    assert carrier.call(HOTLINE, MEMBER).hears("In gevaar?").step == "main"


def test_who_is_unknown_picks_a_language(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, STRANGER)
    assert call.step == "language"
    call.presses("2").hears("En danger")


def test_a_withheld_caller_may_report(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, "+266696687").presses("1")
    to_the_beep(call).speaks()
    assert [(report.reporter, report.member_id, report.state) for report in reports(carrier)] == [
        (None, None, ReportState.FILED)
    ]


def test_a_report_is_filed_when_the_caller_hangs_up_in_the_middle(carrier: Carrier) -> None:
    to_the_beep(carrier.call(HOTLINE)).speaks(hung_up=True)
    (report,) = reports(carrier)
    assert (report.state, len(report.number or ""), report.network_id is None) == (
        ReportState.FILED,
        4,
        False,
    )


def test_the_same_recording_told_again_is_no_second_report(carrier: Carrier) -> None:
    call = to_the_beep(carrier.call(HOTLINE))
    url = call.url
    made = call.speaks()
    call.asks(url, RecordingSid=made, RecordingDuration="4", Digits="#")
    form = call.form | {"RecordingSid": made, "RecordingStatus": "completed", "RecordingDuration": "4"}
    assert carrier.post("/status/recording", form).status_code == 204
    assert len(reports(carrier)) == 1


def test_a_recording_known_only_by_its_callback_is_a_report(carrier: Carrier) -> None:
    call = to_the_beep(carrier.call(HOTLINE))
    form = call.form | {"RecordingSid": "RE77", "RecordingStatus": "completed", "RecordingDuration": "9"}
    carrier.post("/status/recording", form)
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]


def test_silence_after_the_beep_is_asked_once_more(carrier: Carrier) -> None:
    call = to_the_beep(carrier.call(HOTLINE)).waits()
    call.hears("Wij hebben niets gehoord")
    assert call.step == "speak_again"
    call.waits().hears("Er is geen melding bewaard")


def test_keys_that_mean_nothing_repeat_the_menu(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE).presses("7")
    assert call.step == "main"
    assert sum("Iets melden" in words for words in call.heard) == 2


def test_silence_in_a_menu_ends_politely(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE).presses("").presses("")
    assert (call.step, call.heard[-1]) == ("end", "Tot ziens.")


def test_the_same_question_asked_again_gets_the_same_answer(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE)
    url = call.url
    first = carrier.post(url.removeprefix(carrier.settings.public_base_url), call.form | {"Digits": "1"}).data
    again = carrier.post(url.removeprefix(carrier.settings.public_base_url), call.form | {"Digits": "1"}).data
    assert first == again


def test_redis_flushed_in_mid_call_starts_again_and_loses_nothing_spoken(
    carrier: Carrier, redis_client: Redis
) -> None:
    call = to_the_beep(carrier.call(HOTLINE))
    redis_client.flushall()
    call.speaks()
    call.hears("Wij beginnen opnieuw")
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]
    assert call.waits().step == "main"


def test_a_number_that_is_no_line_of_ours_says_so(carrier: Carrier) -> None:
    assert carrier.call("+3215009999").hears("niet in gebruik").step == "end"


def test_the_fallback_still_takes_a_report(carrier: Carrier) -> None:
    call = Call(carrier, {"CallSid": "CAfa", "From": MEMBER, "To": HOTLINE, "ErrorCode": "11200"}).asks(
        "/voice/fallback"
    )
    call.hears("Er is een storing")
    call.speaks()
    call.hears("Uw melding is bewaard")
    assert [report.state for report in reports(carrier)] == [ReportState.FILED]


def test_the_fallback_of_a_call_of_ours_takes_a_report_of_who_was_rung(carrier: Carrier) -> None:
    call = Call(carrier, {"CallSid": "CAfb", "From": HOTLINE, "To": MEMBER, "ErrorCode": "11200"}).asks(
        "/voice/fallback"
    )
    call.speaks()
    assert [(report.reporter, report.member_id is None) for report in reports(carrier)] == [(MEMBER, False)]


def test_a_stranger_hears_no_alert(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    an_alert()
    call = carrier.call(HOTLINE, STRANGER).presses("1")
    assert (call.step, "(audio)" in call.heard) == ("main", False)


def test_a_member_who_rings_back_hears_the_alert_and_confirms(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    attempt = an_alert()
    call = carrier.call(HOTLINE, MEMBER)
    assert (call.step, "(audio)" in call.heard) == ("replay_choose", True)
    call.presses("1").hears("bevestiging is genoteerd")
    with carrier.database.reading() as session:
        assert session.get_one(Delivery, attempt.delivery_id).state == DeliveryState.CONFIRMED


# ---- the police line


def test_a_wrong_badge_and_a_wrong_pin_get_one_answer(carrier: Carrier) -> None:
    wrong_pin = carrier.call(POLICE_LINE, OFFICER).presses(BADGE).presses("111222")
    wrong_badge = carrier.call(POLICE_LINE, STRANGER).presses("99999").presses(PIN)
    assert wrong_pin.heard == wrong_badge.heard
    assert wrong_pin.step == wrong_badge.step == "badge"


def test_three_wrong_pins_end_the_call(carrier: Carrier) -> None:
    call = carrier.call(POLICE_LINE, OFFICER)
    for _ in range(3):
        call.presses(BADGE).presses("111222")
    assert call.hears("geblokkeerd").step == "end"


def test_a_message_is_heard_back_counted_and_sent(carrier: Carrier, officer: Call) -> None:
    officer.presses("1").presses("2018").presses("1").speaks()
    officer.waits() if officer.wait.tag == "Redirect" else None
    officer.hears("Dit is uw bericht").hears("aantal leden: 2")
    officer.presses("1").hears("Verstuurd")
    with carrier.database.reading() as session:
        (sent,) = session.exec(select(Broadcast).where(Broadcast.state == BroadcastState.CONFIRMED)).all()
        assert len(session.exec(select(Delivery).where(Delivery.broadcast_id == sent.id)).all()) == 2


def test_the_confirming_key_twice_sends_once(carrier: Carrier, officer: Call) -> None:
    officer.presses("1").presses("2018").presses("1").speaks()
    if officer.wait.tag == "Redirect":
        officer.waits()
    url = officer.url.removeprefix(carrier.settings.public_base_url)
    first = carrier.post(url, officer.form | {"Digits": "1"}).data
    for _ in range(3):
        assert carrier.post(url, officer.form | {"Digits": "1"}).data == first
    with carrier.database.reading() as session:
        assert (
            len(session.exec(select(Broadcast).where(Broadcast.state == BroadcastState.CONFIRMED)).all()) == 1
        )
        assert len(session.exec(select(Delivery)).all()) == 2


def test_an_officer_revoked_in_mid_call_sends_nothing(carrier: Carrier, officer: Call) -> None:
    officer.presses("1").presses("2018").presses("1").speaks()
    if officer.wait.tag == "Redirect":
        officer.waits()
    with carrier.database.writing() as session:
        session.exec(select(Officer)).one().revoked_at = datetime.now(UTC)
    officer.presses("1").hears("toegang is verlopen")
    with carrier.database.reading() as session:
        assert session.exec(select(Delivery)).all() == []


def test_a_network_code_that_is_none_is_said(officer: Call) -> None:
    assert officer.presses("1").presses("7777").hears("Deze code kennen wij niet").step == "network"


def test_nothing_spoken_is_nothing_sent(officer: Call) -> None:
    officer.presses("1").presses("2018").presses("1").waits()
    assert officer.hears("Wij hebben niets gehoord").step == "draft_empty"


def test_a_pin_is_kept_nowhere(carrier: Carrier, officer: Call, redis_client: Redis) -> None:
    kept = str([redis_client.get(key) for key in redis_client.keys("visit:CA*")])
    assert BADGE in kept
    assert PIN not in kept


def test_a_message_made_on_the_duty_phone_goes_to_the_reports_network(
    carrier: Carrier, a_duty_call: Callable[[int], Attempt]
) -> None:
    to_the_beep(carrier.call(HOTLINE)).speaks()
    (report,) = reports(carrier)
    call = carrier.rings(a_duty_call(report.id or 0), DUTY).presses("2")
    call.presses(BADGE).presses(PIN)
    assert call.hears("Bericht voor BIN Zurenborg").step == "kind"


# ---- the text line


def test_a_text_of_a_member_is_a_report_and_is_answered(carrier: Carrier) -> None:
    carrier.texts("Inbraak bezig in de Dolfijnstraat 12")
    (report,) = reports(carrier)
    assert (report.text, report.state, report.kind.value) == (
        "Inbraak bezig in de Dolfijnstraat 12",
        ReportState.FILED,
        "burglary",
    )
    (answer,) = answers(carrier)
    assert (report.number or "?") in answer


def test_the_same_text_delivered_again_changes_nothing(carrier: Carrier) -> None:
    for _ in range(3):
        carrier.texts("Inbraak bezig", id_="SM77")
    assert (len(reports(carrier)), len(answers(carrier))) == (1, 1)


def test_a_text_while_an_alert_runs_is_a_sighting(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    attempt = an_alert()
    carrier.texts("Twee mannen met rugzak, Cogels-Osylei")
    assert [report.answers for report in reports(carrier)] == [attempt.broadcast_id]


def test_ok_confirms_the_alert(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    attempt = an_alert()
    carrier.texts("Ok!")
    with carrier.database.reading() as session:
        assert session.get_one(Delivery, attempt.delivery_id).state == DeliveryState.CONFIRMED


def test_ok_without_an_alert_is_answered(carrier: Carrier) -> None:
    carrier.texts("1")
    assert (reports(carrier), len(answers(carrier))) == ([], 1)


def test_stop_opts_out_and_is_answered_by_the_carrier_alone(carrier: Carrier) -> None:
    carrier.texts("STOP")
    with carrier.database.reading() as session:
        assert session.exec(select(Phone).where(Phone.number_hash == MEMBER)).one().no_texts_since is not None
    assert answers(carrier) == []
    carrier.texts("START")
    with carrier.database.reading() as session:
        assert session.exec(select(Phone).where(Phone.number_hash == MEMBER)).one().no_texts_since is None


def test_a_dutch_stop_word_is_confirmed_once(carrier: Carrier) -> None:
    carrier.texts("stoppen aub")
    (answer,) = answers(carrier)
    assert "START" in answer


def test_a_sentence_with_stop_in_it_is_a_report(carrier: Carrier) -> None:
    carrier.texts("we moeten dit STOPPEN, weer een inbraak in de Dam")
    assert len(reports(carrier)) == 1


def test_a_long_text_with_strange_letters_is_kept(carrier: Carrier) -> None:
    body = "Verdacht\x0b\x00 persoon " + "é😀" * 790
    carrier.texts(body[:1600])
    (report,) = reports(carrier)
    assert (report.text or "").startswith("Verdacht persoon é😀")


def test_a_landline_that_texts_gets_no_answer(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dam", from_=NEIGHBOUR)
    assert (len(reports(carrier)), answers(carrier)) == (1, [])


def test_our_own_number_is_never_answered(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dam", from_=POLICE_LINE)
    assert (reports(carrier), answers(carrier)) == ([], [])


def test_a_number_is_answered_so_many_times_an_hour(carrier: Carrier) -> None:
    for at in range(20):
        carrier.texts(f"Inbraak nummer {at}")
    (report,) = reports(carrier)
    assert len((report.text or "").splitlines()) == 20
    assert len(answers(carrier)) == carrier.settings.answers_per_hour


# ---- the alert call


def test_an_alert_call_says_who_and_plays_the_officers_voice(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    call = carrier.rings(an_alert(), MEMBER)
    assert "Politie, voor BIN Zurenborg: dringend bericht." == call.heard[0]
    assert "(audio)" in call.heard


def test_a_second_call_for_the_same_message_says_so(
    carrier: Carrier, an_alert: Callable[..., Attempt]
) -> None:
    attempt = an_alert()
    carrier.rings(attempt, MEMBER)
    call = carrier.rings(attempt, MEMBER)
    assert call.hears("al gekregen").step == "had_already"


def test_who_says_nothing_hears_it_twice(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    call = carrier.rings(an_alert(), MEMBER).presses("")
    call.hears("Wij herhalen").presses("")
    assert (call.heard.count("(audio)"), call.step) == (2, "hold")


def test_the_audio_is_served_by_its_token(carrier: Carrier, an_alert: Callable[..., Attempt]) -> None:
    call = carrier.rings(an_alert(), MEMBER)
    assert call.document is not None
    play = next(call.document.iter("Play")).text or ""
    path = play.removeprefix(carrier.settings.public_base_url)
    assert carrier.client.get(path).data.startswith(b"RIFF")
