"""From a table of evidence to the log of one term, in columns of whole numbers.

A term's rows are a *log* when one source tells of happenings one by one: items at a point in time, each by itself, in
the source's own words and nobody else's. Then counting is adding. Rows of any other kind are for `troth.monitor.settle`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import polars as pl

from troth.monitor.problem import Problem
from troth.monitor.select import service_events
from troth.records.columns import EXACT_PLACES
from troth.records.evidence import Form
from troth.records.moment import Precision
from troth.records.term import Coverage, Kind, Selector, Term

from .kernels import Bits, Flags, Ints, Log
from .speaking import spoken
from .spec import Role, Shape, Spec

LARGEST_SUM = 2**62
"""What all amounts of a term may add up to, in units of its finest decimal place; beyond that columns overflow."""
POINTS = [Precision.SECOND.value, Precision.MINUTE.value]
EMPTY = ("attributed_to", "stance", "valid_to", "retracts")
"""Columns that a plain row leaves empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLog:
    """The rows that play a part in a plain term, sorted by time and place in the log."""

    spec: Spec
    log: Log
    ids: pl.Series
    """(N,) ids of the rows."""
    rows: Ints
    """(N,) where each row stands in the table that it was read from."""
    idle: Ints
    """Where the rows of the term stand that play no part in it."""
    places: int
    """Decimal places of the amounts in `log`."""
    later: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """Where the rows of the term stand that tell of a time after the one that is asked about."""


def read_log(spec: Spec, context: Problem, frame: pl.DataFrame, mine: pl.Series) -> TermLog | str:
    """The log of a term, or why its rows are none (a code, see docs/methods/engine.md).

    Parameters
    ----------
    context
        Who is who, the viewer and the time; its own evidence is not looked at.
    frame
        The table `evidence`, of any terms.
    mine
        Which of its rows are the term's, known, and not corrected.
    """
    heard = mine & spoken(context, frame, spec.term.kind)
    later = np.flatnonzero((mine & ~heard).to_numpy())
    mine = heard
    why = next(_not_a_log(spec, context, frame, mine), None)
    if why is not None:
        return why
    time = _times(frame["valid_from"])
    role = np.where(mine.to_numpy(), _roles(spec, context, frame, time), np.uint8(0))
    rows = np.flatnonzero(role)
    idle = np.flatnonzero(mine.to_numpy() & (role == 0))
    time, placed = time[rows], _places_in_log(frame, rows)
    order = _in_order(frame, rows, time, placed)
    if order is not None:
        rows, time = rows[order], time[order]
    twice = placed is not None and _twice(time, placed if order is None else placed[order])
    amounts = _amounts(spec.term, frame, rows)
    if isinstance(amounts, str):
        return amounts
    low, high, places = amounts
    log = Log(
        time=time, group=_groups(spec, frame, rows), role=role[rows], low=low, high=high, ordered=placed is not None
    )  # fmt: skip
    if twice or _tied(spec, log):
        return "order_not_known"
    return TermLog(
        spec=spec, log=log, ids=frame["evidence_id"].gather(rows), rows=rows, idle=idle, places=places, later=later
    )  # fmt: skip


def _not_a_log(spec: Spec, context: Problem, frame: pl.DataFrame, mine: pl.Series) -> Iterator[str]:
    """What keeps the term's rows from being a log; whole columns are asked first, since that is quick."""

    def holds(column: pl.Series) -> bool:
        return bool(column.all()) or bool(column.filter(mine).all())

    if not holds(frame["form"] == Form.ITEM.value):
        yield "other_forms"
    if not holds(frame["valid_from"].is_not_null()) or not holds(_points(frame)):
        yield "rough_times"
    if not holds(frame["source_id"] == _first(frame["source_id"], mine)):
        yield "several_sources"
    if any(name in frame.columns and not holds(_empty(frame[name])) for name in EMPTY):
        yield "more_than_counts"
    numbers = spec.term.measure.count == "quantity" and "low" in frame.columns
    if numbers and not holds(frame["high"].is_not_null() == frame["low"].is_not_null()):
        yield "open_amounts"
    yield from _not_one_voice(spec, context, frame, mine)


