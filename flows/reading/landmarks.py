"""Places that are no streets: the station, the baker's, a shop by its name."""

from __future__ import annotations

import re

from flows.reading.street_words import COMMON, PARTICLES
from flows.reading.vehicles import MAKES
from flows.reading.words import Said

# What there is one of, or few, in a neighbourhood.
_KINDS = frozenset(
    """station school basisschool kerk bakker bakkerij beenhouwer slager slagerij apotheek apotheker frituur
    frietkot park stadspark speelplein speeltuin bushalte tramhalte sporthal sportcentrum zwembad
    voetbalveld voetbal gemeentehuis stadhuis bibliotheek bib parking carpoolparking kerkhof begraafplaats
    containerpark recyclagepark rusthuis woonzorgcentrum ziekenhuis kliniek tankstation benzinestation garage
    krantenwinkel dagbladhandel postkantoor bank bankautomaat supermarkt warenhuis nachtwinkel kapper kapsalon cafe
    restaurant hotel bloemenwinkel juwelier optieker kleuterschool creche jeugdhuis cultureel
    kapel molen brug spoorwegbrug viaduct tunnel kasteel kinderboerderij dierenarts politiekantoor commissariaat
    brandweer kazerne rondpunt rotonde skatepark schoolpoort kanaal
    wasserette carwash manege tennis tennisclub sportpark bos bosje fietsenstalling winkelcentrum shopping
    metrostation perron kinderopvang perron busstation feestzaal parochiezaal zaal
    gare eglise ecole boulangerie boulanger boucherie pharmacie friterie parc plaine arret cimetiere mairie commune
    bibliotheque hopital clinique banque librairie supermarche salon coiffeur cafe hotel fleuriste bijouterie
    opticien creche pont ecluse chateau commissariat caserne parking piscine stade gymnase college lycee athenee
    rond-point metro garage pompe station-service superette poste magasin epicerie nightshop maison-communale salle
    bahnhof schule grundschule kirche backerei baeckerei metzgerei apotheke park spielplatz bushaltestelle
    haltestelle sporthalle schwimmbad fussballplatz sportplatz rathaus gemeindehaus bibliothek parkplatz friedhof
    krankenhaus klinik tankstelle kiosk post sparkasse supermarkt friseur gasthaus kneipe kapelle muhle brucke
    schloss polizeiwache kindergarten altersheim kreisverkehr wald kanal containerpark getrankemarkt
    church bakery baker pharmacy chemist playground stop library cemetery hospital bank supermarket hairdresser pub
    bridge castle roundabout canal underpass school park post-office carpark kindergarten nursery gym pool tower
    townhall
    gemeenteschool lagere jeugdlokaal scoutslokaal chirolokaal atheneum sportzaal petanque zeedijk strand
    jachthaven haven fabriek loods werf bouwwerf kringwinkel markt woods forest schoolpoort jeweller jewellers
    butcher butchers bakers chemists turnzaal turnhal gymzaal moskee synagoge abdij klooster parochiekerk dorpskerk
    buurthuis wijkcentrum dorpshuis kinderdagverblijf mosquee abbaye synagogue pfarrkirche moschee seniorenheim
    pflegeheim turnhalle mehrzweckhalle baumarkt mosque surgery launderette takeaway pavilion""".split()
)
_SHOPS = frozenset(
    """delhaize colruyt carrefour aldi lidl spar okay match cora intermarche action kruidvat zeeman hema brico
    gamma hubo ikea mediamarkt rewe edeka dm rossmann kbc belfius ing bnp argenta q8 total shell esso
    texaco lukoil albert ah jumbo proxy bpost quick mcdonalds mcdonald mcdo panos dreamland krefel vandenborre
    decathlon primark standaard bio-planet bioplanet makro kfc inno fnac louis-delhaize cinema kinepolis wibra
    torfs bristol aveve trafic tom casa jbc c&a pearle di ici planet medi-market medimarket multipharma basic-fit""".split()
) - {"di", "ici", "tom", "planet"}
# Everyday words too, unless written as names.
_WRITTEN_ONLY = frozenset("match action okay ah spar total shell quick post inno cora primark bristol standaard panos jumbo proxy next casa trafic".split())
LANDMARKS = _KINDS | _SHOPS
_VAGUE_ALONE = frozenset("garage bank zaal magasin post stop tower haven stadt metro voetbal salle markt lagere cultureel werf loods plaine arret pompe commune tennis".split())

