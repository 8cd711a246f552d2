"""How fast a portfolio is assessed from Parquet, and how much plain Monte Carlo would cost for the same figure.

    python benchmarks/assess.py --size 1000000 --json

A table of made-up assets (12 columns, unsorted, five class probabilities) is written beforehand and not counted. What is
timed is `assess_file`: every row read and checked, the pass, the draws. For the ratio both have the assets in memory. The peer is plain Monte Carlo in numba (extra
`bench`): every asset is drawn in every realisation, with counter-based random numbers, single precision and fast
mathematics; its compilation is not counted. Both are asked for the 95 % point of the total within 1 %: how many
realisations that takes follows from the spread of the estimate over seeds, measured for ours and computed from the
density of the total for the peer. `--realisations 10000` also compares the two answers (minutes).

`--pelicun PYTHON` asks pelicun 3.10, in the environment of that Python, for the total of 500 assets with three damage
states from 5,000 samples; ours gives the same mean and standard deviation without sampling error. pelicun does more for
an asset (groups of components, time, injuries): this is its cost on the reduced model that both can do.

`--openquake PYTHON` runs openquake-engine's own ScenarioDamage demo in the environment of that Python, and reads the same
ground motion, assets and fragility curves into classes here (numpy, `_shaking.py`) and passes over them (the engine): the same
damage by asset and by event, and the same cost by event. Neither side is charged for the ground motion.
"""

import argparse
import importlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from scipy.special import ndtr

from _exposures import write
from _pelicun import COST, DEMAND, FRAGILITY, RATIOS, inputs
from _shaking import beside_openquake
from troth.assess import (
    CLASSES,
    Estimate,
    Exposure,
    Factor,
    Factors,
    Model,
    Ratio,
    Ratios,
    Scope,
    estimate,
    pass_over,
)
from troth.case.assessing import assess_file
from troth.case.assumptions import Assumptions
from troth.case.executors import executor
from troth.case.exposure import ExposureFile

TWO_FACTORS = Factors(
    (Factor("sector", "unit cost", Scope.SECTOR, 0.25), Factor("region", "region", Scope.REGION, 0.20)), 0.5
)
ASSUMED = Assumptions(factors=TWO_FACTORS, currency="USD")
WITHIN = 0.01
PEER_UP_TO = 1_000_000
SEEDS = 24
FEW_DRAWS = 128
"""So many draws are enough for 1 % of the 95 % point here; the seeds show it."""


