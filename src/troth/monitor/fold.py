"""Folding claims about one quantity into an interval.

Within an origin happenings are summed, and reprints of one happening are not; across origins the stated counts are
held side by side in their hull. "At least so many" gives a low end and opens the high end only where it contradicts
every count that was stated.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Measure

from .problem import Item

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Span:
    """From `low` to `high`, both ends included; None: open."""

    low: Decimal = ZERO
    high: Decimal | None = None

    def __add__(self, other: "Span") -> "Span":
        """Interval sum."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(self.low + other.low, high)


UNKNOWN = Span()


def combine(spans: Iterable[Span]) -> Span:
    """One interval for what several origins say about the same thing.

    Stated counts (both ends) are kept side by side in their hull. A bare low end agrees with any count above it; one
    that is above all of them opens the high end. Bare low ends alone: the highest of them.

    >>> combine([Span(Decimal(183), Decimal(183)), Span(Decimal(199), Decimal(199)), Span(Decimal(187))])
    Span(low=Decimal('183'), high=Decimal('199'))
    >>> combine([Span(Decimal(129), Decimal(129)), Span(Decimal(140))])
    Span(low=Decimal('129'), high=None)
    """
    stated = list(spans)
    if not stated:
        return UNKNOWN
    highs = [span.high for span in stated if span.high is not None]
    bare = [span.low for span in stated if span.high is None]
    if not highs:
        return Span(max(bare))
    low = min(span.low for span in stated if span.high is not None)
    high = max(highs)
    return Span(low, None if any(least > high for least in bare) else high)


def _hull(spans: Sequence[Span]) -> Span:
    highs = [span.high for span in spans]
    known = [high for high in highs if high is not None]
    return Span(min(span.low for span in spans), max(known) if len(known) == len(highs) else None)


def total(spans: Iterable[Span]) -> Span:
    """Interval sum of several."""
    whole = Span(ZERO, ZERO)
    for span in spans:
        whole += span
    return whole


