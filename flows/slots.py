"""The slots that there are in our words, each with the longest value that we promise to fit into two messages.
`check` refuses a slot that is not here."""

from flows.engine.texts import load

LONGEST_NAME = 40  # letters, of a zone or a network, in a text
LONGEST_WRITTEN = 110  # letters, of what somebody wrote, inside a text of ours; who sends more cuts it
LONGEST_UNDERSTOOD = 90  # letters, of what we read out of a text, said back in a text
LONGEST_STANDING = 200  # letters, of how somebody's membership stands, in a text
LONGEST_NAMES = 90  # letters, of several networks one after the other


LONG: dict[str, int] = {
    **dict.fromkeys(("zone", "network", "name", "first", "second", "direction"), LONGEST_NAME),
    **dict.fromkeys(("message", "names"), LONGEST_WRITTEN),
    **dict.fromkeys(("networks", "neighbours", "clauses", "needs_words"), LONGEST_NAMES),
    "understood": LONGEST_UNDERSTOOD,
    "standing": LONGEST_STANDING,
}
"""Slots with whatever letters, by how many."""

FIXED: dict[str, str] = {
    **dict.fromkeys(("count", "members", "reached", "confirmed", "sightings", "limit"), "99999"),
    **dict.fromkeys(("badge", "colleague_badge"), "9 9 9 9 9"),
    **dict.fromkeys(("day", "until"), "Donnerstag, dem 30. September"),
    "number": "4 7 1 1",
    "line": "+32 000 00 00 00",
    "key": "1",
    "code": "0000",
    "clock": "23:59",
    "minutes": "120",
    "since": "22 Uhr 30",
}
"""Slots of a known form, with the longest that there is."""

PHRASES = ("ago", "duration", "who")
WORDS = ("kind", "outcome", "what", "wish", "trouble", "alarm")
"""Slots that are phrases; the second ones are written with `_words` behind."""


def longest() -> dict[str, str]:
    """Every slot with its longest value."""
    phrases = {name: _phrase(f"{name}_") for name in PHRASES}
    words = {f"{name}_words": _phrase(f"{name}_") for name in WORDS}
    return {**phrases, **words, **FIXED, **{name: "x" * length for name, length in LONG.items()}}


def _phrase(prefix: str) -> str:
    """The longest phrase of this kind in any language, with a count of two digits."""
    every = [
        text
        for name, by_language in load().phrases.items()
        if name.startswith(prefix)
        for text in by_language.values()
    ]
    return max(every, key=len, default="").replace("{count}", "59")
