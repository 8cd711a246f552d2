"""The step `plan`: from a case's programme to what is done when, whom it serves, and why, as tables of the house."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from weakref import WeakKeyDictionary

from troth.plan.programme import Budget, Plan, plan
from troth.plan.programme.check import served_by
from troth.plan.programme.explain import margins, why
from troth.plan.programme.replay import Replay, replay

from .assess_shapes import shape_rows
from .plan_goal import goal_rows, result_rows
from .plan_handed import material_rows, recovery_rows
from .plan_needs import need_rows
from .plan_scenarios import scenario_tables
from .programme import Planning

Rows = list[dict[str, Any]]
SHORT = 120
"""Plans that are tried for each marginal value."""
_KEPT: "WeakKeyDictionary[Planning, dict[int, tuple[dict[str, Rows], tuple[str, ...]]]]" = WeakKeyDictionary()


def step_tables(planning: Planning, *, seed: int) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The tables of the step, and what the independent check says.

    They rest on the case's tables alone, whoever looks and as of whenever: a desk that looks a hundred times plans once.
    """
    kept = _KEPT.setdefault(planning, {})
    if seed not in kept:
        made, told = plan_case(planning, seed=seed)
        kept[seed] = plan_tables(planning, made, told, seed=seed), tuple(made.checked)
    return kept[seed]


def plan_case(planning: Planning, *, seed: int, workers: int = 1) -> tuple[Plan, Replay]:
    """Plan a case's programme, and replay it under doubt; the same for any number of workers."""
    budget = Budget(seed=seed, iterations=planning.iterations, workers=workers)
    made = plan(
        planning.programme, budget, objective=planning.objective, started=planning.started, now=planning.now
    )
    return made, replay(made, planning.doubts, draws=planning.draws, seed=seed)


def plan_tables(
    planning: Planning, made: Plan, told: Replay, *, seed: int = 0, workers: int = 1
) -> dict[str, Rows]:
    """The tables that the step gives.

    `plan_summary` (one row), `plan_projects`, `plan_services`, `plan_money`, `plan_curve`, `plan_lists`, `plan_margins`,
    `plan_regions`, `plan_shapes`, `plan_needs`, `plan_results`, `plan_goal`, `plan_goal_curve`, `plan_scenarios`,
    `plan_scenario_curve`, `plan_faults`; and those that other rooms take: `recovery`, `material_demand`.
    """
    extra = planning.margin or sum(sum(pot.envelope) for pot in made.programme.pots) / 100
    found = margins(made, money=extra, budget=Budget(seed=seed, iterations=SHORT))
    return {
        "plan_summary": [_summary(planning, made, extra)],
        "plan_projects": list(_projects(planning, made, told)),
        "plan_services": list(_services(planning, made, told)),
        "plan_money": list(_money(made)),
        "plan_curve": list(_curve(made, told)),
        "plan_lists": [
            {"list": name, "value": value, "share": _share(value, made)}
            for name, value in {"this plan": made.value, **made.lists}.items()
        ],
        "plan_margins": [
            {"kind": one.kind, "what": one.what, "gain": one.gain, "share": _share(one.gain, made)}
            for one in found
        ],
        "plan_regions": list(_regions(made)),
        "plan_shapes": shape_rows(planning.shapes),
        "plan_needs": list(need_rows(planning.needs, planning.claims, made.starts)),
        "plan_results": list(result_rows(planning.results, made, told, dict(planning.names))),
        **goal_rows(planning.goal, planning.results, made, planning.there),
        **scenario_tables(made, planning.others, seed=seed, workers=workers),
        "recovery": list(recovery_rows(planning, made, told)),
        "material_demand": list(material_rows(planning, made)),
        "plan_faults": [
            {"ids": list(one.ids), "what": one.what, "conflict": list(one.conflict)} for one in made.faults
        ]
        + [{"ids": [], "what": f"the independent check: {fault}", "conflict": []} for fault in made.checked],
    }  # fmt: skip


