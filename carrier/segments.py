"""How many messages a text costs, which letters are to blame, and what else cannot travel by text or by voice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# GSM 03.38: these travel as one unit of seven bits, the second row as an escape and one more.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€\f")
_GSM = _BASIC | _EXTENDED

GSM_ALONE, GSM_JOINED = 160, 153
UCS_ALONE, UCS_JOINED = 70, 67


def segments(text: str) -> int:
    """How many messages the carrier sends, and charges, for this text. An empty one is one message."""
    if _GSM.issuperset(text):
        return _parcels([1 if letter in _BASIC else 2 for letter in text], GSM_ALONE, GSM_JOINED)
    return _parcels([2 if letter > "\uffff" else 1 for letter in text], UCS_ALONE, UCS_JOINED)


def culprits(text: str) -> tuple[str, ...]:
    """The letters that more than halve what fits into a message, each once, in the order in which they appear."""
    return tuple(dict.fromkeys(letter for letter in text if letter not in _GSM))


def plain(text: str) -> str:
    """The nearest spelling that keeps a message at 160 letters; what has no counterpart is left as it is."""
    return "".join(_spelt(letter) for letter in unicodedata.normalize("NFC", text))


def clean(text: str) -> str:
    """Without what neither XML 1.0 nor a text can carry: control characters (but tab, line feed, carriage return),
    lone surrogates, U+FFFE and U+FFFF. One of them left in would end a call."""
    return _CANNOT_TRAVEL.sub("", text)


_CANNOT_TRAVEL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

_NEAREST = {
    **dict.fromkeys("‘’‚‛‹›′´`ʼ", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−•", "-"),
    **dict.fromkeys("\u00ad\u200b\u2060\ufeff", ""),
    "\t": " ", "\u2028": "\n", "\u2029": "\n", "\u2044": "/", "\u00b7": ".", "×": "x", "÷": "/", "¦": "|",
    "œ": "oe", "Œ": "OE", "ẞ": "SS", "ı": "i", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D",
    "þ": "th", "Þ": "Th", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ſ": "s", "ĸ": "k",
    "©": "(c)", "®": "(r)", "¢": "c",
}  # fmt: skip


def _spelt(letter: str) -> str:
    if letter in _GSM:
        return letter
    if letter in _NEAREST:
        return _NEAREST[letter]
    parts = unicodedata.normalize("NFKD", letter)
    spelt = "".join(_NEAREST.get(part, part) for part in parts if not "\u0300" <= part <= "\u036f")
    return spelt if _GSM.issuperset(spelt) else letter


def _parcels(sizes: Iterable[int], alone: int, joined: int) -> int:
    """Into how many parcels letters of these sizes go; no letter is cut in two."""
    sizes = tuple(sizes)
    if sum(sizes) <= alone:
        return 1
    count, free = 1, joined
    for size in sizes:
        if size > free:
            count, free = count + 1, joined
        free -= size
    return count
