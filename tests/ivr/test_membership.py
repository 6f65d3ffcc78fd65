"""Membership by phone: what a caller's number opens by itself, and what takes a call or a text of ours to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from callers import BAKER, HOTLINE, MEMBER, NEIGHBOUR, STRANGER, WITHHELD, Call, Carrier, ids
from sqlmodel import col, select

from carrier.carrier import Language
from carrier.phone import PhoneKind
from db.broadcasts import Attempt, Errand, ErrandKind, Way
from db.member_joining import NAME_IS_SPOKEN
from db.people import Member, Membership, MembershipState, Network, Phone, Wants
from db.proofs import Proof, ProofState
from db.reports import Recording

NEW = "+3215005002"  # a stranger's landline


def phone(carrier: Carrier, number: str = MEMBER) -> Phone:
    with carrier.database.reading() as session:
        found: Phone = session.exec(select(Phone).where(Phone.number_hash == number)).one()
        return found


def member(carrier: Carrier, number: str = MEMBER) -> Member:
    with carrier.database.reading() as session:
        found: Member = session.get_one(Member, phone(carrier, number).member_id)
        return found


def states(carrier: Carrier, number: str = MEMBER) -> dict[str, MembershipState]:
    with carrier.database.reading() as session:
        asked = (
            select(Network.code, Membership.state)
            .join(Membership, col(Membership.network_id) == col(Network.id))
            .join(Phone, col(Phone.member_id) == col(Membership.member_id))
            .where(Phone.number_hash == number)
        )
        return dict(session.exec(asked).all())


def texts(carrier: Carrier, number: str = MEMBER) -> list[str]:
    with carrier.database.reading() as session:
        asked = select(Errand.body).where(Errand.number_hash == number, Errand.way == Way.TEXT)
        return [body or "" for body in session.exec(asked.order_by(col(Errand.id)))]


def code(carrier: Carrier) -> str:
    with carrier.database.reading() as session:
        return session.exec(select(Proof.code).order_by(col(Proof.id).desc())).first() or ""


def rung_back(carrier: Carrier, number: str) -> Call:
    """We ring the number from which something was asked; somebody picks up."""
    with carrier.database.writing() as session:
        asked = select(Errand).where(
            Errand.kind == ErrandKind.PROOF, Errand.way == Way.CALL, Errand.number_hash == number
        )
        errand = session.exec(asked.order_by(col(Errand.id).desc())).first()
        assert errand is not None, "nobody is to be rung"
        attempt = Attempt(
            errand_id=errand.id, way=Way.CALL, token=f"back{next(ids)}", round=next(ids), number=number, number_hash=number,
            placing_at=datetime.now(UTC),
        )  # fmt: skip
        session.add(attempt)
    return carrier.rings(attempt, number)


def membership(carrier: Carrier, number: str = MEMBER) -> Call:
    return carrier.call(HOTLINE, number).presses("3")


# ---- a pause and the language: taken at once


def test_a_member_hears_in_which_network_they_are(carrier: Carrier) -> None:
    assert membership(carrier).hears("U bent lid van BIN Zurenborg").step == "menu"


def test_a_member_of_two_networks_hears_both(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        network = session.exec(select(Network).where(Network.code == "2060")).one()
        session.add(Membership(member_id=phone(carrier).member_id, network_id=network.id or 0))
    membership(carrier).hears("U bent lid van BIN Zurenborg en BIN-Z Dam")


def test_a_pause_for_some_days_is_taken_at_once_and_told_by_text(carrier: Carrier) -> None:
    call = (
        membership(carrier).presses("1").presses("07").hears("krijgt op dit nummer geen berichten tot en met")
    )
    until = phone(carrier).paused_until
    assert until is not None
    assert timedelta(days=6) < until - datetime.now(UTC) <= timedelta(days=7)
    assert "geen berichten tot en met" in texts(carrier)[0]
    assert call.step == "more"


def test_a_pause_ends_with_a_key(carrier: Carrier) -> None:
    call = membership(carrier).presses("1").presses("30").presses("1")
    assert call.step == "menu_paused"
    call.presses("1").hears("U krijgt onze berichten weer")
    assert phone(carrier).paused_until is None


def test_no_days_is_no_pause(carrier: Carrier) -> None:
    assert membership(carrier).presses("1").presses("00").hears("geen pauze").step == "days"
    assert phone(carrier).paused_until is None


def test_another_language_is_spoken_from_that_key_on(carrier: Carrier) -> None:
    membership(carrier).presses("3").presses("2").hears("en français")
    assert member(carrier).language is Language.FR
    carrier.call(HOTLINE).hears("En danger")


# ---- how one is reached: proven first


def test_calls_only_takes_the_code_of_our_text(carrier: Carrier) -> None:
    membership(carrier).presses("2").presses("1").hears("sms met een code")
    assert phone(carrier).wants is Wants.BOTH
    assert code(carrier) in texts(carrier)[0]
    carrier.texts(code(carrier))
    assert phone(carrier).wants is Wants.CALLS
    assert "alleen oproepen" in texts(carrier)[1]


def test_a_wrong_code_changes_nothing(carrier: Carrier) -> None:
    membership(carrier).presses("2").presses("2")
    carrier.texts("0000")
    assert phone(carrier).wants is Wants.BOTH


def test_the_code_of_one_number_is_worth_nothing_from_another(carrier: Carrier) -> None:
    membership(carrier).presses("2").presses("2")
    carrier.texts(code(carrier), from_=STRANGER)
    assert phone(carrier).wants is Wants.BOTH


def test_a_landline_is_asked_about_its_nights_alone_and_rung_back(carrier: Carrier) -> None:
    call = membership(carrier, NEIGHBOUR).presses("2")
    assert call.step == "nights"
    call.presses("1").hears("U mag ophangen. Wij bellen u meteen terug")
    assert not phone(carrier, NEIGHBOUR).quiet_nights
    back = rung_back(carrier, NEIGHBOUR).hears("'s nachts alleen dringende oproepen")
    back.presses("1").hears("Wij hebben uw wens genoteerd")
    assert phone(carrier, NEIGHBOUR).quiet_nights
    assert phone(carrier, NEIGHBOUR).proven_at is not None


def test_who_did_not_ask_says_so_and_nothing_changes(carrier: Carrier) -> None:
    membership(carrier, NEIGHBOUR).presses("2").presses("1")
    rung_back(carrier, NEIGHBOUR).presses("9").hears("Er is niets veranderd")
    assert not phone(carrier, NEIGHBOUR).quiet_nights
    rung_back(carrier, NEIGHBOUR).hears("niets meer te bevestigen")


def test_an_answering_machine_proves_nothing(carrier: Carrier) -> None:
    membership(carrier, NEIGHBOUR).presses("2").presses("1")
    back = rung_back(carrier, NEIGHBOUR).presses("").presses("")
    assert (back.step, phone(carrier, NEIGHBOUR).quiet_nights) == ("end", False)


def test_one_number_is_asked_for_proof_five_times_a_day_at_most(carrier: Carrier) -> None:
    for _ in range(6):
        call = membership(carrier).presses("2").presses("2")
    call.hears("vandaag al enkele keren iets gevraagd")
    assert len(texts(carrier)) == 5


# ---- leaving


def test_leaving_is_asked_twice_and_then_takes_our_text(carrier: Carrier) -> None:
    call = membership(carrier).presses("4").hears("BIN Zurenborg verlaten: druk 1")
    call.presses("1").hears("Weet u het zeker?")
    call.presses("1").hears("sms met een code")
    assert states(carrier) == {"2018": MembershipState.ACTIVE}
    carrier.texts(f" {code(carrier)}.")
    assert states(carrier) == {"2018": MembershipState.LEFT}
    assert "geen lid meer van BIN Zurenborg" in texts(carrier)[1]


def test_who_is_not_sure_stays(carrier: Carrier) -> None:
    membership(carrier).presses("4").presses("1").presses("2").hears("U blijft lid van BIN Zurenborg")
    assert (states(carrier), texts(carrier)) == ({"2018": MembershipState.ACTIVE}, [])


def test_silence_leaves_nobody_out(carrier: Carrier) -> None:
    call = membership(carrier).presses("4").presses("1").presses("").presses("")
    assert (call.step, states(carrier)) == ("more", {"2018": MembershipState.ACTIVE})


def test_a_member_of_two_networks_leaves_one_of_them(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        network = session.exec(select(Network).where(Network.code == "2060")).one()
        session.add(Membership(member_id=phone(carrier).member_id, network_id=network.id or 0))
    call = membership(carrier).presses("4").presses("2").hears("BIN-Z Dam verlaten")
    call.presses("1").presses("1")
    carrier.texts(code(carrier))
    assert states(carrier) == {"2018": MembershipState.ACTIVE, "2060": MembershipState.LEFT}


def test_of_two_members_of_a_house_the_one_who_answers_says_who_leaves(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        second = Member(name="Wim", created_at=datetime.now(UTC))
        session.add(second)
        session.flush()
        session.add(
            Phone(member_id=second.id or 0, number=NEIGHBOUR, number_hash=NEIGHBOUR, kind=PhoneKind.LANDLINE)
        )
        network = session.exec(select(Network).where(Network.code == "2018")).one()
        session.add(Membership(member_id=second.id or 0, network_id=network.id or 0))
        wim = second.id
    call = membership(carrier, NEIGHBOUR).presses("4").presses("1").presses("1")
    assert not any("Wim" in words for words in call.heard)
    rung_back(carrier, NEIGHBOUR).presses("1").hears("Rita: druk 1. Wim: druk 2").presses("2").hears(
        "geen lid meer"
    )
    with carrier.database.reading() as session:
        left = session.exec(
            select(Membership.member_id).where(Membership.state == MembershipState.LEFT)
        ).all()
    assert left == [wim]


# ---- joining


@pytest.fixture
def postcodes(carrier: Carrier) -> None:
    with carrier.database.writing() as session:
        for network in session.exec(select(Network)):
            network.postcodes = ["2018", "2060"] if network.code == "2018" else ["2060"]


def asks_to_join(carrier: Carrier, number: str) -> Call:
    call = carrier.call(HOTLINE, number).presses("1").presses("3")
    assert call.hears("Lid worden van een buurtinformatienetwerk").step == "stranger"
    return call.presses("1")


def test_a_stranger_joins_by_postcode_name_and_call_back_and_is_pending(
    carrier: Carrier, postcodes: None
) -> None:
    call = asks_to_join(carrier, NEW).presses("2018").hears("Lid worden van BIN Zurenborg: druk 1")
    call.presses("1").hears("Zeg na de toon uw voornaam")
    call.speaks()
    call.hears("Wij bellen u meteen terug")
    assert states(carrier, NEW) == {"2018": MembershipState.PENDING}
    assert phone(carrier, NEW).proven_at is None
    rung_back(carrier, NEW).hears("U wilt lid worden van BIN Zurenborg").presses("1").hears(
        "uw nummer is bevestigd"
    )
    assert phone(carrier, NEW).proven_at is not None
    assert states(carrier, NEW) == {"2018": MembershipState.PENDING}


def test_the_name_that_was_spoken_is_kept_though_the_caller_hung_up(
    carrier: Carrier, postcodes: None
) -> None:
    asks_to_join(carrier, NEW).presses("2018").presses("1").speaks(hung_up=True)
    with carrier.database.reading() as session:
        proof = session.exec(select(Proof)).one()
        assert session.get(Recording, proof.recording_id) is not None
    assert (proof.state, member(carrier, NEW).name) == (ProofState.ASKED, NAME_IS_SPOKEN)


def test_a_stranger_on_a_mobile_proves_the_number_by_text(carrier: Carrier, postcodes: None) -> None:
    call = asks_to_join(carrier, STRANGER).presses("2018").presses("1")
    call.speaks()
    call.hears("sms met een code")
    carrier.texts(code(carrier), from_=STRANGER)
    assert phone(carrier, STRANGER).proven_at is not None
    assert states(carrier, STRANGER) == {"2018": MembershipState.PENDING}


def test_a_postcode_with_several_networks_offers_one_after_the_other(
    carrier: Carrier, postcodes: None
) -> None:
    call = asks_to_join(carrier, NEW).presses("2060").hears("BIN Zurenborg: druk 1")
    call.presses("2").hears("BIN-Z Dam: druk 1")
    assert call.presses("2").hears("Verder vinden wij geen netwerk").step == "none_there"


def test_a_network_is_found_by_its_code(carrier: Carrier, postcodes: None) -> None:
    call = asks_to_join(carrier, NEW).presses("9000")
    assert call.step == "none_there"
    call.presses("3").presses("9999").hears("Deze code kennen wij niet")
    call.presses("3").presses("2060").hears("Lid worden van BIN-Z Dam")


def test_a_name_that_was_not_heard_is_asked_for_once_more_and_then_nothing_is_kept(
    carrier: Carrier, postcodes: None
) -> None:
    call = asks_to_join(carrier, NEW).presses("2018").presses("1").waits()
    call.waits().hears("Uw aanvraag is niet bewaard")
    assert (call.step, states(carrier, NEW)) == ("main", {})


def test_who_is_pending_is_told_so_and_hears_no_alert(
    carrier: Carrier, postcodes: None, an_alert: Callable[..., Attempt]
) -> None:
    asks_to_join(carrier, NEW).presses("2018").presses("1").speaks()
    an_alert()
    call = carrier.call(HOTLINE, NEW).presses("1")
    assert "(audio)" not in call.heard
    assert call.presses("3").hears("Uw aanvraag is binnen").step == "pending"


def test_a_member_joins_a_second_network_and_stays_one_person(carrier: Carrier, postcodes: None) -> None:
    call = membership(carrier).presses("5").presses("2060").presses("2").presses("1")
    call.speaks()
    assert states(carrier) == {"2018": MembershipState.ACTIVE, "2060": MembershipState.PENDING}


def test_a_network_that_one_is_in_is_not_joined_twice(carrier: Carrier, postcodes: None) -> None:
    call = membership(carrier).presses("5").presses("2018").presses("1")
    assert call.hears("staat dit nummer al op de lijst").step == "main"


def test_a_withheld_caller_is_told_why_there_is_no_membership(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, WITHHELD).presses("1").presses("3")
    assert call.hears("zonder uw nummer te verbergen").step == "main"


def test_a_foreign_number_is_not_called_back(carrier: Carrier) -> None:
    call = carrier.call(HOTLINE, "+252612345678").presses("1").presses("3").presses("1")
    assert call.hears("niet terugbellen").step == "main"


def test_a_stranger_hears_no_name_and_no_network_of_a_member(carrier: Carrier, postcodes: None) -> None:
    call = carrier.call(HOTLINE, STRANGER).presses("1").presses("3")
    said = " ".join(call.heard)
    assert not any(word in said for word in ("Zurenborg", "Dam", "Jan", "Rita", "Karel"))


def test_the_main_menu_is_one_key_away_and_greets_nobody_twice(carrier: Carrier) -> None:
    call = membership(carrier).presses("0")
    assert (call.step, sum("In gevaar" in words for words in call.heard)) == ("main", 1)


def test_the_baker_hears_nothing_of_the_neighbours(carrier: Carrier) -> None:
    assert not any("Zurenborg" in words for words in membership(carrier, BAKER).heard)
