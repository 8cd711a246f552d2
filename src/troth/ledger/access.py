"""The table of labels as SQL: who may see a log, asked of the database itself.

`troth.records.label.readable` says whether and why for one statement. The same table stands here once more as one
expression, and is compiled from it to

- a condition of the questions that pictures are drawn with, in SQLite and in PostgreSQL (`visible`),
- the row-level security of a PostgreSQL ledger (`policies`): a role that only reads gets the rows of its viewer, and
  none at all while no viewer is set.

A property test holds the three, and a Cedar policy that says the table in another language, against each other.

    SET LOCAL troth.viewer = 'Qatar'; SET LOCAL troth.as_of = '2023-11-24T05:00:00.000000Z';
    SET LOCAL troth.owner = 'secretariat'; SET LOCAL troth.member = 'yes';

Whoever holds the reader's password may set these as they like: the policies keep a program that forgot a condition
from showing too much. They do not tell people apart; that is for the program that lets them in.
"""

from typing import Any, NamedTuple, assert_never

from sqlalchemy import ColumnElement, Text, and_, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from troth.records.canonical import utc_text
from troth.records.label import PUBLIC, Tlp

from .audience import Viewpoint
from .schema import logs, signatures, statements

POLICY = "troth_readers"
SETTINGS = ("troth.viewer", "troth.as_of", "troth.owner", "troth.member")
_YES = "yes"


class Eye(NamedTuple):
    """Who looks, as SQL: values bound to a question, or settings of the session."""

    viewer: ColumnElement[str]
    as_of: ColumnElement[str]
    owner: ColumnElement[str]
    member: ColumnElement[str]
    """`yes` for a party of the case."""


class is_listed(FunctionElement[bool]):  # noqa: N801 - reads as a function of SQL, which it is
    """Whether a list, kept as JSON text, holds a name as a whole."""

    inherit_cache = True


@compiles(is_listed, "sqlite")
def _listed_sqlite(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as the compiler hands them on
    column, name = (compiler.process(clause, **options) for clause in element.clauses)
    return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {name})"  # noqa: S608 - parts that the compiler wrote


@compiles(is_listed, "postgresql")
def _listed_postgresql(element: FunctionElement[bool], compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - as the compiler hands them on
    column, name = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({column} AS JSONB) ? {name})"


BOUND = Eye(*(bindparam(name, type_=Text()) for name in Eye._fields))
"""An eye whose values are given with each question, as `bound` writes them."""


def bound(view: Viewpoint) -> dict[str, str]:
    """Values for a question that was written with `BOUND`, in the order of `SETTINGS`."""
    member = _YES if view.viewer in view.members else ""
    return {"viewer": view.viewer, "as_of": utc_text(view.as_of), "owner": view.owner, "member": member}


def visible(eye: Eye = BOUND) -> ColumnElement[bool]:
    """Write the condition under which a row of `logs`, and with it every statement of that log, is shown.

    >>> "logs.embargo IS NULL OR logs.embargo <= " in str(visible().compile(dialect=postgresql.dialect()))
    True
    """
    somebody = and_(eye.viewer != PUBLIC, eye.viewer != "")
    own = and_(logs.c.office == eye.viewer, somebody)
    keeper = and_(eye.viewer == eye.owner, logs.c.tlp != Tlp.RED.value, somebody)
    released = or_(logs.c.embargo.is_(None), logs.c.embargo <= eye.as_of)
    return or_(own, keeper, and_(released, or_(*(_by_word(word, eye, somebody) for word in Tlp))))


def _by_word(word: Tlp, eye: Eye, somebody: ColumnElement[bool]) -> ColumnElement[bool]:
    says = logs.c.tlp == word.value
    match word:
        case Tlp.CLEAR:
            return says
        case Tlp.GREEN:
            return and_(says, eye.member == _YES, somebody)
        case Tlp.AMBER | Tlp.AMBER_STRICT | Tlp.RED:
            return and_(says, is_listed(logs.c.release_to, eye.viewer))
        case _:
            assert_never(word)


def _setting(name: str) -> ColumnElement[str]:
    """A setting of the session; absent and empty are the same, and equal to nothing."""
    return func.nullif(func.current_setting(name, True), "", type_=Text())  # noqa: FBT003 - PostgreSQL's own argument: absent is no error


def policies() -> list[str]:
    """The statements that make PostgreSQL keep rows from whoever is not the owner of the tables; may be run again."""
    eye = Eye(*(_setting(name) for name in SETTINGS))
    set_at_all = and_(eye.viewer.is_not(None), eye.as_of.is_not(None))
    seen = and_(set_at_all, visible(eye))
    conditions = {
        logs: seen,
        statements: and_(
            statements.c.recorded_at <= eye.as_of, statements.c.log.in_(select(logs.c.log).where(seen))
        ),
        signatures: signatures.c.log.in_(select(logs.c.name).where(seen)),
    }
    made = []
    for table, condition in conditions.items():
        made += [
            f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY",
            f"DROP POLICY IF EXISTS {POLICY} ON {table.name}",
            f"CREATE POLICY {POLICY} ON {table.name} FOR SELECT USING ({_written(condition)})",
        ]
    return made


def _written(condition: ColumnElement[bool]) -> str:
    dialect: Any = postgresql.dialect  # the library leaves it without types
    return str(condition.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))
