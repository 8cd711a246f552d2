"""A backup is a whole ledger as of one moment, from and to either store; what does not verify never appears."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.making import LATE, MEMBERS, OWNER, hour, make
from ledger.test_verify import fill
from support.postgres import Server, name_of
from troth.ledger import (
    DamagedLedgerError,
    Ledger,
    LedgerError,
    MissingLedgerError,
    OlderLedgerError,
    backup,
    head_document,
    key_statement,
    open_ledger,
    restore,
    verify,
)
from troth.records.label import Label
from troth.share.cli import main

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STORES = ["sqlite", "postgresql"]


def place(store: str, request: pytest.FixtureRequest, folder: Path, name: str = "ledger.sqlite") -> str:
    return request.getfixturevalue("postgres").new_ledger() if store == "postgresql" else str(folder / name)


def content(ledger: Ledger) -> list[object]:
    """Everything that a ledger holds, and what its owner sees of it."""
    return [
        head_document(ledger),
        [list(ledger.stored(head.log)) for head in ledger.heads()],
        ledger.signatures(),
        ledger.keys(),
        ledger.picture(LATE, owner=OWNER, members=MEMBERS),
    ]


@pytest.mark.parametrize("target", STORES)
@pytest.mark.parametrize("source", STORES)
def test_a_ledger_is_the_same_after_backup_and_restore(
    source: str, target: str, request: pytest.FixtureRequest, tmp_path: Path
):
    first, second = place(source, request, tmp_path), place(target, request, tmp_path, "second.sqlite")
    with open_ledger(first, create=True) as ledger:
        register = key_statement(
            OWNER, KEY.public_key(), recorded_at=hour(0), nonce="ab" * 32, label=Label(tlp="CLEAR")
        )
        ledger.append([register])
        fill_and_redact(ledger)
        before = content(ledger)

    report = backup(first, tmp_path / "backup.sqlite")
    assert report.ok
    assert report.case_head == before[0]["case_head"]
    assert restore(tmp_path / "backup.sqlite", second).case_head == report.case_head

    with open_ledger(second) as ledger:
        assert content(ledger) == before
        assert ledger.append([make("new"), make("another", label=Label(tlp="GREEN"))])
    assert verify(second).ok
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite") == []


def fill_and_redact(ledger: Ledger) -> None:
    ids = ledger.append([make(f"E{n}", body={"event": "release", "who": f"name {n}"}) for n in range(7)])
    ledger.append([make("A", label=Label(tlp="AMBER", release_to=("Qatar",)))])
    ledger.append([make("F", supersedes=(ids[1],))])
    ledger.redact(ids[2], ["body.who"])
    ledger.sign_head(ledger.heads()[1].log, KEY, at=hour(20))


@pytest.mark.parametrize("source", STORES)
def test_a_backup_that_is_made_while_others_write_is_of_one_moment(
    source: str, request: pytest.FixtureRequest, tmp_path: Path
):
    first, stop = place(source, request, tmp_path), threading.Event()
    with open_ledger(first, create=True) as ledger:
        ledger.append([make(f"E{n}") for n in range(300)])

        def write() -> None:
            number = 0
            while not stop.is_set():
                ledger.append([make(f"W{number}-{n}") for n in range(5)])
                number += 1

        writer = threading.Thread(target=write)
        writer.start()
        try:
            sizes = [backup(first, tmp_path / f"{turn}.sqlite").entries for turn in range(3)]
        finally:
            stop.set()
            writer.join()

        assert sizes == sorted(sizes)
        assert sizes[-1] > 300
        assert all(size % 5 == 0 for size in sizes)
        for turn in range(3):
            with open_ledger(tmp_path / f"{turn}.sqlite", readonly=True) as taken:
                assert verify(first, head_document(taken)).ok


@pytest.mark.parametrize("source", STORES)
def test_a_damaged_ledger_is_not_backed_up(source: str, request: pytest.FixtureRequest, tmp_path: Path):
    first = place(source, request, tmp_path)
    with open_ledger(first, create=True) as ledger:
        ledger.append([make(f"E{n}") for n in range(5)])
    change = "UPDATE statements SET content = replace(content, 'release', 'attack') WHERE position = 3"
    if source == "postgresql":
        request.getfixturevalue("postgres").sql(name_of(first), change)
    else:
        with closing(sqlite3.connect(first)) as database:
            database.execute(change)
            database.commit()

    with pytest.raises(DamagedLedgerError, match="does not verify, and no file was written: .* entry 3"):
        backup(first, tmp_path / "backup.sqlite")
    assert not [path for path in tmp_path.iterdir() if "backup" in path.name]


@pytest.mark.parametrize("target", STORES)
@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE statements SET subject = 'E99' WHERE position = 3", "entry 3"),
        ("DELETE FROM statements WHERE position = 4", "cut off or added"),
        (
            "UPDATE signatures SET signature = replace(signature, substr(signature, 1, 8), '00000000')",
            "is not that key's",
        ),
    ],
)
def test_a_backup_that_does_not_verify_is_not_restored(
    target: str, change: str, what: str, request: pytest.FixtureRequest, tmp_path: Path
):
    file, second = tmp_path / "backup.sqlite", place(target, request, tmp_path)
    with open_ledger(file, create=True) as ledger:
        ledger.append([make(f"E{n}") for n in range(5)])
        ledger.sign_head(ledger.heads()[0].log, KEY)
    with closing(sqlite3.connect(file)) as database:
        database.execute(change)
        database.commit()

    with pytest.raises(
        DamagedLedgerError, match=f"the backup does not verify, and nothing was restored: .*{what}"
    ):
        restore(file, second)

    if target == "sqlite":
        assert [path.name for path in tmp_path.iterdir()] == ["backup.sqlite"]
    else:
        with open_ledger(second) as ledger:
            assert len(ledger) == 0


@pytest.mark.parametrize("target", STORES)
def test_nothing_that_is_there_is_overwritten(target: str, request: pytest.FixtureRequest, tmp_path: Path):
    file, second = tmp_path / "backup.sqlite", place(target, request, tmp_path)
    for where, subject in ((file, "E1"), (second, "E2")):
        with open_ledger(where, create=True) as ledger:
            ledger.append([make(subject)])

    with pytest.raises(LedgerError, match="already"):
        restore(file, second)
    with pytest.raises(LedgerError, match="is there already and is left as it is"):
        backup(second, file)
    for where, subject in ((file, "E1"), (second, "E2")):
        with open_ledger(where) as ledger:
            assert [entry.statement.subject for entry in ledger.picture(LATE, owner=OWNER)] == [subject]


def test_a_restore_that_fails_half_way_leaves_an_empty_database(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The rows are there, but verification inside the same transaction says no."""
    from troth.ledger import postgres as store

    file, second = tmp_path / "backup.sqlite", postgres.new_database()
    with open_ledger(file, create=True) as ledger:
        fill(ledger)
    whole = store.copy_in
    monkeypatch.setattr(store, "copy_in", lambda connection, rows: whole(connection, list(rows)[:-1]))

    with pytest.raises(DamagedLedgerError, match="does not verify, and was taken out again"):
        restore(file, second)
    assert postgres.sql(name_of(second), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [
        (0,)
    ]
    monkeypatch.undo()
    assert restore(file, second).ok


def test_a_role_that_is_shown_a_part_gets_no_backup_and_no_clean_bill(postgres: Server, tmp_path: Path):
    first = postgres.new_ledger()
    with open_ledger(first) as ledger:
        ledger.append([make("E1")])
    postgres.sql(
        name_of(first),
        "CREATE ROLE part LOGIN PASSWORD 'p'",
        "GRANT SELECT ON logs, statements, signatures, troth_version TO part",
    )
    address = postgres.address(name_of(first), "part", "p")

    for attempt in (lambda: backup(address, tmp_path / "backup.sqlite"), lambda: verify(address)):
        with pytest.raises(LedgerError, match="this role is shown a part of the ledger only"):
            attempt()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_backup_is_told(tmp_path: Path):
    old = Path(__file__).parent / "data" / "version-1.sqlite"
    with pytest.raises(MissingLedgerError):
        restore(tmp_path / "nothing.sqlite", tmp_path / "ledger.sqlite")
    with pytest.raises(OlderLedgerError, match="troth ledger upgrade"):
        restore(old, tmp_path / "ledger.sqlite")
    with pytest.raises(MissingLedgerError):
        backup(tmp_path / "nothing.sqlite", tmp_path / "backup.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_the_commands_say_what_they_did(postgres: Server, tmp_path: Path, capsys):
    first, second, file = tmp_path / "ledger.sqlite", postgres.new_database(), tmp_path / "backup.sqlite"
    with open_ledger(first, create=True) as ledger:
        fill(ledger)

    assert main(["ledger", "backup", str(first), str(file)]) == 0
    assert "21 entries in 3 logs are as they were appended" in capsys.readouterr().out
    assert main(["ledger", "restore", str(file), second]) == 0
    assert capsys.readouterr().out.startswith("restored: 21 entries in 3 logs")
    assert main(["ledger", "restore", str(file), second]) == 2
    assert "there is a ledger with statements already" in capsys.readouterr().err
