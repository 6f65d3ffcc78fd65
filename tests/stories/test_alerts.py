"""An officer speaks; everybody is called; some confirm, some are tried again, one rings back."""

from __future__ import annotations

import time
from collections.abc import Callable

from town import PIN, Town

from db.broadcasts import BroadcastKind, DeliveryState, Way
from db.reports import ReportState

CONFIRMS = [{"press": "1"}]
VOICE = "richting station"


def soon(holds: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def state(town: Town, number: str) -> DeliveryState:
    return DeliveryState(town.delivery(number).state)


def becomes(town: Town, number: str, wanted: DeliveryState) -> bool:
    return soon(lambda: state(town, number) is wanted)


def test_members_hear_the_officers_own_voice_and_confirm(town: Town) -> None:
    mobile, landline = town.member("Jan"), town.member("Maria", landline=True)
    town.alert()
    for number in (mobile, landline):
        town.world.wait_for("heard", 20, number=number, contains=VOICE)
        assert becomes(town, number, DeliveryState.CONFIRMED)
    assert len(town.calls_to(mobile)) == len(town.calls_to(landline)) == 1


def test_landlines_get_no_texts_and_mobiles_do(town: Town) -> None:
    mobile, landline = town.member("Jan"), town.member("Maria", landline=True)
    town.alert()
    town.world.wait_for("text", 20, to=mobile, contains="dringend")
    town.world.wait_for("rang", 20, number=landline)
    assert town.world.log(kind="create_text", to=landline) == []


def test_nothing_is_sent_when_the_officer_cancels(town: Town) -> None:
    number = town.member("Jan")
    call = town.signed_in()
    call.hears("Nieuw bericht")
    call.presses("1")
    call.hears("code")
    call.presses(town.bin)
    call.hears("Dringend")
    call.presses("1")
    call.hears("na de toon")
    call.speaks("Vals alarm")
    call.presses("#")
    call.hears("Versturen: druk 1", timeout=20)
    call.presses("9")
    call.hears("Er is niets verstuurd")
    assert (town.broadcasts(), town.calls_to(number)) == ([], [])


def test_an_officer_hears_the_message_back_before_it_is_sent(town: Town) -> None:
    town.member("Jan")
    call = town.alert()
    said = [entry["text"] for entry in town.world.log(kind="saying", call=call.sid)]
    confirm = next(at for at, words in enumerate(said) if "Versturen" in words)
    assert any(VOICE in words for words in said[:confirm])
    assert "aantal leden: 1" in said[confirm]


def test_a_wrong_pin_lets_nobody_in(town: Town) -> None:
    call = town.dials(town.officer, town.police_line)
    call.hears("badgenummer")
    call.presses(town.badge)
    call.hears("pincode")
    call.presses("000001")
    call.hears("klopt niet")
    call.hears("badgenummer")
    call.presses(town.badge)
    call.hears("pincode")
    call.presses(PIN)
    call.hears("Nieuw bericht")


def test_one_who_is_busy_is_tried_again(town: Town) -> None:
    number = town.member("Philippe", answers=[{"kind": "busy"}, {"kind": "person", "script": CONFIRMS}])
    town.alert()
    assert becomes(town, number, DeliveryState.CONFIRMED)
    assert len(town.calls_to(number)) == 2


def test_one_who_never_answers_is_tried_four_times_and_then_named(town: Town) -> None:
    number = town.member("Guido", landline=True, answers=[{"kind": "no_answer"}])
    town.alert()
    assert becomes(town, number, DeliveryState.FAILED)
    assert (len(town.calls_to(number)), town.delivery(number).reason) == (4, "no_answer")


def test_a_member_with_two_phones_is_called_on_the_next_one(town: Town) -> None:
    first = town.member("Els", landline=True, answers=[{"kind": "no_answer"}])
    second = town.second_phone(first, answers=[{"kind": "person", "script": CONFIRMS}])
    town.alert()
    assert becomes(town, first, DeliveryState.CONFIRMED)
    assert (len(town.calls_to(first)), len(town.calls_to(second))) == (1, 1)


def test_two_members_of_one_house_are_rung_once(town: Town) -> None:
    number = town.member("Koen", landline=True, answers=[{"kind": "person", "script": CONFIRMS}])
    town.member("Rita", number=number, answers=[{"kind": "person", "script": CONFIRMS}])
    call = town.alert()
    town.world.wait_for("key", 20, number=number, text="1")
    assert soon(lambda: sorted(town.states()) == ["confirmed", "suppressed"])
    assert len(town.calls_to(number)) == 1
    call.hangs_up()


def test_the_voicemail_gets_the_whole_message_after_the_beep(town: Town) -> None:
    number = town.member("Jürgen", answers=[{"kind": "voicemail", "after": 3.0, "greeting": 6.0}])
    town.alert()
    assert soon(lambda: town.delivery(number).reached_by is Way.CALL)
    beep = town.world.log(kind="voicemail_beep", number=number)[0]["n"]
    after = [entry["text"] for entry in town.world.log(kind="heard", number=number) if entry["n"] > beep]
    assert any(VOICE in words for words in after)
    assert len(town.calls_to(number)) == 1


def test_one_who_missed_the_call_rings_back_and_hears_the_alert(town: Town) -> None:
    number = town.member(
        "Dirk", landline=True, answers=[{"kind": "no_answer"}], rings_back_after=2.0, ring_back=CONFIRMS
    )
    town.alert()
    assert becomes(town, number, DeliveryState.CONFIRMED)
    back = town.world.log(kind="dialled", number=number)[0]
    assert any(VOICE in entry["text"] for entry in town.world.log(kind="heard", call=back["call"]))


def test_a_sighting_spoken_in_the_call_reaches_the_officer(town: Town) -> None:
    script = [{"press": "3"}, {"speak": "Ze lopen in de Cogels-Osylei."}, {"press": "#"}]
    town.member("An", landline=True, answers=[{"kind": "person", "after": 1.0, "script": script}])
    officer = town.alert()
    town.world.wait_for("recorded", 20, contains="Cogels")
    assert soon(lambda: [report.state for report in town.reports()] == [ReportState.FILED])
    assert soon(town.every_recording_is_in)
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Waarnemingen: 1")
    officer.hears("Cogels-Osylei")


def test_a_text_during_the_alert_is_a_sighting_and_ok_confirms(town: Town) -> None:
    seer = town.member(
        "Greet",
        answers=[{"kind": "no_answer"}],
        texts=[{"contains": "dringend", "reply": "Rode jas, Draakplaats"}],
    )
    short = town.member(
        "Luc", answers=[{"kind": "no_answer"}], texts=[{"contains": "dringend", "reply": "ok"}]
    )
    town.alert()
    assert becomes(town, short, DeliveryState.CONFIRMED)
    assert soon(lambda: [report.text for report in town.reports()] == ["Rode jas, Draakplaats"])
    town.world.wait_for("text", 20, to=seer, contains="gaat meteen naar de politie")


def test_the_line_is_stopped_for_those_not_yet_called(town: Town) -> None:
    number = town.member("Guido", landline=True, answers=[{"kind": "no_answer"}])
    officer = town.alert()
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Verzending stoppen")
    officer.presses("3")
    officer.hears("De verzending is gestopt")
    assert soon(lambda: not town.live_calls())
    calls = len(town.calls_to(number))
    time.sleep(3)
    assert (len(town.calls_to(number)), state(town, number)) == (calls, DeliveryState.STOPPED)


def test_how_it_ended_is_heard_by_those_who_got_the_alert(town: Town) -> None:
    reached, missed = (
        town.member("Jan", landline=True),
        town.member("Guido", landline=True, answers=[{"kind": "failed"}]),
    )
    officer = town.alert()
    assert becomes(town, reached, DeliveryState.CONFIRMED)
    officer.hears("De stand horen")
    officer.presses("1")
    officer.hears("Het is voorbij")
    officer.presses("2")
    officer.hears("Vergeet de feedback niet")
    officer.hears("Nieuw bericht")
    officer.presses("4")
    officer.hears("Verdachten aangehouden")
    officer.presses("1")
    officer.hears("Versturen: druk 1")
    officer.presses("1")
    officer.hears("Verstuurd")
    town.world.wait_for("heard", 20, number=reached, contains="aanhouding verricht")
    assert len(town.broadcasts(BroadcastKind.FEEDBACK)) == 1
    assert not any("aanhouding" in entry["text"] for entry in town.world.log(kind="heard", number=missed))
    officer.hears("Nieuw bericht")
    officer.presses("4")
    officer.hears("geen feedback meer te geven")


def test_every_webhook_of_a_story_sent_again_changes_nothing(town: Town) -> None:
    numbers = [town.member("Jan"), town.member("Maria", landline=True)]
    begin = town.world.last()
    officer = town.alert()
    for number in numbers:
        assert becomes(town, number, DeliveryState.CONFIRMED)
    officer.hangs_up()
    assert soon(lambda: not town.live_calls())
    assert soon(town.every_recording_is_in)
    time.sleep(0.5)
    before = town.everything()
    for webhook in town.world.events(begin, kind="webhook"):
        answer = town.world.resend(webhook["n"])
        assert answer["status"] < 300
    assert town.everything() == before
