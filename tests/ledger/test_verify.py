# ruff: noqa: S311, S608
# Seeded draws, and the names of our own tables: no secrets and no words of strangers.
"""Whatever is changed in a ledger, verification says so, and names the first entry that is not as it was."""

import json
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.making import LATE, MEMBERS, OWNER, hour, make
from troth.ledger import LedgerError, MemoryLedger, head_document, open_ledger, retraction_of, verify
from troth.records.label import Label

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
AMBER = Label(tlp="AMBER", release_to=("Israel", "Qatar"), embargo=hour(30))
CLEAR_LOG = '["secretariat","CLEAR",[],null]'


def fill(ledger) -> tuple[str, ...]:
    """Three logs, a correction, a retraction, a redaction and two signatures."""
    ids = ledger.append([make(f"E{n}", valid_to=hour(30) if n % 3 else None) for n in range(11)])
    ledger.append([make(f"A{n}", label=AMBER) for n in range(5)])
    ledger.append([make(f"Q{n}", author="Qatar", source="") for n in range(3)])
    ledger.append(
        [
            make("E11", supersedes=ids[2:4]),
            retraction_of(ledger.get(ids[5]), recorded_at=hour(40), nonce="ab" * 32),
        ]
    )
    ledger.redact(ids[6], ["body.event", "subject"])
    for head in ledger.heads()[:2]:
        ledger.sign_head(head.log, KEY)
    return ids


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("verify") / "ledger.sqlite"
    with open_ledger(path, create=True) as ledger:
        fill(ledger)
    return path


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(original, tmp_path / "copy.sqlite"))