_TELLING = frozenset("achter tegenover naast voorbij onder derriere cote face hinter gegenuber neben unter behind opposite beside under".split())
_NEUTRAL = frozenset(
    """uit aus vom aant int opt bijt vant an ant aan bij in op thv nabij voor langs rond ter omgeving vlakbij
    dichtbij buurt hoogte ingang kant van vanuit tov t tussen door binnen
    a au aux pres chez devant dans hauteur sur de du entree proximite niveau vers entre
    zwischen am an beim bei im in auf vor nahe nahe zum zur hohe
    at near by in outside from on inside the to""".split()
)  # fmt: skip
_LEADS = _TELLING | _NEUTRAL
_ARTICLES = frozenset("de den het t n d die der dem das the la le les l du des de d".split())
_ANY_ONE = frozenset("een un une ein eine einen einer einem elke every chaque jede".split())
_OF = frozenset("van de du der des of von vom l".split())
_PARTS = frozenset(
    """muur deur ingang poort terrein plein hek gevel vitrine vijver buurt kant achterkant voorkant hoogte omgeving
    uitgang mur porte facade entree sortie cour cote niveau hauteur devant arriere pres
    wand mauer tur eingang ausgang hof nahe hohe wall gate entrance exit front back side corner hoek dak toit dach
    roof parking zaun cloture fence alarm alarme trap raam ruit ruiten vitres fenetres portes murs achterdeur voordeur zijdeur hintertur haustur seitentur scheiben scheibe fenster wande windows window doors vitre etalage schaufenster speelplaats""".split()
)
_NOT_THERE = frozenset("mijn mn onze ons mon ma notre mein meine meinem unser unsere unserem unserer my our uw votre ihr zijn".split())
_ROAD = re.compile(r"\b([ENAR]) ?(\d{1,3})\b")


def landmark(said: Said, taken: list[tuple[int, int]]) -> str | None:
    """The first landmark that a preposition leads to, or that a part of the text begins with; as written, without its
    article; with the preposition where that tells more than "at". `taken` words belong to something else."""
    for at in range(len(said.words)):
        if not is_landmark(said, at) or any(start <= at < end for start, end in taken):
            continue
        if (found := _at(said, at)) is not None:
            return found
    return _road(said, taken) or _near(said, taken) or _on(said, taken)


_GO_ON = frozenset("bus tram metro fetes foot football jeux repos ville police sport sports train secours soins communale communal primaire maternelle fondamentale libre gates gate underpass entrance".split())
_NEAR = frozenset("thv nabij vlakbij near nahe hauteur hoogte pres omgeving".split())


def _near(said: Said, taken: list[tuple[int, int]]) -> str | None:
    """A name that something is said to be near: "near Porte de Namur"."""
    for at, word in enumerate(said.words):
        if word.word not in _NEAR:
            continue
        start = at + 1
        while said.word(start) in _ARTICLES | {"of", "van"} and start < at + 4:
            start += 1
        if said.proper(start) and not said.words[start].begins and said.word(start) not in COMMON:
            if not any(first <= start < last for first, last in taken):
                return said.raw(start, landmark_end(said, start))
    return None


def _on(said: Said, taken: list[tuple[int, int]]) -> str | None:
    """A name that something is said to be on, as squares and streets are: "op de Wapper"."""
    for at in range(2, len(said.words)):
        word, led = said.words[at], said.word(at - 2) == "op" and said.word(at - 1) in ("de", "den", "het", "t")
        name = led and said.proper(at) and word.raw[1:].islower() and len(word.raw) > 3 and word.word not in COMMON | MAKES | {"ring"}
        described = word.word.endswith(("se", "sche", "ste")) or said.proper(at + 1)
        if name and not described and word.gap == " " and not any(first <= at < last for first, last in taken):
            numbered = at > 3 and said.words[at - 3].number and said.word(at - 4) in ("nr", "nummer", "huisnummer")
            return f"{word.raw} {said.words[at - 3].raw}" if numbered else word.raw
    return None


_COMPOUNDS = frozenset({
    ("rond", "point"), ("centre", "commercial"), ("centre", "sportif"), ("maison", "communale"), ("post", "office"), ("bus", "stop"), ("tram", "stop"), ("train", "station"), ("metro", "station"), ("petrol", "station"),
    ("gas", "station"), ("police", "station"), ("town", "hall"), ("car", "park"), ("community", "centre"), ("shopping", "centre"), ("sports", "hall"), ("night", "shop"), ("health", "centre"), ("leisure", "centre"), ("garden", "centre"), ("bus", "station"), ("maison", "repos"), ("hall", "omnisports"), ("station", "service"), ("hotel", "ville"),
})  # fmt: skip
# Told of without a preposition too: "diefstal fiets station".
_TELEGRAPHIC = frozenset("stadspark skatepark speeltuin station gare bahnhof apotheek pharmacie apotheke kerk eglise kirche bibliotheek gemeentehuis sporthal zwembad ziekenhuis kerkhof cimetiere friedhof rathaus".split())


def is_landmark(said: Said, at: int) -> bool:
    """Whether a landmark begins with the word there."""
    if (said.word(at), said.word(at + 1)) in _COMPOUNDS:
        return True
    if (said.word(at - 1), said.word(at)) in _COMPOUNDS:
        return False
    word = said.words[at]
    if said.word(at - 1) in MAKES and word.gap == " ":
        return False  # a Renault Trafic
    return word.word in LANDMARKS and (word.word not in _WRITTEN_ONLY or word.raw[0].isupper() and not word.begins)


_HOSPITALS = frozenset("ziekenhuis hopital clinique krankenhaus hospital kliniek klinik rusthuis altersheim".split())
_IS = frozenset("is ligt zit zijn liggen est sont ist liegt sind are s".split())


