"""Saying something: reports, messages, receipts, corrections, withdrawals and judgements, from a form or a file.

Every form is a page of its own with its own address, works without scripts, and comes back with what was filled in and
what is wrong with it. Nothing is sent twice: each form carries a reference that the desk knows again.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from troth.records.errors import Problem, ProblemsError
from troth.records.evidence import Evidence, Form
from troth.records.message import ABOUT, MessageForm
from troth.records.moment import BY_DATE, Precision
from troth.share.desk import DeskError, Draft, Post, drafts_of
from troth.share.desk.reports import REPORT, empty_file
from troth.share.web.faults import FaultError, absent
from troth.share.web.forms import cells_of, file_of, read_form, require
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene
from troth.share.web.talk import GLOBALS, WORDS, about_url, author_of, name_of
from troth.share.web.writing import page, templates

router = router_of_pages()
templates().globals.update(GLOBALS)
LABEL = ("tlp", "release_to", "embargo")
MESSAGE = ("about", "form", "text", "reply_to", "supersedes", *LABEL)
JUDGEMENT = ("about", "decision", "reason", "because", "dissent", *LABEL)
_FORMS = [form.value for form in MessageForm if form not in {MessageForm.REPLY, MessageForm.RED_LINE}]
"""What a message can be; a red line has a form of its own, since nobody is asked who may see it."""


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
    done = await _say(scene, form, Draft(kind="report", cells=cells, ref=_ref(form)))
    return done if isinstance(done, Response) else _report_page(scene, cells, done, ref=_ref(form))


@shows(router, "/write/message")
def message_form(scene: Looked) -> Response:
    """An empty form for a message: about something, or in reply to another."""
    require(scene, "post")
    cells = {name: scene.asked(name) for name in ("about", "form", "reply_to") if scene.asked(name)}
    if corrects := scene.asked("corrects"):
        old = _message(scene, corrects)
        cells = {name: str(old[name]) for name in ("about", "form", "text", "reply_to") if old.get(name)}
        cells |= {"supersedes": corrects}
    elif "reply_to" in cells:
        cells |= {"about": str(_message(scene, cells["reply_to"]).get("about", "")), "form": "reply"}
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
    done = await _say(scene, form, Draft(kind="message", cells=cells, ref=_ref(form)))
    return done if isinstance(done, Response) else _message_page(scene, cells, done, ref=_ref(form))


@router.post("/write/acknowledgement", response_model=None)
async def acknowledged(scene: Looked) -> Response:
    """Note that the office received something."""
    form = await read_form(scene, "post")
    cells = cells_of(form, ("of",))
    done = await _say(scene, form, Draft(kind="acknowledgement", cells=cells, ref=_ref(form)))
    return done if isinstance(done, Response) else _refused(scene, done)


@shows(router, "/write/withdrawal")
def withdrawal_form(scene: Looked) -> Response:
    """Ask whether something is really to be taken back."""
    require(scene, "post")
    of, kind = scene.asked("of"), scene.asked("kind")
    if kind not in {"report", "message"}:
        raise absent()
    text = _told_report(scene, of) if kind == "report" else str(_message(scene, of).get("text", ""))
    return page(scene, "write_withdrawal.html.j2", here="talk", of=of, kind=kind, text=text, ref=_new_ref())


@router.post("/write/withdrawal", response_model=None)
async def withdrawn(scene: Looked) -> Response:
    """Take something back."""
    form = await read_form(scene, "post")
    kind = "report" if form.get("kind") == "report" else "message"
    given = cells_of(form, ("of", "note"))
    cells = {"retracts": given.get("of", "")}
    if "note" in given:
        cells |= {"note" if kind == "report" else "text": given["note"]}
    done = await _say(scene, form, Draft(kind=kind, cells=cells, ref=_ref(form)))
    return done if isinstance(done, Response) else _refused(scene, done)


@shows(router, "/write/judgement")
def judgement_form(scene: Looked) -> Response:
    """An empty form for a judgement."""
    require(scene, "judge")
    cells = {"about": scene.asked("about")} if scene.asked("about") else {}
    return _page(scene, "write_judgement.html.j2", cells, (), _new_ref())


@router.post("/write/judgement", response_model=None)
async def judgement_sent(scene: Looked) -> Response:
    """Take in a judgement."""
    form = await read_form(scene, "judge")
    cells = cells_of(form, JUDGEMENT)
    done = await _say(scene, form, Draft(kind="judgement", cells=cells, ref=_ref(form)))
    if isinstance(done, Response):
        return done
    return _page(scene, "write_judgement.html.j2", cells, done, _ref(form))


@shows(router, "/write/file")
def file_form(scene: Looked) -> Response:
    """A form for a file of reports."""
    require(scene, "post")
    return _page(scene, "write_file.html.j2", {}, (), "", checked=None)


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
            return _page(scene, "write_file.html.j2", label, (), "", checked=len(drafts))
        posted = await run_in_threadpool(scene.desk.post, office, drafts, file=name)
    except ProblemsError as error:
        return _page(scene, "write_file.html.j2", label, error.problems, "", checked=None)
    except DeskError as error:
        raise FaultError(409, "desk", {"why": str(error)}) from None
    fresh = sum(one.is_new for one in posted)
    return RedirectResponse(scene.links.to("/reports", posted=str(fresh)), status_code=303)


async def _say(scene: Scene, form: FormData, draft: Draft) -> Response | Sequence[Problem]:
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
        back if _is_own_page(back) else about_url(about, scene.links) if about else scene.links.to("/talk")
    )
    return RedirectResponse(target, status_code=303)


def _is_own_page(back: str) -> bool:
    """Whether an address to go back to is a page of this desk, and nobody else's."""
    plain = back.isprintable() and "\\" not in back
    return plain and back.startswith("/") and not back.startswith("//")


