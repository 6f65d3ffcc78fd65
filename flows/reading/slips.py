"""Typing errors: words that tell something, nearly written right."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# Long words without neighbours: none of these is one letter away from a word that means something else.
_KNOWN = tuple(
    """inbraak inbreker inbrekers ingebroken inbreken diefstal winkeldief winkeldieven winkeldiefstal overvallen
    zakkenroller vandalisme graffiti vernieling vernielen beschadigd
    verdachte verdacht voertuig bestelwagen camionette nummerplaat bromfiets persoon personen mannen jongeren
    iemand bivakmuts
    cambriolage cambrioleur cambrioleurs cambriolent effraction voleur voleurs voiture vehicule camionnette
    fourgonnette individu individus personne hommes quelqu degradation degradations suspecte suspect
    einbruch einbrecher eingebrochen diebstahl ladendieb ladendiebstahl gestohlen fahrzeug lieferwagen kennzeichen
    verdachtige verdachtiger verdachtiges verdachtig sachbeschadigung jugendliche unbekannte motorrad
    burglary burglar burglars robbery shoplifter shoplifting shoplifters suspicious vehicle vandalism vandals
    stealing motorbike
    geleden minuten minutes stunden daarnet zonet momenteel maintenant gisteren vannacht yesterday richting
    richtung direction""".split()
)
_REAL = frozenset(
    """verdieping verdiep verdiepen gestoken gestoten inbraken aanbraak persona personnel personnes personeel voitures mannin winnen kannen
    pannen spannen manen manden mantel bannen hommages comme homme pommes sommes nommes femmes dommage dommages
    verdachten verdachtes verdachts bedacht verdachtigen verwacht vermoed suspects suspectes vehicules individus
    verdikte gedacht verdeelt veracht verpacht verdrachte voeltuig vehicles
    iemands niemand jemand nieman quelque quelques jongens jongere jongeman minute minuten minuter minuut stunde
    direction directions richting ruchting gerichting rechting genieten geladen gelegen gleden gelezen gereden
    hinbruch burgers burger burglars burgher vandaag gestern gistern personal personne persons individual
    motorbikes mannes kannen mannetje mannen wannen manner manners mannem maanden manieren nummerplaten
    suspended suspense suspicion suspicions stellen sterling steeling healing wealing vernieuwen vernieling
    vernielingen bestelwagens camionettes camionnettes voiles voleurs valeur valeurs vapeur vapeurs couleur
    couleurs
    fahrzeuge fahrzeugen einbruche eindruck ausbruch abbruch anbruch lieferwagens kennzeichnen ausgebrochen
    abgebrochen gebrochen zerbrochen unterbrochen gefrohlen befohlen gestehlen empfohlen
    onderbroken afgebroken gebroken uitgebroken aangebroken opengebroken beschadigen beschadigt onbeschadigd
    uitbreken afbreken aanbreken beginnen winkelwagen
    robberies bestelling persen perron personage person vandalen minister minuten munten minuutjes directie
    directement maintenance maintenir zonnet""".split()
)
_LEAST = 6


def mended(plain: str) -> str:
    """The words between single spaces, with those put right that are one slip away from a word that tells something
    (two in a long one)."""
    return f" {' '.join(_mended(word) for word in plain.split())} "


@lru_cache(maxsize=4096)
def _mended(word: str) -> str:
    if len(word) < _LEAST or len(word) > 18 or word in _REAL or word in _KNOWN_SET:
        return word
    most = 1 if len(word) < 9 else 2
    found = process.extractOne(word, _BY_LETTER.get(word[0], ()), scorer=OSA.distance, score_cutoff=most)
    return word if found is None else str(found[0])


_KNOWN_SET = frozenset(_KNOWN)
_BY_LETTER = {letter: tuple(word for word in _KNOWN if word[0] == letter) for letter in {word[0] for word in _KNOWN}}
