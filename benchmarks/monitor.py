"""How fast the monitor settles a million rows, how fast it follows one late row, and what others need for the same.

    python benchmarks/monitor.py --size 1000000 --json

One log of releases, pauses and trucks; two duties on it, read from TOML: each release is answered by a pause within an
hour, and in the day up to each truck enough trucks pass. `bounded_response_s` and `window_sum_s` go from the table of
evidence to the table of verdicts with every field and the summary; of a sum the rows behind it stand as a range, since a
thousand million ids would say no more. `provenance_s` is both, and the rows behind every sum that fell short one by one. The references are plain loops over the
same log. All of it runs on one thread, in a process of its own for each part. The peers are timed in the same run where the extra `bench`
is installed, on one log of what they can express, a response without keys; all three must count the same violations.
"""

import argparse
import gc
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

os.environ["POLARS_MAX_THREADS"] = "1"  # before polars is imported

import numpy as np
import polars as pl

from troth import case
from troth.monitor import Problem
from troth.monitor.columnar import Settled, backfill
from troth.monitor.incremental import Monitor
from troth.records.evidence import Evidence
from troth.records.quantity import Quantity
from troth.records.term import Term

START = 1_700_000_000
HOUR, DAY = 3_600, 86_400
LEAST = 23_000
"""Trucks that a day must bring."""
LONG = 14
"""Days of the longest window: some 33,000 trucks lie in each."""
WITHIN = 60
"""Seconds that the peers' duty allows."""
PROBES = 300
"""Late rows and retractions of the incremental part."""
SEED = 20231124
LATE = 0.005
"""Share of the releases that are answered too late."""
TERMS = f"""
[agreement]
id = "made-up"
title = "A made-up agreement, for measuring only"

[[term]]
id = "answered"
kind = "respond"
obligor = ["North"]
what = "answer each release with a pause within an hour"
[term.measure]
event = ["pause"]
[term.respond]
within = "PT1H"
[term.respond.trigger]
event = ["release"]
[[term.coverage]]
source = "log"

[[term]]
id = "enough"
kind = "recur"
obligor = ["North"]
what = "let enough trucks in"
[term.measure]
event = ["truck"]
unit = "truck"
[term.target]
at_least = {LEAST}
[term.recur]
every = "PT24H"
[term.recur.at]
event = ["truck"]
[[term.coverage]]
source = "log"

[[term]]
id = "enough-in-a-fortnight"
kind = "recur"
obligor = ["North"]
what = "let enough trucks in"
[term.measure]
event = ["truck"]
unit = "truck"
[term.target]
at_least = {LEAST * LONG}
[term.recur]
every = "P{LONG}D"
[term.recur.at]
event = ["truck"]
[[term.coverage]]
source = "log"
"""


