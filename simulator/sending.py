"""A text leaves the carrier when it is its sender's turn, or never."""

import asyncio

from simulator.billing import Standing, standing
from simulator.callbacks import tell_text
from simulator.segments import segments
from simulator.turns import Turn
from simulator.world import Company, Text

ACCOUNT_SUSPENDED = 30002
VALIDITY_EXPIRED = 30036


async def leaves(company: Company, text: Text) -> bool:
    """Wait for the turn, and pay; False when the text failed instead: too old, or the account suspended."""
    pieces = segments(text.body)
    turn = company.text_turns(text.from_).join(pieces)
    if not turn.done():
        await _wait(company, turn, text)
    if turn.cancelled():
        return _failed(company, text, VALIDITY_EXPIRED)
    if standing(company) is not Standing.ACTIVE:
        return _failed(company, text, ACCOUNT_SUSPENDED)
    text.price = company.purse.pay_text(pieces)
    return True


async def _wait(company: Company, turn: Turn, text: Text) -> None:
    def give_up() -> None:
        turn.cancel()

    too_late = company.clock.call_later(text.valid_for, give_up)
    try:
        await asyncio.wait({turn})
    finally:
        too_late.cancel()
    company.log.add("turn", message=text.sid, given_up=turn.cancelled())


def _failed(company: Company, text: Text, code: int) -> bool:
    text.error = code
    tell_text(company, text, "failed")
    return False
