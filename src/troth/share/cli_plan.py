"""`troth plan`: what to rebuild first, of a case with a plan.toml."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .cli_plan_networks import of_networks
from .cli_plan_why_not import tell_why_not, why_not_of
from .documents_plan import PlanDocument, PlanReason, PlanService
from .options import AsJson, Changes, read_case, unusable
from .plan_document import plan_document
from .report.plan_results import COLUMNS, goal_lines, result_cells
from .report.plan_text import Calendar, headed, margin, money, reasons
from .report.text import Catalog, catalog
from .terminal import complain, emit, heading, say, table, working

if TYPE_CHECKING:
    from troth.case.programme import Planning

MOST = 12
"""Marginal values and faults that the terminal shows."""


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("plan")(plan)


def plan(  # noqa: PLR0913 - one parameter for each option
    case: Annotated[
        Path, typer.Argument(metavar="CASE", help="A case with a plan.toml or a networks.toml.", show_default=False)
    ],
    *,
    bound: Annotated[
        float,
        typer.Option(
            metavar="SECONDS", min=0.0, help="Look so long for a proof of how far it may be from the best."
        ),
    ] = 0.0,
    why_not: Annotated[
        str,
        typer.Option(
            metavar="PROJECT[@PERIOD]",
            help="Also say what the plan would be with this project in it, or started by a period (from 0; earlier than planned unless given).",
            show_default=False,
        ),
    ] = "",
    workers: Annotated[int, typer.Option(min=1, max=2, help="Threads; the plan is the same for any number.")] = 1,
    scenario: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Also plan this scenario of case.toml, and show it beside; may be given several times.", show_default=False),
    ] = None,
    changes: Changes = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of all draws; the case's own unless given.")] = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    """Plan a recovery programme: which projects, in which order, with whose money, so that people regain services soonest."""
    from troth.case.plan_step import plan_case, plan_tables  # noqa: PLC0415 - numba takes a second to load

    read = read_case(case, changes=changes)
    if read.planning is None and read.repairing is not None:
        of_networks(read, json=json)
        return
    if read.planning is None:
        raise unusable(
            at=str(case), found="a case without a plan.toml or a networks.toml", expected="a case that says what is to be rebuilt",
            remedy="add plan.toml and its tables; see docs/handbook/planning.md",
        )  # fmt: skip
    planning = replace(read.planning, others=_others(case, scenario, changes)) if scenario else read.planning
    own = read.settings.seed if isinstance(read.settings.seed, int) else 0
    drawn = own if seed is None else seed
    with working("planning"):
        made, told = plan_case(planning, seed=drawn, workers=workers)
        tables = plan_tables(planning, made, told, seed=drawn, workers=workers)
        known = _bound(made, bound) if bound else None
        pinned = why_not_of(made, planning, why_not) if why_not else None
    document = plan_document(read.id, tables, known).model_copy(update={"why_not": pinned})
    if json:
        emit(document.model_dump_json(indent=1))
    else:
        _tell(read.title, document, catalog("en"))
    for fault in document.faults[:MOST]:
        complain(f"{', '.join(fault.ids) or 'plan'}: {fault.what}" + (f" ({'; '.join(fault.conflict)})" if fault.conflict else ""))  # fmt: skip


def _others(case: Path, names: list[str], changes: list[str] | None) -> dict[str, "Planning"]:
    """The programme of each scenario, where it has one."""
    read = {name: read_case(case, scenario=name, changes=changes).planning for name in dict.fromkeys(names)}
    return {name: planning for name, planning in read.items() if planning is not None}


def _bound(made: Any, seconds: float) -> float | None:  # noqa: ANN401 - a plan, whose module is loaded only here
    from troth.plan.programme.bounds import bound  # noqa: PLC0415 - highspy takes its time to load

    if made.objective != "people_days":
        return None
    known = bound(made.programme, seconds=seconds, whole=True, known=made.starts)
    return None if known is None else max(known.value, made.value)


def _tell(title: str, made: PlanDocument, texts: Catalog) -> None:
    calendar = Calendar(made.model_dump(include={"begins", "period", "periods"}))
    heading(title)
    known = "no bound is known" if made.gap is None else f"at most {made.gap:.1%} below the best there is"
    measure = texts(f"plan.measure.{made.measure}")
    say(
        f"{made.objective:,.0f} {measure}: {made.gain_over_score_list:+.1%} beside the score list (people over cost); {known}"
    )
    say(
        f"{len(made.schedule)} of {len(made.schedule) + len(made.left_out)} projects fit into {made.periods} periods"
    )
    table(
        ("when", "project", "region", headed("with whose money", made.currency), "why not earlier"),
        [
            (
                calendar.span(one.start, one.finish), one.name, one.region,
                ", ".join(f"{pot} {amount:,.0f}" for pot, amount in one.funding.items()), _why(one.why, made, texts),
            )
            for one in made.schedule
        ],
    )  # fmt: skip
    if made.left_out:
        heading("What does not fit")
        table(
            ("project", "region", headed("cost", made.currency), "why"),
            [(one.name, one.region, f"{one.cost:,.0f}", _why(one.why, made, texts)) for one in made.left_out],
        )
    _promised(made, calendar, texts)
    _brought(made, calendar, texts)
    heading("What one more of something would bring")
    extra = money(made.margin, made.currency)
    table(
        ("what", "worth", "share"),
        [(margin(one.model_dump(), texts, extra), f"{one.gain:,.0f}", f"{one.share or 0:.2%}") for one in made.margins[:MOST]],
    )  # fmt: skip
    if made.needs:
        _needs(made, texts)
    if made.scenarios:
        _compared(made, texts)
    if made.why_not:
        tell_why_not(made.why_not, calendar)


def _needs(made: PlanDocument, texts: Catalog) -> None:
    heading(texts("head.plan.needs"))
    table(
        ("need", headed("amount", made.currency), "has a project", "done by the plan"),
        [(f"{one.sector}: {one.component}", f"{one.amount:,.0f}", f"{one.projects:.0%}", f"{one.planned:.0%}") for one in made.needs],
    )  # fmt: skip


def _compared(made: PlanDocument, texts: Catalog) -> None:
    heading(texts("head.scenarios"))
    table(
        ("scenario", "worth", "share", "people served at the end", "projects done"),
        [
            (
                one.scenario or texts("plan.as_is"), f"{one.objective:,.0f}", "" if one.share is None else f"{one.share:.1%}",
                f"{one.people:,.0f}", f"{one.done} of {one.projects}",
            )
            for one in made.scenarios
        ],
    )  # fmt: skip


def _promised(made: PlanDocument, calendar: Calendar, texts: Catalog) -> None:
    promised = [one for one in made.services if one.due is not None]
    if promised:
        heading("What was promised")
        table(
            ("service", "people", "by", "there from", "how likely in time"),
            [
                (one.name, f"{one.people:,.0f}", calendar(one.due or 0), _there(one, calendar, texts), f"{one.in_time or 0:.0%}")
                for one in promised
            ],
        )  # fmt: skip


def _brought(made: PlanDocument, calendar: Calendar, texts: Catalog) -> None:
    """What the plan is to bring, and how far it goes to the goal."""
    if made.goal or made.results:
        heading(texts("head.results"))
        for line in goal_lines(made.goal.model_dump() if made.goal else None, calendar, texts):
            say(line)
    if made.results:
        table(
            [texts(key) for key in COLUMNS],
            [result_cells(one.model_dump(), calendar, texts) for one in made.results],
        )


def _why(rows: list[PlanReason], made: PlanDocument, texts: Catalog) -> str:
    calendar = Calendar(made.model_dump(include={"begins", "period", "periods"}))
    return reasons([row.model_dump() for row in rows], calendar, texts, made.currency)


def _there(one: PlanService, calendar: Calendar, texts: Catalog) -> str:
    return texts("plan.never") if one.ready is None else calendar(one.ready)
