"""Sources: who published what, and what rests on it."""

from starlette.responses import Response

from troth.share.report.reports import report, source_view
from troth.share.web.faults import absent
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.statements import visible
from troth.share.web.stretch import stretch_of
from troth.share.web.writing import page

router = router_of_pages()


@shows(router, "/sources")
def sources(scene: Looked) -> Response:
    """All sources that the viewer may see, and who is who."""
    seen = scene.seen()
    index, texts = seen.index, scene.texts
    stretch = stretch_of(scene, list(index.sources.values()))
    return page(
        scene, "sources.html.j2", seen=seen, here="sources", stretch=stretch,
        sources=[source_view(row, index, texts) for row in stretch.items],
        parties=[(row, index.name(str(row["id"]))) for row in index.parties.values()],
    )  # fmt: skip


@shows(router, "/sources/{name:path}")
def source(name: str, scene: Looked) -> Response:
    """One source with everything that rests on it."""
    seen = scene.seen()
    index, texts = seen.index, scene.texts
    row = index.sources.get(name)
    if row is None:
        raise absent()
    rest = [one for one in index.evidence.values() if (one.get("source") or one.get("source_id")) == name]
    statement = seen.run.picture.statements.get(("source", name), "")
    return page(
        scene, "source.html.j2", seen=seen, here="sources", source=source_view(row, index, texts), row=row, subject=name,
        origins=index.names(row.get("origin") or ()),
        evidence=[report(one, index, texts, seen.uses[str(one["id"])]) for one in rest],
        terms=[term for term in index.terms.values() if term.get("source") == name],
        statement=statement if statement and visible(scene, seen, statement) else "",
    )  # fmt: skip
