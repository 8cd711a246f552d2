"""Saying something: reports, messages, receipts, corrections and withdrawals, from a form or a file.

Judgements and activities have modules of their own; `entry` is what all of them share.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from troth.records.errors import Problem, ProblemsError
from troth.records.evidence import Evidence, Form
from troth.records.message import ABOUT, MessageForm
from troth.records.moment import written, written_end
from troth.share.desk import DeskError, Draft, drafts_of
from troth.share.desk.reports import REPORT, empty_file
from troth.share.web.entry import LABEL, entry_page, new_ref, post_of, ref_of, refused, say
from troth.share.web.faults import FaultError, absent
from troth.share.web.forms import cells_of, file_of, read_form, require
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene
from troth.share.web.talk import GLOBALS, author_of, name_of
from troth.share.web.writing import page, templates

router = router_of_pages()
templates().globals.update(GLOBALS)
MESSAGE = ("about", "form", "text", "reply_to", "supersedes", *LABEL)
_FORMS = [form.value for form in MessageForm if form not in {MessageForm.REPLY, MessageForm.RED_LINE}]
"""What a message can be; a red line has a form of its own, since nobody is asked who may see it."""


class _TakingBack(NamedTuple):
    """How something is taken back."""

    action: str
    """What the caller must be allowed to do."""
    words: str
    """The field that says what it was."""
    reason: str
    """The field for why it is taken back."""


_TAKEN_BACK = {
    "report": _TakingBack("post", "", "note"),
    "message": _TakingBack("post", "text", "text"),
    "judgement": _TakingBack("judge", "decision", "reason"),
}


@shows(router, "/write/report")
def report_form(scene: Looked) -> Response:
    """An empty form for a report, or one filled in from the report that it disputes or corrects."""
    require(scene, "post")
    cells: dict[str, str] = {}
    corrects, disputes = scene.asked("corrects"), scene.asked("disputes")
    if corrects or disputes:
        cells = _from_report(scene, corrects or disputes)
    if corrects:
        cells |= {"supersedes": corrects}
    elif disputes:
        cells |= {"form": Form.DENIAL.value, "note": ""}
        cells.pop("quantity", None)
    elif scene.asked("term"):
        cells |= _from_term(scene, scene.asked("term"))
    if scene.asked("place"):
        cells |= {"place": scene.asked("place")}
    return _report_page(scene, cells)


@router.post("/write/report", response_model=None)
async def report_sent(scene: Looked) -> Response:
    """Take in a report."""
    form = await read_form(scene, "post")
    cells = cells_of(form, REPORT)
    done = await say(scene, form, Draft(kind="report", cells=cells, ref=ref_of(form)))
    return done if isinstance(done, Response) else _report_page(scene, cells, done, ref=ref_of(form))


@shows(router, "/write/message")
def message_form(scene: Looked) -> Response:
    """An empty form for a message: about something, or in reply to another."""
    require(scene, "post")
    cells = {name: scene.asked(name) for name in ("about", "form", "reply_to") if scene.asked(name)}
    if corrects := scene.asked("corrects"):
        old = post_of(scene, corrects).body
        cells = {name: str(old[name]) for name in ("about", "form", "text", "reply_to") if old.get(name)}
        cells |= {"supersedes": corrects}
    elif "reply_to" in cells:
        cells |= {"about": str(post_of(scene, cells["reply_to"]).body.get("about", "")), "form": "reply"}
    return _message_page(scene, cells)


@router.post("/write/message", response_model=None)
async def message_sent(scene: Looked) -> Response:
    """Take in a message."""
    form = await read_form(scene, "post")
    cells = cells_of(form, MESSAGE)
    kind, name = str(form.get("about_kind") or ""), str(form.get("about_name") or "").strip()
    if kind and "about" not in cells:
        cells["about"] = kind if kind == "case" else f"{kind}:{name}"
    if cells.get("tlp") == "same":
        cells = {name: text for name, text in cells.items() if name not in LABEL}
    done = await say(scene, form, Draft(kind="message", cells=cells, ref=ref_of(form)))
    return done if isinstance(done, Response) else _message_page(scene, cells, done, ref=ref_of(form))


@router.post("/write/acknowledgement", response_model=None)
async def acknowledged(scene: Looked) -> Response:
    """Note that the office received something."""
    form = await read_form(scene, "post")
    cells = cells_of(form, ("of",))
    done = await say(scene, form, Draft(kind="acknowledgement", cells=cells, ref=ref_of(form)))
    return done if isinstance(done, Response) else refused(scene, done)


@shows(router, "/write/withdrawal")
def withdrawal_form(scene: Looked) -> Response:
    """Ask whether something is really to be taken back."""
    of, kind = scene.asked("of"), scene.asked("kind")
    if kind not in _TAKEN_BACK:
        raise absent()
    require(scene, _TAKEN_BACK[kind].action)
    text = (
        _told_report(scene, of)
        if kind == "report"
        else str(post_of(scene, of, kind).body.get(_TAKEN_BACK[kind].words, ""))
    )
    return page(scene, "write_withdrawal.html.j2", here="talk", of=of, kind=kind, text=text, ref=new_ref())


@router.post("/write/withdrawal", response_model=None)
async def withdrawn(scene: Looked) -> Response:
    """Take something back."""
    form = await read_form(scene, "post")
    kind = str(form.get("kind") or "message")
    if kind not in _TAKEN_BACK:
        raise absent()
    require(scene, _TAKEN_BACK[kind].action)
    given = cells_of(form, ("of", "note"))
    cells = {"retracts": given.get("of", "")}
    if "note" in given:
        cells |= {_TAKEN_BACK[kind].reason: given["note"]}
    done = await say(scene, form, Draft(kind=kind, cells=cells, ref=ref_of(form)))
    return done if isinstance(done, Response) else refused(scene, done)


@shows(router, "/write/file")
def file_form(scene: Looked) -> Response:
    """A form for a file of reports."""
    require(scene, "post")
    return entry_page(scene, "write_file.html.j2", {}, (), "", checked=None)


@shows(router, "/write/file/reports.csv")
def file_template(scene: Looked) -> Response:
    """A file to begin with."""
    del scene
    return Response(
        empty_file(), media_type="text/csv; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="reports.csv"'},
    )  # fmt: skip


@router.post("/write/file", response_model=None)
async def file_sent(scene: Looked) -> Response:
    """Check a file of reports, or take all of it in; nothing of it where anything is wrong."""
    form = await read_form(scene, "post", files=1)
    name, content = await file_of(form, "file")
    label = cells_of(form, LABEL)
    only_check, office = form.get("do") != "post", scene.caller.viewer
    try:
        drafts = await run_in_threadpool(drafts_of, content, name=name or "reports.csv", label=label)
        if only_check:
            await run_in_threadpool(scene.desk.check, office, drafts, file=name)
            return entry_page(scene, "write_file.html.j2", label, (), "", checked=len(drafts))
        posted = await run_in_threadpool(scene.desk.post, office, drafts, file=name)
    except ProblemsError as error:
        return entry_page(scene, "write_file.html.j2", label, error.problems, "", checked=None)
    except DeskError as error:
        raise FaultError(409, "desk", {"why": str(error)}) from None
    fresh = sum(one.is_new for one in posted)
    return RedirectResponse(scene.links.to("/reports", posted=str(fresh)), status_code=303)


def _report_page(
    scene: Scene, cells: Mapping[str, str], problems: Sequence[Problem] = (), *, ref: str = ""
) -> Response:
    tables = scene.seen().run.tables
    measured = [term.get("measure") or {} for term in tables.get("terms", ())]
    evidence = tables.get("evidence", ())
    offered = {
        "event": _known(
            *(measure.get("event", ()) for measure in measured), (row["event"] for row in evidence)
        ),
        "category": _known(
            *(measure.get("category", ()) for measure in measured), (row["category"] for row in evidence)
        ),
        "unit": _known([str(measure.get("unit") or "") for measure in measured]),
        "place": _known(row["place"] for row in evidence),
        "actor": _known(str(party["id"]) for party in tables.get("parties", ())),
    }
    return entry_page(
        scene, "write_report.html.j2", cells, problems, ref or new_ref(), offered=offered,
        terms=tables.get("terms", ()), forms=[form.value for form in Form],
    )  # fmt: skip


def _known(*lists: Any) -> list[str]:  # noqa: ANN401 - any iterables of texts
    return sorted({str(one) for names in lists for one in names if one})


def _message_page(
    scene: Scene, cells: Mapping[str, str], problems: Sequence[Problem] = (), *, ref: str = ""
) -> Response:
    answered = post_of(scene, cells["reply_to"]) if cells.get("reply_to") else None
    terms = scene.seen().run.tables.get("terms", ())
    kind, _, name = cells.get("about", "").partition(":")
    return entry_page(
        scene, "write_message.html.j2", cells, problems, ref or new_ref(), forms=_FORMS, kinds=ABOUT[:-1], terms=terms,
        answered="" if answered is None else str(answered.body.get("text", "")),
        answered_by="" if answered is None else name_of(answered.author, scene),
        about_text=scene.texts(f"talk.about.{kind}", name=name) if kind in ABOUT else "",
        about_what=next((str(row["what"]) for row in terms if kind == "term" and row["id"] == name), ""),
    )  # fmt: skip


def _evidence(scene: Scene, name: str) -> Evidence:
    found = next((row for row in scene.seen().run.picture.evidence if row.id == name), None)
    if found is None:
        raise absent()
    return found


def _told_report(scene: Scene, name: str) -> str:
    row = _evidence(scene, name)
    if author_of(scene, scene.seen().run.statements.get(name, "")) != scene.viewer:
        raise absent()
    quantity = row.quantity.text() if row.quantity else ""
    return " ".join(part for part in (row.event, row.category, quantity, row.note) if part)


def _from_term(scene: Scene, name: str) -> dict[str, str]:
    """What a report on a term will mostly say: the term, and of what it counts that which leaves no choice."""
    found = next((row for row in scene.seen().run.tables.get("terms", ()) if row["id"] == name), None)
    measure: Mapping[str, Any] = {} if found is None else found.get("measure") or {}
    counted = {"event": tuple(measure.get("event") or ()), "category": tuple(measure.get("category") or ())}
    only = {field: str(values[0]) for field, values in counted.items() if len(values) == 1}
    unit = str(measure.get("unit") or "")
    return {"term_ids": name, **only, **({"unit": unit} if unit else {})}


def _from_report(scene: Scene, name: str) -> dict[str, str]:
    """The cells of a report, as they were written."""
    row = _evidence(scene, name)
    note = scene.desk.mirror.notes[scene.seen().run.statements[name]]
    zone = scene.desk.case.settings.zone
    cells = {
        "term_ids": ";".join(row.terms), "form": row.form.value, "event": row.event, "category": row.category,
        "actor": row.actor, "place": row.place, "note": row.note, "key": row.key,
        "valid_from": written(row.valid_from, row.valid_from_precision, zone),
        "valid_to": written_end(row.valid_to, row.valid_to_precision, zone),
        "tlp": note.label.tlp.value, "release_to": ";".join(note.label.release_to),
    }  # fmt: skip
    if row.quantity is not None:
        cells |= {"quantity": row.quantity.text(), "unit": row.quantity.unit}
    return {name: text for name, text in cells.items() if text}
