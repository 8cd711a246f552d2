"""The outlines of regions that a case names for its map: GeoJSON, held against the regions that its tables speak of."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from .folder import Folder
from .problems import did_you_mean, listed

Ring = list[list[float]]
MOST_CORNERS = 20_000
"""Of all outlines together: more makes a page that nobody can mail, and shows no more."""
_RING = 4
"""Positions that a closed ring has at least."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Outlines by region."""

    outlines: Mapping[str, Sequence[Sequence[Ring]]]
    """Of each region its polygons, each an outer ring and its holes, rings of (longitude, latitude)."""
    schematic: bool
    """Whether they are drawn to tell regions apart, and are no borders."""
    source: str


def shape_rows(shapes: Shapes | None) -> list[dict[str, Any]]:
    """The outlines as a table: a row for each region."""
    return [
        {"region": region, "polygons": polygons, "schematic": shapes.schematic, "because": [shapes.source]}
        for region, polygons in sorted(shapes.outlines.items())
    ] if shapes is not None else []  # fmt: skip


def read_shapes(
    folder: Folder, step: Mapping[str, Any], regions: Collection[str], *, of: str = "assess"
) -> Shapes | None:
    """The outlines that a step names, or None; what is wrong with them is noted.

    Parameters
    ----------
    folder
        The case.
    step
        Its settings: `shapes` names a file in tables/, `key` the property that holds the region's name.
    regions
        Every region that the tables have a figure for.
    of
        The name of the step.
    """
    said, key = step.get("shapes"), step.get("key", "region")
    if said is None:
        return None
    if not isinstance(said, str) or not isinstance(key, str):
        folder.problems.add(
            "case.toml", field=f"steps.{of}.shapes", found=str(said), expected="a file in tables/, and a key",
            remedy='write shapes = "regions.geojson" and key = "region"',
        )  # fmt: skip
        return None
    name = f"tables/{said}"
    document = _document(folder, name, of)
    if document is None:
        return None
    outlines = _outlines(folder, name, document["features"], key)
    _match(folder, name, set(outlines), set(regions))
    if (
        sum(len(ring) for polygons in outlines.values() for rings in polygons for ring in rings)
        > MOST_CORNERS
    ):
        folder.problems.add(
            name, found="more corners than that", expected=f"at most {MOST_CORNERS:,} corners in all outlines",
            remedy="simplify them: a map of a page needs a few hundred for a region",
        )  # fmt: skip
    return Shapes(outlines, document.get("schematic") is True, str(document.get("source", "")))


def _document(folder: Folder, name: str, of: str) -> dict[str, Any] | None:
    """The file as a collection that says what it is, or None after noting why not."""
    if not folder.has(name):
        folder.problems.add(
            "case.toml", field=f"steps.{of}.shapes", found=name, expected="a GeoJSON file in tables/",
            remedy="add the file, or take the setting out",
        )  # fmt: skip
        return None
    content = folder.content(name)
    if content is None:
        return None
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        folder.problems.add(
            name, found=str(error)[:100], expected="GeoJSON (RFC 7946)", remedy="export it again as GeoJSON"
        )
        return None
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        folder.problems.add(
            name, found="something else", expected="a FeatureCollection with features", remedy="export it again as GeoJSON"
        )  # fmt: skip
        return None
    if not isinstance(document.get("schematic"), bool):
        folder.problems.add(
            name, field="schematic", found=str(document.get("schematic")), expected="true or false beside features",
            remedy='write "schematic": true where the outlines are invented or only tell regions apart, else false',
        )  # fmt: skip
    if not isinstance(document.get("source"), str) or not document["source"].strip():
        folder.problems.add(
            name, field="source", expected="where the outlines are from, and their licence",
            remedy='write "source": "..." beside features',
        )  # fmt: skip
    return document


def _outlines(folder: Folder, name: str, features: Sequence[Any], key: str) -> dict[str, list[list[Ring]]]:
    found: dict[str, list[list[Ring]]] = {}
    for number, feature in enumerate(features, 1):
        at = f"feature {number}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        region = properties.get(key) if isinstance(properties, dict) else None
        if not isinstance(region, str) or not region.strip():
            has = listed(properties) if isinstance(properties, dict) else "none"
            folder.problems.add(
                name, field=f"{at}, {key}", found=f"properties: {has}", expected=f"the region's name in {key}",
                remedy="name the property that holds it with `key` beside `shapes`",
            )  # fmt: skip
            continue
        if region in found:
            folder.problems.add(
                name, field=at, found=region, expected="one feature for each region",
                remedy="make one MultiPolygon of both",
            )  # fmt: skip
            continue
        wrong = list(_wrong(feature.get("geometry")))
        for what in wrong[:3]:
            folder.problems.add(
                name, field=f"{at}, {region}", found=what, expected="a valid Polygon or MultiPolygon",
                remedy="mend the outline: closed rings, longitude before latitude, no crossing",
            )  # fmt: skip
        found[region] = [] if wrong else _polygons(feature["geometry"])
    return found


