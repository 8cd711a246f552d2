"""The section on what to rebuild first: the plan as bars, the people it serves beside the score list's, money, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from .assess import drawn_from
from .index import Row, Tables
from .plan_map import plan_map, region_cells
from .plan_results import brought, goal_figure, goal_of
from .plan_text import Calendar, headed, margin, money, order, reasons
from .section import Section, write
from .text import Catalog, catalog

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
"""Of sectors and pots (Okabe and Ito)."""


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section from the tables that the step `plan` gives."""
    texts = catalog(locale)
    kinds = ("plan_projects", "plan_services", "plan_lists")
    projects, services, lists = (list(tables.get(kind, ())) for kind in kinds)
    summary = next(iter(tables.get("plan_summary", ())), {})
    measure = texts(f"plan.measure.{summary.get('measure', 'people_days')}")
    words = _Words(Calendar(summary), str(summary.get("currency") or ""), texts)
    lines = first_lines(projects, services, lists, texts, measure)
    told = brought(tables, words.calendar, texts)
    shapes = list(tables.get("plan_shapes", ()))
    figures, drawing = _figures(tables, texts, words.calendar) if projects else {}, Markup()
    if shapes:
        figures["fig-plan-map"], drawing = plan_map(shapes, tables["plan_regions"], words.calendar, texts)
    html = write(
        "plan.html.j2",
        texts,
        lines=lines,
        projects=[words.project(row) for row in _by_start(projects)],
        left=[words.left(row) for row in projects if row["start"] is None],
        services=[words.service(row) for row in services],
        money=[_money(row) for row in tables.get("plan_money", ())],
        lists=[(order(str(row["list"]), texts), f"{row['value']:,.0f}", f"{row['share'] or 0:.0%}") for row in lists],
        margins=[words.margin(row, summary) for row in tables.get("plan_margins", ())],
        regions=[region_cells(row, words.calendar, texts) for row in tables.get("plan_regions", ())],
        drawing=drawing,
        drawn=drawn_from(shapes, texts),
        needs=[_need(row) for row in tables.get("plan_needs", ())],
        scenarios=[_scenario(row, texts) for row in tables.get("plan_scenarios", ())],
        measure=measure,
        **told,
        faults=[_fault(row) for row in tables.get("plan_faults", ())],
        head=lambda key: headed(texts(key), words.currency),
    )  # fmt: skip
    return Section(
        id="plan-step",
        title=texts("head.plan"),
        html=html,
        figures=figures,
        lead=write("plan_lead.html.j2", texts, lines=[*lines, *told["goal"][:1]]) if projects else "",
        contents=(("plan", texts("head.plan")),),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """How the rows of a plan are written: with its calendar, in its currency."""

    calendar: Calendar
    currency: str
    texts: Catalog

    def project(self, row: Row) -> tuple[str, ...]:
        return (
            str(row["name"]),
            str(row["region"]),
            self.calendar.span(row["start"], row["end"]),
            self._between(row["end_q05"] - 1, row["end_q95"] - 1),
            ", ".join(f"{pot} {amount:,.0f}" for pot, amount in row["money"].items()),
            reasons(row["why"], self.calendar, self.texts, self.currency) or self.texts("plan.free"),
        )

    def left(self, row: Row) -> tuple[str, ...]:
        why = reasons(row["why"], self.calendar, self.texts, self.currency)
        return str(row["name"]), str(row["region"]), f"{row['cost']:,.0f}", why

    def service(self, row: Row) -> tuple[str, ...]:
        there = self.texts("plan.never") if row["ready"] is None else self.calendar(row["ready"])
        due = "" if row["due"] is None else self.calendar(row["due"])
        odds = "" if row["in_time"] is None else f"{row['in_time']:.0%}"
        doubt = self._between(row["ready_q05"], row["ready_q95"])
        return str(row["name"]), str(row["region"]), f"{row['people']:,.0f}", there, doubt, due, odds

    def margin(self, row: Row, summary: Row) -> tuple[str, ...]:
        extra = money(float(summary.get("margin") or 0.0), self.currency)
        return margin(row, self.texts, extra), f"{row['gain']:,.0f}", f"{row['share'] or 0:.2%}"

    def _between(self, low: int, high: int) -> str:
        """Nine in ten lie between; what may never come is said so."""
        ends = [
            self.calendar(one) if one < self.calendar.periods else self.texts("plan.never")
            for one in (low, high)
        ]
        return " \N{EN DASH} ".join(dict.fromkeys(ends))


def _figures(tables: Tables, texts: Catalog, calendar: Calendar) -> dict[str, dict[str, Any]]:
    compared = tables.get("plan_scenario_curve", ())
    return {
        "fig-gantt": gantt(tables["plan_projects"], calendar),
        "fig-curve": service_curve(tables["plan_curve"], texts, calendar),
        "fig-money": money_figure(tables["plan_money"]),
        **({"fig-goal": goal_figure(tables, calendar, texts)} if goal_of(tables) else {}),
        **({"fig-scenarios": scenario_figure(compared, texts, calendar)} if compared else {}),
    }


def _money(row: Row) -> tuple[str, ...]:
    return (
        str(row["pot"]),
        str(row["donor"]),
        str(row["year"]),
        f"{row['there']:,.0f}",
        f"{row['spent']:,.0f}",
    )


def _need(row: Row) -> tuple[str, ...]:
    name = f"{row['sector']}: {row['component']}"
    return name, f"{row['amount']:,.0f}", f"{row['projects']:.0%}", f"{row['planned']:.0%}"


def _scenario(row: Row, texts: Catalog) -> tuple[str, ...]:
    share = "" if row["share"] is None else f"{row['share']:.1%}"
    done = f"{row['done']} / {row['projects']}"
    return (
        str(row["scenario"]) or texts("plan.as_is"),
        f"{row['objective']:,.0f}",
        share,
        f"{row['people']:,.0f}",
        done,
    )


def _fault(row: Row) -> tuple[str, ...]:
    return ", ".join(row["ids"]), str(row["what"]), "; ".join(row["conflict"])


def first_lines(
    projects: Sequence[Row], services: Sequence[Row], lists: Sequence[Row], texts: Catalog, measure: str
) -> list[str]:
    """What a reader should know first: how much is served, by when half of it, and beside the score list."""
    served = [row for row in services if row["ready"] is not None]
    people = sum(float(row["people"]) for row in served)
    everyone = sum(float(row["people"]) for row in services)
    worth = {str(row["list"]): float(row["value"]) for row in lists}
    score = worth.get("score list", 0.0)
    gain = f"{(worth.get('this plan', 0.0) - score) / abs(score):+.0%}" if score else "\u2013"
    done = sum(row["start"] is not None for row in projects)
    return [
        texts("plan.served", served=f"{people:,.0f}", everyone=f"{everyone:,.0f}"),
        texts("plan.done", done=str(done), all=str(len(projects))),
        texts("plan.gain", gain=gain, measure=measure),
    ]


def _by_start(projects: Sequence[Row]) -> list[Row]:
    return sorted(
        (row for row in projects if row["start"] is not None), key=lambda row: (row["start"], row["project"])
    )


def gantt(projects: Sequence[Row], calendar: Calendar) -> dict[str, Any]:
    """Each project as a bar from its start to its end, coloured by sector."""
    rows = _by_start(projects)
    sectors = sorted({str(row["sector"]) for row in rows})
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": sector,
            "base": [row["start"] for row in rows if row["sector"] == sector],
            "x": [row["end"] - row["start"] for row in rows if row["sector"] == sector],
            "y": [str(row["name"]) for row in rows if row["sector"] == sector],
            "text": [calendar.span(row["start"], row["end"]) for row in rows if row["sector"] == sector],
            "textposition": "none",
            "marker": {"color": COLOURS[number % len(COLOURS)]},
            "hovertemplate": "%{y}: %{text}<extra></extra>",
        }
        for number, sector in enumerate(sectors)
    ]
    layout = _layout(120 + 20 * len(rows))
    layout["xaxis"] = calendar.ticks()
    layout["yaxis"] = {"type": "category", "automargin": True, "autorange": "reversed", "categoryorder": "array", "categoryarray": [str(row["name"]) for row in rows]}  # fmt: skip
    return {"data": traces, "layout": {**layout, "barmode": "overlay"}}


