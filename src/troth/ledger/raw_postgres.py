"""A ledger as it lies in PostgreSQL, for verification: rows as they are stored, and what of the tables is not a ledger's.

Rows are read by position, and counted once more without any index: an index that lost a row, or kept one that is gone,
does not hide it. That the server's files are sound is for the server to say (data checksums, `pg_amcheck`).
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from . import migrations
from .access import POLICY
from .postgres_names import version_of
from .protocol import Stored
from .questions import ROWS_AT_ONCE
from .raw import LogRow, RawLedger
from .schema import VERSION, metadata

_TABLES = tuple(metadata.tables)
_FOREIGN = """
SELECT 'trigger ' || tgname || ' on ' || relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgrelid = ANY(CAST(:tables AS regclass[]))
UNION ALL
SELECT 'rule ' || rulename || ' on ' || relname FROM pg_rewrite JOIN pg_class ON pg_class.oid = ev_class
    WHERE ev_class = ANY(CAST(:tables AS regclass[]))
UNION ALL
SELECT 'policy ' || polname || ' on ' || relname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid
    WHERE polrelid = ANY(CAST(:tables AS regclass[])) AND (polname <> :policy OR polcmd <> 'r')
"""
_UNGUARDED = """
SELECT relname FROM pg_class WHERE oid = ANY(CAST(:tables AS regclass[])) AND NOT (
    relrowsecurity AND EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = :policy))
"""
_COLUMNS = """
SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE attrelid = ANY(CAST(:tables AS regclass[])) AND attnum > 0 AND NOT attisdropped
"""
_INDEXES = """
SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = ANY(CAST(:tables AS regclass[])) AND indisvalid
"""
_EXPECTED_INDEXES = frozenset(
    {"logs_pkey", "logs_have_one_name", "statements_pkey"}
    | {str(index.name) for table in metadata.tables.values() for index in table.indexes}
)


def raw_database(connection: Connection) -> RawLedger:
    """Read everything that is stored, inside the transaction that is open on the connection."""
    names = "log, name, office, tlp, release_to, embargo, size, root"
    logs = [
        LogRow(
            number,
            name,
            dict(zip(("office", "tlp", "release_to", "embargo"), label, strict=True)),
            size,
            root,
        )
        for number, name, *label, size, root in connection.execute(text(f"SELECT {names} FROM logs"))  # noqa: S608 - our own names
    ]
    signatures = [dict(row) for row in connection.execute(text("SELECT * FROM signatures")).mappings()]
    return RawLedger(logs, lambda row: _entries(connection, row), signatures, _problems(connection))


def _entries(connection: Connection, row: LogRow) -> Iterator[Stored]:
    names = ", ".join(Stored._fields)
    question = text(f"SELECT {names} FROM statements WHERE log = :log ORDER BY position")  # noqa: S608 - our own names
    options = {"yield_per": ROWS_AT_ONCE}
    with connection.execute(question, {"log": row.number}, execution_options=options) as found:
        for one in found:
            yield Stored(*one)


def _problems(connection: Connection) -> list[str]:
    asked = {"tables": list(_TABLES), "policy": POLICY}

    def ask(question: str) -> list[Any]:
        return list(connection.execute(text(question), asked))

    found = [f"the database: {what} is not a ledger's" for (what,) in ask(_FOREIGN)]
    found += [
        f"the database: table {name} does not keep its rows from readers" for (name,) in ask(_UNGUARDED)
    ]
    columns = {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}
    if {tuple(row) for row in ask(_COLUMNS)} != columns or {
        row[0] for row in ask(_INDEXES)
    } != _EXPECTED_INDEXES:
        found.append("the database: its tables or indexes are not those of a ledger")
    if (version := version_of(connection)) != VERSION:
        found.append(f"the database: its version is {version}, expected {migrations.revision(VERSION)}")
    return found + _miscounted(connection)


def _miscounted(connection: Connection) -> list[str]:
    """Rows that belong to no log, and logs of which an index and the rows themselves disagree."""
    connection.execute(
        text(
            "SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_bitmapscan = off"
        )
    )
    rows: dict[int, int] = dict(
        list(connection.execute(text("SELECT log, count(*) FROM statements GROUP BY log")))
    )
    connection.execute(
        text(
            "SET LOCAL enable_indexscan = on; SET LOCAL enable_indexonlyscan = on; SET LOCAL enable_bitmapscan = on"
        )
    )
    known: dict[int, str] = dict(list(connection.execute(text("SELECT log, name FROM logs"))))
    found = [
        f"{count} entries belong to log number {number}, which is not there"
        for number, count in sorted(rows.items())
        if number not in known
    ]
    by_index = text("SELECT count(*) FROM statements WHERE log = :log AND position >= 0")
    for number, name in sorted(known.items()):
        count = connection.execute(by_index, {"log": number}).scalar_one()
        if count != rows.get(number, 0):
            found.append(f"log {name}: its index finds {count} entries, {rows.get(number, 0)} are there")
    return found
