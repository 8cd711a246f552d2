"""The situation report as text to copy, in plain words and in Markdown."""

from collections.abc import Callable

from starlette.responses import Response

from troth.share.report import words
from troth.share.report.index import Index
from troth.share.report.quotes import viewer
from troth.share.report.section import UNSEEN
from troth.share.report.text import plain
from troth.share.report.timeline import offset
from troth.share.web.agenda_lines import overdue_lines
from troth.share.web.news import changed_since, since_of
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.situation import Situation, as_markdown, as_text, situation
from troth.share.web.writing import answer, page

router = router_of_pages()


@shows(router, "/situation")
def shown(scene: Looked) -> Response:
    """The text on a page, with a button that copies it."""
    seen = scene.seen()
    return page(scene, "situation.html.j2", seen=seen, here="situation", text=as_text(_written(scene, seen)))


@shows(router, "/situation.txt")
def text(scene: Looked) -> Response:
    """The text alone."""
    return _alone(scene, as_text, "text/plain; charset=utf-8")


@shows(router, "/situation.md")
def markdown(scene: Looked) -> Response:
    """The same as Markdown."""
    return _alone(scene, as_markdown, "text/markdown; charset=utf-8")


def _alone(scene: Scene, write: Callable[[Situation], str], media_type: str) -> Response:
    return answer(scene, UNSEEN.sub("", write(_written(scene, scene.seen()))), media_type)


def _written(scene: Scene, seen: Seen) -> Situation:
    texts, since = scene.texts, since_of(scene, seen)
    tables = {
        **seen.tables,
        "changes": changed_since(scene, seen, since),
        "case": [{**seen.index.case, "since": since}],
    }
    index = Index.of(tables)
    about = texts(
        "desk.seen", viewer=viewer(index, texts), as_of=words.instant(index.case.get("as_of"), index.zone, texts), offset=offset(index)
    )  # fmt: skip
    title = scene.desk.exercise
    drill = f"{texts('desk.exercise', title=title)}. {texts('desk.exercise.note')}" if title else ""
    return situation(
        tables, index, texts, about=f"{about}.", exercise=drill, overdue=[plain(line) for line in overdue_lines(seen, texts)]
    )  # fmt: skip
