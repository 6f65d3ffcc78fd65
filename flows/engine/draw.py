"""A flow as a Mermaid flowchart, kept in the documentation and compared by the tests."""

from __future__ import annotations

from collections.abc import Mapping

from flows.engine.steps import (
    Ask,
    Do,
    End,
    Enter,
    Flow,
    Join,
    Menu,
    Pause,
    PickLanguage,
    Play,
    Record,
    Say,
    Step,
    Transfer,
    ways,
)

# Words that Mermaid keeps for itself, and so may not be the name of a box.
RESERVED = frozenset(
    {"call", "class", "click", "default", "end", "graph", "href", "linkStyle", "style", "subgraph"}
)

SHAPES: Mapping[type[Step], tuple[str, str]] = {
    Say: ("[", "]"),
    Menu: ("{{", "}}"),
    PickLanguage: ("{{", "}}"),
    Ask: ("[/", "/]"),
    Record: (">", "]"),
    Play: ("[(", ")]"),
    Do: ("{", "}"),
    Pause: ("(", ")"),
    Transfer: ("[[", "]]"),
    Enter: ("[[", "]]"),
    End: ("([", "])"),
    Join: ("([", "])"),
}


def draw(flow: Flow) -> str:
    """The flow's boxes and arrows. Arrows to the step where giving up leads are left out: its box says so."""
    lines = [f"%% {flow.name}: drawn from its table by `buurtlijn flows draw`", "flowchart TD"]
    lines += [f"    {_id(name)}{_box(flow, name, step)}" for name, step in flow.steps.items()]
    lines += [f"    {_id(name)} {arrow}" for name, step in flow.steps.items() for arrow in _arrows(step)]
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def _box(flow: Flow, name: str, step: Step) -> str:
    opening, closing = SHAPES[type(step)]
    text = "<br/>".join([name, *_notes(flow, name, step)])
    return f'{opening}"{text}"{closing}'


def _notes(flow: Flow, name: str, step: Step) -> list[str]:
    """What the box says beneath the step's name."""
    notes = []
    match step:
        case Ask(digits=digits, secret=secret):
            notes.append(f"{digits} digits{', secret' if secret else ''}")
        case Record(seconds=seconds):
            notes.append(f"speak, {seconds} s")
        case Pause(seconds=seconds):
            notes.append(f"wait {seconds} s")
        case Menu(unsaid=unsaid) if unsaid:
            notes.append(f"unsaid: {', '.join(sorted(unsaid))}")
        case Do(action=action, changes=changes):
            notes += [action] * (action != name) + ["changes"] * changes
        case Menu(quiet=True):
            notes.append("listens")
        case Join():
            notes.append("joined")
        case Enter(flow=other, at=at):
            notes.append(f"on to {other}" + f", {at}" * bool(at))
        case _:
            pass
    if name == flow.start:
        notes.insert(0, "start")
    if name in flow.entrances:
        notes.append("entrance")
    if name == flow.give_up:
        notes.append("after silence")
    return notes


def _arrows(step: Step) -> list[str]:
    """One arrow for each step that this one leads to, with everything that leads there; silence is dotted."""
    labels: dict[tuple[bool, str], list[str]] = {}
    for label, target in ways(step):
        labels.setdefault((label == "silence", target), []).append(label)
    return [
        _arrow(dotted, target, ", ".join(filter(None, names))) for (dotted, target), names in labels.items()
    ]


def _arrow(dotted: bool, target: str, label: str) -> str:
    line = "-.->" if dotted else "-->"
    return f'{line}|"{label}"| {_id(target)}' if label else f"{line} {_id(target)}"
