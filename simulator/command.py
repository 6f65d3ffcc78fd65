"""The command that starts the simulator."""

import asyncio
import ctypes
import gc
import os
import signal
from pathlib import Path

import click

from simulator.clock import Clock
from simulator.crowd import load_crowd
from simulator.log import Log
from simulator.server import run
from simulator.settings import change, from_words
from simulator.world import Account, Company, Line

_PR_SET_PDEATHSIG = 1


@click.command()
@click.option("--port", default=4010, show_default=True, help="0 takes any free port.")
@click.option("--people", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A TOML file.")
@click.option("--line", "lines", multiple=True, help="A number of the account; may come several times.")
@click.option("--log", "log_file", type=click.Path(path_type=Path), help="Write the log as JSON lines too.")
@click.option(
    "--speed", default=1.0, show_default=True, help="Spoken and waited time is so many times faster."
)
@click.option("--by-hand", is_flag=True, help="Time stands still until it is advanced.")
@click.option("--account", help="The account's id (AC...); made up when absent.")
@click.option("--token", help="The account's token; made up when absent.")
@click.option("--api-key", help="An API key (SK...) that is let in too.")
@click.option("--api-secret", help="Its secret.")
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=NUMBER",
    help="A rate, price or other setting; several times.",
)
@click.option("--end-with-parent", is_flag=True, help="End when the process that started this one ends.")
def simulator(
    port: int,
    people: Path | None,
    lines: tuple[str, ...],
    log_file: Path | None,
    speed: float,
    by_hand: bool,
    account: str | None,
    token: str | None,
    api_key: str | None,
    api_secret: str | None,
    given: tuple[str, ...],
    end_with_parent: bool,
) -> None:
    """A phone company in a box, on 127.0.0.1."""
    if end_with_parent:
        end_with(os.getppid())
    owner = Account()
    owner.sid, owner.token = account or owner.sid, token or owner.token
    if api_key and api_secret:
        owner.keys[api_key] = api_secret
    company = Company(owner, Clock(speed, by_hand=by_hand), Log(log_file))
    company.lines = {number: Line(number) for number in lines}
    if people is not None:
        _settle_in(company, people)
    _set(company, given)
    # What happened is kept for ever: looking through it for garbage again and again halves the pace.
    gc.set_threshold(100_000, 50, 1000)
    asyncio.run(run(company, port, lambda url: _ready(url, company)))


def _settle_in(company: Company, file: Path) -> None:
    try:
        crowd = load_crowd(file)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--people") from wrong
    company.people = crowd.people
    company.mistakes = crowd.mistakes or company.mistakes


def _set(company: Company, given: tuple[str, ...]) -> None:
    try:
        change(company, from_words(given))
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), param_hint="--set") from wrong


def end_with(parent: int) -> None:
    """Be ended by the kernel (SIGTERM) when the parent ends; Linux only, elsewhere nothing happens."""
    with_prctl = getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
    if with_prctl is None:
        return
    with_prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        # It ended in the moment before.
        os.kill(os.getpid(), signal.SIGTERM)


def _ready(url: str, company: Company) -> None:
    click.echo(f"simulator ready on {url} account {company.account.sid}")
