"""The questions that the SQLite store asks, written once.

Building a question anew, or even looking up how it was written before, costs an append of a single statement more than
its disk does: those three that every append asks are kept as the text that they are written as.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    ClauseElement,
    Connection,
    CursorResult,
    ScalarSelect,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import sqlite

from .schema import logs, statements

ROWS_AT_ONCE = 2000


class Written(NamedTuple):
    """A question as the text that SQLite reads, and the order in which it takes its values."""

    text: str
    order: tuple[str, ...]

    def ask(self, connection: Connection, **values: object) -> CursorResult[*tuple[Any, ...]]:
        """Ask it."""
        return connection.exec_driver_sql(self.text, tuple(values[name] for name in self.order))


def _written(question: ClauseElement) -> Written:
    compiled: Any = question.compile(dialect=sqlite.dialect(paramstyle="qmark"))
    return Written(str(compiled), tuple(compiled.positiontup))


def _listed(name: str) -> ScalarSelect[Any]:
    """A list of values given as one JSON text: a question keeps its shape however long the list is."""
    return select(func.json_each(bindparam(name)).table_valued("value").c.value).scalar_subquery()


LOG = _written(select(logs.c.log, logs.c.size, logs.c.root).where(logs.c.name == bindparam("name")))
GROW = _written(
    update(logs)
    .where(logs.c.log == bindparam("number"))
    .values(size=bindparam("to"), root=bindparam("new_root"))
)
KNOWN_IDS = _written(
    select(statements.c.id, logs.c.name)
    .join(logs, statements.c.log == logs.c.log)
    .where(statements.c.id.in_(_listed("ids")))
)
ADD = str(insert(statements).compile(dialect=sqlite.dialect(paramstyle="qmark")))
PICTURE = select(
    statements.c.log,
    statements.c.recorded_at,
    statements.c.id,
    statements.c.content,
    statements.c.supersedes,
    statements.c.retracts,
).where(statements.c.log.in_(_listed("numbers")), statements.c.recorded_at <= bindparam("until"))
HOLDERS = select(statements.c.position, statements.c.id, statements.c.nodes).where(
    statements.c.log == bindparam("number"), statements.c.position.in_(_listed("positions"))
)
PLACE = (
    select(logs.c.name, statements.c.position, statements.c.content)
    .join(statements, statements.c.log == logs.c.log)
    .where(statements.c.id == bindparam("id"))
)
ENTRIES = (
    select(*[column for column in statements.c if column.name != "log"])
    .join(logs, statements.c.log == logs.c.log)
    .where(logs.c.name == bindparam("name"))
    .order_by(statements.c.position)
    .execution_options(yield_per=ROWS_AT_ONCE)
)
