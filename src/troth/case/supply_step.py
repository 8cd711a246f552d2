"""The step `supply`: from a case's corridors to what reaches whom, how reliably, and why, as tables of the house."""

from typing import Any

import numpy as np

from troth.supply.flow import Outcome

from . import supply_rows as rows
from .supply_runs import Ran, Wish, key_of, outcome_of, run
from .supply_said import said_tables
from .supplying import Supplying

Rows = list[dict[str, Any]]
_MOST = 8
_KEPT: dict[str, tuple[dict[str, Rows], tuple[str, ...]]] = {}
"""Of the last few corridors and wishes; they rest on a case's tables alone, whoever looks and as of whenever."""


def step_tables(supplying: Supplying, wish: Wish) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The tables of the step, and what the independent check says; the same corridors are computed once."""
    key = "".join(
        [key_of(supplying, wish), *(f"|{name}={key_of(one, wish)}" for name, one in supplying.others.items())]
    )
    if key not in _KEPT:
        while len(_KEPT) >= _MOST:
            _KEPT.pop(next(iter(_KEPT)))
        ran = run(supplying, wish)
        _KEPT[key] = supply_tables(supplying, ran), ran.broken
    return _KEPT[key]


def supply_tables(supplying: Supplying, ran: Ran) -> dict[str, Rows]:
    """The tables that the step gives.

    `supply_summary` (one row), `supply_policies`, `supply_cover`, `supply_shortages`, `supply_stages`, `supply_daily`,
    `supply_crossings`, `supply_worth`, `supply_flows`, `supply_places`, `supply_passages`, `supply_convoys`, `supply_agreed`,
    `supply_scenarios`, `supply_faults`, `import_caps`, and those of `said_tables`.
    """
    return {
        "supply_summary": [_summary(supplying, ran)],
        "supply_policies": rows.policy_rows(supplying, ran),
        "supply_cover": rows.cover_rows(supplying, ran),
        "supply_shortages": rows.shortage_rows(supplying, ran),
        "supply_stages": rows.stage_rows(supplying, ran),
        "supply_daily": rows.daily_rows(supplying, ran),
        "supply_crossings": rows.crossing_rows(supplying, ran),
        "supply_worth": rows.worth_rows(supplying, ran),
        "supply_flows": rows.flow_rows(supplying, ran),
        "supply_places": rows.place_rows(supplying),
        "supply_passages": rows.passage_rows(supplying, ran),
        "supply_convoys": rows.convoy_rows(supplying, ran),
        "supply_agreed": rows.agreed_rows(supplying, ran.told),
        "supply_scenarios": _scenarios(supplying, ran),
        "supply_faults": rows.fault_rows(supplying, ran.broken),
        "import_caps": rows.import_rows(supplying, ran),
        **said_tables(supplying),
    }


def _summary(supplying: Supplying, ran: Ran) -> dict[str, Any]:
    """What holds for all tables."""
    told, model = supplying.told, supplying.model
    low, mean, high = model.common if model is not None else (None, None, None)
    last = told.start.toordinal() + told.days - 1
    return {
        "begins": told.begins,
        "ends": told.start.fromordinal(last).isoformat(),
        "days": told.days,
        "unit": told.unit,
        "policy": ran.wish.policy,
        "scenarios": ran.told.scenarios,
        "two_stage": ran.wish.two_stage,
        "seed": ran.wish.seed,
        "reporter": model.reporter if model is not None else None,
        "learnt_to": told.learnt_to.isoformat() if model is not None and told.learnt_to else None,
        "crossing_days": model.days if model is not None else None,
        "common_q05": low,
        "common_mean": mean,
        "common_q95": high,
        "people": float(sum(one.people[1] for one in supplying.spots.values() if one.people)),
        "checked": not ran.broken,
    }


def _scenarios(supplying: Supplying, ran: Ran) -> Rows:
    """Each scenario beside the case, by the same policy on the same draws; the case itself is the row without a name."""
    if not supplying.others:
        return []
    found = {name: outcome_of(other, ran.wish) for name, other in supplying.others.items()}
    return [_told(name, one, ran.told) for name, one in {"": ran.told, **found}.items()]


def _told(name: str, one: Outcome, base: Outcome) -> dict[str, Any]:
    more = one.unmet_each - base.unmet_each
    half = 1.96 * float(more.std(ddof=1)) / np.sqrt(len(more)) if len(more) > 1 else 0.0
    return {
        "scenario": name,
        "policy": one.name,
        "fill": one.fill,
        "unmet": one.unmet,
        "more_mean": float(more.mean()),
        "more_low": float(more.mean() - half),
        "more_high": float(more.mean() + half),
        "arrived": float(one.stages["arrived"].sum()),
    }
