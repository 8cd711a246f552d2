"""The tables of a ledger, as questions are asked of them. Version 2; `migrations/` makes them and keeps older ones up.

`logs` holds who may see what; `statements` holds one row per entry, in the order of its log; `signatures` holds what
offices signed. Everything beside `content` can be derived again from it, and `verify` does so.
"""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, text
from sqlalchemy import Text as AnyText
from sqlalchemy.dialects import postgresql

APPLICATION_ID = 0x54726F74
"""``Trot`` in the header of the file, so that other databases are not taken for a ledger."""
VERSION = 2
"""Kept in the header of a file as `user_version`, and in the table `VERSION_TABLE`; a later one is refused, never guessed at."""
VERSION_TABLE = "troth_version"
"""Where Alembic keeps the number of the last migration: in every PostgreSQL ledger, and in files since version 2."""

Text = AnyText().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Texts compare by their bytes, in both stores: the order of times is that of their texts, and no country's."""
Number = Integer().with_variant(BigInteger(), "postgresql")

metadata = MetaData()

# `sqlite_strict`: a column holds its type and nothing that merely compares like it.

logs = Table(
    "logs",
    metadata,
    Column("log", Number, primary_key=True),
    Column("name", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("tlp", Text, nullable=False),
    Column("release_to", Text, nullable=False),
    Column("embargo", Text),
    Column("size", Number, nullable=False),
    Column("root", LargeBinary, nullable=False),
    sqlite_strict=True,
)
# That no two logs have one name is kept by a UNIQUE in SQLite and by an exclusion over hashes in PostgreSQL, whose trees
# take no text longer than a third of a page: a release list may be longer. Both stand in the migrations.

# `sqlite_with_rowid=False`: entries lie on disk in the order of their log, and are found by (log, index) without a second lookup.
statements = Table(
    "statements",
    metadata,
    Column("log", Number, primary_key=True, autoincrement=False),
    Column("position", Number, primary_key=True, autoincrement=False),
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
    Index("statements_by_time", "log", "recorded_at", "id", postgresql_include=["position"]),
    Index(
        "statements_of_keys",
        "log",
        "position",
        sqlite_where=text("kind = 'key'"),
        postgresql_where=text("kind = 'key'"),
    ),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)

signatures = Table(
    "signatures",
    metadata,
    Column("log", Text, primary_key=True),
    Column("size", Number, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("root", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("signed_at", Text),
    sqlite_with_rowid=False,
    sqlite_strict=True,
)
