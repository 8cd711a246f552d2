"""The section on what to rebuild first: the plan as bars, the people it serves beside the score list's, money, reasons."""

from collections.abc import Sequence
from typing import Any

from .index import Row, Tables
from .section import Section, write
from .text import Catalog, catalog

COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#999999", "#F0E442")
"""Of sectors and pots (Okabe and Ito)."""
_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section from the tables that the step `plan` gives."""
    texts = catalog(locale)
    projects, services = list(tables.get("plan_projects", ())), list(tables.get("plan_services", ()))
    lists = list(tables.get("plan_lists", ()))
    lines = first_lines(projects, services, lists, texts)
    html = write(
        "plan.html.j2",
        texts,
        lines=lines,
        projects=[_project(row, texts) for row in _by_start(projects)],
        left=[_left(row) for row in projects if row["start"] is None],
        services=[_service(row, texts) for row in services],
        money=[_money(row) for row in tables.get("plan_money", ())],
        lists=[(str(row["list"]), f"{row['value']:,.0f}", f"{row['share'] or 0:.0%}") for row in lists],
        margins=[_margin(row) for row in tables.get("plan_margins", ())],
        faults=[_fault(row) for row in tables.get("plan_faults", ())],
    )
    return Section(
        id="plan-step",
        title=texts("head.plan"),
        html=html,
        figures=_figures(tables, texts) if projects else {},
        lead=write("plan_lead.html.j2", texts, lines=lines) if projects else "",
        contents=(("plan", texts("head.plan")),),
    )


def _figures(tables: Tables, texts: Catalog) -> dict[str, dict[str, Any]]:
    return {
        "fig-gantt": gantt(tables["plan_projects"]),
        "fig-curve": service_curve(tables["plan_curve"], texts),
        "fig-money": money_figure(tables["plan_money"]),
    }


def _left(row: Row) -> tuple[str, ...]:
    return str(row["name"]), str(row["region"]), f"{row['cost']:,.0f}", "; ".join(row["why"])


def _money(row: Row) -> tuple[str, ...]:
    return (
        str(row["pot"]),
        str(row["donor"]),
        str(row["year"]),
        f"{row['there']:,.0f}",
        f"{row['spent']:,.0f}",
    )


def _margin(row: Row) -> tuple[str, ...]:
    return str(row["what"]), f"{row['gain']:,.0f}", f"{row['share'] or 0:.2%}"


def _fault(row: Row) -> tuple[str, ...]:
    return ", ".join(row["ids"]), str(row["what"]), "; ".join(row["conflict"])


def when(period: int, begins: str, kind: str) -> str:
    """A period as people write it.

    >>> when(3, "2026-07", "quarter"), when(3, "", "quarter"), when(2, "2026-07", "month")
    ('2027 Q2', '4', '2026-09')
    """
    months = _MONTHS.get(kind)
    if not begins or months is None or len(begins) < len("2026-07"):
        return str(period + 1)
    month = int(begins[:4]) * 12 + int(begins[5:7]) - 1 + period * months
    year, month = divmod(month, 12)
    return {
        1: f"{year}-{month + 1:02}", 3: f"{year} Q{month // 3 + 1}", 6: f"{year} H{month // 6 + 1}"
    }.get(months, str(year))  # fmt: skip


def first_lines(
    projects: Sequence[Row], services: Sequence[Row], lists: Sequence[Row], texts: Catalog
) -> list[str]:
    """What a reader should know first: how much is served, by when half of it, and beside the score list."""
    served = [row for row in services if row["ready"] is not None]
    people = sum(float(row["people"]) for row in served)
    everyone = sum(float(row["people"]) for row in services)
    worth = {str(row["list"]): float(row["value"]) for row in lists}
    score = worth.get("score list", 0.0)
    gain = f"{worth.get('this plan', 0.0) / score - 1:+.0%}" if score else "\u2013"
    done = sum(row["start"] is not None for row in projects)
    return [
        texts("plan.served", served=f"{people:,.0f}", everyone=f"{everyone:,.0f}"),
        texts("plan.done", done=str(done), all=str(len(projects))),
        texts("plan.gain", gain=gain),
    ]


def _by_start(projects: Sequence[Row]) -> list[Row]:
    return sorted(
        (row for row in projects if row["start"] is not None), key=lambda row: (row["start"], row["project"])
    )


def _project(row: Row, texts: Catalog) -> tuple[str, ...]:
    money = ", ".join(f"{pot} {amount:,.0f}" for pot, amount in row["money"].items())
    span = f"{row['start'] + 1} \u2013 {row['end']}"
    doubt = f"{row['end_q05']} \u2013 {row['end_q95']}"
    return (
        str(row["name"]),
        str(row["region"]),
        span,
        doubt,
        money,
        "; ".join(row["why"]) or texts("plan.free"),
    )


def _service(row: Row, texts: Catalog) -> tuple[str, ...]:
    there = texts("plan.never") if row["ready"] is None else str(row["ready"] + 1)
    doubt = f"{row['ready_q05'] + 1} \u2013 {row['ready_q95'] + 1}"
    due = "" if row["due"] is None else str(row["due"] + 1)
    odds = "" if row["in_time"] is None else f"{row['in_time']:.0%}"
    return str(row["name"]), str(row["region"]), f"{row['people']:,.0f}", there, doubt, due, odds


def gantt(projects: Sequence[Row]) -> dict[str, Any]:
    """Each project as a bar from its start to its end, coloured by sector."""
    rows = _by_start(projects)
    sectors = sorted({str(row["sector"]) for row in rows})
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": sector,
            "base": [row["start"] + 1 for row in rows if row["sector"] == sector],
            "x": [row["end"] - row["start"] for row in rows if row["sector"] == sector],
            "y": [str(row["name"]) for row in rows if row["sector"] == sector],
            "marker": {"color": COLOURS[number % len(COLOURS)]},
            "hovertemplate": "%{y}: %{base}<extra></extra>",
        }
        for number, sector in enumerate(sectors)
    ]
    layout = _layout(120 + 20 * len(rows), left=290)
    layout["yaxis"] = {"type": "category", "autorange": "reversed", "categoryorder": "array", "categoryarray": [str(row["name"]) for row in rows]}  # fmt: skip
    return {"data": traces, "layout": {**layout, "barmode": "overlay"}}


def service_curve(curve: Sequence[Row], texts: Catalog) -> dict[str, Any]:
    """People served over time: the plan, the band of its replays, the score list."""
    periods = [row["period"] + 1 for row in curve]
    band = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "x": periods, "hoverinfo": "skip"}
    return {
        "data": [
            {**band, "y": [row["q05"] for row in curve], "showlegend": False},
            {**band, "y": [row["q95"] for row in curve], "fill": "tonexty", "fillcolor": "rgba(0,114,178,0.2)", "name": texts("plan.band")},
            _line(periods, [row["people"] for row in curve], texts("plan.ours"), COLOURS[0], "solid"),
            _line(periods, [row["score_list"] for row in curve], texts("plan.list"), COLOURS[5], "dash"),
        ],
        "layout": {**_layout(380), "yaxis": {"rangemode": "tozero", "title": {"text": texts("plan.people")}}},
    }  # fmt: skip


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
