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


def version_of(connection: Connection) -> int | None:
    """The version of the ledger in a database; None where there is none."""
    if connection.exec_driver_sql(f"SELECT to_regclass('{VERSION_TABLE}')").scalar_one() is None:
        return None
    found = connection.exec_driver_sql(f"SELECT max(version_num) FROM {VERSION_TABLE}").scalar_one()  # noqa: S608 - our own name
    return int(found) if str(found).isdigit() else 0