def change(path: Path, *commands: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for command in commands:
            database.execute(command)
        database.commit()


def rows_of(path: Path) -> dict[str, list[tuple]]:
    """Every row of every table, as it lies there."""
    with closing(sqlite3.connect(path)) as database:
        database.text_factory = bytes
        return {
            table: database.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("logs", "statements", "signatures")
        }


def columns() -> list[tuple[str, str]]:
    from troth.ledger.schema import metadata

    return [(table.name, column.name) for table in metadata.sorted_tables for column in table.columns]


def flipped(value: object, bit: int) -> object:
    """The value with one bit turned; an empty one becomes a text."""
    if value is None:
        return b"x"
    if isinstance(value, int):
        return value ^ (1 << bit % 40)
    if not value:
        return b"\0"
    found = bytearray(value)
    found[bit // 8 % len(found)] ^= 1 << bit % 8
    return bytes(found)


def test_a_ledger_that_nobody_touched_verifies(original: Path):
    report = verify(original)

    assert report.ok, report.text()
    assert (report.entries, [log.size for log in report.logs]) == (21, [3, 5, 13])
    assert report.text().startswith("21 entries in 3 logs are as they were appended; case head ")
    assert report.first_bad is None


def _flip(path: Path, table: str, column: str, number: int, bit: int) -> tuple[str, int, bool]:
    """Turn a bit; returns the log's name and the position of the row, and whether anything could be changed."""
    with closing(sqlite3.connect(path)) as database:
        database.text_factory = bytes
        keys = {"logs": "log", "statements": "log, position", "signatures": "log, size, key"}[table]
        rows = database.execute(
            f"SELECT {keys}, {column}, typeof({column}) FROM {table} ORDER BY {keys}"
        ).fetchall()
        *key, value, kind = rows[number % len(rows)]
        new = flipped(value, bit)
        cast = "CAST(? AS TEXT)" if kind in {b"text", b"null"} else "?"
        where = " AND ".join(
            f"{name} = {'CAST(? AS TEXT)' if isinstance(part, bytes) else '?'}"
            for name, part in zip(keys.split(", "), key, strict=True)
        )
        try:
            database.execute(f"UPDATE {table} SET {column} = {cast} WHERE {where}", (new, *key))
        except sqlite3.IntegrityError:
            return "", 0, False
        database.commit()
        name = database.execute("SELECT name FROM logs WHERE log = ?", (key[0],)).fetchone()
        return (name[0].decode() if name else ""), (key[1] if table == "statements" else -1), True


@pytest.mark.parametrize(("table", "column"), columns())
def test_one_bit_turned_in_any_column_of_any_table_is_found(
    original: Path, tmp_path: Path, table: str, column: str
):
    draw = random.Random(f"{table}.{column}")
    for attempt in range(8):
        path = Path(shutil.copy(original, tmp_path / f"{attempt}.sqlite"))
        log, position, changed = _flip(path, table, column, draw.randrange(1000), draw.randrange(10_000))
        if not changed:
            continue

        report = verify(path)

        assert not report.ok, (table, column, attempt)
        assert report.first_bad is not None
        if table == "statements" and column not in {"log", "position"}:
            assert (report.first_bad.log, report.first_bad.position) == (log, position), report.text()


@given(
    number=st.integers(0, 20),
    bit=st.integers(0, 10_000),
    column=st.sampled_from([c for t, c in columns() if t == "statements"]),
)
@settings(max_examples=60, deadline=None)
def test_the_entry_that_was_changed_is_the_one_that_is_named(
    original: Path, tmp_path_factory, number: int, bit: int, column: str
):
    path = Path(shutil.copy(original, tmp_path_factory.mktemp("flip") / "ledger.sqlite"))
    log, position, changed = _flip(path, "statements", column, number, bit)
    assume(changed)

    report = verify(path)

    assert not report.ok
    assert report.first_bad is not None
    if column not in {"log", "position"}:
        assert (report.first_bad.log, report.first_bad.position) == (log, position)
        assert f"entry {position}" in report.text()


def test_a_byte_turned_anywhere_in_the_file_is_found_or_changes_nothing_that_is_stored(
    original: Path, tmp_path: Path
):
    """Bytes of free space, of SQLite's own counters and the like carry nothing of the ledger."""
    draw, whole, before = random.Random(7), original.read_bytes(), rows_of(original)
    path, unnoticed = tmp_path / "ledger.sqlite", 0
    for _ in range(150):
        found = bytearray(whole)
        found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)
        path.write_bytes(found)
        try:
            if not verify(path).ok:
                continue
        except LedgerError:
            continue
        finally:
            for rest in ("-wal", "-shm"):
                path.with_name(path.name + rest).unlink(missing_ok=True)
        unnoticed += 1
        assert rows_of(path) == before
    assert unnoticed < 150


@pytest.mark.parametrize(
    ("commands", "position", "what"),
    [
        (["DELETE FROM statements WHERE log = 1 AND position = 4"], 4, "is missing, or out of its order: found entry 5"),
        (["DELETE FROM statements WHERE log = 1 AND position = 12"], 12, "counts 13 entries, 12 are there"),
        (["UPDATE logs SET size = 14 WHERE log = 1"], 13, "counts 14 entries, 13 are there"),
        (["UPDATE logs SET size = 9 WHERE log = 1"], 9, "counts 9 entries, 13 are there"),
        (
            [
                "UPDATE statements SET position = 99 WHERE log = 1 AND position = 3",
                "UPDATE statements SET position = 3 WHERE log = 1 AND position = 5",
                "UPDATE statements SET position = 5 WHERE log = 1 AND position = 99",
            ],
            3,
            "column",
        ),
        (
            [
                "INSERT INTO statements SELECT log, 13, replace(id, substr(id, 1, 4), '0000'), kind, subject, source, valid_from, valid_to, recorded_at, supersedes, retracts, content, nodes, root FROM statements WHERE log = 1 AND position = 1"
            ],
            13,
            "column id",
        ),
        (["UPDATE statements SET content = replace(content, '\"recorded_at\"', ' \"recorded_at\"') WHERE log = 1 AND position = 7"], 7, "column content"),
        (["UPDATE statements SET subject = 'E99' WHERE log = 1 AND position = 8"], 8, "column subject: found 'E99', its content and its id give 'E8'"),
        (["UPDATE statements SET recorded_at = '2023-11-24T23:00:00.000000Z' WHERE log = 1 AND position = 2"], 2, "column recorded_at"),
        (["UPDATE statements SET valid_to = NULL WHERE log = 1 AND position = 1"], 1, "column valid_to: found None"),
        (["UPDATE logs SET tlp = 'RED' WHERE log = 1"], None, "column tlp of the log: found 'RED', its name says 'CLEAR'"),
        (["UPDATE logs SET root = zeroblob(32) WHERE log = 1"], None, "column root of the log"),
        (["UPDATE statements SET content = x'ff' || content WHERE log = 1 AND position = 0"], 0, "column content"),
    ],
)  # fmt: skip
def test_rows_that_are_missing_moved_added_or_rewritten_are_named(
    copy: Path, commands: list[str], position: int, what: str
):
    change(copy, *commands)

    report = verify(copy)

    assert not report.ok
    assert report.first_bad is not None
    assert (report.first_bad.log, report.first_bad.position) == (CLEAR_LOG, position)
    assert what in report.first_bad.what


def test_two_whole_rows_that_change_places_are_noticed_at_the_first(copy: Path):
    """Content, id, columns and even the stored hashes move along: only the tree knows."""
    change(
        copy,
        "UPDATE statements SET position = 99 WHERE log = 1 AND position = 4",
        "UPDATE statements SET position = 4 WHERE log = 1 AND position = 8",
        "UPDATE statements SET position = 8 WHERE log = 1 AND position = 99",
    )

    report = verify(copy)

    assert report.first_bad is not None
    assert report.first_bad.position == 4
    assert report.first_bad.what.startswith("column root")


def test_a_label_cannot_be_widened_by_moving_a_log_to_another_audience(copy: Path):
    name = '["secretariat","AMBER",["Israel","Qatar"],"2023-11-25T11:00:00.000000Z"]'
    change(
        copy,
        f"UPDATE logs SET name = '[\"secretariat\",\"GREEN\",[],null]', tlp = 'GREEN', release_to = '[]', embargo = NULL WHERE name = '{name}'",
    )

    report = verify(copy)

    assert report.first_bad is not None
    assert "carries the office and label" in report.first_bad.what
    with open_ledger(copy) as ledger, pytest.raises(LedgerError, match="carries another label or author"):
        ledger.picture(LATE, "Hamas", owner=OWNER, members=MEMBERS)


def test_a_changed_label_column_opens_nothing(copy: Path):
    change(copy, "UPDATE logs SET tlp = 'CLEAR', release_to = '[]', embargo = NULL")

    with (
        open_ledger(copy) as ledger,
        pytest.raises(LedgerError, match="its columns name another office or label"),
    ):
        ledger.picture(LATE, "public", owner=OWNER)


def test_a_ledger_does_not_grow_on_a_damaged_log(copy: Path):
    change(copy, "UPDATE statements SET nodes = zeroblob(length(nodes)) WHERE log = 1 AND position = 7")

    with (
        open_ledger(copy) as ledger,
        pytest.raises(LedgerError, match="does not have the root it was left with"),
    ):
        ledger.append([make("E99")])


@pytest.mark.parametrize(
    ("commands", "what"),
    [
        (["UPDATE signatures SET signature = replace(signature, substr(signature, 1, 2), 'zz')"], "a signature is unreadable"),
        (["UPDATE signatures SET size = size - 1"], "is not that key's"),
        (["DROP INDEX statements_by_id"], "its tables or indexes are not those of a ledger"),
        (["CREATE TRIGGER quiet AFTER INSERT ON statements BEGIN DELETE FROM logs; END"], "its tables or indexes"),
        (["PRAGMA application_id = 7", "PRAGMA user_version = 1"], "found another kind of file"),
        (["UPDATE logs SET log = 77 WHERE log = 2"], "belongs to log number 2, which is not there"),
    ],
)  # fmt: skip
def test_what_belongs_to_no_entry_is_found_too(copy: Path, commands: list[str], what: str):
    change(copy, *commands)

    try:
        said = verify(copy).text()
    except LedgerError as error:
        said = str(error)

    assert what in said


def test_a_tail_that_was_cut_off_cleanly_is_told_by_a_saved_head_alone(tmp_path: Path):
    """The forger removes the last two entries and mends the log's row: the ledger agrees with itself."""
    path = tmp_path / "ledger.sqlite"
    with open_ledger(path, create=True) as ledger:
        ledger.append([make(f"E{n}") for n in range(6)])
        saved = head_document(ledger)
    change(
        path,
        "DELETE FROM statements WHERE position >= 4",
        "UPDATE logs SET size = 4, root = (SELECT root FROM statements WHERE position = 3)",
    )

    assert verify(path).ok
    for head in (saved, saved["logs"], json.dumps(saved), saved["case_head"]):
        assert not verify(path, head).ok
    report = verify(path, saved)
    assert report.first_bad is not None
    assert (report.first_bad.position, report.first_bad.what[:20]) == (4, "the tail is cut off:")


def test_a_log_written_anew_from_the_start_is_told_by_a_saved_head(tmp_path: Path):
    first, forged = MemoryLedger(), MemoryLedger()
    first.append([make(f"E{n}") for n in range(6)])
    forged.append(
        [make(f"E{n}", body={"event": "attack"} if n == 2 else {"event": "release"}) for n in range(9)]
    )

    assert verify(forged).ok
    assert "the log was written anew" in verify(forged, head_document(first)).text()


def test_a_ledger_that_has_grown_since_still_agrees_with_the_saved_head():
    ledger = MemoryLedger()
    ledger.append([make(f"E{n}") for n in range(5)])
    saved = head_document(ledger)
    ledger.append([make(f"E{n}") for n in range(5, 12)])
    ledger.append([make("Q1", author="Qatar")])

    assert verify(ledger, saved).ok
    assert "grown since" in verify(ledger, str(saved["case_head"])).text()
    assert "the log is gone" in verify(MemoryLedger(), saved).text()


@pytest.mark.parametrize(
    "head",
    [
        "",
        "no",
        "{",
        "[1]",
        '{"a": 1}',
        '{"a": {"size": -1, "root": "00"}}',
        {"a": {"size": True, "root": "0" * 64}},
    ],
)
def test_a_head_that_is_none_is_said_to_be_none(head):
    with pytest.raises(LedgerError, match="head: found"):
        verify(MemoryLedger(), head)


def test_a_memory_ledger_is_verified_like_any_other():
    ledger = MemoryLedger()
    ids = fill(ledger)
    assert verify(ledger).ok

    log, position, _ = ledger.find(ids[7])
    ledger._logs[log][position] = ledger._logs[log][position]._replace(
        recorded_at="2023-11-24T23:00:00.000000Z"
    )

    report = verify(ledger)
    assert report.first_bad is not None
    assert (report.first_bad.subject, report.first_bad.position) == ("E7", 7)