def _happenings(items: Sequence[Item], measure: Measure) -> Span:
    """Sum of the happenings one origin reports; the same one told by several pages counts once.

    Pages tell of the same one by its key and day, whatever the hour that each gives; without a key only where all agrees.
    """
    told: dict[tuple[object, ...], dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        row = item.row
        what: tuple[object, ...] = ("key", row.key, item.day)
        if not row.key:
            what = (row.event.casefold(), row.category.casefold(), row.place.casefold(), item.start, item.end)
        told[what][row.source].append(Span(*item.amount(measure)))
    return total(
        _hull([total(spans) for spans in _no_excerpts(list(pages.values()))]) for pages in told.values()
    )


def _no_excerpts(pages: list[list[Span]]) -> list[list[Span]]:
    """Leave out pages that tell only part of what another page tells: an excerpt is no second count."""
    sizes = [Counter(page) for page in pages]
    return [page for page, size in zip(pages, sizes, strict=True) if not any(size < other for other in sizes)]


def _tally(items: Sequence[Item], measure: Measure) -> Span:
    """One origin's count of the whole day: parts are added, several pages (or counts of one part) held in a hull."""
    pages: dict[str, dict[tuple[str, ...], list[Span]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        row = item.row
        part = (row.event.casefold(), row.category.casefold(), row.place.casefold(), row.key)
        pages[row.source][part].append(Span(*item.amount(measure)))
    whole = [
        parts for parts in pages.values() if not any(parts.keys() < other.keys() for other in pages.values())
    ]
    return _hull([total(_hull(_told(pages, part, parts.keys())) for part in parts) for parts in whole])


def _told(
    pages: Mapping[str, Mapping[tuple[str, ...], list[Span]]],
    part: tuple[str, ...],
    parts: AbstractSet[tuple[str, ...]],
) -> list[Span]:
    """What pages say of one part: those that count in these parts, or only some of them (an excerpt)."""
    return [span for page in pages.values() if page.keys() <= parts for span in page.get(part, [])]


def by_origin(
    items: Sequence[Item], measure: Measure, covered: frozenset[str] = frozenset()
) -> dict[str, Span]:
    """What each origin says about one stretch of time.

    Parameters
    ----------
    items
        Rows that count in `measure`, all about this stretch.
    covered
        Origins whose silence counts here: what they do not report did not happen. Silence never outweighs what
        somebody else reports, so that a verdict does not change as time passes.
    """
    told = {origin for item in items for origin in item.origins}
    if told - covered:
        covered = frozenset()
    rows: dict[str, list[Item]] = {origin: [] for origin in sorted(covered)}
    for item in items:
        for origin in item.origins:
            rows.setdefault(origin, []).append(item)
    return {origin: _origin(rows[origin], measure, closed=origin in covered) for origin in sorted(rows)}


def _origin(items: Sequence[Item], measure: Measure, *, closed: bool) -> Span:
    form: dict[Form, list[Item]] = defaultdict(list)
    for item in items:
        form[item.row.form].append(item)
    least = max((item.amount(measure)[0] for item in form[Form.AT_LEAST]), default=ZERO)
    happened = _happenings(form[Form.ITEM], measure)
    stated = [_tally(form[Form.TALLY], measure)] if form[Form.TALLY] else []
    if any(not item.partial for item in form[Form.DENIAL]):
        stated.append(Span(ZERO, ZERO))
    low = max(least, happened.low)
    if stated:
        return combine([_hull(stated), Span(low)]) if low else _hull(stated)
    if closed and least <= happened.low:
        return happened
    return Span(low)


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of one day (or other stretch): each origin's figure, and the rows behind them."""

    origins: Mapping[str, Span] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    blurred: bool = False
    """Whether more rows may belong here, dated too roughly to say: then the high end is open."""
    keyed: Mapping[object, Mapping[str, Decimal]] = field(default_factory=dict)
    """Happenings that carry a key, by it and their day, and the least that each origin tells of each; kept where several origins tell."""

    def span(self, *, without: frozenset[str] = frozenset(), trusting: str | None = None) -> Span:
        """All origins combined; or only some of them, or one origin's own count where it gives one."""
        if trusting is not None and trusting in self.origins and self.origins[trusting].high is not None:
            told = self.origins[trusting]
        else:
            spans = [span for origin, span in self.origins.items() if origin not in without]
            told = combine([*spans, *self._together(without)])
        return Span(told.low) if self.blurred else told

    def _together(self, without: frozenset[str]) -> list[Span]:
        """Happenings with different keys are different ones, whoever tells of them: all of them give one low end."""
        told = [
            [least for origin, least in lows.items() if origin not in without] for lows in self.keyed.values()
        ]
        return [Span(sum((min(lows) for lows in told if lows), ZERO))] if any(told) else []

    def ids(self) -> tuple[str, ...]:
        """Ids of the rows that count."""
        return tuple(sorted({item.id for item in self.items}))


def fold(
    items: Sequence[Item], measure: Measure, covered: frozenset[str] = frozenset(), *, blurred: bool = False
) -> Day:
    """Fold the rows about one stretch of time."""
    return Day(by_origin(items, measure, covered), tuple(items), blurred, _keyed(items, measure))


def _keyed(items: Sequence[Item], measure: Measure) -> Mapping[object, Mapping[str, Decimal]]:
    named: dict[tuple[str, date | None], dict[str, list[Item]]] = {}
    for item in items:
        if item.row.key and item.row.form is Form.ITEM:
            for origin in item.origins:
                named.setdefault((item.row.key, item.day), {}).setdefault(origin, []).append(item)
    if len(named) < 2 or len({origin for told in named.values() for origin in told}) < 2:  # noqa: PLR2004 - each alone
        return {}
    return {
        key: {origin: _happenings(rows, measure).low for origin, rows in told.items()}
        for key, told in named.items()
    }


def fold_level(items: Sequence[Item], *, lowest: bool) -> Day:
    """Fold measurements of a level: an origin's lowest (or highest) reading, and all origins side by side."""
    readings: dict[str, list[Span]] = {}
    for item in items:
        if item.row.form is Form.DENIAL or item.row.quantity is None:
            continue
        for origin in item.origins:
            high = None if item.row.form is Form.AT_LEAST else item.row.quantity.high
            readings.setdefault(origin, []).append(Span(item.row.quantity.low, high))
    return Day(
        {origin: _extreme(readings[origin], lowest=lowest) for origin in sorted(readings)}, tuple(items)
    )


def _extreme(spans: Sequence[Span], *, lowest: bool) -> Span:
    highs = [span.high for span in spans if span.high is not None]
    if lowest:
        return Span(min(span.low for span in spans), min(highs) if highs else None)
    return Span(max(span.low for span in spans), max(highs) if len(highs) == len(spans) else None)
