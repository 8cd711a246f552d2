"""The questions that the stores ask of a database, written once for SQLite and PostgreSQL.

Building a question anew, or even looking up how it was written before, costs an append of a single statement more than
its disk does: those that every append asks are kept as the text that they are written as.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ClauseElement,
    Connection,
    CursorResult,
    Dialect,
    Integer,
    ScalarSelect,
    Subquery,
    Text,
    and_,
    bindparam,
    cast,
    insert,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from .access import BOUND, visible
from .schema import logs, statements

ROWS_AT_ONCE = 2000


class Written(NamedTuple):
    """A question as the text that a database reads, and the order in which it takes its values."""

    text: str
    order: tuple[str, ...]
    fixed: Mapping[str, object]
    """Values that are part of the question."""

    @classmethod
    def out_of(cls, question: ClauseElement, dialect: Dialect) -> "Written":
        """Write a question for a database."""
        compiled: Any = question.compile(dialect=dialect)
        fixed = {name: value for name, value in compiled.params.items() if value is not None}
        return cls(str(compiled), tuple(compiled.positiontup), fixed)

    def ask(self, connection: Connection, **values: object) -> CursorResult[*tuple[Any, ...]]:
        """Ask it."""
        known = {**self.fixed, **values}
        return connection.exec_driver_sql(self.text, tuple(known[name] for name in self.order))


class items_of(FunctionElement[Any]):  # noqa: N801 - reads as a function of SQL, which it is
    """The items of a list that is given as one JSON text: a question keeps its shape however long the list is."""

    inherit_cache = True


@compiles(items_of, "sqlite")
def _items_sqlite(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as the compiler hands them on
    return f"json_each({compiler.process(element.clauses, **options)})"


@compiles(items_of, "postgresql")
def _items_postgresql(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as the compiler hands them on
    return f"jsonb_array_elements_text(CAST({compiler.process(element.clauses, **options)} AS JSONB))"


def _texts(name: str) -> ScalarSelect[Any]:
    items = items_of(bindparam(name, type_=Text())).table_valued("value")
    return select(items.c.value).scalar_subquery()


def _numbers(name: str) -> ScalarSelect[Any]:
    items = items_of(bindparam(name, type_=Text())).table_valued("value")
    return select(cast(items.c.value, BigInteger())).scalar_subquery()


class Often(NamedTuple):
    """What every append and every page asks."""

    log: Written
    grow: Written
    known_ids: Written
    logs: Written
    """All logs, each with whether the viewer may see it."""
    add: str

    @classmethod
    def in_words_of(cls, dialect: Dialect) -> "Often":
        """Write them for a database."""

        def written(question: ClauseElement) -> Written:
            return Written.out_of(question, dialect)

        return cls(
            logs=written(select(logs, visible(BOUND).label("seen"))),
            log=written(select(logs.c.log, logs.c.size, logs.c.root).where(logs.c.name == bindparam("name"))),
            grow=written(
                update(logs)
                .where(logs.c.log == bindparam("number"))
                .values(size=bindparam("to"), root=bindparam("new_root"))
            ),
            known_ids=written(
                select(statements.c.id, logs.c.name)
                .join(logs, statements.c.log == logs.c.log)
                .where(statements.c.id.in_(_texts("ids")))
            ),
            add=str(insert(statements).compile(dialect=dialect)),
        )


_POSTGRESQL: Any = postgresql.dialect  # the library leaves it without types
_DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {"sqlite": sqlite.dialect(paramstyle="qmark"), "postgresql": _POSTGRESQL(paramstyle="format")}
)
OFTEN: Mapping[str, Often] = MappingProxyType(
    {name: Often.in_words_of(dialect) for name, dialect in _DIALECTS.items()}
)
"""By the name of the dialect."""

PICTURE = select(
    statements.c.log,
    statements.c.recorded_at,
    statements.c.id,
    statements.c.content,
    statements.c.supersedes,
    statements.c.retracts,
).where(statements.c.log.in_(_numbers("numbers")), statements.c.recorded_at <= bindparam("until"))
PICTURE = PICTURE.execution_options(yield_per=ROWS_AT_ONCE)
HOLDERS = select(statements.c.position, statements.c.id, statements.c.nodes).where(
    statements.c.log == bindparam("number"), statements.c.position.in_(_numbers("positions"))
)
PLACE = (
    select(logs.c.name, statements.c.position, statements.c.content)
    .join(statements, statements.c.log == logs.c.log)
    .where(statements.c.id == bindparam("id"))
)
ENTRIES = (
    select(*[column for column in statements.c if column.name != "log"])
    .join(logs, statements.c.log == logs.c.log)
    .where(logs.c.name == bindparam("name"), statements.c.position >= bindparam("start", type_=BigInteger()))
    .order_by(statements.c.position)
    .execution_options(yield_per=ROWS_AT_ONCE)
)
KEYS = (
    select(logs.c.name, statements.c.id, statements.c.content)
    .join(statements, statements.c.log == logs.c.log)
    .where(statements.c.kind == "key")
    .order_by(statements.c.log, statements.c.position)
)


class Newest(NamedTuple):
    """The newest statements of some logs, in two questions.

    A few places of each log are enough to know a time that nothing on the page lies before; from that time on, each log
    is looked through by its index, so that what is read grows with the page and not with the page times the logs.
    """

    times: Written
    """When the newest of each log were recorded, up to `count` of each, the newest first."""
    rows: Written
    """The newest of all, `count` of them, with their contents."""

    @classmethod
    def in_words_of(cls, dialect: str) -> "Newest":
        """Write them for a database."""
        count = bindparam("count", type_=Integer())
        places = _newest_of_each_log(dialect, count)
        chosen = select(places).order_by(places.c.recorded_at.desc(), places.c.id.desc()).limit(count)
        one = chosen.subquery()
        at = and_(one.c.log == statements.c.log, one.c.position == statements.c.position)
        rows = select(statements.c.log, statements.c.recorded_at, statements.c.id, statements.c.content).join(
            one, at
        )
        times = select(places.c.recorded_at).order_by(places.c.recorded_at.desc())
        rows = rows.order_by(statements.c.recorded_at.desc(), statements.c.id.desc())
        return cls(Written.out_of(times, _DIALECTS[dialect]), Written.out_of(rows, _DIALECTS[dialect]))


def _newest_of_each_log(dialect: str, count: BindParameter[int]) -> Subquery:
    """Places before (`time`, `id`) and not before `floor`, by the index of each log."""
    inner = statements.alias("inner")
    older = tuple_(inner.c.recorded_at, inner.c.id) < tuple_(
        bindparam("time", type_=Text()), bindparam("id", type_=Text())
    )
    ranked = select(inner.c.log, inner.c.position, inner.c.recorded_at, inner.c.id).where(
        inner.c.log == logs.c.log, older, inner.c.recorded_at >= bindparam("floor", type_=Text())
    )
    ranked = ranked.order_by(inner.c.recorded_at.desc(), inner.c.id.desc()).limit(count).correlate(logs)
    if dialect == "postgresql":
        each = ranked.lateral("each")
        found = select(each).select_from(logs.join(each, true()))
    else:  # SQLite knows no LATERAL; it looks the positions up by the same index, log by log
        row = statements.alias("row")
        places = ranked.with_only_columns(inner.c.position).scalar_subquery()
        at = and_(row.c.log == logs.c.log, row.c.position.in_(places))
        found = select(row.c.log, row.c.position, row.c.recorded_at, row.c.id).select_from(logs.join(row, at))
    return found.where(logs.c.log.in_(_numbers("numbers"))).subquery("places")


NEWEST: Mapping[str, Newest] = MappingProxyType({name: Newest.in_words_of(name) for name in OFTEN})
"""By the name of the dialect."""
