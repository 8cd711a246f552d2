"""The map of an assessment: damage by region as plotly draws it without any tile or font, and the same in plain SVG."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from .index import Row

SHADES = ("#F1EEF6", "#BDC9E1", "#74A9CF", "#2B8CBE", "#045A8D")
"""From the least to the most damage: one hue that only grows darker, so that it reads without colours and on paper."""
WIDE, HIGH = 700, 420
"""Pixels that a map is fitted into; the page's script fits it again on narrower screens."""
_TILE = 512
"""Pixels of the whole world at zoom 0, as maplibre counts."""
_MOST_ZOOM = 14.0

Money = Mapping[str, Row]


def map_figure(shapes: Sequence[Row], damage: Money, hover: Mapping[str, str], unit: str) -> dict[str, Any]:
    """A choropleth of the mean damage by region, as plotly's plain dict; its style holds no address.

    Parameters
    ----------
    shapes
        Rows of the table `assess_shapes`.
    damage
        The row of each region's damage, all sectors together.
    hover
        What is to be read of each region.
    unit
        Of the scale.
    """
    names = [str(row["region"]) for row in shapes]
    west, south, east, north = _bounds(shapes)
    zoom = _zoom(west, south, east, north)
    features = [
        {
            "type": "Feature", "id": name, "properties": {},
            "geometry": {"type": "MultiPolygon", "coordinates": row["polygons"]},
        }
        for name, row in zip(names, shapes, strict=True)
    ]  # fmt: skip
    trace = {
        "type": "choroplethmap",
        "geojson": {"type": "FeatureCollection", "features": features},
        "locations": names,
        "z": [float(damage[name]["mean"]) if name in damage else 0.0 for name in names],
        "zmin": 0,
        "zmax": max((float(row["mean"]) for row in damage.values()), default=1.0),
        "colorscale": [[number / (len(SHADES) - 1), shade] for number, shade in enumerate(SHADES)],
        "text": [hover[name] for name in names],
        "hovertemplate": "%{text}<extra></extra>",
        "marker": {"line": {"width": 1.5, "color": "#333333"}},
        "colorbar": {"title": {"text": unit, "side": "right"}, "thickness": 14, "exponentformat": "B"},
    }
    ground = {"id": "ground", "type": "background", "paint": {"background-color": "rgba(0,0,0,0)"}}
    return {
        "data": [trace],
        "layout": {
            "map": {
                "style": {"version": 8, "sources": {}, "layers": [ground]},
                "center": {"lon": (west + east) / 2, "lat": _latitude((_mercator(south) + _mercator(north)) / 2)},
                "zoom": zoom,
            },
            "dragmode": False,  # names are laid over it, where they belong
            "annotations": [_label(name, damage) for name in names],
            "meta": {"zoom": zoom, "wide": WIDE, "places": _places(shapes, (west, south, east, north), zoom)},
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
            "height": HIGH,
            "paper_bgcolor": "rgba(0,0,0,0)",
        },
    }  # fmt: skip


def _label(name: str, damage: Money) -> dict[str, Any]:
    """A region's name as text over the map: a style without addresses has no font of its own."""
    most = max((float(row["mean"]) for row in damage.values()), default=0.0)
    shade = _shade(float(damage[name]["mean"]) if name in damage else 0.0, most)
    ink = "#FFFFFF" if shade in SHADES[3:] else "#1A1A1A"
    return {
        "x": 0.5,
        "y": 0.5,
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "text": str(escape(name)),
        "font": {"color": ink},
    }


def _places(
    shapes: Sequence[Row], bounds: tuple[float, float, float, float], zoom: float
) -> list[tuple[float, float]]:
    """Pixels from the middle of the map, right and up, of the middle of each region at a zoom."""
    west, south, east, north = bounds
    scale = _TILE * 2**zoom / (2 * math.pi)
    centre = math.radians((west + east) / 2), (_mercator(south) + _mercator(north)) / 2
    found = []
    for row in shapes:
        rings = [[(math.radians(x), _mercator(y)) for x, y in polygon[0]] for polygon in row["polygons"]]
        x, y = _middle(max(rings, key=lambda ring: abs(_area(ring))))
        found.append((round((x - centre[0]) * scale, 1), round((y - centre[1]) * scale, 1)))
    return found


