"""A small desk in memory, for a line that is played in the terminal: nothing is written down, nobody is rung. Every
action ends as it does on an ordinary night, unless somebody is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from flows.engine.steps import Do, Flow, Play
from flows.engine.visit import Fact, Outcome, Spoken, Visit

# Where the first outcome of the table is not the ordinary one.
ORDINARY: Mapping[str, tuple[str, ...]] = {
    "was_told": ("once", "twice"),
    "machine_verdict": ("person",),
    "report_is_empty": ("again", "enough"),
    "where_to": ("menu",),
    "count_waiting": ("some",),
    "new_message": ("several",),
    "look_for_running": ("no",),
    "look_for_neighbours": ("none",),
    "start_with": ("own",),
    "find_recent_alert": ("none", "spoken"),
    "listen": ("progress", "quiet"),
    "newest_sighting": ("none",),
    "more_reports": ("none",),
    "find_next_alert": ("none",),
}

Ask = Callable[[str, Sequence[str]], str]
"""Asks which outcome an action has."""


class Rehearsal:
    """Who does what the tables name, in memory. `asks` is asked for every outcome, where given."""

    def __init__(self, flows: Mapping[str, Flow], asks: Ask | None = None) -> None:
        self._flows = flows
        self._asks = asks
        self._times: Counter[str] = Counter()

    def do(self, action: str, visit: Visit, said: Spoken | None = None) -> Outcome:
        """The ordinary outcome; the next one where the action is done again."""
        if said is not None:
            return Outcome("kept")
        step = self._flows[visit.flow].steps[visit.step]
        outcomes = tuple(step.outcomes) if isinstance(step, Do) else ("kept",)
        if self._asks is not None and len(outcomes) > 1:
            return Outcome(self._asks(action, outcomes))
        ordinary = tuple(name for name in ORDINARY.get(action, ()) if name in outcomes) or outcomes[:1]
        times = self._times[action]
        self._times[action] += 1
        return Outcome(ordinary[min(times, len(ordinary) - 1)])


def recordings(flows: Mapping[str, Flow]) -> dict[str, Fact]:
    """A token for every recording that can be played, so that the terminal says where one is heard."""
    steps = (step for flow in flows.values() for step in flow.steps.values())
    return {step.audio: "rehearsal" for step in steps if isinstance(step, Play)}
