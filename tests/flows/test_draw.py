"""A table drawn."""

import pytest

from flows.book import FLOWS
from flows.engine.draw import draw
from flows.engine.steps import Ask, Do, End, Flow, Menu, Record, Say

TINY = Flow(
    "tiny",
    give_up="end",
    entrances=frozenset({"beep"}),
    steps={
        "main": Menu({"1": "pin", "2": "speak", "3": "speak"}, silence="beep"),
        "pin": Ask(6, secret=True, then="look"),
        "look": Do("find", {"some": "end", "none": "main"}, changes=True),
        "speak": Record("keep", then="end", empty="main", seconds=20),
        "beep": Say(then="end"),
        "end": End(),
    },
)


def test_a_table_is_drawn_as_boxes_and_arrows():
    assert draw(TINY) == (
        "%% tiny: drawn from its table by `buurtlijn flows draw`\n"
        "flowchart TD\n"
        '    main{{"main<br/>start"}}\n'
        '    pin[/"pin<br/>6 digits, secret"/]\n'
        '    look{"look<br/>find<br/>changes"}\n'
        '    speak>"speak<br/>speak, 20 s"]\n'
        '    beep["beep<br/>entrance"]\n'
        '    end_(["end<br/>after silence"])\n'
        '    main -->|"1"| pin\n'
        '    main -->|"2, 3"| speak\n'
        '    main -.->|"silence"| beep\n'
        "    pin --> look\n"
        '    look -->|"some"| end_\n'
        '    look -->|"none"| main\n'
        "    speak --> end_\n"
        '    speak -->|"empty"| main\n'
        "    beep --> end_\n"
    )


@pytest.mark.parametrize("name", FLOWS)
def test_every_step_of_every_flow_is_in_its_drawing(name):
    drawn = draw(FLOWS[name])
    assert [step for step in FLOWS[name].steps if f"\n    {step}" in drawn] == [*FLOWS[name].steps]
