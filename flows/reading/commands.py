"""Words that we know: a text that is nothing but one of them, with its value, asks something of us."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flows.reading.numbers import NUMBERS
from flows.reading.reading import Command
from flows.reading.words import fold

MOST_WORDS = 8  # "STOP s'il vous plaît, merci beaucoup" has seven
MOST_LETTERS = 200
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, with its value where it has one."""

    command: Command
    network: str | None = None
    days: int | None = None
    language: str | None = None


# Without accents, in small letters, written together.
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
    Command.STATUS: "status statut etat stand",
    Command.REPEAT: """
        herhaal herhalen herhaling repete repeter repetez repetition wiederhole wiederholen wiederholung
        repeat""",
    Command.PAUSE: "pauze pauzeren pause pausieren pauser",
    Command.JOIN: "lid lidworden membre mitglied member join beitreten inscrire adherer",
    Command.LEAVE: "verlaten quitter leave verlassen austreten",
    Command.LANGUAGE: "taal langue sprache language",
}
COMMANDS = {word: command for command, words in WORDS.items() for word in words.split()}

# Everyday words too: "weg" alone says that they are gone.
WITH_A_VALUE_ONLY = {"weg": Command.LEAVE, "raus": Command.LEAVE, "partir": Command.LEAVE, "dehors": Command.LEAVE}
SEEN = frozenset({"gezien", "vu", "gesehen", "seen"})

LANGUAGES = {
    word: language
    for language, words in {
        "nl": "nl ned nederlands vlaams neerlandais niederlandisch niederlaendisch dutch flemish",
        "fr": "fr frans francais franzosisch franzoesisch french",
        "de": "de du duits allemand deutsch german",
        "en": "en eng engels anglais englisch english",
    }.items()
    for word in words.split()
}
DAYS = {
    word: days
    for days, words in {
        1: "d dag dagen j jour jours tag tage tagen day days",
        7: "w week weken semaine semaines woche wochen weeks",
    }.items()
    for word in words.split()
}
# Between a word and its value: "lid van netwerk 2018", "pause de 7 jours".
BETWEEN = frozenset(
    """van d l de het du des le la der die das the of voor pour fur fuer for in en auf of to code netwerk bin binz
    reseau
    netzwerk network nr numero nummer number worden""".split()
)

AND = frozenset("en et und and".split())

POLITE = tuple(
    tuple(phrase.split())
    for phrase in (
        "aub", "a u b", "alstublieft", "alsjeblieft", "asjeblieft", "astublieft", "graag", "mvg", "gelieve",
        "dank u wel", "dank je wel", "dank u", "dank je", "dankuwel", "dankjewel", "dank", "bedankt", "merci he",
        "svp", "s v p", "s il vous plait", "s il te plait", "sil vous plait", "silvousplait", "stp",
        "merci beaucoup", "merci bien", "merci d avance", "merci",
        "bitte schon", "bitte sehr", "bitte", "danke schon", "danke sehr", "vielen dank", "danke",
        "please", "pls", "plz", "thank you", "thanks", "thx",
    )
)  # fmt: skip


def asked(text: str) -> Asked | None:
    """What the text asks: it is one of our words, with its value, or several words that mean the same, and nothing
    else. Who writes "help" twice needs help, and no explanation: that is a report."""
    words = plain_words(text) if len(text) <= MOST_LETTERS else []
    if len(words) > MOST_WORDS:
        return None
    bare = _without_politeness(tuple(words))
    if command := COMMANDS.get("".join(bare)):
        return Asked(command)
    if valued := _with_value(bare):
        return valued
    meant = {COMMANDS.get(word) for word in bare if word not in AND}
    same = meant.pop() if len(meant) == 1 else None
    return Asked(same) if same is not None and same is not Command.HELP else None


def plain_words(text: str) -> list[str]:
    """The words in small letters without accents or punctuation; a thumb up is an OK."""
    folded = fold(text.replace("👍", " ok "))
    return "".join(letter if letter.isalnum() else " " for letter in folded).split()


def _without_politeness(words: tuple[str, ...]) -> tuple[str, ...]:
    for phrase in POLITE:
        if words[-len(phrase) :] == phrase:
            return _without_politeness(words[: -len(phrase)])
        if words[: len(phrase)] == phrase:
            return _without_politeness(words[len(phrase) :])
    return words


def _with_value(words: Sequence[str]) -> Asked | None:
    """A word and its value: PAUZE 7, LID 2018, TAAL FR; written together too."""
    first, rest = _parted(words)
    command = COMMANDS.get(first) or WITH_A_VALUE_ONLY.get(first)
    value = [word for word in rest if word not in BETWEEN]
    match command:
        case Command.PAUSE:
            return _pause(value)
        case Command.JOIN | Command.LEAVE if _one(value) and _network(value[0]):
            return Asked(command, network=value[0])
        case Command.LANGUAGE if rest and rest[-1] in LANGUAGES and len(rest) <= 2:
            return Asked(command, language=LANGUAGES[rest[-1]])
        case Command.LANGUAGE if _one(rest):
            return Asked(command)
    return None


def _parted(words: Sequence[str]) -> tuple[str, list[str]]:
    """The first word and the others; "pauze7" and "lid2018" are two, "lid worden" is one."""
    if not words:
        return "", []
    first = words[0].rstrip("0123456789")
    stuck = words[0][len(first) :]
    return first, [*([stuck] if stuck else []), *words[1:]]


def _pause(value: Sequence[str]) -> Asked | None:
    if value and value[0][-1:] in DAYS and value[0][:-1].isdecimal():
        value = [value[0][:-1], value[0][-1], *value[1:]]  # "15j"
    count = NUMBERS.get(value[0]) if value else None
    if value and value[0].isascii() and value[0].isdecimal():
        count = int(value[0][:6])
    unit = DAYS.get(value[1]) if len(value) > 1 else 1
    if count is None or unit is None or len(value) > 2:
        return None
    days = count * unit
    return Asked(Command.PAUSE, days=days if 1 <= days <= MOST_DAYS else None)


def _one(value: Sequence[str]) -> bool:
    return len(value) == 1


def _network(word: str) -> bool:
    """Whether it is written as a network's code: four digits."""
    return len(word) == 4 and word.isascii() and word.isdecimal()
