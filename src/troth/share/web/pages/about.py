"""About the desk: what it is, whose picture it shows, and how verdicts are computed."""

from starlette.responses import Response

from troth.share.report.monitor import RULES, run_lines
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.writing import page

router = router_of_pages()


@shows(router, "/about")
def about(scene: Looked) -> Response:
    """What this is and how it works."""
    seen = scene.seen()
    run = run_lines(seen.tables, seen.index, scene.texts)
    return page(scene, "about.html.j2", seen=seen, here="about", rules=RULES, run=run)
