"""Which of somebody's networks a text is about."""

from __future__ import annotations

import pytest

from flows.which_network import Named, holding, named

ZURENBORG = Named(1, "2018", "BIN Zurenborg", ("Dolfijnstraat", "Cogels-Osylei", "Kerkstraat"))
DAM = Named(2, "2060", "BIN-Z Dam", ("Damplein", "Lange Lobroekstraat", "Kerkstraat"))
DAM_NOORD = Named(3, "2061", "BIN Dam Noord", ("Slachthuislaan",))
MINE = [ZURENBORG, DAM, DAM_NOORD]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2060", 2),
        ("BIN-Z Dam", 2),
        ("bin z dam aub", 2),
        ("BINZ Dam: winkeldief", 2),
        ("nee, het is in Dam", 2),
        ("Dam Noord", 3),
        ("2060 niet 2018", 2),
        ("niet Zurenborg maar Dam", 2),
        ("pas Zurenborg, Dam", 2),
        ("inbraak in zürenborg", 1),
        ("Inbraak in de Damstraat", None),
        ("ze lopen richting Dam", None),
        ("om 2018 was dat", None),
        ("Dam en Zurenborg", None),
        ("verdachte wagen 1-ABC-201", None),
        ("", None),
    ],
)
def test_a_network_is_named_by_its_code_or_its_name(text: str, meant: int | None) -> None:
    assert named(text, MINE) == meant


def test_a_name_that_two_networks_share_is_none_of_them_without_its_kind() -> None:
    both = [Named(1, "2018", "BIN Zurenborg"), Named(2, "2019", "BIN-Z Zurenborg")]
    assert (named("Zurenborg", both), named("BIN-Z Zurenborg", both), named("BIN Zurenborg", both)) == (
        None,
        2,
        1,
    )


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("Dolfijnstraat 64", 1),
        ("dolfijnstraat", 1),
        ("Damplein 3b", 2),
        ("Cogels-Osylei / Dolfijnstraat", 1),
        ("Kerkstraat 5", None),
        ("Kerkstraat / Damplein", 2),
        ("Lange Dolfijnstraat 5", None),
        ("Dolfijnstraat West 5", None),
        ("station", None),
    ],
)
def test_a_place_lies_in_the_one_network_that_has_its_street(place: str, meant: int | None) -> None:
    assert holding(place, MINE) == meant