def _share(value: float, made: Plan) -> float | None:
    """Of the plan's own worth; none where the objective is a cost, whose share says nothing."""
    return value / made.value if made.value > 0 else None


def _summary(planning: Planning, made: Plan, extra: float) -> dict[str, Any]:
    """What holds for all tables: the worth of the plan, how its periods are called, and in which currency it counts."""
    return {
        "objective": made.value,
        "measure": planning.objective,
        "gain_over_score_list": made.gain_over_score_list,
        "gain_over_best_greedy": made.gain_over_best_greedy,
        "checked": not made.checked,
        "periods": made.programme.periods,
        "period": planning.period,
        "begins": planning.begins,
        "currency": made.programme.currency,
        "margin": extra,
    }


def _projects(planning: Planning, made: Plan, told: Replay) -> Iterable[dict[str, Any]]:
    for project in made.programme.projects:
        began = made.starts.get(project.id)
        mode = project.modes[began[1]] if began else None
        low, middle, high = told.ends[project.id]
        yield {
            "project": project.id,
            "name": planning.names.get(project.id, project.id),
            "sector": project.sector,
            "region": project.region,
            "mode": began[1] if began else None,
            "start": began[0] if began else None,
            "end": began[0] + mode.duration if began and mode else None,
            "end_q05": low,
            "end_q50": middle,
            "end_q95": high,
            "money": dict(mode.money) if mode else {},
            "cost": mode.cost if mode else min(one.cost for one in project.modes),
            "why": [asdict(one) for one in why(made.programme, made.starts, project.id)],
            "because": [planning.sources[project.id]],
        }


def _services(planning: Planning, made: Plan, told: Replay) -> Iterable[dict[str, Any]]:
    for service in made.programme.services:
        low, middle, high = told.ready[service.id]
        yield {
            "service": service.id,
            "name": planning.names.get(service.id, service.id),
            "region": service.region,
            "people": service.people,
            "requires": ["|".join(group) for group in service.requires],
            "ready": made.ready.get(service.id),
            "ready_q05": low,
            "ready_q50": middle,
            "ready_q95": high,
            "due": service.due,
            "in_time": told.by_due.get(service.id),
            "because": [planning.sources[service.id]],
        }


def _money(made: Plan) -> Iterable[dict[str, Any]]:
    """What each pot has and spends by year."""
    programme = made.programme
    for pot in programme.pots:
        for year in range(programme.years):
            spent = sum(
                project.modes[made.starts[project.id][1]].money.get(pot.id, 0.0)
                for project in programme.projects
                if project.id in made.starts
                and made.starts[project.id][0] // programme.periods_per_year == year
            )
            there = pot.envelope[year] if year < len(pot.envelope) else 0.0
            yield {"pot": pot.id, "donor": pot.donor, "year": year + 1, "there": there, "spent": spent}


def _regions(made: Plan) -> Iterable[dict[str, Any]]:
    """How many people of each region are served, and how soon."""
    programme = made.programme
    for region in dict.fromkeys(service.region for service in programme.services if service.region):
        here = [service for service in programme.services if service.region == region]
        everyone = sum(service.people for service in here)
        curve = [
            sum(one.people for one in here if made.ready.get(one.id, programme.periods) <= period)
            for period in range(programme.periods)
        ]
        yield {
            "region": region,
            "people": everyone,
            "served": curve[-1],
            "half": next(
                (period for period, people in enumerate(curve) if everyone and 2 * people >= everyone), None
            ),
            "share": sum(curve) / (everyone * programme.periods) if everyone else 0.0,
        }


def _curve(made: Plan, told: Replay) -> Iterable[dict[str, Any]]:
    ours = served_by(made.programme, made.ready)
    for period, people in enumerate(ours):
        yield {
            "period": period,
            "people": people,
            "score_list": made.listed_curve[period],
            "q05": float(told.served[0][period]),
            "q50": float(told.served[1][period]),
            "q95": float(told.served[2][period]),
        }
