"""Where the links of a ground stand, and what is set for a line that goes over them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from trouble.proxy import Address, Link
from trouble.running import Server

from demo.stage import free_port
from settings import Settings


def link_to(name: str, folder: Path, settings: Settings, server: Server | None) -> Link:
    match name:
        case "redis":
            return Link(
                Address(folder / "redis-link.sock"), Address(Path(settings.redis_url.removeprefix("unix://")))
            )
        case "database":
            assert server is not None, "only a PostgreSQL of the ground's own has a link"
            home = folder / "database-link"
            home.mkdir()
            there = Path(server.url.split("host=")[1])
            return Link(Address(home / ".s.PGSQL.5432"), Address(there / ".s.PGSQL.5432"))
        case "carrier":
            return Link(
                Address(port=free_port()), Address(port=int(settings.carrier_base_url.rsplit(":", 1)[1]))
            )
        case "web":
            return Link(Address(port=free_port()), Address(port=settings.web_port))
    raise ValueError(f"there is no link {name}")


def through(links: Mapping[str, Link]) -> dict[str, str]:
    """The settings of a line that goes over these links."""
    addresses = {
        "redis": ("REDIS_URL", lambda one: f"unix://{one.here.path}"),
        "database": (
            "DATABASE_URL",
            lambda one: f"postgresql+psycopg://postgres@/postgres?host={one.here.path.parent}",
        ),
        "carrier": ("CARRIER_BASE_URL", lambda one: f"http://127.0.0.1:{one.here.port}"),
        "web": ("PUBLIC_BASE_URL", lambda one: f"http://127.0.0.1:{one.here.port}"),
    }
    return {addresses[name][0]: addresses[name][1](one) for name, one in links.items()}