# --- the input, which is not measured --------------------------------------------------------------------------------
def log(size: int) -> list[tuple[int, str, str, int]]:
    """A made-up log in order of time: (second, event, key, amount)."""
    draw = random.Random(SEED)
    events: list[tuple[int, str, str, int]] = []
    span = size * 12
    for number in range(size // 3):
        at = START + int(draw.random() * span)
        events.append((at, "release", f"r{number}", 1))
        late = draw.random() < LATE
        events.append(
            (
                at + (HOUR + draw.randrange(1, HOUR) if late else draw.randrange(1, HOUR)),
                "pause",
                f"r{number}",
                1,
            )
        )
    events += [
        (START + int(draw.random() * span), "truck", f"t{number}", draw.randrange(1, 20))
        for number in range(size - len(events))
    ]
    return sorted(events, key=lambda one: one[0])


def table(events: list[tuple[int, str, str, int]]) -> pl.DataFrame:
    """The log as the table `evidence`."""
    size = len(events)
    trucks = [event == "truck" for _, event, _, _ in events]
    amounts = pl.Series(
        [amount if truck else None for (_, _, _, amount), truck in zip(events, trucks, strict=True)]
    )
    return pl.DataFrame(
        {
            "evidence_id": [f"E{number}" for number in range(size)],
            "term_ids": [["enough", "enough-in-a-fortnight"] if truck else ["answered"] for truck in trucks],
            "form": ["item"] * size,
            "source_id": ["log"] * size,
            "valid_from": pl.Series([at * 1_000_000 for at, _, _, _ in events]).cast(
                pl.Datetime("us", "UTC")
            ),
            "event": [event for _, event, _, _ in events],
            "key": [key for _, _, key, _ in events],
            "sequence": pl.Series(range(size)),
            "low": amounts.cast(pl.Decimal(38, 9)),
            "high": amounts.cast(pl.Decimal(38, 9)),
            "unit": ["truck" if truck else None for truck in trucks],
        }
    )


def terms() -> dict[str, Term]:
    """The duties, read from TOML as a case has them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "case"
        (folder / "agreements").mkdir(parents=True)
        (folder / "evidence").mkdir()
        (folder / "sources").mkdir()
        (folder / "case.toml").write_text(
            'title = "bench"\nowner = "office"\ntimezone = "UTC"\nas_of = "2030-01-01"\n[steps.monitor]\n'
        )
        (folder / "parties.toml").write_text('[[party]]\nid = "North"\nname = "North"\nkind = "state"\n')
        (folder / "sources" / "sources.csv").write_text("source_id,publisher,published\nlog,log,2023-01-01\n")
        (folder / "agreements" / "made-up.toml").write_text(TERMS)
        return {row.record.id: row.record for row in case.load(folder).terms}


def end_of(frame: pl.DataFrame) -> datetime:
    """The time of the last row."""
    return frame["valid_from"].max().astimezone(UTC)


# --- plain loops over the same log -----------------------------------------------------------------------------------
def reference(events: list[tuple[int, str, str, int]]) -> dict[str, int]:
    """Violations and pendings, counted by a plain loop that knows nothing of Troth."""
    last = events[-1][0]
    answered: dict[str, int] = {}
    asked: dict[str, int] = {}
    window: deque[tuple[int, int]] = deque()
    total = short = 0
    for at, event, key, amount in events:
        if event == "release":
            asked[key] = at
        elif event == "pause" and key in asked and key not in answered and at - asked[key] <= HOUR:
            answered[key] = at
        elif event == "truck":
            window.append((at, amount))
            total += amount
            while window[0][0] < at - DAY:
                total -= window.popleft()[1]
            short += total < LEAST
    missed = [at for key, at in asked.items() if key not in answered]
    return {
        "answered_violations": sum(at + HOUR < last for at in missed),
        "answered_pending": sum(at + HOUR >= last for at in missed),
        "enough_violations": short,
    }


# --- what is measured ------------------------------------------------------------------------------------------------
def timed(work: Callable[[], Any], runs: int = 3) -> tuple[float, Any]:
    """The shortest of some runs in seconds, and what the last gave."""
    best, found = float("inf"), None
    for _ in range(runs):
        found = None
        gc.collect()
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return best, found


def settle(term: Term, frame: pl.DataFrame, lists: str) -> tuple[Settled, pl.DataFrame]:
    """One duty, from the table of evidence to the table of verdicts."""
    found = backfill(Problem(terms=(term,), as_of=end_of(frame)), frame)
    return found.columns[term.id], found.table(lists=lists)


def batch(frame: pl.DataFrame) -> dict[str, Any]:
    """The two duties settled as wholes."""
    known = terms()
    response, (_, answered) = timed(lambda: settle(known["answered"], frame, "all"))
    window, (_, enough) = timed(lambda: settle(known["enough"], frame, "none"))

    def both() -> int:
        settle(known["answered"], frame, "all")
        found, rows = settle(known["enough"], frame, "none")
        short = (rows["state"] == "broken").filter(rows["instance"].is_not_null()).arg_true().to_numpy()
        return len(found.provenance(short)[1])

    provenance, _ = timed(both, runs=2)
    parts = {
        name: found.filter(pl.col("instance").is_not_null())
        for name, found in (("answered", answered), ("enough", enough))
    }
    counts = {
        f"{name}_{label}": int((rows["state"] == state).sum())
        for name, rows in parts.items()
        for label, state in (("violations", "broken"), ("pending", "pending"))
    }
    return {
        "bounded_response_s": round(response, 3), "window_sum_s": round(window, 3), "provenance_s": round(provenance, 3),
        "verdict_rows": len(answered) + len(enough), **counts,
    }  # fmt: skip


def resident() -> float:
    """Megabytes of memory that this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def late_row(frame: pl.DataFrame, number: int, draw: random.Random) -> Evidence:
    """A row that arrives late: at any time of the log, of any of its events."""
    first, last = START, int(end_of(frame).timestamp())
    row = frame.row(draw.randrange(len(frame)), named=True)
    truck = row["event"] == "truck"
    amount = draw.randrange(1, 20)
    return Evidence(
        id=f"late{number}", terms=tuple(row["term_ids"]), form="item", event=row["event"], key=row["key"], source="log",
        quantity=Quantity(low=amount, high=amount, unit="truck") if truck else None, sequence=len(frame) + number,
        valid_from=datetime.fromtimestamp(draw.randrange(first, last), UTC),
    )  # fmt: skip


def incremental(path: Path) -> dict[str, Any]:
    """A million rows held, and one late or retracted row after another."""
    gc.collect()
    before = resident()
    frame = pl.read_parquet(path)
    known = terms()
    monitor = Monitor(Problem(terms=tuple(known.values()), as_of=end_of(frame)))
    start = time.perf_counter()
    monitor.receive(frame)
    load = time.perf_counter() - start
    gc.collect()
    held = resident() - before
    draw = random.Random(SEED + 1)
    took: list[float] = []
    settled: list[int] = []
    for number in range(PROBES):
        if number % 2:
            target = frame.row(draw.randrange(len(frame)), named=True)
            row = Evidence(id=f"back{number}", terms=tuple(target["term_ids"]), form="item", source="log",
                           retracts=target["evidence_id"], valid_from=target["valid_from"])  # fmt: skip
        else:
            row = late_row(frame, number, draw)
        start = time.perf_counter()
        changes = monitor.receive([row])
        took.append(time.perf_counter() - start)
        settled.append(changes.settled)
    return {
        "load_s": round(load, 3), "held_mb": round(held, 1),
        "late_item_p50_ms": round(float(np.quantile(took, 0.5)) * 1000, 3),
        "late_item_p95_ms": round(float(np.quantile(took, 0.95)) * 1000, 3),
        "late_item_max_ms": round(max(took) * 1000, 3), "late_items": len(took),
        "instances_settled_p50": int(np.quantile(settled, 0.5)), "instances_settled_max": max(settled),
    }  # fmt: skip


# --- peers, on a response without keys -------------------------------------------------------------------------------
def unkeyed(size: int) -> list[tuple[int, str]]:
    """A made-up log of one second steps: in each something is asked, answered, or something else happens."""
    draw = random.Random(SEED + 2)
    told = [(START + at, draw.choices(("ask", "answer", "other"), (2, 2, 96))[0]) for at in range(size)]
    # A quiet end, so that every ask is over in each of the monitors.
    return told + [(START + size + at, "other") for at in range(2 * WITHIN)]


def ours(events: list[tuple[int, str]]) -> Callable[[], int]:
    """Violations of `each ask is answered within a minute`, by the columnar monitor."""
    duty = {"trigger": {"event": ("ask",)}, "within": {"seconds": WITHIN}, "same_key": False}
    term = Term(id="T", agreement="a", kind="respond", obligor=("North",), what="answer", measure={"event": ("answer",)},
                respond=duty, coverage=({"source": "log"},))  # fmt: skip
    frame = pl.DataFrame(
        {
            "evidence_id": [f"E{at}" for at, _ in events],
            "term_ids": [["T"]] * len(events),
            "form": ["item"] * len(events),
            "source_id": ["log"] * len(events),
            "event": [event for _, event in events],
            "valid_from": pl.Series([at * 1_000_000 for at, _ in events]).cast(pl.Datetime("us", "UTC")),
        }
    )
    as_of = datetime.fromtimestamp(events[-1][0], UTC)

    def work() -> int:
        rows = backfill(Problem(terms=(term,), as_of=as_of), frame).table(lists="none")
        return int(((rows["state"] == "broken") & rows["instance"].is_not_null()).sum())

    return work


def rtamt_peer(events: list[tuple[int, str]]) -> Callable[[], int]:
    """The same duty in rtamt, sample by sample, looking back (its own rewriting of `eventually` loses violations)."""
    import rtamt  # noqa: PLC0415 - only where the extra `bench` is installed

    samples = [[("ask", float(event == "ask")), ("answer", float(event == "answer"))] for _, event in events]

    def work() -> int:
        spec = rtamt.StlDiscreteTimeSpecification()
        for name in ("ask", "answer", "out"):
            spec.declare_var(name, "float")
        spec.spec = f"out = (once[{WITHIN}:{WITHIN}](ask > 0.5)) -> (once[0:{WITHIN}](answer > 0.5))"
        spec.parse()
        return sum(spec.update(number, sample) < 0 for number, sample in enumerate(samples))

    return work


def reelay_peer(events: list[tuple[int, str]]) -> Callable[[], int]:
    """The same duty in reelay, which looks back only: an ask a minute ago, and no answer since."""
    import reelay  # noqa: PLC0415 - only where the extra `bench` is installed

    samples = [{"ask": event == "ask", "answer": event == "answer"} for _, event in events]

    def work() -> int:
        monitor = reelay.discrete_timed_monitor(
            pattern=f"(once[{WITHIN}:{WITHIN}]{{ask}}) and (not (once[0:{WITHIN}]{{answer}}))",
            semantics="boolean",
            condense=False,
        )
        found = 0
        for sample in samples:
            result = monitor.update(sample)
            found += (
                sum(bool(one["value"]) for one in result)
                if isinstance(result, list)
                else bool(result["value"])
            )
        return found

    return work


def peers(size: int) -> list[dict[str, Any]]:
    """Ours and each peer on one log, in one run."""
    events = unkeyed(size)
    found: list[dict[str, Any]] = []
    for name, make, runs in (("troth", ours, 3), ("rtamt", rtamt_peer, 1), ("reelay", reelay_peer, 3)):
        try:
            release = "" if name == "troth" else version(name)
        except PackageNotFoundError:
            print(f"{name} is not installed: pip install -e '.[bench]'", file=sys.stderr)
            continue
        wall, result = timed(make(events), runs=runs)
        found.append({"name": name, "version": release, "events": len(events), "wall_s": round(wall, 3),
                      "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
                      "violations": result, "events_per_s": round(len(events) / wall),
                      "ours_faster": round(wall / found[0]["wall_s"], 1) if found else 1.0})  # fmt: skip
        assert result == found[0]["violations"], f"{name} counts {result}"
    return found


# --- putting it together ---------------------------------------------------------------------------------------------
def part(name: str, path: Path, size: int) -> dict[str, Any]:
    """One part of the benchmark, in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--size", str(size), "--part", name, "--table", str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


def run(size: int) -> dict[str, Any]:
    """Everything, each part in a process of its own."""
    events = log(size)
    expected = reference(events)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "evidence.parquet"
        table(events).write_parquet(path)
        parts = {name: part(name, path, size) for name in ("batch", "incremental", "peers")}
    result = {**parts["batch"]["result"], **parts["incremental"]["result"]}
    result["violations"] = result["answered_violations"] + result["enough_violations"]
    result["pending"] = result["answered_pending"] + result["enough_pending"]
    result["reference_violations"] = expected["answered_violations"] + expected["enough_violations"]
    result["reference_pending"] = expected["answered_pending"]
    assert (result["violations"], result["pending"]) == (
        result["reference_violations"],
        result["reference_pending"],
    )
    assert result["answered_violations"] == expected["answered_violations"]
    return {
        "bench": "monitor",
        "size": size,
        "wall_s": round(sum(one["wall_s"] for one in parts.values()), 3),
        "cpu_s": round(sum(one["cpu_s"] for one in parts.values()), 3),
        "peak_mb": max(parts[name]["peak_mb"] for name in ("batch", "incremental")),
        "result": result,
        "peers": parts["peers"]["result"],
    }


def measured(name: str, path: Path, size: int) -> dict[str, Any]:
    """One part, with what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    work = {
        "batch": lambda: batch(pl.read_parquet(path)),
        "incremental": lambda: incremental(path),
        "peers": lambda: peers(size),
    }
    result = work[name]()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "result": result, "wall_s": time.perf_counter() - wall, "cpu_s": time.process_time() - cpu,
        "peak_mb": round(peak, 1),
    }  # fmt: skip


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, help="rows of the log")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--part", choices=("batch", "incremental", "peers"), help=argparse.SUPPRESS)
    parser.add_argument("--table", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.size < 100:  # noqa: PLR2004 - a shorter log has no window
        sys.exit(f"--size {asked.size}: expected 100 or more")
    if asked.part:
        print(json.dumps(measured(asked.part, asked.table, asked.size)))
        return
    found = run(asked.size)
    if asked.json:
        print(json.dumps(found))
        return
    for name, value in {**found, **found["result"]}.items():
        if name not in {"result", "peers"}:
            print(f"{name:28} {value}")
    for peer in found["peers"]:
        print(peer)


if __name__ == "__main__":
    main()
