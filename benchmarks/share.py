"""How fast several offices share one ledger: bulk appends on PostgreSQL, and the newest statements that a viewer may see.

    python benchmarks/share.py --size 1000000 --json

A server of PostgreSQL is started for the run, from Debian's package, with its own defaults (fsync on), on a socket in a
temporary folder; without one, what needs it is null and `skipped` says why. Statements are made outside of what is
measured. `append` goes from Statement objects to a commit on the server's disk, in batches of 20,000, ten offices with
four labels each (40 logs); CPU of this process and of the server's are given apart. `newest` are pages of 50 among all
statements, for four viewers and five pages each, from the question to the entries with their contents; the SQLite file
holds the same rows, copied. Wall time: the median, and the 5th percentile (what it takes where
nothing else wants the core) and the 95th; `newest_ms` is the slower store's median.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from ledger import LABELS, LATER, START, evidence
from troth.ledger import Ledger, SqlLedger, open_ledger
from troth.ledger.backup import fill_file
from troth.ledger.files import create_file
from troth.records.statement import Statement

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))  # the server that tests start, too

OFFICES = ("secretariat", *(f"office {number}" for number in range(1, 10)))
MEMBERS = frozenset({*OFFICES, "Egypt", "Qatar"})
VIEWERS = ("secretariat", "Qatar", "office 3", "public")
BATCH = 20_000
PAGES, ROUNDS = 5, 10


def report(number: int) -> Statement:
    """A report of a liaison office: a row as `benchmarks/ledger.py` has it, by ten offices, five minutes apart."""
    day = START + timedelta(minutes=5 * (number // 10))
    own = {
        "author": OFFICES[number % 10],
        "valid_from": day,
        "recorded_at": day + timedelta(days=1),
        "label": LABELS[number // 10 % len(LABELS)],
    }
    return evidence(number).model_copy(update=own)


@contextmanager
def server() -> Iterator[tuple[Any, str]]:
    """A server for this run and why there is none: one of the two."""
    try:
        from support import postgres  # noqa: PLC0415 - of the tests, and only where they are
    except ImportError as error:
        yield None, f"{error.name} is not installed"
        return
    if postgres.folder_of_programs() is None:
        yield None, "no PostgreSQL server here (on Debian: apt-get install postgresql)"
        return
    with postgres.running() as running:
        yield running, ""


def cpu_of(process: int) -> float:
    """CPU seconds of a process and its children that are there now."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    total = 0
    for number in (process, *map(int, children)):
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def append_all(ledger: Ledger, size: int, postmaster: int) -> dict[str, Any]:
    """Append so many statements in batches; the batches are made outside of what is measured."""
    wall = client = at_server = 0.0
    for begin in range(0, size, BATCH):
        batch = [report(number) for number in range(begin, min(begin + BATCH, size))]
        before = time.perf_counter(), time.process_time(), cpu_of(postmaster)
        ledger.append(batch)
        wall += time.perf_counter() - before[0]
        client += time.process_time() - before[1]
        at_server += cpu_of(postmaster) - before[2]
    return {
        "append_per_s": round(size / wall),
        "append_per_client_cpu_s": round(size / client),
        "append_client_cpu_us": round(client / size * 1e6, 1),
        "append_server_cpu_us": round(at_server / size * 1e6, 1),
    }


def newest(ledger: Ledger, store: str) -> dict[str, Any]:
    """Pages of the newest for several viewers, by cursor."""
    wall, cpu = [], []
    for turn in range(ROUNDS + 1):
        for viewer in VIEWERS:
            before = None
            for _ in range(PAGES):
                begun = time.perf_counter(), time.process_time()
                page = ledger.newest(LATER, viewer, owner=OFFICES[0], members=MEMBERS, before=before)
                if turn:  # the first round warms up connections and pages
                    wall.append((time.perf_counter() - begun[0]) * 1000)
                    cpu.append((time.process_time() - begun[1]) * 1000)
                before = page.before
    return {
        f"newest_ms_{store}": round(statistics.median(wall), 2),
        f"newest_ms_p05_{store}": round(statistics.quantiles(wall, n=20)[0], 2),
        f"newest_ms_p95_{store}": round(statistics.quantiles(wall, n=20)[-1], 2),
        f"newest_client_cpu_ms_{store}": round(statistics.median(cpu), 2),
    }


def copied(ledger: SqlLedger, path: Path) -> None:
    """The same rows in a file."""
    create_file(path)
    with ledger.whole() as connection:
        fill_file(connection, path)


def stored(size: int) -> dict[str, Any]:
    """What the stores do: `append_per_s` and `newest_ms`."""
    none = dict.fromkeys(("append_per_s", "newest_ms_postgresql"))
    with tempfile.TemporaryDirectory() as folder, server() as (running, why):
        path = Path(folder) / "ledger.sqlite"
        if running is None:
            with open_ledger(path, create=True) as ledger:
                for begin in range(0, size, BATCH):
                    ledger.append([report(number) for number in range(begin, min(begin + BATCH, size))])
                found = none | newest(ledger, "sqlite") | {"skipped": why}
            return found | {"newest_ms": found["newest_ms_sqlite"]}
        with open_ledger(running.new_ledger()) as ledger:
            found = append_all(ledger, size, running.process_id)
            found |= newest(ledger, "postgresql")
            copied(ledger, path)
            found["logs"] = len(ledger.heads())
        with open_ledger(path, readonly=True) as ledger:
            found |= newest(ledger, "sqlite")
    return found | {"newest_ms": max(found["newest_ms_sqlite"], found["newest_ms_postgresql"])}


def run(size: int) -> dict[str, Any]:
    """Measure with `size` statements; further parts of the surfaces add their own keys to `result`."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = stored(size)
    return {
        "bench": "share",
        "size": size,
        "wall_s": round(time.perf_counter() - wall, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {
            **result,
            "load_average": [round(part, 1) for part in os.getloadavg()],
            "cores": os.cpu_count(),
        },
        "peers": [],
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="statements in the ledger")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    asked = parser.parse_args()
    if asked.size < 1:
        sys.exit(f"--size {asked.size}: expected 1 or more")
    found = run(asked.size)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in {**found, **found["result"]}.items():
        if name not in {"result", "peers"}:
            print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
