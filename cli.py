"""The command `buurtlijn`. What a process needs is imported when its command is given: a server starts at once."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import click
from pydantic.fields import FieldInfo

from logs import set_up_logs
from settings import Settings, SettingsWrong, read_settings

ELSEWHERE: Mapping[str, tuple[str, str]] = {
    "release": ("checks", "release"),
    "doctor": ("checks", "doctor"),
    "fallback": ("checks", "fallback"),
    "flows": ("checks", "flows"),
    "zone": ("zones", "zone"),
    "line": ("zones", "line"),
    "network": ("networks", "network"),
    "duty": ("setting_up", "duty"),
    "officer": ("setting_up", "officer"),
    "member": ("members", "member"),
    "texts": ("texts_try", "texts"),
    "import": ("importing", "import_list"),
    "broadcast": ("running", "broadcast"),
    "alarms": ("alarms", "alarms"),
    "carrier": ("carriers", "carrier"),
    "pronunciation": ("pronouncing", "pronunciation"),
    "simulator": ("simulator.command", "simulator"),
    "phone": ("simulator.phone", "phone"),
}
"""Commands by the module where they are, and their name there."""


class Commands(click.Group):
    """All commands; settings that are wrong are told line by line, and end it with 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return sorted([*super().list_commands(ctx), *ELSEWHERE])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The one of that name."""
        found: click.Command | None = (
            _of(*ELSEWHERE[cmd_name]) if cmd_name in ELSEWHERE else super().get_command(ctx, cmd_name)
        )
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Runs it."""
        try:
            return super().invoke(ctx)
        except SettingsWrong as error:
            click.echo(str(error), err=True)
            ctx.exit(2)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The telephone line of a neighbourhood watch network."""


@main.command()
def web() -> None:
    """Answer the carrier's webhooks."""
    settings = read_settings()
    arguments = {
        "--interface": "wsgi",
        "--host": settings.web_host,
        "--port": settings.web_port,
        "--workers": settings.web_workers,
        "--blocking-threads": settings.web_threads,
        "--log-level": "warning",
    }
    given = [str(part) for pair in arguments.items() for part in pair]
    # This process becomes the server: signals reach it, and whoever started it sees it end.
    os.execv(  # noqa: S606 - our own interpreter, no shell
        sys.executable, [sys.executable, "-m", "granian", *given, "--no-ws", "--factory", "wsgi:create_app"]
    )


@main.command()
def worker() -> None:
    """Call and text: the pump, the recordings, the rest; watched and restarted."""
    settings = read_settings()
    set_up_logs(settings.log_level)
    sys.exit(_of("broadcast.worker", "run")(settings))


@main.command()
@click.option("--once", is_flag=True, help="End after the story, with demo-report.json.")
def demo(once: bool) -> None:
    """Everything on this machine, with a phone company in a box: one night, live."""
    sys.exit(_of("demo.story", "run")(once))


@main.command("settings")
def all_settings() -> None:
    """Every setting: what it is, and what it is unless set."""
    for name, field in Settings.model_fields.items():
        unless_set = "must be set" if field.is_required() else _written(field)
        click.echo(f"{name.upper():<28} {unless_set:<24} {field.description}")


def _of(module: str, name: str) -> Any:
    """Something of a room that is heavy, or not there in production: fetched when its command is given."""
    return getattr(importlib.import_module(module), name)


def _written(field: FieldInfo) -> str:
    match field.default:
        case None | "" | ():
            return "–"
        case timedelta() as once:
            return f"{once.total_seconds():g}s"
        case tuple() | frozenset() as several:
            return ",".join(
                f"{one.total_seconds():g}s" if isinstance(one, timedelta) else one for one in several
            )
        case value:
            return str(value)


if __name__ == "__main__":
    main(prog_name="buurtlijn")
