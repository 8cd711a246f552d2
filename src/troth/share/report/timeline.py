"""The timeline: each term as a bar over its time, reports as marks, drawn by plotly and, without it, in plain HTML.

Both drawings come from one list of bars and marks. Times on the figure's axis are local, in the case's time zone.
"""

import html
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from troth.records.moment import Precision

from . import words
from .index import Index, Row, summary, verdict_key
from .looks import STANCES, STATES
from .phrases import sentence
from .reports import report
from .section import UNSEEN
from .text import Catalog
from .usage import Use

WIDE = 0.5
"""How far the axis may stretch beyond the terms to show reports about other times, as a share of their length."""

MOST = 2_000
"""Marks that a drawing can still be read with; the table of evidence has all rows."""

MARGIN = 0.02
WRAP = 72
LABEL = 34
ROW = 46
"""Pixels of height for each term."""
BELOW = 50
"""Pixels from the axis to the legend, clear of the days and of the axis's title."""
HALF = 0.3
"""Half of a bar's height; rows are 1 apart."""
THIN = 0.18
TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A term, or one of its days, over its time."""

    row: int
    start: datetime
    end: datetime
    state: str
    text: str
    anchor: str
    thin: bool = False
    """The whole of a term of which single days are drawn over it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A report on a term."""

    row: int
    at: datetime
    role: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What there is to draw."""

    terms: tuple[Row, ...]
    """The summary rows, from top to bottom."""
    bars: tuple[Bar, ...]
    spots: tuple[Spot, ...]
    start: datetime
    end: datetime
    as_of: datetime | None
    clipped: int
    """Reports about times beyond the axis."""
    left_out: int
    """Marks beyond `MOST`."""

    def share(self, moment: datetime) -> float:
        """Where on the axis a moment lies, in per cent."""
        return round(100 * ((moment - self.start) / (self.end - self.start)), 3)


def timeline(
    verdicts: Sequence[Row], used: Mapping[str, Sequence[Use]], index: Index, texts: Catalog
) -> Timeline | None:
    """Lay out the bars and marks; None where no term has a time to draw."""
    order = {row["term"]: n for n, row in enumerate(row for row in verdicts if summary(row))}
    whole = [
        (row, row["valid_from"], row.get("valid_to"))
        for row in verdicts
        if summary(row) and row.get("valid_from")
    ]
    if not whole:
        return None
    as_of = index.case.get("at") or index.case.get("as_of")
    first = min(row["valid_from"] for row in verdicts if row.get("valid_from"))
    last = max(end or max(as_of or start, start + timedelta(days=1)) for _, start, end in whole)
    spots = [
        spot for key, uses in used.items() for spot in _spots(index.evidence[key], uses, order, index, texts)
    ]
    start, end = _stretched(first, last, [spot.at for spot in spots])
    near = [spot for spot in spots if start <= spot.at <= end]
    shown = _spread(near[:MOST])
    return Timeline(
        terms=tuple(row for row in verdicts if summary(row)),
        bars=tuple(_bars(verdicts, order, end, index, texts)),
        spots=tuple(shown),
        start=start,
        end=end,
        as_of=as_of,
        clipped=len({spot.anchor for spot in spots} - {spot.anchor for spot in near}),
        left_out=len(near[MOST:]),
    )


def _stretched(first: datetime, last: datetime, moments: Sequence[datetime]) -> tuple[datetime, datetime]:
    room = (last - first) * WIDE
    near = [moment for moment in moments if first - room <= moment <= last + room]
    start, end = min([first, *near]), max([last, *near])
    margin = (end - start) * MARGIN
    return start - margin, end + margin


def _bars(
    verdicts: Sequence[Row], order: Mapping[str, int], end: datetime, index: Index, texts: Catalog
) -> list[Bar]:
    parts = {row["term"] for row in verdicts if _is_part(row)}
    whole = {
        row["term"]
        for row in verdicts
        if summary(row) and (row["term"] not in parts or _partial(row["term"], index))
    }
    drawn = [row for row in verdicts if _is_part(row) or (summary(row) and row["term"] in whole)]
    return [
        Bar(
            row=order[row["term"]],
            start=row["valid_from"],
            end=max(row.get("valid_to") or end, row["valid_from"]),
            state=str(row["state"]),
            text=sentence(row, index, texts.locale),
            anchor=index.anchor(*verdict_key(row)) or "",
            thin=summary(row) and row["term"] in parts,
        )
        for row in sorted(drawn, key=lambda row: not summary(row))
        if row.get("valid_from") and row["term"] in order and row.get("valid_to") != row["valid_from"]
    ]


