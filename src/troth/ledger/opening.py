"""Where a ledger is: a path is a file of SQLite, ``postgresql://`` a database of PostgreSQL."""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from . import files
from .errors import LedgerError
from .sql import SqlLedger
from .sqlite import SqliteLedger

SERVERS = ("postgresql://", "postgresql+psycopg://", "postgres://")


def on_server(location: str | Path) -> bool:
    """Whether a location is the address of a database server, and not that of a file.

    >>> on_server("postgresql://desk@localhost/ledger"), on_server("results/ledger.sqlite")
    (True, False)
    """
    return isinstance(location, str) and location.startswith(SERVERS)


def open_ledger(location: str | Path, *, create: bool = False, readonly: bool = False) -> SqlLedger:
    """Open the ledger at a path, at a ``sqlite:///`` address, or in the database at a ``postgresql://`` address.

    Parameters
    ----------
    location
        The file or the database. A password that stands in the address is never repeated; libpq finds it in
        ``~/.pgpass`` or ``PGPASSWORD`` as well.
    create
        Make an empty ledger where there is no file, or no table in the database; the database itself must be there.
    readonly
        Refuse to append. A file that is marked read-only is opened so by itself.

    Raises
    ------
    LedgerError
        Its subclasses tell a missing, foreign, truncated, damaged, older, newer or unreachable ledger apart.
    """
    if on_server(location):
        opened: SqlLedger = server().open_database(str(location), create=create, readonly=readonly)
        return opened
    path = files.path_of(location)
    if create and not readonly and not path.exists():
        files.create_file(path)
    files.check_present(str(path), files.check_file(path))
    return SqliteLedger(path, readonly=readonly or not files.writable(path))


def upgrade_ledger(location: str | Path) -> tuple[int, int]:
    """Bring a ledger to the version of this Troth, wholly or not at all; returns the version before and after.

    Raises
    ------
    LedgerError
        There is no ledger, it is of a newer version, or may not be written.
    """
    if on_server(location):
        versions: tuple[int, int] = server().upgrade_database(str(location))
        return versions
    return files.upgrade_file(files.path_of(location))


def server() -> ModuleType:
    """The store that needs psycopg, which only those install who have a server."""
    try:
        return import_module(".postgres", __package__)
    except ModuleNotFoundError as error:
        if error.name not in {"psycopg", "psycopg_binary"}:
            raise
        msg = "a ledger in PostgreSQL needs the package psycopg; install it with `pip install 'troth[postgres]'`"
        raise LedgerError(msg) from None
