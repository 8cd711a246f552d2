"""The map of a plan: how much of the time the people of each region are served."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from .assess_map import map_drawing, map_figure
from .index import Row
from .plan_text import Calendar
from .text import Catalog
from .timeline import hover_text


def plan_map(
    shapes: Sequence[Row], regions: Sequence[Row], calendar: Calendar, texts: Catalog
) -> tuple[dict[str, Any], Markup]:
    """The map twice: as plotly draws it, and in plain SVG.

    Parameters
    ----------
    shapes, regions
        The tables `plan_shapes` and `plan_regions`.
    calendar
        Of the plan's periods.
    texts
        Of the reader's language.
    """
    shares = {str(row["region"]): {"mean": 100 * float(row["share"])} for row in regions}
    said = {str(row["region"]): (str(row["region"]), *_lines(row, calendar, texts)) for row in regions}
    hover = {name: "<br>".join(hover_text(line) for line in lines) for name, lines in said.items()}
    plain = {name: "; ".join(lines) for name, lines in said.items()}
    figure = map_figure(shapes, shares, hover, texts("plan.map.unit"))
    return figure, map_drawing(shapes, shares, plain, texts("figure.plan.map"))


def _lines(row: Row, calendar: Calendar, texts: Catalog) -> tuple[str, str]:
    half = texts("plan.never") if row["half"] is None else calendar(row["half"])
    people = texts(
        "plan.map.people", served=f"{row['served']:,.0f}", people=f"{row['people']:,.0f}", half=half
    )
    return texts("plan.map.share", share=f"{row['share']:.0%}"), people


def region_cells(row: Row, calendar: Calendar, texts: Catalog) -> tuple[str, ...]:
    """A region's row of the table beside the map."""
    half = texts("plan.never") if row["half"] is None else calendar(row["half"])
    return str(row["region"]), f"{row['people']:,.0f}", f"{row['served']:,.0f}", half, f"{row['share']:.0%}"
