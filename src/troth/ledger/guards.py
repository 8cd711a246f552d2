"""Whether the policies that keep rows from readers are still those that this version writes.

PostgreSQL keeps a policy as a tree and writes it down in words of its own, which differ from those that it was given and
from one of its versions to the next. So the server is asked to write down both: the policy as it is installed, and the
same policy put on empty tables that only this session sees, in a transaction that is never committed.
"""

import psycopg
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from .access import POLICY, policies
from .schema import metadata

_WRITTEN = text("""
SELECT relname, polpermissive, polroles = '{0}', pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)
    FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE polname = :policy AND polrelid = ANY(CAST(:tables AS regclass[]))
""")
_PARTS = ("kind", "list of roles", "condition", "condition for writing")
_MAY_NOT = {"25006", "42501"}
"""A standby server, or a role that may make no tables for itself."""


def changed_policies(engine: Engine) -> list[str]:
    """Name each policy that is not as this version writes it; those that are not there are named elsewhere.

    Nothing is found where the question cannot be asked: on a standby server, and by a role that may make no temporary
    tables.
    """
    with engine.connect() as connection:
        found = _written(connection)
        try:
            for table in metadata.tables:
                connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {table} (LIKE {table}) ON COMMIT DROP")
            for statement in policies():
                connection.exec_driver_sql(statement.replace("%", "%%"))
            expected = _written(connection)
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.Error) and error.orig.sqlstate in _MAY_NOT:
                return []
            raise
        finally:
            connection.rollback()
    return [
        f"the database: the {part} of policy {POLICY} on {table} is not the one that this version writes, so that readers "
        "may be shown too much; restore the ledger into a new database"
        for table in sorted(found)
        for part, is_now, should_be in zip(_PARTS, found[table], expected[table], strict=True)
        if is_now != should_be
    ]


def _written(connection: Connection) -> dict[str, tuple[object, ...]]:
    """The policies of the tables that are found by their names alone, as the server writes them down."""
    asked = {"policy": POLICY, "tables": list(metadata.tables)}
    return {table: tuple(parts) for table, *parts in connection.execute(_WRITTEN, asked)}
