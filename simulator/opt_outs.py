"""STOP, START and HELP as the carrier handles them by itself, in English."""

from enum import StrEnum

from simulator.world import Company, Text

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


def handle(company: Company, text: Text) -> None:
    """Block, unblock or help, and answer; the message is passed on to the application all the same."""
    pair = (text.to, text.from_)
    found = keyword(text.body)
    if found is None or (found is Keyword.START and pair not in company.opted_out):
        return
    if found is Keyword.STOP:
        company.opted_out.add(pair)
    elif found is Keyword.START:
        company.opted_out.discard(pair)
    company.log.add(
        "text",
        direction="to_person",
        number=text.from_,
        by="carrier",
        text=ANSWERS[found],
        **{"from": text.to, "to": text.from_},
    )


def told(company: Company, text: Text) -> dict[str, str]:
    """What the application is told of it: `OptOutType`, only where Advanced Opt-Out is on."""
    line, found = company.lines.get(text.to), keyword(text.body)
    return {"OptOutType": found} if found and line is not None and line.advanced_opt_out else {}
