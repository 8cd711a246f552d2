"""What cannot be read in a table `evidence`: one sentence for each cell, before any of its rows is used."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from difflib import get_close_matches

import polars as pl

from .columns import Column, ColumnType
from .evidence import COUNTED, Form, Stance
from .evidence_table import stances_of
from .moment import FIRST_YEAR, LAST_YEAR
from .quantity import LARGEST
from .table_rules import Rule, broken_rows, comparable, rules, type_trouble
from .tables import TABLES

NEEDED = ("evidence_id", "term_ids", "form", "source_id", "valid_from")
"""Columns without which nothing can be said of a row."""
SHOWN = 20
"""Rows named per rule; a longer list says how many more there are."""
TIMES = ("valid_from", "valid_to", "recorded_at")
LINKS = ("supersedes", "retracts", "valid_from_precision", "valid_to_precision", "recorded_at_precision")
"""Columns in which an empty text says nothing."""
_TABLE = TABLES["evidence"]


def unreadable(frame: pl.DataFrame) -> Iterator[str]:
    """Everything in a table that cannot be read as evidence: the row, the column, what was found, what was expected.

    >>> from .evidence import Evidence
    >>> from .evidence_table import to_table
    >>> table = to_table([Evidence(id="E1", form="item", source="log")])
    >>> print(*unreadable(table.with_columns(form=pl.lit("itme"))))
    E1 (row 1): form: found 'itme', expected one of item, tally, at_least, cumulative, average, denial, intent; use one of these words
    """
    shape = [*_columns(frame), *_types(frame)]
    if shape:
        yield from shape
        return
    cells = frame.select(comparable(one, frame.schema[one.name]) for one in _present(frame))
    yield from _broken(_rules(frame), cells, frame)


def out_of_reach(frame: pl.DataFrame) -> Iterator[str]:
    """The numbers and times of a table that are so large that what is made of them cannot be counted with any more."""
    first, end = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC), datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
    most, years = f"at most {LARGEST}", f"a year from {FIRST_YEAR} to {LAST_YEAR}"
    rules_of = {
        **{name: (pl.col(name).abs() > LARGEST, most, "check its unit") for name in ("low", "high")},
        **{name: ((pl.col(name) < first) | (pl.col(name) >= end), years, "correct it") for name in TIMES},
    }
    told = readable(frame)
    yield from _broken(
        (Rule(name, (name,), *rule) for name, rule in rules_of.items() if name in frame.columns), told, told
    )


def _broken(asked: Iterable[Rule], cells: pl.DataFrame, frame: pl.DataFrame) -> Iterator[str]:
    """A sentence for each of the first rows that break a rule, and for how many more do."""
    for rule in asked:
        rows, total = broken_rows(rule, cells, SHOWN)
        for row, found in rows:
            name = frame["evidence_id"][row]
            where = f"row {row + 1}" if name is None else f"{name} (row {row + 1})"
            yield f"{where}: {rule.field}: found {found!r}, expected {rule.expected}; {rule.remedy}"
        if total > len(rows):
            yield f"{rule.field}: {total - len(rows)} more rows like these; expected {rule.expected}; {rule.remedy}"


def readable(frame: pl.DataFrame) -> pl.DataFrame:
    """A table in which nothing is `unreadable`, with the columns of the dictionary in its types."""
    told = frame.select(pl.col(one.name).cast(one.stored) for one in _present(frame))
    blank = [name for name in LINKS if name in told.columns and (told[name] == "").any()]
    return told.with_columns(pl.col(name).replace("", None) for name in blank)


def _present(frame: pl.DataFrame) -> list[Column]:
    return [_TABLE.column(name) for name in _TABLE.columns if name in frame.columns]


def _columns(frame: pl.DataFrame) -> Iterator[str]:
    for name in NEEDED:
        if name not in frame.columns:
            yield f"the table has no column {name!r} ({_TABLE.column(name).meaning}); add it"
    absent = [name for name in _TABLE.columns if name not in frame.columns]
    for name in frame.columns:
        near = get_close_matches(name, absent, n=1, cutoff=0.75) if name not in _TABLE.columns else []
        if near:
            yield f"the table has a column {name!r}, which there is not; did you mean {near[0]!r}?"


def _types(frame: pl.DataFrame) -> Iterator[str]:
    for column in _present(frame):
        trouble = type_trouble(column, frame[column.name])
        if trouble is not None:
            yield f"column {column.name}: found {trouble.found}, expected {trouble.expected}; {trouble.remedy}"


def _rules(frame: pl.DataFrame) -> Iterator[Rule]:
    """What must hold in every cell; a column whose type or content shows that a rule holds is not asked."""
    items = frame["form"].null_count() == 0 and bool((frame["form"].cast(pl.String) == Form.ITEM.value).all())
    for rule in rules(_present(frame), frozenset({"evidence_id", "form"})):
        if items and rule.field == "form":
            continue
        paired = len(rule.seen) > 1 and rule.seen[1].endswith(
            "_precision"
        )  # a time may go without its precision
        if not paired and not _surely(rule, frame):
            yield rule
    for name in ("term_ids", "source_id"):
        yield Rule(
            name,
            (name,),
            pl.col(name).is_null(),
            "a value in every row",
            f"fill it: {_TABLE.column(name).meaning}",
        )
    if not items:  # of an item no figure is asked
        yield from _of_counts(set(frame.columns))
    yield from _of_ends(set(frame.columns))
    yield from _of_places_and_words(set(frame.columns), frame)


def _surely(rule: Rule, frame: pl.DataFrame) -> bool:
    """Whether a rule about digits or gaps holds by a glance at the whole column."""
    column, cells = _TABLE.column(rule.field), frame[rule.field]
    if rule.seen != (rule.field,):
        return False
    if column.type is ColumnType.IDS:
        whole = cells.explode(empty_as_null=False)
        return whole.null_count() == cells.null_count() and not bool((whole.cast(pl.String) == "").any())
    return column.type in {ColumnType.EXACT, ColumnType.INTEGER} and cells.dtype == column.stored


def _of_counts(present: set[str]) -> Iterator[Rule]:
    """What holds of the figures of rows that count: `troth.records.evidence` says the same of a record."""
    form, low = pl.col("form").cast(pl.String), pl.col("low")
    counted = form.is_in([one.value for one in COUNTED])
    number = "a number of 0 or more in a row that counts"
    if "low" in present:
        yield Rule(
            "low",
            ("form", "low"),
            counted & (low.is_null() | (low < 0)),
            number,
            "fill it, or correct the form",
        )
    else:
        yield Rule(
            "form", ("form",), counted, "a column low beside a row that counts", "add it, or correct the form"
        )


def _of_ends(present: set[str]) -> Iterator[Rule]:
    """A figure has a low end where it has a high one."""
    if {"low", "high"} <= present:
        alone = pl.col("low").is_null() & pl.col("high").is_not_null()
        yield Rule(
            "low", ("low", "high"), alone, "a low end beside a high one", "write 0 where no low end is known"
        )


def _of_places_and_words(present: set[str], frame: pl.DataFrame) -> Iterator[Rule]:
    """What holds of places in a log, and of what a row says of its terms."""
    if "sequence" in present:
        yield Rule(
            "sequence",
            ("sequence",),
            pl.col("sequence") < 0,
            "0 or more",
            "count the places of a log from 0 on",
        )
    if "stance" in present:
        words = [
            one
            for one in frame["stance"].cast(pl.String).unique().drop_nulls().to_list()
            if not _is_stance(one)
        ]
        expected = f"{', '.join(one.value for one in Stance)}, for all terms or as TERM=for"
        if words:
            yield Rule(
                "stance",
                ("stance",),
                pl.col("stance").cast(pl.String).is_in(words),
                expected,
                "use one of these words",
            )


def _is_stance(text: str) -> bool:
    try:
        stances_of(text)
    except ValueError:
        return False
    return True
