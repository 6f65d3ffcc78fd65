"""The command for our accounts at the carrier: which one is in use, and to switch to the other."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import click
from sqlmodel import Session, col, select

from broadcast.wake import impatient, wake
from carrier.carrier import AccountName
from db.accounts import AccountChoice, choose, in_use
from db.people import Zone, shown_line
from db.set_up import CannotSetUp
from setting_up import OneOf, the_database
from settings import Settings, read_settings


@click.group(invoke_without_command=True)
@click.pass_context
def carrier(context: click.Context) -> None:
    """The account at the carrier that is in use; `switch` takes the other one."""
    if context.invoked_subcommand is None:
        settings = read_settings()
        with the_database(settings) as database, database.reading() as session:
            _show(session, settings)


@carrier.command("switch")
@click.argument("name", type=OneOf(AccountName), required=False)
@click.option("--anyway", is_flag=True, help="Even where a zone has no hotline to show there.")
def switch(name: AccountName | None, anyway: bool) -> None:
    """Call and text by the account NAME (main or standby), by the other one without a name. All machines follow at once;
    what is under way at the old account stays there until its end."""
    settings = read_settings()
    with the_database(settings) as database, database.writing() as session:
        to = name or _the_other(session, settings)
        if to not in settings.accounts:
            raise CannotSetUp(f"there is no account {to}: set STANDBY_ACCOUNT_SID and STANDBY_AUTH_TOKEN")
        silent = [zone.name for zone in _zones(session) if not shown_line(session, zone.id or 0, to)]
        if silent and not anyway:
            raise CannotSetUp(
                f"these zones show no hotline at {to}, and nobody could be called: {', '.join(silent)}; "
                f"first: buurtlijn line add NUMBER --account {to} --zone NAME"
            )
        switched = choose(session, to, f"cli {getpass.getuser()}"[:64], datetime.now(UTC))
        click.echo(f"we call and text by {to} {'now' if switched else 'already'}")
    wake(impatient(settings.redis_url))


def _the_other(session: Session, settings: Settings) -> AccountName:
    now = in_use(session)
    return next((one for one in AccountName if one is not now), now)


def _zones(session: Session) -> list[Zone]:
    return list(session.exec(select(Zone).order_by(col(Zone.name))))


def _show(session: Session, settings: Settings) -> None:
    choice, now = session.get(AccountChoice, 1), in_use(session)
    for account in settings.accounts.values():
        since = f"  since {choice.since:%Y-%m-%d %H:%M} UTC, by {choice.who}" if choice else ""
        mark = f"  IN USE{since}" if account.name is now else ""
        click.echo(f"{account.name}  {account.sid[:6]}…  {urlsplit(account.base_url).netloc}{mark}")
    if now not in settings.accounts:
        click.echo(f"{now}  IN USE, BUT NOT IN THE SETTINGS: nothing goes out")
    for zone in _zones(session):
        shown = ", ".join(
            f"{one} {shown_line(session, zone.id or 0, one) or 'none'}" for one in settings.accounts
        )
        click.echo(f"zone {zone.name} shows: {shown}")
