"""The commands for networks: neighbourhoods, what lies beside them, who leads them, and their charters."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any, TextIO

import click
from sqlmodel import col, select

from db.audit import write_down
from db.charter import Charter, CharterWrong, Need, read_charter
from db.officers import set_mandatary, set_neighbours, set_postcodes, the_network
from db.people import Network, NetworkKind
from db.reports import ReportKind
from db.set_up import CLI, CannotSetUp, add_network, the_zone
from setting_up import ZONE, OneOf, the_database

ANY = "any"
_NONE = "none"


@click.group()
def network() -> None:
    """Neighbourhoods: BIN and BIN-Z."""


@network.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=OneOf(NetworkKind), default=NetworkKind.RESIDENTS.value, show_default=True)
@ZONE
def network_add(code: str, name: str, kind: NetworkKind, zone_name: str | None) -> None:
    """Add a network with its code of 4 digits."""
    with the_database() as database, database.writing() as session:
        made = add_network(
            session, the_zone(session, zone_name), code=code, name=name, kind=kind, now=datetime.now(UTC)
        )
    click.echo(f"network {made.code} {made.name}")


@network.command("list")
def network_list() -> None:
    """All networks."""
    with the_database() as database, database.reading() as session:
        for one in session.exec(select(Network).order_by(col(Network.code))):
            click.echo(f"{one.code}  {one.name}  {one.kind}  {one.state}")


@network.command("change")
@click.argument("code")
@click.option("--mandatary", help="The badge of the officer who leads it; none for nobody.")
@click.option(
    "--neighbour", "neighbours", multiple=True, help="A network beside it; all of them, several times."
)
@click.option("--postcode", "postcodes", multiple=True, help="A postcode in which it lies; all of them.")
@ZONE
def network_change(
    code: str, mandatary: str | None, neighbours: tuple[str, ...], postcodes: tuple[str, ...], zone_name: str | None
) -> None:  # fmt: skip
    """Change who leads a network, and where it lies; what is not said stays."""
    now = datetime.now(UTC)
    with the_database() as database, database.writing() as session:
        zone = the_zone(session, zone_name)
        if mandatary is not None:
            badge = None if mandatary == _NONE else mandatary
            set_mandatary(session, zone, code=code, badge=badge, now=now)
        if neighbours:
            set_neighbours(session, zone, code=code, others=neighbours, now=now)
        if postcodes:
            set_postcodes(session, zone, code=code, postcodes=postcodes, now=now)
        if mandatary is None and not neighbours and not postcodes:
            raise CannotSetUp("say what to change: --mandatary, --neighbour or --postcode")
    click.echo(f"network {code} is changed")


@network.command("streets")
@click.argument("code")
@click.argument("file", type=click.File(encoding="utf-8"))
@ZONE
def network_streets(code: str, file: TextIO, zone_name: str | None) -> None:
    """Give a network the names of its streets, one a line: by them misspelt ones in texts are known."""
    names = list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in file))))
    with the_database() as database, database.writing() as session:
        found = the_network(session, the_zone(session, zone_name), code)
        found.streets = names
        write_down(session, datetime.now(UTC), CLI, "streets changed", network=found.id, count=len(names))
    click.echo(f"network {code} has {len(names)} streets")


@network.command("charter")
@click.argument("code")
@click.option(
    "--fresh-minutes", type=click.IntRange(1, 1440), help="Urgent messages are for facts so old at most."
)
@click.option("--night", help="Such as 22:00-06:00, when only urgent messages go out; or none.")
@click.option("--kind", "kinds", multiple=True, help="Urgent messages are for these kinds of facts; or any.")
@click.option("--night-kind", "night_kinds", multiple=True, help="… and at night for these; or any.")
@click.option("--need", "needs", multiple=True, help="What an urgent message must have; or none.")
@ZONE
def network_charter(
    code: str, fresh_minutes: int | None, night: str | None, kinds: tuple[str, ...], night_kinds: tuple[str, ...],
    needs: tuple[str, ...], zone_name: str | None,
) -> None:  # fmt: skip
    """Change the rules of a network's charter, and tell them; what is not said stays."""
    given: dict[str, Any] = {
        "fresh_minutes": fresh_minutes,
        "kinds": list(kinds),
        "night_kinds": list(night_kinds),
        "needs": list(needs),
    }
    rules = {name: _rule(value) for name, value in given.items() if value}
    if night:
        rules["night"] = None if night == _NONE else [part.strip() for part in night.split("-")]
    with the_database() as database, database.writing() as session:
        found = the_network(session, the_zone(session, zone_name), code)
        try:
            charter = read_charter({**found.charter, **rules})
        except CharterWrong as wrong:
            raise CannotSetUp(f"{wrong}; {_words()}") from None
        if rules:
            found.charter = {**found.charter, **rules}
            write_down(
                session, datetime.now(UTC), "cli", "charter changed", network=found.id, rules=" ".join(rules)
            )
    click.echo(_told(charter))


def _rule(value: Any) -> Any:
    return None if value in ([ANY], [_NONE]) else value


def _words() -> str:
    return f"kinds are {', '.join(ReportKind)}; needs are {', '.join(Need)}; hours are written 22:00-06:00"


def _told(charter: Charter) -> str:
    def kinds(allowed: frozenset[ReportKind] | None) -> str:
        return "any" if allowed is None else ", ".join(sorted(allowed))

    def hours(night: tuple[time, time] | None) -> str:
        return f"{night[0]:%H:%M}-{night[1]:%H:%M}" if night else "none"

    return "\n".join((
        f"urgent: facts of at most {charter.fresh_minutes} minutes, of kind: {kinds(charter.kinds)}",
        f"night: {hours(charter.night)}; then only urgent messages, of kind: {kinds(charter.night_kinds)}",
        f"needs: {', '.join(charter.needs) or 'nothing'}",
    ))  # fmt: skip
