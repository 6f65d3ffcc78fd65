"""The commands for broadcasts that are under way: which there are, resume one that is held, stop one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlmodel import col, select

from broadcast.restored import no_more_held, resume
from broadcast.start import counts, finish
from broadcast.wake import impatient, wake
from db.alarms import alarms
from db.broadcasts import Broadcast, BroadcastState
from db.listening import hear_reason, overridden
from setting_up import the_database
from settings import read_settings
from sounding import WAV, not_there_yet, told, write_sound


@click.group()
def broadcast() -> None:
    """Broadcasts that are under way, and what is wrong."""


@broadcast.command("list")
def list_all() -> None:
    """Which are under way, how far they are, and the alarms that are on."""
    with the_database(read_settings()) as database, database.reading() as session:
        runs = (
            select(Broadcast).where(Broadcast.state == BroadcastState.CONFIRMED).order_by(col(Broadcast.id))
        )
        for one in session.exec(runs):
            now = counts(session, one.id or 0)
            held = ", HELD: resume or stop it" if one.held_since else ""
            click.echo(
                f"{one.id}  {one.kind}  {now.reached} of {one.members} reached, {now.confirmed} confirmed{held}"
            )
        for alarm in alarms(session):
            click.echo(f"ALARM  {alarm.name}  since {alarm.since:%Y-%m-%d %H:%M} UTC  {alarm.detail}")


@broadcast.command("reasons")
def list_reasons() -> None:
    """When officers departed from a charter: the newest first, with the clauses and the broadcast that went out."""
    with the_database(read_settings()) as database, database.reading() as session:
        for one, network, badge, sent in overridden(session):
            went = f"broadcast {sent}" if sent else "nothing was sent"
            click.echo(
                f"{one.id}  {one.made_at:%Y-%m-%d %H:%M} UTC  officer {badge}  network {network}  {one.clauses}  {went}"
            )


@broadcast.command("reason")
@click.argument("number", type=int)
@WAV
def one_reason(number: int, wav: Path) -> None:
    """Write the reason that an officer gave, as a WAV file; who listens is written down."""
    not_there_yet(wav)
    with the_database(read_settings()) as database, database.writing() as session:
        override, recording, audio = hear_reason(session, number, now=datetime.now(UTC))
        said = f"reason for departing from: {override.clauses}; {told(recording, wav)}"
    write_sound(wav, audio)
    click.echo(said)


@broadcast.command("resume")
@click.argument("number", type=int)
def resume_one(number: int) -> None:
    """Go on with a broadcast that is held since the database was put back from a backup. Whoever was called after the
    backup was made is called again."""
    settings = read_settings()
    with the_database(settings) as database, database.writing() as session:
        resumed = resume(session, number, datetime.now(UTC))
    wake(impatient(settings.redis_url))
    click.echo(f"broadcast {number} goes on" if resumed else f"broadcast {number} is not held")


@broadcast.command("stop")
@click.argument("number", type=int)
def stop_one(number: int) -> None:
    """Stop a broadcast: nothing more goes out, calls under way are ended."""
    settings = read_settings()
    with the_database(settings) as database, database.writing() as session:
        stopped = finish(session, number, "stopped", datetime.now(UTC))
        held = session.get(Broadcast, number)
        if held is not None:
            held.held_since = None
            session.flush()
        no_more_held(session)
    wake(impatient(settings.redis_url))
    click.echo(f"broadcast {number} is stopped" if stopped else f"broadcast {number} is not under way")