def _new_ref() -> str:
    return secrets.token_hex(12)


def _ref(form: FormData) -> str:
    return str(form.get("ref") or _new_ref())


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
    return _page(
        scene, "write_report.html.j2", cells, problems, ref or _new_ref(), offered=offered,
        terms=tables.get("terms", ()), forms=[form.value for form in Form],
    )  # fmt: skip


def _known(*lists: Any) -> list[str]:  # noqa: ANN401 - any iterables of texts
    return sorted({str(one) for names in lists for one in names if one})


def _message_page(
    scene: Scene, cells: Mapping[str, str], problems: Sequence[Problem] = (), *, ref: str = ""
) -> Response:
    answered = _post(scene, cells["reply_to"]) if cells.get("reply_to") else None
    terms = scene.seen().run.tables.get("terms", ())
    kind, _, name = cells.get("about", "").partition(":")
    return _page(
        scene, "write_message.html.j2", cells, problems, ref or _new_ref(), forms=_FORMS, kinds=ABOUT[:-1], terms=terms,
        answered="" if answered is None else str(answered.body.get("text", "")),
        answered_by="" if answered is None else name_of(answered.author, scene),
        about_text=scene.texts(f"talk.about.{kind}", name=name) if kind in ABOUT else "",
        about_what=next((str(row["what"]) for row in terms if kind == "term" and row["id"] == name), ""),
    )  # fmt: skip


def _page(
    scene: Scene,
    template: str,
    cells: Mapping[str, str],
    problems: Sequence[Problem],
    ref: str,
    **more: Any,  # noqa: ANN401 - what a template shows
) -> Response:
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


def _refused(scene: Scene, problems: Sequence[Problem]) -> Response:
    return _page(scene, "write_refused.html.j2", {}, problems, "")


def _post(scene: Scene, subject: str) -> Post:
    posts = scene.desk.posts(scene.viewer)
    found = next((post for post in posts if post.subject == subject and post.kind == "message"), None)
    if found is None:
        raise absent()
    return found


def _message(scene: Scene, subject: str) -> Mapping[str, Any]:
    return _post(scene, subject).body


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
        "valid_from": _written(row.valid_from and row.valid_from.astimezone(zone), row.valid_from_precision),
        "valid_to": _written_end(row.valid_to and row.valid_to.astimezone(zone), row.valid_to_precision),
        "tlp": note.label.tlp.value, "release_to": ";".join(note.label.release_to),
    }  # fmt: skip
    if row.quantity is not None:
        low, high = row.quantity.low, row.quantity.high
        cells["quantity"] = f">={low}" if high is None else str(low) if low == high else f"{low}..{high}"
        cells["unit"] = row.quantity.unit
    return {name: text for name, text in cells.items() if text}


def _written(at: datetime | None, precision: Precision | None) -> str:
    """A time as precisely as it was given."""
    if at is None:
        return ""
    if precision in BY_DATE:
        lengths = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}
        return at.isoformat()[: lengths[precision or Precision.DAY]]
    return at.isoformat(timespec="minutes" if precision is Precision.MINUTE else "seconds")


def _written_end(at: datetime | None, precision: Precision | None) -> str:
    """An end; that of a day, month or year lies where the next one begins."""
    before = at - timedelta(microseconds=1) if at is not None and precision in BY_DATE else at
    return _written(before, precision)
