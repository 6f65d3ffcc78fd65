"""The text line: what people text is read, done and answered; what is no report wakes nobody and is kept all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from callers import BAKER, HOTLINE, MEMBER, NEIGHBOUR, STRANGER, Carrier
from sqlmodel import col, select

from broadcast.ended import flag_phone
from carrier.carrier import Language, Why
from carrier.segments import segments
from db.broadcasts import Attempt, Broadcast, Delivery, DeliveryState, Errand, ErrandKind, Way
from db.calls import Text
from db.people import Member, Membership, MembershipState, Network, Phone, Zone
from db.proofs import Proof
from db.reports import Report, ReportKind, ReportState

Alert = Callable[..., Attempt]


def reports(carrier: Carrier) -> list[Report]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Report).order_by(col(Report.id))))


def kept(carrier: Carrier) -> list[Text]:
    with carrier.database.reading() as session:
        return list(session.exec(select(Text).order_by(col(Text.received_at))))


def answers(carrier: Carrier, number: str = MEMBER) -> list[str]:
    with carrier.database.reading() as session:
        asked = select(Errand.body).where(Errand.kind == ErrandKind.ANSWER, Errand.number_hash == number)
        return [body or "" for body in session.exec(asked.order_by(col(Errand.id)))]


def duty_calls(carrier: Carrier) -> int:
    with carrier.database.reading() as session:
        return len(session.exec(select(Errand).where(Errand.kind == ErrandKind.DUTY)).all())


def phone(carrier: Carrier, number: str = MEMBER) -> Phone:
    with carrier.database.reading() as session:
        found: Phone = session.exec(select(Phone).where(Phone.number_hash == number)).one()
        return found


def state_of(carrier: Carrier, code: str, number: str = MEMBER) -> MembershipState | None:
    with carrier.database.reading() as session:
        asked = (
            select(Membership.state)
            .join(Network, col(Network.id) == col(Membership.network_id))
            .join(Phone, col(Phone.member_id) == col(Membership.member_id))
            .where(Phone.number_hash == number, Network.code == code)
        )
        found: MembershipState | None = session.exec(asked).first()
        return found


def later(carrier: Carrier, by: timedelta) -> None:
    """So much time goes by."""
    with carrier.database.writing() as session:
        for report in session.exec(select(Report)):
            report.filed_at = (report.filed_at or datetime.now(UTC)) - by
        for text in session.exec(select(Text)):
            text.received_at -= by


# ---- reports


def test_the_answer_repeats_what_was_understood_with_the_number(carrier: Carrier) -> None:
    carrier.texts("Inbraak bezig in de Dolfijnstraat 64")
    (report,), (answer,) = reports(carrier), answers(carrier)
    assert f"melding {report.number}" in answer
    assert "inbraak, Dolfijnstraat 64, nu" in answer
    assert report.place == "Dolfijnstraat 64"


def test_an_answer_corrects_the_house_number_of_the_same_report(carrier: Carrier) -> None:
    carrier.texts("Inbraak bezig in de Dolfijnstraat 64")
    carrier.texts("46 niet 64")
    (report,) = reports(carrier)
    assert report.place == "Dolfijnstraat 46"
    assert f"melding {report.number}" in answers(carrier)[1]
    assert "Dolfijnstraat 46" in answers(carrier)[1]
    assert report.text == "Inbraak bezig in de Dolfijnstraat 64\n46 niet 64"


def test_a_report_without_a_place_is_asked_one_question_and_its_answer_completes_it(carrier: Carrier) -> None:
    carrier.texts("Er wordt ingebroken bij de buren")
    assert "Waar?" in answers(carrier)[0]
    carrier.texts("aan de oude bakkerij")
    (report,) = reports(carrier)
    assert report.place == "aan de oude bakkerij"
    assert "Waar?" not in answers(carrier)[1]
    carrier.texts("ze zijn weg nu")
    assert not any("Waar?" in answer for answer in answers(carrier)[1:])
    assert len(reports(carrier)) == 1


def test_the_duty_phone_rings_before_the_question_is_answered(carrier: Carrier) -> None:
    carrier.texts("Er wordt ingebroken bij de buren")
    assert (duty_calls(carrier), reports(carrier)[0].state) == (1, ReportState.FILED)


def test_the_exact_text_is_kept(carrier: Carrier) -> None:
    body = "  Vérdacht persoon\tàan nr 12 – „zwarte” jas \U0001f600\u0000 "
    carrier.texts(body)
    assert [text.body for text in kept(carrier)] == [body]


def test_what_is_texted_after_half_an_hour_is_another_report(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    later(carrier, timedelta(minutes=31))
    carrier.texts("Verdachte wagen in de Waterloostraat 3")
    assert len(reports(carrier)) == 2


def test_what_is_texted_after_the_police_have_handled_it_is_another_report(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    with carrier.database.writing() as session:
        session.exec(select(Report)).one().state = ReportState.HANDLED
    carrier.texts("Nu staan ze er weer, Dolfijnstraat 64")
    assert len(reports(carrier)) == 2


def test_a_stranger_may_report_and_is_marked_so(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64", from_=STRANGER)
    (report,) = reports(carrier)
    assert (report.member_id, report.network_id, len(answers(carrier, STRANGER))) == (None, None, 1)


def test_what_happened_yesterday_is_not_now(carrier: Carrier) -> None:
    carrier.texts("Gisteren is er ingebroken in de Dolfijnstraat 64")
    assert [report.now for report in reports(carrier)] == [False]


@pytest.mark.parametrize("language", Language)
def test_an_answer_takes_two_messages_at_most_with_the_longest_names(
    carrier: Carrier, language: Language
) -> None:
    with carrier.database.writing() as session:
        session.exec(select(Zone)).one().name = "Brussel Hoofdstad Elsene en Watermaal-Bo"
        for network in session.exec(select(Network)):
            network.name = "BIN-Z Sint-Martens-Latem Kortrijksesteen"
        for member in session.exec(select(Member)):
            member.language = language
    for body in (
        "Inbraak bezig in de Verlengde Sint-Martens-Latemsesteenweg 1234 bus 5, drie personen, zwarte Volkswagen Golf 2-ABC-123, richting Oude Steenweg",
        "Er wordt ingebroken",
        "STATUS",
        "PAUZE 7",
        "WEG 2018",
        "LID 2060",
        "HULP",
        "OK",
        "TAAL",
        "dank u wel",
        "goeiedag",
    ):
        carrier.texts(body)
    assert [answer for answer in answers(carrier) if segments(answer) > 2] == []
    assert len(answers(carrier)) == 11


# ---- sightings


def test_a_text_while_an_alert_runs_is_a_sighting_and_a_newer_one_is_another(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    carrier.texts("Twee mannen in de Cogels-Osylei 12")
    carrier.texts("Nu in de Waterloostraat 3")
    assert [report.answers for report in reports(carrier)] == [attempt.broadcast_id] * 2
    assert "gaat meteen naar de politie" in answers(carrier)[0]


def test_a_sighting_without_a_place_is_asked_where(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    carrier.texts("GEZIEN twee mannen met een rugzak")
    assert "Waar?" in answers(carrier)[0]
    carrier.texts("Cogels-Osylei 12")
    (report,) = reports(carrier)
    assert (report.place or "").startswith("Cogels-Osylei")


def test_after_two_hours_a_text_is_a_report_again(carrier: Carrier, an_alert: Alert) -> None:
    attempt = an_alert()
    with carrier.database.writing() as session:
        session.get_one(Broadcast, attempt.broadcast_id).confirmed_at = datetime.now(UTC) - timedelta(
            hours=2, minutes=1
        )
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    assert [report.answers for report in reports(carrier)] == [None]


def test_a_baker_who_got_no_alert_reports(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    carrier.texts("Winkeldief in de Dam 3", from_=BAKER)
    assert [report.answers for report in reports(carrier)] == [None]


@pytest.mark.parametrize("word", ["1", "OK", "ok!", "D'accord", "gehört", "👍"])
def test_1_and_ok_confirm_the_alert(carrier: Carrier, an_alert: Alert, word: str) -> None:
    attempt = an_alert()
    carrier.texts(word)
    with carrier.database.reading() as session:
        assert session.get_one(Delivery, attempt.delivery_id).state is DeliveryState.CONFIRMED


# ---- our words


def test_stop_is_remembered_and_answered_by_the_carrier_alone(carrier: Carrier) -> None:
    carrier.texts("STOP")
    assert (phone(carrier).no_texts_since is not None, answers(carrier)) == (True, [])


def test_what_the_carrier_takes_for_an_opt_out_is_ours_too_whatever_its_words(carrier: Carrier) -> None:
    form = {"MessageSid": "SM901", "From": MEMBER, "To": HOTLINE, "Body": "Arrêt!", "OptOutType": "STOP"}
    carrier.post("/text/line", form)
    assert (phone(carrier).no_texts_since is not None, answers(carrier), reports(carrier)) == (True, [], [])
    carrier.post("/text/line", form | {"MessageSid": "SM902", "Body": "weer aub", "OptOutType": "START"})
    assert phone(carrier).no_texts_since is None


def test_a_carrier_that_refuses_an_opted_out_number_is_believed(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        hashed = session.exec(select(Phone.number_hash).where(Phone.number_hash == MEMBER)).one()
        flag_phone(session, hashed, Way.TEXT, Why.OPTED_OUT, datetime.now(UTC))
    assert phone(carrier).no_texts_since is not None


def test_a_pause_by_text_is_taken_at_once_and_start_ends_it(carrier: Carrier) -> None:
    carrier.texts("pauze 7")
    until = phone(carrier).paused_until
    assert until is not None
    assert until - datetime.now(UTC) <= timedelta(days=7)
    assert "tot en met" in answers(carrier)[0]
    carrier.texts("starten aub")
    assert phone(carrier).paused_until is None


def test_taal_fr_is_answered_in_french_and_holds(carrier: Carrier) -> None:
    carrier.texts("Taal FR")
    assert "désormais dans cette langue" in answers(carrier)[0]
    carrier.texts("Cambriolage rue de la Station 12")
    assert "signalement" in answers(carrier)[1]


def test_status_tells_where_one_stands_and_that_nobody_has_heard_the_report(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    carrier.texts("STATUS")
    (report,) = reports(carrier)
    assert "u bent lid van BIN Zurenborg" in answers(carrier)[1]
    assert f"melding {report.number} is nog niet gehoord, is het dringend, bel 101" in answers(carrier)[1]
    with carrier.database.writing() as session:
        session.get_one(Report, report.id).state = ReportState.TAKEN
    carrier.texts("status")
    assert "de politie heeft melding" in answers(carrier)[2]


def test_herhaal_sends_the_last_message_again(carrier: Carrier, an_alert: Alert) -> None:
    carrier.texts("HERHAAL")
    an_alert()
    carrier.texts("herhaal aub")
    assert ["geen bericht" in answers(carrier)[0], "dringend bericht" in answers(carrier)[1]] == [True, True]


def test_lid_with_a_code_asks_for_name_and_address_and_the_answer_is_pending(carrier: Carrier) -> None:
    carrier.texts("LID 2018", from_=STRANGER)
    with carrier.database.reading() as session:
        proof = session.exec(select(Proof)).one()
    assert proof.code in answers(carrier, STRANGER)[0]
    carrier.texts(f"{proof.code} An Peeters, Dolfijnstraat 12", from_=STRANGER)
    with carrier.database.reading() as session:
        assert (
            session.exec(select(Member.name).where(Member.id == phone(carrier, STRANGER).member_id)).one()
            == "An Peeters"
        )
    assert state_of(carrier, "2018", STRANGER) is MembershipState.PENDING
    assert phone(carrier, STRANGER).proven_at is not None


def test_weg_with_a_code_is_asked_once_more(carrier: Carrier) -> None:
    carrier.texts("WEG 2018")
    assert state_of(carrier, "2018") is MembershipState.ACTIVE
    with carrier.database.reading() as session:
        code = session.exec(select(Proof.code)).one()
    carrier.texts(code)
    assert state_of(carrier, "2018") is MembershipState.LEFT
    assert "geen lid meer" in answers(carrier)[1]


def test_a_stranger_who_pauses_is_told_that_there_is_no_member(carrier: Carrier) -> None:
    carrier.texts("PAUZE 7", from_=STRANGER)
    assert "vinden wij geen lid" in answers(carrier, STRANGER)[0]


def test_help_says_101_first(carrier: Carrier) -> None:
    carrier.texts("HULP")
    assert answers(carrier)[0].index("101") < answers(carrier)[0].index("antwoord")


# ---- what is no report


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("Bedankt voor alles!", "graag gedaan"),
        ("Goeiedag", "goeiedag"),
        ("Win een iPhone! Klik nu op www.gratis-prijzen.example en claim uw bon", "alleen voor meldingen"),
        ("Schat, ik ben om 6 uur thuis, kus", "verkeerde nummer"),
    ],
)
def test_what_is_no_report_gets_its_answer_and_wakes_nobody_and_is_kept(
    carrier: Carrier, body: str, answer: str
) -> None:
    carrier.texts(body)
    assert (reports(carrier), duty_calls(carrier)) == ([], 0)
    assert answer in answers(carrier)[0]
    assert [text.body for text in kept(carrier)] == [body]


def test_thanks_after_a_report_are_not_added_to_it(carrier: Carrier) -> None:
    carrier.texts("Inbraak in de Dolfijnstraat 64")
    carrier.texts("dank u wel")
    carrier.texts("ok")
    assert [report.text for report in reports(carrier)] == ["Inbraak in de Dolfijnstraat 64"]


def test_an_empty_text_is_answered(carrier: Carrier) -> None:
    carrier.texts("  ")
    assert ("leeg" in answers(carrier)[0], reports(carrier)) == (True, [])


# ---- machines and landlines


def test_the_same_words_over_and_over_are_answered_twice(carrier: Carrier) -> None:
    for _ in range(5):
        carrier.texts("Dit is een automatisch antwoord")
    assert len(answers(carrier)) == 2


def test_a_company_that_is_no_number_is_read_and_never_answered(carrier: Carrier) -> None:
    for sender in ("Proximus", "8850", "+266696687", ""):
        carrier.texts("Inbraak in de Dolfijnstraat 64", from_=sender)
    with carrier.database.reading() as session:
        assert session.exec(select(Errand).where(Errand.kind == ErrandKind.ANSWER)).all() == []
    assert len(kept(carrier)) == len(reports(carrier)) == 4


def test_a_landline_that_texts_is_read_and_never_texted(carrier: Carrier) -> None:
    carrier.texts("STATUS", from_=NEIGHBOUR)
    carrier.texts("Inbraak in de Dolfijnstraat 64", from_=NEIGHBOUR)
    assert (answers(carrier, NEIGHBOUR), [report.kind for report in reports(carrier)]) == (
        [],
        [ReportKind.BURGLARY],
    )


def test_the_same_webhook_again_changes_nothing_and_says_nothing_twice(carrier: Carrier) -> None:
    for _ in range(3):
        carrier.texts("pauze 7", id_="SM903")
    assert (len(answers(carrier)), len(kept(carrier))) == (1, 1)
