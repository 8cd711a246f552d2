"""openquake-engine's own ScenarioDamage demo, for `assess.py --openquake`: run by a Python that has `openquake.engine`.

    PYTHON benchmarks/_openquake.py FOLDER

Its demo's files are read where the wheel put them and copied into FOLDER only, with its database beside them. The ground
motion is computed first, and not timed; the damage twice, so that what numba compiles is not counted. `demo.npz` holds what both
sides start from (ground motion, assets, fragility curves) and what came out; one line of JSON has the CPU seconds.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path
from typing import Any

import numpy as np

Theirs = Any
"""An object of openquake-engine, which has no types."""
STATES = 4
"""Limit states of the demo: slight, moderate, extreme, complete."""


def demo(folder: Path) -> Path:
    """A copy of the demo that the wheel carries."""
    for root in (Path(sys.prefix), Path(sysconfig.get_path("purelib"))):
        if (found := root / "demos/risk/ScenarioDamage").is_dir():
            shutil.copytree(found, folder / "demo")
            return folder / "demo"
    msg = "no demos/risk/ScenarioDamage beside this Python: install the wheel of openquake.engine"
    raise FileNotFoundError(msg)


def run(folder: Path) -> dict[str, float | str]:
    """The demo, hazard and damage, in this process."""
    from openquake.baselib import __version__  # noqa: PLC0415 - only that Python has it
    from openquake.calculators import base, event_based_damage  # noqa: PLC0415 - as above

    files = demo(folder)
    made = [
        sys.executable,
        "-m",
        "openquake.commands",
        "engine",
        "--upgrade-db",
    ]  # its database; the call ends the process
    subprocess.run(made, check=True, capture_output=True)
    hazard = base.run_calc(str(files / "job_hazard.ini"))
    taken: list[float] = []
    _timed(event_based_damage.DamageCalculator, taken)
    for _ in range(2):
        damage = base.run_calc(
            str(files / "job_risk.ini"), hazard_calculation_id=str(hazard.datastore.calc_id)
        )
    _keep(folder / "demo.npz", hazard, damage)
    return {"version": __version__, "cpu_s": min(taken), "first_s": taken[0]}


def _timed(calculator: Theirs, taken: list[float]) -> None:
    """Note the CPU seconds of its `execute`: from ground motion to damage, without reading inputs and writing outputs."""
    execute = calculator.execute

    def timed(self: Theirs) -> Theirs:
        begun = time.process_time()
        found = execute(self)
        taken.append(time.process_time() - begun)
        return found

    calculator.execute = timed


def _keep(path: Path, hazard: Theirs, damage: Theirs) -> None:
    """Inputs and results as arrays: E events, S sites, A assets, T taxonomies, R realisations."""
    motion = hazard.datastore.read_df("gmf_data")
    events = hazard.datastore["events"]["rlz_id"]
    assets = damage.assetcol.array
    names = list(damage.assetcol.tagcol.taxonomy)
    sites, place = np.unique(assets["site_id"], return_inverse=True)
    intensity = np.zeros((len(events), len(sites)))
    known = np.isin(motion["sid"], sites)
    intensity[motion["eid"][known], np.searchsorted(sites, motion["sid"][known])] = motion["PGA"][known]
    curves = _curves(damage.crmodel, names)
    found = damage.dmgcsq[0, :, :, 0, : STATES + 1]
    total = damage.datastore.read_df("risk_by_event")
    np.savez(
        path, intensity=intensity, rlz=events, site=place, taxonomy=assets["taxonomy"], number=assets["value-number"],
        value=assets["value-structural"], damage=found, event=total["event_id"],
        cost=total["losses"], ratios=_ratios(path.parent / "demo/consequences.csv"), by_event=np.stack([total[f"dmg_{k + 1}"] for k in range(STATES)], axis=1), **curves,
    )  # fmt: skip


def _curves(model: Theirs, names: list[str]) -> dict[str, np.ndarray]:
    """Levels (I,), chances of each limit state (T, 4, I), and the level below which nothing happens (T,)."""
    known = {
        taxonomy: curves
        for taxonomy, risk in model._riskmodels.items()  # noqa: SLF001 - it has no other way to them
        for by_loss in risk.risk_functions.values()
        for curves in by_loss.values()
    }
    first = next(iter(known.values()))
    nothing = np.zeros((STATES, len(first.imls)))
    return {
        "levels": np.array(first.imls),
        "chances": np.array(
            [[one.poes for one in known[name]] if name in known else nothing for name in names]
        ),
        "least": np.array(
            [known[name][0].no_damage_limit or 0.0 if name in known else 0.0 for name in names]
        ),
    }


def _ratios(path: Path) -> np.ndarray:
    """Cost of repair over replacement of each state (5,): the demo has one row of them for all taxonomies."""
    with path.open(encoding="utf-8") as file:
        rows = [
            tuple(float(row[name]) for name in ("slight", "moderate", "extreme", "complete"))
            for row in csv.DictReader(file)
        ]
    if len(set(rows)) != 1:
        msg = f"{path.name}: taxonomies with costs of their own"
        raise ValueError(msg)
    return np.array((0.0, *rows[0]))


if __name__ == "__main__":
    where = Path(sys.argv[1]).resolve()
    os.environ.update(OQ_DISTRIBUTE="no", HOME=str(where), OQ_DATADIR=str(where / "oqdata"))
    sys.stdout.write(json.dumps(run(where)) + "\n")
