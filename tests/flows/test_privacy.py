"""No full number plate goes to members."""

from __future__ import annotations

import pytest

from flows.privacy import plates_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Grijze bestelwagen, plaat 1-ABC-123, richting station", ("1-ABC-123",)),
        ("Grijze bestelwagen, plaat begint met 1-A", ()),
        ("Twee mannen in de Waterloostraat 46", ()),
    ],
)
def test_a_full_number_plate_that_somebody_typed_is_found(text: str, found: tuple[str, ...]) -> None:
    assert found == plates_in(text)
