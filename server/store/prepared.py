"""Statements that are compiled once and run by the driver's own cursor: to build one and have the library run it costs
many times what the database takes for it."""

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect
from sqlalchemy.dialects import postgresql, sqlite

# Parameters by place on both databases: one way to hand them over.
_DIALECTS: dict[str, Dialect] = {
    "sqlite": sqlite.pysqlite.dialect(),
    "postgresql": postgresql.psycopg.dialect(paramstyle="format"),  # type: ignore[no-untyped-call]
}


class Prepared:
    """A statement for databases of one dialect. A parameter that stands for several (`in_`) needs a value for each, and
    then every other one any value, from which nothing but their number is taken."""

    def __init__(self, statement: Any, dialect: str, several: bool = False) -> None:
        its = _DIALECTS[dialect]
        compiled = statement.compile(dialect=its, compile_kwargs={"render_postcompile": several})
        self._sql, self._places = str(compiled), list(compiled.positiontup)
        self._values = itemgetter(*self._places) if len(self._places) > 1 else lambda row: (row[self._places[0]],)
        # The library adds some of its own at the end: SQLite has no LIMIT by a parameter without an OFFSET.
        self._own = tuple(compiled.params[it] for it in self._places)
        columns = list(getattr(statement, "selected_columns", ()))
        self._names = [column.name for column in columns]
        # SQLite has numbers for true and false.
        truths = [] if its.supports_native_boolean else columns
        self._truths = [it.name for it in truths if isinstance(it.type, Boolean)]

    def run(self, connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
        """Once for each of these, whose values go by the names of the parameters."""
        values = [self._values(row) for row in rows]
        driver: Any = connection.connection.dbapi_connection
        if len(values) == 1:  # the driver of PostgreSQL does much for many
            driver.execute(self._sql, values[0]).close()
        else:
            cursor = driver.cursor()
            try:
                cursor.executemany(self._sql, values)
            finally:
                cursor.close()

    def tuples(self, connection: Connection, *values: Any) -> list[tuple[Any, ...]]:
        """What it finds with these values, which are in the order of the statement's text; as the driver has it."""
        driver: Any = connection.connection.dbapi_connection
        return list(driver.execute(self._sql, values + self._own[len(values) :]).fetchall())

    def rows(self, connection: Connection, *values: Any) -> list[dict[str, Any]]:
        """The same, by the names of columns."""
        found = [dict(zip(self._names, row, strict=True)) for row in self.tuples(connection, *values)]
        for name in self._truths:
            for row in found:
                row[name] = row[name] if row[name] is None else bool(row[name])
        return found


def sized(values: Sequence[Any]) -> list[Any]:
    """The same, with the last one repeated up to the next power of two: few sizes of a list are few statements."""
    return [*values, *[values[-1]] * ((1 << (len(values) - 1).bit_length()) - len(values))]
