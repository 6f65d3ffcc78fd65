"""People as they are described."""

from typing import Any

import pytest

from simulator.people import Answer, Behaviour, Person, Reaction, Step, read_people


def test_a_person_is_read_from_a_table() -> None:
    [person] = read_people(
        [
            {
                "number": "+32470000001",
                "answers": [
                    {"kind": "voicemail", "greeting": 4},
                    {"script": [{"hears": "dag", "press": "1"}]},
                ],
                "texts": [{"contains": "waar", "reply": "Zurenborg"}],
            }
        ]
    ).values()
    assert (
        Person(
            "+32470000001",
            answers=(
                Answer(Behaviour.VOICEMAIL, greeting=4),
                Answer(script=(Step(hears="dag", press="1"),)),
            ),
            texts=(Reaction("Zurenborg", "waar"),),
        )
        == person
    )


def test_the_last_answer_repeats() -> None:
    person = Person("+32470000001", answers=(Answer(Behaviour.BUSY), Answer()))
    kinds = [person.answer(rung).kind for rung in range(3)]
    assert [Behaviour.BUSY, Behaviour.PERSON, Behaviour.PERSON] == kinds


@pytest.mark.parametrize(
    ("item", "named"),
    [
        ({"number": "1", "adress": "x"}, "adress"),
        ({"name": "An"}, "number"),
        ({"number": "1", "answers": [{"kind": "asleep"}]}, "asleep"),
        ({"number": "1", "answers": [{"script": [{"press": "1", "speak": "x"}]}]}, "one of"),
        ({"number": "1", "answers": [{"script": [{"press": "een"}]}]}, "een"),
        ({"number": "1", "answers": [{"script": [{}]}]}, "one of"),
    ],
)
def test_a_mistake_in_the_description_is_named(item: dict[str, Any], named: str) -> None:
    with pytest.raises(ValueError, match=named):
        read_people([item])
