"""A text is a word that we know, or it tells us something."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.hotline import KINDS
from flows.reading import MOST_CHARACTERS, Command, read

STOPS = """
STOP|Stop|stop.|STOP!|  stop  |"Stop"|Stop aub.|stop a.u.b.|STOP alstublieft|Stop svp|Stop s'il vous plaît, merci beaucoup
Arrêt|ARRET|arrêter|arrêtez svp|Désabonner|désabonnement|stopp bitte|Abmelden|bitte abmelden|abbestellen|uitschrijven
Stoppen|afmelden aub|STOPALL|Unsubscribe|CANCEL|End|quit|Revoke|OPTOUT|opt out|opt-out|please stop|STOP STOP|stop, dank u wel
""".strip().replace("\n", "|").split("|")  # fmt: skip
STARTS = ["START", "start.", "Start aub", "Starten", "démarrer", "anmelden", "UNSTOP", "Yes"]
HELPS = [
    "HULP",
    "hulp!",
    "Hulp aub",
    "AIDE",
    "aide svp",
    "Hilfe",
    "Hilfe bitte",
    "HELP",
    "help please",
    "INFO",
    "?hulp?",
]
CONFIRMS = """
1|1.|"1"|(1)|1️⃣|１|OK|ok|Ok!|O.K.|oké|Okay|okee dank u|Ok merci|ok danke|OK thanks|1 ok|1 aub|👍|👍🏽👍|Ja|Oui|d'accord|D’accord
Gehoord|gelezen, bedankt|Entendu|bien reçu|Reçu merci|Gehört|Verstanden|understood
""".strip().replace("\n", "|").split("|")  # fmt: skip
NO_COMMANDS = """
we moeten dit STOPPEN|stop de dief|Stop hem, hij loopt richting station|kunnen jullie dit stoppen aub|niet stoppen
Il faut arrêter cet homme|arrêt de bus, deux hommes|Der Wagen soll stoppen|the car did not stop|stopbord weg|bus stop
ok maar er loopt nog iemand rond|Ok, ik zie hem|1 man met een rugzak|1 auto|12|11|111|101|112|2|0|9
hulp nodig in de Kerkstraat|help me|help help help|Au secours|aide-moi|Hilfe, Einbrecher|oui un homme court|ja maar waar
start motor van witte wagen|de wagen start|end of the street|Cancel that, false alarm|stop start|ok stop|aub|svp|bitte|...|
Ik ga nu stoppen met kijken|stoplicht|okay dan|info over de inbraak|yes he is here|quit the house running
""".strip().replace("\n", "|").split("|")  # fmt: skip


@pytest.mark.parametrize("text", STOPS)
def test_stop_and_its_family_stop(text):
    assert Command.STOP == read(text).command


@pytest.mark.parametrize("text", STARTS)
def test_start_starts(text):
    assert Command.START == read(text).command


@pytest.mark.parametrize("text", HELPS)
def test_help_asks_for_an_explanation(text):
    assert Command.HELP == read(text).command


@pytest.mark.parametrize("text", CONFIRMS)
def test_1_and_ok_confirm(text):
    assert Command.CONFIRM == read(text).command


@pytest.mark.parametrize("text", NO_COMMANDS)
def test_a_word_of_ours_within_a_sentence_is_no_command(text):
    assert read(text).command is None


@pytest.mark.parametrize(
    "text", ["stop", "STOPALL", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"]
)
def test_what_the_carrier_takes_for_a_stop_is_a_stop(text):
    assert Command.STOP == read(text).command


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("GEZIEN 2 mannen aan de kerk", "2 mannen aan de kerk"),
        ("Gezien: grijze auto, Plantin en Moretuslei", "grijze auto, Plantin en Moretuslei"),
        ("vu deux hommes rue de la Gare", "deux hommes rue de la Gare"),
        ("VU - près de l'école", "près de l'école"),
        ("gesehen, am Bahnhof", "am Bahnhof"),
        ("Seen. Two men running", "Two men running"),
        ("'Gezien' (aan de Lidl)", "' (aan de Lidl)"),
        ("GEZIEN", "GEZIEN"),
        ("vu!", "vu!"),
    ],
)
def test_seen_is_a_sighting_and_the_rest_is_what_was_seen(text, told):
    reading = read(text)
    assert (Command.SEEN, told) == (reading.command, reading.text)


@pytest.mark.parametrize(
    "text", ["Ik heb hem gezien", "gezienus", "J'ai vu un homme", "wie gesehen", "have you seen him"]
)
def test_seen_further_on_is_a_text_like_any_other(text):
    assert read(text).command is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Inbraak bezig in de Kerkstraat 12", "burglary"),
        ("er wordt ingebroken bij de buren, ze stelen alles", "burglary"),
        ("inbreker in de tuin", "burglary"),
        ("Cambriolage en cours chez le voisin", "burglary"),
        ("Tentative d'effraction", "burglary"),
        ("Einbruch nebenan", "burglary"),
        ("someone broke into number 9", "burglary"),
        ("Break-in at number 4", "burglary"),
        ("Winkeldiefstal, man met rode jas", "theft"),
        ("mijn fiets is gestolen", "theft"),
        ("Un vol à l'étalage", "theft"),
        ("On m'a volé mon vélo", "theft"),
        ("Ladendiebstahl", "theft"),
        ("my bike was stolen", "theft"),
        ("Vandalisme aan de bushalte", "vandalism"),
        ("ze vernielen de speeltuin", "vandalism"),
        ("dégradations dans le parc", "vandalism"),
        ("Sachbeschädigung am Spielplatz", "vandalism"),
        ("they are smashing windows", "vandalism"),
        ("witte bestelwagen rijdt traag rond", "suspicious_vehicle"),
        ("rode auto met twee mannen", "suspicious_vehicle"),
        ("Camionnette blanche suspecte", "suspicious_vehicle"),
        ("Verdächtiges Fahrzeug in der Straße", "suspicious_vehicle"),
        ("A car with no lights, engine running", "suspicious_vehicle"),
        ("een man kijkt in auto's", "suspicious_person"),
        ("Verdachte persoon aan de school", "suspicious_person"),
        ("deux hommes rôdent autour de la maison", "suspicious_person"),
        ("Verdächtiger läuft weg", "suspicious_person"),
        ("Ein Mann klingelt überall", "suspicious_person"),
        ("a man looking into gardens", "suspicious_person"),
        ("verdachte loopt weg", "suspicious_person"),
        ("vreemd geluid in de kelder", "other"),
        ("het park zit vol", "other"),
        ("car il fait noir autour du parc", "other"),
        ("men hoort lawaai", "other"),
        ("rook boven de daken van de wijk", "other"),
        ("ze zijn de Kerkstraat ingeslagen", "other"),
        ("", "other"),
        ("1", "other"),
    ],
)
def test_what_a_text_is_about_is_read_from_its_words(text, kind):
    assert kind == read(text).kind


def test_a_sighting_has_a_kind_too():
    assert "suspicious_vehicle" == read("GEZIEN witte bestelwagen").kind


@given(st.text(max_size=2 * MOST_CHARACTERS))
@example("ⓥⓤ")
@example("ﬀ" * MOST_CHARACTERS)
@example("\ufdfa" * MOST_CHARACTERS)
@example("stop " * 320)
@example("\ud800\x00\u202e")
def test_no_text_is_too_strange(text):
    reading = read(text)
    assert reading.kind in KINDS.values()
    assert len(reading.text) <= MOST_CHARACTERS
    assert reading.text in text


@given(st.sampled_from([*STOPS, *STARTS, *HELPS, *CONFIRMS]), st.text(alphabet=" .,!?\n\t'\"", max_size=20))
def test_punctuation_around_a_word_changes_nothing(text, around):
    assert read(text).command == read(around + text + around).command