def _first(column: pl.Series, mine: pl.Series) -> str:
    """What the first of the rows says."""
    at = mine.arg_max()
    return str(column[at]) if at is not None else ""


def _not_one_voice(spec: Spec, context: Problem, frame: pl.DataFrame, mine: pl.Series) -> Iterator[str]:
    """Whom the rows rest on must be one, and not bound by a term in which somebody's own word allows an act."""
    origins = _origins(context, frame, mine)
    if not covers_only(spec, context, origins):
        yield "weighs_origins"
    if (spec.active or spec.permit is not None) and not _neutral(spec.term, context, origins):
        yield "word_of_a_party"


def _points(frame: pl.DataFrame) -> pl.Series:
    """Which rows are dated by a point in time."""
    if "valid_from_precision" not in frame.columns:
        return pl.Series([True])
    return frame["valid_from_precision"].is_in(POINTS).fill_null(value=True)


def _empty(column: pl.Series) -> pl.Series:
    """Which cells hold nothing."""
    if column.dtype == pl.List:
        return column.list.len().fill_null(0) == 0
    return column.is_null() if column.dtype != pl.String else column.fill_null("") == ""


def _origins(context: Problem, frame: pl.DataFrame, mine: pl.Series) -> frozenset[str]:
    """Who is behind the rows: one source, and whom it relies on."""
    first = mine.arg_true()
    if len(first) == 0:
        return frozenset()
    source = frame["source_id"][first.item(0)]
    cited = {one.id: one.origins for one in context.sources}
    return frozenset(context.names.root(name) for name in cited.get(source, (source,)))


def covers_only(spec: Spec, context: Problem, origins: frozenset[str]) -> bool:
    """Whether the log has one origin, and nobody else declares to report everything."""
    cited = {one.id: one.origins for one in context.sources}
    names = {name for one in declared(spec.term, context) for name in cited.get(one.source, (one.source,))}
    others = {context.names.root(name) for name in names} - origins
    return len(origins) <= 1 and not (others and origins)


def _neutral(term: Term, context: Problem, origins: frozenset[str]) -> bool:
    """Whether nobody behind the rows is bound by the term or by its agreement."""
    agreement = context.agreement_of.get(term.agreement)
    parties = (*term.obligor, *term.beneficiary, *(agreement.parties if agreement is not None else ()))
    return not origins & {context.names.root(name) for name in parties}


def declared(term: Term, context: Problem) -> list[Coverage]:
    """The declarations of coverage that count for the viewer."""
    return [
        one
        for one in term.coverage
        if context.viewer == context.owner or context.viewer in one.full_set_for or "*" in one.full_set_for
    ]


def _times(column: pl.Series) -> Ints:
    return column.dt.timestamp("us").to_numpy().astype(np.int64, copy=False)


def _places_in_log(frame: pl.DataFrame, rows: Ints) -> Ints | None:
    """(N,) place of each row in its log; None unless all have one."""
    if "sequence" not in frame.columns or len(rows) == 0:
        return None
    given = frame["sequence"].gather(rows)
    return None if given.null_count() else given.to_numpy().astype(np.int64, copy=False)


def _twice(time: Ints, placed: Ints) -> bool:
    """Whether two rows of one time have one place in the log."""
    return bool(np.any((np.diff(time) == 0) & (np.diff(placed) == 0)))


