"""What the monitor tells beside its verdicts: rows that wait for something, and clocks that cannot both be right."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from troth.records.evidence import Evidence, Form
from troth.records.evidence_table import from_table

from .known import Known

MOST_TOLD = 1_000
"""So many sentences of one kind are told one by one."""


def told(sentences: Iterable[str], many: int = 0) -> tuple[str, ...]:
    """The sentences; of more than `MOST_TOLD` the first, and how many more there are (`many`: in all)."""
    every = list(sentences)
    left = max(many, len(every)) - MOST_TOLD
    return tuple(every) if left <= 0 else (*every[:MOST_TOLD], f"and {left} more like these")


def waits(rows: Iterable[Evidence], known: Known) -> Iterator[str]:
    """New rows that have no effect yet: what they correct has not been said, or they do not say when."""
    for row in rows:
        for verb, target in (("takes back", row.retracts), ("corrects", row.supersedes)):
            if target is not None and target not in known.store:
                yield f"{row.id} {verb} {target}, which nobody has said yet"
        if row.terms and row.valid_from is None and row.retracts is None:
            yield (
                f"{row.id} names {', '.join(row.terms)} and does not say when (valid_from), so it counts for nothing; "
                "correct it with a row that does"
            )


def waited_for(rows: Iterable[Evidence], known: Known) -> dict[str, Sequence[str]]:
    """Which rows that are there wait for rows that come now."""
    return {row.id: names for row in rows if (names := known.corrections.waiting_for(row.id))}


def skews(rows: Iterable[Evidence], known: Known, waited: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """New rows whose clocks cannot be right together with what else is said; they are taken in all the same.

    Parameters
    ----------
    waited
        By row what waited for it (`waited_for`, asked before it was taken in).
    """
    for row in rows:
        yield from _before_it_happened(row)
        for target in (row.retracts, row.supersedes):
            if target is not None and target in known.store:
                yield from _before_its_target(row, known.store.record(known.store.number(target)))
        for name in waited.get(row.id, ()):
            yield from _before_its_target(known.store.record(known.store.number(name)), row)


def _before_it_happened(row: Evidence) -> Iterator[str]:
    recorded, happened = row.recorded_at, row.valid_from
    early = recorded is not None and happened is not None and recorded < happened
    if early and row.form is not Form.INTENT:
        yield f"{row.id} ({row.source}) was recorded {recorded}, before what it tells of ({happened}): compare the clocks"


def _before_its_target(row: Evidence, other: Evidence) -> Iterator[str]:
    recorded, before = row.recorded_at, other.recorded_at
    if recorded is not None and before is not None and recorded < before:
        verb = "takes back" if row.retracts == other.id else "corrects"
        yield (
            f"{row.id} ({row.source}, {recorded}) {verb} {other.id} ({other.source}, {before}), which was "
            "recorded later: compare the clocks of the two offices"
        )


def of_table(frame: pl.DataFrame, known: Known) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The same two of a table of which no row corrects another: only the rows in question are read."""
    idle = frame["valid_from"].is_null() & (frame["term_ids"].list.len() > 0)
    early = pl.Series([False]).new_from_index(0, len(frame))
    if "recorded_at" in frame.columns:
        early = (frame["recorded_at"] < frame["valid_from"]) & (frame["form"] != Form.INTENT.value)
    waiting = told(waits(from_table(_first(frame, idle)), known), int(idle.sum()))
    return waiting, told(skews(from_table(_first(frame, early)), known, {}), int(early.sum()))


def _first(frame: pl.DataFrame, where: pl.Series) -> pl.DataFrame:
    return frame.filter(where.fill_null(value=False)).head(MOST_TOLD)
