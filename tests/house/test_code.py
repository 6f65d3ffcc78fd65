"""The building guards its own code: each rule reads every file, and each rule has seen the defect that it is for."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NOT_OURS = {"build", "node_modules"}
TWILIO_MAY = {"carrier/twilio.py", "carrier/signature.py", "ivr/twiml.py", "bench/peer_job.py"}
SAYS_NOTHING = {"services", "service", "utils", "util", "core", "helpers", "helper", "common", "misc"}

Rule = Callable[[str, str, ast.Module], Iterator[str]]


def python_files() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in NOT_OURS]
        yield from (Path(folder) / name for name in files if name.endswith(".py"))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def in_room(path: str, *rooms: str) -> bool:
    return path.partition("/")[0] in rooms


def no_import_inside_a_function(_path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    for function in functions(tree):
        yield from (f"line {line}: {function.name} imports {name}" for line, name in imported(function))


def no_type_checking_branch(_path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).removeprefix("typing.") == "TYPE_CHECKING":
            yield f"line {node.lineno}: if TYPE_CHECKING"


def no_print(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if in_room(path, "tests", "bench"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            yield f"line {node.lineno}: print"


def twilio_in_its_own_files_only(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if path in TWILIO_MAY or in_room(path, "tests"):
        return
    yield from (
        f"line {line}: imports {name}" for line, name in imported(tree) if name.partition(".")[0] == "twilio"
    )


def flask_in_the_web_rooms_only(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if path == "wsgi.py" or in_room(path, "ivr", "web", "simulator", "tests", "bench"):
        return
    yield from (
        f"line {line}: imports {name}" for line, name in imported(tree) if name.partition(".")[0] == "flask"
    )


def no_simulator_in_the_web_process(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if path in ("settings.py", "wsgi.py", "logs.py"):  # the import rules in pyproject.toml are about rooms
        play = {"simulator", "demo"}
        yield from (
            f"line {line}: imports {name}" for line, name in imported(tree) if name.partition(".")[0] in play
        )


def the_environment_is_read_in_the_settings_only(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if path == "settings.py" or in_room(path, "simulator", "demo", "tests", "bench"):
        return
    names = {"environ", "environb", "getenv"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in names and ast.unparse(node.value) == "os":
            yield f"line {node.lineno}: os.{node.attr}"
    yield from (
        f"line {line}: {name}" for line, name in imported(tree) if name in {f"os.{it}" for it in names}
    )


def small_files(path: str, text: str, _tree: ast.Module) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > 300 and not in_room(path, "tests") and not path.startswith("db/migrations/"):
        yield f"has {lines} lines"


def small_functions(path: str, _text: str, tree: ast.Module) -> Iterator[str]:
    if in_room(path, "tests") or path.startswith("db/migrations/"):
        return
    for function in functions(tree):
        lines = (function.end_lineno or function.lineno) - function.lineno + 1
        if lines > 40:
            yield f"line {function.lineno}: {function.name} has {lines} lines"


def a_module_says_what_it_is(_path: str, text: str, tree: ast.Module) -> Iterator[str]:
    if text.strip() and not ast.get_docstring(tree):
        yield "has no docstring"


def every_name_says_something(path: str, _text: str, _tree: ast.Module) -> Iterator[str]:
    yield from (f"'{part}' says nothing" for part in Path(path).with_suffix("").parts if part in SAYS_NOTHING)


# Each rule with the defect that it is for: where it stands, what it says.
DEFECTS: dict[Rule, tuple[str, str]] = {
    no_import_inside_a_function: ("db/people.py", "async def f():\n    if 1:\n        from os import path"),
    no_type_checking_branch: ("db/people.py", "import typing\nif typing.TYPE_CHECKING:\n    import os"),
    no_print: ("ivr/voice.py", "print('hello')"),
    twilio_in_its_own_files_only: ("ivr/voice.py", "from twilio.twiml.voice_response import Say"),
    flask_in_the_web_rooms_only: ("settings.py", "from flask import Flask"),
    no_simulator_in_the_web_process: ("wsgi.py", "import simulator.world"),
    the_environment_is_read_in_the_settings_only: ("db/session.py", "import os\nos.environ.get('X')"),
    small_files: ("web/pages.py", "\n".join(["pass"] * 301)),
    small_functions: ("web/pages.py", "def f():\n" + "    pass\n" * 40),
    a_module_says_what_it_is: ("web/pages.py", "import os"),
    every_name_says_something: ("web/utils.py", ""),
}


@pytest.mark.parametrize("rule", DEFECTS, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Rule) -> None:
    broken = []
    for file in python_files():
        path, text = file.relative_to(ROOT).as_posix(), file.read_text(encoding="utf-8")
        broken += [f"{path}: {finding}" for finding in rule(path, text, ast.parse(text))]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("rule", DEFECTS, ids=lambda rule: rule.__name__)
def test_the_rule_sees_the_defect_that_it_is_for(rule: Rule) -> None:
    path, text = DEFECTS[rule]
    assert 1 == len(list(rule(path, text, ast.parse(text))))


def test_importing_the_environment_by_name_is_reading_it() -> None:
    found = the_environment_is_read_in_the_settings_only("db/x.py", "", ast.parse("from os import environ"))
    assert ["line 1: os.environ"] == list(found)


def test_all_our_code_is_read() -> None:
    read = {file.relative_to(ROOT).as_posix() for file in python_files()}
    assert read >= {"settings.py", "carrier/phone.py", "flows/engine/walk.py", "tests/house/test_code.py"}
