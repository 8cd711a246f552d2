"""`troth plan --why-not`: what the plan would be with a project in it, or earlier."""

from typing import TYPE_CHECKING

from .documents_plan_why_not import PlanLater, PlanPinned
from .options import unusable
from .report.plan_text import Calendar
from .terminal import heading, say, table

if TYPE_CHECKING:
    from troth.case.programme import Planning
    from troth.plan.programme import Plan

MOST = 12
"""Services that the terminal shows."""


def why_not_of(made: "Plan", planning: "Planning", said: str) -> PlanPinned:
    """Ask what `PROJECT` or `PROJECT@PERIOD` would change."""
    from troth.plan.programme.whynot import why_not  # noqa: PLC0415 - numba takes a second to load

    name, by = _parted(made, said)
    if made.objective != "people_days":
        raise unusable(
            at="--why-not", found=f"the objective {made.objective}", expected="people_days, in which the loss is counted",
            remedy="leave --why-not out, or add --set plan.objective=people_days",
        )  # fmt: skip
    found = why_not(made, name, by, started=planning.started, now=planning.now)
    start, mode = found.starts[name] if found.starts else (None, None)
    return PlanPinned(
        project=name, planned=found.planned, by=found.by, start=start, mode=mode, lost=found.lost,
        changed=[PlanLater(service=one.service, people=one.people, planned=one.planned, pinned=one.pinned) for one in found.changed],
        dropped=list(found.dropped), conflict=list(found.conflict), proven=found.proven, means=found.means,
    )  # fmt: skip


def _parted(made: "Plan", said: str) -> tuple[str, int | None]:
    """The project, and the period where one is told."""
    known = {project.id for project in made.programme.projects}
    name, _, period = said.rpartition("@")
    if said in known:
        return said, None
    if name not in known:
        raise unusable(
            at="--why-not", found=said, expected="a project that can be planned, as in mirna-road or mirna-road@3",
            remedy=f"there are: {', '.join(sorted(known)[:MOST])}",
        )  # fmt: skip
    if not (period.isdecimal() and int(period) < made.programme.periods):
        raise unusable(
            at="--why-not", found=f"period {period or 'empty'}", expected=f"a whole number below {made.programme.periods}, counted from 0",
            remedy=f"write it as in {name}@3",
        )  # fmt: skip
    return name, int(period)


def tell_why_not(one: PlanPinned, calendar: Calendar) -> None:
    """In words for a person."""
    planned = "it is not done" if one.planned is None else f"it starts in {calendar(one.planned)}"
    heading(
        f"Why not {one.project} by {calendar(max(one.by, 0))}?"
        if one.by >= 0
        else f"Why not {one.project} earlier?"
    )
    say(f"In the plan {planned}.")
    if one.start is None:
        if one.conflict:
            say("It cannot be: these limits cannot be kept together, and without any one of them it could.")
            table(("limit",), [(limit,) for limit in one.conflict])
        else:
            say(f"No plan with it was found ({one.means}); that there is none was not proven.")
        return
    loss = one.lost or 0.0
    kind = "less" if loss >= 0 else "more"
    say(
        f"It could start in {calendar(one.start)}; the plan would be worth {abs(loss):,.0f} people-days {kind} ({one.means})."
    )
    if one.dropped:
        say(f"No longer done: {', '.join(one.dropped)}.")
    if one.changed:
        table(
            ("service", "people", "in the plan from", "then from"),
            [(row.service, f"{row.people:,.0f}", _from(row.planned, calendar), _from(row.pinned, calendar)) for row in one.changed[:MOST]],
        )  # fmt: skip


def _from(period: int | None, calendar: Calendar) -> str:
    return "not within the horizon" if period is None else calendar(period)
