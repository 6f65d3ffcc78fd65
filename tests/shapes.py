"""What a REST answer must look like: the table in simulator/shapes.toml, and what differs from it."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TABLE = tomllib.loads((Path(__file__).parent / "simulator" / "shapes.toml").read_text(encoding="utf-8"))
ENDPOINTS: dict[str, str] = TABLE["endpoints"]

_PATTERNS = {
    "digits": r"-1|\d+",
    "money": r"-?\d+(\.\d+)?",
    "phone": r"\+\d{5,15}",
    "method": "GET|POST",
    "url": r"(https?://\S+)?",
    "path": r"/2010-04-01/Accounts/AC[0-9a-f]{32}[/.]\S*",
}
_TYPES = {"int": int, "bool": bool}


def endpoint(method: str, url: str) -> str:
    """The endpoint of a request, as the table names it."""
    path = re.sub(r"^/2010-04-01/Accounts/AC[0-9a-f]{32}", "", urlsplit(url).path)
    return f"{method.upper()} " + re.sub(r"/[A-Z]{2}[0-9a-f]{32}", "/{}", path)


def differences(method: str, url: str, status: int, body: bytes | str) -> list[str]:
    """What is not as the table says; nothing, when all is well."""
    if status >= 400:
        return _error(status, json.loads(body))
    expected = ENDPOINTS.get(endpoint(method, url))
    if expected is None:
        return [f"the table has no {endpoint(method, url)}"]
    code, _, shape = expected.partition(" ")
    wrong = [] if str(status) == code else [f"status {status} instead of {code}"]
    if shape in ("nothing", "sound"):
        return wrong if bool(body) == (shape == "sound") else [*wrong, f"a body, or none: {shape}"]
    if shape.startswith("page of "):
        return wrong + _page(json.loads(body), *shape.removeprefix("page of ").split(", "))
    return wrong + _table(shape, json.loads(body), shape)


def _error(status: int, answer: Any) -> list[str]:
    wrong = _table("error", answer, "error")
    if not wrong and (answer["status"] != status or not answer["more_info"].endswith(f"/{answer['code']}")):
        wrong.append(f"the answer is {status} but says {answer}")
    return wrong


def _page(answer: Any, name: str, shape: str) -> list[str]:
    inside = answer.pop(name, None)
    if not isinstance(inside, list):
        return [f"{name} is no list"]
    wrong = _table("page", answer, "page")
    for item in inside:
        wrong += _table(shape, item, shape)
    return wrong


def _table(name: str, value: Any, where: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{where} is no object: {value!r}"]
    fields: dict[str, str] = TABLE[name]
    wrong = [f"{where}.{field} is missing" for field in fields.keys() - value.keys()]
    wrong += [f"{where}.{field} is not in the table" for field in value.keys() - fields.keys()]
    for field in fields.keys() & value.keys():
        wrong += _field(fields[field], value[field], f"{where}.{field}")
    return wrong


def _field(kind: str, value: Any, where: str) -> list[str]:
    if kind.endswith("?") and value is None:
        return []
    kind = kind.removesuffix("?")
    if kind in TABLE:
        return _table(kind, value, where)
    return [] if _fits(kind, value) else [f"{where} is {value!r}, not {kind}"]


def _fits(kind: str, value: Any) -> bool:
    if kind in _TYPES:
        return type(value) is _TYPES[kind]
    if kind == "anything":
        return True
    if kind == "paths":
        return isinstance(value, dict) and all(_fits("path", each) for each in value.values())
    if not isinstance(value, str):
        return False
    if kind == "text":
        return True
    if kind == "time":
        return parsedate_to_datetime(value).utcoffset() == timedelta(0)
    if len(kind) == 2 and kind.isupper():
        return re.fullmatch(kind + "[0-9a-f]{32}", value) is not None
    return re.fullmatch(_PATTERNS.get(kind, kind), value) is not None
