"""What is sent by text: short, from somebody, in letters that travel cheaply, asking for nothing that the carrier eats."""

import re

import pytest

from carrier.carrier import Language
from carrier.segments import culprits, segments
from flows.engine.texts import fill, load

TEXTS = load()
SPOKEN = {"voice_missing", "trouble", "fallback", "trouble_kept", "start_again", "unknown_line"}
OUTCOMES = {name for name in TEXTS.messages if name.startswith("outcome_")}
SENT = {name: text for name, text in TEXTS.messages.items() if name not in SPOKEN}
ANSWERED = TEXTS.flows["text_line"]
ALL = {**SENT, **ANSWERED}
FILTERED = ("END", "CANCEL", "QUIT", "YES", "INFO", "REVOKE", "STOPALL", "UNSTOP")
LONGEST = {
    "zone": "Brussel Hoofdstad Elsene West",
    "network": "BIN-Z Sint-Martens-Latem Kortrijksesteenweg",
    "number": "4 7 1 1",
    "line": "+32 3 234 56 78",
    "members": "12345",
    "kind_words": max((TEXTS.phrase(f"kind_{kind}", language) for kind in
                       ("suspicious_person", "suspicious_vehicle", "burglary") for language in Language), key=len),
    "ago": "il y a 59 minutes",
    "message": "Twee mannen in een grijze bestelwagen, Cogels-Osylei, richting station. Blijf binnen, bel 101.",
}  # fmt: skip


def written(name: str, language: Language) -> str:
    return fill(ALL[name][language], LONGEST)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ALL)
def test_a_text_takes_two_messages_at_most_with_the_longest_names(name, language):
    assert segments(written(name, language)) <= 2


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ALL)
def test_a_text_has_only_letters_that_travel_cheaply(name, language):
    assert () == culprits(written(name, language))


@pytest.mark.parametrize("language", Language)
def test_an_outcome_sent_as_feedback_takes_two_messages_at_most(language):
    for outcome in OUTCOMES:
        facts = {**LONGEST, "message": TEXTS.message(outcome, language)}
        assert segments(TEXTS.message("feedback_text_written", language, facts)) <= 2, outcome


@pytest.mark.parametrize("language", Language)
def test_every_part_of_a_sentence_that_is_texted_has_cheap_letters_only(language):
    texted = [
        sentence[language] for name, sentence in TEXTS.phrases.items() if name.startswith(("ago_", "kind_"))
    ]
    assert () == culprits("".join(texted).replace("{count}", ""))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", sorted(ALL.keys() - OUTCOMES))
def test_a_text_says_first_from_whom_it_is(name, language):
    starts = ("{network}", "{zone}", "Politie {zone}", "Police {zone}", "Polizei {zone}")
    assert ALL[name][language].startswith(starts)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", ALL)
def test_no_text_asks_for_a_word_that_the_carrier_keeps_to_itself(name, language):
    assert not re.search(rf"\b({'|'.join(FILTERED)})\b", ALL[name][language])


@pytest.mark.parametrize("language", Language)
def test_an_alert_by_text_asks_for_the_answer_1_and_tells_where_to_go_in_danger(language):
    for name in ("alert_text", "alert_text_written"):
        assert re.search(r"\b1\.", ALL[name][language])
        assert "101" in ALL[name][language]
        assert "112" in ALL[name][language]
