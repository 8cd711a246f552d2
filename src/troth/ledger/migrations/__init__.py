"""From one version of the tables to the next, by Alembic.

The steps stand in `steps.py`, one for each version; the files in `versions/` are how Alembic finds them. What a version
was is never edited, and there is no way back: a step adds to a ledger and takes nothing out.
"""

from pathlib import Path

from sqlalchemy import Connection

from troth.ledger.schema import VERSION, VERSION_TABLE

from .steps import STEPS

__all__ = ["STEPS", "revision", "sqlite_statements", "take", "upgrade"]


def revision(version: int) -> str:
    """Name of a version, as Alembic keeps it: four digits, so that the order of names is that of versions."""
    return f"{version:04d}"


def sqlite_statements(version: int = VERSION) -> list[str]:
    """All statements that make the tables of a new SQLite file of a version, in order."""
    made = [statement for number in range(1, version + 1) for statement in STEPS[number].sqlite]
    if version == 1:
        return made  # files of version 1 knew nothing of Alembic
    return [
        *made,
        # As Alembic writes it: verification compares.
        f"CREATE TABLE {VERSION_TABLE} (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT {VERSION_TABLE}_pkc PRIMARY KEY (version_num)\n)",
        f"INSERT INTO {VERSION_TABLE} (version_num) VALUES ('{revision(version)}')",  # noqa: S608 - our own two words
    ]


def take(version: int) -> None:
    """Take one step; called by the files in `versions/`."""
    from alembic import op  # noqa: PLC0415 - half a second that only an upgrade should cost

    connection = op.get_bind()
    step = STEPS[version]
    for statement in step.sqlite if connection.dialect.name == "sqlite" else step.postgresql():
        connection.exec_driver_sql(statement)


def upgrade(connection: Connection, *, stamped: int | None = None) -> None:
    """Take the steps that a database lacks, inside the transaction that is open on the connection.

    Parameters
    ----------
    stamped
        The version of tables that no note of Alembic goes with: files of version 1.
    """
    if stamped is not None:
        _alembic("stamp", connection, revision(stamped))
    _alembic("upgrade", connection, "head")


def _alembic(verb: str, connection: Connection, to: str) -> None:
    from alembic import command, config  # noqa: PLC0415 - half a second that only an upgrade should cost

    settings = config.Config()
    settings.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    getattr(command, verb)(settings, to)
