"""The slots that there are in our words, each with the longest value that we promise to fit into two messages.
`check` refuses a slot that is not here."""

from flows.engine.texts import load

LONGEST_NAME = 40  # letters, of a zone or a network, in a text
LONGEST_WRITTEN = 110  # letters, of what somebody wrote, inside a text of ours; who sends more cuts it


def longest() -> dict[str, str]:
    """Every slot with its longest value."""
    parts = {
        "ago": _phrase("ago_"),
        "kind_words": _phrase("kind_"),
        "who": _phrase("who_"),
        "duration": _phrase("duration_"),
        "outcome_words": _phrase("outcome_"),
    }
    counts = dict.fromkeys(("count", "members", "reached", "confirmed", "sightings"), "99999")
    names = dict.fromkeys(("zone", "network"), "x" * LONGEST_NAME)
    return {
        **parts,
        **counts,
        **names,
        "number": "4 7 1 1",
        "line": "+32 000 00 00 00",
        "message": "x" * LONGEST_WRITTEN,
    }


def _phrase(prefix: str) -> str:
    """The longest phrase of this kind in any language, with a count of two digits."""
    every = [
        text
        for name, by_language in load().phrases.items()
        if name.startswith(prefix)
        for text in by_language.values()
    ]
    return max(every, key=len, default="").replace("{count}", "59")
