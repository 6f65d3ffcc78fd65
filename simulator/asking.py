"""How the control interface is asked, and what it may answer: shared by the clients."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

Json = dict[str, Any]


class Refused(Exception):
    """The simulator says that this cannot be done, and why."""


class NotHeard(AssertionError):
    """Something did not happen in time; says what happened instead."""


def transcript(call: Json) -> str:
    """What was heard on a call, and how it stands."""
    heard = "\n".join(f"  [{said['voice']}] {said['text']}" for said in call["heard"])
    return f"call {call['from']} -> {call['to']} is {call['status']}; heard:\n{heard or '  nothing'}"


def events_path(after: int, timeout: float, wanted: Mapping[str, Any]) -> str:
    """Where the log's entries after one are waited for."""
    return "/sim/events?" + urlencode({**_fields(wanted), "after": after, "timeout": timeout})


def log_path(wanted: Mapping[str, Any]) -> str:
    """Where the log's entries are that look like this."""
    return "/sim/log?" + urlencode(_fields(wanted))


def _fields(wanted: Mapping[str, Any]) -> Json:
    return {"from" if name == "from_" else name: value for name, value in wanted.items()}


def checked(status: int, content: bytes, kind: str = "application/json") -> Any:
    """What was answered, as JSON or as it is; raises Refused."""
    if kind != "application/json" and status < 400:
        return content
    answer = json.loads(content) if content else None
    if status >= 400:
        raise Refused(answer["error"] if isinstance(answer, dict) and "error" in answer else str(status))
    return answer
