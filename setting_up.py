"""The commands that set an installation up: duty phones, officers. (Zones and their lines: `zones`; networks: `networks`.)"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import Any

import click
from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError
from sqlmodel import col, select

from carrier.carrier import Language
from carrier.phone import masked
from db.people import Mandate, Network, Officer, Wants, Zone
from db.pins import hash_pin, new_pin
from db.session import Database, open_database
from db.set_up import (
    CannotSetUp,
    add_duty_phone,
    add_officer,
    duty_phones,
    remove_duty_phone,
    remove_officer,
    set_pin,
    the_zone,
)
from settings import Settings, read_settings


class OneOf(click.Choice[StrEnum]):
    """One word of a fixed list, typed as it is kept. Give a default as its value: `--help` shows what it is given."""

    def normalize_choice(self, choice: Any, ctx: click.Context | None) -> str:
        """The word itself; click would ask for the enum's name, in capitals."""
        return str(choice)


_LANGUAGE = click.option("--language", type=OneOf(Language), help="Unless said, the zone's.")
ZONE = click.option("--zone", "zone_name", help="Needed where there are several.")


@contextmanager
def the_database(settings: Settings | None = None) -> Iterator[Database]:
    """The database of the settings, closed at the end; what cannot be done there is told in a sentence."""
    database = open_database(settings or read_settings())
    try:
        yield database
    except CannotSetUp as error:
        raise click.ClickException(str(error)) from None
    except (IntegrityError, OperationalError, ProgrammingError) as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise click.ClickException(f"the database: {reason}; look with: buurtlijn doctor") from None
    finally:
        database.close()


def _now() -> datetime:
    return datetime.now(UTC)


# ---- duty phones


@click.group()
def duty() -> None:
    """The phones that ring when a report comes in."""


@duty.command("add")
@click.argument("number")
@click.option("--wants", type=OneOf(Wants), default=Wants.BOTH.value, show_default=True)
@click.option("--hours", help="Such as 08:00-18:00; all day without.")
@_LANGUAGE
@ZONE
def duty_add(
    number: str, wants: Wants, hours: str | None, language: Language | None, zone_name: str | None
) -> None:
    """Add a phone behind those that a zone has."""
    since, until = _hours(hours)
    with the_database() as database, database.writing() as session:
        where = the_zone(session, zone_name)
        made = add_duty_phone(
            session, where, number=number, wants=wants, language=language, since=since, until=until, now=_now()
        )  # fmt: skip
    click.echo(f"duty phone {made.position} of {where.name}: {made.number}")


@duty.command("list")
def duty_list() -> None:
    """All duty phones, in the order in which they ring."""
    with the_database() as database, database.reading() as session:
        for where in session.exec(select(Zone).order_by(col(Zone.name))):
            for one in duty_phones(session, where):
                hours = f"{one.since:%H:%M}-{one.until:%H:%M}" if one.since and one.until else "all day"
                click.echo(f"{where.name}  {one.position}  {masked(one.number)}  {one.wants}  {hours}")


@duty.command("remove")
@click.argument("position", type=int)
@ZONE
def duty_remove(position: int, zone_name: str | None) -> None:
    """Take out the phone at that place of `duty list`."""
    with the_database() as database, database.writing() as session:
        remove_duty_phone(session, the_zone(session, zone_name), position=position, now=_now())
    click.echo(f"duty phone {position} is taken out")


def _hours(text: str | None) -> tuple[time, time] | tuple[None, None]:
    if not text:
        return None, None
    since, _, until = text.partition("-")
    try:
        return time.fromisoformat(since.strip()), time.fromisoformat(until.strip())
    except ValueError:
        raise click.ClickException(f"“{text}” are no hours: write them as 08:00-18:00") from None


# ---- officers


@click.group()
def officer() -> None:
    """Who may send: badge and PIN."""


@officer.command("add")
@click.argument("badge")
@click.argument("name")
@click.option("--number", help="The officer's own phone; it is told of locks and of alerts.")
@click.option("--network", "networks", multiple=True, help="Only for this code; may come several times.")
@_LANGUAGE
@ZONE
def officer_add(
    badge: str, name: str, number: str | None, networks: tuple[str, ...], language: Language | None,
    zone_name: str | None,
) -> None:  # fmt: skip
    """Add an officer; the PIN is made, and shown once."""
    pin = new_pin()
    pin_hash = hash_pin(pin)  # before the session: it takes its time
    with the_database() as database, database.writing() as session:
        add_officer(
            session, the_zone(session, zone_name), badge=badge, name=name, pin_hash=pin_hash, number=number,
            language=language, networks=networks, now=_now(),
        )  # fmt: skip
    _show_pin(badge, pin)


@officer.command("pin")
@click.argument("badge")
def officer_pin(badge: str) -> None:
    """Make a new PIN, and show it once; locks are lifted."""
    pin = new_pin()
    pin_hash = hash_pin(pin)
    with the_database() as database, database.writing() as session:
        set_pin(session, badge=badge, pin_hash=pin_hash, now=_now())
    _show_pin(badge, pin)


@officer.command("remove")
@click.argument("badge")
def officer_remove(badge: str) -> None:
    """From now on this badge opens nothing."""
    with the_database() as database, database.writing() as session:
        remove_officer(session, badge=badge, now=_now())
    click.echo(f"badge {badge} opens nothing any more")


@officer.command("list")
def officer_list() -> None:
    """All officers, and for which networks they may send."""
    with the_database() as database, database.reading() as session:
        for one in session.exec(select(Officer).order_by(col(Officer.badge))):
            codes = session.exec(
                select(Network.code)
                .join(Mandate, col(Mandate.network_id) == col(Network.id))
                .where(Mandate.officer_id == one.id)
            ).all()
            what = (
                "removed" if one.revoked_at else "whole zone" if one.whole_zone else " ".join(sorted(codes))
            )
            click.echo(f"{one.badge}  {one.name}  {what}")


def _show_pin(badge: str, pin: str) -> None:
    click.echo(f"badge {badge}, PIN {pin}")
    click.echo("The PIN is shown this once and kept nowhere: hand it over in person.")
