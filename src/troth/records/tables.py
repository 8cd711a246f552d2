"""The tables that rooms hand to each other, and the one check that all of them pass.

Engines never meet; these tables do. Each is a polars frame whose columns stand in `troth.records.columns`. What the
design calls *from* and *to* are `valid_from` and `valid_to` here, as on every other record, each with its precision
(docs/decisions/0008-valid-time-in-tables.md).

>>> from datetime import date
>>> report = pl.DataFrame({"crossing": ["Rafah"], "date": [date(2023, 11, 24)], "stage": ["offloaded"],
...                        "quantity": [137], "reporter": ["UN OCHA"], "unit": ["truck"], "because": [["E11"]]})
>>> validate("crossing_reports", report).columns[:4]
['crossing', 'date', 'stage', 'quantity']
"""

from collections.abc import Iterable
from difflib import get_close_matches

import polars as pl

from .base import Record
from .columns import COLUMNS, STATES, Column, ColumnType
from .errors import Problem, ProblemsError
from .table_rules import Rule, broken_rows, comparable, rules, type_trouble

_FORMER = {"from": "valid_from", "to": "valid_to"}
"""What the design's own table calls these columns."""
SHOWN = 100
"""Rows named per rule; a longer list says how many more there are."""


class Table(Record):
    """Which columns a table has; the columns themselves stand in the dictionary."""

    name: str
    meaning: str
    flow: str
    """Who hands it to whom."""
    filled: tuple[str, ...]
    """Always there, never null."""
    open: tuple[str, ...] = ()
    """Always there; null where nothing is known or it does not apply."""
    extra: tuple[str, ...] = ()
    """May be left out; null allowed."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the table may have, in its order."""
        return (*self.filled, *self.open, *self.extra)

    def column(self, name: str) -> Column:
        """The dictionary's entry, narrowed to what this table allows."""
        entry = COLUMNS[name]
        return entry.model_copy(update={"choices": STATES.get(self.name, ())}) if name == "state" else entry


_TIME = "valid_from valid_from_precision valid_to valid_to_precision"
_KNOWN = "recorded_at recorded_at_precision"
_ANY = f"place {_KNOWN} draw note"


def _table(name: str, flow: str, meaning: str, *, filled: str, open_: str = "", extra: str = "") -> Table:
    return Table(
        name=name,
        flow=flow,
        meaning=meaning,
        filled=tuple(filled.split()),
        open=tuple(open_.split()),
        extra=tuple(extra.split()),
    )


