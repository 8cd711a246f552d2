"""All messages that a viewer sees: by what they are about, those first that wait for a receipt."""

from starlette.responses import Response

from troth.share.desk import Post
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.talk import every, views_of
from troth.share.web.writing import page

router = router_of_pages()
MOST = 200
"""Messages on one page."""


@shows(router, "/talk")
def messages(scene: Looked) -> Response:
    """The messages, by threads; the thread that something was said in last comes first."""
    about, waiting = scene.asked("about"), bool(scene.asked("waiting"))
    shown = [post for post in every(scene) if about in {"", post.about}]
    threads: dict[str, list[Post]] = {}
    for post in shown[-MOST:]:
        threads.setdefault(post.about, []).append(post)
    newest_first = sorted(threads.values(), key=lambda posts: (posts[-1].at, posts[-1].id), reverse=True)
    views = [views_of(posts, scene) for posts in newest_first]
    unread = sum(view.unread for thread in views for view in thread)
    return page(
        scene, "talk.page.html.j2", here="talk", unread=unread, waiting=waiting, about_asked=about,
        threads=[thread for thread in views if not waiting or any(view.unread for view in thread)],
        left_out=max(0, len(shown) - MOST),
    )  # fmt: skip
