"""The alert call, as whom we ring hears it: over signed webhooks, as the carrier would ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from callers import HOTLINE, MEMBER, NEIGHBOUR, Call, Carrier
from sqlmodel import col, select

from broadcast.start import finish
from broadcast.status import machine_event
from carrier.carrier import PickedUpBy
from carrier.words import MachineEvent
from db.broadcasts import (
    Attempt,
    Broadcast,
    BroadcastKind,
    Delivery,
    DeliveryState,
    Errand,
    ErrandKind,
    Way,
    Wish,
)
from db.people import Member, Membership, MembershipState, Phone
from db.reports import Report
from ivr.desk.alert import OVER

Alert = Callable[..., Attempt]


def delivery(carrier: Carrier, attempt: Attempt) -> Delivery:
    with carrier.database.reading() as session:
        found: Delivery = session.get_one(Delivery, attempt.delivery_id)
        return found


def kept(carrier: Carrier, attempt: Attempt) -> Attempt:
    with carrier.database.reading() as session:
        found: Attempt = session.get_one(Attempt, attempt.id)
        return found


def is_machine(carrier: Carrier, attempt: Attempt, call: Call, by: PickedUpBy = PickedUpBy.MACHINE) -> bool:
    """The carrier's verdict on who picked up."""
    event = MachineEvent(call.form["CallSid"], by, 4000)
    return machine_event(carrier.database, attempt.token, event, datetime.now(UTC))


def beeps(attempt: Attempt, call: Call) -> Call:
    """The pump puts the call to where a machine is told the message."""
    return call.asks(f"/voice/attempt/{attempt.token}/enter/after_beep")


def texts(carrier: Carrier) -> list[str]:
    with carrier.database.reading() as session:
        asked = select(Errand.body).where(Errand.kind == ErrandKind.MEMBER_NOTICE, Errand.way == Way.TEXT)
        return [body or "" for body in session.exec(asked)]


# ---- who is a person


def test_who_picks_up_hears_at_once_who_calls_then_the_officers_own_voice(
    carrier: Carrier, an_alert: Alert
) -> None:
    call = carrier.rings(an_alert(), MEMBER)
    assert ["Politie, voor BIN Zurenborg: dringend bericht.", "(audio)"] == [call.heard[0], call.heard[-1]]
    assert call.document is not None
    assert ["Say", "Play", "Say"] == [
        element.tag for element in call.wait
    ]  # all of it inside the wait for a key
    assert call.document.find("Pause") is None


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        (["1"], "Genoteerd, dank u."),
        (["2"], "Wij herhalen het bericht"),
        (["3"], "Zeg na de toon"),
        (["9"], "Een week pauze: druk 1"),
        (["9", "9"], "Gehoord? Druk 1."),
        (["9", "1"], "Genoteerd. U krijgt geen berichten vóór"),
        (["9", "3", "1"], "Genoteerd. U bent geen lid meer van BIN Zurenborg."),
    ],
)
def test_the_effect_of_every_key_is_said(
    carrier: Carrier, an_alert: Alert, keys: list[str], heard: str
) -> None:
    call = carrier.rings(an_alert(), MEMBER)
    for key in keys:
        call.heard.clear()
        call.presses(key)
    call.hears(heard)


def test_key_1_confirms_and_any_key_reaches(carrier: Carrier, an_alert: Alert) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).presses("2")
    assert DeliveryState.REACHED == delivery(carrier, attempt).state
    assert "end" == call.presses("1").step
    assert DeliveryState.CONFIRMED == delivery(carrier, attempt).state


def test_a_key_that_means_nothing_has_the_message_go_on(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(), MEMBER)
    assert "choose" == call.presses("7").step


def test_who_presses_nothing_hears_it_twice_and_is_let_go_once_known_as_a_person(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER)
    is_machine(carrier, attempt, call, PickedUpBy.HUMAN)
    call.presses("").hears("Wij herhalen het bericht")
    assert 2 == call.heard.count("(audio)")
    assert "end" == call.presses("").step
    assert DeliveryState.REACHED == delivery(carrier, attempt).state


def test_a_person_whom_the_carrier_does_not_know_yet_never_waits_in_silence(
    carrier: Carrier, an_alert: Alert
) -> None:
    call = carrier.rings(an_alert(), MEMBER).presses("").presses("")
    for _ in range(3):
        assert "hold" == call.step
        assert "Hebt u het bericht gehoord? Druk 1." in (call.wait[0].text or "")
        call.presses("")
    assert "end" == call.step


