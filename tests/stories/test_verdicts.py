"""The carrier's machine detection is wrong, or late: a person does not hear silence, and a machine gets the whole message."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from town import HURRY, Town

from db.broadcasts import DeliveryState, Way
from db.reports import ReportState

VOICE = "richting station"
WHOLE = ["dringend bericht", VOICE]
AGAIN = ["Wij herhalen het bericht van de politie, voor BIN", VOICE]  # the second telling says who calls, too
MACHINE = "machine_end_beep"
MENU_SECONDS = float(HURRY["menu_seconds"])


def soon(holds: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether it comes to hold within so many seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.05)
    return holds()


def a_phone(town: Town, kind: str, verdict: str, after: float, script: Any = (), **more: Any) -> str:
    """Somebody's landline, at which machine detection says this, so many seconds after it was picked up."""
    answer = {"kind": kind, "after": 2.0, "verdict": verdict, "verdict_after": after, **more}
    if kind == "person":
        answer["script"] = list(script)
    number: str = town.member("Jan", landline=True, answers=[answer])
    return number


def over(town: Town, number: str) -> list[str]:
    """What was heard in the call, once it is over: each sentence as far as it went."""
    town.world.wait_for("hung_up", 40, number=number)
    assert soon(lambda: not town.live_calls())
    return [entry["text"] for entry in town.world.log(kind="heard", number=number)]


def longest_silence(town: Town, number: str) -> float:
    """The longest while, in seconds of the phone world, in which nothing was said between two sentences."""
    said = [entry["clock"] for entry in town.world.log(kind="saying", number=number)]
    heard = [entry["clock"] for entry in town.world.log(kind="heard", number=number)]
    return max((begins - ended for ended, begins in zip(heard, said[1:], strict=False)), default=0.0)


def after_the_beep(town: Town, number: str) -> list[str]:
    """What began after the machine's beep."""
    beep = town.world.log(kind="voicemail_beep", number=number)[0]["n"]
    begun = [entry["text"] for entry in town.world.log(kind="saying", number=number) if entry["n"] > beep]
    heard = [entry["text"] for entry in town.world.log(kind="heard", number=number) if entry["n"] > beep]
    return [text for text in begun if text in heard]


def says(sentences: list[str], words: str) -> int:
    return sum(words in sentence for sentence in sentences)


# ---- a person who is taken for a machine


def test_a_person_taken_for_a_machine_hears_no_silence_and_the_whole_message_once(town: Town) -> None:
    number = a_phone(town, "person", MACHINE, 3.0)
    town.alert()
    heard = over(town, number)
    assert (says(heard, VOICE), says(heard, "Wij herhalen")) == (1, 0)
    assert says(heard, "dringend bericht") <= 2  # the first was cut off by the verdict
    assert longest_silence(town, number) < MENU_SECONDS
    assert town.delivery(number).reached_by is Way.CALL
    assert len(town.calls_to(number)) == 1


def test_a_person_taken_for_a_machine_may_confirm_all_the_same(town: Town) -> None:
    number = a_phone(town, "person", MACHINE, 3.0, [{"hears": VOICE, "press": "1"}])
    town.alert()
    assert soon(lambda: town.delivery(number).state is DeliveryState.CONFIRMED)
    heard = over(town, number)
    assert (says(heard, "Genoteerd"), says(heard, VOICE)) == (1, 1)


def test_who_has_pressed_a_key_is_not_told_again_by_a_late_verdict(town: Town) -> None:
    number = a_phone(town, "person", MACHINE, 14.0, [{"hears": VOICE, "press": "2"}, {"press": "1"}])
    town.alert()
    heard = over(town, number)
    assert town.delivery(number).state is DeliveryState.CONFIRMED
    assert (says(heard, VOICE), says(heard, "Genoteerd"), says(heard, "Wij herhalen")) == (2, 1, 1)


def test_a_late_verdict_does_not_cut_off_who_says_what_is_seen(town: Town) -> None:
    seen = "Ze lopen de Waterloostraat in, een van hen draagt een rode jas en een grote rugzak."
    number = a_phone(
        town,
        "person",
        MACHINE,
        12.0,
        [{"press": "3"}, {"hears": "na de toon"}, {"speak": seen}, {"press": "#"}],
    )
    town.alert().hangs_up()
    heard = over(town, number)
    assert soon(town.every_recording_is_in)
    assert [report.state for report in town.reports()] == [ReportState.FILED]
    assert town.world.log(kind="recorded", number=number)[0]["text"] == seen
    assert says(heard, "gaat meteen naar de politie") == 1


def test_a_silent_person_taken_for_a_machine_after_the_first_telling_hears_it_three_times_at_most(
    town: Town,
) -> None:
    number = a_phone(town, "person", MACHINE, 26.0)
    town.alert()
    heard = over(town, number)
    assert says(heard, VOICE) <= 3
    assert longest_silence(town, number) < MENU_SECONDS * 2
    assert len(town.calls_to(number)) == 1


# ---- a machine that is taken for a person


@pytest.mark.parametrize("greeting", [4.0, 9.0, 16.0])
def test_a_machine_taken_for_a_person_gets_the_whole_message_after_its_beep(
    town: Town, greeting: float
) -> None:
    number = a_phone(town, "voicemail", "human", 3.0, greeting=greeting)
    town.alert()
    over(town, number)
    after = after_the_beep(town, number)
    assert AGAIN == [words for words in AGAIN if says(after, words)]
    assert town.delivery(number).reached_by is Way.CALL
    assert len(town.calls_to(number)) == 1


def test_a_machine_of_which_nothing_is_known_gets_the_whole_message_after_its_beep(town: Town) -> None:
    number = a_phone(town, "voicemail", "unknown", 5.0, greeting=8.0)
    town.alert()
    over(town, number)
    after = after_the_beep(town, number)
    assert AGAIN == [words for words in AGAIN if says(after, words)]


# ---- a verdict that is late


@pytest.mark.parametrize("late", [9.0, 14.0, 24.0])
def test_a_late_verdict_in_mid_message_begins_it_again_from_the_start(town: Town, late: float) -> None:
    number = a_phone(town, "voicemail", MACHINE, late, greeting=6.0)
    town.alert()
    over(town, number)
    after = after_the_beep(town, number)
    assert WHOLE == [words for words in WHOLE if says(after, words)]
    assert says(after, "Ik herhaal") == 1
    assert longest_silence(town, number) < MENU_SECONDS * 2
    assert len(town.calls_to(number)) == 1


def test_a_verdict_that_never_comes_lets_the_call_end_and_the_member_be_reached(town: Town) -> None:
    number = a_phone(town, "person", MACHINE, 400.0)
    town.alert()
    heard = over(town, number)
    assert (says(heard, VOICE), town.delivery(number).state) == (2, DeliveryState.REACHED)
