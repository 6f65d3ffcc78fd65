"""Fixed documents for when something broke. They need no visit, and nothing that may be away."""

from __future__ import annotations

from carrier.carrier import Language
from ivr.exchange import Exchange
from ivr.twiml import apology

_LONGEST = 120  # seconds of a report


def trouble(place: Exchange, language: Language) -> str:
    """101 and 112 first; then a report can be spoken all the same."""
    base = place.settings.public_base_url
    kept, ready = f"{base}/voice/fallback/kept", f"{base}/status/recording"
    words = place.texts.message("trouble", language)
    return apology(place.settings, words, language, record_for=_LONGEST, answer_url=kept, recording_url=ready)


def thanks(place: Exchange, language: Language) -> str:
    """The report spoken after those words is kept."""
    return apology(place.settings, place.texts.message("trouble_kept", language), language)


def start_again(place: Exchange, language: Language, url: str) -> str:
    """Where the call stood was lost: it is said, and the line begins anew."""
    return apology(place.settings, place.texts.message("start_again", language), language, answer_url=url)


def no_such_line(place: Exchange) -> str:
    """A number of ours that no zone has, or a call that we do not know."""
    return apology(place.settings, place.texts.message("unknown_line", Language.NL), Language.NL)
