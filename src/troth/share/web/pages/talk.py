"""All messages that a viewer sees: by what they are about, those first that wait for a receipt."""

from starlette.responses import Response

from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.talk import PostView, every, view_of
from troth.share.web.writing import page

router = router_of_pages()
MOST = 200
"""Messages on one page."""


@shows(router, "/talk")
def messages(scene: Looked) -> Response:
    """The messages, by threads; the thread that something was said in last comes first."""
    about, waiting = scene.asked("about"), bool(scene.asked("waiting"))
    posts = every(scene)
    shown = [view_of(post, scene) for post in posts if about in {"", post.about}]
    threads: dict[str, list[PostView]] = {}
    for view in shown[-MOST:]:
        threads.setdefault(view.about, []).append(view)
    unread = sum(view.unread for view in shown)
    kept = {
        name: views
        for name, views in sorted(threads.items(), key=lambda item: -shown.index(item[1][-1]))
        if not waiting or any(view.unread for view in views)
    }
    return page(
        scene, "talk.page.html.j2", here="talk", threads=kept, unread=unread, waiting=waiting, about_asked=about,
        left_out=max(0, len(shown) - MOST),
    )  # fmt: skip
