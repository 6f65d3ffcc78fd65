"""The real tables with their real words: sound, and walked by people who press anything and hang up anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrier.carrier import Language
from carrier.segments import segments
from flows.book import FLOWS
from flows.engine.check import check
from flows.engine.steps import Do, Record
from flows.engine.texts import load
from flows.engine.visit import (
    Joined,
    Keyed,
    Keys,
    Moment,
    Outcome,
    Over,
    Said,
    Spoken,
    Through,
    Transferred,
    Turn,
    Visit,
    Voice,
    Waited,
)
from flows.engine.walk import answer, begin, from_json, to_json
from flows.slots import longest

TEXTS = load()
STEPS = [step for flow in FLOWS.values() for step in flow.steps.values()]
OUTCOMES: Mapping[str, set[str]] = {
    step.action: {
        name
        for other in STEPS
        if isinstance(other, Do) and other.action == step.action
        for name in other.outcomes
    }
    for step in STEPS
    if isinstance(step, Do)
}
KEEPERS = {step.keep for step in STEPS if isinstance(step, Record)}
FACTS = (
    "message_audio",
    "alert_audio",
    "report_audio",
    "latest_audio",
    "draft_audio",
    "sighting_audio",
    "dispatch_number",
)


def test_every_flow_is_sound_in_four_languages():
    assert [] == check(FLOWS, TEXTS, OUTCOMES.keys() | KEEPERS, OUTCOMES, longest())


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("name", [name for name in TEXTS.messages if name.startswith("outcome_")])
def test_an_outcome_fits_into_its_frame(name, language):
    facts = {**longest(), "message": TEXTS.message(name, language)}
    assert segments(TEXTS.message("feedback_text_written", language, facts)) <= 2


@dataclass
class Anything:
    """Does every action by drawing one of the outcomes that the table has for it."""

    data: st.DataObject

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        if said is not None:
            assert action in KEEPERS
            return Outcome("kept", {"number": "4 7 1 1"})
        step = FLOWS[visit.flow].steps[visit.step]
        assert isinstance(step, Do)
        known = {name: self.data.draw(st.sampled_from(["token", None])) for name in FACTS}
        return Outcome(
            self.data.draw(st.sampled_from(sorted(step.outcomes))), {**known, "network": "Zurenborg"}
        )


def _something(data: st.DataObject, turn: Turn) -> Said:
    """What a person, or a bad line, may answer here."""
    match turn.wait:
        case Keys(digits=digits):
            shapes = [
                st.just(""),
                st.just("*"),
                st.sampled_from("0123456789"),
                st.just("5" * digits),
                st.text(max_size=8),
            ]
            return Keyed(data.draw(st.one_of(shapes)))
        case Voice():
            heard = [
                Spoken("RE1", 5),
                Spoken("RE1", 5, hung_up=True),
                Spoken(None),
                Spoken(None, hung_up=True),
                Spoken("RE1"),
            ]
            return data.draw(st.sampled_from(heard))
        case Moment():
            return Waited()
        case Through():
            return Transferred(data.draw(st.booleans()))
        case Over() | Joined():
            return Waited()


@pytest.mark.parametrize("name", FLOWS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_whatever_people_do_every_call_goes_on_or_ends(name, data):
    actions = Anything(data)
    visit, turn = begin(FLOWS, TEXTS, Visit("CA1", name, "", data.draw(st.sampled_from(Language))), actions)
    given_turns = [turn]
    for _ in range(data.draw(st.integers(1, 25))):
        kept = from_json(to_json(visit))
        assert visit == kept
        entrances = sorted(FLOWS[visit.flow].entrances)
        match data.draw(st.sampled_from(["answers", "answers", "answers", "asks again", "is moved"])):
            case "asks again":
                old = data.draw(st.sampled_from(given_turns))
                if old.number == turn.number:
                    continue
                same, again = answer(
                    FLOWS, TEXTS, visit, old.step, old.number, _something(data, old), actions
                )
                assert same == visit
                assert again in given_turns
            case "is moved" if entrances:
                visit, turn = begin(FLOWS, TEXTS, visit, actions, at=data.draw(st.sampled_from(entrances)))
            case _:
                ended = turn.wait == Over()
                visit, turn = answer(
                    FLOWS, TEXTS, visit, turn.step, turn.number, _something(data, turn), actions
                )
                assert not ended or turn == given_turns[-1]
        given_turns.append(turn)
        assert all("{" not in part.text for part in turn.said if hasattr(part, "text"))


@pytest.mark.parametrize("name", FLOWS)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_who_says_nothing_at_all_is_let_go(name, data):
    actions = Anything(data)
    visit, turn = begin(FLOWS, TEXTS, Visit("CA1", name, "", Language.NL), actions)
    for _ in range(1000):
        if turn.wait == Over():
            return
        match turn.wait:
            case Keys():
                said: Said = Keyed("")
            case Voice():
                said = Spoken(None)
            case Through():
                said = Transferred(False)
            case _:
                said = Waited()
        visit, turn = answer(FLOWS, TEXTS, visit, turn.step, turn.number, said, actions)
    raise AssertionError(f"{name} never ends")


RECORDS = [
    (flow.name, name)
    for flow in FLOWS.values()
    for name, step in flow.steps.items()
    if isinstance(step, Record)
]


@dataclass
class Keeper:
    """Keeps what is spoken; nothing else is asked of it."""

    kept: list[tuple[str, str | None]]

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        assert said is not None
        self.kept.append((action, said.recording))
        return Outcome("kept")


@pytest.mark.parametrize(("flow", "step"), RECORDS)
def test_what_is_spoken_is_kept_once_when_the_caller_hangs_up(flow, step):
    keeper = Keeper([])
    visit, turn = begin(FLOWS, TEXTS, Visit("CA1", flow, "", Language.NL), keeper, at=step)
    for _ in range(2):
        visit, over = answer(FLOWS, TEXTS, visit, step, turn.number, Spoken("RE1", 9, hung_up=True), keeper)
    assert over.wait == Over()
    assert [(FLOWS[flow].steps[step].keep, "RE1")] == keeper.kept