_VERDICT_EXTRA = (
    "agreement target_kind fulfilment_low fulfilment_high shortfall_low shortfall_high decidable_at provisional_until "
    "disputed window_closed support supporting opposing kept_instances total_instances"
)
_DECLARED = (
    _table(
        "evidence",
        "case → monitor",
        "what happened, as somebody said it",
        filled="evidence_id term_ids form source_id",
        open_=f"valid_from valid_from_precision {_KNOWN}",
        extra="valid_to valid_to_precision actor event category low high unit place attributed_to stance key sequence supersedes retracts tlp release_to embargo note",
    ),
    _table(
        "terms",
        "case → monitor, report",
        "what was agreed: one line per term; the whole term stands in its agreement's file",
        filled="term agreement kind basis what",
        open_=f"obligor measure target target_kind unit {_TIME} source_id {_KNOWN}",
        extra="disputed place tlp release_to embargo note",
    ),
    _table(
        "sources",
        "case → monitor, report",
        "who published what, and whom they got it from",
        filled="source_id publisher origin",
        open_=_KNOWN,
        extra="kind url licence accessed sha256 tlp release_to embargo note",
    ),
    _table(
        "parties",
        "case → monitor, report",
        "who is who",
        filled="party name kind",
        extra="aliases part_of note",
    ),
    _table(
        "verdicts",
        "monitor → supply, plan, report",
        "where each term stands, as of a time and for a viewer",
        filled="term state low because",
        open_="instance obligor measure valid_from valid_to high target unit",
        extra=f"valid_from_precision valid_to_precision {_VERDICT_EXTRA} {_ANY}",
    ),
    _table(
        "incidents",
        "monitor (incidents) → report",
        "where each incident stands: alleged, examined, decided; what is alleged is no verdict",
        filled="incident event region state because",
        open_="category actor adjudicated_actor term_ids charged valid_from valid_from_precision",
        extra=f"confidence cooperation_ids panel valid_to valid_to_precision unit {_ANY}",
    ),
    _table(
        "incident_steps",
        "case → monitor (incidents)",
        "what was said and done about an incident, step by step",
        filled="step_id incident action by source_id",
        open_=f"valid_from valid_from_precision {_KNOWN}",
        extra="outcome party channel protection confidence low high unit key reason supersedes retracts note",
    ),
    _table(
        "activities",
        "case → report",
        "who does what where, as those who do it report it",
        filled="activity_id party sector status source_id",
        open_=f"place {_TIME} {_KNOWN}",
        extra="low high unit tlp release_to embargo note",
    ),
    _table(
        "gates",
        "monitor (incidents) → plan, supply",
        "how likely a region can be reached",
        filled="region valid_from p_open because",
        open_="valid_from_precision valid_to valid_to_precision",
        extra=f"p_low p_high tried unit {_ANY}",
    ),
    _table(
        "exposure",
        "case → assess",
        "what stood where, what it would cost to replace, and how likely each class of damage is",
        filled="asset_id region sector value p_none p_possible p_moderate p_severe p_destroyed",
        extra="taxonomy size currency unit place note",
    ),
    _table(
        "needs",
        "assess → plan, finance",
        "what it costs to recover and build back better",
        filled="sector currency price_year mean sd q05 q50 q95 because",
        open_="component phase met",
        extra=f"unit {_TIME} {_ANY}",
    ),
    _table(
        "services",
        "assess → plan",
        "what people regain, and what it depends on",
        filled="service people requires because",
        extra=f"unit {_TIME} {_ANY}",
    ),
    _table(
        "demand",
        "assess → supply",
        "what is needed where, day by day",
        filled="zone commodity date quantity unit because",
        extra=_ANY,
    ),
    _table(
        "pots",
        "finance → plan",
        "money that may be spent, after netting",
        filled="pot donor currency low because",
        open_="sector year high",
        extra=f"price_year unit {_TIME} {_ANY}",
    ),
    _table(
        "crossing_reports",
        "standards, read → supply, monitor",
        "how much passed a stage on a day, as one reporter counts",
        filled="crossing date stage quantity reporter unit because",
        extra=f"commodity {_TIME} {_ANY}",
    ),
    _table(
        "import_caps",
        "supply → plan",
        "how much of a material can come in",
        filled="material month q05 q50 q95 unit because",
        extra=_ANY,
    ),
    _table(
        "material_demand",
        "plan → supply, safeguard",
        "how much of a material the schedule uses",
        filled="material month quantity unit because",
        extra=_ANY,
    ),
    _table(
        "recovery",
        "plan → assess (second pass: losses)",
        "how much of a service is restored, month by month",
        filled="service month share because",
        extra=f"people q05 q50 q95 unit {_ANY}",
    ),
    _table(
        "weights",
        "deliberate → plan",
        "what people want",
        filled="option weight because",
        open_="floor",
        extra=f"unit {_TIME} {_ANY}",
    ),
    _table(
        "eligibility",
        "safeguard → finance, plan",
        "who may be paid",
        filled="party state because",
        open_=_TIME,
        extra=f"unit {_ANY}",
    ),
)

TABLES: dict[str, Table] = {table.name: table for table in _DECLARED}
"""Every table of the house by its name."""


def schema(name: str) -> dict[str, pl.DataType]:
    """The polars types of all the columns that the table may have, in its order.

    >>> schema("weights")["weight"]
    Float64
    """
    table = _look_up(name)
    return {column: table.column(column).stored for column in table.columns}


