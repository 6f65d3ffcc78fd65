"""Where a process may be killed: at each commit, and at each request to the carrier, there is a named place at which it ends
itself, and for each of them a test. A new boundary without its place, or a place without its test, fails here."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from trouble.ground import BUSY, Ground, MakeGround, soon

from broadcast.failpoints import NAMES
from broadcast.start import finish

ROOT = Path(__file__).parents[2]
ROOMS = ("broadcast", "ivr")
BUSY_LIVES = ([BUSY],)
RINGS_ON = ([{"kind": "no_answer"}],)
# Where a place is that no test here goes to: that file names it.
ELSEWHERE = {"start": "test_web_killed.py", "turn": "test_web_killed.py"}
OFTEN = {"call.after_request"}  # those of the short run


# ---- what there is


@dataclass(frozen=True, slots=True)
class Boundary:
    """A commit or a request to the carrier, in a function of ours."""

    where: str
    what: str
    has_place: bool


REQUESTS = frozenset(
    {
        "call",
        "text",
        "hang_up",
        "redirect",
        "recording",
        "delete_recording",
        "recordings_of",
        "calls_to",
        "texts_to",
    }
)


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text())):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield (
                        f"{file.relative_to(ROOT).with_suffix('')}".replace("/", ".") + f".{node.name}",
                        node,
                    )


def called(node: ast.AST) -> Iterator[tuple[str, str]]:
    """What is called in it, with the last word of what it is called on."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            match one.func:
                case ast.Attribute(attr=name, value=ast.Attribute(attr=on) | ast.Name(id=on)):
                    yield name, on
                case ast.Name(id=name):
                    yield name, ""


def boundaries() -> set[Boundary]:
    found = set()
    for where, node in functions():
        calls = list(called(node))
        has_place = any(name == "failpoint" for name, _ in calls)
        if any(name == "writing" for name, _ in calls):
            found.add(Boundary(where, "commit", has_place))
        if any(name in REQUESTS and on in {"carrier", "_carrier"} for name, on in calls):
            found.add(Boundary(where, "request", has_place))
    return found


