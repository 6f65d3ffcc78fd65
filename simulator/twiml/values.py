"""What an attribute may say: each check takes the value and tells whether it is allowed."""

import re
from collections.abc import Callable

Check = Callable[[str], bool]

_METHODS = frozenset({"GET", "POST"})
_KEYS = frozenset("0123456789*#")
_TONES = frozenset("0123456789*#ABCDWw")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_VOICE = re.compile(r"man|woman|alice|[A-Z][A-Za-z]+\.[\w.:-]+")
_MOST_HINTS = 500
_LONGEST_HINT = 100


def anything(value: str) -> bool:
    """Any text."""
    del value
    return True


def whole(least: int = 0, most: int | None = None) -> Check:
    """A whole number, from and to."""

    def check(value: str) -> bool:
        return (
            value.isascii()
            and value.isdigit()
            and least <= int(value)
            and (most is None or int(value) <= most)
        )

    return check


def whole_or_auto(value: str) -> bool:
    """A whole number above 0, or `auto`."""
    return value == "auto" or whole(1)(value)


def one_of(*words: str) -> Check:
    """One of these words."""
    return lambda value: value in words


def some_of(*words: str) -> Check:
    """Some of these words, with blanks between them."""
    return lambda value: bool(value.split()) and set(value.split()) <= set(words)


def yes_or_no(value: str) -> bool:
    """`true` or `false`."""
    return value.casefold() in ("true", "false")


def method(value: str) -> bool:
    """GET or POST."""
    return value.upper() in _METHODS


def keys(value: str) -> bool:
    """Any number of keys of a telephone."""
    return set(value) <= _KEYS


def key_or_none(value: str) -> bool:
    """One key of a telephone, or nothing."""
    return len(value) <= 1 and keys(value)


def tones(value: str) -> bool:
    """Keys to be played, with pauses of half a second (w) and a second (W)."""
    return bool(value) and set(value) <= _TONES


def language(value: str) -> bool:
    """A language tag, such as nl-BE; `multi` where several are understood."""
    return bool(_LANGUAGE.fullmatch(value))


def voice(value: str) -> bool:
    """A basic voice, or a provider's, such as Polly.Lisa-Neural."""
    return bool(_VOICE.fullmatch(value))


def hints(value: str) -> bool:
    """At most 500 phrases of at most 100 characters, with commas between them."""
    given = value.split(",")
    return len(given) <= _MOST_HINTS and all(len(hint.strip()) <= _LONGEST_HINT for hint in given)


def is_true(value: str | None) -> bool:
    """Whether an attribute says yes."""
    return (value or "").casefold() == "true"
