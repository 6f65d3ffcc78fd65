"""An answer corrects the house number of the place that we have understood, and nothing else."""

import pytest

from flows.corrections import corrected

PLACE = "Dolfijnstraat 64"


@pytest.mark.parametrize(
    "said",
    [
        "46 niet 64", "46, niet 64", "nummer 46 niet 64!", "niet 64 maar 46", "het is 46 en niet 64", "46", "nr. 46", "Nee, 46",
        "46 pas 64", "pas 64 mais 46", "46 et non 64", "46 nicht 64", "nicht 64, sondern 46", "46 not 64", "not 64 but 46",
        "46 ipv 64",
    ],
)  # fmt: skip
def test_a_corrected_number_takes_the_place_of_the_wrong_one(said):
    assert corrected(PLACE, said) == "Dolfijnstraat 46"


@pytest.mark.parametrize("said", ["46b niet 64", "46b"])
def test_a_number_may_have_a_letter(said):
    assert corrected(PLACE, said) == "Dolfijnstraat 46b"


@pytest.mark.parametrize(
    "said",
    [
        "46 niet 99",
        "twee mannen, niet drie",
        "ze zijn met 3",
        "Waterloostraat 3",
        "",
        "om 21u46",
        "x" * 400 + " 46 niet 64",
    ],
)
def test_what_corrects_no_number_of_the_place_changes_nothing(said):
    assert corrected(PLACE, said) is None


def test_a_place_without_a_number_gets_it():
    assert corrected("Dolfijnstraat", "46") == "Dolfijnstraat 46"


def test_with_two_numbers_in_the_place_nobody_guesses_which():
    assert corrected("hoek Laan 1 en Straat 2", "46") is None
    assert corrected("hoek Laan 1 en Straat 2", "3 niet 2") == "hoek Laan 1 en Straat 3"
