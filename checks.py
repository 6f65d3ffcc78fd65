"""The commands that look whether all is well: before a new version starts, at the flows, at everything around."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from broadcast.restored import under_way
from carrier.carrier import AccountName, Language
from db.people import Zone, shown_line
from db.schema import migrate, not_beside_the_old
from db.set_up import CannotSetUp, the_zone
from doctor import examine
from findings import Finding, Mark, ok, wrong
from flows.book import FLOWS
from flows.engine.check import check
from flows.engine.draw import draw
from flows.engine.steps import Flow
from flows.engine.texts import load
from flows.recorded import check_recorded
from flows.slots import longest
from ivr.desk.actions import ACTIONS, KEEPS
from ivr.twiml import kept_by_the_carrier
from setting_up import ZONE, OneOf, the_database
from settings import Settings, SettingsWrong, read_settings
from telling import play, scripts, tell

DRAWINGS = Path("docs") / "flows"


@click.command()
@click.option("--anyway", is_flag=True, help="Even while a broadcast is under way.")
def release(anyway: bool) -> None:
    """Bring the tables up to date, and check the flows. Run it before the new version starts. While a broadcast is under
    way, what takes something away from the old version is held back."""
    settings = read_settings()
    breaking = [] if anyway else not_beside_the_old(settings)
    if breaking and under_way(settings):
        click.echo(
            f"a broadcast is under way, and the old version cannot go on with: {', '.join(breaking)}",
            err=True,
        )
        click.echo("wait until it is closed, or give --anyway", err=True)
        sys.exit(3)
    migrate(settings)
    click.echo("the tables are up to date")
    _tell(_flows_checked())


@click.command()
def doctor() -> None:
    """Is everything in place? Each line is ok, or says what to do."""
    settings = read_settings()
    findings = 0
    for finding in (*_flows_checked(), *examine(settings)):
        click.echo(str(finding))
        findings += finding.mark == Mark.WRONG
    sys.exit(1 if findings else 0)


@click.command()
@click.option("--account", type=OneOf(AccountName), default=AccountName.MAIN.value, show_default=True)
@ZONE
def fallback(zone_name: str | None, account: AccountName) -> None:
    """Print the document to be kept at the carrier, in that account, for when a call cannot reach us."""
    settings = read_settings()
    with the_database(settings) as database, database.reading() as session:
        zone = the_zone(session, zone_name)
        click.echo(_kept_by_the_carrier(settings, zone, shown_line(session, zone.id or 0, account)))


def _kept_by_the_carrier(settings: Settings, zone: Zone, shown: str | None) -> str:
    if not zone.dispatch_number:
        raise CannotSetUp(
            f"zone {zone.name} has no dispatch number to lead to; "
            "set it with: buurtlijn zone change NAME --dispatch NUMBER"
        )
    if not shown:
        raise CannotSetUp(f"zone {zone.name} shows no hotline; add one with: buurtlijn line add NUMBER")
    languages = sorted(Language, key=lambda one: one != zone.language)  # the zone's first
    words = [(one, load().message("fallback", one)) for one in languages]
    return kept_by_the_carrier(settings, words, zone.dispatch_number, shown)


@click.group()
def flows() -> None:
    """What is said in a call, as tables."""


@flows.command("check")
def flows_check() -> None:
    """Are the tables and their words sound, in four languages?"""
    _tell(_flows_checked())


@flows.command("draw")
@click.option("--folder", type=click.Path(path_type=Path), default=DRAWINGS, show_default=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail when one is out of date.")
def flows_draw(folder: Path, only_check: bool) -> None:
    """Draw every flow, as Mermaid in a page of its own, and write its script in every language."""
    pages = {folder / f"{flow.name}.md": _page(flow) for flow in FLOWS.values()} | scripts(folder)
    stale = [path for path, page in pages.items() if not path.exists() or path.read_text("utf-8") != page]
    if only_check:
        _tell([wrong(f"{path} is out of date; run: buurtlijn flows draw") for path in stale])
        return
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[path], encoding="utf-8")
    click.echo(
        f"{len(FLOWS)} drawings and {len(pages) - len(FLOWS)} scripts in {folder}, {len(stale)} of them new"
    )


flows.add_command(tell)
flows.add_command(play)


def _flows_checked() -> list[Finding]:
    found = check(FLOWS, load(), ACTIONS.keys() | KEEPS.keys(), None, longest())
    found += check_recorded(_audio_folder(), load())
    return [wrong(f"flows: {finding}") for finding in found] or [ok(f"flows: {len(FLOWS)} of them, sound")]


def _audio_folder() -> Path | None:
    """Where recorded sentences lie; the flows can be checked without any settings, too."""
    try:
        folder = read_settings().audio_folder
    except SettingsWrong:
        return None
    return Path(folder) if folder else None


def _tell(findings: list[Finding]) -> None:
    for finding in findings:
        click.echo(str(finding))
    if any(finding.mark == Mark.WRONG for finding in findings):
        sys.exit(1)


def _page(flow: Flow) -> str:
    return f"# {flow.name}\n\n```mermaid\n{draw(flow)}```\n"
