"""What a database of PostgreSQL is called, and of which version the ledger in it is."""

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from .errors import LedgerError
from .schema import VERSION_TABLE

_HIDDEN = ("password", "sslpassword")


def address_of(location: str) -> URL:
    """Read an address.

    >>> shown(address_of("postgresql://desk:secret@localhost/ledger"))
    'postgresql://desk@localhost/ledger'

    Raises
    ------
    LedgerError
        It is none.
    """
    try:
        url = make_url(location.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError):
        msg = "the address of the database cannot be read; write it as postgresql://USER@HOST:PORT/DATABASE"
        raise LedgerError(msg) from None
    return url.set(drivername="postgresql+psycopg")


def shown(url: URL) -> str:
    """An address as messages say it: without any password."""
    plain = URL.create(
        "postgresql",
        username=url.username,
        host=url.host,
        port=url.port,
        database=url.database,
        query=url.query,
    )
    return plain.difference_update_query(_HIDDEN).render_as_string()


def is_there(connection: Connection, table: str) -> bool:
    """Whether a table is there now.

    Asked of the catalog itself: `to_regclass` alone answers from what the session remembers, and whoever waited for
    another to make the tables would take them for missing, or for somebody else's.
    """
    asked = f"SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_class WHERE oid = to_regclass('{table}'))"  # noqa: S608 - our own name
    return bool(connection.exec_driver_sql(asked).scalar_one())


def version_of(connection: Connection) -> int | None:
    """The version of the ledger in a database; None where there is none."""
    if not is_there(connection, VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT max(version_num) FROM {VERSION_TABLE}").scalar_one()  # noqa: S608 - our own name
    return int(found) if str(found).isdigit() else 0
