"""From one version of the tables to the next, by Alembic, with a table of versions of its own.

The steps stand in `steps.py`, one for each version; the files in `versions/` are how Alembic finds them. What a version
was is never edited. Accounts say nothing about the case, so a newer Troth takes the steps by itself when it opens them.
"""

import threading
from pathlib import Path

from sqlalchemy import Connection

from .steps import STEPS, written

_ONE = threading.Lock()
"""Alembic keeps what it works on in a global, so threads take turns."""

__all__ = ["STEPS", "take", "upgrade"]


def take(version: int) -> None:
    """Take one step; called by the files in `versions/`."""
    from alembic import op  # noqa: PLC0415 - half a second that only an upgrade should cost

    connection = op.get_bind()
    for statement in written(version, connection.dialect.name):
        connection.exec_driver_sql(statement)


def upgrade(connection: Connection) -> None:
    """Take the steps that a database lacks, inside the transaction that is open on the connection."""
    with _ONE:
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    from alembic import command, config  # noqa: PLC0415 - as above

    settings = config.Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
