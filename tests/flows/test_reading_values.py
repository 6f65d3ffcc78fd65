"""Each value that is read out of a text, or nothing: never a guess."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.reading import HARD
from flows.reading import MOST_CHARACTERS, Chatter, Command, as_told, read, when

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 24, 22, 50, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("2-ABC-123", "2-ABC-123"),
        ("wagen 2abc123 gezien", "2-ABC-123"),
        ("1.XYZ.482", "1-XYZ-482"),
        ("auto 1 xyz 482", "1-XYZ-482"),
        ("plaque 1 - DEF - 456", "1-DEF-456"),
        ("AUTO 1 ABC 123 IN KERKSTRAAT", "1-ABC-123"),
        ("oude plaat ABC-123", "ABC-123"),
        ("123-ABC", "123-ABC"),
        ("o-abc-123", "O-ABC-123"),
        ("Q-ABC-123", "Q-ABC-123"),
        ("T-XAA-123", "T-XAA-123"),
        ("CD-AB-123", "CD-AB-123"),
        ("AA-123-AA", "AA-123-AA"),
        ("12-AB-34", "12-AB-34"),
        ("X-123-YZ", "X-123-YZ"),
        ("B-AB 1234", "B-AB 1234"),
        ("AC-XY 123", "AC-XY 123"),
        ("nummerplaat JEFKE1", "JEFKE1"),
        ("plaat B 123 XYZ, Roemeens", "B-123-XYZ"),
    ],
)
def test_a_plate_is_read_in_any_spelling(text, plate):
    assert plate == read(text).plate


@pytest.mark.parametrize(
    "text",
    [
        "plaat begint met 1-ABC",
        "plate 1-ABC-1 something",
        "1 man 150 meter verder",
        "2 men 300 m away",
        "bus 123 richting station",
        "Kerkstraat 12",
        "BMW 320",
        "n-va 2024",
        "12 rue 100",
        "bel 0471 12 34 56",
        "om 21u30 op de E40",
        "24-11-2026",
        "geen nummerplaat",
    ],
)
def test_what_is_no_whole_plate_is_none(text):
    assert read(text).plate is None


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("inbraak om 21u30", "21:30"),
        ("inbraak om 21h30", "21:30"),
        ("inbraak om 21.30", "21:30"),
        ("inbraak om 21:30", "21:30"),
        ("vol vers 21 h 30", "21:30"),
        ("Einbruch um 21 Uhr 30", "21:30"),
        ("inbraak half elf", "10:30"),
        ("Einbruch halb elf", "10:30"),
        ("burglary half ten", "10:30"),
        ("burglary half past ten", "10:30"),
        ("inbraak kwart voor drie", "02:45"),
        ("Einbruch viertel vor drei", "02:45"),
        ("Einbruch drei viertel drei", "02:45"),
        ("Einbruch viertel drei", "02:15"),
        ("burglary at quarter past nine pm", "21:15"),
        ("burglary at 9pm", "21:00"),
        ("cambriolage à huit heures et quart du soir", "20:15"),
        ("cambriolage neuf heures moins dix", "08:50"),
        ("inbraak om acht uur 's avonds", "20:00"),
        ("inbraak vijf voor half acht", "07:25"),
        ("cambriolage il y a une demi-heure", "-30 min"),
        ("cambriolage y a 5 min", "-5 min"),
        ("inbraak een kwartier geleden", "-15 min"),
        ("inbraak 10 min geleden", "-10 min"),
        ("Einbruch vor zwei Stunden", "-120 min"),
        ("burglary an hour ago", "-60 min"),
        ("burglary half an hour ago", "-30 min"),
        ("inbraak twee dagen geleden", "earlier"),
        ("inbraak zonet", "now"),
        ("inbraak daarnet", "now"),
        ("cambriolage à l'instant", "now"),
        ("Einbruch gerade eben", "now"),
        ("burglary just now", "now"),
        ("auto staat hier al 2 uur", "now"),
        ("inbraak vannacht", "earlier"),
        ("vol tantôt", "earlier"),
        ("vol tout à l'heure", "earlier"),
        ("Einbruch letzte Nacht", "earlier"),
        ("inbraak tussen 20u en 22u", "earlier"),
        ("Kerkstraat 12, man in tuin", None),
        ("2 mannen aan het station", None),
        ("auto zoals gisteren", None),
        ("voiture rue Haute 10", None),
    ],
)
def test_a_time_is_read_as_it_is_said(text, time):
    assert time == read(text).time


@pytest.mark.parametrize(
    ("told", "twelve", "moment"),
    [
        ("now", False, NOW),
        ("-10 min", False, NOW - timedelta(minutes=10)),
        ("22:30", False, NOW.replace(minute=30)),
        ("22:54", False, NOW.replace(minute=54)),
        ("23:30", False, NOW.replace(hour=23, minute=30) - timedelta(days=1)),
        ("10:30", False, NOW.replace(hour=10, minute=30)),
        ("10:30", True, NOW.replace(minute=30)),
        ("earlier", False, None),
        (None, False, None),
    ],
)
def test_a_time_is_the_last_moment_so_called(told, twelve, moment):
    assert moment == when(told, NOW, twelve)


def test_a_time_said_as_on_a_clock_face_may_be_twelve_hours_later():
    assert [True, False, False] == [
        read(text).twelve for text in ("half elf", "om 10:30", "half elf 's avonds")
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("man in tuin Kerkstraat 12", "Kerkstraat 12"),
        ("man in tuin kerkstr. 12b", "Kerkstraat 12b"),
        ("man op nr 12 in de Kerkstraat", "Kerkstraat 12"),
        ("man t.h.v. Kerkstraat 12 bus 3", "Kerkstraat 12 bus 3"),
        ("homme 12, rue de la Gare", "rue de la Gare 12"),
        ("homme rue de la gare il y a 10 min", "rue de la Gare"),
        ("homme au 34 de la rue Haute", "rue Haute 34"),
        ("hoek Kerkstraat en Dorpsstraat", "Kerkstraat / Dorpsstraat"),
        ("coin de la rue Neuve et de la rue du Pont", "rue Neuve / rue du Pont"),
        ("Ecke Neustr. und Kirchstr.", "Neustraße / Kirchstraße"),
        ("corner of Kerkstraat and Dorpsstraat", "Kerkstraat / Dorpsstraat"),
        ("man op de Plantin en Moretuslei", "Plantin en Moretuslei"),
        ("man achter het station", "achter het station"),
        ("man bij Colruyt", "Colruyt"),
        ("Kerkstraat 2 mannen", "Kerkstraat"),
        ("kerkstraat 21u30 2 gasten", "Kerkstraat"),
        ("niet in de Kerkstraat maar in de Dorpsstraat 4", "Dorpsstraat 4"),
        ("ik woon in de Kerkstraat, man gezien in Dorpsstraat", "Dorpsstraat"),
        ("loopt van de Kerkstraat richting Dorpsstraat", "Kerkstraat"),
    ],
)
def test_a_place_is_a_street_a_corner_or_a_landmark(text, place):
    assert place == read(text).place


@pytest.mark.parametrize(
    "text",
    [
        "man in onze straat",
        "ze zijn onderweg",
        "man op de zijweg",
        "man op de hoek van mijn straat",
        "in mijn winkel",
        "dans la rue",
        "sur place",
        "en cours de route",
        "in der Straße",
        "hij loopt richting Kerkstraat",
        "hij gaat ze slaan",
        "vol met mensen",
        "allerlei volk",
    ],
)
def test_a_wrong_place_is_worse_than_none(text):
    assert read(text).place is None


KNOWN = (
    "Dolfijnstraat",
    "Waterloostraat",
    "Plantin en Moretuslei",
    "rue de l'Étuve",
    "Zurenborg",
    "Draakplaats",
)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("man in de dolfynstraat 4", "Dolfijnstraat 4"),
        ("man in waterlostraat", "Waterloostraat"),
        ("inbraak plantin en moretuslei 108", "Plantin en Moretuslei 108"),
        ("homme rue de l etuve 3", "rue de l'Étuve 3"),
        ("man op de draakplaats", "Draakplaats"),
        ("man in de Kerkstraat", "Kerkstraat"),
        ("man in de straat", None),
    ],
)
def test_the_networks_own_streets_put_a_misspelt_one_right(text, place):
    assert place == read(text, KNOWN).place


def test_two_streets_that_are_as_near_are_not_chosen_between():
    assert "Molenstraat" == read("man in de molenstrat", ("Molenstraat", "Kerkstraat")).place
    assert "Kolenstraat" == read("man in de kolenstraat", ("Molenstraat", "Zolenstraat")).place


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("twee mannen", 2),
        ("3 gasten", 3),
        ("un couple suspect", 2),
        ("een man en een vrouw", 2),
        ("iemand in de tuin", 1),
        ("2 of 3 mannen", None),
        ("een paar mannen", None),
        ("mijn man", None),
        ("half elf twee mannen", 2),
    ],
)
def test_people_are_counted_where_the_count_is_clear(text, persons):
    assert persons == read(text).persons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PAUZE 7", (Command.PAUSE, None, 7, None)),
        ("pauze7", (Command.PAUSE, None, 7, None)),
        ("pause 15j svp", (Command.PAUSE, None, 15, None)),
        ("pause d'une semaine", (Command.PAUSE, None, 7, None)),
        ("Pause", (Command.PAUSE, None, None, None)),
        ("pauze 99999", (Command.PAUSE, None, None, None)),
        ("LID 2018", (Command.JOIN, "2018", None, None)),
        ("lid van netwerk 2018 aub", (Command.JOIN, "2018", None, None)),
        ("WEG 2018", (Command.LEAVE, "2018", None, None)),
        ("Taal FR", (Command.LANGUAGE, None, None, "fr")),
        ("langue: néerlandais", (Command.LANGUAGE, None, None, "nl")),
        ("taal es", (Command.LANGUAGE, None, None, None)),
        ("status?", (Command.STATUS, None, None, None)),
        ("Répète s'il te plaît", (Command.REPEAT, None, None, None)),
    ],
)
def test_a_word_has_its_value(text, expected):
    reading = read(text)
    assert expected == (reading.command, reading.network, reading.days, reading.language)


@pytest.mark.parametrize(
    "text",
    [
        "weg",
        "ze zijn weg",
        "lid 2018 gezien in de Kerkstraat",
        "pauze 7 mannen",
        "pauze is voorbij",
        "we moeten dit stoppen",
        "info: er staat een auto",
        "herhaal: man met mes",
        "taal noch teken",
        "status van de inbraak in de Kerkstraat",
        "lid 20181",
        "lid 201",
        "STOP 2018",
    ],
)
def test_a_word_within_more_words_is_no_command(text):
    assert read(text).command is None


@pytest.mark.parametrize(
    ("text", "chatter"),
    [
        ("Dank u wel!", Chatter.THANKS),
        ("Goeiemorgen", Chatter.GREETING),
        ("U hebt gewonnen! klik http://bit.ly/x", Chatter.ADVERTISING),
        ("klootzakken", Chatter.ABUSE),
        ("schatje breng brood mee", Chatter.PRIVATE),
        ("...", Chatter.NOTHING),
        ("Bedankt, maar er loopt nog een man in de tuin", None),
        ("schat er is ingebroken", None),
        ("klootzakken hebben mijn fiets gestolen", None),
        ("vreemd geluid", None),
    ],
)
def test_what_reports_nothing_wakes_nobody_and_what_may_report_something_does(text, chatter):
    reading = read(text)
    assert (chatter, chatter is None) == (reading.chatter, reading.reports)


def test_chatter_has_no_kind_as_told():
    assert {None} == set(as_told(read("Goeiemorgen")).values())


def test_the_names_of_streets_tell_nothing_of_what_happened():
    assert "other" == read("lawaai in de Dievenstraat").kind


@given(st.text(max_size=2 * MOST_CHARACTERS), st.sampled_from([(), KNOWN]))
@example("\ufdfa" * MOST_CHARACTERS, KNOWN)
@example("é\u0301" * MOST_CHARACTERS, KNOWN)
def test_no_text_is_too_strange_for_its_values(text, known):
    told = as_told(read(text, known))
    assert {int, str, type(None)} >= {
        str if isinstance(value, str) else type(value) for value in told.values()
    }


PARTS = ["Kerkstraat", "12", "rue", "de la", "half", "elf", "2-ABC-123", "twee", "mannen", "witte", "auto", "richting", "hoek", "en", ",", ". ", "21u30", "plaat", "nr", "thv", "PAUZE", "7", "\n", "'", "-", "/"]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=60))
def test_no_order_of_the_words_that_we_know_is_too_strange(parts):
    assert as_told(read(" ".join(parts)))


@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_hard_texts_are_read(text):
    assert as_told(read(text))
