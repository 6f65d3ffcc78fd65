"""What can be set, with `--set` at the start and over the control interface at any time."""

from collections.abc import Iterable, Mapping
from dataclasses import fields

from simulator.rates import Rates
from simulator.world import Company

Value = float | int | None

_LIMITS = {field.name for field in fields(Rates)}
_MONEY = ("balance", "call_price", "text_price")
_PATIENCE = ("webhook_seconds", "recording_delay")


def settings(company: Company) -> dict[str, Value]:
    """Every setting with its value."""
    return {name: getattr(_owner(company, name), name) for name in (*_PATIENCE, *sorted(_LIMITS), *_MONEY)}


def change(company: Company, asked: Mapping[str, object]) -> None:
    """Set these; ValueError, naming what is wrong, and then nothing is set."""
    read = {name: _read(name, value) for name, value in asked.items()}
    owners = {name: _owner(company, name) for name in read}
    for name, value in read.items():
        setattr(owners[name], name, value)
    company.rates_changed()


def from_words(words: Iterable[str]) -> dict[str, object]:
    """`calls_per_second=30` and the like; `none` is no limit. ValueError: it is not so written."""
    found: dict[str, object] = {}
    for each in words:
        name, is_there, value = each.partition("=")
        if not is_there:
            raise ValueError(f"{each!r} is not written as NAME=NUMBER")
        found[name] = None if value == "none" else float(value)
    return found


def _owner(company: Company, name: str) -> object:
    if name in _LIMITS:
        return company.rates
    if name in _MONEY:
        return company.purse
    if name in _PATIENCE:
        return company
    raise ValueError(f"there is no setting {name}; there are {', '.join(settings(company))}")


def _read(name: str, value: object) -> Value:
    if value is None and name in _LIMITS:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ValueError(f"{name} is a number" + (", or null for no limit" if name in _LIMITS else ""))
    if (name in _LIMITS and value <= 0) or (value < 0 and name != "balance"):
        raise ValueError(f"{name} is a number above 0")
    return value
