"""Reporting an activity, and telling how it stands now; saying to everybody what became of complaints."""

from collections.abc import Mapping, Sequence

from starlette.responses import RedirectResponse, Response

from troth.records.activity import Activity, ActivityStatus
from troth.records.complaint import Category
from troth.records.errors import Problem
from troth.share.desk import Draft
from troth.share.desk.activities import ACTIVITY, as_it_stood
from troth.share.desk.complaints import SUMMARY
from troth.share.web.entry import entry_page, new_ref, ref_of, say
from troth.share.web.faults import absent
from troth.share.web.forms import cells_of, read_form, require
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene

router = router_of_pages()
FIELDS = (*ACTIVITY, "supersedes")
_SUMMARY = ("category", "text", "tlp")


@shows(router, "/write/activity")
def activity_form(scene: Looked) -> Response:
    """An empty form for an activity, or one filled in with how an earlier one stood."""
    require(scene, "post")
    if name := scene.asked("updates"):
        return _activity_page(scene, {**_stood(scene, name), "supersedes": name})
    asked = {name: scene.asked(name) for name in ("sector", "place")}
    return _activity_page(scene, {name: text for name, text in asked.items() if text})


@router.post("/write/activity", response_model=None)
async def activity_sent(scene: Looked) -> Response:
    """Take in an activity."""
    form = await read_form(scene, "post")
    cells = cells_of(form, FIELDS)
    done = await say(scene, form, Draft(kind="activity", cells=cells, ref=ref_of(form)))
    if isinstance(done, Response):
        return RedirectResponse(scene.links.to("/alignment"), status_code=303)
    return _activity_page(scene, cells, done, ref=ref_of(form))


@shows(router, "/write/summary")
def summary_form(scene: Looked) -> Response:
    """An empty form for what everybody may know of complaints."""
    require(scene, "post")
    return _summary_page(scene, {}, (), new_ref())


@router.post("/write/summary", response_model=None)
async def summary_sent(scene: Looked) -> Response:
    """Take in a summary."""
    form = await read_form(scene, "post")
    cells = cells_of(form, _SUMMARY)
    done = await say(scene, form, Draft(kind=SUMMARY, cells=cells, ref=ref_of(form)))
    if isinstance(done, Response):
        return RedirectResponse(scene.links.to("/complaints"), status_code=303)
    return _summary_page(scene, cells, done, ref_of(form))


def _stood(scene: Scene, name: str) -> dict[str, str]:
    """The cells of an activity that the office reported, as it stands."""
    picture = scene.seen().run.picture
    note = scene.desk.mirror.notes.get(picture.statements.get(("activity", name), ""))
    was: Activity | None = next((one for one in picture.activities if one.id == name), None)
    if note is None or was is None or note.author != scene.viewer:
        raise absent()
    return as_it_stood(was, note, scene.desk.case.settings.zone)


def _activity_page(
    scene: Scene, cells: Mapping[str, str], problems: Sequence[Problem] = (), *, ref: str = ""
) -> Response:
    tables = scene.seen().run.tables
    known = tables.get("activities", ())
    return entry_page(
        scene, "write_activity.html.j2", cells, problems, ref or new_ref(), statuses=[one.value for one in ActivityStatus],
        sectors=sorted({str(row["sector"]) for row in known}),
        places=sorted({str(row.get("place") or "") for name in ("activities", "evidence") for row in tables.get(name, ())} - {""}),
        organs=sorted(str(row["id"]) for row in tables.get("parties", ()) if row.get("part_of") == scene.viewer),
    )  # fmt: skip


def _summary_page(scene: Scene, cells: Mapping[str, str], problems: Sequence[Problem], ref: str) -> Response:
    categories = [one.value for one in Category]
    return entry_page(scene, "write_summary.html.j2", cells, problems, ref, categories=categories)
