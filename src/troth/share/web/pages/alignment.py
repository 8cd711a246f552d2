"""Alignment: who does what where, and the shared calendar; as pages, as CSV with HXL tags, as a calendar file."""

from datetime import datetime

from starlette.responses import Response

from troth.records.moment import parse_moment
from troth.share.desk import hxl
from troth.share.desk.calendar import Entry, calendar, embargoes
from troth.share.desk.ical import calendar_text
from troth.share.desk.matrix import ANYWHERE, Filter, Matrix, Work, matrix, works
from troth.share.web.alignment_views import (
    NOT_SAID,
    area_name,
    events,
    gap_lines,
    grid,
    grouped,
    overlap_lines,
    query_of,
    work_rows,
)
from troth.share.web.faults import FaultError
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import EXAMPLE, Scene, Seen
from troth.share.web.talk import may_do
from troth.share.web.writing import answer, page

router = router_of_pages()
CSV, ICS = "text/csv; charset=utf-8", "text/calendar; charset=utf-8"


@shows(router, "/alignment")
def alignment(scene: Looked) -> Response:
    """The matrix, where parties overlap, and where nobody is on record."""
    seen = scene.seen()
    every, chosen = _every(seen), _chosen(scene)
    found, texts, index = matrix(every, chosen), scene.texts, seen.index
    asked = query_of(chosen, scene.asked("at"))
    return page(
        scene, "alignment.html.j2", seen=seen, here="alignment", asked=asked, choices=_choices(every, scene, seen),
        areas=[area_name(area, texts) for area in found.areas], grid=grid(found, index, texts),
        overlaps=overlap_lines(found.overlaps, index, texts), gaps=gap_lines(found.gaps, texts),
        rows=work_rows(found, index, texts), own=_own(scene, seen), csv=scene.links.to("/alignment.csv", **asked),
    )  # fmt: skip


def _own(scene: Scene, seen: Seen) -> frozenset[str]:
    """The activities that the reader's office reported, where it may tell how they stand now."""
    if not may_do(scene, "post"):
        return frozenset()
    told, notes = seen.run.picture.statements, scene.desk.mirror.notes
    return frozenset(
        name for (kind, name), one in told.items() if kind == "activity" and notes[one].author == scene.viewer
    )


@shows(router, "/alignment.csv")
def table(scene: Looked) -> Response:
    """What the matrix shows, as a table for other programs."""
    found: Matrix = matrix(_every(scene.seen()), _chosen(scene))
    shown = [work for inside in found.cells.values() for work in inside]
    response = answer(scene, hxl.table(shown, marked=scene.desk.exercise or ""), CSV)
    response.headers["content-disposition"] = 'attachment; filename="who-does-what-where.csv"'
    return response


@shows(router, "/calendar")
def days(scene: Looked) -> Response:
    """What lies ahead, by day or by week."""
    seen = scene.seen()
    by = "week" if scene.asked("by") == "week" else "day"
    groups = grouped(_entries(scene, seen), seen.index, scene.texts, by=by)
    return page(scene, "calendar.html.j2", seen=seen, here="calendar", groups=groups, by=by)


@shows(router, "/calendar.ics")
def subscribed(scene: Looked) -> Response:
    """The same for calendar programs."""
    seen, texts = scene.seen(), scene.texts
    title = scene.desk.exercise
    drill = texts("cal.exercise", title=title) if title else ""
    found = events(
        _entries(scene, seen), seen.index, texts, case=scene.desk.case.id, drill=f"[{drill}]" if drill else ""
    )
    name = " – ".join(text for text in (drill, scene.desk.case.title) if text)
    response = answer(scene, calendar_text(found, name=name, stamp=seen.run.as_of), ICS)
    response.headers["content-disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _every(seen: Seen) -> list[Work]:
    """All works of the picture."""
    return works(seen.run.tables)


def _chosen(scene: Scene) -> Filter:
    """The filter that the address asks for."""
    area = scene.asked("area")
    return Filter(
        sector=scene.asked("sector"), area=ANYWHERE if area == NOT_SAID else area or None, party=scene.asked("party"),
        at=_day(scene),
    )  # fmt: skip


def _day(scene: Scene) -> datetime | None:
    """The day that is asked about; it may lie ahead, since plans do."""
    text = scene.asked("at")
    if not text:
        return None
    try:
        return parse_moment(text, scene.desk.case.settings.zone).start
    except (ValueError, OverflowError):
        raise FaultError(400, "time", {"found": text[:40], "example": EXAMPLE}) from None


def _choices(every: list[Work], scene: Scene, seen: Seen) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen: every sector, area and party that there is, as the view shows them."""
    areas = {work.area for work in every}
    return {
        "sector": sorted((sector, sector) for sector in {work.sector for work in every}),
        "area": sorted((area or NOT_SAID, area_name(area, scene.texts)) for area in areas),
        "party": sorted((party, seen.index.name(party)) for party in {work.party for work in every}),
    }


def _entries(scene: Scene, seen: Seen) -> list[Entry]:
    sight, now = scene.desk.sight(scene.viewer), seen.run.as_of
    return calendar(seen.run.tables, embargoes(scene.desk.mirror, sight, now))