def map_drawing(shapes: Sequence[Row], damage: Money, said: Mapping[str, str], label: str) -> Markup:
    """The same map in SVG, with the regions' names on it: for readers without scripts, without WebGL, and on paper."""
    west, south, east, north = _bounds(shapes)
    left, low, high = math.radians(west), _mercator(south), _mercator(north)
    scale = min(WIDE / max(math.radians(east) - left, 1e-9), HIGH / max(high - low, 1e-9))

    def place(lon: float, lat: float) -> tuple[float, float]:
        return round((math.radians(lon) - left) * scale, 1), round((high - _mercator(lat)) * scale, 1)

    most = max((float(row["mean"]) for row in damage.values()), default=0.0)
    areas, labels = [], []
    for row in shapes:
        name = str(row["region"])
        shade = _shade(float(damage[name]["mean"]) if name in damage else 0.0, most)
        ink = "#FFFFFF" if shade in SHADES[3:] else "#1A1A1A"
        rings = [[place(x, y) for x, y in ring] for polygon in row["polygons"] for ring in polygon]
        path = " ".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in rings)
        areas.append(
            f'<path d="{path}" fill="{shade}" fill-rule="evenodd"><title>{escape(said[name])}</title></path>'
        )
        x, y = _middle(max(rings, key=lambda ring: abs(_area(ring))))
        labels.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink}">{escape(name)}</text>')
    width, height = (math.radians(east) - left) * scale, (high - low) * scale
    return Markup(  # noqa: S704 - names are escaped above, the rest are numbers
        f'<svg class="regions" viewBox="-2 -2 {width + 4:.1f} {height + 4:.1f}" role="img" aria-label="{escape(label)}">'
        f'<g stroke="#333333" stroke-width="1.2">{"".join(areas)}</g>'
        f'<g text-anchor="middle" font-size="{min(width, height) / 28:.1f}">{"".join(labels)}</g></svg>'
    )  # fmt: skip


def _shade(amount: float, most: float) -> str:
    """The shade of an amount, in equal steps of the largest.

    >>> _shade(0, 10), _shade(10, 10)
    ('#F1EEF6', '#045A8D')
    """
    return SHADES[min(int(amount / most * len(SHADES)), len(SHADES) - 1)] if most > 0 else SHADES[0]


def _corners(shapes: Iterable[Row]) -> list[Sequence[float]]:
    return [place for row in shapes for polygon in row["polygons"] for ring in polygon for place in ring]


def _bounds(shapes: Sequence[Row]) -> tuple[float, float, float, float]:
    corners = _corners(shapes)
    east, north = max(x for x, _ in corners), max(y for _, y in corners)
    return min(x for x, _ in corners), min(y for _, y in corners), east, north


def _zoom(west: float, south: float, east: float, north: float) -> float:
    """The zoom at which the bounds fill nine tenths of the map.

    >>> round(_zoom(-180, -85, 180, 85), 1)
    -0.4
    """
    wide, high = (east - west) / 360, (_mercator(north) - _mercator(south)) / (2 * math.pi)
    # a sixth of the width is left to the scale beside the map
    fits = min(WIDE * 5 / 6 / (_TILE * max(wide, 1e-9)), HIGH / (_TILE * max(high, 1e-9)))
    return min(math.log2(0.9 * fits), _MOST_ZOOM)


def _mercator(latitude: float) -> float:
    bound = max(min(latitude, 85.0), -85.0)
    return math.log(math.tan(math.pi / 4 + math.radians(bound) / 2))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(mercator)) - math.pi / 2)


def _area(ring: Sequence[tuple[float, float]]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The centre of a ring's area."""
    area = _area(ring)
    if not area:
        return ring[0]
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    weight = [a[0] * b[1] - b[0] * a[1] for a, b in pairs]
    x = sum((a[0] + b[0]) * w for (a, b), w in zip(pairs, weight, strict=True)) / (6 * area)
    y = sum((a[1] + b[1]) * w for (a, b), w in zip(pairs, weight, strict=True)) / (6 * area)
    return x, y
