"""The fragment of a webhook's URL: how patient to be, and when to try again."""

from dataclasses import dataclass
from urllib.parse import parse_qs

POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})
EDGES = frozenset(["ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"])
MOST_RETRIES = 5


class BadOverride(Exception):
    """A fragment that Twilio does not accept, with its code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Overrides:
    """Times in seconds; `policy` is what a request is retried after."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})
    total_given: bool = False
    """Whether the time for all attempts together was asked for: then its end has a code of its own."""

    def again(self, reason: str) -> bool:
        """Whether a request that failed like this is tried once more."""
        return "all" in self.policy or reason in self.policy


def overrides(fragment: str, patience: float) -> Overrides:
    """Read `rc=2&rp=ct,rt,5xx&rt=4000`; times out of their range go to its end. Raises BadOverride."""
    given = {name: values[-1] for name, values in parse_qs(fragment).items()}
    if "e" in given and not set(given["e"].split(",")) <= EDGES:
        raise BadOverride(11240, f"no edge location: {given['e']}")
    return Overrides(
        connect=_seconds(given.get("ct", ""), 5.0, 10.0),
        read=_seconds(given.get("rt", ""), patience, 15.0),
        total=_seconds(given.get("tt", ""), patience, 15.0),
        retries=min(int(given["rc"]), MOST_RETRIES) if given.get("rc", "").isdigit() else 1,
        policy=_policy(given.get("rp", "ct")),
        total_given="tt" in given,
    )


def _policy(given: str) -> frozenset[str]:
    policy = frozenset(given.split(","))
    if not policy <= POLICIES:
        raise BadOverride(11243, f"no retry policy: {given}")
    return policy


def _seconds(given: str, default: float, most: float) -> float:
    return min(max(int(given) / 1000, 0.1), most) if given.isdigit() else default
