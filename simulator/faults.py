"""What goes wrong on purpose, each switched on by name and optionally for the next few times only."""

import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FaultName(StrEnum):
    """One way in which a carrier can be unkind."""

    # At the door, for creates.
    HANG_AFTER_ACCEPTING = "hang_after_accepting"
    ERROR_AFTER_ACCEPTING = "error_after_accepting"
    RESET_AFTER_ACCEPTING = "reset_after_accepting"
    TOO_MANY_REQUESTS = "too_many_requests"
    UNAVAILABLE = "unavailable"
    LATENCY = "latency"
    REFUSE = "refuse"
    # The whole account, until switched off: see billing.py.
    SUSPENDED_ACCOUNT = "suspended_account"
    NO_BALANCE = "no_balance"
    # Status callbacks of calls and texts.
    DROP_CALLBACKS = "drop_callbacks"
    DUPLICATE_CALLBACKS = "duplicate_callbacks"
    DELAY_CALLBACKS = "delay_callbacks"
    SHUFFLE_CALLBACKS = "shuffle_callbacks"


@dataclass(slots=True)
class Fault:
    """A switch: for the next `next` times (None: until switched off), with its real seconds and chance."""

    name: FaultName
    next: int | None = None
    seconds: float = 60.0
    chance: float = 1.0
    on: str = "all"
    """`calls`, `texts` or `all`."""
    code: int = 0
    """Of `refuse`: one of the carrier's codes (rest/errors.py has those that it knows)."""


class Faults:
    """The switches that are on."""

    def __init__(self, seed: int = 0) -> None:
        self._on: dict[FaultName, Fault] = {}
        self._dice = random.Random(seed)  # noqa: S311 - a repeatable dice, not a secret

    def put(self, faults: list[dict[str, Any]]) -> None:
        """Switch exactly these on, and all others off; raises ValueError or TypeError on nonsense."""
        self._on = {fault.name: fault for fault in (_read(item) for item in faults)}

    def all(self) -> list[Fault]:
        """What is on now."""
        return list(self._on.values())

    def is_on(self, name: FaultName) -> bool:
        """Whether a lasting fault is on."""
        return name in self._on

    def take(self, name: FaultName, on: str = "all") -> Fault | None:
        """The fault, if it strikes now; counts it."""
        fault = self._on.get(name)
        if fault is None or fault.on not in ("all", on):
            return None
        if fault.chance < 1.0 and self._dice.random() >= fault.chance:
            return None
        if fault.next is not None:
            fault.next -= 1
            if fault.next <= 0:
                del self._on[name]
        return fault

    def dice(self, most: float) -> float:
        """A random number of seconds up to `most`."""
        return self._dice.uniform(0.0, most)


def _read(item: dict[str, Any]) -> Fault:
    return Fault(**{**item, "name": FaultName(item["name"])})