def test_every_key_works_while_the_line_is_held(carrier: Carrier, an_alert: Alert) -> None:
    for key, step in (("1", "end"), ("2", "choose"), ("3", "speak_sighting"), ("9", "wishes")):
        call = carrier.rings(an_alert(), MEMBER).presses("").presses("")
        assert ("hold", step) == (call.step, call.presses(key).step)


def test_a_sighting_in_the_call_goes_straight_to_the_officer(carrier: Carrier, an_alert: Alert) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).presses("3")
    assert "20" == call.wait.get("maxLength")
    call.speaks()
    call.hears("Genoteerd, dank u. Uw bericht gaat meteen naar de politie.")
    with carrier.database.reading() as session:
        assert [attempt.broadcast_id] == [report.answers for report in session.exec(select(Report))]


def test_a_second_call_that_slips_through_says_so_and_ends(carrier: Carrier, an_alert: Alert) -> None:
    attempt = an_alert()
    carrier.rings(attempt, MEMBER)
    call = carrier.rings(attempt, MEMBER).hears("U hebt dit bericht al gekregen")
    assert "end" == call.presses("").step
    again = carrier.rings(attempt, MEMBER).presses("2")
    assert "(audio)" in again.heard


# ---- what it is, from the first word


@pytest.mark.parametrize(
    ("kind", "outcome", "first"),
    [
        (BroadcastKind.ALERT, None, "Politie,"),
        (BroadcastKind.NOTICE, None, "Mededeling"),
        (BroadcastKind.FEEDBACK, None, "Feedback"),
        (BroadcastKind.CORRECTION, None, "Rechtzetting"),
        (BroadcastKind.CORRECTION, OVER, "Voorbij."),
        (BroadcastKind.DRILL, None, "Oefening"),
    ],
)
def test_each_kind_says_what_it_is_with_its_first_word_to_a_person_and_to_a_machine(
    carrier: Carrier, an_alert: Alert, kind: BroadcastKind, outcome: str | None, first: str
) -> None:
    attempt = an_alert(kind=kind)
    with carrier.database.writing() as session:
        session.get_one(Broadcast, attempt.broadcast_id).outcome = outcome
    call = carrier.rings(attempt, MEMBER)
    assert first == call.heard[0].split()[0]
    call.heard.clear()
    assert first == beeps(attempt, call).heard[0].split()[0]


def test_a_drill_does_not_ask_for_sightings(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(kind=BroadcastKind.DRILL), MEMBER)
    assert "choose_other" == call.step
    assert not any("Druk 3" in words for words in call.heard)


@pytest.mark.parametrize(
    ("kind", "why", "first"),
    [
        (BroadcastKind.ALERT, "over", "Voorbij."),
        (BroadcastKind.ALERT, "stopped", "Ingetrokken."),
        (BroadcastKind.DRILL, "over", "Oefening."),
        (BroadcastKind.DRILL, "stopped", "Oefening."),
    ],
)
def test_who_picks_up_when_it_has_ended_hears_how(
    carrier: Carrier, an_alert: Alert, kind: BroadcastKind, why: str, first: str
) -> None:
    attempt = an_alert(kind=kind)
    with carrier.database.writing() as session:
        finish(session, attempt.broadcast_id or 0, why, datetime.now(UTC))
    call = carrier.rings(attempt, MEMBER)
    assert ("end", first) == (call.step, call.heard[0].split()[0])
    told_so = carrier.rings(attempt, MEMBER).asks(f"/voice/attempt/{attempt.token}/enter/is_ended")
    assert first == told_so.heard[-1].split()[0]


# ---- voicemail


def test_a_machine_gets_the_whole_message_after_its_beep_and_the_number_to_ring(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER)
    assert is_machine(carrier, attempt, call)
    assert Wish.AFTER_BEEP == kept(carrier, attempt).wish
    call.heard.clear()
    beeps(attempt, call)
    assert "Politie, voor BIN Zurenborg: dringend bericht." == call.heard[0]
    assert "(audio)" in call.heard
    assert "1" == call.wait.get("timeout")  # a machine that hears nothing for long hangs up
    call.hears("Bel 0 1 5, 0 0, 10, 0 1. Ik herhaal: 0 1 5, 0 0, 10, 0 1.")
    assert not any("ruk 1" in words for words in call.heard)
    assert "end" == call.presses("").step
    assert (DeliveryState.REACHED, Way.CALL) == (
        delivery(carrier, attempt).state,
        delivery(carrier, attempt).reached_by,
    )


