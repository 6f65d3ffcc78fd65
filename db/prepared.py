"""Statements that are run many times a second: each is turned into SQL once per kind of database, and is then handed
to the driver as it is. SQLAlchemy's own way costs ten times as much as what SQLite does with the statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session

from db.columns import UNREADABLE, CannotOpen

Change = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Made:
    sql: str
    names: tuple[str, ...]
    named: bool
    fixed: Mapping[str, Any]
    ways_in: Mapping[str, Change]
    ways_out: tuple[tuple[int, Change], ...]

    def given(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        return next(self.each([{}], values))

    def each(self, many: Iterable[Mapping[str, Any]], same: Mapping[str, Any]) -> Iterator[Any]:
        """The parameters of many, of which they all share some."""
        shared = {**self.fixed, **self._changed(same)}
        for one in many:
            values = {**shared, **self._changed(one)}
            yield values if self.named else [values[name] for name in self.names]

    def _changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        ways_in = self.ways_in
        return {name: ways_in[name](value) if name in ways_in else value for name, value in values.items()}

    def read(self, row: Sequence[Any]) -> Sequence[Any]:
        """One row as we take it; a sealed value that cannot be opened is `UNREADABLE`, and the rows after it are read."""
        read = list(row)
        for at, change in self.ways_out:
            try:
                read[at] = change(read[at])
            except CannotOpen:
                read[at] = UNREADABLE
        return read


_ALL: list[Prepared] = []


def prepare_all(session: Session) -> None:
    """Make every statement ready that this process knows."""
    for one in _ALL:
        one.make(session.connection())


class Prepared:
    """A statement without lists of changing length. Raises OperationalError, as SQLAlchemy does."""

    def __init__(self, statement: Any) -> None:
        self._statement: ClauseElement = statement
        # By the engine's own dialect: it has the keys that seal.
        self._made: WeakKeyDictionary[Any, _Made] = WeakKeyDictionary()
        _ALL.append(self)

    def make(self, connection: Connection) -> None:
        """Turn it into SQL now: the first call of a process need not wait for it."""
        self._for(connection)

    def rows(self, session: Session, **values: Any) -> list[Sequence[Any]]:
        """What it finds."""
        connection = session.connection()
        made = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(made.sql, made.given(values))
            return [made.read(row) for row in cursor.fetchall()]
        except connection.dialect.loaded_dbapi.Error as error:
            raise OperationalError(made.sql, None, error) from error
        finally:
            cursor.close()

    def run(self, session: Session, many: Sequence[Mapping[str, Any]], **same: Any) -> None:
        """Run it once for each of these; `same` are the values that they share."""
        connection = session.connection()
        made = self._for(connection)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(made.sql, list(made.each(many, same)))
        except connection.dialect.loaded_dbapi.Error as error:
            raise OperationalError(made.sql, None, error) from error
        finally:
            cursor.close()

    def _for(self, connection: Connection) -> _Made:
        made = self._made.get(connection.dialect)
        if made is None:
            made = self._made[connection.dialect] = _make(self._statement, connection.dialect)
        return made


def _make(statement: ClauseElement, dialect: Any) -> _Made:
    made: Any = statement.compile(dialect=dialect)
    ways_in = {
        name: change
        for bind, name in made.bind_names.items()
        if (change := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
    }
    columns = getattr(statement, "selected_columns", ())
    ways_out = tuple(
        (at, change)
        for at, column in enumerate(columns)
        if (change := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
    )
    fixed = {
        name: ways_in[name](value) if name in ways_in else value
        for name, value in made.params.items()
        if value is not None
    }
    return _Made(str(made), tuple(made.positiontup or ()), not made.positional, fixed, ways_in, ways_out)
