"""Saying something: one draft at a time, or many at once, all or none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Header, Query, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from troth.case.problems import errors_of
from troth.records.errors import Problem, ProblemsError
from troth.share.desk import Draft, drafts_of
from troth.share.wire.drafts import (
    AcknowledgementDraft,
    ActivityDraft,
    AnyDraft,
    DraftForm,
    JudgementDraft,
    MessageDraft,
    PublicSummaryDraft,
    ReportDraft,
)
from troth.share.wire.rows import PostedDocument, PostedRow

from .asking import JUDGE, POST, Asked, Speaking
from .faults import refuse, trouble_of
from .manners import JSON, MB, Intake

router = APIRouter(tags=["Post"])
NDJSON, CSV = "application/x-ndjson", "text/csv"
IMPORT = Intake((JSON, NDJSON, CSV), 16 * MB)
MOST = 5_000
"""Drafts that are taken at a time."""
_ANY: TypeAdapter[DraftForm] = TypeAdapter(AnyDraft)
_FORMS = {form.model_fields["kind"].default: form.__name__ for form in get_args(DraftForm)}
_REFS = {kind: f"#/components/schemas/{name}" for kind, name in _FORMS.items()}
_ONE = {
    "oneOf": [{"$ref": ref} for ref in _REFS.values()],
    "discriminator": {"propertyName": "kind", "mapping": _REFS},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"type": "array", "minItems": 1, "maxItems": MOST, "items": _ONE}},
            NDJSON: {"schema": {"type": "string", "description": "One draft in each line, as JSON."}},
            CSV: {"schema": {"type": "string", "description": "Reports, with the columns of evidence/*.csv and `ref`."}},
        },
    }
}  # fmt: skip
DryRun = Annotated[bool, Query(description="Only look for what is wrong with it; record nothing.")]
Key = Annotated[
    str | None, Header(alias="Idempotency-Key", max_length=180, description="As `ref`, for programs that keep it outside of the draft.")
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How something is to be posted, and the answer that says so."""

    response: Response
    dry_run: bool
    key: str


def way(response: Response, *, dry_run: DryRun = False, idempotency_key: Key = None) -> Way:
    """How something is to be posted."""
    return Way(response, dry_run, idempotency_key or "")


How = Annotated[Way, Depends(way)]


@router.post("/reports", status_code=201)
def post_report(form: ReportDraft, asked: Speaking, how: How) -> PostedDocument:
    """Report something that happened; correct or take back an earlier report."""
    return _one(asked, how, form)


@router.post("/messages", status_code=201)
def post_message(form: MessageDraft, asked: Speaking, how: How) -> PostedDocument:
    """Say something to other offices about a part of the case."""
    return _one(asked, how, form)


@router.post("/acknowledgements", status_code=201)
def acknowledge(form: AcknowledgementDraft, asked: Speaking, how: How) -> PostedDocument:
    """Say that something was received."""
    return _one(asked, how, form)


@router.post("/judgements", status_code=201)
def judge(form: JudgementDraft, asked: Speaking, how: How) -> PostedDocument:
    """Record a decision of your office; for adjudicators."""
    return _one(asked, how, form)


@router.post("/activities", status_code=201)
def post_activity(form: ActivityDraft, asked: Speaking, how: How) -> PostedDocument:
    """Report what your office does where, or tell how an activity of yours stands now."""
    return _one(asked, how, form)


@router.post("/summaries", status_code=201)
def post_summary(form: PublicSummaryDraft, asked: Speaking, how: How) -> PostedDocument:
    """Tell everybody what came of complaints and questions, in words that lead back to nobody."""
    return _one(asked, how, form)


def label_of_rows(
    tlp: Annotated[str, Query(description="CSV: the label of rows that carry none.", max_length=20)] = "",
    release_to: Annotated[str, Query(description="CSV: the release list of such rows, with semicolons.", max_length=2_000)] = "",
    embargo: Annotated[str, Query(description="CSV: the embargo of such rows.", max_length=40)] = "",
) -> dict[str, str]:  # fmt: skip
    """The label of rows that carry none."""
    return {"tlp": tlp, "release_to": release_to, "embargo": embargo}


