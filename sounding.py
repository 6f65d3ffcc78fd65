"""A recording as a file, for the commands that let somebody listen."""

from __future__ import annotations

import os
from pathlib import Path

import click

from db.reports import Recording

WAV = click.argument("wav", type=click.Path(dir_okay=False, path_type=Path))


def not_there_yet(wav: Path) -> None:
    """Nothing is written over, and nothing is heard (and written down as heard) for a file that cannot be made."""
    if wav.exists():
        raise click.ClickException(f"{wav} is there already: name another file")
    if not wav.parent.is_dir():
        raise click.ClickException(f"there is no folder {wav.parent}")


def write_sound(wav: Path, audio: bytes) -> None:
    """The audio as the carrier recorded it, for its owner alone to read."""
    with os.fdopen(os.open(wav, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(audio)


def told(recording: Recording, wav: Path) -> str:
    """What is in the file."""
    made = f"{recording.made_at:%Y-%m-%d %H:%M} UTC"
    return f"{recording.seconds} seconds, in {recording.language}, {made}: {wav}"
