"""How many people were seen."""

from __future__ import annotations

import re

from flows.reading.numbers import ARTICLES, number
from flows.reading.vehicles import COLOURS, KINDS, MAKES
from flows.reading.words import Said

PEOPLE = frozenset(
    """man mannen manne mannekes mannetje vent venten ventje kerel kerels gast gasten gastjes jongen jongens jonges
    jongeman jongemannen jongere jongeren
    jeugd snaak snaken snotneus vrouw vrouwen vrouwe madam madammen meisje meisjes dame dames heer heren persoon
    personen mensen mens figuur figuren
    individu individuen individuen verdachte verdachten dader daders inbreker inbrekers dief dieven winkeldief
    winkeldieven kind kinderen tiener tieners
    klant klanten jogger leurder leurders bedelaar bedelaars puber pubers peer types type typ overvaller
    overvallers zakkenroller zakkenrollers onbekende onbekenden
    homme hommes femme femmes personne personnes individus jeune jeunes gars mec mecs typ types fille filles garcon
    garcons gamin gamins gamine ado ados
    enfant enfants dame dames monsieur messieurs voleur voleurs voleuse voleuses cambrioleur cambrioleurs suspect
    suspects suspecte suspectes gens inconnu inconnus
    vint vinten silhouette silhouettes silhouet silhouetten meneer collecteur deler dealer dealers client clients
    cliente clientes malfaiteur malfaiteurs bonhomme gosse gosses adolescent adolescents demarcheur demarcheurs
    rodeur rodeurs
    mann manner maenner frau frauen person personen junge jungen jungs kerl kerle typen jugendliche jugendlicher
    jugendlichen leute tater taeter einbrecher dieb diebe
    verdachtige verdachtiger verdachtigen mensch menschen kinder herr herren madchen maedchen bursche burschen
    snuiter snuiters zot zotten fietser unbekannter unbekannte unbekannten kunde kundin kunden kerlen ladendieb
    men fella geezer woman women guy guys bloke blokes lad lads chap chaps person people persons youth youths
    teenager teenagers teen teens boy boys girl girls kid kids
    child children lady ladies gentleman stranger strangers thief thieves burglar burglars robber robbers
    individual individuals male males female females dude dudes
    adult adults shoplifter shoplifters customer customers figure figures beggar beggars pair""".split()
)
_ONE = frozenset("qqun qqn iemand iemant quelqu jemand someone somebody jmd".split())
_PAIRS = {
    word: count
    for count, words in {
        2: "koppel koppeltje duo couple paartje parchen paerchen tweetal",
        3: "trio drietal",
        4: "viertal",
    }.items()
    for word in words.split()
}
_MINE = frozenset("sa son ses seine seiner his her mijn mn onze ons mon ma notre mes mein meine meiner meinem unser unsere my our zijn haar geen niemand kein no".split())
# Between a number and who it is: "twee jonge mannen", "2 verdachte donkere figuren".
_HOW_MANY = re.compile(
    r" (?:met z n|met hun|met ons|met|ils sont|elles sont|ils etaient|on les a vus a|a|zu|ze zijn met|waren met|there are|there were|they are|zijn met|sie sind zu|es sind|sie sind)"
    r" (tweeen|twee|2|drieen|drie|3|vieren|vier|4|vijf|5|deux|trois|quatre|cinq|zweit|dritt|viert|two|three|four)"
    r" (?=$|(?:of them|aan|in|op|te|bezig|nu|et|en|und|and|sur|dans|devant|mit|auf|vor|die|ze) |$)"
)
_TOGETHER = {"tweeen": 2, "drieen": 3, "vieren": 4, "zweit": 2, "dritt": 3, "viert": 4}
_VAGUE = frozenset("of ou oder or a tot bis".split())
_FARTHEST = 4


def persons(said: Said) -> int | None:
    """How many people were seen; those that are joined by "and" together. None when it is not said, or not clearly."""
    words = [word.word for word in said.words]
    for at in range(len(words)):
        found = _group(said, words, at)
        if found is None:
            continue
        count, end = found
        if at >= 1 and "-" in said.words[at].gap and said.words[at - 1].number:
            return None  # "3-4 mannen"
        if at >= 2 and words[at - 1] in _VAGUE and number(words[at - 2]) and not said.words[at].parted:
            return None
        while end < len(words) and words[end] in ("en", "et", "und", "and", "plus", "met", "avec", "mit", "with"):
            more = _group(said, words, end + 1)
            if more is None or (words[end] in ("met", "avec", "mit", "with") and more[0] > 4):
                break
            count, end = count + more[0], more[1]
        return count if count <= 99 else None
    return _told(said) or _alone(said)


