"""STOP, START and HELP as the carrier handles them by itself, in English."""

from enum import StrEnum

_STOP = frozenset(["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"])
_START = frozenset(["start", "yes", "unstop"])
_HELP = frozenset(["help", "info"])


class Keyword(StrEnum):
    """A word that the carrier answers before the application does."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


ANSWERS = {
    Keyword.STOP: "You have successfully been unsubscribed. You will not receive any more messages "
    "from this number. Reply START to resubscribe.",
    Keyword.START: "You have successfully been re-subscribed to messages from this number. "
    "Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
    Keyword.HELP: "Reply STOP to unsubscribe. Msg&Data Rates May Apply.",
}


def keyword(body: str) -> Keyword | None:
    """The keyword that a text consists of: one word, in any case, and nothing else."""
    word = body.strip().casefold()
    for words, found in ((_STOP, Keyword.STOP), (_START, Keyword.START), (_HELP, Keyword.HELP)):
        if word in words:
            return found
    return None
