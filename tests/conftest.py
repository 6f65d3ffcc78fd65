"""What every test may ask for: a Valkey, a database (each test on both kinds), settings with fresh secrets.

The servers start when the first test asks for them, and end with the session. Every test gets a database of its own."""

from __future__ import annotations

import base64
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from hypothesis import settings as hypothesis_settings

from db.schema import migrate
from db.session import Database, open_database
from demo.embedded import postgres, valkey
from settings import Settings

_IN_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30  # bytes


# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--long", action="store_true", help="also what is marked long, and three seeds instead of one"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    config.hook.pytest_deselected(items=[item for item in items if _is_long(item)])
    items[:] = [item for item in items if not _is_long(item)]


def _is_long(item: pytest.Item) -> bool:
    """Marked so, or on the second kind of database where the first takes long enough."""
    on_postgres = "postgres" in item.nodeid.partition("[")[2]
    only_one = item.get_closest_marker("long_on_postgres") is not None
    return item.get_closest_marker("long") is not None or (on_postgres and only_one)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a `kill_seed` runs with one, and with three in `make faults`."""
    if "kill_seed" in metafunc.fixturenames:
        metafunc.parametrize("kill_seed", [1, 2, 3] if metafunc.config.getoption("--long") else [1])


@pytest.fixture(scope="session", autouse=True)
def _nothing_from_outside() -> None:
    """A setting in the environment of whoever runs the tests is no setting of theirs."""
    for name in (*Settings.model_fields, "secrets_dir"):
        os.environ.pop(name.upper(), None)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where the servers of this session live: in memory where there is room, since a PostgreSQL database is 300 files
    (15 ms there, 200 ms on a slow disk). PostgreSQL may be another user, who has to pass through."""
    roomy = os.access(_IN_MEMORY, os.W_OK) and shutil.disk_usage(_IN_MEMORY).free > _ROOM
    with tempfile.TemporaryDirectory(prefix="bl-", dir=_IN_MEMORY if roomy else None) as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


@pytest.fixture(scope="session")
def valkey_server(server_folder: Path) -> Iterator[str]:
    """The address of this session's Valkey."""
    with valkey(server_folder / "valkey") as url:
        yield url


@pytest.fixture
def redis_url(valkey_server: str) -> str:
    """The address of an empty Redis."""
    with redis.Redis.from_url(valkey_server) as client:
        client.flushall()
    return valkey_server


@pytest.fixture
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    """An open client on an empty Redis."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def postgres_server(server_folder: Path) -> Iterator[str]:
    """The address of this session's PostgreSQL (its database `postgres`)."""
    with postgres(server_folder / "postgres") as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table and no row, to be copied."""
    template = tmp_path_factory.mktemp("template") / "buurtlijn.sqlite"
    migrate(made_up(f"sqlite:///{template}", "unix:///nowhere"))
    return template


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> str:
    """The name of a PostgreSQL database with every table and no row, to be a template."""
    on_postgres(postgres_server, "CREATE DATABASE migrated")
    migrate(made_up(named(postgres_server, "migrated"), "unix:///nowhere"))
    return "migrated"


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a new, empty database: every test that asks for it runs on both kinds. In a test that asks for
    `database` too it has its tables, copied from a template because migrating takes longer."""
    with_tables = "database" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "buurtlijn.sqlite"
        if with_tables:
            shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: str = request.getfixturevalue("postgres_server")
    template = request.getfixturevalue("migrated_postgres") if with_tables else "template1"
    name = f"t{secrets.token_hex(6)}"
    on_postgres(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield named(server, name)
    on_postgres(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def settings(database_url: str, redis_url: str) -> Settings:
    """Settings as one installation has them, with secrets made for this test. Change some with
    `settings.model_copy(update={...})`."""
    return made_up(database_url, redis_url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    """The database of `settings`, open, with every table and no row."""
    opened = open_database(settings)
    yield opened
    opened.close()


def made_up(database_url: str, redis_url: str) -> Settings:
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        public_base_url="http://127.0.0.1:8000",
        carrier_base_url="http://127.0.0.1:9",  # nobody: a test that needs a carrier says which
        secret_key=secrets.token_hex(32),
        seal_keys="k1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        twilio_account_sid="AC" + secrets.token_hex(16),
        twilio_auth_token=secrets.token_hex(16),
    )


def named(server: str, name: str) -> str:
    """The address of the database `name` on a PostgreSQL."""
    return server.replace("@/postgres?", f"@/{name}?")


def on_postgres(server: str, statement: str) -> None:
    """Runs one statement outside a transaction."""
    address = server.replace("+psycopg", "")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())
