"""The tables of accounts, as questions are asked of them. Version 1; `migrations/` makes them and keeps older ones up.

Of every secret that is only ever compared (session tokens, API keys, invitations, challenges) a hash is kept and not the
secret. Passwords are kept as argon2 hashes. The secret of a second factor has to be kept as it is, since codes are
computed from it: whoever can read the file can compute them, which is why it is its owner's alone.
"""

from sqlalchemy import BigInteger, Column, Integer, LargeBinary, MetaData, Table
from sqlalchemy import Text as AnyText
from sqlalchemy.dialects import postgresql

APPLICATION_ID = 0x54724163
"""``TrAc`` in the header of the file, so that other databases are not taken for accounts."""
VERSION = 1
"""Kept in the header of a file as `user_version`, and in the table `VERSION_TABLE`; a later one is refused, never guessed at."""
VERSION_TABLE = "accounts_version"
"""Where Alembic keeps the number of the last migration: its own, so that a ledger may lie in the same database."""

Text = AnyText().with_variant(postgresql.TEXT(collation="C"), "postgresql")
"""Texts compare by their bytes, in both stores: the order of times is that of their texts, and no country's."""
Number = Integer().with_variant(BigInteger(), "postgresql")

metadata = MetaData()

logins = Table(
    "accounts_logins",
    metadata,
    Column("login", Text, primary_key=True),
    Column("handle", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("password", Text),
    Column("totp", Text),
    Column("totp_step", Number),
    Column("visited_at", Text),
)
"""`totp_step` is the last step of time whose code was used; `visited_at` is by the clock of the case, all others by the machine's."""

invitations = Table(
    "accounts_invitations",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("totp", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("used_at", Text),
)

passkeys = Table(
    "accounts_passkeys",
    metadata,
    Column("credential", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", Number, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("used_at", Text),
)

challenges = Table(
    "accounts_challenges",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("purpose", Text, nullable=False),
    Column("bound_to", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
)

keys = Table(
    "accounts_keys",
    metadata,
    Column("prefix", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("withdrawn_at", Text),
)

sessions = Table(
    "accounts_sessions",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("login", Text, nullable=False),
    Column("means", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("ends_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("visited_before", Text),
)

trail = Table(
    "accounts_trail",
    metadata,
    Column("number", Number, primary_key=True),
    Column("at", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("statements", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
"""Append-only: the database itself refuses to change or delete a row."""
