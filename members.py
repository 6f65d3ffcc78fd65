"""The commands for members who are there: who is in a network, a pause, leaving."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from sqlmodel import Session

from broadcast.welcoming import welcome
from db.listening import hear_who_joins
from db.member_changes import (
    InNetwork,
    approve_member,
    masked_numbers,
    members_of,
    pause_member,
    remove_member,
    the_member,
    timezone_of,
)
from db.people import Member, MembershipState
from flows.engine.texts import load
from setting_up import the_database
from settings import read_settings
from sounding import WAV, not_there_yet, told, write_sound

_NAME = click.option("--name", help="Whose, when a house shares the number.")


@click.group()
def member() -> None:
    """Members of networks. To add some: import."""


@member.command("list")
@click.argument("network")
def member_list(network: str) -> None:
    """Who is in a network; of numbers the last digits are shown."""
    now = datetime.now(UTC)
    with the_database() as database, database.reading() as session:
        for one in members_of(session, network):
            click.echo(_told(one) + _paused(session, one, now) + _opted_out(one))


@member.command("pause")
@click.argument("number")
@click.option("--days", type=click.IntRange(0, 366), help="From now on; 0 ends a pause.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it ends: 2026-12-24.")
@_NAME
def member_pause(number: str, days: int | None, until: datetime | None, name: str | None) -> None:
    """No calls and texts to a member for a while, on any phone."""
    if (days is None) == (until is None):
        raise click.UsageError("say how long: with --days or with --until")
    settings, now = read_settings(), datetime.now(UTC)
    with the_database(settings) as database, database.writing() as session:
        one = the_member(session, number, name, settings.countries)
        end = _end(session, one, now, days, until)
        pause_member(session, one, until=end, now=now)
    click.echo(f"{one.name}: paused until {end:%Y-%m-%d %H:%M}" if end else f"{one.name}: no pause any more")


def _end(
    session: Session, one: Member, now: datetime, days: int | None, until: datetime | None
) -> datetime | None:
    """When the pause ends, in the member's time zone."""
    where = timezone_of(session, one)
    if until is not None:
        return until.replace(tzinfo=where)
    return (now + timedelta(days=days)).astimezone(where) if days else None


@member.command("approve")
@click.argument("number")
@click.argument("network")
@click.option("--called", help="The member's name, where it was only spoken.")
@_NAME
def member_approve(number: str, network: str, called: str | None, name: str | None) -> None:
    """Let somebody in who asked to join; a mobile is welcomed by text."""
    settings, now = read_settings(), datetime.now(UTC)
    with the_database(settings) as database, database.writing() as session:
        one = the_member(session, number, name, settings.countries)
        pending = approve_member(session, one, code=network, called=called, now=now)
        welcome(session, one, pending, load(), now)
    click.echo(f"{one.name} is in network {network}")


@member.command("listen")
@click.argument("number")
@click.argument("network")
@WAV
@_NAME
def member_listen(number: str, network: str, wav: Path, name: str | None) -> None:
    """Write the name and address that somebody spoke to join, as a WAV file; who listens is written down."""
    not_there_yet(wav)
    settings = read_settings()
    with the_database(settings) as database, database.writing() as session:
        one = the_member(session, number, name, settings.countries)
        recording, audio = hear_who_joins(session, one, code=network, now=datetime.now(UTC))
        said = f"name and address for network {network}, {told(recording, wav)}"
    write_sound(wav, audio)
    click.echo(said)


@member.command("remove")
@click.argument("number")
@click.argument("network")
@_NAME
def member_remove(number: str, network: str, name: str | None) -> None:
    """A member leaves a network; a later import puts nobody back who left."""
    settings = read_settings()
    with the_database(settings) as database, database.writing() as session:
        one = the_member(session, number, name, settings.countries)
        remove_member(session, one, code=network, now=datetime.now(UTC))
    click.echo(f"{one.name} has left network {network}")


def _told(one: InNetwork) -> str:
    words = f"{one.membership.role}  {one.membership.state}"
    return f"{one.member.name}  {words}  {masked_numbers(one.phones)}"


def _paused(session: Session, one: InNetwork, now: datetime) -> str:
    ends = [phone.paused_until for phone in one.phones if phone.paused_until and phone.paused_until > now]
    if not ends:
        return ""
    return f"  paused until {min(ends).astimezone(timezone_of(session, one.member)):%Y-%m-%d %H:%M}"


def _opted_out(one: InNetwork) -> str:
    """What does not reach this member, and whether the number of somebody new is proven."""
    told = [
        ("no calls", any(phone.no_calls_since for phone in one.phones)),
        ("no texts", any(phone.no_texts_since for phone in one.phones)),
        ("number fails", any(phone.failed_since for phone in one.phones)),
        ("no calls at night", any(phone.quiet_nights for phone in one.phones)),
        (
            "number not proven",
            one.membership.state is MembershipState.PENDING
            and not any(phone.proven_at for phone in one.phones),
        ),
    ]
    return "".join(f"  {words}" for words, so in told if so)
