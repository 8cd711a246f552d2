"""Complaints and questions: anybody hands them in and reads the answer with a receipt; offices pass on, answer, close."""

from typing import Annotated, Any

from fastapi import Depends
from starlette.responses import Response

from troth.records.complaint import Category, ClosingReason
from troth.records.errors import ProblemsError
from troth.share.desk import DeskError, Draft
from troth.share.desk.complaints import new_token, take_in
from troth.share.desk.inbox import Published, counts, inbox, pending, published, status, summaries, week_start
from troth.share.desk.personal import looks_personal
from troth.share.report import words
from troth.share.report.text import as_line, plain
from troth.share.web.complaint_views import (
    count_rows,
    counts_note,
    length,
    sections,
    status_values,
    summary_rows,
)
from troth.share.web.faults import FaultError, absent
from troth.share.web.public_forms import counted, form_of, guard_of
from troth.share.web.routes import Looked, router_of_pages, shows
from troth.share.web.scene import Scene, Seen
from troth.share.web.writing import page

router = router_of_pages()
FIELDS = ("category", "place", "text")
HANDLERS = frozenset({"officer", "adjudicator"})
DRAFTS = {
    "route": ("referral", ("to", "note"), "adjudicator"), "answer": ("answer", ("text",), ""),
    "close": ("closing", ("reason", "text"), "adjudicator"),
}  # fmt: skip
"""What an office can do about a complaint: the kind of statement, the fields of its form, the role that it takes."""


@shows(router, "/complaints")
def form(scene: Looked) -> Response:
    """The form, what came in as counts, what offices say about it."""
    return _form(scene, {**dict.fromkeys(FIELDS, ""), "once": new_token()}, {})


@router.post("/complaints", response_model=None)
def send(scene: Looked, sent: Annotated[dict[str, str], Depends(counted("complaint"))]) -> Response:
    """Take in what somebody says or asks, who need not say who they are."""
    cells = {name: sent.get(name, "").strip() for name in FIELDS}
    once = sent.get("once", "")[:100] or new_token()
    warned = looks_personal(f"{cells['text']}\n{cells['place']}")
    if warned and not sent.get("sure"):
        return _form(
            scene,
            {**cells, "once": once},
            {"warned": [scene.texts(f"complain.warn.{kind}") for kind in warned]},
            status=422,
        )
    try:
        code = take_in(scene.desk, {**cells, "language": scene.texts.locale}, token=once)
    except ProblemsError as error:
        told = [problem.text() for problem in error.problems]
        return _form(scene, {**cells, "once": once}, {"problems": told}, status=422)
    return page(scene, "complaint_done.html.j2", here="complaints", code=code)


def _form(scene: Scene, cells: dict[str, str], told: dict[str, list[str]], *, status: int = 200) -> Response:
    seen, texts, times = scene.seen(), scene.texts, scene.desk.case.settings.complaints
    warned = told.get("warned", [])
    until = week_start(scene.desk.now().astimezone(seen.index.zone))
    found = _published(scene, seen)
    values: dict[str, Any] = {
        "cells": cells, "problems": told.get("problems", []), "csrf": guard_of(scene.request).token(scene.request),
        "warned": plain(words.listing([as_line(one) for one in warned], texts)) if warned else "",
        "categories": [one.value for one in Category], "areas": _areas(seen),
        "times": texts("complain.times", first=length(times.acknowledge_within, texts), second=length(times.answer_within, texts)),
        "counts": count_rows(found, texts), "total": "" if found.total is None else str(found.total),
        "counts_note": counts_note(until, seen.index.zone, texts),
        "summaries": summary_rows(summaries(scene.desk), seen.index, texts),
    }  # fmt: skip
    return page(scene, "complaints.html.j2", seen=seen, here="complaints", status=status, **values)


def _areas(seen: Seen) -> list[str]:
    """The places that the case names to this viewer, to choose from."""
    tables = seen.run.tables
    found = {
        str(row.get("place") or "") for name in ("evidence", "activities") for row in tables.get(name, ())
    }
    return sorted(found - {""})


