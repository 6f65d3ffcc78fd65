"""Compare our table of the REST API with the published one.

    python tests/simulator/against_openapi.py .../twilio-oai/spec/json/twilio_api_v2010.json

Says what differs and ends with 1; with nothing to say, it ends with 0. What is nullable there and never null
here is no difference: their document lets nearly everything be null.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

Json = dict[str, Any]

TABLE = tomllib.loads((Path(__file__).parent / "shapes.toml").read_text(encoding="utf-8"))
ROOT = "/2010-04-01/Accounts/{}"
FORMATS = {
    "date-time-rfc-2822": "time",
    "phone-number": "phone",
    "http-method": "method",
    "uri": "url",
    "uri-map": "paths",
}
TYPES = {"integer": "int", "number": "money", "boolean": "bool"}


def differences(api: Json) -> list[str]:
    """Every difference, as a sentence."""
    paths = {re.sub(r"\{\w+\}", "{}", path): operations for path, operations in api["paths"].items()}
    found = []
    for endpoint, answer in TABLE["endpoints"].items():
        method, path = endpoint.split(" ")
        code, _, shape = answer.partition(" ")
        if shape == "sound":
            continue  # media is not in their document
        responses = paths.get(ROOT + path, {}).get(method.lower(), {}).get("responses", {})
        if code not in responses:
            found.append(f"{endpoint} {code}: they have {', '.join(responses) or 'no such endpoint'}")
        elif content := responses[code].get("content"):
            found += _answer(api, endpoint, shape, content["application/json"]["schema"])
    return found


def _answer(api: Json, where: str, shape: str, schema: Json) -> list[str]:
    theirs = _resolved(api, schema)["properties"]
    if not shape.startswith("page of "):
        return _fields(api, where, TABLE[shape], theirs)
    name, inside = shape.removeprefix("page of ").split(", ")
    items = _resolved(api, theirs[name]["items"])["properties"]
    page = {field: each for field, each in theirs.items() if field != name}
    return _fields(api, where, TABLE["page"], page) + _fields(api, where, TABLE[inside], items)


def _fields(api: Json, where: str, ours: dict[str, str], theirs: Json) -> list[str]:
    found = [f"{where}: {field} is not theirs" for field in sorted(ours.keys() - theirs.keys())]
    found += [f"{where}: {field} is not ours" for field in sorted(theirs.keys() - ours.keys())]
    for field in sorted(ours.keys() & theirs.keys()):
        schema = _resolved(api, theirs[field])
        if ours[field].endswith("?") and not schema.get("nullable") and "enum" not in schema:
            found.append(f"{where}: {field} is never null with them")
        if not _agree(api, ours[field].removesuffix("?"), schema):
            found.append(f"{where}: {field} is {ours[field]} with us, with them {_short(schema)}")
    return found


def _agree(api: Json, kind: str, schema: Json) -> bool:
    """Whether all that our kind allows is allowed by theirs."""
    if kind in TABLE:
        return not _fields(api, kind, TABLE[kind], schema["properties"])
    if len(kind) == 2 and kind.isupper():
        return re.fullmatch(schema.get("pattern", ""), kind + "0" * 32) is not None
    if "enum" in schema and kind != "method":
        return set(kind.split("|")) <= set(schema["enum"])
    expected = FORMATS.get(schema.get("format", ""))
    if expected is not None:
        return kind == expected or (kind, expected) == ("path", "url")
    if "type" not in schema:
        return True
    if schema["type"] in TYPES:
        return kind == TYPES[schema["type"]]
    return schema["type"] == "string" and kind not in ("int", "bool")


def _resolved(api: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = api["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def _short(schema: Json) -> str:
    return json.dumps(
        {name: each for name, each in schema.items() if name in ("type", "format", "pattern", "enum")}
    )


if __name__ == "__main__":
    with Path(sys.argv[1]).open(encoding="utf-8") as file:
        lines = differences(json.load(file))
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.exit(1 if lines else 0)
