"""A telephone number: read in any Belgian way of writing, kept in E.164, masked wherever it is shown or logged.

Make-believe numbers for the demo and the tests: mobiles +32 450 00 xx xx, landlines +32 15 00 xx xx. Both are valid to
`phonenumbers`; nobody has them: no Belgian subscriber's number begins with 0 after its area code.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, ValidationResult

BELGIUM = frozenset({"BE"})
MOST_CHARACTERS = 250  # a longer text is no number, and is not worth the parser's time


class PhoneKind(StrEnum):
    """A mobile can be texted; a landline can only be called."""

    MOBILE = "mobile"
    LANDLINE = "landline"


class WhyNot(StrEnum):
    """Why a text is no phone number that we would call. The words for people are kept with the other words."""

    EMPTY = "empty"
    WITHHELD = "withheld"
    NOT_A_NUMBER = "not_a_number"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    EMERGENCY = "emergency"
    SHORT_CODE = "short_code"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    COMPANY = "company"  # 078: one number for a whole company (UAN)
    TOLL_FREE = "toll_free"
    VOICEMAIL = "voicemail"
    SATELLITE = "satellite"
    NOT_A_PERSONS = "not_a_persons"  # a pager and the like
    NOT_ALLOWED_COUNTRY = "not_allowed_country"


class NotAPhone(ValueError):
    """This is no number that we would call; `why` says so to a machine. The text itself is not in the message."""

    def __init__(self, why: WhyNot) -> None:
        super().__init__(why.value)
        self.why = why


_EMERGENCY = frozenset({"100", "101", "112"})
_SHORT = 6  # no Belgian number of a person has so few digits; 116000 and 1733 do
_SATELLITE = frozenset({870, 881, 882, 883})  # Inmarsat, Iridium and other networks without a country

# What a carrier writes instead of a number, most of them the word spelt on a telephone's keys (266696687 = ANONYMOUS).
_WITHHELD = frozenset(
    {
        "", "anonymous", "restricted", "unavailable", "unknown", "private", "blocked", "withheld",
        "266696687", "7378742883", "2562533", "86282452253", "8656696",
        "+266696687", "+7378742883", "+2562533", "+86282452253", "+8656696",
    }
)  # fmt: skip
_NO_NUMBER_AT_ALL = ("sip:", "sips:", "client:", "whatsapp:", "messenger:")

_PERSONS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.LANDLINE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.MOBILE,  # North America does not tell them apart
    PhoneNumberType.VOIP: PhoneKind.LANDLINE,
}
_OTHERS = {
    PhoneNumberType.PREMIUM_RATE: WhyNot.PREMIUM,
    PhoneNumberType.SHARED_COST: WhyNot.SHARED_COST,
    PhoneNumberType.UAN: WhyNot.COMPANY,
    PhoneNumberType.TOLL_FREE: WhyNot.TOLL_FREE,
    PhoneNumberType.VOICEMAIL: WhyNot.VOICEMAIL,
}
_WRONG_LENGTH = {
    ValidationResult.TOO_SHORT: WhyNot.TOO_SHORT,
    ValidationResult.TOO_LONG: WhyNot.TOO_LONG,
}

_FROM_FIRST_TO_LAST_DIGIT = re.compile(r"(?:[+(][+(\s]*)?\d(?:.*\d)?", re.DOTALL)
_WHAT_STANDS_BETWEEN_DIGITS = re.compile(
    r"[\s().,/\\·•_'\-\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2060\u2212\ufeff]+"
)
_COMPACT = re.compile(r"\+?\d+", re.ASCII)
_E164 = re.compile(r"\+\d{7,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone that can be called: its number in E.164, and whether it can be texted."""

    e164: str
    kind: PhoneKind

    @classmethod
    def parse(cls, text: str, region: str = "BE", *, countries: frozenset[str] = BELGIUM) -> Phone:
        """The one way in. Raises `NotAPhone`. `region`: whose way of writing; `countries`: which we call at all."""
        number = _read(_compact(text), region)
        if number.country_code in _SATELLITE:
            raise NotAPhone(WhyNot.SATELLITE)
        if phonenumbers.region_code_for_number(number) not in countries:
            raise NotAPhone(WhyNot.NOT_ALLOWED_COUNTRY)
        # A known type also means a valid number: asking `is_valid_number` first would do the same work twice.
        return cls(f"+{number.country_code}{phonenumbers.national_significant_number(number)}", _kind(number))


def masked(e164: str) -> str:
    """For logs and screens: the country and the last three digits, or nothing at all when it is no number."""
    if not _E164.fullmatch(e164):
        return "•••••"
    return f"{'+32' if e164.startswith('+32') else '+'}•••••{e164[-3:]}"


def is_withheld(from_value: str | None) -> bool:
    """The caller's number is not known: withheld, or the caller has none (SIP, an application)."""
    value = (from_value or "").strip().lower()
    return value in _WITHHELD or value.startswith(_NO_NUMBER_AT_ALL) or "@" in value


def _compact(text: str) -> str:
    """Only the digits, and a leading plus. Words may stand around the number, never inside: 0470-BEL-ONS is none."""
    if len(text) > MOST_CHARACTERS:
        raise NotAPhone(WhyNot.TOO_LONG)
    plain = text.strip()
    if not plain:
        raise NotAPhone(WhyNot.EMPTY)
    if is_withheld(plain):
        raise NotAPhone(WhyNot.WITHHELD)
    return _digits(plain if plain.isascii() else unicodedata.normalize("NFKC", plain))


def _digits(text: str) -> str:
    found = _FROM_FIRST_TO_LAST_DIGIT.search(text)
    compact = _WHAT_STANDS_BETWEEN_DIGITS.sub("", found[0]) if found else ""
    if not compact.isascii():
        compact = "".join(str(unicodedata.decimal(letter, letter)) for letter in compact)
    if not _COMPACT.fullmatch(compact):
        raise NotAPhone(WhyNot.NOT_A_NUMBER)
    return compact


def _read(compact: str, region: str) -> PhoneNumber:
    if compact in _EMERGENCY:
        raise NotAPhone(WhyNot.EMERGENCY)
    try:
        number = phonenumbers.parse(compact, region)
    except NumberParseException as unread:
        raise NotAPhone(_unread(unread)) from None
    digits = str(number.national_number)
    if digits in _EMERGENCY:
        raise NotAPhone(WhyNot.EMERGENCY)
    if number.country_code == 32 and len(digits) <= _SHORT:
        raise NotAPhone(WhyNot.SHORT_CODE)
    return number


def _unread(unread: NumberParseException) -> WhyNot:
    match unread.error_type:
        case NumberParseException.TOO_LONG:
            return WhyNot.TOO_LONG
        case NumberParseException.TOO_SHORT_NSN | NumberParseException.TOO_SHORT_AFTER_IDD:
            return WhyNot.TOO_SHORT
        case _:
            return WhyNot.NOT_A_NUMBER


def _kind(number: PhoneNumber) -> PhoneKind:
    what = phonenumbers.number_type(number)
    if what in _PERSONS:
        return _PERSONS[what]
    if what != PhoneNumberType.UNKNOWN:
        raise NotAPhone(_OTHERS.get(what, WhyNot.NOT_A_PERSONS))
    length = phonenumbers.is_possible_number_with_reason(number)
    raise NotAPhone(_WRONG_LENGTH.get(length, WhyNot.NOT_A_NUMBER))


def written(e164: str) -> str:
    """A number as it is written for people: `+32 3 234 56 78`."""
    number = phonenumbers.parse(e164, None)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL))
