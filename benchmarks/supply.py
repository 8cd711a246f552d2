"""What gets through: how fast policies are planned, how near they come to perfect information, and what hedging gains.

    python benchmarks/supply.py --json
    python benchmarks/supply.py --size 20

The corridors are made up (`_corridors.py`): 20 crossings, 15 zones, 10 commodities, 30 days for the bound, the rolling policy and
the priority rule; 5 crossings, 4 zones, 3 commodities and 20 days for the two-stage policy against the rolling one, on scenarios with
common shocks of a seed of its own. `--size` is the number of scenarios of all but the priority rule, which runs a hundred
times as many. `perfect_cpu_s` builds and solves one bound in periods of three days, a relaxation that is weaker than periods of
one day (`perfect_daily_cpu_s` and `perfect_daily_fill`, of one scenario); `perfect_fill` is the weaker bound on all of them, so
the policies are measured against more than could be reached. Compiling is not counted. Two workers, unless told otherwise.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from _corridors import corridors, outlook
from troth.case.executors import Cluster, InProcess, Pool
from troth.records import Executor
from troth.supply.flow import (
    Asked,
    Comparison,
    Corridors,
    Outlook,
    Perfect,
    Rolling,
    Rule,
    Stochastic,
    check,
    compare,
    perfect,
    replay,
)
from troth.supply.flow.arrays import network

SEED, HELD_OUT = 11, 23
ROLLING = Rolling()
STOCHASTIC = Stochastic()
SMALL = (5, 4, 3, 20)
"""Crossings, zones, commodities and days for the two-stage policy."""
COARSE = Perfect(3)


def crossing_states(reports: str | None) -> dict[str, Any]:
    """Brier scores of forecast crossing states and of their three baselines, by `_crossings.py`; null where it is not there."""
    if find_spec("_crossings") is None:
        return {"brier": None, "brier_baselines": None}
    from _crossings import crossing_scores  # noqa: PLC0415 - it stands beside this file, or does not

    return crossing_scores() if reports is None else crossing_scores(reports)


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, wall and CPU seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    made = work()
    return made, time.perf_counter() - wall, time.process_time() - cpu


def bounds(whole: Corridors, ahead: Outlook, executor: Executor, size: int) -> dict[str, Any]:
    """Perfect information of one scenario, timed, and of all."""
    net = network(whole)
    first = ahead.draw(SEED, 0, 3)
    spent = [timed(partial(perfect, net, one, COARSE))[2] for one in first]
    known, _, daily = timed(partial(perfect, net, first[:1]))
    demanded = float(net.flows[1].sum(axis=(0, 2)) @ net.goods[4])
    everywhere = compare(whole, ahead, [Rule()], executor, asked=Asked(SEED, size), bound=COARSE)
    return {
        "perfect_cpu_s": round(float(np.median(spent)), 3), "perfect_daily_cpu_s": round(daily, 2),
        "perfect_daily_fill": 1 - known.unmet / demanded, "perfect_fill": everywhere.perfect_fill,
        "rule_fill": everywhere.outcomes["rule"].fill,
    }  # fmt: skip


def hedged(size: int, executor: Executor) -> tuple[dict[str, Any], Comparison]:
    """Two-stage less rolling: unmet person-days on held-out scenarios."""
    small = corridors(*SMALL)
    comparison = compare(
        small, outlook(small), [ROLLING, STOCHASTIC], executor, asked=Asked(HELD_OUT, size, size=5)
    )
    apart = comparison.less("stochastic", "rolling")
    weighted = comparison.less("stochastic", "rolling", weighted=True)
    return {
        "stochastic_gain": {"mean": apart.mean, "low": apart.low, "high": apart.high, "scenarios": size},
        "stochastic_gain_weighted": {"mean": weighted.mean, "low": weighted.low, "high": weighted.high},
        "stochastic_fill": comparison.outcomes["stochastic"].fill,
        "rolling_fill_there": comparison.outcomes["rolling"].fill,
    }, comparison  # fmt: skip


def same_bits() -> dict[str, bool]:
    """One worker against two, and against Dask where it is installed."""
    small = corridors(4, 3, 3, days=10)
    asked = partial(compare, small, outlook(small), [Rule(), ROLLING, STOCHASTIC.each(4)], asked=Asked(1, 4, size=1), bound=COARSE)  # fmt: skip
    one, made = bits(asked(InProcess())), {"two_workers": False, "dask": None}
    made["two_workers"] = bits(asked(Pool(2))) == one
    try:
        from distributed import LocalCluster  # noqa: PLC0415 - an extra
    except ImportError:
        return made
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        made["dask"] = bits(asked(Cluster(cluster.scheduler_address))) == one
    return made


def bits(comparison: Comparison) -> bytes:
    """All that was counted."""
    parts = [comparison.bound_each.tobytes()]
    for one in comparison.outcomes.values():
        tally = one.tally
        parts += [part.tobytes() for part in (tally.enough, tally.cover, tally.missed, tally.stages, tally.crossings, tally.fan, tally.each)]  # fmt: skip
    return b"".join(parts)


def checked(whole: Corridors, ahead: Outlook) -> bool:
    """The first scenarios of each policy, looked at by the checker; the two-stage policy on its own corridors."""
    small = corridors(*SMALL)
    return not any(
        check(where, one, replay(where, knows, policy, one))
        for where, knows, policy in ((whole, ahead, Rule()), (whole, ahead, ROLLING), (small, outlook(small), STOCHASTIC))
        for one in knows.draw(HELD_OUT, 0, 1)
    )  # fmt: skip


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """Everything, in one document."""
    whole = corridors()
    ahead, executor = outlook(whole), Pool(given.workers) if given.workers > 1 else InProcess()
    compare(whole, ahead, [Rule()], InProcess(), asked=Asked(0, 1))  # compiled once, not counted
    begun, spent = time.perf_counter(), cpu()
    result = bounds(whole, ahead, executor, given.size)
    rolled, wall, _ = timed(partial(compare, whole, ahead, [ROLLING], executor, asked=Asked(SEED, given.size, size=5)))  # fmt: skip
    many = Asked(SEED, given.size * 100, size=500)
    ruled, quick, _ = timed(partial(compare, whole, ahead, [Rule()], executor, asked=many))
    result |= {
        "rolling_wall_s": round(wall, 1), "rolling_fill": rolled.outcomes["rolling"].fill, "priority_s": round(quick, 2),
        "priority_scenarios": many.count, "priority_fill": ruled.outcomes["rule"].fill, "workers": given.workers,
    }  # fmt: skip
    result |= hedged(given.size, executor)[0]
    result |= crossing_states(given.reports)
    result |= {"same": same_bits(), "checked": checked(whole, ahead)}
    return {
        "bench": "supply", "size": given.size, "wall_s": round(time.perf_counter() - begun, 1), "cpu_s": round(cpu() - spent, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1), "result": result, "peers": [],
    }  # fmt: skip


def cpu() -> float:
    """CPU seconds of this process and of the workers that have ended."""
    return sum(one.ru_utime + one.ru_stime for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))  # fmt: skip


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=100, metavar="N", help="scenarios; the rule runs a hundred times as many")  # fmt: skip
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="processes")
    parser.add_argument("--reports", default=None, metavar="FILE", help="another list of trucks for the Brier scores of crossing states")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    document = measured(given)
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for name, value in {**document, **document["result"]}.items():
        if name not in {"result", "peers"}:
            sys.stdout.write(f"{name:24} {value}\n")


if __name__ == "__main__":
    main()
