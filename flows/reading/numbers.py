"""Numbers as people write them: in digits, or as words of four languages."""

from __future__ import annotations

_WORDS = {
    1: "een eentje ene un une ein eine einen einer einem eins one",
    2: "twee twe tweeen deux zwei zwo beide two",
    3: "drie dry drieen trois drei three",
    4: "vier vieren quatre four",
    5: "vijf vyf cinq funf fuenf five",
    6: "zes zessen six sechs",
    7: "zeven sept sieben seven",
    8: "acht huit eight",
    9: "negen neuf neun nine",
    10: "tien dix zehn ten",
    11: "elf onze eleven",
    12: "twaalf douze zwolf zwoelf twelve",
    13: "dertien treize dreizehn thirteen",
    14: "veertien quatorze vierzehn fourteen",
    15: "vijftien quinze funfzehn fuenfzehn fifteen",
    16: "zestien seize sechzehn sixteen",
    17: "zeventien dixsept siebzehn seventeen",
    18: "achttien dixhuit achtzehn eighteen",
    19: "negentien dixneuf neunzehn nineteen",
    20: "twintig vingt zwanzig twenty",
    21: "eenentwintig einundzwanzig",
    22: "tweeentwintig zweiundzwanzig",
    23: "drieentwintig dreiundzwanzig",
    25: "vijfentwintig funfundzwanzig fuenfundzwanzig",
    30: "dertig trente dreissig thirty",
    35: "vijfendertig funfunddreissig",
    40: "veertig quarante vierzig forty",
    45: "vijfenveertig funfundvierzig",
    50: "vijftig cinquante funfzig fuenfzig fifty",
    60: "zestig soixante sechzig sixty",
}
NUMBERS = {word: number for number, words in _WORDS.items() for word in words.split()}

ARTICLES = frozenset("een n ne nen nen ene un une ein eine einen einer einem a an".split())


def number(word: str) -> int | None:
    """The number that a word is, at most three digits; None when it is none."""
    if word.isascii() and word.isdecimal():
        return int(word) if len(word) <= 3 else None
    return NUMBERS.get(word)