def places() -> set[str]:
    """The names of all places in the code."""
    return {
        argument.value
        for _, node in functions()
        for one in ast.walk(node)
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "failpoint"
        for argument in one.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


# Boundaries without a place of their own, and why that is enough. A line ends with `.` for all functions of a module.
A_TURN = "one turn of a call: the place `turn.before_kept` is after it, and the same webhook again finds its answer"
ASKED_AGAIN = "a question, which changes nothing at the carrier; the watch or the sweep asks again"
ONCE_BY_KEY = "made once for each key or state, however often it is done; the watch finds what is still to do"
WITHOUT = {
    "broadcast.lane._call": "`call.before_request` and `call.after_request` are around it, in `_ask_carrier`",
    "broadcast.lane._text": "`call.before_request` and `call.after_request` are around it, in `_ask_carrier`",
    "broadcast.sweep.settle": "the same transactions as those of `event`: what the list says is told again by the next sweep",
    "broadcast.sweep._ask_one": ASKED_AGAIN,
    "broadcast.sweep._due": "an attempt that cannot be opened: the next sweep finds it again",
    "broadcast.telling.": "what was taken and not told by a way is tried again a minute later",
    "broadcast.wishes._put_back": "a wish that is lost: that call goes on, and who was not reached is tried again",
    "broadcast.status.machine_event": "a verdict that is lost: the carrier tells it once more, else nobody is taken for a machine",
    "broadcast.recordings.": "each step may be done twice: a recording that is kept is not fetched again",
    "broadcast.filing.": ONCE_BY_KEY,
    "broadcast.news.": ONCE_BY_KEY,
    "broadcast.approvals.": ONCE_BY_KEY,
    "broadcast.tidy.": ONCE_BY_KEY,
    "broadcast.restored.": ONCE_BY_KEY,
    "broadcast.alarms.": ONCE_BY_KEY,
    "ivr.desk.": A_TURN,
    "ivr.voice.": A_TURN,
    "ivr.text.": "a text of the same id is taken once (tests/ivr/test_lines.py)",
    "ivr.status.line": "the end of a call: told again it is the same end",
}


def reason(where: str) -> str | None:
    return next(
        (
            why
            for name, why in WITHOUT.items()
            if where == name or (name.endswith(".") and where.startswith(name))
        ),
        None,
    )


def test_every_commit_and_every_request_has_its_place_or_a_reason() -> None:
    without = [one for one in boundaries() if not one.has_place]
    assert len(boundaries()) > 40
    assert [] == [one for one in without if reason(one.where) is None]


def test_no_reason_is_given_for_what_is_not_there() -> None:
    there = {one.where for one in boundaries()}
    gone = [name for name in WITHOUT if not any(where == name or where.startswith(name) for where in there)]
    assert gone == [name for name in gone if name.endswith(".")]


def test_every_place_is_known_and_every_known_place_is_there() -> None:
    assert set(NAMES) == places()


def test_every_place_has_a_test() -> None:
    for name in places():
        kind = name.split(".")[0]
        elsewhere = ELSEWHERE.get(kind)
        if elsewhere is None:
            assert kind in SCENARIOS, f"write a test for the place {name}"
        else:
            assert f"{name}:kill" in (Path(__file__).parent / elsewhere).read_text(), name


# ---- what happens there


def the_pump_is_killed(ground: Ground, name: str) -> int:
    """Again and again, at the same place; then a pump does it all."""
    ground.web()
    alert: int = ground.alert(6, lives=BUSY_LIVES)
    worker = ground.worker(fail=f"{name}:kill")
    assert soon(lambda: worker.said("child_ended") >= 2, 30)
    worker.end()
    ground.worker()
    return alert


def a_pump_is_killed_with_a_wish(ground: Ground, name: str) -> int:
    """The officer stops the alert while phones ring; the pump that hangs up is killed."""
    ground.web()
    alert: int = ground.alert(6, lives=RINGS_ON)
    worker = ground.worker(fail=f"{name}:kill")
    assert soon(lambda: ground.calls() == 6, 30)
    assert soon(lambda: len(ground.world.log(kind="rang")) == 6, 30)
    with ground.database.writing() as session:
        assert finish(session, alert, "stopped", ground.now())
    assert soon(lambda: worker.said("child_ended") >= 1, 30)
    worker.end()
    ground.worker()
    return alert


def the_web_server_is_killed(ground: Ground, name: str) -> int:
    """While the carrier tells how a call ended."""
    web = ground.web(fail=f"{name}:kill")
    alert: int = ground.alert(6, lives=BUSY_LIVES)
    ground.worker()
    assert soon(lambda: len(ground.world.log(kind="webhook_failed")) > 0, 30)
    web.kill()
    ground.web()
    return alert


SCENARIOS = {
    "claim": the_pump_is_killed,
    "call": the_pump_is_killed,
    "written": the_pump_is_killed,
    "wish": a_pump_is_killed_with_a_wish,
    "event": the_web_server_is_killed,
}
FAULTS = {
    "claim": "f03",
    "call.before_request": "f03",
    "call.after_request": "f05",
    "written": "f06",
    "wish": "f25",
    "event": "f19",
}


def fault(name: str) -> str:
    return FAULTS.get(name) or FAULTS[name.split(".", maxsplit=1)[0]]


KILLED = [name for name in NAMES if name.split(".")[0] in SCENARIOS]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, id=f"{fault(name)}-{name}", marks=() if name in OFTEN else pytest.mark.long)
        for name in KILLED
    ],
)
def test_f03_f05_f06_f19_killed_at_a_boundary_nobody_is_left_out_or_rung_twice(
    make_ground: MakeGround, name: str, turn: int
) -> None:
    on = ("sqlite", "postgres")[(NAMES.index(name) + turn) % 2]
    ground = make_ground(on=on, retry_after="1s", speed=8.0 if name.startswith("wish") else 40.0)
    alert = SCENARIOS[name.split(".", maxsplit=1)[0]](ground, name)
    ground.verify(alert)


@pytest.mark.long
def test_f04_killed_in_the_midst_of_a_request_everybody_is_rung_once(
    make_ground: MakeGround, turn: int
) -> None:
    ground = make_ground(link=["carrier"])
    ground.web()
    ground.links["carrier"].first_bytes = 200 + 150 * turn  # within the headers, after them, within the form
    ground.links["carrier"].break_requests()
    alert: int = ground.alert(6, lives=BUSY_LIVES)
    worker = ground.worker()
    assert soon(lambda: worker.said("answer_lost") > 0, 30)
    worker.kill()
    assert ground.asked() == []
    ground.links["carrier"].mend()
    ground.worker()
    ground.verify(alert)
