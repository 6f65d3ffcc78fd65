"""F28: a database is put back from a backup that was taken in the midst of an alert. What it forgot may have been told since,
so nothing goes on by itself: a person resumes it, or stops it."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3

import pytest
from trouble.ground import BUSY, MakeGround, soon

from broadcast.restored import resume
from db.broadcasts import Broadcast


@pytest.mark.long
def test_f28_a_database_put_back_in_mid_alert_calls_nobody_until_a_person_says_so(
    make_ground: MakeGround, turn: int
) -> None:
    ground = make_ground(on="sqlite", calls_per_second="8")
    (worker,) = ground.up()
    alert = ground.alert(60, lives=([BUSY],))
    assert soon(lambda: ground.calls() > 5 * turn, 40)
    file, backup = ground.folder / "buurtlijn.sqlite", ground.folder / "backup.sqlite"
    with (
        contextlib.closing(sqlite3.connect(file)) as there,
        contextlib.closing(sqlite3.connect(backup)) as copy,
    ):
        there.backup(copy)
        # As if it had been taken an hour ago.
        copy.execute("UPDATE last_words SET at = datetime(at, '-1 hour')")
        copy.commit()
    assert soon(lambda: ground.calls() > 5 * turn + 10, 40)
    worker.kill()
    ground.database.close()
    for end in ("", "-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    shutil.copyfile(backup, file)
    before = ground.calls()
    again = ground.worker()
    assert soon(lambda: again.said("held_after_restore") > 0, 60)
    assert ground.calls() == before
    with ground.database.reading() as session:
        assert session.get_one(Broadcast, alert).held_since is not None
    with ground.database.writing() as session:
        assert resume(session, alert, ground.now())
    assert soon(lambda: ground.calls() > before, 60)
    assert soon(ground.is_quiet, 120)
    assert "pending" not in ground.states(alert)
