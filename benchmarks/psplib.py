"""How short the schedules of PSPLIB's projects get in a given time, beside the best that is known.

    python benchmarks/psplib.py --set j120 --limit 10 --first 60 --json
    python benchmarks/psplib.py --set j60 --dir FOLDER --peers

FOLDER holds the instances (`.sm` files, at any depth, or `SET.tar.gz`) and a CSV with the columns `set, inst, ub`: the best
known makespans. Where it has none of an instance, the gap is that to our own bound. Each instance gets the limit on two
cores; compilation is not counted. `--peers` asks OR-tools' CP-SAT and PyJobShop for the same instances with the same limit
and cores, where they are installed.
"""

import argparse
import csv
import importlib
import io
import json
import resource
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from typing import Any

from troth.plan.rcpsp import Project, check, plan, read_psplib
from troth.plan.rcpsp.exact import prove

DATA = Path(__file__).resolve().parents[2] / "shared/data/plan/psplib"
WORKERS = 2


def best_known(folder: Path, name: str) -> dict[str, int]:
    """The best known makespan of each instance of a set, in the order of the file."""
    found: dict[str, int] = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                if row.get("set", name) == name and row.get("inst") and row.get("ub"):
                    found[row["inst"]] = int(row["ub"])
    return found


def instances(folder: Path, name: str) -> dict[str, str]:
    """The text of each instance by its name."""
    packed = folder / f"{name}.tar.gz"
    if packed.exists():
        with tarfile.open(packed) as archive:
            return {
                Path(member.name).stem: io.TextIOWrapper(file, encoding="utf-8").read()
                for member in archive.getmembers()
                if member.name.endswith(".sm") and (file := archive.extractfile(member)) is not None
            }
    files = sorted(folder.rglob("*.sm"))
    named = [path for path in files if path.stem.startswith(name)] or files
    return {path.stem: path.read_text(encoding="utf-8") for path in named}


def chosen(folder: Path, name: str, first: int | None) -> Iterator[tuple[str, Project, int | None]]:
    """The instances of a set, those with a best known makespan in the order of their file."""
    texts, known = instances(folder, name), best_known(folder, name)
    names = [one for one in known if one in texts] or sorted(texts)
    for one in names[:first]:
        yield one, read_psplib(texts[one]), known.get(one)


def summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Of all instances: the mean gap in per cent, how many reach the best known, how many are proven."""
    return {
        "instances": len(rows),
        "solved": sum(row["makespan"] is not None for row in rows),
        "mean_gap": fmean(row["gap"] for row in rows) if rows else None,
        "at_best_known": sum(row["gap"] <= 0 for row in rows),
        "closed": sum(row["proven"] for row in rows),
        "checked": all(row["checked"] for row in rows),
    }


def row(
    name: str, project: Project, starts: tuple[int, ...], bound: int, known: int | None
) -> dict[str, Any]:
    """What is told of an instance."""
    makespan = max((a + b for a, b in zip(starts, project.durations, strict=True)), default=0)
    against = known or bound
    return {
        "instance": name, "makespan": makespan, "best_known": known, "bound": bound, "proven": makespan == bound,
        "gap": 100 * (makespan / against - 1) if against else 0.0, "checked": not check(project, starts),
    }  # fmt: skip


def ours(name: str, project: Project, known: int | None, *, limit: float, seed: int) -> dict[str, Any]:
    """Our schedule of an instance."""
    found = plan(project, seed=seed, limit=limit, workers=WORKERS)
    return row(name, project, found.starts, found.bound, known)


def cp_sat(name: str, project: Project, known: int | None, limit: float) -> dict[str, Any]:
    """CP-SAT from nothing but the horizon."""
    horizon = sum(project.durations) + 1
    starts, least = prove(project, [0] * len(project.durations), horizon, seconds=limit, workers=WORKERS)
    return row(name, project, tuple(starts or serial_starts(project)), least, known)


def serial_starts(project: Project) -> list[int]:
    """One activity after the other: what is left where a peer finds nothing."""
    starts, at = [0] * len(project.durations), 0
    for number in project.order:
        starts[number], at = at, at + project.durations[number]
    return starts


def pyjobshop(name: str, project: Project, known: int | None, limit: float) -> dict[str, Any]:
    """PyJobShop, with OR-tools below it."""
    library = importlib.import_module("pyjobshop")
    model = library.Model()
    kinds = [model.add_renewable(there) for there in project.capacities]
    tasks = [model.add_task() for _ in project.durations]
    for number, task in enumerate(tasks):
        model.add_mode(task, kinds, project.durations[number], list(project.demands[number]))
        for after in project.successors[number]:
            model.add_end_before_start(task, tasks[after])
    result = model.solve(time_limit=limit, display=False, num_workers=WORKERS)
    starts = tuple(task.start for task in result.best.tasks) if result.best is not None else ()
    return row(name, project, starts or tuple(serial_starts(project)), int(result.lower_bound), known)


Peer = Callable[[str, Project, int | None, float], dict[str, Any]]
PEERS: dict[str, tuple[str, Peer]] = {
    "OR-tools CP-SAT": ("ortools", cp_sat),
    "PyJobShop": ("pyjobshop", pyjobshop),
}


def beside(folder: Path, given: argparse.Namespace) -> list[dict[str, Any]]:
    """The peers that are installed, on the same instances."""
    # PyJobShop reads a library that has this file's name, and a script's own folder is looked at first
    sys.path[:] = [entry for entry in sys.path if Path(entry).resolve() != Path(__file__).resolve().parent]
    found = []
    for name, (library, peer) in PEERS.items():
        try:
            importlib.import_module(library)
        except ImportError:
            continue
        begun, cpu = time.perf_counter(), time.process_time()
        rows = [peer(*one, given.limit) for one in chosen(folder, given.set, given.first)]
        found.append(
            {
                "name": name, "version": version(library), "wall_s": round(time.perf_counter() - begun, 1),
                "cpu_s": round(time.process_time() - cpu, 1), "peak_mb": None, "result": summary(rows),
            }
        )  # fmt: skip
    return found


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", default="j120", metavar="NAME", help="of the instances")
    parser.add_argument("--limit", type=float, default=10.0, metavar="SECONDS", help="for each instance")
    parser.add_argument("--first", type=int, default=None, metavar="N", help="so many of them")
    parser.add_argument("--size", type=int, default=None, metavar="N", help="the same as --first")
    parser.add_argument("--dir", type=Path, default=DATA, metavar="FOLDER", help="with the instances")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of all draws")
    parser.add_argument("--peers", action="store_true", help="CP-SAT and PyJobShop beside ours")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    given.first = given.first or given.size
    if not (found := list(chosen(given.dir, given.set, given.first))):
        parser.error(f"{given.dir}: no instances of {given.set}; name a folder with .sm files by --dir")
    plan(found[0][1], iterations=1)  # compiled once, not counted
    begun, cpu = time.perf_counter(), time.process_time()
    rows = [ours(*one, limit=given.limit, seed=given.seed) for one in found]
    document = {
        "bench": "psplib", "size": len(rows), "wall_s": round(time.perf_counter() - begun, 2),
        "cpu_s": round(time.process_time() - cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {**summary(rows), "set": given.set, "limit_s": given.limit, "seed": given.seed},
        "peers": beside(given.dir, given) if given.peers else [],
    }  # fmt: skip
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for one in rows:
        mark = "proven" if one["proven"] else f"at least {one['bound']}"
        sys.stdout.write(f"{one['instance']:12} {one['makespan']:5} best known {one['best_known']}, {mark}\n")
    for name, one in [
        ("ours", document["result"]),
        *((peer["name"], peer["result"]) for peer in document["peers"]),
    ]:
        sys.stdout.write(f"{name:18} {one}\n")


if __name__ == "__main__":
    main()
