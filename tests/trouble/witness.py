"""Triggers by which the database itself writes down every change of a state: the checker's second history."""

from __future__ import annotations

from sqlalchemy import text
from trouble.checker import WITNESSES

from db.session import Database

_WITNESSES = {
    "sqlite": (
        f"CREATE TABLE {WITNESSES} (n INTEGER PRIMARY KEY, what TEXT, row INTEGER, was TEXT, became TEXT)",
        *(
            f"CREATE TRIGGER witness_{what} AFTER UPDATE OF state ON {table} WHEN OLD.state <> NEW.state BEGIN INSERT INTO "
            f"{WITNESSES} (what, row, was, became) VALUES ('{what}', NEW.id, OLD.state, NEW.state); END"
            for what, table in (("attempt", "attempts"), ("delivery", "deliveries"))
        ),
    ),
    "postgresql": (
        f"CREATE TABLE {WITNESSES} (n BIGSERIAL PRIMARY KEY, what TEXT, row BIGINT, was TEXT, became TEXT)",
        "CREATE FUNCTION witness() RETURNS trigger AS $$ BEGIN INSERT INTO "
        f"{WITNESSES} (what, row, was, became) VALUES (TG_ARGV[0], NEW.id, OLD.state, NEW.state); RETURN NULL; END $$ "
        "LANGUAGE plpgsql",
        *(
            f"CREATE TRIGGER witness_{what} AFTER UPDATE OF state ON {table} FOR EACH ROW "
            f"WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION witness('{what}')"
            for what, table in (("attempt", "attempts"), ("delivery", "deliveries"))
        ),
    ),
}  # fmt: skip


def witness(database: Database) -> None:
    """Have every change of a state written down by the database itself."""
    with database.writing() as session:
        for statement in _WITNESSES[database.engine.dialect.name]:
            session.execute(text(statement))
