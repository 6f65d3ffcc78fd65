"""The commands for alarms: which are on, one that a person has dealt with, and a trial of the ways by which they are told."""

from __future__ import annotations

import contextlib
import sys
from datetime import UTC, datetime

import click

from broadcast.means import means_of
from broadcast.telling import HOOK, MAIL, TEXTS, tell_one, ways_of
from db.alarms import alarms as all_alarms
from db.alarms import over
from db.audit import write_down
from db.set_up import CLI
from db.tellings import Word
from setting_up import the_database
from settings import read_settings


@click.group(invoke_without_command=True)
@click.pass_context
def alarms(context: click.Context) -> None:
    """The alarms that are on; `over` ends one, `try` tells a trial."""
    if context.invoked_subcommand is None:
        list_alarms()


def list_alarms() -> None:
    """One a line, the oldest first."""
    with the_database(read_settings()) as database, database.reading() as session:
        found = all_alarms(session)
        for one in found:
            click.echo(f"ALARM  {one.name}  since {one.since:%Y-%m-%d %H:%M} UTC  {one.detail}")
    if not found:
        click.echo("no alarm is on")


@alarms.command("over")
@click.argument("name")
def end_one(name: str) -> None:
    """A person has dealt with it: this alarm is over. If it is not, it comes on again."""
    with the_database(read_settings()) as database, database.writing() as session:
        if name not in {one.name for one in all_alarms(session)}:
            raise click.ClickException(f"there is no alarm {name}; see: buurtlijn alarms")
        over(session, name)
        write_down(session, datetime.now(UTC), CLI, "alarm ended", alarm=name)
    click.echo(f"{name} is over")


@alarms.command("try")
def try_ways() -> None:
    """Tell a trial by e-mail and by the web hook, as they are set: does it arrive?"""
    means = means_of(read_settings())
    now = datetime.now(UTC)
    with contextlib.closing(means.database):
        with means.database.reading() as session:
            ways = [way for way in ways_of(session, means.settings) if way != TEXTS]
        worked = {way: tell_one(means, Word("trial", True, now, now, ways=(way,))) for way in ways}
    if not worked:
        raise click.ClickException("neither ALARM_MAIL_HOST nor ALARM_HOOK is set")
    names = {MAIL: "e-mail", HOOK: "web hook"}
    for way, did in worked.items():
        click.echo(f"{names[way]}: {'sent' if did else 'did not work; the log says why'}")
    sys.exit(0 if all(worked.values()) else 1)
