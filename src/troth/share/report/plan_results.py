"""What projects are to bring, in words and cells: baseline, target, actual, by when the plan brings it, and the goal."""

from collections.abc import Mapping, Sequence
from typing import Any

from .index import Tables
from .plan_text import Calendar
from .text import Catalog

COLUMNS = (
    "plan.col.indicator", "plan.col.project", "plan.col.kind", "plan.col.baseline", "plan.col.target", "plan.col.actual",
    "plan.col.way", "plan.col.from", "plan.col.intime", "plan.col.people",
)  # fmt: skip
"""Of a table of results, by the keys of their texts."""
_GOAL, _BAND = "#D55E00", "rgba(0,114,178,0.2)"


def result_cells(row: Mapping[str, Any], calendar: Calendar, texts: Catalog) -> tuple[str, ...]:
    """A result as a row of a table with `COLUMNS`."""
    actual = "" if row["actual"] is None else f"{figure(row['actual'])} ({row['as_of']})"
    people = "" if row["people"] is None else f"{row['people']:,.0f}"
    if row["people_now"] is not None:
        people = texts("plan.people.of", now=f"{row['people_now']:,.0f}", people=people)
    return (
        str(row["name"]),
        str(row.get("project_name") or row["project"]),
        texts(f"plan.kind.{row['kind']}"),
        figure(row["baseline"]) + ("" if row["baseline_year"] is None else f" ({row['baseline_year']})"),
        f"{figure(row['target'])} {row['unit']}"
        + ("" if row["due"] is None else f", {calendar(row['due'])}"),
        actual,
        _way(row, texts),
        texts("plan.never") if row["since"] is None else calendar(row["since"]),
        "" if row["in_time"] is None else texts("plan.intime.yes" if row["in_time"] else "plan.intime.no"),
        people,
    )


def _way(row: Mapping[str, Any], texts: Catalog) -> str:
    """How much of the way is behind it."""
    if row["reached"]:
        return texts("plan.reached")
    return "" if row["share"] is None else f"{row['share']:.0%}"


def figure(value: float) -> str:
    """A figure without decimals that say nothing.

    >>> figure(1200.0), figure(0.25)
    ('1,200', '0.25')
    """
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"


def goal_lines(goal: Mapping[str, Any] | None, calendar: Calendar, texts: Catalog) -> list[str]:
    """What is said of the goal: how far the plan goes, when it is reached, how far it is now."""
    if goal is None:
        return []
    people = float(goal["people"])
    by = calendar.periods - 1 if goal["by"] is None else int(goal["by"])
    lines = [
        texts(
            "plan.goal", people=f"{people:,.0f}", by=calendar(by), low=f"{goal['by_low']:,.0f}", high=f"{goal['by_high']:,.0f}",
            least=f"{goal['by_low'] / people:.0%}", most=f"{goal['by_high'] / people:.0%}",
        )
    ]  # fmt: skip
    if goal["sure"] is not None:
        lines.append(texts("plan.goal.sure", period=calendar(goal["sure"])))
    elif goal["perhaps"] is not None:
        lines.append(texts("plan.goal.perhaps", period=calendar(goal["perhaps"])))
    else:
        lines.append(texts("plan.goal.missed"))
    if goal["now_low"] is None:  # nobody counted
        return lines
    return [*lines, texts("plan.goal.now", low=f"{goal['now_low']:,.0f}", high=f"{goal['now_high']:,.0f}")]


def brought(tables: Tables, calendar: Calendar, texts: Catalog) -> dict[str, Any]:
    """What the template shows of results and goal: `results`, their `columns`, `goal`."""
    return {
        "results": [result_cells(row, calendar, texts) for row in tables.get("plan_results", ())],
        "columns": [texts(key) for key in COLUMNS],
        "goal": goal_lines(goal_of(tables), calendar, texts),
    }


def goal_of(tables: Tables) -> Mapping[str, Any] | None:
    """The row of the goal, if there is one."""
    return next(iter(tables.get("plan_goal", ())), None)


def goal_figure(tables: Tables, calendar: Calendar, texts: Catalog) -> dict[str, Any]:
    """At least and at most so many people over time, and the goal as a line."""
    curve: Sequence[Mapping[str, Any]] = list(tables["plan_goal_curve"])
    goal = tables["plan_goal"][0]["people"]
    periods = [row["period"] for row in curve]
    line = {"type": "scatter", "mode": "lines", "x": periods}
    return {
        "data": [
            {**line, "y": [row["low"] for row in curve], "name": texts("plan.goal.low"), "line": {"shape": "hv", "color": "#0072B2", "width": 2.5}},
            {**line, "y": [row["high"] for row in curve], "name": texts("plan.goal.high"), "fill": "tonexty", "fillcolor": _BAND, "line": {"shape": "hv", "color": "#0072B2", "dash": "dot"}},
            {**line, "y": [goal] * len(curve), "name": texts("plan.goal.line"), "line": {"color": _GOAL, "dash": "dash"}},
        ],
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "height": 320,
            "margin": {"l": 80, "r": 20, "t": 10, "b": 50}, "legend": {"orientation": "h"}, "xaxis": calendar.ticks(),
            "yaxis": {"rangemode": "tozero", "title": {"text": texts("plan.people")}},
        },
    }  # fmt: skip
