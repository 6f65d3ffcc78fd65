"""The cookies that an application sets: kept for one call, or for one pair of texting numbers."""

from collections import defaultdict
from http.cookies import Morsel, SimpleCookie


class Cookies:
    """Cookies by conversation and host; paths and expiry dates are not looked at, a zero age is."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)

    def header(self, conversation: str, host: str) -> str:
        """What goes into the Cookie header; empty when there are none."""
        kept = self._kept.get((conversation, host), {})
        return "; ".join(f"{name}={value}" for name, value in kept.items())

    def keep(self, conversation: str, host: str, given: "SimpleCookie") -> None:
        """Remember what an answer sets, and forget what it takes back."""
        for name, cookie in given.items():
            if _is_over(cookie):
                self._kept[conversation, host].pop(name, None)
            else:
                self._kept[conversation, host][name] = cookie.value


def _is_over(cookie: "Morsel[str]") -> bool:
    return str(cookie["max-age"]) == "0"
