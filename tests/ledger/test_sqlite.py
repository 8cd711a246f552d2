"""The file of a ledger: what is acknowledged is on the disk, and a bad file is told in words."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from ledger.making import LATE, OWNER, make
from troth.ledger import (
    BusyLedgerError,
    DamagedLedgerError,
    LedgerError,
    MissingLedgerError,
    NewerLedgerError,
    NotALedgerError,
    ReadOnlyLedgerError,
    RefusedStatementError,
    TruncatedLedgerError,
    files,
    open_ledger,
    verify,
)

WRITER = """
import sys
from datetime import UTC, datetime
from troth.ledger import open_ledger
from troth.records.label import Label
from troth.records.statement import Statement, derive_nonce

with open_ledger(sys.argv[1], create=True) as ledger:
    print("ready", flush=True)
    number = 0
    while True:
        [acknowledged] = ledger.append([
            Statement(
                author="desk", kind="evidence", subject=f"E{number}", body={"text": "x" * (number % 700)},
                recorded_at=datetime(2023, 11, 25, tzinfo=UTC), label=Label(tlp="CLEAR"),
                nonce=derive_nonce(sys.argv[2], str(number)),
            )
        ])
        print(acknowledged, flush=True)
        number += 1
"""


def start_writer(path: Path, seed: str) -> subprocess.Popen[str]:
    source = Path(__file__).resolve().parents[2] / "src"
    environment = {"PYTHONPATH": str(source)}
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), seed], stdout=subprocess.PIPE, text=True, env=environment
    )


def kill_after(writer: subprocess.Popen[str], count: int) -> list[str]:
    """Read so many acknowledgements, kill -9, and read those that were still on their way."""
    with writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        lines = [writer.stdout.readline() for _ in range(count)]
        os.kill(writer.pid, signal.SIGKILL)
        lines += writer.stdout.readlines()
        writer.wait(timeout=60)
    assert writer.returncode == -signal.SIGKILL
    return [line.strip() for line in lines if line.endswith("\n")]


def test_a_process_killed_in_the_middle_of_appends_loses_nothing_that_was_acknowledged(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    acknowledged: list[str] = []
    for turn, count in enumerate((1, 23, 150)):
        acknowledged += kill_after(start_writer(path, f"seed {turn}"), count)

        report = verify(path)
        assert report.ok, report.text()
        with open_ledger(path) as ledger:
            assert all(ledger.get(found).id == found for found in acknowledged)
            # One more may have reached the disk before its acknowledgement was written.
            assert len(acknowledged) <= len(ledger) <= len(acknowledged) + turn + 1
    assert len(acknowledged) >= 174


def _watch(path: Path, done: threading.Event) -> list[tuple[int, int]]:
    """Count what a reader sees, again and again: by the heads, and then by the picture."""
    seen = []
    with open_ledger(path, readonly=True) as reader:
        while not done.is_set():
            seen.append((len(reader), len(reader.picture(LATE, owner=OWNER))))
        seen.append((len(reader), len(reader.picture(LATE, owner=OWNER))))
    return seen


def test_readers_see_whole_batches_while_one_writer_appends(tmp_path: Path):
    path, batch, batches, done = tmp_path / "ledger.sqlite", 7, 25, threading.Event()
    with open_ledger(path, create=True) as writer, ThreadPoolExecutor(3) as pool:
        watches = [pool.submit(_watch, path, done) for _ in range(3)]
        for number in range(batches):
            writer.append([make(f"E{number}-{n}") for n in range(batch)])
        done.set()
        for watch in watches:
            counts = [count for both in watch.result() for count in both]
            assert counts == sorted(counts)
            assert all(count % batch == 0 for count in counts)
            assert counts[-1] == batch * batches
    assert verify(path).ok


def test_two_handles_that_write_in_turns_keep_one_log(tmp_path: Path):
    """What one handle remembers of the tree is stale as soon as the other has written."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, create=True) as first, open_ledger(path) as second:
        for number in range(9):
            (first if number % 3 else second).append([make(f"E{number}")])

        assert len(first) == len(second) == 9
        assert first.case_head() == second.case_head()
    assert verify(path).ok


def test_threads_that_share_a_ledger_take_their_turns(tmp_path: Path):
    with open_ledger(tmp_path / "ledger.sqlite", create=True) as ledger:

        def write(name: str) -> None:
            for number in range(10):
                ledger.append([make(f"{name}{number}")])

        writers = [threading.Thread(target=write, args=(name,)) for name in "ABCD"]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()

        assert len(ledger) == 40
        assert verify(ledger).ok


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, create=True) as ledger:
        ledger.append([make(f"E{n}", body={"text": "x" * 500}) for n in range(100)])
    return path


def test_every_commit_is_made_durable(written: Path):
    with open_ledger(written) as ledger:
        driver = ledger._writer.connection.driver_connection
        assert driver.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert driver.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        with ledger._reading() as reader:
            assert reader.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_a_ledger_that_is_not_there_is_not_made_by_reading_it(tmp_path: Path):
    path = tmp_path / "nothing.sqlite"

    for open_it in (
        lambda: open_ledger(path),
        lambda: verify(path),
        lambda: open_ledger(path, create=True, readonly=True),
    ):
        with pytest.raises(MissingLedgerError, match=r"nothing.sqlite: there is no ledger; check the path"):
            open_it()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(LedgerError, match="a ledger cannot be created there"):
        open_ledger(tmp_path / "no" / "ledger.sqlite", create=True)
    with pytest.raises(NotALedgerError, match="found a folder or device"):
        open_ledger(tmp_path)