def ours(path: Path) -> dict[str, float]:
    """The streaming pass from Parquet; and, on assets in memory as the peer has them, the pass and few draws."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = assess_file(ExposureFile(path), ASSUMED, executor(1))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    total = found.estimate.total
    model = ASSUMED.model
    points = [estimate(found.cells, model, seed=seed, draws=FEW_DRAWS).total.q95 for seed in range(SEEDS)]
    result = {
        "rows": found.rows,
        "bytes_read": path.stat().st_size,
        "wall_s": wall,
        "cpu_s": cpu,
        "mean": total.mean,
        "q05": total.q05,
        "q95": total.q95,
        "large": len(found.cells.large.ids),
        "assets_per_cpu_s": round(found.rows / cpu),
        "q95_error_few_draws": float(np.std(points) / total.q95),
        "density": _density(found.estimate.totals, total.q95),
    }
    return {**result, "cpu_s_few_draws": _in_memory(path)} if found.rows <= PEER_UP_TO else result


def _in_memory(path: Path) -> float:
    """CPU seconds of the pass over assets in memory and of few draws: the middle of several."""
    file, model = ExposureFile(path), ASSUMED.model
    piece, taken = file.load(0), []
    for seed in range(9):
        begun = time.process_time()
        estimate(pass_over(piece, model.channels, model.factors.spread), model, seed=seed, draws=FEW_DRAWS)
        taken.append(time.process_time() - begun)
    return median(taken)


def _density(totals: np.ndarray, at: float) -> float:
    """The density of the total at a point, times the point: it says how far a quantile of n draws is off."""
    width = 0.05 * at
    return float((np.abs(totals - at) < width).mean() / (2 * width) * at)


def monte_carlo(path: Path, realisations: int) -> tuple[np.ndarray, float] | None:
    """Totals of so many realisations, and the CPU seconds of one; None where numba is not installed."""
    try:
        numba = importlib.import_module("numba")
    except ImportError:
        return None
    file = ExposureFile(path)
    pieces = [file.load(index) for index in range(file.count)]
    sector, region = (
        np.concatenate([getattr(piece, name) for piece in pieces]) for name in ("sector", "region")
    )
    value = np.concatenate([piece.value for piece in pieces]).astype(np.float32)
    edges = np.concatenate([piece.probability for piece in pieces]).cumsum(axis=1)[:, :4].astype(np.float32)
    ratios = ASSUMED.model.ratios
    spread = np.sqrt(ratios.square - ratios.mean**2)
    low, high = (ratios.mean - spread).astype(np.float32), (ratios.mean + spread).astype(np.float32)
    kernel = numba.njit(fastmath=True)(_realise)
    own = np.float32(TWO_FACTORS.own_log_sd)
    shared = [np.float32(factor.log_sd) for factor in TWO_FACTORS.shared]
    random = np.random.default_rng(7)
    factors = [
        np.exp(sd * random.standard_normal((realisations, many)) - sd * sd / 2).astype(np.float32)
        for sd, many in zip(shared, (12, 24), strict=True)
    ]
    arrays = (sector, region, value, edges, low, high, own)
    kernel(
        *(one[:9] if isinstance(one, np.ndarray) and len(one) == len(value) else one for one in arrays),
        factors[0][:1],
        factors[1][:1],
        np.uint64(1),
    )
    begun = time.process_time()
    totals = kernel(*arrays, *factors, np.uint64(11))
    return totals, (time.process_time() - begun) / realisations


def _realise(sector, region, value, edges, low, high, own, by_sector, by_region, seed):  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba compiles it
    """Every asset in every realisation: its class, its ratio, its own factor, from one 64-bit hash each."""
    found = np.zeros(len(by_sector))
    for r in range(len(by_sector)):
        total = 0.0
        for i in range(len(value)):
            h = (np.uint64(i) * np.uint64(0x9E3779B97F4A7C15)) ^ (
                (np.uint64(r) + seed) * np.uint64(0xD1B54A32D192ED03)
            )
            h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            h ^= h >> np.uint64(31)
            u = np.float32(h >> np.uint64(44)) * np.float32(1 / 1048576.0)
            k = (u > edges[i, 0]) + np.int64(u > edges[i, 1]) + (u > edges[i, 2]) + (u > edges[i, 3])
            if k == 0:
                continue
            ratio = low[k] if h & np.uint64(1) else high[k]
            a = np.float32((h >> np.uint64(23)) & np.uint64(0x1FFFFF)) + np.float32(0.5)
            b = np.float32((h >> np.uint64(2)) & np.uint64(0x1FFFFF))
            e = np.sqrt(np.float32(-2) * np.log(a * np.float32(1 / 2097152.0))) * np.cos(
                np.float32(6.2831853) * b * np.float32(1 / 2097152.0)
            )
            total += (
                value[i] * ratio * by_sector[r, sector[i]] * by_region[r, region[i]]
                * np.exp(own * e - own * own * np.float32(0.5))
            )  # fmt: skip
        found[r] = total
    return found


ASSETS, SAMPLES = 500, 5000


def beside_pelicun(python: str) -> dict[str, Any]:
    """The reduced model: pelicun's total, ours, and the CPU seconds of both."""
    command = [python, str(Path(__file__).parent / "_pelicun.py"), str(ASSETS), str(SAMPLES)]
    theirs = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
    )
    capacity, value = inputs(ASSETS)
    taken = []
    for _ in range(9):
        begun = time.process_time()
        found = _reduced(capacity, value)
        taken.append(time.process_time() - begun)
    error = theirs["sd"] / SAMPLES**0.5
    return {
        "name": "pelicun, reduced model",
        "version": "3.10.0",
        "wall_s": None,
        "cpu_s": round(theirs["cpu_s"], 2),
        "peak_mb": None,
        "result": {
            "mean": theirs["mean"],
            "sd": theirs["sd"],
            "our_mean": found.total.mean,
            "our_sd": found.total.sd,
            "standard_errors_apart": abs(found.total.mean - theirs["mean"]) / error,
            "our_cpu_s": median(taken),
            "cpu_s_ratio": median(taken) / theirs["cpu_s"],
        },
    }


