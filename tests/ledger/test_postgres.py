"""A ledger in PostgreSQL: what is acknowledged is on the server's disk, and what goes wrong is told in one line."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger.making import LATE, MEMBERS, OWNER, make
from support.postgres import PASSWORD, Server, name_of, running
from troth.ledger import (
    BusyLedgerError,
    DamagedLedgerError,
    LedgerError,
    MissingLedgerError,
    NewerLedgerError,
    NotALedgerError,
    ReadOnlyLedgerError,
    RefusedStatementError,
    UnreachableLedgerError,
    files,
    open_ledger,
    verify,
)
from troth.records.label import Label

SOURCE = Path(__file__).resolve().parents[2] / "src"
WRITER = """
import sys, time
from datetime import UTC, datetime
from troth.ledger import UnreachableLedgerError, open_ledger
from troth.records.label import Label
from troth.records.statement import Statement, derive_nonce

def batch(number):
    return [
        Statement(
            author="desk", kind="evidence", subject=f"E{number}-{n}", body={"text": "x" * (number % 700)},
            recorded_at=datetime(2023, 11, 25, tzinfo=UTC), label=Label(tlp="CLEAR"),
            nonce=derive_nonce(sys.argv[2], str(number), str(n)),
        )
        for n in range(3)
    ]

with open_ledger(sys.argv[1]) as ledger:
    print("ready", flush=True)
    number = 0
    while True:
        try:
            ids = ledger.append(batch(number))
        except UnreachableLedgerError:
            time.sleep(0.05)
            continue
        print(*ids, flush=True)
        number += 1
