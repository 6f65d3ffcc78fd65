"""The command that takes a list of members in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlmodel import select

from carrier.carrier import Language
from db.member_import import Counts, foresee, import_members
from db.member_list import MemberList, read_members
from db.people import Network
from setting_up import OneOf, the_database
from settings import read_settings


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Put them in. Without it, only what would happen is told.")
@click.option("--skip-bad", is_flag=True, help="Leave out the rows that cannot be used.")
@click.option("--language", type=OneOf(Language), default=Language.NL.value, show_default=True,
              help="Of members whose row names none.")  # fmt: skip
def import_list(file: Path, yes: bool, skip_bad: bool, language: Language) -> None:
    """Members from a CSV or Excel file: name, language, network, phone1 to phone3, wants, role. All of it, or nothing."""
    settings = read_settings()
    with the_database(settings) as database:
        with database.reading() as session:
            codes = session.exec(select(Network.code)).all()
            members = read_members(file.read_bytes(), codes, settings.countries)
            foreseen = foresee(session, members)
        _tell_list(members, foreseen)
        if members.unusable or (members.problems and not skip_bad):
            raise click.ClickException(
                "nothing was put in: mend these rows, or leave them out with --skip-bad"
            )
        if not yes:
            click.echo("nothing was put in yet; to do it, add --yes")
            return
        with database.writing() as session:
            done = import_members(session, members, now=datetime.now(UTC), language=language)
    click.echo(f"put in: {_counted(done)}")


def _tell_list(members: MemberList, foreseen: Counts) -> None:
    for note in (*members.notes, *foreseen.notes):
        click.echo(f"note: {note}")
    for problem in members.problems:
        click.echo(str(problem), err=True)
    if not members.unusable:
        click.echo(
            f"{len(members.rows)} members read: {_counted(foreseen)}; {len(members.problems)} bad rows"
        )


def _counted(counts: Counts) -> str:
    return f"{counts.new} new, {counts.added_to} with more networks or phones, {counts.unchanged} unchanged"