def _is_part(row: Row) -> bool:
    return row.get("instance") is not None and row.get("obligor") is None and row.get("valid_to") is not None


def _partial(term: str, index: Index) -> bool:
    """Whether only some days of a term have a row of their own, so that the whole is to be drawn beneath them."""
    return str(index.terms.get(term, {}).get("kind")) in {"refrain", "respond", "achieve"}


def _spots(
    row: Row, uses: Sequence[Use], order: Mapping[str, int], index: Index, texts: Catalog
) -> list[Spot]:
    start = row.get("valid_from")
    if start is None:
        return []
    end = row.get("valid_to") or start
    if end <= start and row.get("valid_from_precision") == Precision.DAY:
        end = start + timedelta(days=1)
    view = report(row, index, texts)
    text = f"{view.id}: {view.said} — {view.who}, {view.when}"
    roles = {use.term: "context" if use.role == "named" else use.role for use in uses}
    return [
        Spot(row=order[term], at=start + (end - start) / 2, role=role, text=text, anchor=view.anchor or "")
        for term, role in roles.items()
        if term in order
    ]


def _spread(spots: Sequence[Spot]) -> list[Spot]:
    """Move marks apart that fall on one place, over at most a day around it, in the order of their rows."""
    groups: dict[tuple[int, datetime, int], list[Spot]] = {}
    for spot in spots:
        groups.setdefault((spot.row, spot.at, STANCES[spot.role].side), []).append(spot)
    apart = timedelta(hours=20)
    return [
        Spot(one.row, at + apart * ((n + 1) / (len(group) + 1) - 0.5), one.role, one.text, one.anchor)
        for (_, at, _), group in groups.items()
        for n, one in enumerate(group)
    ]


def figure(drawing: Timeline, index: Index, texts: Catalog) -> dict[str, Any]:
    """The drawing as a plotly figure: data and layout, plain dicts.

    Nothing in it is a map, so nothing in it asks for anything from outside.
    """
    data = [*_bar_traces(drawing, index, texts), *_spot_traces(drawing, index, texts)]
    names = [f"{row['term']} {STATES[str(row['state'])].sign}" for row in drawing.terms]
    return {"data": data, "layout": _layout(drawing, names, index, texts)}


def _bar_traces(drawing: Timeline, index: Index, texts: Catalog) -> list[dict[str, Any]]:
    traces = []
    for state, look in STATES.items():
        bars = [bar for bar in drawing.bars if bar.state == state]
        if not bars:
            continue
        traces.append({
            "type": "bar", "orientation": "h", "name": f"{look.sign} {texts(f'state.{state}')}",
            "y": [bar.row for bar in bars],
            "base": [_local(bar.start, index) for bar in bars],
            "x": [(bar.end - bar.start) / timedelta(milliseconds=1) for bar in bars],
            "width": [THIN if bar.thin else 2 * HALF for bar in bars],
            "text": ["" if bar.thin else look.sign for bar in bars], "textposition": "inside", "insidetextanchor": "middle", "textangle": 0,
            "textfont": {"color": "#1A1A1A", "size": 13},
            "marker": {
                "color": look.tint, "line": {"color": look.colour, "width": 1.2},
                "pattern": {"shape": look.pattern, "fgcolor": look.colour, "bgcolor": look.tint, "size": 7, "solidity": 0.18},
            },
            "customdata": [[bar.anchor, hover_text(bar.text)] for bar in bars],
            "hovertemplate": "%{customdata[1]}<extra></extra>",
        })  # fmt: skip
    return traces