def _published(scene: Scene, seen: Seen) -> Published:
    """The counts of whole weeks, by areas that the case names to everybody: the same for every viewer."""
    desk = scene.desk
    until = week_start(desk.now().astimezone(seen.index.zone))
    areas = _areas(scene.shelf.of(desk.run("public", explained=False)))
    return published(counts(desk, until=until, areas=areas))


@shows(router, "/complaints/receipt")
def ask(scene: Looked) -> Response:
    """Where a receipt is typed in."""
    return _receipt(scene)


@router.post("/complaints/receipt", response_model=None)
def read(scene: Looked, sent: Annotated[dict[str, str], Depends(counted("receipt"))]) -> Response:
    """What became of a message; the same answer for a wrong code, for none, and where nothing is there."""
    found = status(scene.desk, sent.get("code", ""))
    if found is None:
        return _receipt(scene, unknown=True)
    return page(
        scene,
        "complaint_status.html.j2",
        here="complaints",
        **status_values(found, scene.seen().index, scene.texts),
    )


def _receipt(scene: Scene, *, unknown: bool = False) -> Response:
    csrf = guard_of(scene.request).token(scene.request)
    return page(scene, "complaint_receipt.html.j2", here="complaints", unknown=unknown, csrf=csrf)


# --- offices ----------------------------------------------------------------------------------------------------------


def office_scene(scene: Looked) -> Scene:
    """A request of an office that has signed in and looks with its own eyes."""
    if not scene.signed_in or scene.viewer != scene.caller.viewer:
        raise FaultError(403, "complain.office")
    return scene


Office = Annotated[Scene, Depends(office_scene)]


@shows(router, "/desk/complaints")
def handled(scene: Office) -> Response:
    """What waits for this office, and what it has answered."""
    return _inbox(scene)


def _inbox(scene: Scene, problems: list[str] | None = None, *, status: int = 200) -> Response:
    desk, seen, texts, office = scene.desk, scene.seen(), scene.texts, scene.caller.viewer
    role = scene.caller.role
    items = inbox(desk, office, role=role)
    times = desk.case.settings.complaints
    waits = pending(items, office, owner=desk.owner, times=times, now=desk.now())
    found = sections(items, waits, office, owner=desk.owner, index=seen.index, texts=texts)
    return page(
        scene, "desk_complaints.html.j2", seen=seen, here="inbox", status=status, sections=found, problems=problems or [],
        is_owner=office == desk.owner, may_handle=role in HANDLERS, may_route=office == desk.owner and role == "adjudicator",
        offices=sorted((name, seen.index.name(name)) for name in desk.members - {desk.owner}),
        reasons=[one.value for one in ClosingReason], csrf=guard_of(scene.request).token(scene.request),
    )  # fmt: skip


@router.post("/desk/complaints/{name}/{action}", response_model=None)
def handle(
    name: str, action: str, scene: Office, sent: Annotated[dict[str, str], Depends(form_of)]
) -> Response:
    """Pass a complaint on, answer it, or close it."""
    if action not in DRAFTS:
        raise absent()
    kind, fields, role = DRAFTS[action]
    caller = scene.caller
    if caller.role not in HANDLERS or role not in {"", caller.role}:
        raise FaultError(403, "complain.role")
    if not caller.may("post"):
        raise FaultError(403, "scope")
    if name not in {item.id for item in inbox(scene.desk, caller.viewer, role=caller.role)}:
        raise absent()
    cells = {"of": name, **{field: sent.get(field, "") for field in fields}}
    try:
        scene.desk.post(caller.viewer, [Draft(kind=kind, cells=cells)], file=action)
    except ProblemsError as error:
        return _inbox(scene, [problem.text() for problem in error.problems], status=422)
    except DeskError as error:
        return _inbox(scene, [str(error)], status=409)
    return Response(
        status_code=303, headers={"location": scene.links.to("/desk/complaints"), "cache-control": "no-store"}
    )
