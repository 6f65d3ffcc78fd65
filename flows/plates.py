"""Number plates, said by the spelling alphabet of each language: "2-ABC-123" is "2, Arthur Bruno Carolina, 1 2 3". Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from carrier.carrier import Language

# The alphabets that the telephone service of Belgium taught; German as in DIN 5009 before 2022, which people know.
ALPHABETS: Mapping[Language, Mapping[str, str]] = {
    language: {word[0].upper().replace("É", "E"): word for word in words.split()}
    for language, words in {
        Language.NL: "Arthur Bruno Carolina David Emiel Frederik Gustaaf Hendrik Isidoor Jozef Kilogram Leopold Maria "
        "Napoleon Oscar Piano Quotiënt Robert Sofie Telefoon Ursula Victor Waterloo Xavier Yvonne Zola",
        Language.FR: "Arthur Bruxelles César David Émile Frédéric Gustave Henri Isidore Joseph Kilogramme Léopold Marie "
        "Napoléon Oscar Piano Quiévrain Robert Simon Téléphone Ursule Victor Waterloo Xavier Yvonne Zoé",
        Language.DE: "Anton Berta Cäsar Dora Emil Friedrich Gustav Heinrich Ida Julius Kaufmann Ludwig Martha Nordpol "
        "Otto Paula Quelle Richard Samuel Theodor Ulrich Viktor Wilhelm Xanthippe Ypsilon Zacharias",
        Language.EN: "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa "
        "Quebec Romeo Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu",
    }.items()
}

# Belgian plates of today (2-ABC-123) and before (ABC-123, 123-ABC), however they were typed. What is in spaces only must
# have capitals, and not end in a number that one dials: OM 2 BEL 112 is no plate.
PLATE = re.compile(
    r"(?<![\w-])(?:"
    r"[1-9](?P<sign>[-.]?)[A-Za-z]{3}(?P=sign)\d{3}"
    r"|[1-9] [A-Z]{3} (?!1(?:00|01|10|12))\d{3}"
    r"|[A-Z]{3}-\d{3}|\d{3}-[A-Z]{3}"
    r")(?![\w-])"
)


def spelled(plate: str, language: Language) -> str:
    """A plate letter by letter, in the words of the language; digits one by one. Signs between them are pauses."""
    groups = re.findall(r"[A-Za-z]+|\d+", plate)
    alphabet = ALPHABETS[language]
    return ", ".join(" ".join(alphabet.get(sign, sign) for sign in group.upper()) for group in groups)
