"""A visit between two turns."""

import json

import pytest

from carrier.carrier import Language
from flows.engine.visit import Audio, Keys, Moment, Over, Through, Turn, Visit, Voice, Words
from flows.engine.walk import from_json, to_json

VISIT = Visit(
    "CA1",
    "hotline",
    "main",
    Language.FR,
    turn=5,
    facts={"zone": "Zoé", "count": 3, "late": True, "who": None},
    back=("language", "what"),
    silences=1,
    pauses=2,
    kept=(
        Turn("hotline", "a", 1, (Words("dag", Language.NL, "hotline", "a"), Audio("tok")), Keys(1)),
        Turn("hotline", "b", 2, (), Voice(60)),
        Turn("hotline", "c", 3, (), Moment(1)),
        Turn("hotline", "d", 4, (), Through("+3232000000")),
        Turn("hotline", "e", 5, (), Over()),
    ),
)


def test_a_visit_comes_back_as_it_was_kept():
    back = from_json(to_json(VISIT))
    assert VISIT == back
    assert isinstance(back.language, Language)
    assert isinstance(back.kept[0].said[0].language, Language)


def test_secrets_are_not_kept():
    known = to_json(Visit("CA1", "police_line", "pin", Language.NL, secrets={"pin": "123456"}))
    assert "123456" not in known
    assert {} == from_json(known).secrets


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "[1]", "null", "[1,[],{},[],[]]", "no json", '[1,["a"],{},[[],0,0],[]]']
)
def test_what_cannot_be_read_is_no_visit(text):
    assert from_json(text) is None


def test_a_visit_of_another_release_is_no_visit():
    known = json.loads(to_json(VISIT))
    known[0] += 1
    assert from_json(json.dumps(known)) is None


def test_a_visit_is_small():
    assert len(to_json(VISIT)) < 500