def _in_order(frame: pl.DataFrame, rows: Ints, time: Ints, placed: Ints | None) -> Ints | None:
    """The order of the rows by time, place in the log and id; None where they already stand so."""
    step = np.diff(time)
    after = np.zeros(len(step), dtype=bool) if placed is None else np.diff(placed) > 0
    if np.all((step > 0) | ((step == 0) & after)):
        return None
    rest = {} if placed is None else {"place": placed}
    ranked = pl.DataFrame({"time": time, **rest, "id": frame["evidence_id"].gather(rows)}).with_row_index(
        "row"
    )
    return ranked.sort(["time", *rest, "id"])["row"].to_numpy().astype(np.int64)


def selected(frame: pl.DataFrame, selector: Selector) -> Flags:
    """(N,) whether a row is of the events, categories and places that are meant."""
    found = np.ones(len(frame), dtype=bool)
    for name in ("event", "category", "place"):
        wanted = getattr(selector, name)
        if wanted:
            column = frame.get_column(name, default=None)
            found &= False if column is None else one_of(column, wanted)
    return found


def one_of(column: pl.Series, wanted: Sequence[str]) -> Flags:
    """(N,) whether a cell holds one of some words; an empty cell holds "".

    >>> one_of(pl.Series(["a", None, "b"]), ("a", "c")).tolist(), one_of(pl.Series(["a", None]), ("",)).tolist()
    ([True, False, False], [False, True])
    """
    found = np.zeros(len(column), dtype=bool)
    for word in wanted:  # one comparison each is many times quicker than a set of words
        found |= (column == word).fill_null(value=word == "").to_numpy()
    return found


def _roles(spec: Spec, context: Problem, frame: pl.DataFrame, time: Ints) -> Bits:
    """(N,) what each row can be to the term."""
    return in_window(spec, kinds(spec, context, frame), time)


def kinds(spec: Spec, context: Problem, frame: pl.DataFrame) -> Bits:
    """(N,) what each row can be to the term by its event, category, place, unit and actor, whenever it happens."""
    role = np.zeros(len(frame), dtype=np.uint8)
    for bit, selector in spec.roles:
        meant = selected(frame, selector)
        if bit & Role.COUNTED:
            meant &= _counts(spec, context, frame)
        role |= meant.view(np.uint8) * np.uint8(bit)
    return role


def in_window(spec: Spec, role: Bits, time: Ints) -> Bits:
    """(N,) the roles without those that a row cannot have at its time."""
    counts, begun = _within(spec, time), _begun(spec, time)
    if spec.shape is Shape.ACT:
        begun = counts
    lost = np.where(counts, 0, int(Role.COUNTED)) | np.where(begun, 0, int(Role.INSTANCE))
    return role & ~lost.astype(np.uint8)


def _counts(spec: Spec, context: Problem, frame: pl.DataFrame) -> Flags:
    """(N,) whether a row is of the term's unit, tells of no other part of the term, and of an act of the obligor."""
    term = spec.term
    found = np.ones(len(frame), dtype=bool)
    if service := service_events(term):
        found &= ~selected(frame, Selector(event=tuple(sorted(service))))
    if term.measure.count == "quantity" and term.measure.unit and "unit" in frame.columns:
        given = frame["low"].is_not_null() if "low" in frame.columns else pl.Series([False] * len(frame))
        found &= ~given.to_numpy() | one_of(frame["unit"], (term.measure.unit, ""))
    if term.kind is Kind.REFRAIN:
        obligors = frozenset(context.names.root(name) for name in term.obligor)
        actors = frame.get_column("actor", default=pl.Series([""] * len(frame))).fill_null("")
        theirs = [name for name in actors.unique().to_list() if context.names.actors(name) & obligors]
        found &= actors.is_in(theirs).to_numpy()
    return found


def _within(spec: Spec, time: Ints) -> Flags:
    """(N,) whether a row may count by its time: an act in the half-open window, what adds up with its end, an answer always."""
    if spec.shape is Shape.ANSWER:
        return np.ones(len(time), dtype=bool)
    end = time < spec.end if spec.shape is Shape.ACT else time <= spec.end
    return (time >= spec.start) & end


