"""How fast several offices share one ledger: live delivery, the overview, bulk appends, the newest that a viewer may see.

    python benchmarks/share.py --size 1000000 --json
    python benchmarks/share.py --size 200000 --only stores

Each function in `PARTS` measures one part of the surfaces and returns the keys of `result` that are its own; a further
part is a further function there.

`stores`: a server of PostgreSQL is started for the run, from Debian's package, with its own defaults (fsync on), on a
socket in a temporary folder; without one, what needs it is null and `skipped` says why. Statements are made outside of
what is measured. `append` goes from Statement objects to a commit on the server's disk, in batches of 20,000, ten offices
with four labels each (40 logs). `append_per_s` is the whole of it by wall clock, the start of the sealers included, which
wait for their imports in the first batch; `append_per_s_median` and `_best` are those of single batches. CPU is given for
this process, for the sealers that it starts, and for the server: `append_cpu_us` is all of it, a statement. `newest` are
pages of 50 among all statements, for four viewers and five pages each, from the question to the entries with their
contents; the SQLite file holds the same rows, copied. Wall time: the median, and the 5th percentile (what it takes where
nothing else wants the core) and the 95th; `newest_ms` is the slower store's median.

`live` and `page` are measured on a desk that runs in a process of its own; see `_live.py` and `_page.py`.
"""

import argparse
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from _live import live as measured_live
from _page import page
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


def cpu_of(*processes: int) -> float:
    """CPU seconds of some processes, as far as they are still there."""
    total = 0
    for number in processes:
        fields = Path(f"/proc/{number}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def children_of(process: int) -> list[int]:
    """The processes that a process started, from any of its threads, and that are there now."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(number) for task in tasks for number in task.read_text(encoding="ascii").split()]


def cpu_by_role(postmaster: int) -> dict[str, float]:
    """CPU seconds so far of this process, of the sealers that it started, and of the server."""
    sealers = [child for child in children_of(os.getpid()) if child != postmaster]
    return {
        "client": time.process_time(),
        "sealers": cpu_of(*sealers),
        "server": cpu_of(postmaster, *children_of(postmaster)),
    }


def append_all(ledger: Ledger, size: int, postmaster: int) -> dict[str, Any]:
    """Append so many statements in batches; the batches are made outside of what is measured."""
    walls, rates, cpu = [], [], dict.fromkeys(("client", "sealers", "server"), 0.0)
    for begin in range(0, size, BATCH):
        batch = [report(number) for number in range(begin, min(begin + BATCH, size))]
        before, begun = cpu_by_role(postmaster), time.perf_counter()
        ledger.append(batch)
        walls.append(time.perf_counter() - begun)
        rates.append(len(batch) / walls[-1])
        cpu = {role: cpu[role] + used - before[role] for role, used in cpu_by_role(postmaster).items()}
    each = {f"append_{role}_cpu_us": round(used / size * 1e6, 1) for role, used in cpu.items()}
    return {
        "append_per_s": round(size / sum(walls)),
        "append_per_s_median": round(statistics.median(rates)),
        "append_per_s_best": round(max(rates)),
        "append_cpu_us": round(sum(cpu.values()) / size * 1e6, 1),
        **each,
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


def stores(size: int) -> dict[str, Any]:
    """What the stores do: `append_*`, `newest_*`, `logs`; `skipped` where there is no server."""
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


def live(_size: int) -> dict[str, Any]:
    """A minute with a hundred live clients, and a restart; see `_live.py`."""
    return measured_live()


PARTS: Mapping[str, Callable[[int], dict[str, Any]]] = {"page": page, "live": live, "stores": stores}
"""What is measured, by name: each takes the size, and returns the keys of `result` that are its own."""


def run(size: int, parts: Sequence[str] = tuple(PARTS)) -> dict[str, Any]:
    """Measure some parts, one after the other; the load is that of the machine before and after."""
    load = [round(part, 1) for part in os.getloadavg()]
    wall, cpu = time.perf_counter(), time.process_time()
    result: dict[str, Any] = {}
    for name in parts:
        found = PARTS[name](size)
        if twice := result.keys() & found.keys():
            sys.exit(
                f"{name}: {', '.join(sorted(twice))} is the key of another part; give it a name of its own"
            )
        result |= found
    return {
        "bench": "share",
        "size": size,
        "wall_s": round(time.perf_counter() - wall, 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {
            **result,
            "load_average_before": load,
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
    parser.add_argument("--only", choices=sorted(PARTS), action="append", help="measure this part alone")
    asked = parser.parse_args()
    if asked.size < 1:
        sys.exit(f"--size {asked.size}: expected 1 or more")
    found = run(asked.size, asked.only or tuple(PARTS))
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in {**found, **found["result"]}.items():
        if name not in {"result", "peers"}:
            print(f"{name:28} {value}")


if __name__ == "__main__":
    main()