def _at(said: Said, at: int) -> str | None:
    end = landmark_end(said, at)
    before = said.word(at - 1)
    if said.word(at) in _HOSPITALS and _IS & {said.word(back) for back in range(max(0, at - 4), at)}:
        return None  # somebody is there, which is why the house is empty
    vague = said.word(at) in _VAGUE_ALONE and not (said.language == "en" and said.word(at) == "bank")
    if (vague and end == at + 1) or before in _NOT_THERE or before in _ANY_ONE:
        return None
    lead = _lead(said, at)
    named = end > at + 1 or said.word(at) in _SHOPS
    brief = said.word(at) in _TELEGRAPHIC and before not in _ARTICLES | _OF and before not in ("naar", "to", "nach", "zum", "a")
    called = said.language == "en" and said.proper(at - 1) and said.words[at - 1].parted and said.word(at - 1) not in COMMON and _parting(said, end)
    if called and not said.words[at].parted:
        return said.raw(at - 1, end)
    if lead is None and not named and not brief and not (said.words[at].parted and _parting(said, end)):
        return None
    start = lead if lead is not None and said.word(lead) in _TELLING else at
    if start == at and said.language == "en" and said.proper(at - 1) and not said.words[at - 1].begins and not said.words[at].parted and before not in COMMON:
        start = at - 1
    told = said.raw(start, end)
    return told if said.cased or start == at else told.lower()


def _lead(said: Said, at: int) -> int | None:
    """Where the preposition stands that leads to this word, past its article; a part of a building may stand
    between."""
    for back in range(at - 1, max(-1, at - 5), -1):
        word = said.word(back)
        if said.words[back + 1].begins or word in _NOT_THERE:
            return None
        if word == "the" and said.word(back - 1) in _TELLING:
            return back - 1
        if word in _TELLING or (word in _NEUTRAL and word not in _OF) or word in ("du", "au", "aux", "beim", "zum"):
            return back
        if word in _OF and back > 0 and said.word(back - 1) in _PARTS | {"pres", "hauteur", "buurt", "face", "cote", "niveau"}:
            return back
        if word not in _ARTICLES and word not in _PARTS and word not in _OF and not _kind_before(said, back, at):
            return None
    return None


def _kind_before(said: Said, back: int, at: int) -> bool:
    """Whether a landmark's name begins with the word before it: "station de métro"."""
    if said.language == "en" and said.proper(back) and said.word(back) not in COMMON:
        return True
    return said.word(back) in ("grote", "kleine", "oude", "nieuwe", "lagere", "petite", "grande", "petit", "grand", "ancienne", "old", "local", "alte", "neue", "big")


def _parting(said: Said, end: int) -> bool:
    return end >= len(said.words) or said.words[end].parted


def landmark_end(said: Said, at: int) -> int:
    """Where a landmark with its name ends: "apotheek Peeters", "gare de Namur", "parking Delhaize"."""
    end = at + 1 + ((said.word(at), said.word(at + 1)) in _COMPOUNDS)
    while end < len(said.words) and end < at + 7 and not said.words[end].parted:
        word = said.word(end)
        part = word in _SHOPS or (said.proper(end) and word not in COMMON and not said.words[end].number)
        part = part or (word in _KINDS and word not in ("in",) and said.words[end].gap == " ")
        part = part or (word in _GO_ON and (said.word(end - 1) in ("de", "des", "du") or said.language == "en" or said.word(end).startswith(("commun", "prim", "matern", "fondam", "libre"))))
        chained = _chain(said, end)
        if chained:
            end = chained
            continue
        linked = word in PARTICLES | {"vn"} and end + 1 < len(said.words) and (said.word(end + 1) in _SHOPS | _GO_ON or (not said.cased and word in ("van", "vn") and said.word(end + 1) not in _ARTICLES) or (said.proper(end + 1) and said.word(end + 1) not in COMMON)) and word not in ("en", "i")
        if not part and not linked and not (said.words[end].gap == "-" and len(word) > 1):
            break
        end += 1
    return end


def _chain(said: Said, at: int) -> int:
    """Where "de la gare" ends behind "parking"; 0 where no landmark follows."""
    after = at + (said.word(at) in _TELLING and said.word(at - 1) == "parking")
    while said.word(after) in ("vd", "v", "d", "de", "la", "du", "des", "l", "van", "het", "t", "der", "des", "vom", "of", "the") and after < at + 3:
        if said.words[after].parted:
            return 0
        after += 1
    return after + 1 if after > at and said.word(after) in LANDMARKS and not said.words[after].parted else 0


def _road(said: Said, taken: list[tuple[int, int]]) -> str | None:
    """A motorway or a numbered road: E40, N8."""
    for at, word in enumerate(said.words[:-1]):
        if word.raw in ("E", "N", "A", "R") and said.words[at + 1].gap == "" and said.words[at + 1].raw.isdecimal():
            led = said.word(at - 1) in _LEADS | _ARTICLES | {"sur", "auf", "langs", "op"}
            if led and len(said.words[at + 1].raw) <= 3 and not any(start <= at < end for start, end in taken):
                return word.raw + said.words[at + 1].raw
    return None