def test_an_address_that_is_neither_a_file_nor_a_server_is_refused():
    with pytest.raises(LedgerError, match="oracle:// is no file"):
        open_ledger("oracle://host/ledger")


@pytest.mark.parametrize("left", [0, 1, 50, 100, 5000, 8192, 8192 * 3, -1, -4000, -8192])
def test_a_truncated_file_is_called_truncated(written: Path, left: int):
    whole = written.read_bytes()
    written.write_bytes(whole[:left])

    for open_it in (open_ledger, verify, lambda path: open_ledger(path, create=True)):
        with pytest.raises(
            TruncatedLedgerError,
            match=r"ledger.sqlite: the file ends after \d+ bytes.*restore it from a copy",
        ):
            open_it(written)
    assert written.read_bytes() == whole[:left]


@pytest.mark.parametrize(
    "content", [b"evidence_id,term_ids\nE1,T1\n", b"\xff" * 300, b"PK\x03\x04" + bytes(200)]
)
def test_another_kind_of_file_is_left_as_it_is(tmp_path: Path, content: bytes):
    path = tmp_path / "other"
    path.write_bytes(content)

    for open_it in (open_ledger, verify, lambda path: open_ledger(path, create=True)):
        with pytest.raises(NotALedgerError, match="other: found another kind of file"):
            open_it(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_left_as_it_is(tmp_path: Path):
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE logs (name TEXT)")

    with pytest.raises(NotALedgerError, match="found another kind of file"):
        open_ledger(path, create=True)


def test_a_ledger_of_a_newer_version_is_refused_in_words(written: Path):
    with closing(sqlite3.connect(written)) as database:
        database.execute("PRAGMA user_version = 3")

    for open_it in (open_ledger, verify):
        with pytest.raises(NewerLedgerError, match="found version 3 of the ledger format.*update Troth"):
            open_it(written)


@pytest.mark.parametrize("asked", [True, False])
def test_a_read_only_file_can_be_read_and_not_written(written: Path, asked: bool):
    if not asked:
        written.chmod(0o444)
    before = written.read_bytes()

    with open_ledger(written, readonly=asked) as ledger:
        assert len(ledger.picture(LATE, owner=OWNER)) == 100
        with pytest.raises(ReadOnlyLedgerError, match="open for reading only; open a copy"):
            ledger.append([make("E999")])
    assert verify(written).ok
    assert written.read_bytes() == before


@pytest.mark.parametrize("first", range(1, 12))
def test_a_ledger_with_a_page_of_noise_says_so(written: Path, first: int):
    found = bytearray(written.read_bytes())
    found[8192 * first : 8192 * (first + 1)] = random.Random(first).randbytes(8192)  # noqa: S311 - noise, no secret
    written.write_bytes(found)

    report = verify(written)

    assert not report.ok
    assert report.first_bad is not None
    with suppress(DamagedLedgerError), open_ledger(written) as ledger:
        subjects = [entry.statement.subject for entry in ledger.picture(LATE, owner=OWNER)]
        assert sorted(subjects) == sorted(f"E{n}" for n in range(100))


def test_what_is_redacted_is_nowhere_left_in_the_files(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    statement = make("E1", body={"who": "a name that must go", "event": "release"})
    with open_ledger(path, create=True) as ledger:
        [found, *_] = ledger.append(
            [statement, *[make(f"F{n}", body={"text": "y" * 3000}) for n in range(20)]]
        )
        ledger.append([make("E2")])

        ledger.redact(found, ["body.who"])

        left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
        assert b"a name that must go" not in left
        assert statement.nonce.encode() not in left
        assert b"release" in left
    assert verify(path).ok


def test_a_ledger_is_made_whole_under_its_name_and_leaves_nothing_beside_it(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"

    with open_ledger(path, create=True) as ledger:
        assert len(ledger) == 0
    assert verify(path).ok
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.sqlite"]


def test_who_makes_a_ledger_second_opens_the_first_ones(tmp_path: Path):
    """Two processes find no file and both make one: what the faster has written by then stays."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, create=True) as ledger:
        ledger.append([make("E1")])

    files.create_file(path)

    with open_ledger(path, create=True) as ledger:
        assert len(ledger) == 1


def test_a_second_writer_waits_and_then_says_who_is_in_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(files, "WAIT_SECONDS", 0.05)
    path = tmp_path / "ledger.sqlite"
    with (
        open_ledger(path, create=True) as ledger,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyLedgerError, match="another process has been writing"):
            ledger.append([make("E1")])
        assert len(ledger) == 0
        other.execute("ROLLBACK")

        ledger.append([make("E1")])
        assert len(ledger) == 1


def test_a_refused_batch_leaves_the_ledger_ready_for_the_next(tmp_path: Path):
    with open_ledger(tmp_path / "ledger.sqlite", create=True) as ledger:
        for number in range(3):
            with pytest.raises(RefusedStatementError):
                ledger.append([make(f"E{number}"), make("E", supersedes=("0" * 64,))])
            ledger.append([make(f"F{number}")])

        assert len(ledger) == 3
        assert verify(ledger).ok


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, create=True) as ledger:
        ledger.append([make("E1")])
        driver = ledger._writer.connection.driver_connection
        driver.execute("PRAGMA max_page_count = 20")

        with pytest.raises(LedgerError, match="the disk did not take it.*nothing of the batch was written"):
            ledger.append([make(f"F{n}", body={"text": "x" * 3000}) for n in range(100)])

        assert len(ledger) == 1
        driver.execute("PRAGMA max_page_count = 100000")
        ledger.append([make("E2")])
    assert verify(path).ok
    assert verify(path).entries == 2
