"""The tables and the desk say the same."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable

import pytest

from flows.book import FLOWS
from flows.engine.check import check
from flows.engine.steps import Do, Record
from flows.engine.texts import load
from flows.slots import longest
from ivr.desk.actions import ACTIONS, KEEPS

NAMED = [(flow, step, do) for flow in FLOWS.values() for step, do in flow.steps.items() if isinstance(do, Do)]


def test_every_flow_is_sound_in_four_languages() -> None:
    assert check(FLOWS, load(), {*ACTIONS, *KEEPS}, longest=longest()) == []


def test_no_action_of_the_desk_is_idle() -> None:
    steps = [step for flow in FLOWS.values() for step in flow.steps.values()]
    used = {step.action for step in steps if isinstance(step, Do)} | {
        step.keep for step in steps if isinstance(step, Record)
    }
    assert used == {*ACTIONS, *KEEPS}


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_outcome_that_an_action_writes_out_is_in_its_tables(action: str) -> None:
    written = outcomes(ACTIONS[action])
    for flow, step, do in NAMED:
        if do.action == action:
            assert written <= set(do.outcomes), (flow.name, step)


def outcomes(action: Callable[..., object]) -> set[str]:
    """The words with which the action's own lines make an Outcome."""
    tree = ast.parse(inspect.getsource(action))
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Outcome"
    ]
    return {word for call in calls for word in words(call.args[0])}


def words(name: ast.expr) -> list[str]:
    """The words that an expression can be, as far as they are written there."""
    match name:
        case ast.Constant(value=str(word)):
            return [word]
        case ast.IfExp(body=one, orelse=other):
            return words(one) + words(other)
        case _:
            return []
