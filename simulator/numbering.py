"""The numbering plan, as far as a carrier looks at it before it dials or texts."""

import re

WITHHELD = "+266696687"
"""What a webhook shows for a withheld number: the word `anonymous` on a keypad."""

WITHHELD_FORMS = {
    "anonymous": WITHHELD,
    "restricted": "+7378742883",
    "blocked": "+2562533",
    "unavailable": "+86282452253",
    "Anonymous": "Anonymous",
    "Restricted": "Restricted",
    "nothing": "",
}
"""The forms in which withheld numbers have been seen: words on a keypad, words, and nothing at all."""

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_BELGIAN_MOBILE = re.compile(r"\+324[5-9]\d{7}")
_BELGIAN_FIXED = re.compile(r"\+32(?!4[5-9])[1-9]\d{7}")


def can_be_dialled(number: str) -> bool:
    """Whether this is a number at all; Belgian ones must have their exact length."""
    if not _E164.fullmatch(number):
        return False
    if number.startswith("+32"):
        return bool(_BELGIAN_MOBILE.fullmatch(number) or _BELGIAN_FIXED.fullmatch(number))
    return True


def can_get_texts(number: str) -> bool:
    """Whether a text can arrive there: a Belgian landline cannot; abroad we believe it."""
    return not number.startswith("+32") or bool(_BELGIAN_MOBILE.fullmatch(number))


def shown(number: str, withheld: bool | str) -> str:
    """What a webhook shows for a number; KeyError for a form in which none is withheld."""
    if not withheld:
        return number
    return WITHHELD if withheld is True else WITHHELD_FORMS[withheld]
