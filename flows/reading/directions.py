"""Where they went: the words after "richting", "vers", "Richtung", "towards"."""

from __future__ import annotations

from dataclasses import dataclass

from flows.reading.landmarks import is_landmark, landmark_end
from flows.reading.street_words import COMMON, PARTICLES
from flows.reading.streets import Street
from flows.reading.words import Said

# They always lead somewhere.
_ALWAYS = (
    ("in", "de", "richting", "van"), ("de", "richting", "van"), ("in", "de", "richting"), ("richting", "van"), ("in", "richting"), ("richting"  ,), ("rtg",), ("richtign",), ("ricting",), ("ri",),
    ("en", "direction", "de"), ("en", "direction", "du"), ("en", "direction", "des"), ("en", "direction", "d"), ("direction", "de"), ("direction", "du"), ("en", "direction"), ("direction",), ("vers",), ("dir",),
    ("heading", "towards"), ("heading", "toward"), ("heading", "in", "the", "direction", "of"), ("heading", "down"), ("in", "richtung"), ("richtung",),
    ("in", "the", "direction", "of"), ("direction", "of"), ("towards",), ("toward",), ("heading", "to"), ("heading", "for"), ("headed", "to"), ("headed", "for"), ("heading",), ("headed",),
)  # fmt: skip
_BY_FIRST = {first: tuple(phrase for phrase in _ALWAYS if phrase[0] == first) for first in {phrase[0] for phrase in _ALWAYS}}
# They lead somewhere when somebody moves.
_MOVING = frozenset({"naar", "nr", "nach", "zum", "zur", "to"})
_MOVES = frozenset(
    """loopt lopen liep liepen gelopen rijdt rijden reed reden gereden vlucht vluchten vluchtte vluchtten gevlucht
    vertrokken vertrekt weggelopen weggereden wandelt wandelen gaat gaan ging gingen weg fietst
    fietsen rent rennen gespurt spurten weggefietst trekt stapt stappen weggevlucht doorgereden verder
    lauft laufen lief liefen gelaufen fahrt fahren fuhr gefahren fluchtet gefluchtet gerannt rannte rannten geht
    gehen ging weggelaufen weggefahren gefluechtet fluechtet gegangen
    ran run running runs walking walks walked drove driving drives went going goes fled flees fleeing left escaped
    heading cycled cycling off sped""".split()
)
_ARTICLES = frozenset("de het den der t n die das dem the la le les l un une ein eine een".split())
_NOWHERE = frozenset(
    """hier hem haar mij ons binnen buiten boven beneden huis daar links mensen iedereen moi nous lui elle eux midi
    minuit chez mir uns ihm ihr mich me us him her them it home haus hause work werk
    un deux trois quatre cinq six sept huit neuf dix onze douze""".split()
)
_COMPASS = frozenset("noord zuid oost west noorden zuiden oosten westen nord sud est ouest suden osten norden north south east".split())
_CENTRES = frozenset("centrum stad dorp autostrade autosnelweg snelweg ring stadscentrum centre ville village autoroute bourg stadt dorf zentrum autobahn stadtmitte innenstadt ortsmitte town motorway highway center grens frontiere grenze border".split())


@dataclass(frozen=True, slots=True)
class Direction:
    """Where they went, and which words of the text say it."""

    start: int
    end: int
    told: str


def direction(said: Said, streets: list[Street]) -> Direction | None:
    """The first direction of the text; None when none is told."""
    every = directions(said, streets)
    return every[0] if every else None


def directions(said: Said, streets: list[Street]) -> list[Direction]:
    """All directions of the text, in their order."""
    words = [word.word for word in said.words]
    moving = any(word in _MOVES for word in words)
    found: list[Direction] = []
    at = 0
    while at < len(words):
        after, sure = _led(words, at, moving)
        told = _whereto(said, streets, at, after, sure) if after else None
        if told:
            found.append(told)
        at = told.end if told else at + 1
    return found


def _led(words: list[str], at: int, moving: bool) -> tuple[int, bool]:
    """Where what follows a word of direction begins, and whether it surely leads somewhere; 0 where none is."""
    for phrase in _BY_FIRST.get(words[at], ()) if at < len(words) else ():
        if tuple(words[at : at + len(phrase)]) == phrase:
            return at + len(phrase), True
    return (at + 1, False) if moving and words[at : at + 1] and words[at] in _MOVING else (0, False)


def _whereto(said: Said, streets: list[Street], at: int, after: int, sure: bool) -> Direction | None:
    while (more := _led([word.word for word in said.words[after : after + 5]], 0, True)[0]) and sure:
        after += more
    street = next((one for one in streets if one.start <= after + 1 < one.end + 1 and one.start >= at), None)
    if street and (street.start <= after or said.word(after) in _ARTICLES):
        return Direction(at, street.end, street.name)
    while said.word(after) in _ARTICLES and not said.words[after].parted:
        after += 1
    word = said.word(after)
    if word in ("e", "n", "a", "r") and said.words[after + 1 : after + 2] and said.words[after + 1].number and said.words[after + 1].gap == "":
        return Direction(at, after + 2, said.raw(after, after + 2))
    if after >= len(said.words) or said.words[after].begins or word in _NOWHERE or said.words[after].number:
        return None
    if is_landmark(said, after):
        end = landmark_end(said, after)
        return Direction(at, end, said.raw(after, end))
    if word in _CENTRES or (sure and word in _COMPASS) or _named(said, after, sure):
        end = _name_end(said, after)
        return Direction(at, end, said.raw(after, end))
    return None


def _named(said: Said, at: int, sure: bool) -> bool:
    """Whether a name stands there; after a sure word a word in a text without capitals may be one."""
    word = said.words[at].word
    if word in COMMON or len(word) < 3:
        return False
    return said.proper(at) and (sure or said.language != "de") or (sure and not said.proper(at))


def _name_end(said: Said, at: int) -> int:
    end = at + 1
    while end < len(said.words) and end < at + 5 and not said.words[end].parted:
        if (said.proper(end) and said.word(end) not in COMMON) or (said.word(end - 1) in ("de", "la", "van") and said.word(end) in ("la", "de", "l", "den")):
            end += 1
        elif said.words[end].gap == "-" or (said.word(end) in PARTICLES and said.proper(end - 1) and (said.proper(end + 1) or said.proper(end + 2))):
            end += 1
        else:
            break
    return end
