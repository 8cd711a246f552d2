"""`troth plan`: what to rebuild first, of a case with a plan.toml."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from .documents_plan import (
    PlanDocument,
    PlanFault,
    PlanList,
    PlanMargin,
    PlanMoney,
    PlanPeriod,
    PlanProject,
    PlanService,
)
from .options import AsJson, read_case, unusable
from .report.plan import when
from .report.text import catalog
from .terminal import complain, emit, heading, say, table, working

Rows = Sequence[Mapping[str, Any]]
MOST = 12
"""Marginal values and faults that the terminal shows."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("plan")(plan)


def plan(
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="A case with a plan.toml.", show_default=False)
    ],
    *,
    bound: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", min=0.0, help="Look so long for a proof of how far it may be from the best (up to 150 projects)."
        ),
    ] = 0.0,
    workers: Annotated[int, typer.Option(min=1, max=2, help="Threads; the plan is the same for any number.")] = 1,
    seed: Annotated[int | None, typer.Option(min=0, help="Of all draws; the case's own unless given.")] = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Plan a recovery programme: which projects, in which order, with whose money, so that people regain services soonest."""
    from troth.case.plan_step import plan_case, plan_tables  # noqa: PLC0415 - numba takes a second to load

    read = read_case(case)
    if read.planning is None:
        raise unusable(
            at=str(case), found="a case without a plan.toml", expected="a case that says what is to be rebuilt",
            remedy="add plan.toml and its tables; see docs/handbook/planning.md",
        )  # fmt: skip
    own = read.settings.seed if isinstance(read.settings.seed, int) else 0
    drawn = own if seed is None else seed
    with working("planning"):
        made, told = plan_case(read.planning, seed=drawn, workers=workers)
        tables = plan_tables(read.planning, made, told, seed=drawn)
        gap = _gap(made, bound) if bound else None
    document = PlanDocument(
        case=read.id, value=made.value, gain_over_score_list=made.gain_over_score_list,
        gain_over_best_greedy=made.gain_over_best_greedy, bound_gap=gap, checked=not made.checked,
        periods=made.programme.periods,
        projects=[PlanProject(**row) for row in tables["plan_projects"]],
        services=[PlanService(**row) for row in tables["plan_services"]],
        money=[PlanMoney(**row) for row in tables["plan_money"]],
        curve=[PlanPeriod(**row) for row in tables["plan_curve"]],
        lists=[PlanList(**row) for row in tables["plan_lists"]],
        margins=[PlanMargin(**row) for row in tables["plan_margins"]],
        faults=[PlanFault(**row) for row in tables["plan_faults"]],
        because=sorted({source for row in tables["plan_projects"] for source in row["because"]}),
    )  # fmt: skip
    if json:
        emit(document.model_dump_json(indent=1))
    else:
        _tell(read.title, document, read.planning.period, read.planning.begins)
    for fault in document.faults[:MOST]:
        complain(f"{', '.join(fault.ids) or 'plan'}: {fault.what}" + (f" ({'; '.join(fault.conflict)})" if fault.conflict else ""))  # fmt: skip


def _gap(made: Any, seconds: float) -> float | None:  # noqa: ANN401 - a plan, whose module is loaded only here
    from troth.plan.programme.bounds import bound  # noqa: PLC0415 - highspy takes its time to load

    known = bound(made.programme, seconds=seconds, whole=True, known=made.starts)
    return None if known is None else max(0.0, 1 - made.value / known.value) if known.value else 0.0


def _tell(title: str, made: PlanDocument, period: str, begins: str) -> None:
    texts = catalog("en")
    heading(title)
    known = (
        "no bound is known"
        if made.bound_gap is None
        else f"at most {made.bound_gap:.1%} below the best there is"
    )
    say(
        f"{made.value:,.0f} discounted people-days of service: {made.gain_over_score_list:+.1%} beside the score list (people over cost); {known}"
    )
    done = [one for one in made.projects if one.start is not None]
    say(f"{len(done)} of {len(made.projects)} projects fit into {made.periods} periods")
    table(
        (f"from ({period})", "to", "project", "region", "with whose money", "why not earlier"),
        [
            (
                when(int(one.start or 0), begins, period), when(int(one.end or 0), begins, period), one.name, one.region,
                ", ".join(f"{pot} {amount:,.0f}" for pot, amount in one.money.items()), "; ".join(one.why),
            )
            for one in sorted(done, key=lambda one: (one.start or 0, one.project))
        ],
    )  # fmt: skip
    late = [one for one in made.projects if one.start is None]
    if late:
        heading("What does not fit")
        table(("project", "region", "cost", "why"), [(one.name, one.region, f"{one.cost:,.0f}", "; ".join(one.why)) for one in late])  # fmt: skip
    promised = [one for one in made.services if one.due is not None]
    if promised:
        heading("What was promised")
        table(
            ("service", "people", "by", "there from", "how likely in time"),
            [
                (one.name, f"{one.people:,.0f}", when(one.due or 0, begins, period), _there(one, begins, period, texts("plan.never")), f"{one.in_time or 0:.0%}")
                for one in promised
            ],
        )  # fmt: skip
    heading("What one more of something would bring")
    table(("what", "people-days", "share"), [(one.what, f"{one.gain:,.0f}", f"{one.share or 0:.2%}") for one in made.margins[:MOST]])  # fmt: skip


def _there(one: PlanService, begins: str, period: str, never: str) -> str:
    return never if one.ready is None else when(one.ready, begins, period)
