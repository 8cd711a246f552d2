"""Agreements and terms: the list with the verdicts, and one page for each term."""

from starlette.responses import Response

from troth.share.report.disputes import disputes
from troth.share.report.looks import STATES
from troth.share.report.monitor import agreement_line
from troth.share.report.reports import report
from troth.share.report.views import TermView, term_views
from troth.share.web.faults import absent
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.talk import talk
from troth.share.web.writing import page

router = router_of_pages()


@shows(router, "/terms")
def terms(scene: Looked) -> Response:
    """All terms, or those of one verdict or one agreement."""
    seen = scene.seen()
    state, agreement = scene.asked("state"), scene.asked("agreement")
    known = _views(scene, seen)
    shown = [
        view
        for view in known
        if state in {"", view.state}
        and agreement in {"", str(seen.index.terms.get(view.id, {}).get("agreement", ""))}
    ]
    return page(
        scene, "terms.html.j2", seen=seen, here="terms", places=True, terms=shown, state_asked=state, agreement_asked=agreement,
        states=[one for one in STATES if any(view.state == one for view in known)],
        agreements=[agreement_line(row, seen.index, scene.texts) for row in seen.tables.get("agreements", ())],
        choices=[(key, str(row.get("title") or key)) for key, row in seen.index.agreements.items()],
    )  # fmt: skip


def _views(scene: Scene, seen: Seen) -> list[TermView]:
    """The terms in words, without what only their own pages tell."""
    whole = [row for row in seen.tables.get("verdicts", ()) if row.get("instance") is None]
    return seen.kept(("terms", scene.texts.locale), lambda: term_views(whole, seen.index, scene.texts))


@shows(router, "/terms/{name:path}")
def term(name: str, scene: Looked) -> Response:
    """One term with everything that is said of it."""
    if name not in scene.seen().index.summaries:
        raise absent()
    seen = scene.seen(explained=True)
    index, texts = seen.index, scene.texts
    row = index.summaries.get(name)
    if row is None:
        raise absent()
    [view] = term_views([row], index, texts, seen.history, seen.tables.get("untold", ()))
    named = [key for key, uses in seen.uses.items() if any(use.term == name for use in uses)]
    return page(
        scene, "term.page.html.j2", seen=seen, here="terms", places=True, term=view,
        disputes=disputes([view], index, texts),
        evidence=[report(index.evidence[key], index, texts, seen.uses[key]) for key in named],
        statement=seen.run.statements.get(name, ""), agreement=str(index.terms.get(name, {}).get("agreement") or ""),
        subject=name, said=len(talk(scene, f"term:{name}")),
    )  # fmt: skip
