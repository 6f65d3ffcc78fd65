"""The words of a member list: how its columns and their values are named, in four languages. A word is compared
without capitals, accents and whatever is no letter or digit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum

from carrier.carrier import Language
from db.people import Role, Wants


class Column(StrEnum):
    """What a column of the list holds."""

    NAME = "name"
    FIRST_NAME = "first name"
    LANGUAGE = "language"
    NETWORKS = "network"
    PHONE = "phone"
    WANTS = "wants"
    ROLE = "role"


def plain(word: str) -> str:
    """Only the letters and digits, small, without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if letter.isalnum() and letter.isascii())


def _words(**by_value: str) -> dict[str, str]:
    return {word: value for value, words in by_value.items() for word in words.split()}


_COLUMNS: Mapping[str, Column] = {
    word: Column[name]
    for word, name in _words(
        NAME="name naam familienaam achternaam nom nomdefamille nachname familienname surname lastname fullname "
        "volledigenaam naamenvoornaam naamvoornaam voornaamennaam voornaamnaam nometprenom nomprenom prenometnom "
        "prenomnom vorundnachname namevorname vornamename lid member membre mitglied",
        FIRST_NAME="voornaam prenom vorname firstname",
        LANGUAGE="language lang taal langue sprache",
        NETWORKS="network networks networkcode networkcodes netwerk netwerken netwerkcode netwerkcodes reseau reseaux "
        "codereseau netzwerk netzwerke netz bin binz bincode code codes plp",
        WANTS="wants want wens wil wilt wenst voorkeur souhait souhaite veut preference wunsch wuenscht wunscht will "
        "via how hoe comment wie contact",
        ROLE="role rol rolle fonction functie funktion function",
    ).items()
}
_PHONE = re.compile(
    r"(?:phone|telephone|telefoon|telefon|tel|gsm|mobile|mobiel|portable|mobil|handy|landline|vast|fixe|festnetz)"
    r"(?:number|nummer|nr|no|numero|vast|fixe|mobiel)?(\d?)",
    re.ASCII,
)

LANGUAGES: Mapping[str, Language] = {
    word: Language(value)
    for word, value in _words(
        nl="nl n nederlands neerlandais niederlandisch dutch vlaams flamand",
        fr="fr f frans francais franzosisch french",
        de="de d duits allemand deutsch german",
        en="en e engels anglais englisch english",
    ).items()
}

WANTS: Mapping[str, Wants] = {
    word: Wants(value)
    for word, value in _words(
        calls="calls call bel bellen oproep oproepen appel appels appeler anruf anrufe anrufen voice telefoon",
        texts="texts text sms smsen tekst teksten texte textes bericht berichten message messages nachricht "
        "nachrichten",
        both="both beide beiden allebei lesdeux deux beides alles alle tout tous all oproepensms appeletsms "
        "anrufundsms callandtext callsandtexts",
    ).items()
}

ROLES: Mapping[str, Role] = {
    word: Role(value)
    for word, value in _words(
        member="member lid membre mitglied",
        coordinator="coordinator coordinatrice coordinateur koordinator koordinatorin",
        deputy="deputy adjunct adjunctcoordinator plaatsvervanger vervanger adjoint adjointe suppleant "
        "stellvertreter stellvertreterin stellvertretung",
    ).items()
}


def read_heading(heading: str) -> tuple[Column, int] | None:
    """What a heading names, and for phones which one (0 when it does not say); None for a column that we do not use."""
    word = plain(heading)
    if word in _COLUMNS:
        return _COLUMNS[word], 0
    phone = _PHONE.fullmatch(word)
    return (Column.PHONE, int(phone[1] or 0)) if phone else None