def validate(name: str, frame: pl.DataFrame, *, file: str | None = None, first_line: int = 1) -> pl.DataFrame:
    """The frame with its columns in the dictionary's order and types.

    Parameters
    ----------
    name
        Which table it is: a key of `TABLES`.
    frame
        Left as it is; what comes back is another frame. Columns that may be left out stay out.
    file, first_line
        For the messages: the file the rows came from, and the line of its first row.

    Raises
    ------
    ProblemsError
        With every problem, one line each: row, column, what was found, what was expected, what to do.
    """
    found = problems(name, frame, file=file, first_line=first_line)
    if found:
        raise ProblemsError(found)
    table = _look_up(name)
    present = [column for column in table.columns if column in frame.columns]
    return frame.select(pl.col(column).cast(table.column(column).stored) for column in present)


def problems(
    name: str, frame: pl.DataFrame, *, file: str | None = None, first_line: int = 1
) -> tuple[Problem, ...]:
    """Everything that is wrong with `frame` as a table of this name; nothing: it is sound."""
    table = _look_up(name)
    where = file or f"table {name}"
    shape = [*_shape_problems(table, frame, where)]
    known = [table.column(column) for column in table.columns if column in frame.columns]
    mistyped = [
        (column, trouble) for column in known if (trouble := type_trouble(column, frame[column.name]))
    ]
    types = [
        Problem(
            file=where,
            field=column.name,
            found=trouble.found,
            expected=trouble.expected,
            remedy=trouble.remedy,
        )
        for column, trouble in mistyped
    ]
    wrong = {column.name for column, _ in mistyped}
    sound = [column for column in known if column.name not in wrong]
    cells = frame.select(comparable(column, frame.schema[column.name]) for column in sound)
    found = [
        problem
        for rule in rules(sound, frozenset(table.filled))
        for problem in _row_problems(rule, cells, where, first_line)
    ]
    return (*shape, *types, *found)


def _look_up(name: str) -> Table:
    if name in TABLES:
        return TABLES[name]
    problem = Problem(
        file="tables", found=name, expected=f"one of {', '.join(TABLES)}", remedy=_did_you_mean(name, TABLES)
    )
    raise ProblemsError([problem])


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    close = get_close_matches(name, list(known), n=1)
    return f"did you mean {close[0]!r}?" if close else "use one of these names"


def _shape_problems(table: Table, frame: pl.DataFrame, where: str) -> Iterable[Problem]:
    for name in (*table.filled, *table.open):
        if name not in frame.columns:
            meaning = table.column(name).meaning
            remedy = (
                f"add it, with a value in every row ({meaning})"
                if name in table.filled
                else f"add it; null is allowed ({meaning})"
            )
            yield Problem(file=where, field=name, expected=f"a column {name!r}", remedy=remedy)
    missing = [name for name in table.columns if name not in frame.columns]
    for name in frame.columns:
        if name not in table.columns:
            close = _FORMER.get(name) or next(iter(get_close_matches(name, missing, n=1, cutoff=0.75)), None)
            remedy = f"did you mean {close!r}?" if close else "leave it out, or add it to records/columns.py"
            yield Problem(
                file=where,
                field=name,
                found=name,
                expected=f"a column of the table {table.name!r}",
                remedy=remedy,
            )


def _row_problems(rule: Rule, cells: pl.DataFrame, where: str, first_line: int) -> Iterable[Problem]:
    rows, total = broken_rows(rule, cells, SHOWN)
    for row, found in rows:
        yield Problem(
            file=where,
            line=row + first_line,
            field=rule.field,
            found=found,
            expected=rule.expected,
            remedy=rule.remedy,
        )
    if total > len(rows):
        more = f"{total - len(rows)} more rows like these"
        yield Problem(file=where, field=rule.field, found=more, expected=rule.expected, remedy=rule.remedy)


__all__ = ["COLUMNS", "TABLES", "Column", "ColumnType", "Table", "problems", "schema", "validate"]
