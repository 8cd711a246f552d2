"""Recording a judgement, and correcting one; `write` has the form by which it is taken back."""

from starlette.responses import Response

from troth.share.desk import Draft
from troth.share.web.entry import LABEL, entry_page, new_ref, post_of, ref_of, say
from troth.share.web.forms import cells_of, read_form, require
from troth.share.web.routes import Looked, router_of_pages, shows

router = router_of_pages()
JUDGEMENT = ("about", "decision", "reason", "because", "dissent", "supersedes", *LABEL)


@shows(router, "/write/judgement")
def judgement_form(scene: Looked) -> Response:
    """An empty form for a judgement, or one filled in from the judgement that it corrects."""
    require(scene, "judge")
    cells = {"about": scene.asked("about")} if scene.asked("about") else {}
    if corrects := scene.asked("corrects"):
        old = post_of(scene, corrects, "judgement")
        told = {name: str(old.body.get(name) or "") for name in ("decision", "reason")}
        told |= {name: ";".join(old.body.get(name) or ()) for name in ("because", "dissent")}
        cells = {
            "about": old.about,
            "supersedes": corrects,
            **{name: text for name, text in told.items() if text},
        }
    return entry_page(scene, "write_judgement.html.j2", cells, (), new_ref())


@router.post("/write/judgement", response_model=None)
async def judgement_sent(scene: Looked) -> Response:
    """Take in a judgement."""
    form = await read_form(scene, "judge")
    cells = cells_of(form, JUDGEMENT)
    if cells.get("tlp") == "same":
        cells = {name: text for name, text in cells.items() if name not in LABEL}
    done = await say(scene, form, Draft(kind="judgement", cells=cells, ref=ref_of(form)))
    if isinstance(done, Response):
        return done
    return entry_page(scene, "write_judgement.html.j2", cells, done, ref_of(form))