@router.post("/import", status_code=201, openapi_extra=_BODY)
async def import_(
    request: Request, asked: Speaking, how: How, label: Annotated[dict[str, str], Depends(label_of_rows)]
) -> PostedDocument:
    """Post many drafts at once: all are recorded, or none, and every line that is wrong is named.

    A list of drafts as JSON, one draft in each line (NDJSON), or a CSV file of reports.
    """
    asked.may(POST)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    drafts = await run_in_threadpool(_read, await request.body(), kind, label, how.key)
    return await run_in_threadpool(_post, asked, how, drafts)


def draft_of(form: DraftForm, *, ref: str = "", line: int | None = None) -> Draft:
    """A form as the desk takes it: fields as texts.

    >>> draft_of(ReportDraft(term_ids=["T4a", "T4b"], quantity=61, tlp="GREEN")).cells
    {'tlp': 'GREEN', 'term_ids': 'T4a;T4b', 'quantity': '61'}
    """
    given = form.model_dump(mode="json", exclude={"kind", "ref"}, exclude_defaults=True, by_alias=True)
    cells = {name: text for name, value in given.items() if (text := _cell(value))}
    return Draft(kind=form.kind, cells=cells, ref=form.ref or ref, line=line)


def _cell(value: Any) -> str:  # noqa: ANN401 - any value of a form
    if value is None:
        return ""
    return ";".join(value) if isinstance(value, list) else str(value)


def _one(asked: Asked, how: Way, form: DraftForm) -> PostedDocument:
    if form.ref and how.key and form.ref != how.key:
        refuse("ref", found=form.ref, expected="the same as Idempotency-Key", remedy="give one of the two")
    return _post(asked, how, [draft_of(form, ref=how.key)])


def _post(asked: Asked, how: Way, drafts: Sequence[Draft]) -> PostedDocument:
    asked.may(POST)
    if any(one.kind == "judgement" for one in drafts):
        asked.may(JUDGE)
    if how.dry_run:
        asked.desk.check(asked.viewer, drafts)
        how.response.status_code = 200
        return PostedDocument(viewer=asked.viewer, posted=[], dry_run=True, checked=len(drafts))
    posted = asked.desk.post(asked.viewer, drafts)
    if not any(one.is_new for one in posted):
        how.response.status_code = 200
    rows = [PostedRow(id=one.id, subject=one.subject, is_new=one.is_new) for one in posted]
    return PostedDocument(viewer=asked.viewer, posted=rows, checked=len(drafts))


def _read(body: bytes, kind: str, label: dict[str, str], key: str) -> Sequence[Draft]:
    if kind == CSV:
        return [
            _with_ref(one, key, number)
            for number, one in enumerate(drafts_of(body, name="the file", label=label), 1)
        ]
    return _forms(_lines(body) if kind == NDJSON else _list(body), key)


def _with_ref(draft: Draft, key: str, number: int) -> Draft:
    ref = draft.ref or (f"{key}/{number}" if key else "")
    return Draft(kind=draft.kind, cells=draft.cells, ref=ref, line=draft.line)


def _list(body: bytes) -> list[tuple[int, Any]]:
    found = _parsed(body, None)
    if not isinstance(found, list):
        raise ProblemsError([_problem(None, "a list of drafts", "put it in brackets")])
    return list(enumerate(found, 1))


def _lines(body: bytes) -> list[tuple[int, Any]]:
    lines = [(number, line) for number, line in enumerate(body.split(b"\n"), 1) if line.strip()]
    problems: list[Problem] = []
    rows = []
    for number, line in lines[: MOST + 1]:
        try:
            rows.append((number, _parsed(line, number)))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return rows


def _parsed(text: bytes, line: int | None) -> Any:  # noqa: ANN401 - any JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        said = "nested too deep" if isinstance(error, RecursionError) else str(error)[:100]
        raise ProblemsError([_problem(line, "JSON in UTF-8", f"correct it: {said}")]) from None


def _problem(line: int | None, expected: str, remedy: str) -> Problem:
    return Problem(file="import", line=line, expected=expected, remedy=remedy)


def _forms(rows: list[tuple[int, Any]], key: str) -> list[Draft]:
    if not 1 <= len(rows) <= MOST:
        raise ProblemsError([_problem(None, f"1 to {MOST} drafts", "send them in parts")])
    drafts, problems = [], []
    for line, row in rows:
        try:
            form = _ANY.validate_python(row)
        except ValidationError as error:
            problems += [trouble_of(one, line) for one in errors_of(error)]
        else:
            drafts.append(draft_of(form, ref=f"{key}/{line}" if key else "", line=line))
    if problems:
        raise ProblemsError(problems)
    return drafts
