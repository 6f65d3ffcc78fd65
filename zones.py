"""The commands for a zone and its lines: our own numbers."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlmodel import col, select

from carrier.carrier import AccountName, Language
from db.people import Line, LineUse, Zone
from db.set_up import add_line, add_zone, the_zone
from db.zones import all_lines, change_zone, remove_line
from setting_up import ZONE, OneOf, the_database


@click.group()
def zone() -> None:
    """Police zones."""


@zone.command("add")
@click.argument("name")
@click.option("--language", type=OneOf(Language), default=Language.NL.value, show_default=True)
@click.option("--dispatch", help="The number to which key 0 leads.")
def zone_add(name: str, language: Language, dispatch: str | None) -> None:
    """Add a zone."""
    with the_database() as database, database.writing() as session:
        made = add_zone(
            session, name=name, language=language, dispatch_number=dispatch, now=datetime.now(UTC)
        )
    click.echo(_told(made))


@zone.command("change")
@click.argument("zone_name", metavar="NAME")
@click.option("--name", help="Another name.")
@click.option("--language", type=OneOf(Language))
@click.option("--dispatch", help="The number to which key 0 leads.")
@click.option(
    "--call-back/--no-call-back", default=None, help="Officers are rung back on their registered number."
)
@click.option(
    "--approval-above",
    type=click.IntRange(0),
    help="Members above which a second officer approves; 0: never.",
)
@click.option("--texts-only/--calls-too", default=None, help="On duty, for what is not going on now.")
def zone_change(
    zone_name: str, name: str | None, language: Language | None, dispatch: str | None, call_back: bool | None,
    approval_above: int | None, texts_only: bool | None,
) -> None:  # fmt: skip
    """Change a zone; what is not said stays."""
    with the_database() as database, database.writing() as session:
        changed = change_zone(
            session, the_zone(session, zone_name), name=name, language=language, dispatch_number=dispatch,
            call_back=call_back, approval_above=approval_above, duty_texts_only=texts_only, now=datetime.now(UTC),
        )  # fmt: skip
    click.echo(_told(changed))


@zone.command("list")
def zone_list() -> None:
    """All zones."""
    with the_database() as database, database.reading() as session:
        for one in session.exec(select(Zone).order_by(col(Zone.name))):
            click.echo(_told(one))


def _told(one: Zone) -> str:
    also = (
        "  officers are rung back" * one.call_back,
        f"  approval above {one.approval_above} members" if one.approval_above is not None else "",
        "  texts only for what is not now" * one.duty_texts_only,
    )
    return f"{one.name}  {one.language}  dispatch {one.dispatch_number or 'not set'}" + "".join(also)


@click.group()
def line() -> None:
    """Our own numbers."""


@line.command("add")
@click.argument("number")
@click.option("--use", type=OneOf(LineUse), default=LineUse.HOTLINE.value, show_default=True)
@click.option("--shown/--not-shown", default=None, help="On alert calls. Unless said, the first hotline is.")
@click.option("--account", type=OneOf(AccountName), default=AccountName.MAIN.value, show_default=True)
@ZONE
def line_add(
    number: str, use: LineUse, shown: bool | None, account: AccountName, zone_name: str | None
) -> None:
    """Add a line of a zone. A text_line is for texts, where the hotline's number cannot text."""
    with the_database() as database, database.writing() as session:
        where = the_zone(session, zone_name)
        made = add_line(
            session, where, number=number, use=use, shown=shown, account=account, now=datetime.now(UTC)
        )
    click.echo(f"{made.use} {made.number}{', shown on alert calls' if made.shown else ''}{_at(made)}")


@line.command("list")
def line_list() -> None:
    """All lines."""
    with the_database() as database, database.reading() as session:
        for where, one in all_lines(session):
            shown = "  shown on alert calls" if one.shown else ""
            click.echo(f"{where.name}  {one.number}  {one.use}{shown}{_at(one)}")


def _at(one: Line) -> str:
    return f"  account {one.account}" if one.account is not AccountName.MAIN else ""


@line.command("remove")
@click.argument("number")
def line_remove(number: str) -> None:
    """Take a line out; it answers no more."""
    with the_database() as database, database.writing() as session:
        instead = remove_line(session, number=number, now=datetime.now(UTC))
    click.echo(f"{number} is taken out")
    if instead is not None:
        click.echo(f"{instead.number} is shown on alert calls from now on")
