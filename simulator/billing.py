"""Money: what is left on the account, what calls and texts cost, and whether the account may do anything.

An account whose balance is used up is suspended (support.twilio.com, "What happens if my Twilio balance
reaches zero"); a call in progress may take it below zero.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from simulator.faults import FaultName, Faults

CURRENCY = "EUR"


class Standing(StrEnum):
    """The status of an account, in Twilio's words."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(slots=True)
class Purse:
    """What is left, and what is taken from it; by default nothing costs anything."""

    balance: float = 100.0
    call_price: float = 0.0
    """For each begun minute of an answered call."""
    text_price: float = 0.0
    """For each segment that is sent."""

    def pay_call(self, seconds: int) -> str | None:
        """Pay for a call; the price as a resource carries it."""
        return self._pay(self.call_price * math.ceil(seconds / 60))

    def pay_text(self, segments: int) -> str | None:
        """Pay for a text; the price as a resource carries it."""
        return self._pay(self.text_price * segments)

    def _pay(self, price: float) -> str | None:
        if not price:
            return None
        self.balance = round(self.balance - price, 5)
        return f"{-price:.5f}"


class _Billed(Protocol):
    faults: Faults
    purse: Purse


def balance(company: _Billed) -> float:
    """What is left, or nothing when the fault says so."""
    return 0.0 if company.faults.is_on(FaultName.NO_BALANCE) else company.purse.balance


def standing(company: _Billed) -> Standing:
    """Whether the account may call and text."""
    if company.faults.is_on(FaultName.SUSPENDED_ACCOUNT) or balance(company) <= 0:
        return Standing.SUSPENDED
    return Standing.ACTIVE
