"""The tables of a ledger file. Version 1.

`logs` holds who may see what; `statements` holds one row per entry, in the order of its log; `signatures` holds what
offices signed. Everything beside `content` can be derived again from it, and `verify` does so.
"""

from sqlalchemy import Column, Index, Integer, LargeBinary, MetaData, Table, Text

APPLICATION_ID = 0x54726F74
"""``Trot`` in the header of the file, so that other databases are not taken for a ledger."""
VERSION = 1
"""Kept in the header as `user_version`; a later version is refused, never guessed at."""

metadata = MetaData()

# `sqlite_strict`: a column holds its type and nothing that merely compares like it.

logs = Table(
    "logs",
    metadata,
    Column("log", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("office", Text, nullable=False),
    Column("tlp", Text, nullable=False),
    Column("release_to", Text, nullable=False),
    Column("embargo", Text),
    Column("size", Integer, nullable=False),
    Column("root", LargeBinary, nullable=False),
    sqlite_strict=True,
)

# `sqlite_with_rowid=False`: entries lie on disk in the order of their log, and are found by (log, index) without a second lookup.
statements = Table(
    "statements",
    metadata,
    Column("log", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text),
    Column("source", Text),
    Column("valid_from", Text),
    Column("valid_to", Text),
    Column("recorded_at", Text, nullable=False),
    Column("supersedes", Text),
    Column("retracts", Text),
    Column("content", Text, nullable=False),
    Column("nodes", LargeBinary, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Index("statements_by_id", "id", unique=True),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

signatures = Table(
    "signatures",
    metadata,
    Column("log", Text, primary_key=True),
    Column("size", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("root", Text, nullable=False),
    Column("signature", Text, nullable=False),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
