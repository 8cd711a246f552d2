"""What the monitor takes in: every reason against a row in one clear line, before anything is changed."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

import polars as pl

from troth.monitor.problem import Problem
from troth.monitor.select import mismatch
from troth.records.errors import TrothError
from troth.records.evidence import Evidence, Form
from troth.records.term import Kind, Term

from .store import Store

MOST_NAMED = 20
"""So many reasons are told one by one."""


class RefusedRowsError(TrothError):
    """Rows that cannot be taken in; nothing of what came with them was.

    Attributes
    ----------
    reasons
        One sentence each: which row, what was found, what was expected, what to do.
    """

    def __init__(self, reasons: Iterable[str]) -> None:
        self.reasons = tuple(reasons)
        shown = [*self.reasons[:MOST_NAMED]]
        if len(self.reasons) > MOST_NAMED:
            shown.append(f"and {len(self.reasons) - MOST_NAMED} more like these")
        super().__init__("\n".join(shown))


def reasons_against(rows: Iterable[Evidence], context: Problem, store: Store) -> list[str]:
    """Everything that speaks against taking these rows in."""
    known = context.by_term
    seen: dict[str, Evidence] = {}
    found: list[str] = []
    for row in rows:
        found += _unlike(row, seen, store)
        seen.setdefault(row.id, row)
        found += [f"{row.id}: {reason}" for reason in _unfit(row, known)]
    return found


def _unlike(row: Evidence, seen: Mapping[str, Evidence], store: Store) -> Iterator[str]:
    """Two rows of one id must be the same row."""
    other = seen.get(row.id) or (store.record(store.number(row.id)) if row.id in store else None)
    if other is not None and other != row:
        names = [name for name in type(row).model_fields if getattr(row, name) != getattr(other, name)]
        yield (
            f"{row.id}: a row of this id is there already, with another {' and '.join(names)}; "
            "give the new row an id of its own, with supersedes if it corrects the first"
        )


def _unfit(row: Evidence, terms: Mapping[str, Term]) -> Iterator[str]:
    for name in row.terms:
        if name not in terms:
            near = get_close_matches(name, list(terms), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the terms are {', '.join(sorted(terms))}"
            yield f"names the term {name!r}, which there is not; {hint}"
        else:
            yield from _wrong_amount(row, terms[name])
    if row.id in {row.supersedes, row.retracts}:
        yield "corrects itself; name the row that was said before"


def _wrong_amount(row: Evidence, term: Term) -> Iterator[str]:
    quantity, measure = row.quantity, term.measure
    if quantity is None or row.form is Form.INTENT:
        return
    if quantity.low < 0 and term.kind is not Kind.SUSTAIN:
        yield f"counts {quantity.low} {quantity.unit} for {term.id}; a count is 0 or more; correct it, or retract the row that was too high"
    counts = measure.count == "quantity" and measure.unit and measure.event and mismatch(measure, row) is None
    if counts and quantity.unit not in {measure.unit, ""}:
        yield f"counts in {quantity.unit!r}, and {term.id} in {measure.unit!r}; convert it before it is entered, or leave out the term"


def skews(rows: Iterable[Evidence], store: Store) -> Iterator[str]:
    """Rows whose clocks cannot both be right: told, and taken in all the same."""
    for row in rows:
        known, happened = row.recorded_at, row.valid_from
        early = known is not None and happened is not None and known < happened
        if early and row.form is not Form.INTENT:
            yield f"{row.id} ({row.source}) was recorded {known}, before what it tells of ({happened}): compare the clocks"
        for target in (row.supersedes, row.retracts):
            if target is not None and target in store:
                other = store.record(store.number(target))
                if known is not None and other.recorded_at is not None and known < other.recorded_at:
                    yield (
                        f"{row.id} ({row.source}, {known}) corrects {target} ({other.source}, {other.recorded_at}), which was "
                        "recorded later: compare the clocks of the two offices"
                    )


def unfit_table(frame: pl.DataFrame, context: Problem) -> Iterator[str]:
    """What speaks against a whole table, told by its first rows."""
    names = frame["evidence_id"]
    if names.n_unique() < len(names):
        twice = names.filter(names.is_duplicated()).unique().sort().head(3).to_list()
        yield f"rows with one id: {', '.join(twice)}; give each its own"
    found = frame["term_ids"].explode(empty_as_null=True).drop_nulls().unique().sort().to_list()
    for name in found:
        if name not in context.by_term:
            yield f"the table names the term {name!r}, which there is not; the terms are {', '.join(sorted(context.by_term))}"
    repeated = (
        names.filter(frame["term_ids"].list.n_unique() < frame["term_ids"].list.len()).head(3).to_list()
    )
    if repeated:
        yield f"{', '.join(repeated)}: a term named twice, which would count twice; name each term once"
    for column, other in (("low", None), ("valid_to", "valid_from")):
        if column in frame.columns:
            wrong = frame[column] < (0 if other is None else frame[other])
            if wrong.any():
                first = names.filter(wrong.fill_null(value=False))[0]
                what = "a count below 0" if other is None else "an end before its start"
                yield f"{first}: {what}; {wrong.sum()} such rows; correct them before they are entered"
