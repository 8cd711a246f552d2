"""How fast the ledger takes statements in, proves them, verifies itself and draws a picture.

    python benchmarks/ledger.py --size 50000 --json

Building the statements is not measured. `bulk` and `single` go from Statement objects to a commit that is on the disk
(WAL, synchronous=FULL): in one batch, and one durable commit for each statement. `bare_commits_per_s` is the same disk
at the same time under SQLite alone (one row of the same size per commit): the most that any ledger in one file could do.
"""

import argparse
import json
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from troth.ledger import SqliteLedger, check_proof, open_ledger, prove, verify
from troth.records.label import Label
from troth.records.statement import Statement, derive_nonce, seal

START = datetime(2023, 11, 24, tzinfo=UTC)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
OFFICE = "secretariat"
LABELS = (
    Label(tlp="CLEAR"),
    Label(tlp="GREEN"),
    Label(tlp="AMBER", release_to=("Egypt", "Qatar")),
    Label(tlp="RED", release_to=("Qatar",)),
)
SINGLES = 3000
PROOFS = 500
FULL = 2
"""What SQLite answers for `synchronous = FULL`."""


def evidence(number: int) -> Statement:
    """A row of evidence as a case folder has it: eight columns in the body, nine fields beside it."""
    day = START + timedelta(hours=number % 20_000)
    return Statement(
        author=OFFICE,
        kind="evidence",
        subject=f"E{number}",
        body={
            "terms": ["T1", "T3"],
            "form": "tally",
            "event": "entry",
            "category": "trucks",
            "actor": "UNRWA",
            "quantity": f"{number % 200}..200",
            "unit": "truck",
            "place": "Kerem Shalom",
        },
        source="unrwa-list",
        valid_from=day,
        valid_from_precision="day",
        recorded_at=day + timedelta(days=1),
        recorded_at_precision="day",
        label=LABELS[number % len(LABELS)],
        nonce=derive_nonce("benchmark", str(number)),
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def _bare_commits(folder: Path, count: int, content: str) -> float:
    """Commits a second of SQLite alone, with the settings of the ledger."""
    with closing(sqlite3.connect(folder / "bare.sqlite", isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = FULL")
        database.execute("CREATE TABLE IF NOT EXISTS bare (number INTEGER PRIMARY KEY, content TEXT)")

        def work() -> None:
            for _ in range(count):
                database.execute("BEGIN IMMEDIATE")
                database.execute("INSERT INTO bare (content) VALUES (?)", (content,))
                database.execute("COMMIT")

        return count / _timed(work)[0]


def _one_by_one(ledger: SqliteLedger, singles: list[Statement]) -> None:
    for statement in singles:
        ledger.append([statement])


def _pragmas(path: Path) -> dict[str, object]:
    with open_ledger(path) as ledger, ledger._reading() as reader:  # noqa: SLF001 - evidence of how it was measured
        names = ("journal_mode", "synchronous", "page_size", "wal_autocheckpoint", "secure_delete")
        found = {name: reader.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in names}
    return found | {"sqlite": sqlite3.sqlite_version, "synchronous_is_full": found["synchronous"] == FULL}


def run(size: int) -> dict[str, Any]:
    """Measure a ledger of `size` statements; rates are per second of wall time."""
    statements = [evidence(number) for number in range(size)]
    singles = [evidence(size + number) for number in range(min(SINGLES, max(size, 1)))]
    sample = seal(statements[0])
    wall, cpu = time.perf_counter(), time.process_time()
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as name:
        folder, path = Path(name), Path(name) / "ledger.sqlite"
        with open_ledger(path, create=True) as ledger:
            bulk_cpu = time.process_time()
            bulk, ids = _timed(lambda: ledger.append(statements))
            bulk_cpu = time.process_time() - bulk_cpu
            bare = _bare_commits(folder, 500, sample.content)
            single_cpu = time.process_time()
            single, _ = _timed(lambda: _one_by_one(ledger, singles))
            single_cpu = time.process_time() - single_cpu
            bare = (bare + _bare_commits(folder, 500, sample.content)) / 2
            chosen = ids[:: max(1, size // PROOFS)]
            proving, proofs = _timed(lambda: [prove(ledger, one) for one in chosen])
            checking, checks = _timed(lambda: [check_proof(proof).ok for proof in proofs])
            picture, entries = _timed(lambda: ledger.picture(LATER, "Qatar", owner=OFFICE, members={"Qatar"}))
            reading, _ = _timed(lambda: [entry.statement for entry in entries])
        verifying, report = _timed(lambda: verify(path))
        file_bytes = path.stat().st_size
        pragmas = _pragmas(path)
    assert report.ok
    assert all(checks)
    assert report.entries == size + len(singles)
    return {
        "bench": "ledger",
        "size": size,
        "wall_s": round(time.perf_counter() - wall, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {
            "bulk_per_s": round(size / bulk),
            "bulk_per_cpu_s": round(size / bulk_cpu),
            "single_per_s": round(len(singles) / single),
            "single_per_cpu_s": round(len(singles) / single_cpu),
            "bare_commits_per_s": round(bare),
            "inclusion_per_s": round(len(chosen) / proving),
            "check_per_s": round(len(chosen) / checking),
            "verify_per_s": round(report.entries / verifying),
            "picture_ms": round(picture * 1000, 1),
            "picture_entries": len(entries),
            "statements_from_picture_ms": round(reading * 1000, 1),
            "fields_per_statement": len(sample.fields),
            "content_bytes": len(sample.content),
            "file_bytes_per_statement": round(file_bytes / report.entries),
            "logs": len(report.logs),
            "settings": pragmas,
        },
        "peers": [],
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=20_000, help="statements in the bulk append")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    if asked.size < 1:
        sys.exit(f"--size {asked.size}: expected 1 or more")
    found = run(asked.size)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in {**found, **found["result"]}.items():
        if name not in {"result", "peers", "settings"}:
            print(f"{name:28} {value}")
    print(f"{'settings':28} {found['result']['settings']}")


if __name__ == "__main__":
    main()
