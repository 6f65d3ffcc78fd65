"""People by the thousand, from a file: types, weights, ranges, a seed; and what is wrong with a file."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from simulator.client import Refused, SimulatorClient
from simulator.crowd import load_crowd, read_crowd
from simulator.people import Answer, Behaviour, Handset, Person, Step

TOWN = """
seed = 7

[machine_detection]
wrong = 0.1

[types.confirms]
answers = [{ after = [2, 12], script = [{ hears = "druk 1", wait = [1, 4] }, { press = "1" }] }]

[types.machine]
answers = [{ kind = "voicemail", after = 15, greeting = [4, 20] }]

[types.away]
answers = [{ kind = "no_answer" }]
rings_back_after = [60, 600]
ring_back = [{ press = "1" }]

[[people]]
numbers = "+32470000000"
count = 1000
name = "Buur {n}"
type = { confirms = 6, machine = 3, away = 1 }

[[people]]
number = "+3232345678"
name = "An"
type = "confirms"
rings_back_after = 30
"""
WAIT_AND_PRESS = [{"wait": 2}, {"press": "1"}]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "town.toml"


def test_a_crowd_is_drawn_by_weight(file: Path) -> None:
    file.write_text(TOWN, encoding="utf-8")
    crowd = load_crowd(file)
    kinds = Counter(person.answers[0].kind for person in crowd.people.values())
    assert 1001 == kinds.total()
    assert 600 == pytest.approx(kinds[Behaviour.PERSON], abs=60)
    assert 300 == pytest.approx(kinds[Behaviour.VOICEMAIL], abs=60)
    assert "Buur 42" == crowd.people["+32470000041"].name
    assert crowd.mistakes is not None
    assert (0.1, 7) == (crowd.mistakes.wrong, crowd.mistakes.seed)


def crowd(seed: int = 7, numbers: Any = "+32470000000", **more: Any) -> dict[str, Person]:
    entry = {"numbers": numbers, "answers": [{"after": [2, 12], "script": WAIT_AND_PRESS}], **more}
    return read_crowd({"seed": seed, "people": [entry]}).people


def test_the_same_seed_and_number_is_the_same_person_whoever_else_is_there() -> None:
    alone = crowd(numbers=["+32470000005"])
    assert alone["+32470000005"] == crowd(count=10)["+32470000005"]
    assert crowd(count=10) == crowd(count=10)
    assert crowd(count=10) != crowd(8, count=10)


def test_each_phone_draws_its_own_seconds() -> None:
    after = [person.answers[0].after for person in crowd(count=50).values()]
    assert 50 == len(set(after))
    assert 2 <= min(after) <= max(after) <= 12


def test_weighted_answers_are_drawn_anew_at_each_ring() -> None:
    answers = (Answer(weight=3), Answer(Behaviour.BUSY, weight=1))
    rings = [Person("+32470000001", answers=answers).answer(rung).kind for rung in range(400)]
    assert 300 == pytest.approx(Counter(rings)[Behaviour.PERSON], abs=40)
    assert rings == [Person("+32470000001", answers=answers).answer(rung).kind for rung in range(400)]


def test_what_a_person_says_of_itself_goes_before_its_type() -> None:
    types = {"away": {"name": "Iemand", "answers": [{"kind": "off"}], "rings_back_after": 60}}
    [person] = read_crowd(
        {"types": types, "people": [{"number": "+32470000001", "type": "away", "rings_back_after": 5}]}
    ).people.values()
    assert ("Iemand", 5, Behaviour.OFF) == (person.name, person.rings_back_after, person.answers[0].kind)


def test_a_phone_is_mobile_or_landline_by_its_number_unless_it_says_so() -> None:
    people = read_crowd(
        [
            {"number": "+32470000001"},
            {"number": "+3232345678"},
            {"number": "+31612345678", "phone": "landline"},
        ]
    ).people
    assert [Handset.MOBILE, Handset.LANDLINE, Handset.LANDLINE] == [each.handset for each in people.values()]
    assert [None, 30006, 30006] == [each.text_error for each in people.values()]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("count = 1000", "count = 0"), "town.toml, line 18: person 1: count is a whole number"),
        (
            ("machine = 3", "robot = 3"),
            r"line 18: person 1 \(\+32470000000\): there is no type robot; there are conf",
        ),
        (('"+32470000000"', '"nul"'), "line 18: person 1: numbers begins with a number"),
        (("[2, 12]", "[12, 2]"), "line 7: type confirms: after is a number, or"),
        (("[2, 12]", '"vlug"'), "line 7: type confirms: after is a number, not 'vlug'"),
        (('press = "1" }] }]', 'press = "een" }] }]'), "line 7: type confirms: no such keys: 'een'"),
        (("greeting", "greting"), "line 10: type machine: Answer knows no greting; it knows kind, after"),
        (('"no_answer"', '"asleep"'), "line 13: type away: kind is one of person, voicemail,.*not 'asleep'"),
        (
            ('"+3232345678"', '"+32470000001"'),
            r"line 24: person 2 \(\+32470000001\): this number is there twice",
        ),
        (('number = "+3232345678"', ""), "line 24: person 2: an entry has a number, or numbers"),
        (("wrong = 0.1", "wrong = 2"), "line 4: machine_detection: wrong is a chance from 0 to 1, not 2"),
        (
            ("seed = 7", "seeds = 7"),
            "town.toml: there is no seeds; there is machine_detection, people, seed, types",
        ),
        (("seed = 7", "seed = "), "town.toml: Invalid value .at line 2, column"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_line_and_its_person(
    file: Path, changed: tuple[str, str], said: str
) -> None:
    assert changed[0] in TOWN
    file.write_text(TOWN.replace(*changed), encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        load_crowd(file)


def test_a_whole_description_goes_over_the_control_interface(world: SimulatorClient, tmp_path: Path) -> None:
    file = tmp_path / "town.toml"
    file.write_text(TOWN, encoding="utf-8")
    world.people_from(file)
    assert 1001 == world.request("GET", "/sim/")["people"]
    assert 0.1 == world.request("GET", "/sim/machine-detection")["wrong"]
    with pytest.raises(Refused, match=r"^person 1: an entry has a number"):
        world.people([{"name": "An"}])


def test_a_step_that_hears_can_be_told_in_a_type() -> None:
    types = {"hears": {"answers": [{"script": [{"hears": "druk 1", "press": "1"}]}]}}
    [person] = read_crowd(
        {"types": types, "people": [{"number": "+32470000001", "type": "hears"}]}
    ).people.values()
    assert (Step(hears="druk 1", press="1"),) == person.answers[0].script