def service_curve(curve: Sequence[Row], texts: Catalog, calendar: Calendar) -> dict[str, Any]:
    """People served over time: the plan, the band of its replays, the score list."""
    periods = [row["period"] for row in curve]
    band = {
        "type": "scatter",
        "mode": "lines",
        "line": {"width": 0, "shape": "hv"},
        "x": periods,
        "hoverinfo": "skip",
    }
    return {
        "data": [
            {**band, "y": [row["q05"] for row in curve], "showlegend": False},
            {**band, "y": [row["q95"] for row in curve], "fill": "tonexty", "fillcolor": "rgba(0,114,178,0.2)", "name": texts("plan.band")},
            _line(periods, [row["people"] for row in curve], texts("plan.ours"), COLOURS[0], "solid"),
            _line(periods, [row["score_list"] for row in curve], texts("plan.list"), COLOURS[5], "dash"),
        ],
        "layout": {**_layout(380), "xaxis": calendar.ticks(), "yaxis": {"rangemode": "tozero", "title": {"text": texts("plan.people")}}},
    }  # fmt: skip


def scenario_figure(curves: Sequence[Row], texts: Catalog, calendar: Calendar) -> dict[str, Any]:
    """People served over time, a line for each scenario; the plan as it is first."""
    names = list(dict.fromkeys(str(row["scenario"]) for row in curves))
    lines = [
        _line(
            [row["period"] for row in curves if row["scenario"] == name],
            [row["people"] for row in curves if row["scenario"] == name],
            name or texts("plan.as_is"),
            COLOURS[number % len(COLOURS)],
            "dash" if name else "solid",
        )
        for number, name in enumerate(names)
    ]
    axis = {"rangemode": "tozero", "title": {"text": texts("plan.people")}}
    return {"data": lines, "layout": {**_layout(340), "xaxis": calendar.ticks(), "yaxis": axis}}


def _line(x: list[int], y: list[float], name: str, colour: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "name": name, "line": {"color": colour, "dash": dash, "shape": "hv", "width": 2.5},
    }  # fmt: skip


def money_figure(money: Sequence[Row]) -> dict[str, Any]:
    """What each pot spends by year, stacked."""
    pots = list(dict.fromkeys(str(row["pot"]) for row in money))
    return {
        "data": [
            {
                "type": "bar",
                "name": pot,
                "x": [str(row["year"]) for row in money if row["pot"] == pot],
                "y": [row["spent"] for row in money if row["pot"] == pot],
                "marker": {"color": COLOURS[number % len(COLOURS)]},
            }
            for number, pot in enumerate(pots)
        ],
        "layout": {**_layout(340), "barmode": "stack", "yaxis": {"rangemode": "tozero", "tickformat": ".2s"}},
    }


def _layout(height: int, left: int = 80) -> dict[str, Any]:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": left, "r": 20, "t": 10, "b": 50},
        "height": height,
        "legend": {"orientation": "h"},
    }
