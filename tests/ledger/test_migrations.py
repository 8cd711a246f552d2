"""A ledger of an older version loses nothing when it is upgraded, and one of a newer version is left alone."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from ledger.making import LATE, MEMBERS, OWNER, make
from support.postgres import Server, name_of
from troth.ledger import (
    NewerLedgerError,
    OlderLedgerError,
    ReadOnlyLedgerError,
    files,
    migrations,
    open_ledger,
    upgrade_ledger,
    verify,
)
from troth.ledger.schema import VERSION, metadata

FIRST = Path(__file__).parent / "data" / "version-1.sqlite"
"""Written by the last commit before version 2: what `fill` of test_verify.py puts in, 21 entries in three logs."""
CASE_HEAD = "86e7fc1cf189e90c9067f7c2d68b87c334020de2da236b5e3b4a136cb3896be2"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return Path(shutil.copy(FIRST, tmp_path / "old.sqlite"))


def rows(path: Path, *, columns: str = "*") -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as database:
        signatures = "log, size, key, root, signature"
        return {
            "logs": database.execute("SELECT * FROM logs ORDER BY log").fetchall(),
            "statements": database.execute("SELECT * FROM statements ORDER BY log, position").fetchall(),
            "signatures": database.execute(f"SELECT {signatures} FROM signatures").fetchall(),  # noqa: S608 - our own names
        }


def tables(path: Path) -> set[tuple]:
    with closing(sqlite3.connect(path)) as database:
        return set(database.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def test_a_file_of_version_1_is_upgraded_without_loss(old: Path, tmp_path: Path):
    before = rows(old)

    assert upgrade_ledger(old) == (1, VERSION)

    assert rows(old) == before
    report = verify(old)
    assert report.ok, report.text()
    assert (report.entries, report.case_head) == (21, CASE_HEAD)
    with open_ledger(old) as ledger:
        assert len(ledger.signatures()) == 2
        assert len(ledger.picture(LATE, owner=OWNER, members=MEMBERS)) == 18
        ledger.append([make("new")])
    assert verify(old).ok
    new = tmp_path / "new.sqlite"
    open_ledger(new, create=True).close()
    assert tables(old) == tables(new)
    assert upgrade_ledger(old) == (VERSION, VERSION)


def test_a_file_of_version_1_verifies_as_it_is_and_is_not_touched_by_opening_it(old: Path):
    before = old.read_bytes()

    assert verify(old).case_head == CASE_HEAD
    assert verify(old).ok
    for how in ({}, {"create": True}, {"readonly": True}):
        with pytest.raises(OlderLedgerError, match=r"found version 1 .* run `troth ledger upgrade` on it"):
            open_ledger(old, **how)
    assert old.read_bytes() == before


def test_a_file_that_may_not_be_written_or_is_newer_is_not_upgraded(old: Path):
    old.chmod(0o444)
    with pytest.raises(ReadOnlyLedgerError, match="upgrade a copy"):
        upgrade_ledger(old)
    old.chmod(0o644)
    with closing(sqlite3.connect(old)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerLedgerError, match="found version 99"):
        upgrade_ledger(old)


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(old: Path, monkeypatch: pytest.MonkeyPatch):
    before, step = rows(old), migrations.STEPS[2]
    broken = step._replace(sqlite=(*step.sqlite, "CREATE TABLE logs (twice TEXT)"))
    monkeypatch.setitem(migrations.STEPS, 2, broken)

    with pytest.raises(Exception, match="logs already exists"):
        upgrade_ledger(old)

    monkeypatch.undo()
    assert files.check_file(old) == 1
    assert rows(old) == before
    assert verify(old).ok


def test_alembic_makes_the_same_file_as_the_steps_alone(tmp_path: Path):
    path = tmp_path / "new.sqlite"
    open_ledger(path, create=True).close()
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        migrations.upgrade(connection)
        made = set(connection.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_master").all())
    engine.dispose()

    assert {tuple(row) for row in made} == tables(path)


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_the_tables_are_those_that_questions_are_asked_of(
    store: str, tmp_path: Path, request: pytest.FixtureRequest
):
    place: str | Path = tmp_path / "ledger.sqlite"
    if store == "postgresql":
        place = request.getfixturevalue("postgres").new_database()
    with open_ledger(place, create=True) as ledger, ledger._reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": "troth_version", "compare_type": True}
        )
        assert compare_metadata(context, metadata) == []


def test_a_database_of_an_older_version_is_upgraded_without_loss(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
):
    place = postgres.new_database()
    with monkeypatch.context() as earlier:
        earlier.setitem(migrations.STEPS, 2, migrations.STEPS[2]._replace(postgresql=lambda: ()))
        open_ledger(place, create=True).close()
    postgres.sql(name_of(place), "UPDATE troth_version SET version_num = '0001'")

    with pytest.raises(OlderLedgerError, match="found version 1"):
        open_ledger(place)
    assert upgrade_ledger(place) == (1, VERSION)

    with open_ledger(place) as ledger:
        ledger.append([make("E1")])
    assert verify(place).ok
    assert upgrade_ledger(place) == (VERSION, VERSION)
