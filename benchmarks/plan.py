"""How much more a plan is worth than the score list that recovery programmes use, and how far it may be from the best.

    python benchmarks/plan.py --size 10000 --seed 3 --json
    python benchmarks/plan.py --size 120

Programmes are made up (`_programmes.py`): regions that need power, water and a road before clinics, schools and homes; eight
pots with earmarks by year, five pools of crews, imports, gates. All lists use the same decoder as the plan: the score list
takes projects by people over cost. Up to 150 projects HiGHS gives a bound and looks for a better plan itself; beyond, prices
give a bound that is weaker. Making the programme and compiling are not counted.
"""

import argparse
import json
import resource
import sys
import time
from typing import Any

from _programmes import programme
from troth.plan.programme import Budget, Plan, people_days, plan
from troth.plan.programme.polish import polished

LIMIT = {True: 45.0, False: 8.0}
"""Seconds of search, for more than a thousand projects and for fewer."""
PROOF = {True: 300.0, False: 60.0}
"""Seconds of HiGHS, or prices, up to 40 projects and beyond."""


def measured(size: int, seed: int, given: argparse.Namespace) -> dict[str, Any]:
    """One programme, planned."""
    whole = programme(size, seed)
    limit = given.limit or LIMIT[size > 1000]  # noqa: PLR2004 - see LIMIT
    begun, cpu = time.perf_counter(), time.process_time()
    made = plan(whole, Budget(seed=seed, limit=limit, workers=2))
    wall, spent = time.perf_counter() - begun, time.process_time() - cpu
    polish, known = made, None
    if not given.no_bound:
        polish, known = polished(made, seconds=given.proof or PROOF[size <= 40])  # noqa: PLR2004 - see PROOF
    return {
        "bench": "plan", "size": len(whole.projects), "wall_s": round(wall, 2), "cpu_s": round(spent, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {**_told(made, polish, known), "seed": seed, "services": len(whole.services), "proof_wall_s": round(time.perf_counter() - begun - wall, 1)},
        "peers": [
            {"name": name, "version": "same decoder", "wall_s": None, "cpu_s": None, "peak_mb": None, "result": {"value": value}}
            for name, value in made.lists.items()
        ],
    }  # fmt: skip


def _told(made: Plan, polish: Plan, bound: float | None) -> dict[str, Any]:
    value = people_days(polish.programme, polish.starts)
    return {
        "value": polish.value,
        "searched": made.value,
        "gain_over_score_list": polish.gain_over_score_list,
        "gain_over_best_greedy": polish.gain_over_best_greedy,
        "bound_gap": None if bound is None else max(0.0, 1 - polish.value / bound),
        "searched_bound_gap": None if bound is None else max(0.0, 1 - made.value / bound),
        "checked": not polish.checked and not made.checked and abs(value / polish.value - 1) < 1e-9,  # noqa: PLR2004 - rounding
        "projects_done": len(polish.starts),
        "decodes": made.decodes,
    }


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1000, metavar="N", help="projects")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the programme and of the search")
    parser.add_argument("--limit", type=float, default=None, metavar="SECONDS", help="of the search")
    parser.add_argument("--proof", type=float, default=None, metavar="SECONDS", help="of the bound")
    parser.add_argument("--no-bound", action="store_true", help="leave the bound out")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    plan(programme(60, 0), Budget(iterations=4))  # compiled once, not counted
    document = measured(given.size, given.seed, given)
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for name, value in {**document, **document["result"]}.items():
        if name not in {"result", "peers"}:
            sys.stdout.write(f"{name:24} {value}\n")
    for one in document["peers"]:
        sys.stdout.write(f"{one['name']:30} {one['result']['value']:.4e}\n")


if __name__ == "__main__":
    main()