def _spot_traces(drawing: Timeline, index: Index, texts: Catalog) -> list[dict[str, Any]]:
    traces = []
    for role, mark in STANCES.items():
        spots = [spot for spot in drawing.spots if spot.role == role]
        if not spots:
            continue
        traces.append({
            "type": "scatter", "mode": "markers", "name": texts(f"timeline.{role}"),
            "x": [_local(spot.at, index) for spot in spots],
            "y": [spot.row + mark.side * (HALF + 0.1) for spot in spots],
            "marker": {"symbol": mark.symbol, "size": 8, "color": mark.colour, "line": {"width": 1, "color": mark.colour}},
            "customdata": [[spot.anchor, hover_text(spot.text)] for spot in spots],
            "hovertemplate": "%{customdata[1]}<extra></extra>", "cliponaxis": False,
        })  # fmt: skip
    return traces


def _layout(drawing: Timeline, names: Sequence[str], index: Index, texts: Catalog) -> dict[str, Any]:
    rows = len(drawing.terms)
    shapes, notes = _now(drawing, index, texts)
    return {
        "barmode": "overlay", "bargap": 0.2, "hovermode": "closest", "dragmode": False, "height": 150 + ROW * rows,
        "margin": {"l": 8, "r": 12, "t": 24, "b": 8}, "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"size": 13}, "hoverlabel": {"align": "left"}, "shapes": shapes, "annotations": notes,
        "legend": {"orientation": "h", "yanchor": "top", "y": min(-0.09, -BELOW / (ROW * rows)), "x": 0, "xanchor": "left", "itemclick": False, "itemdoubleclick": False},
        "xaxis": {
            "type": "date", "range": [_local(drawing.start, index), _local(drawing.end, index)], "fixedrange": True,
            "title": {"text": _axis_title(index, texts), "font": {"size": 12}}, "automargin": True,
            **({"tickformat": axis} if (axis := texts.template("date.axis")) else {}),
        },
        "yaxis": {
            "tickvals": list(range(rows)), "ticktext": names, "range": [rows - 0.4, -0.6], "fixedrange": True,
            "automargin": True, "zeroline": False,
        },
        "meta": {"wide": [_label(row, name, index) for row, name in zip(drawing.terms, names, strict=True)], "narrow": list(names)},
    }  # fmt: skip


def _now(
    drawing: Timeline, index: Index, texts: Catalog
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The line at the time of the picture with its name, where it lies on the axis."""
    if drawing.as_of is None or not drawing.start <= drawing.as_of <= drawing.end:
        return [], []
    at = _local(drawing.as_of, index)
    line = {
        "type": "line",
        "x0": at,
        "x1": at,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "line": {"width": 2, "dash": "dash"},
    }
    note = {
        "x": at,
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "showarrow": False,
        "text": texts("timeline.asof"),
    }
    return [line], [note]


def _label(row: Row, name: str, index: Index) -> str:
    what = str(index.terms.get(row["term"], {}).get("what", ""))
    return f"{html.escape(textwrap.shorten(what, LABEL, placeholder='…'), quote=False)}  <b>{html.escape(name, quote=False)}</b>"


def _axis_title(index: Index, texts: Catalog) -> str:
    return texts("timeline.local", offset=offset(index))


def offset(index: Index) -> str:
    """The case's difference from UTC as of the picture, as ``+02:00``."""
    as_of = index.case.get("as_of")
    text = as_of.astimezone(index.zone).strftime("%z") if as_of is not None else "+0000"
    return f"{text[:3]}:{text[3:5]}"


def _local(moment: datetime, index: Index) -> str:
    """A local time as plotly reads it: without a zone, so that no browser moves it into its own."""
    return moment.astimezone(index.zone).strftime("%Y-%m-%d %H:%M:%S")


def hover_text(text: str) -> str:
    """Text for a hover box: plotly reads a few tags in it, so none may come from a case."""
    return "<br>".join(
        html.escape(line, quote=False) for line in textwrap.wrap(UNSEEN.sub("", text), WRAP)[:9]
    )


def ticks(drawing: Timeline, index: Index, texts: Catalog) -> list[tuple[float, str]]:
    """Days to write under the plain drawing, evenly spaced, each with its place in per cent."""
    first = drawing.start.astimezone(index.zone).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) + timedelta(days=1)
    days = max(1, (drawing.end - first).days + 1)
    step = max(1, -(-days // TICKS))
    marks = [first + timedelta(days=n) for n in range(0, days, step)]
    return [(drawing.share(mark), words.day(mark, index.zone, texts)) for mark in marks if mark < drawing.end]
