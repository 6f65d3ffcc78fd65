"""What stands in the slots when a script is printed, or a line is played in the terminal: one night in Zurenborg."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from carrier.carrier import Language
from flows import phrases
from flows.engine.texts import Texts
from flows.engine.visit import Fact
from flows.times import clock_words, day_words

_MESSAGE: Mapping[Language, str] = {
    Language.NL: "Twee mannen in een grijze bestelwagen, Cogels-Osylei, richting station.",
    Language.FR: "Deux hommes dans une camionnette grise, Cogels-Osylei, en direction de la gare.",
    Language.DE: "Zwei Männer in einem grauen Lieferwagen, Cogels-Osylei, Richtung Bahnhof.",
    Language.EN: "Two men in a grey van, Cogels-Osylei, heading for the station.",
}
_COUNTS: Mapping[str, Fact] = {
    "count": 2, "members": 143, "reached": 96, "confirmed": 41, "sightings": 2, "minutes": 15, "limit": 15, "neighbours": "BIN Dam",
    "networks": "BIN Zurenborg", "zone": "Antwerpen", "network": "BIN Zurenborg", "first": "BIN Zurenborg", "second": "BIN Dam",
}  # fmt: skip
_NUMBERS = {"number": "4711", "code": "2018", "badge": "10023", "colleague_badge": "10024"}
# Slots that are parts of sentences, with the phrase that stands there.
_PARTS = {
    "trouble_words": "trouble_away", "alarm_words": "alarm_calls_refused", "wish_words": "wish_texts", "what_words": "what_alert", "needs_words": "need_place", "clauses": "clause_night",
    "standing": "standing_member",
}  # fmt: skip


def examples(language: Language, texts: Texts) -> dict[str, Fact]:
    """Every slot that is said, with a value as people hear it."""
    facts = _said(language, texts)
    night = {**facts, "until": clock_words(time(7), language)}  # a clause of a charter has hours, not days
    parts = {slot: texts.phrase(phrase, language, night) for slot, phrase in _PARTS.items() if phrase in texts.phrases}
    understood = f"{facts['kind_words']}, Cogels-Osylei 46, {facts['ago']}"
    return {**facts, **parts, "understood": understood}


def _said(language: Language, texts: Texts) -> dict[str, Fact]:
    day = day_words(date(2026, 12, 1), language)
    return {
        **_COUNTS,
        **{name: phrases.digits_apart(digits) for name, digits in _NUMBERS.items()},
        "line": phrases.spoken_number("+3232345678", language),
        "message": _MESSAGE[language],
        "ago": phrases.ago(12 * 60, language, texts),
        "duration": phrases.duration(143, language, texts),
        "kind_words": phrases.kind_words("suspicious_vehicle", language, texts),
        "outcome_words": phrases.outcome_words("caught", language, texts),
        "who": phrases.who_words(True, language, texts),
        "day": day,
        "until": day.removeprefix("le "),  # French has its article in the sentence
        "since": clock_words(time(22, 0), language),
        "name": "Jan Peeters",
        "names": "Jan Peeters",
    }
