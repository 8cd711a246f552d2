"""The overview: the answers, what changed since the last visit, what is due, overdue, disputed, and what waits for whoever looks."""

from collections import Counter
from datetime import datetime
from typing import Any

from starlette.responses import Response

from troth.records.label import PUBLIC
from troth.share.report.assess import headline, needed
from troth.share.report.looks import STATES
from troth.share.report.monitor import lead_values
from troth.share.report.text import Catalog
from troth.share.web.agenda_lines import complaint_leads, new_leads, overdue_lines, said_leads, waiting_lines
from troth.share.web.news import changed_since, since_of
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.writing import page

router = router_of_pages()


@shows(router, "/")
def overview(scene: Looked) -> Response:
    """The first page."""
    seen = scene.seen(explained=None)  # whose count a verdict depends on is in the answers only then
    since = since_of(scene, seen)
    key = ("overview", scene.texts.locale, scene.viewer, since.isoformat())
    values = seen.kept(key, lambda: _values(scene, seen, since))
    waits = [("waiting", waiting_lines(scene, seen))] if scene.viewer != PUBLIC else []
    values = {**values, "agenda": [*waits, *values["agenda"]]}
    return page(
        scene, "overview.html.j2", seen=seen, here="overview", said=said_leads(scene), complained=complaint_leads(scene),
        arrived=new_leads(scene, since), **values,
    )  # fmt: skip


def _values(scene: Scene, seen: Seen, since: datetime) -> dict[str, Any]:
    texts, index = scene.texts, seen.index
    tables = {**seen.tables, "changes": changed_since(scene, seen, since)}
    case = {**index.case, "since": since}
    found = lead_values({**tables, "case": [case]}, type(index).of({**tables, "case": [case]}), texts)
    lists = dict(found["lists"])
    return {
        **found,
        "assessed": " ".join(one for one in (headline(tables, texts), needed(tables, texts)) if one),
        "states": _states(seen, texts),
        "agenda": [
            ("due", lists["due"]),
            ("overdue", overdue_lines(seen, texts)),
        ],
        "news": [("changed", lists["changed"]), ("disputed", lists["disputed"])],
    }  # fmt: skip


def _states(seen: Seen, texts: Catalog) -> list[tuple[str, str, str]]:
    """How many terms have which verdict: state, number, and the number in words."""
    counted = Counter(str(row["state"]) for row in seen.index.summaries.values())
    return [
        (state, str(counted[state]), texts(f"overview.count.{'one' if counted[state] == 1 else 'many'}", n=str(counted[state])))
        for state in STATES
        if counted[state]
    ]  # fmt: skip