"""


@pytest.fixture
def place(postgres: Server) -> str:
    return postgres.new_ledger()


def start_writer(place: str, seed: str) -> subprocess.Popen[str]:
    return start_program(WRITER, place, seed)


def start_program(program: str, place: str, seed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, place, seed],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(SOURCE)},
    )


def acknowledged(writer: subprocess.Popen[str], count: int) -> list[str]:
    """The ids of so many batches that were acknowledged."""
    assert writer.stdout is not None
    lines = [writer.stdout.readline() for _ in range(count)]
    return [one for line in lines if line.endswith("\n") for one in line.split()]


def killed(writer: subprocess.Popen[str]) -> list[str]:
    """Kill -9, and read the acknowledgements that were still on their way."""
    with writer:
        os.kill(writer.pid, signal.SIGKILL)
        rest = writer.stdout.readlines()
        writer.wait(timeout=60)
    return [one for line in rest if line.endswith("\n") for one in line.split()]


def test_a_client_killed_in_the_middle_of_appends_loses_nothing_that_was_acknowledged(place: str):
    found: list[str] = []
    for turn, count in enumerate((1, 40)):
        writer = start_writer(place, f"seed {turn}")
        assert writer.stdout.readline() == "ready\n"
        found += acknowledged(writer, count)
        found += killed(writer)

        assert verify(place).ok
        with open_ledger(place, readonly=True) as ledger:
            assert all(ledger.get(one).id == one for one in found)
            # One more batch may have been committed before its acknowledgement was written.
            assert len(found) <= len(ledger) <= len(found) + 3 * (turn + 1)
    assert len(found) >= 3 * 41


def test_a_server_killed_in_the_middle_of_appends_loses_nothing_that_was_acknowledged():
    """The writer goes on by itself once the server is back: what had been committed unacknowledged is skipped."""
    with running() as server:
        place = server.new_ledger()
        writer = start_writer(place, "seed")
        try:
            assert writer.stdout.readline() == "ready\n"
            found = acknowledged(writer, 20)
            for _ in range(2):
                server.kill()
                server.start()
                found += acknowledged(writer, 20)
        finally:
            found += killed(writer)

        report = verify(place)
        assert report.ok, report.text()
        with open_ledger(place) as ledger:
            assert all(ledger.get(one).id == one for one in found)
            assert len(found) <= len(ledger) <= len(found) + 3
            ledger.append([make("E1")])
        assert verify(place).ok
        assert len(found) >= 3 * 60


def test_every_commit_is_made_durable(postgres: Server, place: str):
    postgres.sql("postgres", f"ALTER DATABASE {name_of(place)} SET synchronous_commit = off")

    with open_ledger(place) as ledger:
        with ledger._writing() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == "on"
        with ledger._reading() as connection:
            assert connection.exec_driver_sql("SHOW transaction_isolation").scalar_one() == "repeatable read"
            assert connection.exec_driver_sql("SHOW transaction_read_only").scalar_one() == "on"


def test_writers_on_several_connections_take_their_turns(place: str):
    def write(name: str) -> None:
        with open_ledger(place) as ledger:
            for number in range(8):
                ledger.append([make(f"{name}{number}")])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, "ABCD"))

    with open_ledger(place) as ledger:
        assert len(ledger) == 32
    assert verify(place).ok


def test_readers_see_whole_batches_while_one_writer_appends(place: str):
    batch, batches, done = 7, 15, threading.Event()

    def watch() -> list[tuple[int, int]]:
        seen = []
        with open_ledger(place, readonly=True) as reader:
            while not done.is_set():
                seen.append((len(reader), len(reader.picture(LATE, owner=OWNER))))
            return [*seen, (len(reader), len(reader.picture(LATE, owner=OWNER)))]

    with open_ledger(place) as writer, ThreadPoolExecutor(2) as pool:
        watches = [pool.submit(watch) for _ in range(2)]
        for number in range(batches):
            writer.append([make(f"E{number}-{n}") for n in range(batch)])
        done.set()
        for one in watches:
            counts = [count for both in one.result() for count in both]
            assert counts == sorted(counts)
            assert all(count % batch == 0 for count in counts)
            assert counts[-1] == batch * batches


def test_a_picture_is_drawn_of_one_moment(place: str):
    """What is committed between two questions of one picture is in none of them."""
    with open_ledger(place) as ledger, ledger._reading() as connection:
        count = "SELECT count(*) FROM statements"
        assert connection.exec_driver_sql(count).scalar_one() == 0
        ledger.append([make("E1")])
        assert connection.exec_driver_sql(count).scalar_one() == 0
        assert len(ledger) == 1


def told(error: type[LedgerError], *words: str, address: str, **how: bool) -> None:
    with pytest.raises(error) as found:
        open_ledger(address, **how)
    message = str(found.value)
    assert all(word in message for word in words), message
    assert "\n" not in message
    assert PASSWORD not in message
    assert "***" not in message
    assert "secret" not in message.replace("not a secret", "")


def test_what_keeps_a_ledger_from_being_opened_is_told_in_one_line(postgres: Server, tmp_path: Path):
    place = postgres.new_database()
    nowhere = f"postgresql://desk:secret@/ledger?host={tmp_path}"

    told(UnreachableLedgerError, "no server answers there", address=nowhere)
    told(UnreachableLedgerError, "no server answers", address="postgresql://desk:secret@127.0.0.1:1/ledger")
    told(
        UnreachableLedgerError,
        "does not let this user in",
        "check user and password",
        address=postgres.address("postgres", password="secret"),  # noqa: S106 - the wrong one, on purpose
    )
    told(
        UnreachableLedgerError,
        "does not let this user in",
        address=postgres.address("postgres", user="nobody"),
    )
    told(MissingLedgerError, "no such database", "createdb", address=postgres.address("nothing"), create=True)
    told(MissingLedgerError, "there is no ledger in this database", address=place)
    told(MissingLedgerError, "there is no ledger", address=place, create=True, readonly=True)
    told(
        LedgerError,
        "cannot be read; write it as postgresql://",
        address="postgresql://desk:secret@host:port/ledger",
    )
    assert postgres.sql(name_of(place), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
        (0,)
    ]


def test_a_database_of_a_newer_version_is_refused(postgres: Server, place: str):
    postgres.sql(name_of(place), "UPDATE troth_version SET version_num = '0099'")

    told(NewerLedgerError, "found version 99", "update Troth", address=place)
    told(NewerLedgerError, "found version 99", "update Troth", address=place, create=True)
    assert postgres.sql(name_of(place), "SELECT version_num FROM troth_version") == [("0099",)]


def test_another_programs_tables_are_left_as_they_are(postgres: Server):
    place = postgres.new_database()
    postgres.sql(name_of(place), "CREATE TABLE logs (line text)")

    told(NotALedgerError, "found a table logs that is not a ledger's", address=place, create=True)
    assert postgres.sql(name_of(place), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
        (1,)
    ]


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres: Server):
    postgres.sql(
        "postgres", "CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"
    )

    told(
        LedgerError,
        "keeps texts in LATIN1, a ledger needs UTF8",
        address=postgres.address("latin"),
        create=True,
    )
    assert postgres.sql("latin", "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def refused(place: str, error: type[LedgerError], words: str, *statements) -> None:
    """An append fails with one line, and leaves the ledger as it was and ready for the next."""
    with open_ledger(place) as ledger:
        before = ledger.heads()
        with pytest.raises(error, match=words) as found:
            ledger.append(list(statements) or [make("E9")])
        assert str(found.value).count("\n") == (error is RefusedStatementError)
        assert ledger.heads() == before


def test_a_server_that_is_read_only_and_a_role_that_may_only_read_are_told(postgres: Server, place: str):
    name = name_of(place)
    with open_ledger(place) as ledger:
        ledger.append([make("E1")])
    postgres.sql(
        name,
        "CREATE ROLE watcher LOGIN PASSWORD 'w'",
        "GRANT SELECT ON logs, statements, signatures, troth_version TO watcher",
    )
    refused(
        postgres.address(name, "watcher", "w"),
        ReadOnlyLedgerError,
        "may be read but not written",
    )

    postgres.sql("postgres", f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    refused(place, ReadOnlyLedgerError, "may be read but not written")
    with (
        open_ledger(place, readonly=True) as ledger,
        pytest.raises(ReadOnlyLedgerError, match="open for reading only"),
    ):
        ledger.append([make("E2")])
    assert verify(place).ok


def test_a_full_disk_is_told_and_loses_nothing(postgres: Server, place: str):
    """The server says so with its code for a full disk, in the middle of a batch."""
    with open_ledger(place) as ledger:
        ledger.append([make("E1")])
    postgres.sql(
        name_of(place),
        """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF NEW.position >= 5 THEN
               RAISE EXCEPTION 'could not extend file "base/1": No space left on device' USING ERRCODE = '53100';
             END IF; RETURN NEW; END $$""",
        "CREATE TRIGGER full_disk BEFORE INSERT ON statements FOR EACH ROW EXECUTE FUNCTION full_disk()",
    )

    refused(
        place,
        LedgerError,
        "the disk did not take it.*nothing of the batch was written",
        *(make(f"F{n}") for n in range(20)),
    )

    assert "trigger full_disk on statements is not a ledger's" in verify(place).text()
    postgres.sql(name_of(place), "DROP TRIGGER full_disk ON statements")
    assert verify(place).ok


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(place: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.1)
    with open_ledger(place) as first, open_ledger(place) as second:
        with first._writing(), pytest.raises(BusyLedgerError, match="another process has been writing"):
            second.append([make("E1")])
        second.append([make("E1")])
        assert len(first) == 1


def test_a_release_list_longer_than_a_page_of_the_index_is_kept(place: str):
    parties = tuple(f"party number {number} of a long agreement" for number in range(400))
    label = Label(tlp="AMBER", release_to=parties)
    with open_ledger(place) as ledger:
        ledger.append([make("E1", label=label)])
        ledger.append([make("E2", label=label)])

        assert len(ledger.heads()) == 1
        assert len(ledger.picture(LATE, parties[300], owner=OWNER, members=MEMBERS)) == 2
    assert verify(place).ok


def test_a_character_that_no_database_keeps_is_refused_before_anything_is_written(place: str):
    refused(place, RefusedStatementError, "found a NUL character", make("E\0"))
    refused(place, RefusedStatementError, "NUL", make("E1", label=Label(tlp="RED", release_to=("Qa\0tar",))))
    with open_ledger(place) as ledger:
        assert len(ledger) == 0


CHANGES = {
    "UPDATE statements SET content = replace(content, 'release', 'attack') WHERE position = 3": "entry 3",
    "UPDATE statements SET subject = 'E99' WHERE position = 2": "entry 2",
    "UPDATE statements SET nodes = decode('00', 'hex') WHERE position = 1": "entry 1",
    "DELETE FROM statements WHERE position = 5": "counts 6 entries, 5 are there",
    "UPDATE logs SET tlp = 'RED'": "column tlp of the log",
    "UPDATE logs SET log = log + 70": "belong to log number",
    "ALTER TABLE statements DISABLE ROW LEVEL SECURITY": "table statements does not keep its rows from readers",
    "CREATE POLICY open ON statements FOR SELECT USING (true)": "policy open on statements is not a ledger's",
    "ALTER POLICY troth_readers ON statements USING (true)": "the condition of policy troth_readers on statements is not the one",
    "ALTER POLICY troth_readers ON logs USING (tlp <> 'RED')": "the condition of policy troth_readers on logs is not the one",
    "ALTER POLICY troth_readers ON signatures TO CURRENT_USER": "the list of roles of policy troth_readers on signatures is not the one",
    "CREATE RULE quiet AS ON INSERT TO statements DO INSTEAD NOTHING": "rule quiet on statements is not a ledger's",
    "DROP INDEX statements_by_time": "its tables or indexes are not those of a ledger",
    "ALTER TABLE logs ADD COLUMN note text": "its tables or indexes are not those of a ledger",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_changed_in_the_database_is_named(postgres: Server, place: str, change: str):
    with open_ledger(place) as ledger:
        ledger.append([make(f"E{n}") for n in range(6)])
    assert verify(place).ok

    postgres.sql(name_of(place), change)

    assert CHANGES[change] in verify(place).text()


def test_the_row_before_a_redaction_is_not_kept_as_a_dead_row(postgres: Server, place: str):
    name = name_of(place)
    with open_ledger(place) as ledger:
        [found, *_] = ledger.append([make("E1", body={"who": "a name that must go"}), make("E2")])
        postgres.sql(name, "CREATE EXTENSION pageinspect")
        ledger.redact(found, ["body.who"])

    left = postgres.sql(
        name, "SELECT t_data FROM heap_page_items(get_raw_page('statements', 0)) WHERE t_data IS NOT NULL"
    )
    assert len(left) == 2
    assert not [row for (row,) in left if b"a name that must go" in bytes(row)]
    assert verify(place).ok


def test_a_ledger_does_not_grow_on_a_damaged_log(postgres: Server, place: str):
    with open_ledger(place) as ledger:
        ledger.append([make(f"E{n}") for n in range(6)])
    postgres.sql(
        name_of(place), "UPDATE statements SET nodes = '' WHERE position = 5", "UPDATE logs SET root = ''"
    )

    refused(place, DamagedLedgerError, "run `troth ledger verify`")


def test_verifying_leaves_no_table_and_no_lock_behind(postgres: Server, place: str):
    """The policies are compared on tables that only the session saw, in a transaction that was given up."""
    with open_ledger(place) as ledger:
        ledger.append([make("E1")])
        assert verify(ledger).ok
        assert verify(ledger).ok
        left = postgres.sql(name_of(place), "SELECT relname FROM pg_class WHERE relpersistence = 't'")
        locks = postgres.sql(name_of(place), "SELECT 1 FROM pg_locks WHERE mode = 'AccessExclusiveLock'")
    assert (left, locks) == ([], [])


def test_a_role_that_may_make_no_tables_for_itself_verifies_all_but_the_policies(
    postgres: Server, place: str
):
    name = name_of(place)
    with open_ledger(place) as ledger:
        ledger.append([make("E1")])
    postgres.sql(
        name,
        "CREATE ROLE auditor LOGIN BYPASSRLS PASSWORD 'a'",
        "GRANT SELECT ON logs, statements, signatures, troth_version TO auditor",
        f"REVOKE TEMPORARY ON DATABASE {name} FROM PUBLIC",
    )

    assert verify(postgres.address(name, "auditor", "a")).ok
