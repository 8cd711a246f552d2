"""The case: parties, agreements, terms, verdicts, reports and sources, from the picture that a viewer has of it."""

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query

from troth.case import Run
from troth.records.evidence import Evidence, Form
from troth.records.party import Party
from troth.records.source import Source
from troth.records.verdict import State
from troth.share.documents import AgreementRow, VerdictRow
from troth.share.wire.rows import AgreementItem, CaseRow, Page, ReportItem, TermItem

from .asking import Asked, Then, filtered
from .faults import absent
from .paging import Paged, page

router = APIRouter(tags=["Case"])
Found = TypeVar("Found")
Name = Annotated[str | None, Query(max_length=200)]
TermName = Annotated[str | None, Query(description="Only this term.", examples=["T4a"], max_length=200)]


@router.get("/case")
def case(asked: Then) -> CaseRow:
    """The case: whose picture it is, as of when, and how many terms stand in each state."""
    run = asked.run()
    row = next(iter(run.tables["case"]))
    states = Counter(one.state.value for one in run.verdicts if one.instance is None and one.obligor is None)
    told = {
        name: row[name]
        for name in (
            "id",
            "title",
            "viewer",
            "as_of",
            "owner",
            "timezone",
            "currency",
            "price_year",
            "version",
        )
    }
    return CaseRow(
        **told, exercise=asked.desk.exercise, terms=len(run.picture.terms), reports=len(run.picture.evidence),
        states=dict(sorted(states.items())),
    )  # fmt: skip


@router.get("/parties")
def parties(
    asked: Then,
    paged: Paged,
) -> Page[Party]:
    """Who is who."""
    run = asked.run()
    rows = run.picture.parties
    asked.witness_rows(run, (("party", one.id) for one in rows))
    return page(asked, paged, rows, lambda one: [one.id], as_of=run.as_of)


@router.get("/agreements")
def agreements(
    asked: Then,
    paged: Paged,
) -> Page[AgreementItem]:
    """The agreements, and whether each is in force."""
    run = asked.run()
    rows = _agreements(asked, run)
    return page(asked, paged, rows, lambda one: [one.id], as_of=run.as_of)


def _agreements(asked: Asked, run: Run) -> list[AgreementItem]:
    status = {row["agreement"]: row for row in asked.setting.documents.of(run)["agreements"]}
    asked.witness_rows(run, (("agreement", one.id) for one in run.picture.agreements))
    return [
        AgreementItem(
            id=one.id,
            agreement=one,
            status=AgreementRow.model_validate(status[one.id]) if one.id in status else None,
        )
        for one in run.picture.agreements
    ]


@router.get("/agreements/{agreement}")
def agreement(agreement: str, asked: Then) -> AgreementItem:
    """One agreement."""
    return _one([row for row in _agreements(asked, asked.run()) if row.id == agreement])


@router.get("/terms")
def terms(
    asked: Then, paged: Paged, agreement: Name = None, state: State | None = None, obligor: Name = None,

) -> Page[TermItem]:  # fmt: skip
    """The terms, each with the verdict on it as a whole."""
    run = asked.run()
    wanted = {"agreement": agreement, "state": state and state.value, "obligor": obligor}
    rows = [
        row
        for row in _terms(asked, run)
        if filtered([row.model_dump(mode="json", include=set(wanted))], **wanted)
    ]
    return page(asked, paged, rows, lambda one: [one.id], as_of=run.as_of)


def _terms(asked: Asked, run: Run) -> list[TermItem]:
    wholes = {row["term"]: row for row in _verdicts(asked, run) if row["instance"] is row["obligor"] is None}
    asked.witness_rows(run, (("term", one.id) for one in run.picture.terms))
    return [
        TermItem(
            id=one.id, agreement=one.agreement, kind=one.kind.value, what=one.what, obligor=list(one.obligor),
            beneficiary=list(one.beneficiary), disputed=one.disputed, statement=run.picture.statements.get(("term", one.id)),
            state=wholes[one.id]["state"] if one.id in wholes else None,
            sentence=wholes[one.id]["sentence"] if one.id in wholes else "", term=one,
        )
        for one in run.picture.terms
    ]  # fmt: skip


@router.get("/terms/{term}")
def term(term: str, asked: Then) -> TermItem:
    """One term."""
    return _one([row for row in _terms(asked, asked.run()) if row.id == term])


