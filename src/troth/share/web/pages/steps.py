"""The steps of the case: every section of the report as a page, without knowing of any engine."""

from markupsafe import Markup
from starlette.responses import Response

from troth.share.report.section import Section
from troth.share.report.sections import SECTIONS, steps, titles
from troth.share.web.faults import absent
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.writing import figure_json, page

router = router_of_pages()


@shows(router, "/steps/{name}")
def step(name: str, scene: Looked) -> Response:
    """What one step of the case found."""
    if name not in steps(scene.seen().run.outcome.ran):
        raise absent()
    seen = scene.seen(explained=True)
    found = _section(name, scene, seen)
    title = dict(titles(seen.run.outcome.ran, scene.texts)).get(name, found.title)
    return page(
        scene, "step.html.j2", seen=seen, here=f"steps/{name}", places=True, section=found, heading=title,
        body=Markup(found.html),  # noqa: S704 - written by the report's autoescaping templates
        figures=[(key, figure_json(value)) for key, value in found.figures.items()],
    )  # fmt: skip


def _section(name: str, scene: Scene, seen: Seen) -> Section:
    tables, locale = {**seen.tables, "history": seen.history}, scene.texts.locale
    return seen.kept(("step", name, locale), lambda: SECTIONS[name](tables, locale))