def _polygons(geometry: Mapping[str, Any]) -> list[list[Ring]]:
    """The polygons of a valid geometry, to five decimals: a metre."""
    many = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[[[round(x, 5), round(y, 5)] for x, y, *_ in ring] for ring in polygon] for polygon in many]


def _match(folder: Folder, name: str, drawn: set[str], known: set[str]) -> None:
    for region in sorted(drawn - known):
        folder.problems.add(
            name, field="region", found=region, expected=f"a region of the case's tables: {listed(known)}",
            remedy=did_you_mean(region, known - drawn, "correct the name, or take the outline out"),
        )  # fmt: skip
    for region in sorted(known - drawn) if drawn else ():
        folder.problems.add(
            name, field="region", found=f"no outline of {region}", expected="an outline of every region with figures",
            remedy="add it; a map with a hole reads as a place without damage",
        )  # fmt: skip


def _wrong(geometry: object) -> Iterator[str]:
    """What is wrong with a geometry, in a few words each."""
    if not isinstance(geometry, dict) or geometry.get("type") not in {"Polygon", "MultiPolygon"}:
        kind = geometry.get("type") if isinstance(geometry, dict) else None
        yield f"a geometry of type {kind}"
        return
    coordinates = geometry.get("coordinates")
    many = coordinates if geometry["type"] == "MultiPolygon" else [coordinates]
    if not isinstance(many, list) or not many:
        yield "no coordinates"
        return
    for polygon in many:
        if not isinstance(polygon, list) or not polygon:
            yield "a polygon without a ring"
            continue
        for ring in polygon:
            yield from _wrong_ring(ring)


def _wrong_ring(ring: object) -> Iterator[str]:
    if not isinstance(ring, list) or len(ring) < _RING or not all(_is_place(place) for place in ring):
        yield "a ring that is no list of four or more (longitude, latitude) within -180..180 and -90..90"
        return
    if ring[0][:2] != ring[-1][:2]:
        yield f"a ring that is not closed: it begins at {ring[0][:2]} and ends at {ring[-1][:2]}"
        return
    corners = np.array([place[:2] for place in ring], dtype=np.float64)
    if (crossing := _crossing(corners)) is not None:
        yield f"a ring that crosses itself near {crossing}"
    elif _area(corners) == 0:
        yield "a ring without an area"


def _is_place(place: object) -> bool:
    return (
        isinstance(place, list)
        and len(place) >= 2  # noqa: PLR2004 - longitude and latitude
        and all(isinstance(one, int | float) and not isinstance(one, bool) for one in place[:2])
        and abs(place[0]) <= 180  # noqa: PLR2004 - degrees
        and abs(place[1]) <= 90  # noqa: PLR2004 - degrees
    )


def _area(corners: np.ndarray) -> float:
    x, y = (corners - corners[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2)


def _crossing(corners: np.ndarray) -> tuple[float, float] | None:
    """Where two sides of a ring cross, or None: each side against all after it."""
    sides = list(pairwise(corners))
    starts, ends = corners[:-1], corners[1:]
    for number, (one, other) in enumerate(sides[:-2]):
        last = len(sides) - (
            1 if number == 0 else 0
        )  # the first and the last side meet where the ring closes
        some = slice(number + 2, last)
        a, b = _side(one, other, starts[some]), _side(one, other, ends[some])
        c = _turn(starts[some], ends[some], one)
        d = _turn(starts[some], ends[some], other)
        if ((a * b < 0) & (c * d < 0)).any():
            return round(float(one[0]), 4), round(float(one[1]), 4)
    return None


def _side(one: np.ndarray, other: np.ndarray, points: np.ndarray) -> np.ndarray:
    """On which side of the line from one to other each point lies."""
    along = other - one
    return np.asarray(along[0] * (points[:, 1] - one[1]) - along[1] * (points[:, 0] - one[0]))


def _turn(starts: np.ndarray, ends: np.ndarray, point: np.ndarray) -> np.ndarray:
    """On which side of each line the point lies."""
    along = ends - starts
    return np.asarray(along[:, 0] * (point[1] - starts[:, 1]) - along[:, 1] * (point[0] - starts[:, 0]))