def test_a_machine_that_hangs_up_in_the_middle_of_the_message_has_not_got_it(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER)
    is_machine(carrier, attempt, call)
    beeps(attempt, call)
    assert DeliveryState.REACHED != delivery(carrier, attempt).state


def test_detection_that_is_late_still_gets_the_message_after_the_beep(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).presses("").presses("")
    assert "hold" == call.step  # told twice, into the greeting
    assert is_machine(carrier, attempt, call)
    beeps(attempt, call).presses("")
    assert ("end", DeliveryState.REACHED) == (call.step, delivery(carrier, attempt).state)


@pytest.mark.parametrize("key", ["1", "2", "3", "9"])
def test_a_person_who_is_taken_for_a_machine_has_the_same_keys(
    carrier: Carrier, an_alert: Alert, key: str
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER)
    is_machine(carrier, attempt, call)
    beeps(attempt, call).presses(key)
    steps = {"1": "end", "2": "choose", "3": "speak_sighting", "9": "wishes"}
    assert steps[key] == call.step
    assert DeliveryState.PENDING != delivery(carrier, attempt).state


def test_who_has_pressed_a_key_is_not_interrupted_by_a_late_verdict(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER).presses("2")
    assert not is_machine(carrier, attempt, call)
    assert kept(carrier, attempt).wish is None


def test_a_machine_taken_for_a_person_hears_it_twice_so_that_the_second_is_after_the_beep(
    carrier: Carrier, an_alert: Alert
) -> None:
    attempt = an_alert()
    call = carrier.rings(attempt, MEMBER)
    is_machine(carrier, attempt, call, PickedUpBy.HUMAN)
    call.presses("")
    assert 2 == call.heard.count("(audio)")


# ---- 9: pause or leave


def test_a_pause_taken_in_the_call_is_confirmed_by_text(carrier: Carrier, an_alert: Alert) -> None:
    carrier.rings(an_alert(), MEMBER).presses("9").presses("1")
    with carrier.database.reading() as session:
        until = session.exec(select(Phone.paused_until).where(col(Phone.number_hash) == MEMBER)).one()
    assert until is not None
    assert timedelta(days=5) < until - datetime.now(UTC) < timedelta(days=8)
    (body,) = texts(carrier)
    assert body.startswith("BIN Zurenborg: zoals gevraagd in ons gesprek krijgt u pas weer berichten vanaf ")


def test_a_month_is_longer_than_a_week(carrier: Carrier, an_alert: Alert) -> None:
    carrier.rings(an_alert(), MEMBER).presses("9").presses("2")
    with carrier.database.reading() as session:
        until = session.exec(select(Phone.paused_until).where(col(Phone.number_hash) == MEMBER)).one()
    assert until is not None
    assert until - datetime.now(UTC) > timedelta(days=28)


def test_leaving_is_asked_twice_and_confirmed_by_text(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(), MEMBER).presses("9").presses("3")
    assert MembershipState.ACTIVE == membership(carrier, MEMBER)
    call.presses("1")
    assert MembershipState.LEFT == membership(carrier, MEMBER)
    (body,) = texts(carrier)
    assert "geen lid meer" in body


def test_who_thinks_again_has_not_left(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(), MEMBER).presses("9").presses("3").presses("9")
    assert ("choose", MembershipState.ACTIVE) == (call.step, membership(carrier, MEMBER))


def test_a_landline_is_told_and_gets_no_text(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(NEIGHBOUR), NEIGHBOUR).presses("9").presses("3").presses("1")
    call.hears("U bent geen lid meer")
    assert (MembershipState.LEFT, []) == (membership(carrier, NEIGHBOUR), texts(carrier))


def test_the_same_wish_asked_again_by_the_carrier_is_taken_once(carrier: Carrier, an_alert: Alert) -> None:
    call = carrier.rings(an_alert(), MEMBER).presses("9").presses("3")
    url = call.url
    call.asks(url, Digits="1")
    call.asks(url, Digits="1").hears("U bent geen lid meer")
    assert 1 == len(texts(carrier))


def membership(carrier: Carrier, number: str) -> MembershipState:
    with carrier.database.reading() as session:
        asked = select(Membership.state).join(Member, col(Member.id) == col(Membership.member_id))
        asked = asked.join(Phone, col(Phone.member_id) == col(Member.id)).where(
            col(Phone.number_hash) == number
        )
        return MembershipState(session.exec(asked).one())


def test_we_call_from_the_number_that_can_be_rung_back(carrier: Carrier, an_alert: Alert) -> None:
    an_alert()
    call = carrier.call(HOTLINE, MEMBER)
    assert "(audio)" in call.heard