@router.get("/verdicts")
def verdicts(
    asked: Then, paged: Paged, term: TermName = None, state: State | None = None,
    whole: Annotated[bool, Query(description="Only the verdicts on whole terms, without days, events and parts.")] = False,  # noqa: FBT002 - a parameter of an address
    explained: Annotated[bool, Query(description="Also what proves each verdict, what would change it, and how it came about; it takes several times as long.")] = False,  # noqa: FBT002 - the same

) -> Page[VerdictRow]:  # fmt: skip
    """The verdicts, as ``troth monitor --json`` gives them."""
    run = asked.run(explained=explained)
    rows = filtered(_verdicts(asked, run), term=term, state=state and state.value)
    kept = [row for row in rows if not whole or row["instance"] is row["obligor"] is None]
    found = page(
        asked, paged, [dict(row) for row in kept], lambda row: [row["term"], row["instance"], row["obligor"]], as_of=run.as_of
    )  # fmt: skip
    asked.witness_rows(run, _behind(found.items))
    rows_ = [VerdictRow.model_validate(row) for row in found.items]
    return Page[VerdictRow](viewer=found.viewer, as_of=found.as_of, items=rows_, next=found.next)


def _behind(rows: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for row in rows:
        yield "term", row["term"]
        yield from (("evidence", one) for one in row["because"])


def _verdicts(asked: Asked, run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked.setting.documents.of(run)["verdicts"]
    return found


@router.get("/reports")
def reports(  # noqa: PLR0913, PLR0917 - one for each filter
    asked: Then, paged: Paged, term: TermName = None, author: Name = None, source: Name = None, event: Name = None,
    place: Name = None, form: Form | None = None,
    all_: Annotated[bool, Query(alias="all", description="Also those that were corrected or taken back.")] = False,  # noqa: FBT002 - a parameter of an address

) -> Page[ReportItem]:  # fmt: skip
    """The reports that stand, and on request those that stood."""
    run = asked.run()
    wanted = {"terms": term, "source": source, "event": event, "place": place, "form": form and form.value}
    rows = [
        row
        for row in _reports(asked, run, also_gone=all_)
        if filtered([row.report.model_dump(mode="json", include=set(wanted))], **wanted)
        and author in {None, row.author}
    ]
    found = page(asked, paged, rows, lambda one: [one.id], as_of=run.as_of)
    asked.witness_rows(run, (("evidence", one.id) for one in found.items))
    return found


def _reports(asked: Asked, run: Run, *, also_gone: bool) -> list[ReportItem]:
    origins = {row["id"]: list(row["origins"]) for row in run.tables["evidence"]}
    gone = (*run.picture.unsaid, *run.picture.taken_back) if also_gone else ()
    standing = {row.id for row in run.picture.evidence}
    rows = {row.id: row for row in (*gone, *run.picture.evidence)}
    return [
        _report(asked, run, row, origins.get(row.id, []), stands=row.id in standing) for row in rows.values()
    ]


def _report(asked: Asked, run: Run, row: Evidence, origins: list[str], *, stands: bool) -> ReportItem:
    statement = run.picture.statements.get(("evidence", row.id))
    note = asked.desk.mirror.notes.get(statement or "")
    return ReportItem(
        id=row.id, statement=statement, author=note.author if note else None, label=note.label if note else None,
        stands=stands, origins=origins, report=row,
    )  # fmt: skip


@router.get("/reports/{report}")
def report(report: str, asked: Then) -> ReportItem:
    """One report, also where it was corrected or taken back."""
    run = asked.run()
    found = _one([row for row in _reports(asked, run, also_gone=True) if row.id == report])
    asked.witness_rows(run, [("evidence", found.id)])
    return found


@router.get("/sources")
def sources(
    asked: Then,
    paged: Paged,
) -> Page[Source]:
    """Where reports come from."""
    run = asked.run()
    rows = run.picture.sources
    asked.witness_rows(run, (("source", one.id) for one in rows))
    return page(asked, paged, rows, lambda one: [one.id], as_of=run.as_of)


@router.get("/sources/{source}")
def source(source: str, asked: Then) -> Source:
    """One source."""
    run = asked.run()
    found = _one([one for one in run.picture.sources if one.id == source])
    asked.witness_rows(run, [("source", found.id)])
    return found


def _one(rows: list[Found]) -> Found:
    if not rows:
        raise absent()
    return rows[0]
