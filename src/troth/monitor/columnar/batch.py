"""The batch path: a table of evidence in, a table of verdicts out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from functools import cached_property

import numpy as np
import polars as pl

from troth.monitor.compute import settle
from troth.monitor.problem import Problem
from troth.records.evidence_table import from_places, from_table
from troth.records.term import Term
from troth.records.verdict import Verdict

from .features import Feature, classify, instances
from .judging import Court
from .kernels import Ints
from .lateness import settled
from .rows import read_log
from .spec import plain_by
from .summary import Whole, summary
from .table import Lists, columns, from_verdicts, table


@dataclass(frozen=True, kw_only=True)
class Settled:
    """One plain term, settled: every instance has its class, and every class its ruling."""

    court: Court
    classes: Ints
    frame: pl.DataFrame
    """The table that it was read from."""

    @cached_property
    def whole(self) -> Whole:
        """The term as a whole, before the ids that it rests on are written out."""
        return summary(self.court, self.classes)

    @cached_property
    def summary(self) -> Verdict:
        """The row that stands for the whole term."""
        return self.whole.full(self.frame)

    def rows(self) -> pl.Series:
        """Ids of the rows that count, in the order that `rows_from` and `rows_until` of the table point into."""
        return self.court.term.ids.gather(self.court.found.found.order)

    def provenance(self, members: Ints) -> tuple[Ints, Ints]:
        """The rows that count for some instances: where each begins in the second array, and places in the table read.

        Returns
        -------
        tuple of arrays
            (J + 1,) offsets, and the rows of one instance after those of another.
        """
        runs = self.court.found.found
        ends = np.cumsum(runs.count[members])
        rows = self.court.term.rows[runs.order]
        # Windows overlap: copying each run is several times quicker than looking up every row of it.
        runs_of = zip(runs.first[members].tolist(), runs.last[members].tolist(), strict=True)
        every = [rows[first:last] for first, last in runs_of]
        return np.concatenate([[0], ends]).astype(np.int64), np.concatenate([rows[:0], *every])

    def verdicts(self) -> Iterator[Verdict]:
        """The summary row, then one row per instance."""
        yield self.summary
        yield from self.court.every(self.classes)

    def table(self, *, lists: Lists = "all") -> pl.DataFrame:
        """One row per instance as the table `verdicts`."""
        return table(self.court, self.classes, lists=lists)


def settle_log(term: Term, context: Problem, frame: pl.DataFrame, mine: pl.Series) -> Settled | str:
    """Settle one term column by column, or say why it cannot be done so (a code).

    Parameters
    ----------
    mine
        Which rows of `frame` are the term's, known at `context.as_of`, and not corrected.
    """
    spec = plain_by(term, context.as_of)
    if isinstance(spec, str):
        return spec
    log = read_log(spec, context, frame, mine)
    if isinstance(log, str):
        return log
    found = instances(log)
    classes = classify(log, found, context)
    found = replace(found, repaired=classes & int(Feature.REPAIRED) > 0)
    court = Court(
        term=log, found=found, context=context, fetch=lambda rows: from_places(frame, rows.tolist())
    )
    court.rule(classes)
    return Settled(court=court, classes=classes, frame=frame)


@dataclass(frozen=True, kw_only=True)
class Backfill:
    """What `backfill` gives: the plain terms in columns, the others in records."""

    columns: Mapping[str, Settled]
    records: Mapping[str, tuple[Verdict, ...]]
    order: tuple[Term, ...]
    why: Mapping[str, str]
    """Why a term was not settled in columns, by term."""

    def verdicts(self) -> Iterator[Verdict]:
        """Every verdict, as `settle` would give it without explanations."""
        for term in self.order:
            yield from self.columns[term.id].verdicts() if term.id in self.columns else self.records[term.id]

    def table(self, *, lists: Lists = "all") -> pl.DataFrame:
        """The table `verdicts`: for each term its summary, then its parts."""
        parts = []
        for term in self.order:
            if term.id in self.columns:
                plain = self.columns[term.id]
                parts += [plain.whole.row(), plain.table(lists=lists)]
            else:
                parts.append(from_verdicts(term, list(self.records[term.id])))
        return pl.concat(parts) if parts else pl.DataFrame(schema=columns())


def backfill(context: Problem, frame: pl.DataFrame) -> Backfill:
    """Settle all terms by a table of evidence.

    Plain terms (see `troth.monitor.columnar.spec.plain`) are settled column by column; the others, with the rows that
    they and the terms that they depend on need, by `troth.monitor.settle`. The verdicts are the same.

    Parameters
    ----------
    context
        Terms, agreements, sources, parties, the time and the viewer; its own evidence must be empty.
    frame
        The table `evidence` of `troth.records.tables`; rows that were corrected or taken back are left out by whoever
        hands it over, as in a `Problem`.
    """
    plainly: dict[str, Settled] = {}
    why: dict[str, str] = {}
    known = _known(context, frame)
    if context.settled is None:
        context = replace(context, settled=settled(context, frame.filter(known)))
    for term in context.terms:
        judged = settle_log(term, context, frame, known & frame["term_ids"].list.contains(term.id))
        if isinstance(judged, Settled):
            plainly[term.id] = judged
        else:
            why[term.id] = judged
    records = _by_rules(context, frame, tuple(term for term in context.terms if term.id in why))
    return Backfill(columns=plainly, records=records, order=context.terms, why=why)


def _known(context: Problem, frame: pl.DataFrame) -> pl.Series:
    if "recorded_at" not in frame.columns:
        return pl.Series([True]).new_from_index(0, len(frame))
    return (frame["recorded_at"] <= context.as_of.astimezone(UTC)).fill_null(value=True)


def _by_rules(context: Problem, frame: pl.DataFrame, terms: Sequence[Term]) -> dict[str, tuple[Verdict, ...]]:
    if not terms:
        return {}
    rows = from_table(frame)
    found = settle(replace(context, evidence=rows), explain=False).verdicts
    return {term.id: tuple(one for one in found if one.term == term.id) for term in terms}
