"""What a text is about: the words that tell it, in four languages."""

from __future__ import annotations

from flows.reading.kind_words import kind_words
from flows.reading.reading import OTHER
from flows.reading.signs import About, Signs

_NEAR = 80  # characters between what is done and what it is done to


def kind(about: About, language: str | None) -> str:
    """One of a report's kinds. A deed counts for more than who or what was seen; of those two the first that is named,
    but people who sit in a vehicle are told by it. `about` are the words between single spaces."""
    return deed(about, language) or _seen(about, language)


def deed(about: About, language: str | None) -> str | None:
    """The deed that is told: burglary, theft or vandalism; None when none is."""
    words = kind_words()
    burglary = about.without(words.not_burglary)
    if burglary.has(words.breaks_into):
        return "theft"
    if burglary.has(words.burglary):
        return "theft" if about.has(words.car_theft) else "burglary"
    theft = about.without(words.not_theft)
    french = theft.text.startswith(" vol ") or (language == "fr" and " vol " in theft.text)  # "vol" is full in Dutch and German
    if french or theft.has(words.theft) or _gone(about):
        return "theft"
    if burglary.has(words.enters):
        return "burglary"
    vandalism = about.without(words.not_vandalism)
    cleaned = vandalism.without(words.not_burglary).without(words.not_theft)
    told = "vandalism" if vandalism.has(words.vandalism) else _together(cleaned, language)
    return None if told == OTHER else told


def something_seen(about: About) -> bool:
    """Whether somebody, a vehicle or a suspicion is told of."""
    words = kind_words()
    return about.has(words.vehicle) or about.has(words.person) or about.has(words.suspect)


def incident(about: About, language: str | None) -> bool:
    """Whether something else happens, such as a fire or a fight, and no suspicion is told."""
    told = about.has(kind_words().incident) or _together(about, language) == OTHER
    return told and not about.has(kind_words().strange)


def _gone(about: About) -> bool:
    """Whether something of the writer's is gone: "mijn fiets is weg"."""
    for one in kind_words().gone:
        at = about.first(one.mine)
        tail = About(about.text[at : at + _NEAR]) if at is not None else None
        if tail and tail.has(one.things) and tail.has(one.gone):
            return True
    return False


def _together(about: About, language: str | None) -> str | None:
    """What is told by what is done to what: a door, and forced. Nobody forces one who comes with a pretext."""
    pretext = about.has(kind_words().pretext)
    for one in kind_words().together:
        if language in (one.language, None) and not (pretext and one.kind == "burglary") and _near(about, one.what, one.done):
            return one.kind
    return None


def _near(about: About, what: Signs, done: Signs) -> bool:
    """Whether one of the first signs is near to one of the others, and is not the same word."""
    here, there = about.every(what), about.every(done)
    at = 0
    for one in here:
        while at < len(there) and there[at] < one - _NEAR:
            at += 1
        if any(other <= one + _NEAR for other in there[at : at + 2] if other != one):
            return True
    return False


def _seen(about: About, language: str | None) -> str:
    words = kind_words()
    vehicle, person = about.first(words.vehicle), about.without(words.not_person).first(words.person)
    if incident(about, language):
        return OTHER
    if vehicle is None:
        return "suspicious_person" if person is not None or about.has(words.suspect) else OTHER
    if person is None:
        return "suspicious_person" if about.has(words.tampers) else "suspicious_vehicle"
    before = About(about.text[max(0, vehicle - 30) : vehicle + 6])
    told_by_it = vehicle < person or about.has(words.drives) or before.has(words.sits_in)
    return "suspicious_vehicle" if told_by_it and not about.has(words.carrier) else "suspicious_person"


