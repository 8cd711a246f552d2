"""The map of supply: origins, crossings and zones, and the loads between them, in plain SVG: nothing is loaded for it."""

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from .index import Row
from .supply_text import Words, number

WIDE, HIGH, EDGE = 860.0, 520.0, 90.0
"""Of the drawing, and the part of it around the crossings and zones."""
WIDEST = 14.0
MARKS = {"origin": "#E69F00", "crossing": "#0072B2", "zone": "#009E73"}
"""Colours (Okabe and Ito)."""
_LETTER, _LINE = 7.0, 15.0
Place = tuple[float, float]
Box = tuple[float, float, float, float]


def flow_map(words: Words) -> Markup:
    """The map; empty where the case gives no places.

    It is fitted to crossings and zones: an origin that lies farther stands at the edge, in its direction.
    """
    rows = [row for row in words.tables.get("supply_places", ()) if row["lat"] is not None and row["lon"] is not None]  # fmt: skip
    core = [row for row in rows if row["kind"] != "origin"]
    if not core:
        return Markup()
    at = _placed(rows, core)
    lines = _lines(words, at)
    marks = [
        _mark(str(row["kind"]), at[str(row["kind"]), str(row["place"])], _told(words, row)) for row in rows
    ]
    labels = _labels([(at[str(row["kind"]), str(row["place"])], str(row["name"])) for row in rows])
    return Markup(  # noqa: S704 - names are escaped, the rest are numbers
        f'<svg class="regions" viewBox="0 0 {WIDE:g} {HIGH + 30:g}" role="img" aria-label="{escape(words.texts("figure.supply.map"))}">'
        f'{"".join(lines)}{"".join(marks)}<g font-size="13" fill="currentColor">{"".join(labels)}</g>{_legend(words)}</svg>'
    )  # fmt: skip


def _placed(rows: Sequence[Row], core: Sequence[Row]) -> dict[tuple[str, str], Place]:
    west, east = (end(float(row["lon"]) for row in core) for end in (min, max))
    low, high = (end(_mercator(float(row["lat"])) for row in core) for end in (min, max))
    scale = min(
        (WIDE - 2 * EDGE) / max(math.radians(east - west), 1e-6), (HIGH - 2 * EDGE) / max(high - low, 1e-6)
    )
    middle = (math.radians(west + east) / 2, (low + high) / 2)
    found = {}
    for row in rows:
        x = WIDE / 2 + (math.radians(float(row["lon"])) - middle[0]) * scale
        y = HIGH / 2 - (_mercator(float(row["lat"])) - middle[1]) * scale
        found[str(row["kind"]), str(row["place"])] = _inside(x, y)
    return found


def _inside(x: float, y: float) -> Place:
    """Within the frame, in the same direction from its middle."""
    away = max(abs(x - WIDE / 2) / (WIDE / 2 - 20), abs(y - HIGH / 2) / (HIGH / 2 - 20), 1.0)
    return round(WIDE / 2 + (x - WIDE / 2) / away, 1), round(HIGH / 2 + (y - HIGH / 2) / away, 1)


def _mercator(latitude: float) -> float:
    return math.log(math.tan(math.pi / 4 + math.radians(max(min(latitude, 85.0), -85.0)) / 2))


def _lines(words: Words, at: Mapping[tuple[str, str], Place]) -> list[str]:
    flows = [row for row in words.tables.get("supply_flows", ()) if row["loads"] > 0]
    most = max((float(row["loads"]) for row in flows), default=1.0)
    found = []
    for row in sorted(flows, key=lambda row: -row["loads"]):
        ends = ("origin", "crossing") if row["kind"] == "leg" else ("crossing", "zone")
        start, end = (at.get((kind, str(row[name]))) for kind, name in zip(ends, ("from", "to"), strict=True))
        if start is None or end is None:
            continue
        width = max(1.0, WIDEST * math.sqrt(float(row["loads"]) / most))
        told = (
            f"{words.name(row['from'])} \N{RIGHTWARDS ARROW} {words.name(row['to'])}: {number(row['loads'])}"
        )
        found.append(
            f'<line x1="{start[0]}" y1="{start[1]}" x2="{end[0]}" y2="{end[1]}" stroke="{MARKS[ends[0]]}" stroke-opacity="0.45" '
            f'stroke-width="{width:.1f}" stroke-linecap="round"><title>{escape(told)}</title></line>'
        )  # fmt: skip
    return found


def _mark(kind: str, at: Place, told: str) -> str:
    x, y = at
    shapes = {
        "origin": f'<rect x="{x - 6}" y="{y - 6}" width="12" height="12"',
        "crossing": f'<path d="M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}Z"',
        "zone": f'<circle cx="{x}" cy="{y}" r="8"',
    }
    return f'{shapes[kind]} fill="{MARKS[kind]}" stroke="#fff" stroke-width="1.5"><title>{escape(told)}</title></{shapes[kind][1:].split(" ", 1)[0]}>'


def _told(words: Words, row: Row) -> str:
    kind = words.texts(f"supply.map.{row['kind']}")
    people = f", {number(row['people'])}" if row["people"] else ""
    return f"{row['name']} ({kind}{people})"


def _labels(named: Sequence[tuple[Place, str]]) -> list[str]:
    """Names beside their marks, where they cover none and no other name, as far as there is room."""
    taken: list[Box] = [(x - 9, y - 9, x + 9, y + 9) for (x, y), _ in named]
    found = []
    for (x, y), name in named:
        width = _LETTER * len(name)
        able = [(x + 12, y + 5), (x - 12 - width, y + 5), (x - width / 2, y - 13), (x - width / 2, y + 23), (x + 12, y + 20), (x + 12, y - 10), (x - 12 - width, y + 20), (x - 12 - width, y - 10)]  # fmt: skip
        left, base = next((one for one in able if _free(one, width, taken)), able[0])
        taken.append(_box(left, base, width))
        found.append(f'<text x="{left:.1f}" y="{base:.1f}">{escape(name)}</text>')
    return found


def _box(left: float, base: float, width: float) -> Box:
    return left, base - _LINE + 4, left + width, base + 3


def _free(at: Place, width: float, taken: Sequence[Box]) -> bool:
    left, top, right, low = _box(*at, width)
    inside = left >= 0 and right <= WIDE and top >= 0 and low <= HIGH
    return inside and all(right <= one[0] or left >= one[2] or low <= one[1] or top >= one[3] for one in taken)  # fmt: skip


def _legend(words: Words) -> str:
    marks = [
        _mark(kind, (18.0 + 170 * place, HIGH + 15), "") + f'<text x="{34 + 170 * place}" y="{HIGH + 20:g}" font-size="13" fill="currentColor">{escape(words.texts(f"supply.map.{kind}"))}</text>'
        for place, kind in enumerate(MARKS)
    ]  # fmt: skip
    return "".join(marks)
