"""What `troth plan` prints, from the tables of the step."""

from collections.abc import Mapping, Sequence
from typing import Any

from .documents_plan import (
    PlanBaseline,
    PlanDocument,
    PlanFault,
    PlanLeft,
    PlanMargin,
    PlanMaterial,
    PlanMoney,
    PlanNeed,
    PlanPeriod,
    PlanProject,
    PlanRecovery,
    PlanRegion,
    PlanScenario,
    PlanService,
)
from .documents_plan_results import PlanGoal, PlanGoalPeriod, PlanResult
from .report.plan_text import Calendar

Rows = Sequence[Mapping[str, Any]]
PROVEN = 1e-6
"""A gap that is no more than rounding."""


def plan_document(case: str, tables: Mapping[str, Rows], bound: float | None = None) -> PlanDocument:
    """Write the document.

    Parameters
    ----------
    case
        Its id.
    tables
        As the step `plan` gives them.
    bound
        What no plan is worth more than, where it is known.
    """
    summary = tables["plan_summary"][0]
    calendar = Calendar(summary)
    projects = sorted(
        tables["plan_projects"], key=lambda row: (row["start"] is None, row["start"], row["project"])
    )
    gap = None if bound is None else max(0.0, 1 - summary["objective"] / bound) if bound else 0.0
    return PlanDocument(
        case=case,
        status=_status(summary, gap, some=bool(projects)),
        bound=bound,
        gap=gap,
        begins=summary["begins"] or None,
        **{key: value for key, value in summary.items() if key != "begins"},
        schedule=[_scheduled(row, calendar) for row in projects if row["start"] is not None],
        left_out=[PlanLeft(**_only(row, PlanLeft)) for row in projects if row["start"] is None],
        service=[PlanPeriod(**row, date=calendar.last_day(row["period"])) for row in tables["plan_curve"]],
        services=[PlanService(**row) for row in tables["plan_services"]],
        money=[PlanMoney(**row) for row in tables["plan_money"]],
        baselines=[
            PlanBaseline(name=row["list"], objective=row["value"], share=row["share"])
            for row in tables["plan_lists"]
            if row["list"] != "this plan"
        ],
        margins=[PlanMargin(**row) for row in tables["plan_margins"]],
        regions=[PlanRegion(**row) for row in tables["plan_regions"]],
        needs=[PlanNeed(**row) for row in tables["plan_needs"]],
        scenarios=[PlanScenario(**row) for row in tables["plan_scenarios"]],
        results=[_result(row, calendar) for row in tables["plan_results"]],
        goal=_goal(tables, calendar),
        recovery=[PlanRecovery(**row) for row in tables["recovery"]],
        material_demand=[PlanMaterial(**row) for row in tables["material_demand"]],
        faults=[PlanFault(**row) for row in tables["plan_faults"]],
        because=sorted({source for row in projects for source in row["because"]}),
    )  # fmt: skip


def _status(summary: Mapping[str, Any], gap: float | None, *, some: bool) -> str:
    if not some:
        return "empty"
    if not summary["checked"]:
        return "invalid"
    return "optimal" if gap is not None and gap <= PROVEN else "feasible"


def _scheduled(row: Mapping[str, Any], calendar: Calendar) -> PlanProject:
    return PlanProject(
        **_only(row, PlanProject),
        finish=row["end"],
        start_date=calendar.first_day(row["start"]),
        finish_date=calendar.last_day(row["end"] - 1),
        finish_q05=row["end_q05"],
        finish_q50=row["end_q50"],
        finish_q95=row["end_q95"],
        funding=row["money"],
    )


def _result(row: Mapping[str, Any], calendar: Calendar) -> PlanResult:
    date = None if row["since"] is None else calendar.first_day(row["since"])
    return PlanResult(**{key: value for key, value in row.items() if key != "project_name"}, since_date=date)


def _goal(tables: Mapping[str, Rows], calendar: Calendar) -> PlanGoal | None:
    if not tables["plan_goal"]:
        return None
    row = tables["plan_goal"][0]
    date = None if row["sure"] is None else calendar.first_day(row["sure"])
    return PlanGoal(**row, sure_date=date, curve=[PlanGoalPeriod(**one) for one in tables["plan_goal_curve"]])


def _only(row: Mapping[str, Any], kind: type[PlanProject | PlanLeft]) -> dict[str, Any]:
    """The cells of a row that the document has by the same name."""
    return {key: value for key, value in row.items() if key in kind.model_fields}
