"""docs/settings.md says of every setting what it is and what it is unless set. Written anew by running this file:
`.venv/bin/python tests/house/test_settings_page.py`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"

HEAD = """# Settings

Read once, from the environment or from files of secrets: the folder `SECRETS_DIR` may hold a file for each setting,
named like it in lower case (`secret_key`). What is in the environment counts first. Durations are written `60s`, `3m`
or `1h`, lists with commas. What is missing or wrong stops the start with a sentence that says what to do.

`SECRET_KEY` is made with `openssl rand -hex 32`, `SEAL_KEYS` with `echo "k1:$(openssl rand -base64 32)"`.
Written from the code; do not change it by hand.

| setting | is | unless set |
|---|---|---|
"""


def page() -> str:
    """The whole page, from the settings themselves."""
    return HEAD + "".join(row(name, field) for name, field in Settings.model_fields.items())


def row(name: str, field: FieldInfo) -> str:
    is_what = (field.description or "").replace("|", r"\|")
    return f"| `{name.upper()}` | {is_what} | {unless_set(field)} |\n"


def unless_set(field: FieldInfo) -> str:
    if field.is_required():
        return "**must be set**"
    return f"`{written(field.default)}`" if field.default not in (None, "", ()) else "–"


def written(value: object) -> str:
    """A value as one writes it in the environment."""
    match value:
        case bool():
            return str(value).lower()
        case timedelta():
            return in_words(int(value.total_seconds()))
        case tuple() | frozenset():
            return ",".join(
                sorted(map(written, value)) if isinstance(value, frozenset) else map(written, value)
            )
        case _:
            return str(value)


def in_words(seconds: int) -> str:
    for unit, size in (("h", 3600), ("m", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def test_the_page_of_settings_is_up_to_date() -> None:
    assert page() == PAGE.read_text(encoding="utf-8")


def test_every_setting_says_what_it_is() -> None:
    assert [] == [name for name, field in Settings.model_fields.items() if not field.description]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (timedelta(seconds=25), "25s"),
        (timedelta(minutes=15), "15m"),
        (timedelta(hours=24), "24h"),
        ((timedelta(minutes=1), timedelta(seconds=90)), "1m,90s"),
        (frozenset({"NL", "BE"}), "BE,NL"),
        (True, "true"),
        (1.5, "1.5"),
    ],
)
def test_a_value_is_shown_as_one_writes_it(value: object, expected: str) -> None:
    assert expected == written(value)


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), encoding="utf-8")