def _begun(spec: Spec, time: Ints) -> Flags:
    """(N,) whether an instance lies in the window; a moment with all of its stretch, and the last instant too."""
    if spec.shape is Shape.MOMENT:
        return (time >= spec.start + spec.back) & (time <= spec.end)
    return (time >= spec.start) & (time < spec.end)


def _groups(spec: Spec, frame: pl.DataFrame, rows: Ints) -> Ints:
    """(N,) a code for the key of each row, in order of first appearance (near in time is near in memory); all 0 where keys do not matter."""
    if not spec.keyed or "key" not in frame.columns or len(rows) == 0:
        return np.zeros(len(rows), dtype=np.int64)
    keys = frame["key"].gather(rows).fill_null("")
    codes = keys.cast(pl.Categorical(pl.Categories.random())).to_physical()
    return codes.to_numpy().astype(np.int64)


def _amounts(term: Term, frame: pl.DataFrame, rows: Ints) -> tuple[Ints, Ints, int] | str:
    """(N,) low and high ends as whole numbers, and their decimal places; a happening without a number counts one."""
    owed = [one for one in (term.target.at_least, term.target.at_most) if one is not None]
    owed += [term.recur.tolerance] if term.recur is not None else []
    counted = term.measure.count == "quantity" and "low" in frame.columns
    given = frame["low"].gather(rows) if counted else pl.Series([])
    if given.null_count() == len(given):
        places = max(map(places_of, owed), default=0)
        ones = np.full(len(rows), 10**places, dtype=np.int64)
        return ones, ones, places
    low, high = _physical(given), _physical(frame["high"].gather(rows))
    places = max(_places(low), _places(high), *map(places_of, owed))
    unit = 10 ** (EXACT_PLACES - places)
    if places > EXACT_PLACES or max(_total(low), _total(high)) >= LARGEST_SUM * unit:
        return "too_large"
    whole = _whole(low, unit)
    return whole, whole if (low == high).all() else _whole(high, unit), places


def places_of(number: Decimal) -> int:
    """Decimal places that a number needs.

    >>> places_of(Decimal("2.50")), places_of(Decimal(1000))
    (1, 0)
    """
    return max(0, -int(number.normalize().as_tuple().exponent))


def _physical(column: pl.Series) -> pl.Series:
    """A column of decimals as whole numbers of its smallest place; null is one."""
    return column.cast(pl.Decimal(38, EXACT_PLACES)).fill_null(Decimal(1)).to_physical()


def _whole(physical: pl.Series, unit: int) -> Ints:
    return pl.select(pl.lit(physical) // pl.lit(unit, dtype=pl.Int128)).to_series().cast(pl.Int64).to_numpy()


def _places(physical: pl.Series) -> int:
    for places in range(0, EXACT_PLACES, 3):
        unit = pl.lit(10 ** (EXACT_PLACES - places), dtype=pl.Int128)
        if not pl.select((pl.lit(physical) % unit != 0).any()).item():
            return places
    return EXACT_PLACES


def _total(physical: pl.Series) -> float:
    return float(physical.cast(pl.Float64).abs().sum())


def _tied(spec: Spec, log: Log) -> bool:
    """Whether rows of one time cannot be told apart where their order matters."""
    if log.ordered or len(log) == 0 or np.all(np.diff(log.time) > 0):
        return False
    both = int(Role.INSTANCE | Role.COUNTED)
    if spec.shape is Shape.ACT or spec.over is not None:
        return True
    return spec.shape is Shape.ANSWER and bool(np.any(log.role & both == both))


def scaled(number: Decimal, places: int) -> int:
    """A number in units of 10 ** -places.

    >>> scaled(Decimal("2.5"), 1)
    25
    """
    return int(number.scaleb(places))


def unscaled(units: int, places: int) -> Decimal:
    """The number that so many units of 10 ** -places are.

    >>> unscaled(25, 1)
    Decimal('2.5')
    """
    return Decimal(int(units)).scaleb(-places)
