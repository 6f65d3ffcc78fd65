"""The commands for a zone's pronunciation list: how streets and places are said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from carrier.carrier import Language
from db.pronunciations import names_of, remove_name, set_name, set_names
from db.set_up import CannotSetUp, the_zone
from flows.names import BadList, read_names, written_names
from setting_up import ZONE, OneOf, the_database

_LANGUAGE = click.option("--language", type=OneOf(Language), help="Only in this language; in all without.")


@click.group()
def pronunciation() -> None:
    """How names of streets and places are said. Texts keep the spelling."""


@pronunciation.command("set")
@click.argument("written")
@click.argument("spoken")
@_LANGUAGE
@ZONE
def pronunciation_set(written: str, spoken: str, language: Language | None, zone_name: str | None) -> None:
    """Say WRITTEN as SPOKEN from now on (within a minute)."""
    with the_database() as database, database.writing() as session:
        where = the_zone(session, zone_name)
        one = set_name(
            session, where, written=written, spoken=spoken, language=language, now=datetime.now(UTC)
        )
    click.echo(f"{one.written} → {one.spoken}{f' ({one.language})' if one.language else ''}")


@pronunciation.command("list")
@ZONE
def pronunciation_list(zone_name: str | None) -> None:
    """All names, as lines that can be edited and imported again: written;spoken;language."""
    with the_database() as database, database.reading() as session:
        rows = [
            (one.written, one.spoken, one.language)
            for one in names_of(session, the_zone(session, zone_name).id or 0)
        ]
    click.echo(written_names(rows), nl=False)


@pronunciation.command("remove")
@click.argument("written")
@_LANGUAGE
@ZONE
def pronunciation_remove(written: str, language: Language | None, zone_name: str | None) -> None:
    """Say this name as it is written."""
    with the_database() as database, database.writing() as session:
        remove_name(
            session, the_zone(session, zone_name), written=written, language=language, now=datetime.now(UTC)
        )
    click.echo(f"{written} is said as it is written")


@pronunciation.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@ZONE
def pronunciation_import(file: Path, zone_name: str | None) -> None:
    """Names from a file of lines written;spoken;language. All of it, or nothing."""
    try:
        rows = read_names(file.read_bytes())
    except BadList as bad:
        raise click.ClickException(str(bad)) from None
    with the_database() as database, database.writing() as session:
        try:
            count = set_names(session, the_zone(session, zone_name), rows, datetime.now(UTC))
        except CannotSetUp as no:
            raise click.ClickException(f"nothing was put in: {no}") from None
    click.echo(f"{count} names")
