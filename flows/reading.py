"""What a text says: a word that we know, or what it is about. Pure; no text is too long or too strange for it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_CHARACTERS = 1600  # a text has no more at the carrier
MOST_WORDS_OF_A_COMMAND = 8  # "STOP s'il vous plaît, merci beaucoup" has seven


class Command(StrEnum):
    """What a text can ask of us, instead of telling us something."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    CONFIRM = "confirm"
    SEEN = "seen"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of a text. `text` is what the person tells us: the text itself without spaces around it, and
    without the word GEZIEN, VU, GESEHEN or SEEN in front of a sighting."""

    command: Command | None
    kind: str
    text: str


def read(text: str) -> Reading:
    """Read a text of at most 1,600 characters; the rest of a longer one is left out."""
    text = text[:MOST_CHARACTERS].strip()
    words = _words(text)
    if command := _command(words):
        return Reading(command, OTHER, text)
    if words and words[0] in SEEN:
        return Reading(Command.SEEN, _kind(words), _rest(text))
    return Reading(None, _kind(words), text)


# ---- words that we know: without accents, in small letters, written together

# "stop" to "optout", "yes" and "unstop", "help" and "info" are the carrier's own: it blocks or frees the number
# whatever we think of them, so they mean the same to us.
WORDS = {
    Command.STOP: """
        stop stopall unsubscribe cancel end quit revoke optout
        stoppen stopsms smsstop stopzetten uitschrijven schrijfmeuit afmelden uit
        arret arreter arretez stopp desabonner desabonnement desabonnezmoi desinscrire desinscription
        abmelden abmeldung abbestellen austragen aufhoren aufhoeren""",
    Command.START: """
        start unstop yes
        starten startsms inschrijven
        demarrer commencer reprendre
        anmelden anmeldung""",
    Command.HELP: """
        help info
        hulp uitleg
        aide
        hilfe""",
    Command.CONFIRM: """
        1 ok oke okee okay okey
        ja gehoord gelezen begrepen bevestigd bevestig ontvangen genoteerd ikhebhetgehoord
        oui daccord entendu lu compris recu bienrecu confirme jeconfirme note jaientendu
        gehort gehoert gelesen verstanden bestatigt bestaetigt erhalten jawohl
        heard read understood received confirmed""",
}
COMMANDS = {word: command for command, words in WORDS.items() for word in words.split()}
SEEN = frozenset({"gezien", "vu", "gesehen", "seen"})

POLITE = tuple(
    tuple(phrase.split())
    for phrase in (
        "aub", "a u b", "alstublieft", "alsjeblieft", "asjeblieft", "astublieft", "graag", "mvg",
        "dank u wel", "dank je wel", "dank u", "dank je", "dankuwel", "dankjewel", "dank", "bedankt",
        "svp", "s v p", "s il vous plait", "s il te plait", "stp", "merci beaucoup", "merci bien", "merci",
        "bitte schon", "bitte sehr", "bitte", "danke schon", "danke sehr", "vielen dank", "danke",
        "please", "pls", "thank you", "thanks",
    )
)


def _command(words: Sequence[str]) -> Command | None:
    """The command that the text is: one of our words, or several that mean the same, and nothing else. Who writes
    "help" twice needs help, and no explanation: that is a report."""
    if len(words) > MOST_WORDS_OF_A_COMMAND:
        return None
    words = _without_politeness(tuple(words))
    if command := COMMANDS.get("".join(words)):
        return command
    meant = {COMMANDS.get(word) for word in words}
    return meant.pop() if len(meant) == 1 and Command.HELP not in meant else None


def _without_politeness(words: tuple[str, ...]) -> tuple[str, ...]:
    for phrase in POLITE:
        if words[-len(phrase) :] == phrase:
            return _without_politeness(words[: -len(phrase)])
        if words[: len(phrase)] == phrase:
            return _without_politeness(words[len(phrase) :])
    return words


def _words(text: str) -> list[str]:
    """The words in small letters without accents or punctuation; a thumb up is an OK."""
    folded = unicodedata.normalize("NFKD", text.replace("👍", " ok ")).casefold()
    letters = (letter for letter in folded if not unicodedata.combining(letter))
    return "".join(letter if letter.isalnum() else " " for letter in letters).split()


def _rest(text: str) -> str:
    """What follows the first word; the whole text when nothing does."""
    first = next((at for at, letter in enumerate(text) if letter.isalnum()), 0)
    end = next((at for at in range(first, len(text)) if not text[at].isalnum()), len(text))
    return text[end:].lstrip(" \t\r\n:;,.-!?…–—") or text


# ---- what it is about

OTHER = "other"

# Looked for in " the words of the text ": a space is the border of a word. A deed counts for more than who or what was
# seen; of those two the first that is named; the last row are words that say little by themselves. Beware of words
# that another language has too: "vol" is full, "rode" red, "men" one, "van" of, "car" because, "autour" around.
BURGLARY = (
    "inbraak", "inbraken", "inbreker", "inbreken", "ingebroken", " breekt in ", " breken in ", " brak in ",
    " braken in ", "insluip", "homejack", "home jack",
    "cambriol", "effraction",
    "einbruch", "einbrech", "eingebrochen", " bricht ein ", " brechen ein ",
    "burglar", " break in ", " breakin", " broke in", " breaking in", " broken in", " breaks in",
)
THEFT = (
    "diefstal", " dief ", " dieven ", "winkeldie", "gauwdie", " gestolen ", " steelt ", " stelen ", "zakkenrol", " overval",
    " un vol ", " le vol ", " du vol ", " des vols ", " vol a ", " vol de ", " vol d ", " vol dans ", " vole ", " volee ",
    " voles ", " volees ", " voler ", " volent ", " voleu", " derob", "braquage", "pickpocket",
    "diebstahl", "diebstaehl", " dieb ", " diebe ", "ladendieb", " gestohlen", " stiehlt ", " stehlen ", " klaut ",
    " geklaut", " uberfall",
    "theft", " thief", " thieves", " steal", " stole ", " stolen ", "shoplift", " robber", " robbed ", " hold up ",
)
VANDALISM = (
    "vandal", "graffiti",
    " verniel", " beklad", " beschadig", " ruit ingeslagen", " ruiten ingeslagen", " raam ingeslagen", " ruit ingegooid",
    " degrad", " tague", " saccag", " casse une vitre", " casse la vitre", " casse des ",
    "sachbeschadigung", " zerstor", " beschmier", "scheibe eingeschlagen", "fenster eingeschlagen",
    " damag", " smash",
)
VEHICLE = (
    " auto ", " autos ", " autootje ", "wagen ", "voertuig", " busje", "camionet", " bromfiets", " motorfiets", " moto ",
    " scooter", " nummerplaat",
    " voiture", "vehicule", " fourgon", " camion", " plaque ",
    "fahrzeug", " motorrad", " kennzeichen",
    "vehicle", " a car ", " the car ", " cars ", " parked car ", " suspicious car ", " white car ", " black car ",
    " grey car ", " red car ", " blue car ", " a van ", " the van ", " white van ", " black van ", " truck", " lorry",
    " motorbike", " motorcycle", " number plate",
)
PERSON = (
    " man ", " mannen ", " vrouw", " persoon ", " personen ", " jongen", " iemand ", " kerel", " figuur ", " figuren ",
    " leurder", " bivakmuts",
    " homme", " femme", " personne ", " personnes ", " individu", " un type ", " deux types ", " jeunes ", " quelqu un ",
    " rodeur", " qui rode ",
    " mann ", " manner ", " maenner ", " frau", " person ", " jemand ", " junge ", " jungen ",
    " two men ", " three men ", " some men ", " young men ", " the men ", " men are ", " woman ", " women ", " people ",
    " someone ", " somebody ", " guy ", " guys ", " youth", " prowl",
)
SUSPECT = (
    " verdachte ", " verdachten ", " suspect ", " suspects ", " verdachtige", " verdaechtige", " onbekende", " inconnu",
    " unbekannte", " stranger",
)


def _kind(words: Sequence[str]) -> str:
    said = f" {' '.join(words)} "
    for kind, signs in (("burglary", BURGLARY), ("theft", THEFT), ("vandalism", VANDALISM)):
        if _first(signs, said) is not None:
            return kind
    seen = {"suspicious_vehicle": _first(VEHICLE, said), "suspicious_person": _first(PERSON, said)}
    named = {kind: at for kind, at in seen.items() if at is not None}
    if named:
        return min(named, key=named.__getitem__)
    return OTHER if _first(SUSPECT, said) is None else "suspicious_person"


def _first(signs: Sequence[str], said: str) -> int | None:
    """Where the first of these signs stands; None when there is none of them."""
    return min((at for at in (said.find(sign) for sign in signs) if at >= 0), default=None)
