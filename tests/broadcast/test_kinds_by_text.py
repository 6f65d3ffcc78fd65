"""What a text is, is read in its first words."""

from __future__ import annotations

import pytest

from broadcast.plan import Words, text_body
from carrier.carrier import Language
from carrier.segments import segments
from db.broadcasts import BroadcastKind
from flows.engine.texts import load

TEXTS = load()
NL, FR, DE, EN = Language
NETWORK = "BIN-Z Sint-Martens-Latem"


def body(kind: BroadcastKind, language: Language, message: str | None = None, over: bool = False) -> str:
    return text_body(Words(kind, NETWORK, "+32 3 234 56 78", message, over), language, TEXTS)


@pytest.mark.parametrize(
    ("kind", "over", "nl", "fr", "de", "en"),
    [
        (BroadcastKind.ALERT, False, "dringend", "message urgent", "dringende", "urgent"),
        (BroadcastKind.NOTICE, False, "mededeling", "communication", "Mitteilung", "notice"),
        (BroadcastKind.FEEDBACK, False, "feedback", "retour", "Rückmeldung", "feedback"),
        (BroadcastKind.CORRECTION, False, "RECHTZETTING", "RECTIFICATION", "BERICHTIGUNG", "CORRECTION"),
        (BroadcastKind.CORRECTION, True, "VOORBIJ", "FIN D'ALERTE", "ENTWARNUNG", "ALL CLEAR"),
        (BroadcastKind.DRILL, False, "OEFENING", "EXERCICE", "ÜBUNG", "EXERCISE"),
    ],
)
def test_each_kind_says_what_it_is_right_after_the_network(
    kind: BroadcastKind, over: bool, nl: str, fr: str, de: str, en: str
) -> None:
    for language, first in zip(Language, (nl, fr, de, en), strict=True):
        for message in (None, "Twee mannen, Cogels-Osylei."):
            said = body(kind, language, message, over).removeprefix(NETWORK).lstrip(" :")
            assert said.startswith(first), said


@pytest.mark.parametrize("language", Language)
def test_a_drill_says_that_it_is_none_of_it_real(language: Language) -> None:
    real = {
        NL: "geen echt alarm",
        FR: "pas une vraie alerte",
        DE: "kein echter Alarm",
        EN: "not a real alert",
    }
    for message in (None, "Dit is een oefenbericht."):
        said = body(BroadcastKind.DRILL, language, message)
        assert real[language] in said
        assert not any(word in said.lower() for word in ("dringend", "urgent", "101", "112"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", BroadcastKind)
def test_every_kind_takes_two_messages_at_most(kind: BroadcastKind, language: Language) -> None:
    assert segments(body(kind, language)) <= 2
    assert segments(body(kind, language, "x" * 100)) <= 2
