"""Figures on supply: the fan of arrivals, cover as a heat map, promised beside arrived, chances beside what happened."""

from typing import Any

from .supply_text import Words
from .timeline import hover_text

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#999999", "#F0E442")
"""Of reporters (Okabe and Ito)."""
MOST_COVER = 14.0
"""Days of cover from which a zone has more than enough: one colour for all."""
Figure = dict[str, Any]


def figures(words: Words) -> dict[str, Figure]:
    """By the id of the element that each is drawn in."""
    made = {"fig-supply-fan": fan(words), "fig-supply-cover": cover(words)}
    if any(row["share"] is not None for row in words.tables["supply_beside"]):
        made["fig-supply-beside"] = beside(words)
    if words.tables["supply_calibration"]:
        made["fig-supply-calibration"] = calibration(words)
    return made


def _layout(height: int, left: int = 80) -> Figure:
    return {
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": left, "r": 20, "t": 10, "b": 60},
        "height": height,
        "legend": {"orientation": "h"},
    }


def fan(words: Words) -> Figure:
    """Loads that arrive on each day: the band, the middle, what is offloaded, and what was counted where it is on file."""
    rows, texts = words.tables["supply_daily"], words.texts
    days = [row["date"] for row in rows]
    band = {"type": "scatter", "mode": "lines", "line": {"width": 0}, "x": days, "hoverinfo": "skip"}
    data: list[Figure] = [
        {**band, "y": [row["arrived_q05"] for row in rows], "showlegend": False},
        {**band, "y": [row["arrived_q95"] for row in rows], "fill": "tonexty", "fillcolor": "rgba(0,114,178,0.2)", "name": texts("supply.fan.band")},
        _line(days, [row["arrived_q50"] for row in rows], texts("supply.fan.middle"), COLOURS[0], "solid"),
        _line(days, [row["offloaded"] for row in rows], texts("supply.fan.offloaded"), COLOURS[6], "dot"),
    ]  # fmt: skip
    reported = [row for row in words.tables["supply_reported"] if row["unit"] == words.unit]
    for place, who in enumerate(dict.fromkeys((row["reporter"], row["stage"]) for row in reported)):
        own = [row for row in reported if (row["reporter"], row["stage"]) == who]
        name = texts(
            "supply.fan.reported", stage=texts(f"supply.stage.{who[1]}"), reporter=hover_text(str(who[0]))
        )
        data.append({"type": "scatter", "mode": "markers", "x": [row["date"] for row in own], "y": [row["quantity"] for row in own], "name": name, "marker": {"color": COLOURS[1 + place], "symbol": "x"}})  # fmt: skip
    axis = {"rangemode": "tozero", "title": {"text": texts("supply.axis.loads")}}
    return {"data": data, "layout": {**_layout(380), "xaxis": {"type": "date"}, "yaxis": axis}}


def _line(days: list[str], values: list[float | None], name: str, colour: str, dash: str) -> Figure:
    return {
        "type": "scatter", "mode": "lines", "x": days, "y": values, "name": name, "line": {"color": colour, "dash": dash},
    }  # fmt: skip


def cover(words: Words) -> Figure:
    """The middle number of days of cover, zone by zone and commodity by commodity; the chance of enough is written in it."""
    rows = words.tables["supply_cover"]
    zones, goods = (list(dict.fromkeys(row[name] for row in rows)) for name in ("zone", "commodity"))
    cell = {(row["zone"], row["commodity"]): row for row in rows}
    values = [[_days(cell.get((zone, good))) for good in goods] for zone in zones]
    told = [[_enough(cell.get((zone, good))) for good in goods] for zone in zones]
    data = {
        "type": "heatmap", "x": [hover_text(words.name(one)) for one in goods], "y": [hover_text(words.name(one)) for one in zones], "z": values, "text": told,
        "texttemplate": "%{text}", "zmin": 0, "zmax": MOST_COVER, "colorscale": [[0, "#B2182B"], [0.15, "#F4A582"], [0.5, "#F7F7F7"], [1, "#2166AC"]],
        "colorbar": {"title": {"text": words.texts("supply.axis.cover")}}, "hovertemplate": "%{y}, %{x}: %{z:.1f}<extra></extra>",
    }  # fmt: skip
    axes = {
        "xaxis": {"automargin": True, "type": "category"},
        "yaxis": {"automargin": True, "autorange": "reversed", "type": "category"},
    }
    return {"data": [data], "layout": {**_layout(160 + 46 * len(zones), 120), **axes}}


def _days(row: Any) -> float | None:  # noqa: ANN401 - a row, or nothing
    return None if row is None else row["cover_q50"]


def _enough(row: Any) -> str:  # noqa: ANN401 - a row, or nothing
    return "" if row is None else f"{row['reliability']:.0%}"


def beside(words: Words) -> Figure:
    """Each reporter's figure a day, promise by promise, with the promise as a mark on its bar: no mean of reporters."""
    rows = [row for row in words.tables["supply_beside"] if row["share"] is not None]
    names = [hover_text(f"{row['promise']}: {row['reporter']}, {words.texts('supply.stage.' + row['stage'])}, {row['from']} \N{EN DASH} {row['to']}") for row in rows]  # fmt: skip
    stages = list(dict.fromkeys(row["stage"] for row in rows))
    data: list[Figure] = [
        {
            "type": "bar", "orientation": "h", "name": words.texts(f"supply.stage.{stage}"), "marker": {"color": COLOURS[place]},
            "y": [name for name, row in zip(names, rows, strict=True) if row["stage"] == stage], "x": [row["a_day"] for row in rows if row["stage"] == stage],
        }
        for place, stage in enumerate(stages)
    ]  # fmt: skip
    data.append({"type": "scatter", "mode": "markers", "name": words.texts("supply.promised"), "y": names, "x": [row["promised"] for row in rows], "marker": {"symbol": "line-ns-open", "size": 16, "color": "#000000", "line": {"width": 3}}})  # fmt: skip
    axis = {
        "type": "category",
        "automargin": True,
        "autorange": "reversed",
        "categoryorder": "array",
        "categoryarray": names,
    }
    return {
        "data": data,
        "layout": {**_layout(140 + 24 * len(rows), 320), "barmode": "overlay", "yaxis": axis, "xaxis": {"title": {"text": words.texts("supply.axis.loads")}}},
    }  # fmt: skip


def calibration(words: Words) -> Figure:
    """Chances told and how often the crossings were open then, with how far that is known."""
    rows, texts = words.tables["supply_calibration"], words.texts
    spread = {"type": "data", "symmetric": False, "array": [row["q95"] - row["happened"] for row in rows], "arrayminus": [row["happened"] - row["q05"] for row in rows]}  # fmt: skip
    data: list[Figure] = [
        {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "name": texts("supply.even"), "line": {"color": COLOURS[6], "dash": "dash"}},
        {"type": "scatter", "mode": "markers", "x": [row["told"] for row in rows], "y": [row["happened"] for row in rows], "error_y": spread, "text": [str(row["count"]) for row in rows], "showlegend": False, "marker": {"color": COLOURS[0], "size": 9}},
    ]  # fmt: skip
    return {
        "data": data,
        "layout": {**_layout(380), "xaxis": {"title": {"text": texts("supply.told")}, "range": [0, 1]}, "yaxis": {"title": {"text": texts("supply.happened")}, "range": [0, 1.05]}},
    }  # fmt: skip
