"""Which vehicle was seen: its colour, make and kind, as written."""

from __future__ import annotations

from flows.reading.words import Said

KINDS = frozenset(
    """auto autoke autootje wagen wagentje busje bus bestelwagen bestelwagens bestelbus bestelbusje bestelauto
    camionette camionetteke camionet kamionet vrachtwagen camion
    vrachtauto personenwagen voertuig voertuigen motor moto motorfiets brommer bromfiets brommertje scooter step
    fiets velo e-bike ebike mountainbike koersfiets bakfiets
    taxi aanhangwagen remorque jeep suv break monovolume stationwagen cabrio quad pickup pick-up terreinwagen
    bolide caravan mobilhome tractor
    voiture voitures vehicule vehicules camionnette camionnettes fourgon fourgonnette utilitaire bagnole caisse
    mobylette trottinette berline motard 4x4 velomoteur
    fahrzeug wagen pkw lkw lieferwagen transporter kleinbus kombi kastenwagen motorrad roller mofa moped fahrrad
    rad laster lastwagen gelandewagen
    car cars vehicle van vans minivan lorry truck motorbike motorcycle bike bicycle hatchback saloon estate minibus
    sedan coupe""".split()
)
MAKES = frozenset(
    """audi bmw mercedes vw volkswagen opel peugeot renault citroen ford fiat toyota nissan mazda honda hyundai kia
    skoda seat volvo dacia tesla porsche
    mini jaguar landrover range rover suzuki mitsubishi subaru lexus alfa romeo lancia saab chevrolet chrysler
    dodge iveco man daf scania cupra smart polestar byd mg ssangyong isuzu
    golf polo passat caddy transporter transit vito sprinter kangoo berlingo partner jumper jumpy master trafic
    clio megane scenic corsa astra insignia focus fiesta mondeo kuga
    touran tiguan sharan crafter octavia fabia ibiza leon punto panda ducato doblo yaris corolla auris qashqai juke
    micra duster sandero logan twingo espace picasso vivaro movano
    boxer expert tourneo ranger vespa piaggio yamaha kawasaki ducati harley serie klasse""".split()
)
_COLOUR_STEMS = (
    "wit", "zwart", "grijs", "grijze", "rood", "rode", "blauw", "groen", "geel", "gele", "bruin", "beige", "oranje",
    "zilver", "paars", "goud", "bordeaux",
    "blanc", "noir", "gris", "rouge", "bleu", "vert", "jaune", "brun", "argent", "dore", "marron", "anthracite",
    "antraciet", "mauve", "violet", "creme",
    "weiss", "schwarz", "grau", "rot", "blau", "grun", "gruen", "gelb", "braun", "silber", "anthrazit",
    "white", "black", "grey", "gray", "red", "blue", "green", "yellow", "brown", "silver", "orange", "gold", "purple",
)  # fmt: skip
_ENDINGS = ("", "e", "te", "ke", "en", "er", "es", "em", "n", "s", "he", "che", "ne", "r", "kleurig", "kleurige", "farben", "ish", "nen", "n")
COLOURS = frozenset(stem + ending for stem in _COLOUR_STEMS for ending in _ENDINGS) | {"witte", "dikke", "vert", "blanche", "verte"}
_SHADES = frozenset(
    """donker donkere lichte licht donkergrijze donkergrijs donkerblauwe donkerblauw lichtgrijze lichtblauwe
    donkergroene donkerrode lichtgrijs fonce foncee clair claire dunkle dunkler dunkles dunklen dunkelblauer
    dunkelblaues dunkelgrauer dunkelgraues dunkelblau dunkelgrau hellblau heller helles helle dark light metallic
    mat matte""".split()
)
_LOOKS = frozenset(
    """grote groot kleine klein oude oud nieuwe witgrijze verdachte vreemde onbekende geparkeerde buitenlandse
    poolse roemeense franse duitse nederlandse bulgaarse
    grosse grosser grosses kleiner kleines alter altes alte neuer neues verdachtiger verdachtiges fremdes fremder
    old big small large new suspicious parked unknown strange
    petite petit grosse grand grande vieille vieux""".split()
)
_STRANGE = frozenset("verdachte vreemde onbekende geparkeerde verdachtiger verdachtiges verdachtige fremdes fremder suspicious parked unknown strange".split())
_LINKS = frozenset("de couleur marque merk van het kleur type in der farbe marke model modele make".split())
_MINE = frozenset("mijn mn onze ons zijn haar mon ma notre mes mein meine meinem meinen unser unsere unserem my our his her their hun".split())


def vehicle(said: Said) -> str | None:
    """The first vehicle that somebody else has, as written, without its article; None when there is none."""
    at = 0
    while at < len(said.words):
        if said.word(at) in _STRANGE:
            at += 1
            continue
        end = _run(said, at)
        if end > at and _is_vehicle(said, at, end):
            return said.raw(at, end)
        at = max(end, at + 1)
    return None


def _run(said: Said, start: int) -> int:
    """Where the words of one vehicle end that begin at this one: colours, shades, makes, kinds, and what links them."""
    end = at = start
    while at < len(said.words) and at < start + 8:
        word = said.words[at]
        if at > start and (word.parted or ":" in word.gap):
            break
        part = _part(word.word) or (end > start and at == end and _model(said, at))
        if part:
            end = at + 1
        elif word.word not in _LINKS or at == start or at - end > 2:
            break
        at += 1
    return _without_looks_behind(said, start, end)


def _model(said: Said, at: int) -> bool:
    """Whether a number names the model of the make before it: "Golf 7", and no plate begins there."""
    stuck = at + 1 < len(said.words) and said.words[at + 1].gap in ("", "-", ".")
    return said.words[at].number and said.word(at - 1) in MAKES and len(said.words[at].raw) < 4 and not stuck


def _without_looks_behind(said: Said, start: int, end: int) -> int:
    while end > start and said.word(end - 1) in _LOOKS:
        end -= 1
    return end


def _part(word: str) -> bool:
    return word in KINDS or (word in MAKES and word != "man") or word in COLOURS or word in _SHADES or word in _LOOKS


def _is_vehicle(said: Said, start: int, end: int) -> bool:
    words = [word.word for word in said.words[start:end]]
    if not any(word in KINDS or word in MAKES for word in words):
        return False
    if len(words) == 1 and words[0] in _NOT_ALONE and not _english_van(said, start):
        return False
    if words[0] == "van" and said.language != "en":
        return False
    return said.word(start - 1) not in _MINE


# Everyday words of another language, or half of a name.
_NOT_ALONE = frozenset("van bus rad master partner expert boxer range smart mini break caisse seat kombi klasse serie focus".split())


def _english_van(said: Said, at: int) -> bool:
    return said.word(at) == "van" and said.language == "en" and said.word(at - 1) in ("a", "the", "this", "same")
