"""What the monitor takes in: every reason against a row in one clear line, before anything is changed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from difflib import get_close_matches
from itertools import islice

import numpy as np
import polars as pl

from troth.monitor.columnar.kernels import Flags
from troth.monitor.columnar.rows import one_of, places_of, selected
from troth.monitor.problem import Problem
from troth.monitor.select import mismatch
from troth.records.columns import EXACT_PLACES
from troth.records.errors import TrothError
from troth.records.evidence import Evidence, Form
from troth.records.evidence_cells import TIMES, readable, unreadable
from troth.records.evidence_table import from_table
from troth.records.moment import FIRST_YEAR, LAST_YEAR
from troth.records.quantity import LARGEST
from troth.records.term import Kind, Term

from .known import Known

MOST_NAMED = 20
"""So many reasons are told one by one."""
MOST_READ = 1_000
"""After so many reasons a table is read no further."""


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


def refuse(reasons: Iterable[str]) -> None:
    """Refuse a delivery where anything speaks against it.

    Raises
    ------
    RefusedRowsError
        There is a reason.
    """
    found = tuple(reasons)
    if found:
        raise RefusedRowsError(found)


def table_of(frame: pl.DataFrame) -> pl.DataFrame:
    """A table of evidence in the types of its columns.

    Raises
    ------
    RefusedRowsError
        It has cells that cannot be read, each named with its row, its column, what was found and what was expected.
    """
    refuse(tuple(unreadable(frame)) or tuple(_named_twice(frame)))
    return readable(frame)


def records_of(rows: Iterable[object]) -> tuple[Evidence, ...]:
    """What was handed over, which must be rows.

    Raises
    ------
    RefusedRowsError
        It is something else.
    """
    if isinstance(rows, Evidence | str | bytes | Mapping):
        refuse(
            [f"found a single {type(rows).__name__}, expected a list of rows of evidence; put it in a list"]
        )
    given = tuple(rows)
    refuse(
        f"row {number} of the delivery: found a {type(row).__name__}, expected a row of evidence; make it one "
        "(troth.records.evidence.Evidence), or hand over a table"
        for number, row in enumerate(given, 1)
        if not isinstance(row, Evidence)
    )
    return tuple(row for row in given if isinstance(row, Evidence))


def new_rows(given: Sequence[Evidence], context: Problem, known: Known) -> list[Evidence]:
    """The rows of a delivery that are not there yet, each once.

    Raises
    ------
    RefusedRowsError
        Anything speaks against any of them.
    """
    refuse(reasons_against(given, context, known))
    new = list({row.id: row for row in given if row.id not in known.store}.values())
    refuse(known.corrections.circles(new))
    return new


def reasons_against(rows: Iterable[Evidence], context: Problem, known: Known) -> Iterator[str]:
    """Everything that speaks against taking these rows in, one by one."""
    terms = context.by_term
    seen: dict[str, Evidence] = {}
    for row in rows:
        yield from _unlike(row, seen, known)
        seen.setdefault(row.id, row)
        yield from (f"{row.id}: {reason}" for reason in _unfit(row, terms))


def _unlike(row: Evidence, seen: Mapping[str, Evidence], known: Known) -> Iterator[str]:
    """Two rows of one id must be the same row."""
    store = known.store
    other = seen.get(row.id) or (store.record(store.number(row.id)) if row.id in store else None)
    if other is not None and other != row:
        names = [name for name in type(row).model_fields if getattr(row, name) != getattr(other, name)]
        yield (
            f"{row.id}: a row of this id is there already, with another {' and '.join(names)}; "
            "give the new row an id of its own, with supersedes if it corrects the first"
        )


def _unfit(row: Evidence, terms: Mapping[str, Term]) -> Iterator[str]:
    yield from _out_of_reach(row)
    for name in dict.fromkeys(row.terms):
        if name not in terms:
            near = get_close_matches(name, list(terms), n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"the terms are {', '.join(sorted(terms))}"
            yield f"names the term {name!r}, which there is not; {hint}"
        else:
            yield from _wrong_amount(row, terms[name])
    if row.id in {row.supersedes, row.retracts}:
        yield "corrects itself; name the row that was said before"


def _out_of_reach(row: Evidence) -> Iterator[str]:
    """Numbers and times that are so large that what is made of them cannot be counted with any more."""
    ends = () if row.quantity is None else (row.quantity.low, row.quantity.high)
    for end in dict.fromkeys(one.normalize() for one in ends if one is not None):
        if abs(end) > LARGEST:
            yield f"counts {end:.8g}; the largest amount is {LARGEST}: check its unit"
        elif places_of(end) > EXACT_PLACES:
            yield f"counts {end:.12g}; the finest amount has {EXACT_PLACES} decimal places: round it"
    for name in TIMES:
        at = getattr(row, name)
        if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
            yield f"{name} is {at.isoformat()}; write a time of a year from {FIRST_YEAR} to {LAST_YEAR}"


def _wrong_amount(row: Evidence, term: Term) -> Iterator[str]:
    quantity, measure = row.quantity, term.measure
    if quantity is None or row.form is Form.INTENT:
        return
    if quantity.low < 0 and term.kind is not Kind.SUSTAIN:
        yield f"counts {quantity.low} {quantity.unit} for {term.id}; a count is 0 or more; correct it, or retract the row that was too high"
    counts = measure.count == "quantity" and measure.unit and measure.event and mismatch(measure, row) is None
    if counts and quantity.unit not in {measure.unit, ""}:
        yield f"counts in {quantity.unit!r}, and {term.id} in {measure.unit!r}; convert it before it is entered, or leave out the term"


# --- a whole table ------------------------------------------------------------------------------------------------------
def first_table(frame: pl.DataFrame, context: Problem, known: Known) -> pl.DataFrame:
    """A table that is the first delivery and corrects nothing, each row once.

    Columns only tell which rows are suspicious: those are read, and the same is said of them as of rows that come one
    by one.

    Raises
    ------
    RefusedRowsError
        Anything speaks against any of its rows.
    """
    twice = frame["evidence_id"].n_unique() < len(frame)
    doubled = (
        frame["evidence_id"].is_duplicated() if twice else pl.Series([False]).new_from_index(0, len(frame))
    )
    found = doubled.to_numpy() | _suspicious(frame, context)
    suspicious = frame.filter(pl.Series(found)) if found.any() else frame.clear()
    rows = (row for part in suspicious.iter_slices(MOST_READ) for row in from_table(part))
    reasons = tuple(islice(reasons_against(rows, context, known), MOST_READ))
    refuse((*reasons, "and perhaps more: mend these first") if len(reasons) == MOST_READ else reasons)
    return frame.unique("evidence_id", keep="first", maintain_order=True) if twice else frame


def _suspicious(frame: pl.DataFrame, context: Problem) -> Flags:
    """(N,) the rows against which something may speak: all of which that is so, and few others."""
    found = _strange(frame, context)
    for name in TIMES:
        if name in frame.columns:
            first, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
            found |= _true((frame[name] < first) | (frame[name] >= end))
    if "low" not in frame.columns:
        return found
    for name in {"low", "high"} & set(frame.columns):
        if _beyond(frame[name]):
            found |= _true(frame[name].abs() > Decimal(LARGEST))
    numbered = _true(frame["low"].is_not_null() & (frame["form"] != Form.INTENT.value))
    for term in context.terms:
        wrong = _wrong_amounts(frame, term, numbered)
        if wrong.any():
            found |= wrong & _true(frame["term_ids"].list.contains(term.id))
    return found


def _true(column: pl.Series) -> Flags:
    return column.fill_null(value=False).to_numpy()


def _beyond(column: pl.Series) -> bool:
    ends = [abs(end) for end in (column.min(), column.max()) if isinstance(end, Decimal)]
    return any(end > LARGEST for end in ends)


def _strange(frame: pl.DataFrame, context: Problem) -> Flags:
    """(N,) the rows that name a term that there is not."""
    found = np.zeros(len(frame), dtype=bool)
    named = frame["term_ids"].explode(empty_as_null=True)
    strange = [name for name in named.drop_nulls().unique().to_list() if name not in context.by_term]
    if strange:
        owner = np.repeat(np.arange(len(frame)), frame["term_ids"].list.len().clip(1).to_numpy())
        found[owner[_true(named.is_in(strange))]] = True
    return found


def _named_twice(frame: pl.DataFrame) -> Iterator[str]:
    """The rows that name a term twice: they would count twice."""
    lists = frame["term_ids"]
    doubled = frame.filter(lists.list.n_unique() < lists.list.len())["evidence_id"]
    for name in doubled.head(MOST_NAMED).to_list():
        yield f"{name}: a term named twice, which would count twice; name each term once"


def _wrong_amounts(frame: pl.DataFrame, term: Term, numbered: Flags) -> Flags:
    """(N,) the rows that could not count for a term, whether they name it or not."""
    measure = term.measure
    found = np.zeros(len(frame), dtype=bool)
    if term.kind is not Kind.SUSTAIN:
        found |= _true(frame["low"] < 0)
    if measure.count == "quantity" and measure.unit and measure.event and "unit" in frame.columns:
        other = ~one_of(frame["unit"], (measure.unit, ""))
        if other.any():
            found |= other & selected(frame, measure)
    return found & numbered
