"""What a message to members must not have in it, as far as we can know: a full number plate that somebody typed. Of what is
spoken we know nothing; the officer is reminded before the beep. Pure."""

from __future__ import annotations

from flows.plates import PLATE


def plates_in(text: str) -> tuple[str, ...]:
    """The full number plates in a typed message, as they stand there; none when it may go out."""
    return tuple(found[0] for found in PLATE.finditer(text))
