"""How a conversation walks through its table."""

import pytest

from carrier.carrier import Language
from flows.engine.steps import (
    Ask,
    Do,
    End,
    Enter,
    Flow,
    Menu,
    PickLanguage,
    Play,
    Record,
    Say,
)
from flows.engine.texts import Texts
from flows.engine.visit import Keys, Outcome, Over, Spoken
from flows.engine.walk import TableError

BYE = {"bye": End()}


# ---- on to the next wait


def test_everything_up_to_the_next_wait_is_said_in_one_turn(call):
    ringing = call({"hello": Say(then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert ["hello", "main"] == ringing.hears
    assert ("tiny", "main", 1) == (ringing.turn.flow, ringing.turn.step, ringing.turn.number)
    assert Keys(1) == ringing.turn.wait


def test_a_key_leads_where_the_menu_says(call):
    ringing = call({"main": Menu({"1": "one", "2": "two"}), "one": End(), "two": End(), **BYE})
    assert ["two"] == ringing.presses("2").hears
    assert ringing.is_over


def test_an_end_without_words_ends_in_silence(call):
    ringing = call({"main": Menu({"1": "bye"}), **BYE}, texts=Texts())
    assert [] == ringing.presses("1").hears
    assert ringing.is_over


def test_an_ended_call_stays_ended(call):
    ringing = call({"main": Menu({"1": "bye"}), **BYE}).presses("1")
    assert Over() == ringing.presses("1").turn.wait
    assert 2 == ringing.turn.number


def test_facts_fill_the_slots(call):
    texts = Texts({"tiny": {"main": {"nl": "Welkom bij {zone}. {gone}Druk 1."}}})
    ringing = call({"main": Menu({"1": "bye"}), **BYE}, texts=texts, facts={"zone": "Zurenborg"})
    assert ["Welkom bij Zurenborg. Druk 1."] == ringing.hears


def test_the_key_of_a_menu_may_stand_for_a_fact(call):
    menu = Menu({"1": "more", "2": "more"}, fact="kind", values={"1": "theft"}, silence="more")
    ringing = call({"main": menu, "more": Menu({"1": "main"}), **BYE})
    assert "theft" == ringing.presses("1").visit.facts["kind"]


def test_a_choice_of_an_earlier_round_is_not_taken_for_this_ones(call):
    menu = Menu({"1": "more", "2": "more"}, fact="kind", values={"1": "theft"}, silence="more")
    steps = {"main": menu, "more": Menu({"1": "main"}), **BYE}
    assert "kind" not in call(steps).presses("1").presses("1").presses("2").visit.facts
    assert "kind" not in call(steps).presses("1").presses("1").is_silent().visit.facts


def test_languages_are_offered_each_in_its_own_words(call):
    ringing = call({"pick": PickLanguage(then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert list(Language) == [words.language for words in ringing.turn.said]
    assert ["de main"] == ringing.presses("3").hears
    assert Language.DE == ringing.visit.language


def test_a_recording_is_played_by_its_token(call):
    steps = {"voice": Play("audio", then="main"), "main": Menu({"1": "bye"}), **BYE}
    assert ["<abc>", "main"] == call(steps, facts={"audio": "abc"}).hears
    assert ["main"] == call(steps).hears


def test_another_flow_is_entered_with_the_same_facts(call):
    other = Flow("other", give_up="bye", steps={"hello": Say(then="main"), "main": Menu({"1": "bye"}), **BYE})
    ringing = call({"over": Enter("other"), **BYE}, other, facts={"zone": "Z"})
    assert ["hello", "main"] == ringing.hears
    assert ("other", {"zone": "Z"}) == (ringing.visit.flow, ringing.visit.facts)
    assert ["bye"] == ringing.presses("1").hears


# ---- actions


def test_the_outcome_of_an_action_leads_on_and_tells_facts_and_the_language(call):
    steps = {"greet": Do("greet", {"known": "main", "unknown": "bye"}), "main": Menu({"1": "bye"}), **BYE}
    ringing = call(steps, outcomes={"greet": Outcome("known", {"zone": "Z"}, Language.FR)})
    assert ["fr main"] == ringing.hears
    assert {"zone": "Z"} == ringing.visit.facts


def test_an_action_knows_the_step_and_the_turn_that_it_answers(call):
    steps = {"main": Menu({"1": "save"}), "save": Do("save", {"done": "bye"}), **BYE}
    ringing = call(steps).presses("1")
    assert [("save", 1, "CA1")] == [(seen.step, seen.turn, seen.id) for seen in ringing.doers.seen]


def test_an_outcome_that_is_not_in_the_table_is_named(call):
    with pytest.raises(TableError, match="tiny, greet: no way on from greet: odd"):
        call({"greet": Do("greet", {"known": "bye"}), **BYE}, outcomes={"greet": Outcome("odd")})


def test_a_circle_without_a_wait_is_named(call):
    with pytest.raises(TableError, match="50 steps without a wait, from first"):
        call({"first": Say(then="second"), "second": Say(then="first"), **BYE})


def test_a_step_that_is_not_there_is_named(call):
    with pytest.raises(TableError, match="tiny: there is no step nowhere"):
        call({"first": Say(then="nowhere"), **BYE})


def test_a_flow_that_is_not_there_is_named(call):
    with pytest.raises(TableError, match="there is no flow other"):
        call({"first": Enter("other"), **BYE})


# ---- silence and wrong keys


def test_silence_at_a_menu_repeats_it_once_and_then_gives_up(call):
    ringing = call({"hello": Say(then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert ["main"] == ringing.is_silent().hears
    assert 2 == ringing.turn.number
    assert ["bye"] == ringing.is_silent().hears


def test_silence_leads_at_once_where_the_menu_says_so(call):
    ringing = call({"main": Menu({"1": "bye"}, silence="told"), "told": End(), **BYE})
    assert ["told"] == ringing.is_silent().hears


def test_silence_while_languages_are_offered_repeats_them_once_and_then_gives_up(call):
    ringing = call({"pick": PickLanguage(then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert 4 == len(ringing.is_silent().hears)
    assert ["bye"] == ringing.is_silent().hears


def test_the_first_silence_at_a_number_costs_nothing(call):
    ringing = call({"badge": Ask(5, then="bye"), **BYE})
    assert ["badge"] == ringing.is_silent().hears
    assert ["badge"] == ringing.is_silent().hears
    assert ["bye"] == ringing.is_silent().hears


def test_a_wrong_key_repeats_the_menu_at_most_three_times(call):
    ringing = call({"main": Menu({"1": "bye", "2": "bye"}), **BYE})
    for wrong in ("7", "#", "12"):
        assert ["main"] == ringing.presses(wrong).hears
    assert ["bye"] == ringing.presses("8").hears


def test_four_wrong_keys_at_a_menu_go_where_its_silence_goes(call):
    ringing = call({"main": Menu({"1": "bye"}, silence="told"), "told": End(), **BYE})
    for _ in range(4):
        ringing.presses("7")
    assert "told" == ringing.at


def test_an_answer_makes_up_for_the_silences_before_it(call):
    ringing = call({"main": Menu({"1": "more"}), "more": Menu({"1": "main"}), **BYE})
    assert "more" == ringing.is_silent().presses("1").at
    assert "more" == ringing.is_silent().at


# ---- numbers and secrets


def test_a_number_is_kept_by_the_name_of_its_step(call):
    ringing = call({"badge": Ask(5, then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert Keys(5) == ringing.turn.wait
    assert "main" == ringing.presses("10023").at
    assert {"badge": "10023"} == ringing.visit.facts


@pytest.mark.parametrize("typed", ["1002", "100234", "1002a", "12*45", "١٢٣٤٥", "1.023"])
def test_a_number_of_another_shape_is_asked_again(call, typed):
    ringing = call({"badge": Ask(5, then="main"), "main": Menu({"1": "bye"}), **BYE})
    assert ["badge"] == ringing.presses(typed).hears
    assert {} == ringing.visit.facts


def test_a_secret_is_known_to_the_actions_of_its_own_turn_alone(call):
    steps = {
        "pin": Ask(6, secret=True, then="check"),
        "check": Do("check", {"done": "main"}),
        "main": Menu({"1": "check"}),
        **BYE,
    }
    ringing = call(steps).presses("123456")
    assert [{"pin": "123456"}] == [seen.secrets for seen in ringing.doers.seen]
    assert {} == ringing.visit.secrets
    assert "123456" not in repr(ringing.visit) + repr(ringing.doers.seen)
    ringing.presses("1")
    assert [{"pin": "123456"}, {}] == [seen.secrets for seen in ringing.doers.seen]


# ---- the way back


def test_a_star_goes_back_to_the_step_that_waited_before(call):
    steps = {
        "main": Menu({"1": "hi"}),
        "hi": Say(then="more"),
        "more": Menu({"1": "badge"}),
        "badge": Ask(5, then="bye"),
    }
    ringing = call({**steps, **BYE}).presses("1").presses("1")
    assert ["more"] == ringing.presses("*").hears
    assert ["main"] == ringing.presses("*").hears
    assert ["main"] == ringing.presses("*").hears


def test_a_star_never_goes_back_over_a_change(call):
    steps = {
        "main": Menu({"1": "send"}),
        "send": Do("send", {"done": "sent"}, changes=True),
        "sent": Menu({"1": "more"}),
        "more": Menu({"1": "bye"}),
        **BYE,
    }
    ringing = call(steps).presses("1").presses("1")
    assert ["sent"] == ringing.presses("*").hears
    assert ["sent"] == ringing.presses("*").hears


def test_a_star_goes_back_over_an_action_that_changes_nothing(call):
    steps = {
        "main": Menu({"1": "look"}),
        "look": Do("look", {"done": "more"}),
        "more": Menu({"1": "bye"}),
        **BYE,
    }
    assert ["main"] == call(steps).presses("1").presses("*").hears


def test_a_star_never_goes_back_to_a_recording_that_was_kept(call):
    steps = {
        "main": Menu({"1": "speak"}),
        "speak": Record("keep", then="more", empty="bye"),
        "more": Menu({"1": "bye"}),
        **BYE,
    }
    ringing = call(steps).presses("1").says(Spoken("RE1", 4))
    assert ["more"] == ringing.presses("*").hears


def test_going_in_circles_does_not_lengthen_the_way_back(call):
    steps = {"main": Menu({"1": "more"}), "more": Menu({"1": "main", "2": "more"}), **BYE}
    ringing = call(steps)
    for key in "1112211":
        ringing.presses(key)
    assert "more" == ringing.at
    assert ("main",) == ringing.visit.back
