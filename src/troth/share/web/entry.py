"""Forms by which an office says something: shown, sent, and shown again with what is wrong.

Every form is a page of its own with its own address, works without scripts, and comes back with what was filled in and
what is wrong with it. Nothing is sent twice: each form carries a reference that the desk knows again.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from troth.records.errors import Problem, ProblemsError
from troth.records.message import MessageForm
from troth.share.desk import DeskError, Draft, Post

from .faults import FaultError, absent
from .scene import Scene
from .talk import WORDS, about_url, every, name_of
from .writing import page

LABEL = ("tlp", "release_to", "embargo")


async def say(scene: Scene, form: FormData, draft: Draft) -> Response | Sequence[Problem]:
    """Post a draft and lead to where it stands, or give what is wrong with it."""
    try:
        [posted] = await run_in_threadpool(scene.desk.post, scene.caller.viewer, [draft])
    except ProblemsError as error:
        return error.problems
    except DeskError as error:
        raise FaultError(409, "desk", {"why": str(error)}) from None
    back = str(form.get("back") or "")
    if draft.kind == "report" and not draft.cells.get("retracts"):
        return RedirectResponse(scene.links.of("reports", posted.subject, posted="1"), status_code=303)
    about = draft.cells.get("about", "")
    target = (
        back if is_own_page(back) else about_url(about, scene.links) if about else scene.links.to("/talk")
    )
    return RedirectResponse(target, status_code=303)


def is_own_page(back: str) -> bool:
    """Whether an address to go back to is a page of this desk, and nobody else's."""
    plain = back.isprintable() and "\\" not in back
    return plain and back.startswith("/") and not back.startswith("//")


def new_ref() -> str:
    """A reference that no form had before."""
    return secrets.token_hex(12)


def ref_of(form: FormData) -> str:
    """The reference that a form carries."""
    return str(form.get("ref") or new_ref())


def entry_page(
    scene: Scene,
    template: str,
    cells: Mapping[str, str],
    problems: Sequence[Problem],
    ref: str,
    **more: Any,  # noqa: ANN401 - what a template shows
) -> Response:
    """A form, filled in, with what is wrong with it."""
    wrong: dict[str, list[Problem]] = {}
    for problem in problems:
        wrong.setdefault(problem.field or "", []).append(problem)
    parties = [row for row in scene.seen().run.tables.get("parties", ()) if row["id"] != scene.viewer]
    here = "write_red_line" if cells.get("form") == MessageForm.RED_LINE else template.partition(".")[0]
    today = scene.desk.now().astimezone(scene.desk.case.settings.zone).date().isoformat()
    return page(
        scene, template, here=here, status=422 if problems else 200, cells=cells, problems=problems, wrong=wrong,
        ref=ref, labels=WORDS, offices=parties, keeper=name_of(scene.desk.owner, scene), today=today, **more,
    )  # fmt: skip


def refused(scene: Scene, problems: Sequence[Problem]) -> Response:
    """Why something was not done that was sent by a button alone."""
    return entry_page(scene, "write_refused.html.j2", {}, problems, "")


def post_of(scene: Scene, subject: str, kind: str = "message") -> Post:
    """A message or a judgement that the reader sees; as if there were none, otherwise."""
    found = next((post for post in every(scene) if (post.subject, post.kind) == (subject, kind)), None)
    if found is None:
        raise absent()
    return found
