"""What a text is about: the words that tell it, in four languages."""

from __future__ import annotations

from collections.abc import Sequence

from flows.reading.kind_words import kind_words
from flows.reading.reading import OTHER

_NEAR = 80  # characters between what is done and what it is done to


def kind(about: str, language: str | None) -> str:
    """One of a report's kinds. A deed counts for more than who or what was seen; of those two the first that is named,
    but people who sit in a vehicle are told by it. `about` are the words between single spaces."""
    return deed(about, language) or _seen(about, language)


def deed(about: str, language: str | None) -> str | None:
    """The deed that is told: burglary, theft or vandalism; None when none is."""
    words = kind_words()
    burglary = _without(about, words.not_burglary)
    if has(burglary, words.breaks_into):
        return "theft"
    if has(burglary, words.burglary):
        return "theft" if has(about, words.car_theft) else "burglary"
    theft = _without(about, words.not_theft)
    french = theft.startswith(" vol ") or (language == "fr" and " vol " in theft)  # "vol" is full in Dutch and German
    if french or has(theft, words.theft) or _gone(about):
        return "theft"
    if has(burglary, words.enters):
        return "burglary"
    vandalism = _without(about, words.not_vandalism)
    cleaned = _without(_without(vandalism, words.not_burglary), words.not_theft)
    told = "vandalism" if has(vandalism, words.vandalism) else _together(cleaned, language)
    return None if told == OTHER else told


def something_seen(about: str) -> bool:
    """Whether somebody, a vehicle or a suspicion is told of."""
    words = kind_words()
    return has(about, words.vehicle) or has(about, words.person) or has(about, words.suspect)


def incident(about: str, language: str | None) -> bool:
    """Whether something else happens, such as a fire or a fight, and no suspicion is told."""
    told = has(about, kind_words().incident) or _together(about, language) == OTHER
    return told and not has(about, kind_words().strange)


def _gone(about: str) -> bool:
    """Whether something of the writer's is gone: "mijn fiets is weg"."""
    for one in kind_words().gone:
        for at in (about.find(word) for word in one.mine):
            tail = about[at : at + 70] if at >= 0 else ""
            if has(tail, one.things) and has(tail, one.gone):
                return True
    return False


def _together(about: str, language: str | None) -> str | None:
    """What is told by what is done to what: a door, and forced. Nobody forces one who comes with a pretext."""
    pretext = has(about, kind_words().pretext)
    for one in kind_words().together:
        if language in (one.language, None) and not (pretext and one.kind == "burglary") and _near(about, one.what, one.done):
            return one.kind
    return None


def _near(about: str, what: Sequence[str], done: Sequence[str]) -> bool:
    """Whether one of the first signs is near to one of the others, and is not the same word."""
    here, there = _every(what, about), _every(done, about)
    at = 0
    for one in here:
        while at < len(there) and there[at] < one - _NEAR:
            at += 1
        if any(other <= one + _NEAR for other in there[at : at + 2] if other != one):
            return True
    return False


def _every(signs: Sequence[str], about: str) -> list[int]:
    """Where these signs stand, in their order."""
    found = set()
    for sign in signs:
        at = about.find(sign)
        while at >= 0:
            found.add(at)
            at = about.find(sign, at + 1)
    return sorted(found)


def _seen(about: str, language: str | None) -> str:
    words = kind_words()
    vehicle, person = _first(words.vehicle, about), _first(words.person, _without(about, words.not_person))
    if incident(about, language):
        return OTHER
    if vehicle is None:
        return "suspicious_person" if person is not None or has(about, words.suspect) else OTHER
    if person is None:
        return "suspicious_person" if has(about, words.tampers) else "suspicious_vehicle"
    told_by_it = vehicle < person or has(about, words.drives) or has(about[max(0, vehicle - 30) : vehicle + 6], words.sits_in)
    return "suspicious_vehicle" if told_by_it and not has(about, words.carrier) else "suspicious_person"


def has(about: str, signs: Sequence[str]) -> bool:
    """Whether one of these signs is in the text."""
    return any(sign in about for sign in signs)


def _first(signs: Sequence[str], about: str) -> int | None:
    """Where the first of these signs stands; None when there is none of them."""
    return min((at for at in (about.find(sign) for sign in signs) if at >= 0), default=None)


def _without(about: str, phrases: Sequence[str]) -> str:
    """The text without these phrases, which have other words in them."""
    for phrase in phrases:
        about = about.replace(phrase, "  ")
    return about
