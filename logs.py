"""Logs: one JSON object a line on stderr, of our own code and of every library. No phone number is written in full,
and what somebody keyed, said or wrote is not written at all."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from carrier.phone import masked

NEVER = frozenset({"pin", "digits", "body", "text", "token", "secret", "password", "speech"})
"""Keys whose values are not written, however deep they stand."""

# Written as +32 470 …, %2B32470…, 0032 470 …, 0470/…, 32470…; not part of a longer word, as in an id.
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])"
    r"(?:(?:\+|%2B|00)[ ().]{0,2}[1-9]|0(?=[ ().\-/]{0,2}[1-9])|32(?=[1-9]\d{7,8}(?!\d)))"
    r"(?:[ ().\-/]{0,2}\d){7,14}(?![0-9A-Za-z])",
    re.ASCII | re.IGNORECASE,
)


def set_up_logs(level: str, stream: TextIO | None = None) -> None:
    """Every log of this process goes to `stream` (stderr) from now on, from `level` (a word: INFO) upwards."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
    ]
    last: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        without_people,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.JSONRenderer(serializer=_json),
    ]
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    logging.basicConfig(handlers=[handler], level=_level(level), force=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def without_people(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """The event with its numbers masked and without what people keyed, said or wrote."""
    return {name: _told(value) for name, value in event.items() if name.lower() not in NEVER}


def mask_numbers(text: str) -> str:
    """The text with everything that looks like a phone number as +32•••••123."""
    return _NUMBER.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0].upper().removeprefix("%2B"))
    national = digits.startswith("0") and not digits.startswith("00")
    return masked("+" + ("32" + digits[1:] if national else digits.lstrip("0"))[:15])


def _told(value: Any) -> Any:
    match value:
        case bool() | int() | float() | None:
            return value
        case Mapping():
            return {
                mask_numbers(str(key)): _told(inner)
                for key, inner in value.items()
                if str(key).lower() not in NEVER
            }
        case Sequence() | set() | frozenset() if not isinstance(value, str | bytes):
            return [_told(inner) for inner in value]
        case _:
            return mask_numbers(value if isinstance(value, str) else str(value))


def _json(event: Any, **how: Any) -> str:
    return json.dumps(event, ensure_ascii=False, **how)


def _level(word: str) -> int:
    return logging.getLevelNamesMapping().get(word.strip().upper(), logging.INFO)