def _reduced(capacity: np.ndarray, value: np.ndarray) -> Estimate:
    """Three damage states from one demand: the classes moderate, severe and destroyed, with pelicun's cost ratios."""
    above = ndtr(np.log(DEMAND / capacity) / FRAGILITY)
    probability = np.zeros((len(value), 5))
    probability[:, 0] = 1 - above[:, 0]
    probability[:, 2:4] = above[:, :2] - above[:, 1:]
    probability[:, 4] = above[:, 2]
    zero = np.zeros(len(value), np.int32)
    worth = value * np.exp(COST**2 / 2)  # medians there, means here
    piece = Exposure(range(len(value)), ("all",), ("here",), zero, zero, worth, probability)
    ratios = {name: Ratio(mean, 0.0, "") for name, mean in zip(CLASSES, (0, 0, *RATIOS), strict=True)}
    model = Model(Ratios.of(ratios), Factors((), COST))
    return estimate(pass_over(piece, model.channels, model.factors.spread), model, draws=1024)


def measured(size: int, realisations: int) -> dict[str, Any]:
    """Ours and plain Monte Carlo, as `troth bench assess --json` prints it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "assets.parquet"
        write(path, size)
        result = ours(path)
        density = result.pop("density")
        needed = 0.05 * 0.95 / (density * WITHIN) ** 2
        peer = monte_carlo(path, realisations) if size <= PEER_UP_TO else None
    document: dict[str, Any] = {
        "bench": "assess",
        "size": size,
        "wall_s": round(result.pop("wall_s"), 2),
        "cpu_s": round(result.pop("cpu_s"), 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {**result, "cpu_s_ratio_to_monte_carlo": None},
        "peers": [],
    }
    if peer is not None:
        totals, one = peer
        document["result"]["cpu_s_ratio_to_monte_carlo"] = result["cpu_s_few_draws"] / (needed * one)
        document["peers"] = [
            {
                "name": "plain Monte Carlo in numba",
                "version": version("numba"),
                "wall_s": None,
                "cpu_s": round(needed * one, 1),
                "peak_mb": None,
                "result": {
                    "realisations_for_1_percent": round(needed),
                    "asset_realisations_per_cpu_s": round(size / one),
                    "realisations": realisations,
                    "mean": float(totals.mean()),
                    "q05": float(np.quantile(totals, 0.05)),
                    "q95": float(np.quantile(totals, 0.95)),
                },
            }
        ]
    return document


def main() -> None:
    """Measure, and print a table or one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=1_000_000, metavar="N", help="assets")
    parser.add_argument("--realisations", type=int, default=20, metavar="N", help="of the peer")
    parser.add_argument("--pelicun", metavar="PYTHON", help="a Python that has pelicun 3.10")
    parser.add_argument("--openquake", metavar="PYTHON", help="a Python that has openquake.engine 3.26")
    parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    given = parser.parse_args()
    document = measured(given.size, given.realisations)
    for python, beside in ((given.pelicun, beside_pelicun), (given.openquake, beside_openquake)):
        if python is not None:
            document["peers"].append(beside(python))
    if given.json:
        sys.stdout.write(json.dumps(document) + "\n")
        return
    for name, value in {**document, **document["result"]}.items():
        if name not in {"result", "peers"}:
            sys.stdout.write(f"{name:30} {value}\n")
    for one in document["peers"]:
        sys.stdout.write(f"{one['name']} {one['version']}: {one['cpu_s']} CPU s; {one['result']}\n")


if __name__ == "__main__":
    main()
