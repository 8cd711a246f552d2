"""How much more people are served when the repairs of interdependent networks are chosen together, and not period by period.

    python benchmarks/networks.py --json
    python benchmarks/networks.py --size 100 --resources 3 --seconds 20

Shelby County's water, gas, power and telecommunications (`cases/shelby`), its 1,032 damage cases, 10 periods: the myopic course
(INDP) and the one that looks ahead (td-INDP), both with HiGHS on one thread and people served as the objective. `--size` takes
so many cases, evenly spread over their sizes; they are run by the executor of `troth.case`, two processes unless told. Every course is checked.
"""

import argparse
import csv
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from troth.case.executors import executor
from troth.plan.networks import Arc, Dependency, Effort, Networks, Node, Restoration, check, restore

TABLES = Path(__file__).resolve().parents[1] / "cases/shelby/tables"
PERIODS, WORKERS = 10, 2


def rows(name: str) -> list[dict[str, str]]:
    """The rows of a table of the case."""
    with (TABLES / f"networks_{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def shelby() -> tuple[Networks, dict[str, tuple[str, ...]]]:
    """The networks, and the damaged elements by case."""
    nodes = tuple(
        Node(row["node"], row["network"], float(row["supply"]), float(row["people"])) for row in rows("nodes")
    )
    arcs = tuple(
        Arc(row["arc"], row["network"], row["start"], row["end"], float(row["capacity"]))
        for row in rows("arcs")
    )
    needs = tuple(Dependency(row["node"], tuple(row["any_of"].split("|"))) for row in rows("needs"))
    damage: dict[str, list[str]] = {}
    for row in rows("damage"):
        damage.setdefault(row["case"], []).append(row["element"])
    return Networks(nodes, arcs, needs), {case: tuple(those) for case, those in damage.items()}


@dataclass(frozen=True)
class Task:
    """One damage case with its resources."""

    case: str
    resources: int
    effort: Effort


@dataclass(frozen=True)
class Tasks:
    """All that is to be solved, a piece for each task."""

    tasks: tuple[Task, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.tasks)

    def load(self, index: int) -> Task:
        """One of them."""
        return self.tasks[index]


def solved(task: Task) -> dict[str, Any]:
    """Both courses of one case."""
    networks, damage = shelby()
    wanted = Restoration(networks, damage[task.case], task.resources, PERIODS)
    begun = time.process_time()
    found = restore(wanted, task.effort)
    spent = time.process_time() - begun
    return {
        "case": task.case, "resources": task.resources, "damaged": len(wanted.damaged), "myopic": found.myopic.value,
        "ahead": found.ahead.value, "gain": found.gain, "gap": found.gap, "proven": found.proven, "stopped": found.stopped,
        "checked": not check(wanted, found.myopic) and not check(wanted, found.ahead), "cpu_s": round(spent, 3),
    }  # fmt: skip


def told(each: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """All cases of one amount of resources together."""
    chosen = [one for one in each if one["damaged"] > one["resources"]]
    known = [one["gap"] for one in each if one["gap"] is not None]
    return {
        "cases": len(each),
        "with_a_choice": len(chosen),
        "never_below_myopic": all(one["ahead"] >= one["myopic"] * (1 - 1e-9) for one in each),
        "above_myopic": sum(one["gain"] > 1e-6 for one in each),  # noqa: PLR2004 - rounding
        "mean_gain": fmean(one["gain"] for one in each),
        "mean_gain_where_chosen": fmean(one["gain"] for one in chosen) if chosen else 0.0,
        "largest_gain": max(one["gain"] for one in each),
        "proven_with_a_choice": sum(one["proven"] for one in chosen),
        "proven": sum(one["proven"] for one in each),
        "without_a_bound": sum(one["gap"] is None for one in each),
        "mean_gap": fmean(known) if known else None,
        "largest_gap": max(known, default=None),
        "stopped_by_time": sum(one["stopped"] == "time" for one in each),
        "mean_cpu_s": fmean(one["cpu_s"] for one in each),
        "largest_cpu_s": max(one["cpu_s"] for one in each),
        "checked": all(one["checked"] for one in each),
    }


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=60, metavar="N", help="damage cases; 1032 are all")
    parser.add_argument(
        "--resources", type=int, nargs="+", default=[3, 6], metavar="N", help="repairs a period"
    )
    parser.add_argument(
        "--seconds", type=float, default=60.0, help="of wall time that a case may take at most"
    )
    parser.add_argument(
        "--workers", type=int, default=WORKERS, help="processes; the courses are the same for any number"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    _, damage = shelby()
    by_size = sorted(damage, key=lambda case: (-len(damage[case]), case))
    count = min(given.size, len(by_size))
    cases = [by_size[number * len(by_size) // count] for number in range(count)]
    effort = Effort(seconds=given.seconds)
    tasks = [Task(case, resources, effort) for resources in given.resources for case in cases]
    begun = time.perf_counter()
    each = list(executor(given.workers).map(solved, Tasks(tuple(tasks))))
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    document = {
        "bench": "networks", "size": len(cases), "wall_s": round(time.perf_counter() - begun, 1),
        "cpu_s": round(sum(one["cpu_s"] for one in each), 1), "peak_mb": round(peak / 1024, 1),
        "result": {
            "periods": PERIODS, "seconds_a_case": given.seconds, "nodes_a_case": effort.nodes,
            "resources": {str(number): told([one for one in each if one["resources"] == number]) for number in given.resources},
        },
        "peers": [],
    }  # fmt: skip
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for number, summary in document["result"]["resources"].items():  # type: ignore[index]  # a document of our own
        sys.stdout.write(f"{number} repairs a period\n")
        for name, value in summary.items():
            sys.stdout.write(f"  {name:24} {value}\n")


if __name__ == "__main__":
    main()
