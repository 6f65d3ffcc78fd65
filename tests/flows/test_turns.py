"""Every turn is answered once, whatever the carrier asks again, and whatever was deployed in between."""

import pytest

from carrier.carrier import Language
from flows.engine.steps import (
    Ask,
    Do,
    End,
    Flow,
    Menu,
    Say,
)
from flows.engine.visit import Keyed, Waited
from flows.engine.walk import answer, begin

BYE = {"bye": End()}


CHAIN = {f"s{n}": Menu({"1": f"s{n + 1}"}) for n in range(1, 9)} | {"s9": End()} | BYE


def test_the_same_question_gets_the_same_answer(call):
    ringing = call(CHAIN).presses("1").presses("1")
    before = ringing.visit
    assert "s2" == ringing.says_at("s1", 1, Keyed("1")).at
    assert before == ringing.visit


def test_the_answers_to_the_last_four_turns_are_kept(call):
    ringing = call(CHAIN)
    for _ in range(6):
        ringing.presses("1")
    assert [("s4", 4), ("s5", 5), ("s6", 6), ("s7", 7)] == [
        (ringing.says_at(f"s{n}", n, Keyed("1")).at, ringing.turn.number) for n in (3, 4, 5, 6)
    ]


@pytest.mark.parametrize(("step", "number"), [("s1", 1), ("s7", 8), ("s6", 7), ("s9", 99), ("nowhere", 7)])
def test_a_turn_that_nobody_knows_is_told_where_we_are(call, step, number):
    ringing = call(CHAIN)
    for _ in range(6):
        ringing.presses("1")
    assert ("s7", 7) == (ringing.says_at(step, number, Keyed("1")).at, ringing.turn.number)


def test_an_action_is_not_done_again_when_its_turn_is_asked_again(call):
    steps = {
        "main": Menu({"1": "send"}),
        "send": Do("send", {"done": "sent"}, changes=True),
        "sent": Menu({"1": "bye"}),
    }
    ringing = call({**steps, **BYE}).presses("1")
    assert ["sent"] == ringing.says_at("main", 1, Keyed("1")).hears
    assert ["send"] == ringing.doers.done


def test_an_entrance_begins_a_step_and_answers_none(call):
    steps = {"main": Menu({"1": "bye"}), "beep": Say(then="told"), "told": Menu({"1": "bye"}), **BYE}
    ringing = call(steps, entrances=frozenset({"beep"})).enters("beep")
    assert (["beep", "told"], 2) == (ringing.hears, ringing.turn.number)
    assert "told" == ringing.says_at("main", 1, Keyed("1")).at
    assert ["told"] == ringing.presses("*").hears


# ---- after a deploy


def _redeployed(ringing, steps, renamed=None):
    ringing.flows = {"tiny": Flow("tiny", give_up="bye", steps={**steps, **BYE}, renamed=renamed or {})}
    return ringing


def test_a_renamed_step_takes_the_answer(call):
    ringing = call({"old": Menu({"1": "bye"}), **BYE})
    _redeployed(ringing, {"start": Menu({"1": "new"}), "new": Menu({"1": "bye"})}, {"old": "new"})
    assert ["bye"] == ringing.presses("1").hears


def test_a_step_that_vanished_leads_to_the_start_and_its_answer_is_no_answer(call):
    ringing = call({"old": Menu({"1": "bye"}), **BYE})
    _redeployed(ringing, {"start": Menu({"1": "bye"})})
    assert "start" == ringing.presses("1").at


def test_the_way_back_to_a_step_that_vanished_leads_to_the_start(call):
    ringing = call({"old": Menu({"1": "more"}), "more": Menu({"1": "bye"}), **BYE}).presses("1")
    _redeployed(ringing, {"start": Menu({"1": "more"}), "more": Menu({"1": "bye"})})
    assert "start" == ringing.presses("*").at


def test_an_answer_of_another_kind_has_the_prompt_said_again(call):
    ringing = call({"main": Menu({"1": "bye"}), **BYE})
    assert ["main"] == ringing.says(Waited()).hears


def test_an_entrance_that_vanished_leads_to_the_start(call):
    ringing = call({"main": Menu({"1": "bye"}), **BYE})
    assert "main" == ringing.enters("gone").at


def test_a_visit_that_never_began_begins(call):
    ringing = call({"main": Menu({"1": "bye"}), **BYE})
    ringing.visit = type(ringing.visit)("CA2", "tiny", "main", Language.NL)
    assert ("main", 1) == (ringing.says_at("main", 1, Keyed("1")).at, ringing.turn.number)


def test_the_walk_changes_no_visit_that_it_was_given(call):
    ringing = call({"main": Menu({"1": "badge"}), "badge": Ask(2, then="bye"), **BYE})
    visit = ringing.visit
    later, _ = answer(ringing.flows, ringing.texts, visit, "main", 1, Keyed("1"), ringing.doers)
    again, _ = begin(ringing.flows, ringing.texts, visit, ringing.doers)
    assert ("main", 1) == (visit.step, visit.turn)
    assert ("badge", "main") == (later.step, again.step)
