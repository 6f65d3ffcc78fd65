"""Keys that work without being offered: in a message for an answering machine, which a person may hear."""

from __future__ import annotations

from carrier.carrier import Language
from flows.engine.check import check_table, check_words
from flows.engine.draw import draw
from flows.engine.moves import wait
from flows.engine.steps import End, Flow, Menu
from flows.engine.visit import Keys, Visit


def flow(**menu: object) -> Flow:
    keys = {"1": "end", "2": "end"}
    return Flow("f", give_up="end", steps={"ask": Menu(keys, **menu), "end": End()})  # type: ignore[arg-type]


def words(text: str) -> dict[str, dict[str, str]]:
    return {"ask": {language.value: text for language in Language}}


def test_an_unsaid_key_need_not_be_named() -> None:
    assert [] == list(check_words(flow(unsaid=frozenset("12")), words("Bel ons.")))


def test_an_unsaid_key_that_is_offered_all_the_same_is_found() -> None:
    found = list(
        check_words(flow(unsaid=frozenset("2")), words("Druk 1, druk 2, press 2, sur 2, drücken Sie 2"))
    )
    assert [
        f"f, ask: the words in {language} name the key 2, which it does not have" for language in Language
    ] == sorted(set(found), key=lambda one: list(Language).index(Language(one.split(" in ")[1][:2])))


def test_an_unsaid_key_that_is_no_key_is_found() -> None:
    table = flow(unsaid=frozenset("9"))
    assert ["f, ask: leaves a key unsaid that it does not have"] == list(check_table(table, {"f": table}))


def test_a_drawing_shows_which_keys_are_unsaid() -> None:
    assert "unsaid: 1, 2" in draw(flow(unsaid=frozenset("12")))


def test_a_menu_may_wait_for_its_own_time() -> None:
    visit = Visit("CA1", "f", "ask", Language.NL)
    assert Keys(1, 1) == wait(visit, Menu({"1": "end"}, seconds=1))
    assert Keys(1) == wait(visit, Menu({"1": "end"}))
