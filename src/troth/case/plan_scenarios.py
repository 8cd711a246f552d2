"""Scenarios of a programme side by side: the same case with other crews, other money, another crossing."""

from collections.abc import Mapping, Sequence
from typing import Any

from troth.plan.programme import Budget, Plan, plan
from troth.plan.programme.check import served_by

from .folder import Folder
from .overrides import scenario_overrides
from .programme import Planning, read_planning
from .tomlfile import read_toml, spot_of

Rows = list[dict[str, Any]]


def read_compared(folder: Folder, names: object) -> dict[str, Planning]:
    """The programme of each scenario that `[steps.plan] compare` names; what cannot be read is noted.

    Parameters
    ----------
    folder
        A case, whose case.toml has been read and found good.
    names
        What the setting says.
    """
    if names is None or (document := read_toml(folder, "case.toml")) is None:
        return {}
    spot = spot_of(document, folder)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        spot.bad(("steps", "plan", "compare"), found=names, expected="a list of scenarios", remedy='write it as in compare = ["more-crews"]')  # fmt: skip
        return {}
    found = {}
    for name in dict.fromkeys(names):
        changes = scenario_overrides(document, folder, name)
        if changes and (planning := read_planning(folder, changes)) is not None:
            found[name] = planning
    return found


def scenario_tables(base: Plan, others: Mapping[str, Planning], *, seed: int, workers: int = 1) -> dict[str, Rows]:  # fmt: skip
    """Each scenario beside the plan: what it is worth, whom it serves at the end, and its curve.

    A scenario begins from the plan and its priorities, so that one that only adds something is never worth less.

    Returns
    -------
    dict
        `plan_scenarios` and `plan_scenario_curve`; the plan itself is the row and the line without a name.
    """
    made = {"": base} | {name: _planned(base, one, seed, workers) for name, one in others.items()}
    if not others:
        return {"plan_scenarios": [], "plan_scenario_curve": []}
    curves = {name: served_by(one.programme, one.ready) for name, one in made.items()}
    return {
        "plan_scenarios": [_told(name, one, curves[name], base) for name, one in made.items()],
        "plan_scenario_curve": [
            {"scenario": name, "period": period, "people": people}
            for name, curve in curves.items()
            for period, people in enumerate(curve)
        ],
    }


def _planned(base: Plan, other: Planning, seed: int, workers: int) -> Plan:
    budget = Budget(seed=seed, iterations=other.iterations, workers=workers)
    return plan(
        other.programme, budget, objective=other.objective, started=other.started, now=other.now, begin=base
    )


def _told(name: str, made: Plan, curve: Sequence[float], base: Plan) -> dict[str, Any]:
    return {
        "scenario": name,
        "objective": made.value,
        "share": made.value / base.value if base.value > 0 else None,
        "people": curve[-1] if curve else 0.0,
        "done": len(made.starts),
        "projects": len(made.programme.projects),
        "checked": not made.checked,
    }