def _group(said: Said, words: list[str], at: int) -> tuple[int, int] | None:
    """So many people from this word on, and where they end."""
    word = words[at] if at < len(words) else ""
    asking = at > 0 and words[at - 1] in _ASKING or said.words[at : at + 1] and said.words[at].begins and "?" in said.text
    if word in _ONE and not asking:
        return 1, at + (2 if word == "quelqu" else 1)
    if word in _PAIRS and (at == 0 or words[at - 1] not in _MINE or word in ("koppeltje", "duo", "trio")):
        return _PAIRS[word], at + 1
    if word == "ene" and said.word(at - 1) in _SOMEWHERE and said.word(at + 1) in _STOPS | _GOES:
        return 1, at + 1
    count = 1 if word in ARTICLES else number(word)
    if not count or _of_the_clock(words, at) or (word in ("a", "un") and at > 0 and words[at - 1] in ("y", "l")):
        return None
    for end in range(at + 1, min(at + 2 + _FARTHEST, len(words))):
        if said.words[end].parted or words[end] in KINDS or number(words[end]) or (words[end] in ARTICLES and word not in ARTICLES):
            return None
        if words[end] in PEOPLE and not _describes(said, end):
            if count > 9 and words[end] in LONE:
                return None  # a house's number before "man"
            return (count, end + 1) if word not in ARTICLES or _singular(words, at, end) else None
        if words[end] in _STOPS or words[end].endswith("tal") or said.words[end].number:
            return None
    return None


# Flemish: "der zit ene te morrelen".
_SOMEWHERE = frozenset("er der is es staat stoat zit loopt juist net just zag zien door".split())
_GOES = frozenset("te langs achter over door die dat bezig geweest juist me mee rond".split())
_ASKING = frozenset("weet kan kunt kunnen zou does can could sait peut kann weiss wie anyone niet".split())
# Words for people that describe something else before another word: "een verdachte wagen".
_DESCRIBING = frozenset("junge verdachte verdachtige verdachtiger suspect suspecte onbekende onbekenden unbekannte unbekannter inconnu jeune jeunes type typ male female suspects".split())


def _describes(said: Said, at: int) -> bool:
    after = said.word(at + 1)
    return said.word(at) in _DESCRIBING and not (at + 1 >= len(said.words) or said.words[at + 1].parted) and (after in KINDS or after in PEOPLE or after in COLOURS or after in MAKES)


_STOPS = frozenset(
    """in op aan bij met van naar en of uur u h min minuten dans sur a avec de et vers ou auf an bei mit von und zu
    at on with of and to for the is zijn loopt
    staat rijdt est sont ist sind are was heeft hebben hat auto wagen voiture car bestelwagen camionette fiets paar
    groep groepje bande groupe gruppe group couple
    few bende tiental dozijn poing klein heel hele mijn mon ma my""".split()
) - {"de", "klein"}


def _of_the_clock(words: list[str], at: int) -> bool:
    """Whether the number is a part of a time: "half elf", "kwart voor drie"."""
    before = words[at - 1] if at else ""
    quarter = words[at - 2] if at > 1 else ""
    return before in ("half", "halb") or (before in ("voor", "over", "vor", "nach", "to", "past") and (quarter in ("kwart", "viertel", "quarter") or number(quarter) is not None))


def _singular(words: list[str], at: int, end: int) -> bool:
    """Whether an article stands for one person: "een man", not "een hele boel mensen"."""
    return words[end] not in ("mensen", "leute", "people", "gens", "personen", "mannen", "gasten")


LONE = frozenset(
    """klant client cliente kunde kundin customer man vent kerel gast jongen jongeman vrouw madam meisje dame
    persoon snuiter zot silhouette inbreker dief winkeldief dader leurder homme femme individu jeune gars mec garcon fille dame voleur
    voleuse cambrioleur mann frau junge kerl einbrecher dieb ladendieb
    jugendlicher unbekannter verdachtiger meneer dealer monsieur vint fella geezer woman guy bloke lad boy girl
    person thief burglar shoplifter stranger man individual""".split()
)
def _titled(said: Said, at: int) -> bool:
    """Whether a name follows: "Frau Schmitz"."""
    return said.word(at) in ("frau", "herr", "monsieur", "dame", "madam") and said.proper(at) and said.proper(at + 1)


_ROLES = frozenset("client cliente kunde kundin customer inbreker dief winkeldief dader klant verdachte voleur voleuse cambrioleur einbrecher dieb ladendieb thief burglar shoplifter".split())
_SEVERAL = PEOPLE - LONE - _DESCRIBING - {"type", "kind", "heer", "monsieur"}


def _alone(said: Said) -> int | None:
    """One, where one person alone is told of, without a number: "man met rode jas"."""
    words = [word.word for word in said.words]
    lone = [at for at, word in enumerate(words) if word in LONE and (at == 0 or words[at - 1] not in _MINE) and not _describes(said, at) and not _titled(said, at)]
    several = any(word in _SEVERAL for word in words)
    by_looks = [at for at in lone if words[at] not in _ROLES]
    return 1 if lone and len(by_looks) <= 1 and not several else None


def _told(said: Said) -> int | None:
    found = _HOW_MANY.search(said.plain)
    if not found:
        return None
    return _TOGETHER.get(found[1]) or number(found[1])
